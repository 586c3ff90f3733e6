/* The workspace: the keys of fallback.yaml, and reading all of it. */
#include "workspace.h"

#include "keys.h"
#include "workspace_load.h"

#include <assert.h>
#include <string.h>

#define WORKSPACE_BYTES_MAX FLOW_BYTES_MAX

static const char *const price_per_words[] = {
    "delivered", "part", "sent", NULL};
static const char *const when_down_words[] = {"wait", "move_on", NULL};
static const char *const idempotency_words[] = {"request_id", "header", NULL};

static keys_fn read_breaker, read_channels, read_callbacks, read_environments,
    read_price, read_rate, read_senders, read_signatures, read_signers;

#define WORKSPACE(member) offsetof(struct workspace, member)
#define CHANNEL(member) offsetof(struct workspace_channel, member)
#define ENVIRONMENT(member) offsetof(struct workspace_environment, member)
#define SIGNATURES(member) offsetof(struct workspace_signatures, member)

static const struct keys_row channel_keys[] = {
    {"kind", keys_choice, CHANNEL(kind), .required = true, .detail = kind_words,
        .help = "sms, whatsapp or rcs"},
    {"provider", keys_text, CHANNEL(provider), .required = true,
        .help = "the platform that messages are handed to"},
    {"senders", keys_list, CHANNEL(senders), .required = true,
        .help = "who may send: numbers, names or agents"},
    {"price", read_price, 0,
        .help = "per delivered, part or sent; default; by country prefix"},
    {"rate", read_rate, 0, .help = "the most hand-overs: 80/s, 100/m, 1000/h"},
    {"breaker", read_breaker, CHANNEL(breaker),
        .help = "when it stops: failures in a row; how often it then tries"},
    {"when_down", keys_choice, CHANNEL(when_down), .detail = when_down_words,
        .help = "a message that has not begun: wait, or move_on"},
    {"settings", keys_node, CHANNEL(settings),
        .help = "what the provider's file asks for"},
    {0},
};

#define BREAKER(member) offsetof(struct workspace_breaker, member)

static const struct keys_row breaker_keys[] = {
    {"failures", keys_number, BREAKER(failures),
        .help = "so many in a row open it: 5; 0: it never opens"},
    {"probe", keys_time, BREAKER(probe),
        .help = "an open one lets one message through so often: 10s"},
    {0},
};

static const struct keys_row environment_keys[] = {
    {"store", keys_text, ENVIRONMENT(store), .help = "its execution store"},
    {"public_url", keys_text, ENVIRONMENT(public_url),
        .help = "how providers reach its runner"},
    {"production", keys_flag, ENVIRONMENT(production),
        .help = "true: marked on screens, asked for by name"},
    {"senders", read_senders, 0, .help = "sender here: sender there"},
    {0},
};

static const struct keys_row signer_keys[] = {
    {"file", keys_text, 0, .required = true,
        .help = "a public Ed25519 key in PEM"},
    {0},
};

static const struct keys_row signatures_keys[] = {
    {"required", keys_flag, SIGNATURES(required),
        .help = "true: a runner serves signed flows only"},
    {"keys", read_signers, 0,
        .help = "whose signatures count: [{file: keys/ci.pub}]"},
    {0},
};

static const struct keys_row workspace_keys[] = {
    {"fallback", keys_number, WORKSPACE(format),
        .help = "version of the format"},
    {"account", keys_text, WORKSPACE(account), .required = true,
        .help = "the account in the API's paths"},
    {"currency", keys_text, WORKSPACE(currency), .help = "of all prices: EUR"},
    {"store", keys_text, WORKSPACE(store),
        .help = "the execution store: sqlite:fallback.db"},
    {"public_url", keys_text, WORKSPACE(public_url),
        .help = "how providers reach the runner"},
    {"min_delay", keys_time, WORKSPACE(min_delay),
        .help = "the shortest delay: 5s, as on Kaleyra"},
    {"idempotency", keys_choice, WORKSPACE(idempotency),
        .detail = idempotency_words,
        .help = "request_id, or header: only the Idempotency-Key counts"},
    {"channels", read_channels, 0, .required = true,
        .help = "name: kind, provider, senders, price"},
    {"callback_profiles", read_callbacks, 0, .help = "name: url, secret"},
    {"callback_allow", keys_list, WORKSPACE(callback_allow),
        .help = "private networks that callbacks may reach: 127.0.0.0/8"},
    {"signatures", read_signatures, WORKSPACE(signatures),
        .help = "required, and the keys that may sign flows"},
    {"environments", read_environments, 0,
        .help = "name: store, production, senders"},
    {0},
};

/* Reads each value of a map by rows into structs that begin with their name. */
static size_t
read_named(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, const struct keys_row *rows, size_t size,
    void **items)
{
    const size_t n = keys_items(reader, value, NODE_MAP, path, size, items);

    for (size_t i = 0; i < n; i++) {
        const struct node *key = value->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};
        void *item = (char *)*items + i * size;

        *(struct value_text *)item =
            (struct value_text){.text = key->text, .at = key->at};
        keys_read(reader, value->items[i], &here, rows, item);
    }
    return n;
}

static_assert(CHANNEL(name) == 0, "read_named() writes the name first");
static_assert(offsetof(struct workspace_callback, name) == 0,
    "read_named() writes the name first");
static_assert(ENVIRONMENT(name) == 0, "read_named() writes the name first");

static void
read_channels(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace *workspace = into;
    void *items = NULL;

    (void)row;
    workspace->nchannels = read_named(reader, value, path, channel_keys,
        sizeof(*workspace->channels), &items);
    workspace->channels = items;
}

static void
read_callbacks(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace *workspace = into;
    void *items = NULL;

    (void)row;
    workspace->ncallbacks = read_named(reader, value, path, callback_keys,
        sizeof(*workspace->callbacks), &items);
    workspace->callbacks = items;
}

static void
read_environments(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace *workspace = into;
    void *items = NULL;

    (void)row;
    workspace->nenvironments = read_named(reader, value, path, environment_keys,
        sizeof(*workspace->environments), &items);
    workspace->environments = items;
}

/* {per: part, default: 0.06, "+39": 0.0512} */
static void
read_price(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_channel *channel = into;
    void *items = NULL;
    const size_t n = keys_items(
        reader, value, NODE_MAP, path, sizeof(*channel->prices), &items);

    (void)row;
    channel->prices = items;
    for (size_t i = 0; i < n; i++) {
        const char *key = value->keys[i]->text;
        const struct keys_path here = {.up = path, .key = key};

        if (!strcmp(key, "per")) {
            keys_choice(reader, &(struct keys_row){.detail = price_per_words},
                value->items[i], &here, &channel->price_per);
            continue;
        }
        if (strcmp(key, "default") != 0 && key[0] != '+') {
            keys_complain(reader, "key-unknown", value->keys[i]->at, &here,
                "known here: per, default, and prefixes such as \"+39\"",
                "'%s' is not a key of this map", key);
            continue;
        }
        struct workspace_price *price = &channel->prices[channel->nprices++];
        price->prefix = key[0] == '+' ? key : "";
        keys_price(reader, NULL, value->items[i], &here, &price->price);
    }
}

static void
read_rate(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_channel *channel = into;
    struct value_text text = {0};

    keys_text(reader, row, value, path, &text);
    if (!text.text)
        return;
    const size_t digits = strspn(text.text, "0123456789");
    const char *unit = text.text + digits;
    const int64_t most =
        digits && digits <= 6 ? strtoll(text.text, NULL, 10) : 0;
    const int64_t unit_ms = !strcmp(unit, "/s") ? 1000
        : !strcmp(unit, "/m")                   ? 60 * 1000
        : !strcmp(unit, "/h")                   ? 3600 * 1000
                                                : 0;
    if (!most || !unit_ms) {
        keys_complain(reader, "value-wrong", value->at, path,
            most || !unit_ms ? NULL
                             : "'fallback-runner pause --channel' stops a "
                               "channel",
            "'%s' is not a rate such as 80/s, 100/m or 1000/h", text.text);
        return;
    }
    channel->rate = (struct workspace_rate){text.text, most, unit_ms};
}

static void
read_breaker(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_breaker *breaker = into;

    (void)row;
    keys_read(reader, value, path, breaker_keys, breaker);
    if (breaker->failures.given &&
        (breaker->failures.number < 0 ||
            breaker->failures.number > WORKSPACE_BREAKER_FAILURES_MAX))
        keys_complain(reader, "value-wrong", breaker->failures.at, path, NULL,
            "'failures' is a number from 0 to %d",
            WORKSPACE_BREAKER_FAILURES_MAX);
    if (breaker->probe.text &&
        breaker->probe.ms < WORKSPACE_BREAKER_PROBE_LEAST_MS)
        keys_complain(reader, "value-wrong", breaker->probe.at, path, NULL,
            "'%s' is too short: at least %d ms", breaker->probe.text,
            WORKSPACE_BREAKER_PROBE_LEAST_MS);
}

static void
read_senders(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_environment *environment = into;
    struct value_list *from = &environment->senders_from;
    struct value_list *to = &environment->senders_to;
    void *first = NULL, *second = NULL;

    from->n =
        keys_items(reader, value, NODE_MAP, path, sizeof(*from->items), &first);
    to->n =
        keys_items(reader, value, NODE_MAP, path, sizeof(*to->items), &second);
    from->items = first;
    to->items = second;
    for (size_t i = 0; i < from->n; i++) {
        const struct node *key = value->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};

        from->items[i] = (struct value_text){.text = key->text, .at = key->at};
        keys_text(reader, row, value->items[i], &here, &to->items[i]);
        if (!to->items[i].text)
            to->items[i].text = key->text;
    }
}

static void
read_signers(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_signatures *signatures = into;
    void *items = NULL;

    (void)row;
    signatures->nfiles = keys_items(
        reader, value, NODE_LIST, path, sizeof(*signatures->files), &items);
    signatures->files = items;
    for (size_t i = 0; i < signatures->nfiles; i++) {
        const struct keys_path here = {.up = path, .index = i};

        keys_read(
            reader, value->items[i], &here, signer_keys, &signatures->files[i]);
    }
}

static void
read_signatures(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_signatures *signatures = into;

    (void)row;
    signatures->at = value->at;
    keys_read(reader, value, path, signatures_keys, signatures);
}

static void
fill_breaker(struct workspace_breaker *breaker)
{
    if (!breaker->failures.given)
        breaker->failures.number = WORKSPACE_BREAKER_FAILURES;
    if (!breaker->probe.text)
        breaker->probe.ms = WORKSPACE_BREAKER_PROBE_MS;
}

static void
fill_defaults(struct workspace *workspace)
{
    for (size_t i = 0; i < workspace->nchannels; i++)
        fill_breaker(&workspace->channels[i].breaker);
    if (!workspace->min_delay.text)
        workspace->min_delay = (struct value_time){.ms = 5000};
    if (!workspace->store.text)
        workspace->store.text = "sqlite:fallback.db";
    if (!workspace->currency.text)
        workspace->currency.text = "EUR";
}

struct workspace *
workspace_read(
    const char *file, const char *bytes, size_t len, struct findings *findings)
{
    auto_(workspace) struct workspace *workspace =
        calloc(1, sizeof(*workspace));

    if (!workspace)
        abort();
    workspace->root = ".";
    workspace->file = arena_strdup(&workspace->arena, file);
    struct keys_reader reader = {.arena = &workspace->arena,
        .file = workspace->file,
        .findings = findings};
    const struct node *root = node_read(&workspace->arena, workspace->file,
        bytes, len, WORKSPACE_BYTES_MAX, findings);
    if (!root)
        return NULL;
    keys_read(&reader, root, NULL, workspace_keys, workspace);
    keys_format(&reader, &workspace->format, root);
    fill_defaults(workspace);
    return take(workspace);
}

void
workspace_free(struct workspace *workspace)
{
    if (!workspace)
        return;
    workspace_load_end(workspace);
    catalogue_done(&workspace->catalogue);
    providers_done(&workspace->providers);
    arena_free(&workspace->arena);
    free(workspace);
}
