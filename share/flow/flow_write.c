/* A flow in the canonical form. */
#include "flow.h"

#include "write.h"

#include <string.h>

static const char *const flag_words[] = {"false", "true"};

static void
write_inputs(struct write *w, const struct flow *flow)
{
    if (!flow->ninputs)
        return;
    write_open_map(w, "inputs", WRITE_BLOCK);
    for (size_t i = 0; i < flow->ninputs; i++) {
        const struct flow_input *input = &flow->inputs[i];

        write_open_map(w, input->name.text, WRITE_LINE);
        write_value(w, "pattern", input->pattern.text);
        write_number(w, "max_length", &input->max_length);
        write_value(w, "default", input->fallback.text);
        write_choice(w, "sensitive", &input->sensitive, flag_words);
        write_close_map(w);
    }
    write_close_map(w);
}

static void
write_params(struct write *w, const struct flow_channel *channel)
{
    if (!channel->nparams)
        return;
    write_open_map(w, "params", WRITE_LINE);
    for (size_t i = 0; i < channel->nparams; i++)
        write_value(
            w, channel->params[i].key.text, channel->params[i].value.text);
    write_close_map(w);
}

static void
write_channel(struct write *w, const struct flow_channel *channel)
{
    write_open_map(w, NULL, WRITE_BLOCK);
    write_value(w, "channel", channel->channel.text);
    write_value(w, "from", channel->from.text);
    write_value(w, "template", channel->template_name.text);
    write_value(w, "language", channel->language.text);
    write_params(w, channel);
    if (channel->media_url.text) {
        write_open_map(w, "media", WRITE_LINE);
        write_value(w, "url", channel->media_url.text);
        write_close_map(w);
    }
    write_bare(w, "delay", channel->delay.text);
    write_choice(w, "success", &channel->success, success_words);
    write_list(w, "fallback_on", &channel->fallback_on);
    write_list(w, "stop_on", &channel->stop_on);
    write_choice(w, "withdraw", &channel->withdraw, withdraw_words);
    write_choice(w, "on_unknown", &channel->on_unknown, on_unknown_words);
    write_list(w, "only_for", &channel->only_for);
    write_list(w, "skip_for", &channel->skip_for);
    write_close_map(w);
}

static void
write_window(struct write *w, const struct flow_window *window)
{
    if (!window->from.text && !window->to.text && !window->timezone.text)
        return;
    write_open_map(w, "send_window", WRITE_LINE);
    write_value(w, "from", window->from.text);
    write_value(w, "to", window->to.text);
    write_value(w, "timezone", window->timezone.text);
    write_close_map(w);
}

static void
write_budget(struct write *w, const struct flow_budget *budget)
{
    if (!budget->fallbacks_per_hour.given && !budget->when_spent.given)
        return;
    write_open_map(w, "budget", WRITE_LINE);
    write_number(w, "fallbacks_per_hour", &budget->fallbacks_per_hour);
    write_choice(w, "when_spent", &budget->when_spent, when_spent_words);
    write_close_map(w);
}

void
flow_write(const struct flow *flow, struct text *out)
{
    struct write *w = write_begin(out);

    write_open_map(w, NULL, WRITE_BLOCK);
    write_bare(w, "fallback", "1");
    write_bare(w, "workflow_id", flow->workflow_id.text);
    write_value(w, "title", flow->title.text);
    write_value(w, "description", flow->description.text);
    write_choice(w, "category", &flow->category, category_words);
    write_value(w, "callback_profile", flow->callback_profile.text);
    write_bare(w, "not_after", flow->not_after.text);
    write_window(w, &flow->send_window);
    write_choice(w, "consent", &flow->consent, consent_words);
    write_budget(w, &flow->budget);
    write_bare(w, "retain", flow->retain.text);
    write_inputs(w, flow);
    if (flow->nchannels) {
        write_open_list(w, "channels", WRITE_BLOCK);
        for (size_t i = 0; i < flow->nchannels; i++)
            write_channel(w, &flow->channels[i]);
        write_close_list(w);
    }
    if (flow->wizard)
        write_node(w, "wizard", flow->wizard);
    write_close_map(w);
    write_end(w);
}
