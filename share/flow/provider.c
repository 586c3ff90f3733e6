/* Providers: reading what flows and checks need of them. */
#include "provider.h"

#include "duration.h"
#include "file.h"
#include "folder.h"
#include "keys.h"

#include <string.h>

#define PROVIDER_BYTES_MAX (1000 * 1000)

static const char *const provider_kind_words[] = {
    "sms", "whatsapp", "rcs", "any", NULL};
static const char *const dedupe_words[] = {"none", "reference", NULL};

static keys_fn read_settings, read_expiry, read_kind, read_part;

#define PROVIDER(member) offsetof(struct provider, member)

struct abilities {
    struct value_choice recall, query, dedupe;
    struct value_time dedupe_for;
    struct value_text reference;
    int64_t expiry_min_ms, expiry_max_ms;
};

#define ABILITY(member) offsetof(struct abilities, member)

static const struct keys_row ability_keys[] = {
    {"expiry", read_expiry, 0,
        .help = "range of a message's own expiry: 1m..7d, or none"},
    {"recall", keys_flag, ABILITY(recall),
        .help = "true: a message that was handed over can be taken back"},
    {"query", keys_flag, ABILITY(query),
        .help = "true: the state of a message can be asked for"},
    {"dedupe", keys_choice, ABILITY(dedupe), .detail = dedupe_words,
        .help = "reference: a repeat with our reference is recognised"},
    {"dedupe_for", keys_time, ABILITY(dedupe_for),
        .help = "for how long it is recognised"},
    {"reference", keys_text, ABILITY(reference),
        .help = "how our reference comes back: url, field or none"},
    {0},
};

struct provider_file {
    struct value_number format;
    struct value_text name;
    struct value_choice built_in;
    struct abilities abilities;
    struct provider *provider;
};

#define FILE_(member) offsetof(struct provider_file, member)

static const struct keys_row provider_keys[] = {
    {"fallback", keys_number, FILE_(format), .help = "version of the format"},
    {"provider", keys_text, FILE_(name), .required = true,
        .help = "its name, as channels call it"},
    {"kind", read_kind, 0, .required = true,
        .help = "sms, whatsapp, rcs or any"},
    {"built_in", keys_flag, FILE_(built_in),
        .help = "true: a part of the runner, no request is made"},
    {"settings", read_settings, 0,
        .help = "what a channel has to set: {required, secret} each"},
    {"abilities", keys_map, FILE_(abilities), .detail = ability_keys,
        .help = "what the platform can do"},
    {"send", read_part, PROVIDER(send), .help = "the request that sends"},
    {"recall", read_part, PROVIDER(recall_request),
        .help = "the request that takes a message back"},
    {"query", read_part, PROVIDER(query_request),
        .help = "the request that asks for a message's state"},
    {"reports", read_part, PROVIDER(reports),
        .help = "how delivery reports are read"},
    {"examples", read_part, PROVIDER(examples), .help = "recorded exchanges"},
    {0},
};

/* A tree that the runner walks; the row's offset is that in the provider. */
static void
read_part(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct provider_file *file =
        (struct provider_file *)((char *)into - row->offset);

    (void)reader;
    (void)path;
    *(const struct node **)((char *)file->provider + row->offset) = value;
}

static void
read_kind(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct provider_file *file = into;
    struct value_choice kind = {0};

    keys_choice(reader,
        &(struct keys_row){.name = row->name, .detail = provider_kind_words},
        value, path, &kind);
    file->provider->any_kind = kind.value == KIND_COUNT;
    file->provider->kind =
        kind.value == KIND_COUNT ? KIND_SMS : (enum kind)kind.value;
}

/* "1m..7d", or "none". */
static void
read_expiry(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct abilities *abilities = into;
    struct value_text text = {0};

    keys_text(reader, row, value, path, &text);
    if (!text.text || !strcmp(text.text, "none"))
        return;
    const char *dots = strstr(text.text, "..");
    auto_(heap) char *first =
        dots ? strndup(text.text, (size_t)(dots - text.text)) : NULL;
    if (!first || !duration_parse(first, &abilities->expiry_min_ms) ||
        !duration_parse(dots + 2, &abilities->expiry_max_ms))
        keys_complain(reader, "value-wrong", value->at, path, NULL,
            "'%s' is not a range such as 1m..7d, or none", text.text);
}

struct setting_flags {
    struct value_choice required, secret;
    struct value_text fallback;
};

static const struct keys_row setting_keys[] = {
    {"required", keys_flag, offsetof(struct setting_flags, required),
        .help = "true: every channel has to set it"},
    {"secret", keys_flag, offsetof(struct setting_flags, secret),
        .help = "true: only {env: NAME} or {file: path}"},
    {"default", keys_text, offsetof(struct setting_flags, fallback),
        .help = "its value where a channel does not set it"},
    {0},
};

static void
read_settings(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct provider *provider = ((struct provider_file *)into)->provider;
    void *items = NULL;

    (void)row;
    provider->nsettings = keys_items(
        reader, value, NODE_MAP, path, sizeof(*provider->settings), &items);
    provider->settings = items;
    for (size_t i = 0; i < provider->nsettings; i++) {
        const struct keys_path here = {.up = path, .key = value->keys[i]->text};
        struct setting_flags flags = {0};

        keys_read(reader, value->items[i], &here, setting_keys, &flags);
        provider->settings[i] = (struct provider_setting){
            .name = value->keys[i]->text,
            .fallback = flags.fallback.text,
            .required = flags.required.value,
            .secret = flags.secret.value,
        };
    }
}

static void
take_abilities(struct provider *provider, const struct abilities *abilities)
{
    provider->recall = abilities->recall;
    provider->query = abilities->query;
    provider->dedupe = (enum dedupe)abilities->dedupe.value;
    provider->dedupe_ms = abilities->dedupe_for.ms;
    provider->expiry_min_ms = abilities->expiry_min_ms;
    provider->expiry_max_ms = abilities->expiry_max_ms;
}

/* Keeps the list ordered; a name that is there already is replaced, so that a
 * workspace's own file wins over ours. */
static void
insert(struct providers *providers, const struct provider *provider)
{
    size_t i = 0;

    while (i < providers->n &&
        strcmp(providers->items[i].name, provider->name) < 0)
        i++;
    if (i == providers->n || strcmp(providers->items[i].name, provider->name)) {
        providers->items = arena_grow(&providers->arena, providers->items,
            providers->n, sizeof(*providers->items));
        memmove(&providers->items[i + 1], &providers->items[i],
            (providers->n - i) * sizeof(*providers->items));
        providers->n++;
    }
    providers->items[i] = *provider;
}

void
provider_read(struct providers *providers, const char *file, const char *bytes,
    size_t len, struct findings *findings)
{
    struct keys_reader reader = {
        .arena = &providers->arena,
        .file = arena_strdup(&providers->arena, file),
        .findings = findings,
    };
    struct provider provider = {.file = reader.file};
    struct provider_file content = {.provider = &provider};

    const struct node *root = node_read(&providers->arena, reader.file, bytes,
        len, PROVIDER_BYTES_MAX, findings);
    if (!root)
        return;
    keys_read(&reader, root, NULL, provider_keys, &content);
    keys_format(&reader, &content.format, root);
    if (!content.name.text)
        return;
    provider.name = content.name.text;
    provider.built_in = content.built_in.value;
    take_abilities(&provider, &content.abilities);
    insert(providers, &provider);
}

void
providers_load(struct providers *providers, const char *folder,
    const char *root, struct findings *findings)
{
    const size_t len = root ? strlen(root) + 1 : 0;
    size_t n;
    const char **paths = folder_files(&providers->arena, folder, ".yaml", &n);

    for (size_t i = 0; i < n; i++) {
        auto_(text) struct text content = {0};
        struct failure failure = {0};
        const char *name = paths[i] + len;

        if (file_is_regular(paths[i], &failure) &&
            file_read(paths[i], PROVIDER_BYTES_MAX, &content, &failure))
            provider_read(
                providers, name, content.bytes, content.len, findings);
        else
            findings_add(findings, "file-unreadable", name, (struct mark){0},
                "", NULL, "%s", failure.text);
    }
}

const struct provider *
provider_find(const struct providers *providers, const char *name)
{
    for (size_t i = 0; i < providers->n; i++)
        if (!strcmp(providers->items[i].name, name))
            return &providers->items[i];
    return NULL;
}

void
providers_done(struct providers *providers)
{
    arena_free(&providers->arena);
    *providers = (struct providers){0};
}
