/* One pass over a text, and an escape for each target. */
#include "fill.h"

#include <string.h>

#define DIGITS_MAX 18 /* of a whole number: fits into 64 bits */

bool
fill_next(const char *text, struct fill_piece *piece)
{
    const size_t start = piece->start + piece->len;
    const char *at = text + start;

    *piece = (struct fill_piece){.start = start};
    if (!*at)
        return false;
    if (*at != '{') {
        piece->len = strcspn(at, "{");
        return true;
    }
    const size_t name = strcspn(at + 1, "{}");
    piece->field = at[1 + name] == '}' && name && name < FILL_NAME_SIZE;
    piece->broken = !piece->field;
    piece->len = piece->field ? name + 2 : 1;
    if (piece->field)
        memcpy(piece->name, at + 1, name);
    return true;
}

void
fill_encode(struct text *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || strchr("-._~", c))
            text_add_char(out, *text);
        else
            text_add_bytes(out, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
    }
}

/* What filling one text needs. */
struct filling {
    struct fields *fields;
    const char *file;
    const struct node *node;
    struct failure *failure;
};

static bool fail(const struct filling *f, enum status status,
    const char *format, ...) PRINTF_LIKE(3, 4);

static bool
fail(const struct filling *f, enum status status, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *sentence = text_format(format, args);
    va_end(args);
    return failure_set(f->failure, status, "%s:%d:%d: %s", f->file,
        f->node->at.line, f->node->at.column, sentence);
}

static bool
get(const struct filling *f, const struct fill_piece *piece,
    struct field *field)
{
    struct failure own = {0};

    if (piece->broken)
        return fail(
            f, STATUS_FINDINGS, "a '{' begins no field that ends with '}'");
    return fields_get(f->fields, piece->name, field, &own) ||
        fail(f, own.status, "%s", own.text);
}

/* True if the text is exactly one field; false is no failure. */
static bool
is_alone(const struct node *node, struct fill_piece *piece)
{
    *piece = (struct fill_piece){0};
    return fill_next(node->text, piece) && piece->field &&
        piece->len == node->len;
}

static bool
add_plain(const struct filling *f, struct text *out)
{
    struct fill_piece piece = {0};

    while (fill_next(f->node->text, &piece)) {
        struct field field = {0};

        if (!piece.field && !piece.broken) {
            text_add_bytes(out, f->node->text + piece.start, piece.len);
            continue;
        }
        if (!get(f, &piece, &field))
            return false;
        text_add(out, field.text ? field.text : "");
    }
    return true;
}

/* Every text that no JSON tree is: trees and lists have no place there. */
static bool
begin(struct filling *f, struct fields *fields, const char *file,
    const struct node *node, struct failure *failure)
{
    *f = (struct filling){fields, file, node, failure};
    return node->kind == NODE_TEXT ||
        fail(f, STATUS_FINDINGS, "text is expected here");
}

static bool
has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

/* A setting that begins a URL brings scheme, host and maybe a path. */
static bool
add_base(const struct filling *f, const struct fill_piece *piece,
    const char *base, struct text *out)
{
    size_t len = strlen(base);

    if (strncmp(base, "http://", 7) != 0 && strncmp(base, "https://", 8) != 0)
        return fail(f, STATUS_FINDINGS,
            "'{%s}' does not begin with http:// or https://", piece->name);
    if (has_control(base) || strpbrk(base, " #?"))
        return fail(f, STATUS_FINDINGS,
            "'{%s}' holds a blank, '?', '#' or a control character",
            piece->name);
    if (f->node->text[piece->len] == '/' && base[len - 1] == '/')
        len--;
    text_add_bytes(out, base, len);
    return true;
}

static bool
add_to_url(
    const struct filling *f, const struct fill_piece *piece, struct text *out)
{
    struct field field = {0};

    if (!get(f, piece, &field))
        return false;
    if (!field.text)
        return fail(f, STATUS_FINDINGS,
            "'{%s}' is empty, and the address needs it", piece->name);
    if (!piece->start && !strncmp(piece->name, "settings.", 9))
        return add_base(f, piece, field.text, out);
    fill_encode(out, field.text);
    return true;
}

/* "/../" would be another path: libcurl and servers resolve it. */
static bool
has_dot_segment(const char *url)
{
    const size_t path = strcspn(url, "?#");

    for (size_t i = 0; i < path; i++) {
        const size_t len = strcspn(url + i, "/?#");

        if ((len == 1 || len == 2) && !strncmp(url + i, "..", len))
            return true;
        i += len;
    }
    return false;
}

bool
fill_url(struct fields *fields, const char *file, const struct node *url,
    struct text *out, struct failure *failure)
{
    struct fill_piece piece = {0};
    struct filling f;

    if (!begin(&f, fields, file, url, failure))
        return false;
    while (fill_next(url->text, &piece)) {
        if (!piece.field && !piece.broken)
            text_add_bytes(out, url->text + piece.start, piece.len);
        else if (!add_to_url(&f, &piece, out))
            return false;
    }
    if (has_dot_segment(text_str(out)))
        return fail(&f, STATUS_FINDINGS,
            "the address must not have the segments '.' and '..'");
    return true;
}

/* False after a failure; *empty: exactly one field, and nothing in it. */
static bool
add_value(const struct filling *f, struct text *out, bool *empty)
{
    struct fill_piece piece;
    const bool alone = is_alone(f->node, &piece);

    if (!add_plain(f, out))
        return false;
    *empty = alone && !out->len;
    return true;
}

/*
 * The name of a pair: as it stands, or, where it is exactly one field, what
 * that holds; NULL where that is nothing: no such pair. False after a failure.
 */
static bool
name_of(const struct filling *f, const struct node *key, const char **name)
{
    const struct filling own = {f->fields, f->file, key, f->failure};
    struct fill_piece piece;
    struct field field = {0};

    *name = key->text;
    if (!f->fields || !is_alone(key, &piece))
        return true;
    if (!get(&own, &piece, &field))
        return false;
    *name = field.text;
    return true;
}

static bool
add_pair(struct filling *f, const struct node *key, struct text *out)
{
    auto_(text) struct text value = {0};
    const char *name;
    bool empty;

    if (!name_of(f, key, &name) || !add_value(f, &value, &empty))
        return false;
    if (empty || !name)
        return true;
    if (out->len)
        text_add_char(out, '&');
    fill_encode(out, name);
    text_add_char(out, '=');
    fill_encode(out, text_str(&value));
    return true;
}

bool
fill_pairs(struct fields *fields, const char *file, const struct node *map,
    struct text *out, struct failure *failure)
{
    for (size_t i = 0; i < map->n; i++) {
        struct filling f;

        if (!begin(&f, fields, file, map->items[i], failure) ||
            !add_pair(&f, map->keys[i], out))
            return false;
    }
    return true;
}

bool
fill_header(struct fields *fields, const char *file, const struct node *value,
    struct text *out, struct failure *failure)
{
    struct filling f;

    if (!begin(&f, fields, file, value, failure) || !add_plain(&f, out))
        return false;
    return !has_control(text_str(out)) ||
        fail(&f, STATUS_FINDINGS,
            "a header must not hold a new line or a control character");
}

static bool
is_whole_number(const char *text)
{
    const char *digits = text + (*text == '-');
    const size_t len = strlen(digits);

    return len && len <= DIGITS_MAX && strspn(digits, "0123456789") == len &&
        (len == 1 || digits[0] != '0');
}

/* What an unquoted scalar is in JSON, or NULL for a text. */
static json_t *
plain_value(const struct node *node)
{
    if (node->quoted)
        return NULL;
    if (!strcmp(node->text, "true"))
        return json_true();
    if (!strcmp(node->text, "false"))
        return json_false();
    if (!strcmp(node->text, "null"))
        return json_null();
    return is_whole_number(node->text)
        ? json_integer(strtoll(node->text, NULL, 10))
        : NULL;
}

/* A value, or NULL: after a failure, or with *empty set. */
static json_t *
text_value(const struct filling *f, bool *empty)
{
    auto_(text) struct text text = {0};
    json_t *value = plain_value(f->node);
    struct fill_piece piece;
    struct field field = {0};

    if (value)
        return value;
    if (!f->fields)
        return json_string(f->node->text);
    if (is_alone(f->node, &piece)) {
        if (!get(f, &piece, &field))
            return NULL;
        *empty = !field.text;
        if (*empty)
            return NULL;
        if (field.kind == FIELD_JSON)
            return json_loads(field.text, JSON_DECODE_ANY, NULL);
        text_add(&text, field.text);
    } else if (!add_plain(f, &text)) {
        return NULL;
    }
    value = json_string(text_str(&text));
    if (!value)
        (void)fail(f, STATUS_FINDINGS, "the text is not UTF-8");
    return value;
}

static json_t *tree_value(const struct filling *f, bool *empty);

/* False after a failure. */
static bool
add_item(const struct filling *f, json_t *into, size_t i)
{
    const struct filling item = {
        f->fields, f->file, f->node->items[i], f->failure};
    const char *name = NULL;
    bool empty = false;

    if (f->node->keys && !name_of(&item, f->node->keys[i], &name))
        return false;
    json_t *value = tree_value(&item, &empty);
    if (!value)
        return empty;
    if (json_is_array(into))
        json_array_append_new(into, value);
    else if (name)
        json_object_set_new(into, name, value);
    else
        json_decref(value);
    return true;
}

static json_t *
tree_value(const struct filling *f, bool *empty)
{
    if (f->node->kind == NODE_TEXT)
        return text_value(f, empty);
    json_t *into = f->node->kind == NODE_LIST ? json_array() : json_object();
    for (size_t i = 0; i < f->node->n; i++)
        if (!add_item(f, into, i)) {
            json_decref(into);
            return NULL;
        }
    *empty = f->node->n && !json_array_size(into) && !json_object_size(into);
    if (!*empty)
        return into;
    json_decref(into);
    return NULL;
}

json_t *
fill_json(struct fields *fields, const char *file, const struct node *tree,
    struct failure *failure)
{
    const struct filling f = {fields, file, tree, failure};
    bool empty = false;
    json_t *value = tree_value(&f, &empty);

    return empty ? json_object() : value;
}
