/* Reading and checking what an invocation brings. */
#include "invocation_reading.h"

#include "phone.h"
#include "placeholder.h"
#include "pointer.h"

#include <stdio.h>
#include <string.h>

#define REQUEST_ID_MAX 255 /* bytes */

bool
reading_refuse(struct reading *r, const char *code, const char *pointer,
    const char *format, ...)
{
    va_list args;

    r->fault->status = 422;
    r->fault->code = code;
    r->fault->pointer = pointer;
    va_start(args, format);
    (void)vsnprintf(r->fault->detail, sizeof(r->fault->detail), format, args);
    va_end(args);
    return false;
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

/* "code, name": what the flow takes. */
static const char *
inputs_of(const struct reading *r)
{
    const struct flow *flow = flow_of(r);
    auto_(text) struct text list = {0};

    for (size_t i = 0; i < flow->ninputs; i++)
        text_addf(&list, "%s%s", i ? ", " : "", flow->inputs[i].name.text);
    return arena_strdup(r->arena, flow->ninputs ? text_str(&list) : "none");
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
        return reading_refuse(r, "input-unknown", pointer,
            "the flow has no input '%s'; its inputs: %s", name, inputs_of(r));
    if (!text)
        return reading_refuse(r, "input-wrong", pointer,
            "the value of '%s' is to be text, a whole number or a truth value",
            name);
    const size_t nth =
        (size_t)(flow_input(flow_of(r), input) - flow_of(r)->inputs);
    r->from[channel].inputs[nth] = pointer;
    if (json_object_set_new(
            r->invocation->inputs[channel], input, json_string(text)))
        return reading_refuse(
            r, "input-wrong", pointer, "the value of '%s' is not UTF-8", name);
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
        const char *here = pointer_join(r->arena, pointer, name);

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
        return reading_refuse(r, "parameters-too-many", pointer,
            "template '%s' takes %zu parameters, not %zu", template->name.text,
            template->nparams, json_array_size(array));
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *here = pointer_item(r->arena, pointer, i);
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
    return reading_refuse(r, "parameters-wrong", pointer,
        "the values are to be an object, or an array in the order of the "
        "template's parameters");
}

static bool
set_recipient(
    struct reading *r, size_t channel, const json_t *value, const char *pointer)
{
    char number[PHONE_TEXT_SIZE];
    const char *text = text_of(r->arena, value);

    if (!text)
        return reading_refuse(r, "recipient-wrong", pointer,
            "the recipient is to be a phone number, such as '+393331234513'");
    const enum phone_fault fault = phone_normalise(text, number);
    if (fault != PHONE_OK)
        return reading_refuse(r, "recipient-wrong", pointer,
            "the recipient %s; '+393331234513' is one that is right",
            phone_fault_words(fault));
    r->from[channel].recipient = pointer;
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

static bool
read_params(
    struct reading *r, size_t channel, json_t *values, const char *pointer)
{
    if (json_is_object(values))
        r->from[channel].params = pointer;
    return bring_values(r, channel, values, pointer);
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
        return reading_refuse(r, "body-wrong", pointer,
            "an object with recipient and templateParams is expected here");
    json_object_foreach((json_t *)(uintptr_t)send, name, value)
    {
        const char *here = pointer_join(r->arena, pointer, name);
        bool fine;

        if (!strcmp(name, "recipient"))
            fine = set_recipient(r, channel, value, here);
        else if (!strcmp(name, "templateParams"))
            fine = read_params(r, channel, value, here);
        else
            fine = reading_refuse(r, "key-unknown", here,
                "'%s' is not known here; recipient and templateParams are",
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

    r->has_sends = input;
    if (!input)
        return true;
    if (!json_is_object(input))
        return reading_refuse(r, "body-wrong", "/input",
            "an object with send1, send2 ... is expected here");
    json_object_foreach((json_t *)(uintptr_t)input, name, send)
    {
        const char *here = pointer_join(r->arena, "/input", name);
        const int channel = channel_of(name, flow_of(r)->nchannels);

        if (channel < 0)
            return reading_refuse(r, "channel-unknown", here,
                "'%s' names no channel of this flow: it has send1 to send%zu",
                name, flow_of(r)->nchannels);
        if (!read_send(r, (size_t)channel, send, here))
            return false;
    }
    return true;
}

static bool
keys_are_known(struct reading *r, const json_t *body)
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
            return reading_refuse(r, "key-unknown",
                pointer_join(r->arena, "", name),
                "'%s' is not known here; requestId, recipient, data, input and "
                "consent are",
                name);
    }
    return true;
}

static bool
read_request_id(struct reading *r, const json_t *id)
{
    const char *text = text_of(r->arena, id);

    if (!id || json_is_null(id))
        return true;
    if (!text || !*text || strlen(text) > REQUEST_ID_MAX)
        return reading_refuse(r, "request-id-wrong", "/requestId",
            "requestId is a text of 1 to %d bytes", REQUEST_ID_MAX);
    r->invocation->request_id = text;
    return true;
}

static bool
read_consent(struct reading *r, const json_t *consent)
{
    if (consent && !json_is_boolean(consent) && !json_is_null(consent))
        return reading_refuse(
            r, "body-wrong", "/consent", "consent is true or false");
    r->invocation->consent = json_is_true(consent);
    return true;
}

static bool
read_body(struct reading *r, const json_t *body)
{
    if (!json_is_object(body))
        return reading_refuse(r, "body-wrong", "",
            "the body is to be an object such as {\"recipient\": "
            "\"+393331234513\", \"data\": {...}}");
    return keys_are_known(r, body) &&
        read_request_id(r, json_object_get(body, "requestId")) &&
        read_consent(r, json_object_get(body, "consent")) &&
        read_shorthand(r, body) &&
        read_input(r, json_object_get(body, "input"));
}

bool
invocation_read(struct invocation *invocation, struct arena *arena,
    const json_t *body, const struct published *published, int64_t now,
    struct invocation_fault *fault)
{
    const struct flow *flow = published->flow;
    struct reading r = {
        .invocation = invocation,
        .arena = arena,
        .published = published,
        .now = now,
        .fault = fault,
    };

    for (size_t i = 0; i < flow->nchannels; i++) {
        invocation->inputs[i] = json_object();
        r.from[i].inputs =
            arena_alloc(arena, (flow->ninputs + 1) * sizeof(char *));
    }
    return read_body(&r, body) && reading_fits(&r);
}

void
invocation_done(struct invocation *invocation)
{
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        json_decref(invocation->inputs[i]);
        invocation->inputs[i] = NULL;
    }
}
