/* Templates as Meta's Cloud API lists them. */
#include <string.h>

#include "duration.h"
#include "incoming_json.h"

struct reader {
    struct incoming *in;
    struct incoming_template *item;
    struct template *t;
};

/* The text of a member, copied; NULL where there is none. */
static const char *
text_of(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    auto_(text) struct text part = {0};

    if (!value || json_is_null(value))
        return NULL;
    text_addf(&part, "/%s", key);
    if (!json_is_string(value)) {
        incoming_complain(
            r->in, r->item, part.bytes, "a text is expected here");
        return NULL;
    }
    if (json_string_length(value) > INCOMING_TEXT_MAX) {
        incoming_complain(r->in, r->item, part.bytes,
            "a text of %zu bytes is more than any template has",
            json_string_length(value));
        return NULL;
    }
    return arena_strdup(&r->in->arena, json_string_value(value));
}

static const char *
needed(struct reader *r, const json_t *object, const char *key)
{
    const char *text = text_of(r, object, key);

    if (text && *text)
        return text;
    if (text || !json_object_get(object, key))
        incoming_complain(r->in, r->item, "", "'%s' is missing", key);
    return NULL;
}

static void
read_id(struct reader *r, const json_t *json)
{
    const json_t *id = json_object_get(json, "id");

    if (json_is_integer(id))
        r->t->source_id.text = arena_printf(
            &r->in->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    else
        r->t->source_id.text = text_of(r, json, "id");
}

static void
read_quality(struct reader *r, const json_t *json)
{
    const json_t *score = json_object_get(json, "quality_score");

    if (json_is_object(score))
        score = json_object_get(score, "score");
    if (!json_is_string(score))
        return;
    for (int i = 0; template_quality_words[i]; i++)
        if (!strcasecmp(json_string_value(score), template_quality_words[i]))
            r->t->quality = (struct value_choice){i, true, r->t->at};
    r->item->knows |= INCOMING_QUALITY;
}

/* REJECTED brings its reason; PAUSED is by quality, which the score shows. */
static void
read_reason(struct reader *r, const json_t *json)
{
    const char *reason = text_of(r, json, "rejected_reason");
    const struct value_choice *quality = &r->t->quality;

    if (r->t->status.value == TEMPLATE_APPROVED)
        r->item->knows |= INCOMING_REASON; /* that there is none */
    else if (reason && *reason && strcasecmp(reason, "none") != 0)
        r->t->reason.text = reason;
    else if (r->t->status.value == TEMPLATE_PAUSED && quality->given &&
        (quality->value == QUALITY_RED || quality->value == QUALITY_YELLOW))
        r->t->reason.text = "quality";
    if (r->t->reason.text)
        r->item->knows |= INCOMING_REASON;
}

static void
read_status(struct reader *r, const json_t *json)
{
    const char *status = needed(r, json, "status");

    if (!status)
        return;
    incoming_status(r->in, r->item, status);
    read_quality(r, json);
    read_reason(r, json);
}

/* Seconds; -1 is 30 days (Meta's time-to-live page); null: the default. */
static void
read_ttl(struct reader *r, const json_t *json)
{
    const json_t *ttl = json_object_get(json, "message_send_ttl_seconds");
    char words[DURATION_TEXT_SIZE];

    if (!ttl)
        return;
    r->item->knows |= INCOMING_TTL;
    if (json_is_null(ttl))
        return;
    int64_t seconds = json_is_integer(ttl) ? json_integer_value(ttl) : 0;
    if (seconds == -1)
        seconds = INT64_C(30) * 24 * 3600;
    if (seconds <= 0 || seconds > INT64_C(3650) * 24 * 3600) {
        incoming_complain(r->in, r->item, "/message_send_ttl_seconds",
            "a number of seconds is expected here");
        return;
    }
    duration_format(words, seconds * 1000);
    r->t->ttl.text = arena_strdup(&r->in->arena, words);
}

/* {"body_text_named_params": [{"param_name": "a", "example": "b"}]} */
static void
named_examples(struct reader *r, const json_t *list, const char *prefix)
{
    const json_t *item;
    size_t i;

    json_array_foreach(list, i, item)
    {
        const char *name = text_of(r, item, "param_name");
        const char *value = text_of(r, item, "example");

        if (name)
            incoming_example(r->in, r->t,
                arena_printf(&r->in->arena, "%s%s", prefix, name), value);
    }
}

/* ["a", "b"]; of a body [["a", "b"]]: the first of several sets. */
static void
numbered_examples(struct reader *r, const json_t *list, const char *prefix)
{
    const json_t *item;
    size_t i;

    if (json_is_array(json_array_get(list, 0)))
        list = json_array_get(list, 0);
    json_array_foreach(list, i, item)
    {
        if (json_is_string(item) &&
            json_string_length(item) <= INCOMING_TEXT_MAX)
            incoming_example(r->in, r->t,
                arena_printf(&r->in->arena, "%s%zu", prefix, i + 1),
                arena_strdup(&r->in->arena, json_string_value(item)));
    }
}

static void
read_examples(struct reader *r, const json_t *component, const char *part,
    const char *prefix)
{
    const json_t *example = json_object_get(component, "example");
    auto_(text) struct text key = {0};

    text_addf(&key, "%s_text", part);
    numbered_examples(r, json_object_get(example, key.bytes), prefix);
    text_add(&key, "_named_params");
    named_examples(r, json_object_get(example, key.bytes), prefix);
}

static int
word_of(const char *const *words, const char *text)
{
    for (int i = 0; words[i]; i++)
        if (!strcasecmp(words[i], text))
            return i;
    return -1;
}

static void
read_header(struct reader *r, const json_t *component)
{
    const char *format = text_of(r, component, "format");
    const int known = format ? word_of(header_format_words, format) : -1;

    if (known < 0) {
        incoming_unsupported(
            r->in, r->item, "a header of kind %s", format ? format : "unknown");
        return;
    }
    r->t->header_format = (struct value_choice){known, true, r->t->at};
    if (known != HEADER_TEXT)
        return;
    r->t->header_text.text = text_of(r, component, "text");
    read_examples(r, component, "header", "header.");
}

/*
 * The body of authentication templates is Meta's own. Listings bring its text
 * (GK); where one does not, these are the English words that Meta documents,
 * for previews: the platform fills in its own in any case.
 */
static void
read_body(struct reader *r, const json_t *component)
{
    const bool advice =
        json_is_true(json_object_get(component, "add_security_recommendation"));

    r->t->body.text = text_of(r, component, "text");
    if (r->t->body.text)
        r->item->knows |= INCOMING_BODY;
    if (!r->t->body.text && r->t->category.value == CATEGORY_AUTHENTICATION &&
        r->t->category.given)
        r->t->body.text = advice
            ? "{{1}} is your verification code. For your security, do not "
              "share this code."
            : "{{1}} is your verification code.";
    read_examples(r, component, "body", "");
}

static void
read_footer(struct reader *r, const json_t *component)
{
    const json_t *minutes =
        json_object_get(component, "code_expiration_minutes");

    r->t->footer.text = text_of(r, component, "text");
    if (r->t->footer.text || !json_is_integer(minutes))
        return;
    r->item->knows &= ~(unsigned)INCOMING_FOOTER;
    r->t->footer.text = arena_printf(&r->in->arena,
        "This code expires in %" JSON_INTEGER_FORMAT " minutes.",
        json_integer_value(minutes));
}

/* A button of a code is listed as OTP, or as the link that Meta makes of it
 * (GK: https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}). */
static int
type_of_button(const char *type, const char *url)
{
    if (url && !strncmp(url, "https://www.whatsapp.com/otp/", 29))
        return BUTTON_OTP;
    return type ? word_of(button_type_words, type) : -1;
}

/* The example of a link is the whole of it: what its variable brings is what
 * comes behind the fixed part. */
static void
button_example(struct reader *r, const json_t *button, const char *url)
{
    const json_t *example = json_object_get(button, "example");
    const char *variable = url ? strstr(url, "{{") : NULL;

    if (json_is_array(example))
        example = json_array_get(example, 0);
    const char *text = json_string_value(example);
    if (!variable || !text || json_string_length(example) > INCOMING_TEXT_MAX)
        return;
    const size_t fixed = (size_t)(variable - url);
    if (!strncmp(text, url, fixed))
        text += fixed;
    incoming_example(r->in, r->t,
        arena_printf(&r->in->arena, "button.%zu", r->t->nbuttons),
        arena_strdup(&r->in->arena, text));
}

static void
read_button(struct reader *r, const json_t *json)
{
    struct template *t = r->t;
    const char *word = text_of(r, json, "type");
    const char *url = text_of(r, json, "url");
    const char *label = text_of(r, json, "text");
    const int type = type_of_button(word, url);

    if (type < 0) {
        incoming_unsupported(
            r->in, r->item, "a button of kind %s", word ? word : "unknown");
        return;
    }
    if (type == BUTTON_URL)
        button_example(r, json, url);
    t->buttons =
        arena_grow(&r->in->arena, t->buttons, t->nbuttons, sizeof(*t->buttons));
    t->buttons[t->nbuttons++] = (struct template_button){
        .type = {type, true, t->at},
        .text = {.text = label ? label : "Copy code"},
        .url = {.text = type == BUTTON_URL ? url : NULL},
        .phone_number = {.text = text_of(r, json, "phone_number")},
    };
}

static void
read_buttons(struct reader *r, const json_t *component)
{
    const json_t *list = json_object_get(component, "buttons");
    const json_t *button;
    size_t i;

    json_array_foreach(list, i, button) read_button(r, button);
}

static const struct {
    const char *type;
    void (*read)(struct reader *r, const json_t *component);
} components[] = {
    {"HEADER", read_header},
    {"BODY", read_body},
    {"FOOTER", read_footer},
    {"BUTTONS", read_buttons},
};

static void
read_component(struct reader *r, const json_t *component)
{
    const char *type = text_of(r, component, "type");

    for (size_t i = 0; type && i < ARRAY_LEN(components); i++) {
        if (!strcasecmp(type, components[i].type)) {
            components[i].read(r, component);
            return;
        }
    }
    incoming_unsupported(
        r->in, r->item, "a part of kind %s", type ? type : "unknown");
}

/* Asked for with few fields, a listing has no components: then the texts of
 * the file stand. */
static void
read_components(struct reader *r, const json_t *json)
{
    const json_t *list = json_object_get(json, "components");
    const json_t *component;
    size_t i;

    if (!list)
        return;
    if (!json_is_array(list)) {
        incoming_complain(
            r->in, r->item, "/components", "a list is expected here");
        return;
    }
    r->item->knows |= INCOMING_PARTS | INCOMING_FOOTER;
    json_array_foreach(list, i, component) read_component(r, component);
}

void
incoming_meta(struct incoming *in, const json_t *json, const char *place)
{
    struct incoming_template *item =
        incoming_add(in, KIND_WHATSAPP, in->page, place);
    struct reader r = {in, item, &item->template};

    r.t->name.text = needed(&r, json, "name");
    r.t->language.text = needed(&r, json, "language");
    const char *category = text_of(&r, json, "category");
    if (category)
        incoming_category(in, item, category);
    read_id(&r, json);
    read_status(&r, json);
    read_ttl(&r, json);
    read_components(&r, json);
}
