/* Following pointers through a document. */
#include "pick.h"

#include <stdint.h>
#include <string.h>

#include "text.h"

/* Levels are counted before parsing, which is recursive. */
static bool
is_too_deep(const char *bytes, size_t len)
{
    bool in_text = false;
    int depth = 0;

    for (size_t i = 0; i < len; i++) {
        if (in_text) {
            in_text = bytes[i] != '"';
            i += bytes[i] == '\\'; /* and what it escapes */
        } else if (bytes[i] == '"') {
            in_text = true;
        } else if (bytes[i] == '{' || bytes[i] == '[') {
            if (++depth > PICK_DEPTH)
                return true;
        } else if (bytes[i] == '}' || bytes[i] == ']') {
            depth--;
        }
    }
    return false;
}

json_t *
pick_read(const char *bytes, size_t len)
{
    if (!bytes || is_too_deep(bytes, len))
        return NULL;
    return json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
}

const char *
pick_fault(const char *pointer)
{
    size_t tokens = 0;

    if (*pointer && *pointer != '/')
        return "a pointer begins with '/'";
    for (const char *at = pointer; *at; at++) {
        if (*at == '~' && at[1] != '0' && at[1] != '1')
            return "in a pointer '~' is written ~0, and '/' in a name ~1";
        tokens += *at == '/';
    }
    return tokens > PICK_DEPTH ? "a pointer has at most 32 steps" : NULL;
}

/* Takes the token after the slash; returns what is behind it. */
static const char *
read_token(const char *pointer, struct text *token)
{
    for (pointer++; *pointer && *pointer != '/'; pointer++)
        if (*pointer != '~')
            text_add_char(token, *pointer);
        else if (pointer[1])
            text_add_char(token, *++pointer == '1' ? '/' : '~');
    return pointer;
}

/* RFC 6901, section 4: digits without a leading zero. */
static const json_t *
item_of(const json_t *list, const char *token)
{
    const size_t len = strlen(token);

    if (!len || len > 9 || strspn(token, "0123456789") != len ||
        (token[0] == '0' && len > 1))
        return NULL;
    return json_array_get(list, strtoul(token, NULL, 10));
}

static bool
every_item(const json_t *value, const char *pointer, pick_fn *visit, void *data)
{
    const char *key;
    json_t *item;
    size_t i;

    json_array_foreach(value, i,
        item) if (!pick_each(item, pointer, visit, data)) return false;
    /* The iterator takes no const, and changes nothing. */
    json_object_foreach((json_t *)(uintptr_t)value, key,
        item) if (!pick_each(item, pointer, visit, data)) return false;
    return true;
}

bool
pick_each(
    const json_t *document, const char *pointer, pick_fn *visit, void *data)
{
    auto_(text) struct text token = {0};

    if (!document)
        return true;
    if (!*pointer)
        return visit(document, data);
    const char *rest = read_token(pointer, &token);
    const char *name = text_str(&token);
    if (!strcmp(name, "*"))
        return every_item(document, rest, visit, data);
    return pick_each(json_is_array(document) ? item_of(document, name)
                                             : json_object_get(document, name),
        rest, visit, data);
}

static bool
keep_first(const json_t *value, void *data)
{
    *(const json_t **)data = value;
    return false;
}

const json_t *
pick_first(const json_t *document, const char *pointer)
{
    const json_t *first = NULL;

    (void)pick_each(document, pointer, keep_first, &first);
    return first;
}

const char *
pick_text(struct arena *arena, const json_t *value)
{
    if (json_is_integer(value))
        return arena_printf(
            arena, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    const size_t len = json_string_length(value);
    if (!len || len > PICK_TEXT_MAX)
        return NULL;
    return arena_strndup(arena, json_string_value(value), len);
}
