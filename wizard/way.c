/* From channels to words. */
#include "way.h"

static const char *
or_open(const char *text)
{
    return text && *text ? text : "...";
}

void
way_add_channel(struct text *out, const struct flow_channel *channel)
{
    text_addf(out, "%s %s (%s), %s", or_open(channel->channel.text),
        or_open(channel->template_name.text), or_open(channel->language.text),
        or_open(channel->delay.text));
}

void
way_add(struct text *out, const struct flow *flow)
{
    for (size_t i = 0; i < flow->nchannels; i++) {
        text_add(out, i ? ", then " : "");
        way_add_channel(out, &flow->channels[i]);
    }
}
