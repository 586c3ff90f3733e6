/* The table of fields, and how each is worked out. */
#include "fields.h"

#include <string.h>

#include "clock.h"
#include "components.h"
#include "handover.h"
#include "kaleyra.h"
#include "nearest.h"
#include "sms.h"

struct field_row;

struct ask { /* one question for one field */
    struct fields *fields;
    const struct message *message;
    const struct field_row *row;
    const char *rest; /* behind a row's name that ends with a dot, else "" */
    struct field *field;
    struct failure *failure;
};

typedef bool field_fn(struct ask *ask);

struct field_row {
    const char *name;
    field_fn *get;
    size_t offset; /* of the member that it shows */
    unsigned uses; /* set of 1 << enum fields_use; none: FIELDS_SEND */
};

static bool
set_text(struct ask *ask, const char *text)
{
    ask->field->kind = FIELD_TEXT;
    ask->field->text =
        text && *text ? arena_strdup(ask->fields->arena, text) : NULL;
    return true;
}

static bool
set_number(struct ask *ask, int64_t number)
{
    ask->field->kind = FIELD_JSON;
    ask->field->text =
        arena_printf(ask->fields->arena, "%lld", (long long)number);
    return true;
}

/* Takes the value over; an empty list or object is an empty field. */
static bool
set_json(struct ask *ask, json_t *json)
{
    json_auto_t *value = json;

    ask->field->kind = FIELD_JSON;
    if (!value)
        return failure_set(ask->failure, STATUS_FINDINGS,
            "the value of a parameter is not UTF-8");
    if (json_array_size(value) || json_object_size(value)) {
        auto_(heap) char *text = json_dumps(value, JSON_COMPACT);

        ask->field->text = arena_strdup(ask->fields->arena, text);
    }
    return true;
}

static bool
get_text(struct ask *ask)
{
    const char *base = (const char *)ask->message;

    return set_text(ask, *(const char *const *)(base + ask->row->offset));
}

/* A number without its plus; a name is left as it is. */
static bool
get_digits(struct ask *ask)
{
    (void)get_text(ask);
    const char *text = ask->field->text;
    return set_text(ask, text && text[0] == '+' ? text + 1 : text);
}

static bool
get_template_text(struct ask *ask)
{
    const char *base = (const char *)ask->message->template;

    return set_text(
        ask, ((const struct value_text *)(base + ask->row->offset))->text);
}

static bool
get_category(struct ask *ask)
{
    const struct value_choice *category = &ask->message->template->category;

    return set_text(
        ask, category->given ? category_words[category->value] : NULL);
}

static const struct provider_setting *
find_setting(const struct provider *provider, const char *name)
{
    for (size_t i = 0; i < provider->nsettings; i++)
        if (!strcmp(provider->settings[i].name, name))
            return &provider->settings[i];
    return NULL;
}

void
fields_hide(struct fields *fields, const char *secret)
{
    fields->secrets = arena_grow(fields->arena, fields->secrets,
        fields->nsecrets, sizeof(*fields->secrets));
    fields->secrets[fields->nsecrets++] = secret;
}

static bool
get_setting(struct ask *ask)
{
    const struct message *m = ask->message;
    const struct provider_setting *setting =
        find_setting(m->provider, ask->rest);
    const struct node *node = node_get(m->channel->settings, ask->rest);
    struct failure own = {0};
    const char *value = handover_setting(
        ask->fields->arena, m->root, m->channel, ask->rest, &own);

    if (own.text[0])
        return failure_set(ask->failure, own.status, "channel '%s', '%s': %s",
            m->channel->name.text, ask->rest, own.text);
    if (!node && setting)
        value = setting->fallback;
    if (!value && setting && setting->required)
        return failure_set(ask->failure, STATUS_FINDINGS,
            "channel '%s' does not set '%s'", m->channel->name.text, ask->rest);
    if (value &&
        ((setting && setting->secret) || (node && node->kind == NODE_MAP)))
        fields_hide(ask->fields, value);
    return set_text(ask, value);
}

static bool
is_sms(const struct ask *ask, struct sms_count *count)
{
    if (ask->message->template->kind.value != KIND_SMS || !ask->message->text)
        return false;
    sms_count(ask->message->text, count);
    return true;
}

static bool
get_coding(struct ask *ask)
{
    struct sms_count count;

    /* GSM 03.38 as Kannel numbers it: 0 is 7 bits, 2 is UCS-2. */
    return is_sms(ask, &count)
        ? set_number(ask, count.encoding == SMS_GSM7 ? 0 : 2)
        : set_text(ask, NULL);
}

static bool
get_encoding(struct ask *ask)
{
    struct sms_count count;

    return set_text(
        ask, is_sms(ask, &count) ? sms_encoding_name(count.encoding) : NULL);
}

static bool
get_parts(struct ask *ask)
{
    struct sms_count count;

    return is_sms(ask, &count) ? set_number(ask, (int64_t)count.parts)
                               : set_text(ask, NULL);
}

static bool
get_sms_type(struct ask *ask)
{
    static const char *const words[] = {
        [SMS_TYPE_OTP] = "OTP",
        [SMS_TYPE_TXN] = "TXN",
        [SMS_TYPE_MKT] = "MKT",
    };
    static const char *const by_category[] = {
        [CATEGORY_AUTHENTICATION] = "OTP",
        [CATEGORY_UTILITY] = "TXN",
        [CATEGORY_MARKETING] = "MKT",
    };
    const struct value_choice *type = &ask->message->template->type;
    const struct value_choice *category = &ask->message->template->category;

    return set_text(ask,
        type->given           ? words[type->value]
            : category->given ? by_category[category->value]
                              : NULL);
}

/* Rounded up, but never over what the provider takes. */
static bool
set_expiry(struct ask *ask, int64_t unit)
{
    const struct provider *p = ask->message->provider;
    int64_t ms = ask->message->expiry_ms;

    if (ms <= 0 || p->expiry_max_ms < unit)
        return set_text(ask, NULL);
    if (ms < p->expiry_min_ms)
        ms = p->expiry_min_ms;
    if (ms > p->expiry_max_ms)
        ms = p->expiry_max_ms;
    const int64_t units = (ms + unit - 1) / unit;
    return set_number(ask, units * unit > p->expiry_max_ms ? units - 1 : units);
}

static bool
get_seconds(struct ask *ask)
{
    return set_expiry(ask, CLOCK_SECOND);
}

static bool
get_minutes(struct ask *ask)
{
    return set_expiry(ask, CLOCK_MINUTE);
}

/* "90s", as Google writes durations. */
static bool
get_duration(struct ask *ask)
{
    (void)get_seconds(ask);
    return set_text(ask,
        ask->field->text
            ? arena_printf(ask->fields->arena, "%ss", ask->field->text)
            : NULL);
}

static bool
get_until(struct ask *ask)
{
    char instant[CLOCK_TEXT_SIZE];

    (void)get_seconds(ask);
    if (!ask->field->text || !ask->message->now)
        return set_text(ask, NULL);
    clock_format(instant,
        ask->message->now + strtoll(ask->field->text, NULL, 10) * CLOCK_SECOND);
    return set_text(ask, instant);
}

/* A template that takes no values is sent by its id at the platform. */
static const char *
static_id(const struct ask *ask)
{
    const struct template *template = ask->message->template;

    return template->nparams ? NULL : template->source_id.text;
}

static bool
get_rcs_template(struct ask *ask)
{
    return set_text(ask, static_id(ask));
}

static bool
get_rcs_text(struct ask *ask)
{
    return set_text(ask, static_id(ask) ? NULL : ask->message->text);
}

static bool
get_param(struct ask *ask)
{
    for (size_t i = 0; i < ask->message->nparams; i++)
        if (!strcmp(ask->message->params[i].key, ask->rest))
            return set_text(ask, ask->message->params[i].value);
    return set_text(ask, NULL);
}

/* The body's value number i, or NULL: what stands in header and buttons. */
static const struct message_param *
body_param(const struct ask *ask, size_t i)
{
    const struct message_param *param = &ask->message->params[i];
    const struct template_param *known =
        template_param(ask->message->template, param->key);

    return known && !strcmp(known->part, "body") ? param : NULL;
}

static bool
get_list(struct ask *ask)
{
    json_t *list = json_array();
    bool good = true;

    for (size_t i = 0; i < ask->message->nparams; i++) {
        const struct message_param *param = body_param(ask, i);

        if (param)
            good &= !json_array_append_new(list, json_string(param->value));
    }
    if (!good)
        json_decref(list);
    return set_json(ask, good ? list : NULL);
}

static bool
get_object(struct ask *ask)
{
    json_t *object = json_object();
    bool good = true;

    for (size_t i = 0; i < ask->message->nparams; i++) {
        const struct message_param *param = body_param(ask, i);

        if (param)
            good &= !json_object_set_new(
                object, param->key, json_string(param->value));
    }
    if (!good)
        json_decref(object);
    return set_json(ask, good ? object : NULL);
}

static bool
get_components(struct ask *ask)
{
    return set_json(ask, components_make(ask->message));
}

static bool
get_reference(struct ask *ask)
{
    ask->fields->has_reference = true;
    return get_text(ask);
}

static bool
get_message_id(struct ask *ask)
{
    ask->fields->lacks_id |= !ask->message->message_id;
    return get_text(ask);
}

static bool
get_kaleyra_type(struct ask *ask)
{
    return set_text(ask, kaleyra_type(ask->message));
}

static bool
get_kaleyra_params(struct ask *ask)
{
    const char *list;

    return kaleyra_params(
               ask->message, ask->fields->arena, &list, ask->failure) &&
        set_text(ask, list);
}

static bool
get_kaleyra_code(struct ask *ask)
{
    return set_text(ask, kaleyra_code(ask->message));
}

#define BOTH (1U << FIELDS_SEND | 1U << FIELDS_ASK)
#define ASK (1U << FIELDS_ASK)
#define MESSAGE(member) offsetof(struct message, member)
#define TEMPLATE(member) offsetof(struct template, member)

/* A name that ends with a dot is followed by another; the first row wins. */
static const struct field_row rows[] = {
    {"settings.", get_setting, .uses = BOTH},
    {"from", get_text, MESSAGE(from), BOTH},
    {"from.digits", get_digits, MESSAGE(from), BOTH},
    {"to", get_text, MESSAGE(to), BOTH},
    {"to.digits", get_digits, MESSAGE(to), BOTH},
    {"text", get_text, MESSAGE(text)},
    {"header", get_text, MESSAGE(header)},
    {"media_url", get_text, MESSAGE(media_url)},
    {"reference", get_reference, MESSAGE(reference), BOTH},
    {"message_id", get_message_id, MESSAGE(message_id), ASK},
    {"report_url", get_text, MESSAGE(report_url)},
    {"sms.coding", get_coding},
    {"sms.encoding", get_encoding},
    {"sms.parts", get_parts},
    {"sms.type", get_sms_type},
    {"expiry.seconds", get_seconds},
    {"expiry.minutes", get_minutes},
    {"expiry.duration", get_duration},
    {"expiry.until", get_until},
    {"template.name", get_template_text, TEMPLATE(name)},
    {"template.language", get_template_text, TEMPLATE(language)},
    {"template.category", get_category},
    {"dlt.entity_id", get_template_text, TEMPLATE(dlt_entity)},
    {"dlt.template_id", get_template_text, TEMPLATE(dlt_template)},
    {"params.list", get_list},
    {"params.object", get_object},
    {"params.", get_param},
    {"meta.components", get_components},
    {"rcs.template_id", get_rcs_template},
    {"rcs.text", get_rcs_text},
    {"kaleyra.type", get_kaleyra_type},
    {"kaleyra.params", get_kaleyra_params},
    {"kaleyra.code", get_kaleyra_code},
};

static const struct field_row *
find_row(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const size_t len = strlen(rows[i].name);
        const bool open = rows[i].name[len - 1] == '.';

        if (open ? !strncmp(rows[i].name, name, len) && name[len]
                 : !strcmp(rows[i].name, name))
            return &rows[i];
    }
    return NULL;
}

static bool
is_for(const struct field_row *row, enum fields_use use)
{
    return row->uses ? row->uses >> use & 1 : use == FIELDS_SEND;
}

/* The rows' names, with the settings that the provider has. */
static const char **
names_of(struct arena *arena, const struct provider *provider,
    enum fields_use use, size_t *n)
{
    const char **names = arena_alloc(
        arena, (ARRAY_LEN(rows) + provider->nsettings) * sizeof(*names));

    *n = 0;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].get != get_setting && is_for(&rows[i], use))
            names[(*n)++] = rows[i].name;
    for (size_t i = 0; i < provider->nsettings; i++)
        names[(*n)++] =
            arena_printf(arena, "settings.%s", provider->settings[i].name);
    return names;
}

const char *
fields_correct(struct arena *arena, const struct provider *provider,
    enum fields_use use, const char *name)
{
    const struct field_row *row = find_row(name);
    size_t n;

    if (row && is_for(row, use) &&
        (row->get != get_setting ||
            find_setting(provider, name + strlen(row->name))))
        return NULL;
    const char **names = names_of(arena, provider, use, &n);
    const char *near = nearest_word(name, names, n);
    return near ? near : "";
}

bool
fields_get(struct fields *fields, const char *name, struct field *field,
    struct failure *failure)
{
    const struct field_row *row = find_row(name);

    *field = (struct field){0};
    if (!row)
        return failure_set(
            failure, STATUS_FINDINGS, "'{%s}' is not a field", name);
    struct ask ask = {
        .fields = fields,
        .message = fields->message,
        .row = row,
        .rest = row->name[strlen(row->name) - 1] == '.'
            ? name + strlen(row->name)
            : "",
        .field = field,
        .failure = failure,
    };
    return row->get(&ask);
}
