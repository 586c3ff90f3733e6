/* Reading and checking what an invocation brings. */
#include "invocation.h"

#include "message.h"
#include "phone.h"
#include "placeholder.h"
#include "pointer.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

struct reading {
    struct invocation *invocation;
    struct arena *arena;
    const struct published *published;
    struct invocation_fault *fault;
};

static bool refuse(struct reading *r, const char *code, const char *pointer,
    const char *format, ...) PRINTF_LIKE(4, 5);

static bool
refuse(struct reading *r, const char *code, const char *pointer,
    const char *format, ...)
{
    va_list args;

    r->fault->status = 422;
    r->fault->code = code;
    (void)snprintf(r->fault->pointer, sizeof(r->fault->pointer), "%s", pointer);
    va_start(args, format);
    (void)vsnprintf(r->fault->detail, sizeof(r->fault->detail), format, args);
    va_end(args);
    return false;
}

/* The pointer of a member, RFC 6901. */
static const char *
below(const struct reading *r, const char *pointer, const char *name)
{
    auto_(text) struct text out = {0};

    text_add(&out, pointer);
    pointer_add(&out, name);
    return arena_strdup(r->arena, out.bytes);
}

static const struct flow *
flow_of(const struct reading *r)
{
    return r->published->flow;
}

/* The text of a value: numbers and truth values as JSON spells them. */
static const char *
text_of(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return json_string_length(value) == strlen(json_string_value(value))
            ? json_string_value(value)
            : NULL; /* holds a NUL */
    if (json_is_integer(value))
        return arena_printf(
            arena, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    return NULL;
}

/* The input that a name means: an input of the flow, or a parameter of this
 * channel whose value is exactly one {{input}}. */
static const char *
input_named(
    const struct reading *r, size_t channel, const char *name, char *known)
{
    const struct flow_param *param;
    struct placeholder only;

    if (flow_input(flow_of(r), name))
        return name;
    param = flow_param(&flow_of(r)->channels[channel], name);
    if (!param ||
        !placeholder_alone(PLACEHOLDER_INPUT, param->value.text, &only))
        return NULL;
    (void)snprintf(known, PLACEHOLDER_NAME_SIZE, "%s", only.name);
    return known;
}

static bool
bring(struct reading *r, size_t channel, const char *name, const json_t *value,
    const char *pointer)
{
    char known[PLACEHOLDER_NAME_SIZE];
    const char *input = input_named(r, channel, name, known);
    const char *text = text_of(r->arena, value);

    if (!input)
        return refuse(
            r, "input-unknown", pointer, "the flow has no input '%s'", name);
    if (!text)
        return refuse(
            r, "input-wrong", pointer, "the value of '%s' is to be text", name);
    if (json_object_set_new(
            r->invocation->inputs[channel], input, json_string(text)))
        return refuse(r, "input-wrong", pointer, "'%s' is not UTF-8", name);
    return true;
}

static bool
bring_object(
    struct reading *r, size_t channel, json_t *object, const char *pointer)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        const char *here = below(r, pointer, name);

        if (!bring(r, channel, name, value, here))
            return false;
    }
    return true;
}

/* An array gives values in the order of the template's parameters. */
static bool
bring_array(
    struct reading *r, size_t channel, const json_t *array, const char *pointer)
{
    const struct template *template = r->published->templates[channel];

    if (json_array_size(array) > template->nparams)
        return refuse(r, "parameters-too-many", pointer,
            "template '%s' takes %zu parameters", template->name.text,
            template->nparams);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *here = arena_printf(r->arena, "%s/%zu", pointer, i);
        const struct flow_param *param =
            flow_param(&flow_of(r)->channels[channel], template->params[i].key);
        struct placeholder only;

        /* Fixed text of the flow is never changed from outside. */
        if (!param ||
            !placeholder_alone(PLACEHOLDER_INPUT, param->value.text, &only))
            continue;
        if (!bring(r, channel, only.name, json_array_get(array, i), here))
            return false;
    }
    return true;
}

static bool
bring_values(
    struct reading *r, size_t channel, json_t *values, const char *pointer)
{
    if (!values || json_is_null(values))
        return true;
    if (json_is_object(values))
        return bring_object(r, channel, values, pointer);
    if (json_is_array(values))
        return bring_array(r, channel, values, pointer);
    return refuse(r, "parameters-wrong", pointer,
        "the parameters are to be an object or an array");
}

static bool
set_recipient(
    struct reading *r, size_t channel, const json_t *value, const char *pointer)
{
    char number[PHONE_TEXT_SIZE];
    const char *text = text_of(r->arena, value);

    if (!text)
        return refuse(r, "recipient-wrong", pointer,
            "the recipient is to be a phone number, as text");
    const enum phone_fault fault = phone_normalise(text, number);
    if (fault != PHONE_OK)
        return refuse(r, "recipient-wrong", pointer, "the recipient %s",
            phone_fault_words(fault));
    r->invocation->recipients[channel] = arena_strdup(r->arena, number);
    return true;
}

/* {"recipient": ..., "data": {...}}: the same for all channels. */
static bool
read_shorthand(struct reading *r, const json_t *body)
{
    const json_t *recipient = json_object_get(body, "recipient");

    for (size_t i = 0; i < flow_of(r)->nchannels; i++) {
        if (recipient && !set_recipient(r, i, recipient, "/recipient"))
            return false;
        if (!bring_values(r, i, json_object_get(body, "data"), "/data"))
            return false;
    }
    return true;
}

/* "send2" -> 1; -1 for a name that is none. */
static int
channel_of(const char *name, size_t nchannels)
{
    if (strncmp(name, "send", 4) != 0 || name[4] < '1' || name[4] > '9' ||
        name[5] || (size_t)(name[4] - '0') > nchannels)
        return -1;
    return name[4] - '1';
}

static bool
read_send(
    struct reading *r, size_t channel, const json_t *send, const char *pointer)
{
    const char *name;
    json_t *value;

    if (!json_is_object(send))
        return refuse(r, "body-wrong", pointer, "an object is expected here");
    json_object_foreach((json_t *)(uintptr_t)send, name, value)
    {
        const char *here = below(r, pointer, name);
        bool fine;

        if (!strcmp(name, "recipient"))
            fine = set_recipient(r, channel, value, here);
        else if (!strcmp(name, "templateParams"))
            fine = bring_values(r, channel, value, here);
        else
            fine = refuse(r, "key-unknown", here,
                "'%s' is not known here; "
                "recipient and templateParams are",
                name);
        if (!fine)
            return false;
    }
    return true;
}

static bool
read_input(struct reading *r, const json_t *input)
{
    const char *name;
    json_t *send;

    if (!input)
        return true;
    if (!json_is_object(input))
        return refuse(r, "body-wrong", "/input", "an object is expected here");
    json_object_foreach((json_t *)(uintptr_t)input, name, send)
    {
        const char *here = below(r, "/input", name);
        const int channel = channel_of(name, flow_of(r)->nchannels);

        if (channel < 0)
            return refuse(r, "channel-unknown", here,
                "'%s' names no channel of this flow: it has send1 to send%zu",
                name, flow_of(r)->nchannels);
        if (!read_send(r, (size_t)channel, send, here))
            return false;
    }
    return true;
}

static bool
read_rest(struct reading *r, const json_t *body)
{
    static const char *const known[] = {
        "requestId", "input", "recipient", "data", "consent"};
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)body, name, value)
    {
        bool found = false;

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
            found |= !strcmp(known[i], name);
        if (!found)
            return refuse(r, "key-unknown", below(r, "", name),
                "'%s' is not known here", name);
    }
    const json_t *id = json_object_get(body, "requestId");
    if (id && !json_is_null(id)) {
        const char *text = text_of(r->arena, id);

        if (!text || !*text || strlen(text) > 255)
            return refuse(r, "request-id-wrong", "/requestId",
                "requestId is a text of 1 to 255 bytes");
        r->invocation->request_id = text;
    }
    r->invocation->consent = json_is_true(json_object_get(body, "consent"));
    return true;
}

static bool
value_fits(struct reading *r, size_t channel, size_t i, const char *text)
{
    const struct flow_input *input = &flow_of(r)->inputs[i];
    const struct pattern *pattern = r->published->patterns[i];
    const char *pointer = arena_printf(r->arena,
        "/input/send%zu/templateParams/%s", channel + 1, input->name.text);

    if (input->max_length.given &&
        utf8_length(text) > (size_t)input->max_length.number)
        return refuse(r, "input-too-long", pointer,
            "'%s' has at most %lld characters", input->name.text,
            (long long)input->max_length.number);
    if (pattern && !pattern_matches(pattern, text, strlen(text)))
        return refuse(r, "input-mismatch", pointer, "'%s' does not match %s",
            input->name.text, input->pattern.text);
    return true;
}

static const char *
brought(const char *name, void *data)
{
    return json_string_value(json_object_get(data, name));
}

/* WhatsApp refuses line ends, tabs and more than four blanks in a row in a
 * parameter: Meta's error 132012 and its kin, found before anything is sent. */
static bool
is_sendable(const char *value)
{
    return !strpbrk(value, "\n\r\t") && !strstr(value, "     ");
}

static bool
params_fit(struct reading *r, size_t channel)
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
        return refuse(r, "input-missing",
            arena_printf(
                r->arena, "/input/send%zu/templateParams", channel + 1),
            "%s", failure.text);
    for (size_t i = 0; i < message.nparams; i++) {
        const struct template_param *param =
            template_param(template, message.params[i].key);
        const char *pointer =
            arena_printf(r->arena, "/input/send%zu/templateParams/%s",
                channel + 1, message.params[i].key);

        if (param && param->max_length &&
            utf8_length(message.params[i].value) > param->max_length)
            return refuse(r, "parameter-too-long", pointer,
                "parameter '%s' of template '%s' has at most %u characters",
                param->key, template->name.text, param->max_length);
        if (template->kind.value == KIND_WHATSAPP &&
            !is_sendable(message.params[i].value))
            return refuse(r, "parameter-wrong", pointer,
                "parameter '%s' holds a line end, a tab or five blanks, which "
                "WhatsApp refuses",
                message.params[i].key);
    }
    return true;
}

static bool
channel_fits(struct reading *r, size_t channel)
{
    const struct flow *flow = flow_of(r);
    json_t *inputs = r->invocation->inputs[channel];

    if (!r->invocation->recipients[channel])
        return refuse(r, "recipient-missing",
            arena_printf(r->arena, "/input/send%zu/recipient", channel + 1),
            "channel %zu has no recipient", channel + 1);
    for (size_t i = 0; i < flow->ninputs; i++) {
        const char *text = brought(flow->inputs[i].name.text, inputs);

        if (text && !value_fits(r, channel, i, text))
            return false;
    }
    return params_fit(r, channel);
}

static bool
may_be_sent(struct reading *r)
{
    const struct flow *flow = flow_of(r);

    if (flow->consent.value == CONSENT_REQUIRED && !r->invocation->consent)
        return refuse(r, "consent-missing", "/consent",
            "this flow wants \"consent\": true in each invocation");
    return true;
}

bool
invocation_read(struct invocation *invocation, struct arena *arena,
    const json_t *body, const struct published *published,
    struct invocation_fault *fault)
{
    struct reading r = {invocation, arena, published, fault};

    for (size_t i = 0; i < published->flow->nchannels; i++)
        invocation->inputs[i] = json_object();
    if (!json_is_object(body))
        return refuse(&r, "body-wrong", "", "the body is to be an object");
    if (!read_rest(&r, body) || !read_shorthand(&r, body) ||
        !read_input(&r, json_object_get(body, "input")) || !may_be_sent(&r))
        return false;
    for (size_t i = 0; i < published->flow->nchannels; i++)
        if (!channel_fits(&r, i))
            return false;
    return true;
}

void
invocation_done(struct invocation *invocation)
{
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        json_decref(invocation->inputs[i]);
        invocation->inputs[i] = NULL;
    }
}
