/* Maps by tables of rows. */
#include "keys.h"

#include "duration.h"
#include "nearest.h"
#include "pointer.h"
#include "text.h"

#include <stdarg.h>
#include <string.h>

#define ROWS_MAX 64
#define DIGITS_MAX 15 /* of a number: fits into 64 bits with room */

static void
spell_path(const struct keys_path *path, struct text *out)
{
    if (!path)
        return;
    spell_path(path->up, out);
    if (!path->key) {
        text_addf(out, "/%zu", path->index);
        return;
    }
    pointer_add(out, path->key);
}

void
keys_complain(struct keys_reader *reader, const char *code, struct mark at,
    const struct keys_path *path, const char *hint, const char *format, ...)
{
    auto_(text) struct text pointer = {0};
    va_list args;

    va_start(args, format);
    auto_(heap) char *sentence = text_format(format, args);
    va_end(args);
    spell_path(path, &pointer);
    findings_add(reader->findings, code, reader->file, at, text_str(&pointer),
        hint, "%s", sentence);
}

char *
keys_words(struct arena *arena, const char *const *words)
{
    auto_(text) struct text out = {0};

    for (size_t i = 0; words[i]; i++) {
        if (i)
            text_add(&out, words[i + 1] ? ", " : " or ");
        text_add(&out, words[i]);
    }
    return arena_strdup(arena, text_str(&out));
}

int
keys_word(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (!strcmp(words[i], word))
            return i;
    return -1;
}

static const char *
kind_name(const struct node *node)
{
    switch (node->kind) {
    case NODE_TEXT:
        return "text";
    case NODE_LIST:
        return "a list";
    case NODE_MAP:
        break;
    }
    return "a map";
}

/* `inputs:` with nothing behind it is an empty map, or an empty list. */
static bool
is_left_empty(const struct node *node)
{
    return node->kind == NODE_TEXT && !node->quoted && !node->len;
}

static bool
wants_kind(struct keys_reader *reader, const struct node *value,
    enum node_kind kind, const struct keys_path *path)
{
    static const char *const names[] = {"text", "a list", "a map"};

    if (value->kind == kind)
        return true;
    if (!is_left_empty(value))
        keys_complain(reader, "value-kind", value->at, path, NULL,
            "%s is expected here, not %s", names[kind], kind_name(value));
    return false;
}

static const struct keys_row *
find_row(const struct keys_row *rows, const char *name)
{
    for (; rows->name; rows++)
        if (!strcmp(rows->name, name))
            return rows;
    return NULL;
}

static void
unknown_key(struct keys_reader *reader, const struct node *key,
    const struct keys_path *path, const struct keys_row *rows)
{
    const char *names[ROWS_MAX] = {0};
    size_t n = 0;
    auto_(text) struct text hint = {0};

    for (; rows[n].name && n < ROWS_MAX; n++)
        names[n] = rows[n].name;
    const char *near = nearest_word(key->text, names, n);
    if (near) {
        text_addf(&hint, "did you mean '%s'?", near);
    } else {
        text_add(&hint, "known here: ");
        for (size_t i = 0; i < n; i++)
            text_addf(&hint, i ? ", %s" : "%s", names[i]);
    }
    keys_complain(reader, "key-unknown", key->at, path, hint.bytes,
        "'%s' is not a key of this map", key->text);
}

static void
complain_of_missing(struct keys_reader *reader, const struct node *map,
    const struct keys_path *path, const struct keys_row *rows)
{
    for (; rows->name; rows++)
        if (rows->required && !node_get(map, rows->name))
            keys_complain(reader, "key-missing", map->at, path, rows->help,
                "'%s' is missing here", rows->name);
}

void
keys_read(struct keys_reader *reader, const struct node *map,
    const struct keys_path *path, const struct keys_row *rows, void *into)
{
    if (!wants_kind(reader, map, NODE_MAP, path))
        return;
    for (size_t i = 0; i < map->n; i++) {
        const struct node *key = map->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};
        const struct keys_row *row = find_row(rows, key->text);

        if (row)
            row->read(
                reader, row, map->items[i], &here, (char *)into + row->offset);
        else
            unknown_key(reader, key, &here, rows);
    }
    complain_of_missing(reader, map, path, rows);
}

size_t
keys_items(struct keys_reader *reader, const struct node *value,
    enum node_kind kind, const struct keys_path *path, size_t size,
    void **items)
{
    if (!wants_kind(reader, value, kind, path))
        return 0;
    size_t room = 1;

    while (room < value->n) /* as much as arena_grow() takes for granted */
        room *= 2;
    *items = arena_alloc(reader->arena, room * size);
    return value->n;
}

void
keys_text(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    (void)row;
    if (value->kind != NODE_TEXT) {
        (void)wants_kind(reader, value, NODE_TEXT, path);
        return;
    }
    *(struct value_text *)into =
        (struct value_text){.text = value->text, .at = value->at};
}

/* A scalar, or NULL after a finding; `rule` says what would be right. */
static const char *
scalar(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path)
{
    if (value->kind == NODE_TEXT)
        return value->text;
    (void)wants_kind(reader, value, NODE_TEXT, path);
    return NULL;
}

static void
wrong(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, const char *rule)
{
    keys_complain(reader, "value-wrong", value->at, path, NULL,
        "'%s' is not %s", value->text, rule);
}

void
keys_time(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    const char *text = scalar(reader, value, path);
    int64_t ms;

    (void)row;
    if (!text)
        return;
    if (!duration_parse(text, &ms)) {
        wrong(reader, value, path, "a time such as 60s, 5m or 1h30m");
        return;
    }
    *(struct value_time *)into =
        (struct value_time){.text = text, .ms = ms, .at = value->at};
}

void
keys_number(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    const char *text = scalar(reader, value, path);

    (void)row;
    if (!text)
        return;
    if (!*text || strlen(text) > DIGITS_MAX ||
        strspn(text, "0123456789") != strlen(text)) {
        wrong(reader, value, path, "a whole number");
        return;
    }
    *(struct value_number *)into = (struct value_number){
        .number = strtoll(text, NULL, 10), .given = true, .at = value->at};
}

/* "0.0456" in millionths; false when it is no amount of money. */
static bool
parse_price(const char *text, int64_t *micros)
{
    const size_t whole = strspn(text, "0123456789");
    const char *fraction = text[whole] == '.' ? text + whole + 1 : "";
    const size_t digits = strspn(fraction, "0123456789");
    int64_t scale = 100000;

    if (!whole || whole > 9 || digits > 6 || fraction[digits] ||
        (text[whole] && (text[whole] != '.' || !digits)))
        return false;
    *micros = strtoll(text, NULL, 10) * 1000000;
    for (size_t i = 0; i < digits; i++, scale /= 10)
        *micros += (fraction[i] - '0') * scale;
    return true;
}

void
keys_price(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    const char *text = scalar(reader, value, path);
    int64_t micros;

    (void)row;
    if (!text)
        return;
    if (!parse_price(text, &micros)) {
        wrong(reader, value, path, "a price such as 0.0456");
        return;
    }
    *(struct value_price *)into =
        (struct value_price){.micros = micros, .given = true, .at = value->at};
}

void
keys_choice(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    const char *const *words = row->detail;
    const char *text = scalar(reader, value, path);

    if (!text)
        return;
    const int index = keys_word(words, text);
    if (index >= 0) {
        *(struct value_choice *)into = (struct value_choice){
            .value = index, .given = true, .at = value->at};
        return;
    }
    size_t n = 0;
    while (words[n])
        n++;
    const char *near = nearest_word(text, words, n);
    auto_(text) struct text hint = {0};
    if (near)
        text_addf(&hint, "did you mean '%s'?", near);
    keys_complain(reader, "value-wrong", value->at, path, hint.bytes,
        "'%s' is not one of %s", text, keys_words(reader->arena, words));
}

void
keys_flag(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    static const char *const words[] = {"false", "true", NULL};
    const char *text = scalar(reader, value, path);

    (void)row;
    if (!text)
        return;
    const int index = keys_word(words, text);
    if (index < 0) {
        wrong(reader, value, path, "true or false");
        return;
    }
    *(struct value_choice *)into =
        (struct value_choice){.value = index, .given = true, .at = value->at};
}

void
keys_list(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct value_list *list = into;
    void *items = NULL;
    const size_t n = keys_items(
        reader, value, NODE_LIST, path, sizeof(*list->items), &items);

    *list = (struct value_list){.items = items, .n = n, .at = value->at};
    for (size_t i = 0; i < n; i++) {
        const struct keys_path here = {.up = path, .index = i};

        keys_text(reader, row, value->items[i], &here, &list->items[i]);
        if (!list->items[i].text)
            list->items[i].text = "";
    }
}

void
keys_map(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    keys_read(reader, value, path, row->detail, into);
}

void
keys_node(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    (void)reader;
    (void)row;
    (void)path;
    *(const struct node **)into = value;
}

/* A secret in the file itself is refused: the file goes into git. */
void
keys_secret(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct value_secret *secret = into;

    (void)row;
    secret->at = value->at;
    if (value->kind == NODE_MAP && value->n == 1) {
        secret->env = node_text(value, "env");
        secret->file = node_text(value, "file");
    }
    if (!secret->env && !secret->file)
        keys_complain(reader, "secret-in-yaml", value->at, path,
            "write {env: NAME} or {file: path}",
            "a secret must not stand in this file");
}

void
keys_format(struct keys_reader *reader, const struct value_number *format,
    const struct node *root)
{
    const struct keys_path path = {.key = "fallback"};

    if (root->kind != NODE_MAP)
        return;
    if (!format->given) {
        if (!node_get(root, "fallback"))
            keys_complain(reader, "key-missing", root->at, NULL,
                "begin the file with 'fallback: 1'",
                "'fallback', the version of the format, is missing");
        return;
    }
    if (format->number != 1)
        keys_complain(reader, "format-unsupported", format->at, &path,
            "a newer program may know it", "format %lld is not known here",
            (long long)format->number);
}
