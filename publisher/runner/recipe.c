/* The recipes of requests, and what their answers mean. */
#include "recipe.h"

#include <assert.h>

#include <string.h>
#include <strings.h>

#include "fill.h"
#include "recipe_parts.h"

static keys_fn read_method, read_url, read_pairs, read_headers, read_tree,
    read_errors, read_matches;

#define REQUEST(member) offsetof(struct recipe_request, member)
#define SEND(member) offsetof(struct recipe_send, member)
#define QUERY(member) offsetof(struct recipe_query, member)
#define RECALL(member) offsetof(struct recipe_recall, member)
#define MATCH(member) offsetof(struct recipe_match, member)

/* Every recipe begins with a request and the errors of its answers. */
static_assert(!SEND(request) && !QUERY(request) && !RECALL(request) &&
        SEND(errors) == QUERY(errors) && SEND(errors) == RECALL(errors),
    "the rows of requests fill all three");

static const struct keys_row accepted_keys[] = {
    {"status", recipe_keys_statuses, SEND(accepted),
        .help = "HTTP statuses: 202, 2xx, or a list; else any 2xx"},
    {"at", recipe_keys_pointer, SEND(accepted.at),
        .help = "JSON pointer to what must be there"},
    {"is", recipe_keys_words, SEND(accepted.is),
        .help = "what must stand there: one text or several"},
    {"body", keys_text, SEND(accepted.body),
        .help = "what the answer must hold"},
    {"message_id", recipe_keys_pointer, SEND(message_id),
        .help = "JSON pointer to the provider's id, or to those of the parts"},
    {0},
};

#define MATCH_ROWS                                                          \
    {"status", recipe_keys_statuses, 0,                                     \
        .help = "HTTP statuses: 403, 4xx, or a list; else any"},            \
        {"at", recipe_keys_pointer, MATCH(at),                              \
            .help = "JSON pointer to what must be there"},                  \
        {"is", recipe_keys_words, MATCH(is),                                \
            .help = "what must stand there: one text or several"},          \
    {                                                                       \
        "body", keys_text, MATCH(body), .help = "what the answer must hold" \
    }

static const struct keys_row match_keys[] = {
    MATCH_ROWS,
    {0},
};

static const struct keys_row error_keys[] = {
    MATCH_ROWS,
    {"class", recipe_keys_class, offsetof(struct recipe_error, class),
        .required = true, .help = "the error class: auth, blocked, ..."},
    {0},
};

static_assert(!offsetof(struct recipe_error, match), "a match comes first");

static const struct keys_row body_keys[] = {
    {"json", read_tree, REQUEST(json), .help = "a tree that becomes JSON"},
    {"form", read_pairs, REQUEST(form), .help = "a map that becomes a form"},
    {0},
};

/* Of each request; `errors` is followed by what else its answers may mean. */
#define REQUEST_ROWS(errors_help)                                           \
    {"method", read_method, REQUEST(method),                                \
        .help = "GET, POST, PUT, PATCH or DELETE"},                         \
        {"url", read_url, REQUEST(url), .required = true,                   \
            .help = "\"{settings.url}/send\""},                             \
        {"auth", recipe_keys_auth, REQUEST(auth), .detail = "send",         \
            .help = "none, basic, bearer or header"},                       \
        {"query", read_pairs, REQUEST(query),                               \
            .help = "what is added to the address"},                        \
        {"headers", read_headers, REQUEST(headers),                         \
            .help = "names and values"},                                    \
        {"body", keys_map, 0, .detail = body_keys, .help = "json or form"}, \
    {                                                                       \
        "errors", read_errors, SEND(errors), .help = errors_help            \
    }

static const struct keys_row send_keys[] = {
    REQUEST_ROWS("answers that mean it was not, the first that fits"),
    {"accepted", keys_map, 0, .detail = accepted_keys, .required = true,
        .help = "which answers mean that the message was taken"},
    {0},
};

static const struct keys_row query_keys[] = {
    REQUEST_ROWS("answers that say nothing of the message, with a class"),
    {"not_found", read_matches, QUERY(not_found),
        .help = "answers that mean that the message was never taken"},
    {"report", recipe_keys_report, QUERY(report), .detail = "answer",
        .required = true, .help = "what became of it: {from, map}"},
    {"class", recipe_keys_reason, QUERY(class), .detail = "answer",
        .help = "why it failed: {from, map}"},
    {0},
};

static const struct keys_row recall_keys[] = {
    REQUEST_ROWS("answers that say nothing of the message, with a class"),
    {"recalled", read_matches, RECALL(recalled), .required = true,
        .help = "answers that mean that the message will not arrive"},
    {"too_late", read_matches, RECALL(too_late),
        .help = "answers that mean that it has arrived, or will"},
    {0},
};

static const struct recipe_reader *
recipe_reader(const struct keys_reader *reader)
{
    return (const struct recipe_reader *)reader;
}

/* Finds fields that are none. */
static void
check_fields(struct keys_reader *reader, const struct node *text,
    const struct keys_path *path)
{
    struct fill_piece piece = {0};

    while (fill_next(text->text, &piece)) {
        if (piece.broken)
            recipe_complain(reader, text, path, "write {text}",
                "a '{' begins no field that ends with '}'");
        const char *near = piece.field
            ? fields_correct(reader->arena, recipe_reader(reader)->provider,
                  recipe_reader(reader)->use, piece.name)
            : NULL;
        if (near)
            recipe_complain(reader, text, path,
                *near
                    ? arena_printf(reader->arena, "did you mean '{%s}'?", near)
                    : NULL,
                "'{%s}' is not a field", piece.name);
    }
}

static void
check_tree(struct keys_reader *reader, const struct node *tree,
    const struct keys_path *path)
{
    if (tree->kind == NODE_TEXT)
        check_fields(reader, tree, path);
    for (size_t i = 0; i < tree->n; i++) {
        const struct keys_path here = {.up = path,
            .key = tree->keys ? tree->keys[i]->text : NULL,
            .index = i};

        if (tree->keys)
            check_fields(reader, tree->keys[i], &here);
        check_tree(reader, tree->items[i], &here);
    }
}

static void
read_tree(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    (void)row;
    check_tree(reader, value, path);
    *(const struct node **)into = value;
}

static void
read_pairs(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    void *items = NULL;
    const size_t n =
        keys_items(reader, value, NODE_MAP, path, sizeof(char), &items);

    (void)row;
    if (value->kind == NODE_MAP)
        *(const struct node **)into = value;
    for (size_t i = 0; i < n; i++) {
        const struct keys_path here = {.up = path, .key = value->keys[i]->text};

        check_fields(reader, value->keys[i], &here);
        if (recipe_is_text(reader, value->items[i], &here))
            check_fields(reader, value->items[i], &here);
    }
}

/* Those that libcurl makes itself: two of them would say two things. */
static bool
is_reserved(const char *name)
{
    static const char *const names[] = {"Host", "Content-Length",
        "Transfer-Encoding", "Connection", "Expect", "TE", "Upgrade"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!strcasecmp(names[i], name))
            return true;
    return false;
}

static void
read_headers(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    read_pairs(reader, row, value, path, into);
    for (size_t i = 0; value->kind == NODE_MAP && i < value->n; i++) {
        const struct node *key = value->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};

        if (!recipe_is_token(key->text))
            recipe_complain(reader, key, &here, NULL,
                "'%s' cannot be the name of a header", key->text);
        else if (is_reserved(key->text))
            recipe_complain(reader, key, &here, "take it out",
                "the header '%s' is made by itself", key->text);
    }
}

static void
read_method(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    static const char *const words[] = {
        "GET", "POST", "PUT", "PATCH", "DELETE", NULL};

    (void)row;
    if (!recipe_is_text(reader, value, path))
        return;
    if (keys_word(words, value->text) < 0)
        recipe_unknown(reader, value, path, value->text, words);
    else
        *(const char **)into = value->text;
}

static void
read_url(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    (void)row;
    if (!recipe_is_text(reader, value, path))
        return;
    const char *text = value->text;
    if (strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0 &&
        strncmp(text, "{settings.", 10) != 0)
        recipe_complain(reader, value, path, NULL,
            "an address begins with http://, https:// or {settings.NAME}");
    else if (text[strcspn(text, "# \t\r\n")])
        recipe_complain(
            reader, value, path, NULL, "an address holds no '#' and no blank");
    check_fields(reader, value, path);
    *(const struct node **)into = value;
}

/* `is` says what stands somewhere, so it needs to know where. */
static void
check_match(struct keys_reader *reader, const struct recipe_match *match,
    const struct node *map, const struct keys_path *path)
{
    if (match->is.n && !match->at.text)
        recipe_complain(reader, map, path, "add 'at: /error/code'",
            "'is' needs 'at', the place where it stands");
}

static void
read_errors(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct recipe_errors *errors = into;
    void *items = NULL;

    (void)row;
    errors->n = keys_items(
        reader, value, NODE_LIST, path, sizeof(*errors->items), &items);
    errors->items = items;
    for (size_t i = 0; i < errors->n; i++) {
        const struct keys_path here = {.up = path, .index = i};
        struct recipe_error *error = &errors->items[i];

        keys_read(reader, value->items[i], &here, error_keys, error);
        check_match(reader, &error->match, value->items[i], &here);
    }
}

/* One map, or a list of them. */
static void
read_matches(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct recipe_matches *matches = into;
    const bool list = value->kind == NODE_LIST;
    void *items = NULL;

    (void)row;
    matches->n = list ? keys_items(reader, value, NODE_LIST, path,
                            sizeof(*matches->items), &items)
                      : 1;
    matches->items =
        list ? items : arena_alloc(reader->arena, sizeof(*matches->items));
    for (size_t i = 0; i < matches->n; i++) {
        const struct keys_path item = {.up = path, .index = i};
        const struct keys_path *here = list ? &item : path;
        const struct node *map = list ? value->items[i] : value;

        keys_read(reader, map, here, match_keys, &matches->items[i]);
        check_match(reader, &matches->items[i], map, here);
    }
}

static void
finish_request(struct keys_reader *reader, struct recipe_request *request,
    const struct node *tree, const struct keys_path *path)
{
    if (request->json && request->form)
        recipe_complain(
            reader, tree, path, "keep one", "the body is json or form");
    if (!request->method)
        request->method = request->json || request->form ? "POST" : "GET";
    if (text_is(request->method, "GET") && (request->json || request->form))
        recipe_complain(
            reader, tree, path, "use POST", "a GET request has no body");
}

/* Reads any recipe of a request; `into` begins with the request. */
static bool
read_request(const struct recipe_reader *from, const struct node *tree,
    const char *key, const struct keys_row *rows, void *into)
{
    struct recipe_reader reader = *from;
    const struct keys_path path = {.key = key};
    const size_t before = reader.keys.findings->n;

    keys_read(&reader.keys, tree, &path, rows, into);
    finish_request(&reader.keys, into, tree, &path);
    return reader.keys.findings->n == before;
}

bool
recipe_read_send(struct recipe_send *send, struct arena *arena,
    const struct provider *provider, struct findings *findings)
{
    static struct recipe_range any_2xx[] = {{200, 299}};
    struct recipe_reader reader = {
        .keys = {.arena = arena, .file = provider->file, .findings = findings},
        .provider = provider,
    };
    const struct keys_path path = {.key = "send"};
    const size_t before = findings->n;

    *send = (struct recipe_send){0};
    (void)read_request(&reader, provider->send, "send", send_keys, send);
    if (!send->accepted.nstatuses) {
        send->accepted.statuses = any_2xx;
        send->accepted.nstatuses = ARRAY_LEN(any_2xx);
    }
    check_match(&reader.keys, &send->accepted, provider->send, &path);
    return findings->n == before;
}

bool
recipe_read_query(struct recipe_query *query, struct arena *arena,
    const struct provider *provider, struct findings *findings)
{
    const struct recipe_reader reader = {
        .keys = {.arena = arena, .file = provider->file, .findings = findings},
        .provider = provider,
        .use = FIELDS_ASK,
    };

    *query = (struct recipe_query){0};
    return read_request(
        &reader, provider->query_request, "query", query_keys, query);
}

bool
recipe_read_recall(struct recipe_recall *recall, struct arena *arena,
    const struct provider *provider, struct findings *findings)
{
    const struct recipe_reader reader = {
        .keys = {.arena = arena, .file = provider->file, .findings = findings},
        .provider = provider,
        .use = FIELDS_ASK,
    };

    *recall = (struct recipe_recall){0};
    return read_request(
        &reader, provider->recall_request, "recall", recall_keys, recall);
}

bool
recipe_fail(const struct findings *findings, struct failure *failure)
{
    const struct finding *f = findings->n ? &findings->items[0] : NULL;

    if (!f)
        return failure_set(
            failure, STATUS_FINDINGS, "the provider's file is wrong");
    return failure_set(failure, STATUS_FINDINGS, "%s:%d:%d: %s%s%s",
        f->file ? f->file : "", f->at.line, f->at.column, f->text,
        f->hint ? "; " : "", f->hint ? f->hint : "");
}
