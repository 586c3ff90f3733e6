/* The keys of a callback profile. */
#include "callback_profile.h"

static const char *const callback_events_words[] = {"completed", "every", NULL};
static const char *const callback_wrap_words[] = {
    "bare", "workflowevent", NULL};

/* One secret, or a list of them: while keys are changed, both sign. */
static void
read_secrets(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_callback *profile = into;
    void *items = NULL;

    if (value->kind != NODE_LIST) {
        profile->secrets =
            arena_alloc(reader->arena, sizeof(*profile->secrets));
        profile->nsecrets = 1;
        keys_secret(reader, row, value, path, profile->secrets);
        return;
    }
    const size_t n = keys_items(
        reader, value, NODE_LIST, path, sizeof(*profile->secrets), &items);
    if (!n || n > CALLBACK_SECRETS_MAX) {
        keys_complain(reader, "value-wrong", value->at, path, NULL,
            "1 to %d secrets are expected here", CALLBACK_SECRETS_MAX);
        return;
    }
    profile->secrets = items;
    profile->nsecrets = n;
    for (size_t i = 0; i < n; i++) {
        const struct keys_path here = {.up = path, .index = i};

        keys_secret(reader, row, value->items[i], &here, &profile->secrets[i]);
    }
}

static void
read_header(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, struct callback_header *header)
{
    if (value->kind == NODE_TEXT)
        keys_text(reader, NULL, value, path, &header->text);
    else if (value->kind == NODE_MAP)
        keys_secret(reader, NULL, value, path, &header->secret);
    else
        keys_complain(reader, "value-kind", value->at, path, NULL,
            "a text, {env: NAME} or {file: path} is expected here");
}

static void
read_headers(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct workspace_callback *profile = into;
    void *items = NULL;

    (void)row;
    profile->nheaders = keys_items(
        reader, value, NODE_MAP, path, sizeof(*profile->headers), &items);
    profile->headers = items;
    for (size_t i = 0; i < profile->nheaders; i++) {
        const struct node *key = value->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};

        profile->headers[i].name = key->text;
        profile->headers[i].at = key->at;
        read_header(reader, value->items[i], &here, &profile->headers[i]);
    }
}

#define BASIC(member) offsetof(struct callback_basic, member)
#define CALLBACK(member) offsetof(struct workspace_callback, member)

static const struct keys_row callback_basic_keys[] = {
    {"username", keys_text, BASIC(username), .required = true,
        .help = "the name that the receiver knows"},
    {"password", keys_secret, BASIC(password), .required = true,
        .help = "its password: {env: NAME} or {file: path}"},
    {0},
};

const struct keys_row callback_keys[] = {
    {"url", keys_text, CALLBACK(url), .required = true,
        .help = "where the end of each execution is told"},
    {"secret", read_secrets, 0,
        .help = "key of the signature, or a list, the newest first: {env: "
                "NAME} or {file: path}"},
    {"headers", read_headers, 0,
        .help = "sent with each: name: text, {env: NAME} or {file: path}"},
    {"basic", keys_map, CALLBACK(basic), .detail = callback_basic_keys,
        .help = "the receiver's basic authentication: username, password"},
    {"token", keys_map, CALLBACK(token), .detail = oauth_client_keys,
        .help = "access tokens of OAuth 2: url, client_id, client_secret, "
                "scope"},
    {"events", keys_choice, CALLBACK(events), .detail = callback_events_words,
        .help = "completed: the end alone; every: each change"},
    {"wrap", keys_choice, CALLBACK(wrap), .detail = callback_wrap_words,
        .help = "bare, or wrapped in workflowevent as Kaleyra's may be"},
    {0},
};
