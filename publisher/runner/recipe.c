/* The recipe of a request, and what its answers mean. */
#include "recipe.h"

#include <string.h>
#include <strings.h>

#include "fill.h"
#include "recipe_parts.h"

static keys_fn read_method, read_url, read_pairs, read_headers, read_tree,
    read_errors;

#define SEND(member) offsetof(struct recipe_send, member)
#define MATCH(member) offsetof(struct recipe_error, match.member)

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

static const struct keys_row error_keys[] = {
    {"status", recipe_keys_statuses, offsetof(struct recipe_error, match),
        .help = "HTTP statuses: 403, 4xx, or a list; else any"},
    {"at", recipe_keys_pointer, MATCH(at),
        .help = "JSON pointer to what must be there"},
    {"is", recipe_keys_words, MATCH(is),
        .help = "what must stand there: one text or several"},
    {"body", keys_text, MATCH(body), .help = "what the answer must hold"},
    {"class", recipe_keys_class, offsetof(struct recipe_error, class),
        .required = true, .help = "the error class: auth, blocked, ..."},
    {0},
};

static const struct keys_row body_keys[] = {
    {"json", read_tree, SEND(json), .help = "a tree that becomes JSON"},
    {"form", read_pairs, SEND(form), .help = "a map that becomes a form"},
    {0},
};

static const struct keys_row send_keys[] = {
    {"method", read_method, SEND(method), .help = "GET, POST, PUT or DELETE"},
    {"url", read_url, SEND(url), .required = true,
        .help = "\"{settings.url}/send\""},
    {"auth", recipe_keys_auth, SEND(auth), .detail = "send",
        .help = "none, basic, bearer or header"},
    {"query", read_pairs, SEND(query), .help = "what is added to the address"},
    {"headers", read_headers, SEND(headers), .help = "names and values"},
    {"body", keys_map, 0, .detail = body_keys, .help = "json or form"},
    {"accepted", keys_map, 0, .detail = accepted_keys, .required = true,
        .help = "which answers mean that the message was taken"},
    {"errors", read_errors, 0,
        .help = "answers that mean it was not, the first that fits"},
    {0},
};

static const struct provider *
provider_of(const struct keys_reader *reader)
{
    return ((const struct recipe_reader *)reader)->provider;
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
            ? fields_correct(reader->arena, provider_of(reader), piece.name)
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
    struct recipe_send *send = into;
    void *items = NULL;

    (void)row;
    send->nerrors = keys_items(
        reader, value, NODE_LIST, path, sizeof(*send->errors), &items);
    send->errors = items;
    for (size_t i = 0; i < send->nerrors; i++) {
        const struct keys_path here = {.up = path, .index = i};

        keys_read(reader, value->items[i], &here, error_keys, &send->errors[i]);
        check_match(reader, &send->errors[i].match, value->items[i], &here);
    }
}

static void
finish_send(struct keys_reader *reader, struct recipe_send *send,
    const struct node *tree, const struct keys_path *path)
{
    static struct recipe_range any_2xx[] = {{200, 299}};

    if (send->json && send->form)
        recipe_complain(
            reader, tree, path, "keep one", "the body is json or form");
    if (!send->method)
        send->method = send->json || send->form ? "POST" : "GET";
    if (text_is(send->method, "GET") && (send->json || send->form))
        recipe_complain(
            reader, tree, path, "use POST", "a GET request has no body");
    if (!send->accepted.nstatuses) {
        send->accepted.statuses = any_2xx;
        send->accepted.nstatuses = ARRAY_LEN(any_2xx);
    }
    check_match(reader, &send->accepted, tree, path);
}

bool
recipe_read_send(struct recipe_send *send, struct arena *arena,
    const struct provider *provider, struct findings *findings)
{
    struct recipe_reader reader = {
        .keys = {.arena = arena, .file = provider->file, .findings = findings},
        .provider = provider,
    };
    const struct keys_path path = {.key = "send"};
    const size_t before = findings->n;

    *send = (struct recipe_send){0};
    keys_read(&reader.keys, provider->send, &path, send_keys, send);
    finish_send(&reader.keys, send, provider->send, &path);
    return findings->n == before;
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
