/* Listings over HTTP. */
#include "platform.h"

#include <string.h>

#include "clean.h"
#include "client.h"

#define PAGES_MAX 200 /* 20,000 templates: no account has as many */
#define PAGE_TEMPLATES 100
#define NEXT_MAX 8192
#define META_VERSION "v23.0"
#define META_FIELDS                                                 \
    "id,name,language,category,status,components,parameter_format," \
    "quality_score,rejected_reason,message_send_ttl_seconds"

struct platform {
    const char *from, *url;
    const char *account_setting, *secret_setting;
    bool bearer; /* the secret is sent as a bearer token, not as api-key */
    bool pages;  /* it says where the next page is: what ends is whole */
    incoming_read_fn *read;
    void (*path)(
        struct text *path, const struct platform_address *address, bool fields);
};

static void
meta_path(
    struct text *path, const struct platform_address *address, bool fields)
{
    text_add(path, "/");
    client_escape(path, address->version ? address->version : META_VERSION);
    text_add(path, "/");
    client_escape(path, address->account);
    text_addf(path, "/message_templates?limit=%d", PAGE_TEMPLATES);
    if (fields)
        text_add(path, "&fields=" META_FIELDS);
}

static void
kaleyra_path(
    struct text *path, const struct platform_address *address, bool fields)
{
    (void)fields;
    text_add(path, "/v1/");
    client_escape(path, address->account);
    text_add(path, "/whatsapp/templates/status");
}

static const struct platform platforms[] = {
    {
        .from = "meta",
        .url = "https://graph.facebook.com",
        .account_setting = "waba_id",
        .secret_setting = "access_token",
        .bearer = true,
        .pages = true,
        .read = incoming_meta,
        .path = meta_path,
    },
    {
        .from = "kaleyra",
        .url = "https://api.kaleyra.io",
        .account_setting = "sid",
        .secret_setting = "api_key",
        .read = incoming_kaleyra,
        .path = kaleyra_path,
    },
};

const struct platform *
platform_find(const char *from)
{
    for (size_t i = 0; i < ARRAY_LEN(platforms); i++)
        if (!strcmp(platforms[i].from, from))
            return &platforms[i];
    return NULL;
}

const char *
platform_account_setting(const struct platform *platform)
{
    return platform->account_setting;
}

const char *
platform_secret_setting(const struct platform *platform)
{
    return platform->secret_setting;
}

struct asking {
    const struct platform *platform;
    const char *base; /* without a slash at its end */
    struct client *client;
    struct incoming *in;
    const char **seen; /* paths that were asked for */
    size_t nseen;
};

/* The words of Meta's {error: {message}} or of {message}, or NULL. */
static const char *
refusal_words(const json_t *json)
{
    const json_t *error = json_object_get(json, "error");
    const json_t *message = json_object_get(error, "message");

    if (!message && json_is_string(error))
        message = error;
    if (!message)
        message = json_object_get(json, "message");
    return json_string_value(message);
}

static bool
refused(const struct asking *a, const struct client_answer *answer,
    struct failure *failure)
{
    const char *words = refusal_words(answer->json);
    struct failure usual = {0};

    (void)client_refused(answer, &usual);
    if (answer->status == 429)
        return failure_set(failure, usual.status,
            "'%s' has had too many requests (HTTP 429)%s%s; try again later",
            a->base, *answer->retry_after ? ", and asks to wait, s: " : "",
            answer->retry_after);
    auto_(heap) char *clean = clean_line(words);
    return failure_set(failure, usual.status, "'%s' answered HTTP %ld%s%.300s",
        a->base, answer->status, words ? ": " : "", clean);
}

/* Meta's code for a parameter that it does not know: here a field. */
static bool
is_about_fields(const struct client_answer *answer)
{
    const json_t *error = json_object_get(answer->json, "error");

    return answer->status == 400 &&
        json_integer_value(json_object_get(error, "code")) == 100;
}

/* The path and query of the next page; NULL at the end, or with a failure. */
static const char *
next_path(struct asking *a, const struct client_answer *answer,
    struct failure *failure)
{
    const json_t *paging = json_object_get(answer->json, "paging");
    const json_t *json = json_object_get(paging, "next");
    const char *next = json_string_value(json);
    const size_t len = strlen(a->base);

    if (!a->platform->pages || !next || !*next)
        return NULL;
    if (strncmp(next, a->base, len) != 0 || next[len] != '/' ||
        strlen(next) > NEXT_MAX) {
        auto_(heap) char *clean = clean_line(next);

        clean[strcspn(clean, "?")] = '\0'; /* the query may hold a token */
        (void)failure_set(failure, STATUS_FINDINGS,
            "the next page '%.200s' is not of '%s' and is not followed", clean,
            a->base);
        return NULL;
    }
    for (const char *c = next; *c; c++) {
        if ((unsigned char)*c > ' ' && (unsigned char)*c < 0x7F)
            continue;
        (void)failure_set(failure, STATUS_FINDINGS,
            "the address of the next page has characters that no address has");
        return NULL;
    }
    return arena_strdup(&a->in->arena, next + len);
}

static bool
was_seen(struct asking *a, const char *path)
{
    for (size_t i = 0; i < a->nseen; i++)
        if (!strcmp(a->seen[i], path))
            return true;
    a->seen = arena_grow(&a->in->arena, a->seen, a->nseen, sizeof(*a->seen));
    a->seen[a->nseen++] = path;
    return false;
}

/* Where nobody knows how to ask for the rest, it is said that there is one. */
static void
tell_of_rest(struct asking *a, const json_t *json)
{
    static const char *const names[] = {
        "paging", "pagination", "next", "next_page", "nextPage"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const json_t *found = json_object_get(json, names[i]);

        if (!found || json_is_null(found))
            continue;
        findings_add(&a->in->findings, "import-left-out", a->in->file,
            (struct mark){0}, "", NULL,
            "the answer may have further pages ('%s'), which are not asked for",
            names[i]);
        return;
    }
}

static bool
take_page(struct asking *a, const struct client_answer *answer,
    struct failure *failure)
{
    if (!answer->json)
        return failure_set(
            failure, STATUS_FINDINGS, "the answer of '%s' is no JSON", a->base);
    if (!a->platform->pages)
        tell_of_rest(a, answer->json);
    if (a->nseen > 1) /* findings say which page they are about */
        a->in->page = (struct mark){(int)a->nseen, 1};
    return incoming_page(a->in, a->platform->read, answer->json, "") ||
        failure_set(failure, STATUS_FINDINGS,
            "the answer of '%s' is no listing of templates", a->base);
}

/* One page; *path is then the next one, or NULL. */
static bool
ask_page(
    struct asking *a, const char **path, bool *fields, struct failure *failure)
{
    const struct client_call call = {.method = "GET", .path = *path};
    auto_(client_answer) struct client_answer answer = {0};

    if (!client_ask(a->client, &call, &answer, failure))
        return false;
    if (*fields && is_about_fields(&answer)) {
        *fields = false;
        return true;
    }
    *fields = false;
    if (answer.status != 200)
        return refused(a, &answer, failure);
    if (!take_page(a, &answer, failure))
        return false;
    *path = next_path(a, &answer, failure);
    return failure->status == STATUS_DONE;
}

static bool
ask_pages(struct asking *a, const struct platform_address *address,
    struct failure *failure)
{
    auto_(text) struct text full = {0}, plain = {0};
    bool fields = a->platform->pages;

    a->platform->path(&full, address, true);
    a->platform->path(&plain, address, false);
    const char *path = text_str(&full);
    while (path) {
        const bool with_fields = fields;

        if (was_seen(a, path))
            return failure_set(failure, STATUS_FINDINGS,
                "the pages of '%s' go in a circle", a->base);
        if (a->nseen > PAGES_MAX)
            return failure_set(failure, STATUS_FINDINGS,
                "'%s' has more than %d pages", a->base, PAGES_MAX);
        const char *asked = path;
        if (!ask_page(a, &path, &fields, failure))
            return false;
        if (with_fields && path == asked)
            path = text_str(&plain);
    }
    return true;
}

bool
platform_ask(const struct platform *platform,
    const struct platform_address *address, struct incoming *in, bool *whole,
    struct failure *failure)
{
    const char *url = address->url ? address->url : platform->url;
    const size_t len = strlen(url);
    struct asking a = {.platform = platform, .in = in};

    a.base = arena_strndup(&in->arena, url, len - (len && url[len - 1] == '/'));
    const struct client_options options = {
        .url = a.base, .token = address->secret, .bearer = platform->bearer};
    auto_(client) struct client *client = client_open(&options, failure);
    if (!client)
        return false;
    a.client = client;
    in->file = a.base;
    *whole = platform->pages;
    return ask_pages(&a, address, failure);
}
