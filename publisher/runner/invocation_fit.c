/* Judging what an invocation brings: by the flow, the templates, the time. */
#include "invocation_reading.h"

#include "message.h"
#include "placeholder.h"
#include "pointer.h"
#include "template_params.h"
#include "utf8.h"
#include "window.h"

#include <string.h>

static const struct flow *
flow_of(const struct reading *r)
{
    return r->published->flow;
}

static size_t
nth_input(const struct flow *flow, const char *name)
{
    return (size_t)(flow_input(flow, name) - flow->inputs);
}

const char *
reading_place(const struct reading *r, size_t channel, const char *input)
{
    const size_t nth = nth_input(flow_of(r), input);

    if (r->from[channel].inputs[nth])
        return r->from[channel].inputs[nth];
    if (r->from[channel].params)
        return pointer_join(r->arena, r->from[channel].params, input);
    if (!r->has_sends)
        return pointer_join(r->arena, "/data", input);
    return pointer_join(r->arena,
        arena_printf(r->arena, "/input/send%zu/templateParams", channel + 1),
        input);
}

static const char *
recipient_place(const struct reading *r, size_t channel)
{
    if (r->from[channel].recipient)
        return r->from[channel].recipient;
    return r->has_sends
        ? arena_printf(r->arena, "/input/send%zu/recipient", channel + 1)
        : "/recipient";
}

static const char *
brought(const char *name, void *data)
{
    return json_string_value(json_object_get(data, name));
}

static bool
value_fits(struct reading *r, size_t channel, size_t i, const char *text)
{
    const struct flow_input *input = &flow_of(r)->inputs[i];
    const struct pattern *pattern = r->published->patterns[i];
    const char *place = reading_place(r, channel, input->name.text);
    const size_t length = utf8_length(text);

    if (input->max_length.given && length > (size_t)input->max_length.number)
        return reading_refuse(r, "input-too-long", place,
            "'%s' has %zu characters, and %lld is the most", input->name.text,
            length, (long long)input->max_length.number);
    if (pattern && !pattern_matches(pattern, text, strlen(text)))
        return reading_refuse(r, "input-mismatch", place,
            "'%s' does not match %s, as the whole value has to",
            input->name.text, input->pattern.text);
    return true;
}

static bool
values_fit(struct reading *r, size_t channel)
{
    for (size_t i = 0; i < flow_of(r)->ninputs; i++) {
        const char *text = brought(
            flow_of(r)->inputs[i].name.text, r->invocation->inputs[channel]);

        if (text && !value_fits(r, channel, i, text))
            return false;
    }
    return true;
}

/* The first input in a parameter's value that the invocation brought, or with
 * `missing` the first that it should have; NULL where there is none. */
static const char *
input_in(const struct reading *r, size_t channel,
    const struct flow_param *param, bool missing)
{
    struct placeholder piece = {0};

    while (placeholder_next(PLACEHOLDER_INPUT, param->value.text, &piece)) {
        const struct flow_input *input = piece.kind == PLACEHOLDER_VARIABLE
            ? flow_input(flow_of(r), piece.name)
            : NULL;

        if (!input)
            continue;
        const bool given =
            brought(piece.name, r->invocation->inputs[channel]) != NULL;
        if (missing ? !given && !input->fallback.text : given)
            return input->name.text;
    }
    return NULL;
}

static bool
nothing_is_missing(struct reading *r, size_t channel)
{
    const struct flow_channel *step = &flow_of(r)->channels[channel];

    for (size_t i = 0; i < step->nparams; i++) {
        const char *name = input_in(r, channel, &step->params[i], true);

        if (name)
            return reading_refuse(r, "input-missing",
                reading_place(r, channel, name),
                "the input '%s' is missing; channel %zu ('%s') needs it", name,
                channel + 1, step->channel.text);
    }
    return true;
}

/* WhatsApp refuses line ends, tabs and more than four blanks in a row in a
 * parameter, and empty ones: Meta's error 132012 and its kin, found before
 * anything is sent. */
static const char *
unsendable(const char *value)
{
    if (!*value)
        return "is empty";
    if (strpbrk(value, "\n\r\t"))
        return "holds a line end or a tab";
    return strstr(value, "     ") ? "holds five blanks in a row" : NULL;
}

/* Where a parameter's value comes from: an input that was brought, or else the
 * flow's own text and defaults. */
static const char *
param_place(const struct reading *r, size_t channel, const char *key)
{
    const struct flow_param *param =
        flow_param(&flow_of(r)->channels[channel], key);
    const char *input = param ? input_in(r, channel, param, false) : NULL;

    return input ? reading_place(r, channel, input) : "";
}

static bool
param_fits(struct reading *r, size_t channel, const struct message_param *param)
{
    const struct template *template = r->published->templates[channel];
    const struct template_param *known = template_param(template, param->key);
    const char *place = param_place(r, channel, param->key);
    const char *fault =
        template->kind.value == KIND_WHATSAPP ? unsendable(param->value) : NULL;
    const size_t length = utf8_length(param->value);

    if (known && known->max_length && length > known->max_length)
        return reading_refuse(r, "parameter-too-long", place,
            "parameter '%s' of template '%s' would have %zu characters, and "
            "%u is the most",
            param->key, template->name.text, length, known->max_length);
    if (fault)
        return reading_refuse(r, "parameter-wrong", place,
            "parameter '%s' of template '%s' %s, which WhatsApp refuses",
            param->key, template->name.text, fault);
    return true;
}

static bool
text_fits(struct reading *r, size_t channel, const char *part, const char *text,
    size_t most)
{
    const size_t length = text ? utf8_length(text) : 0;

    return length <= most ||
        reading_refuse(r, "text-too-long", "",
            "with these values the %s of template '%s' has %zu characters, and "
            "%zu is the most",
            part, r->published->templates[channel]->name.text, length, most);
}

static bool
message_fits(struct reading *r, size_t channel)
{
    const struct template *template = r->published->templates[channel];
    const struct message_source source = {
        .flow = flow_of(r),
        .step = &flow_of(r)->channels[channel],
        .template = template,
        .input = brought,
        .data = r->invocation->inputs[channel],
    };
    struct message message = {.to = r->invocation->recipients[channel]};
    struct failure failure = {0};

    if (!message_make(&message, r->arena, &source, &failure))
        return reading_refuse(r, "input-missing", "", "%s", failure.text);
    for (size_t i = 0; i < message.nparams; i++)
        if (!param_fits(r, channel, &message.params[i]))
            return false;
    return template->kind.value != KIND_WHATSAPP ||
        (text_fits(r, channel, "text", message.text, TEMPLATE_BODY_MAX) &&
            text_fits(
                r, channel, "header", message.header, TEMPLATE_HEADER_MAX));
}

static bool
channel_fits(struct reading *r, size_t channel)
{
    if (!r->invocation->recipients[channel])
        return reading_refuse(r, "recipient-missing",
            recipient_place(r, channel),
            "channel %zu ('%s') has no recipient; give one at the top for all "
            "channels, or one in each sendN",
            channel + 1, flow_of(r)->channels[channel].channel.text);
    return values_fit(r, channel) && nothing_is_missing(r, channel) &&
        message_fits(r, channel);
}

/* Each channel leaves this number out: nobody could be reached. */
static bool
has_a_channel(struct reading *r)
{
    const struct flow *flow = flow_of(r);
    const uint8_t skip = engine_plan_skip(flow, r->invocation->recipients);

    if (skip != (uint8_t)((1U << flow->nchannels) - 1))
        return true;
    return reading_refuse(r, "no-channel", recipient_place(r, 0),
        "no channel of the flow is for this recipient: only_for and skip_for "
        "leave it out of all of them");
}

/* A closed window holds a message to its opening; only where that is too late
 * for not_after it could never be sent. */
static bool
can_ever_be_sent(struct reading *r)
{
    const struct flow *flow = flow_of(r);
    const struct flow_window *window = &flow->send_window;
    const int64_t opens = window_opens(window, r->now);

    if (opens == r->now || opens < r->now + flow_not_after(flow))
        return true;
    return reading_refuse(r, "send-window-closed", "",
        "the flow sends from %s to %s (%s), and its not_after is over before "
        "that: invoke it later",
        window->from.text, window->to.text, window->timezone.text);
}

static bool
has_consent(struct reading *r)
{
    return flow_of(r)->consent.value != CONSENT_REQUIRED ||
        r->invocation->consent ||
        reading_refuse(r, "consent-missing", "/consent",
            "this flow wants \"consent\": true in each invocation, for a "
            "recipient who agreed to get it");
}

bool
reading_fits(struct reading *r)
{
    for (size_t i = 0; i < flow_of(r)->nchannels; i++)
        if (!channel_fits(r, i))
            return false;
    return has_consent(r) && has_a_channel(r) && can_ever_be_sent(r);
}
