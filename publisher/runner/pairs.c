/* Taking pairs apart. */
#include "pairs.h"

#include <string.h>

#include "route.h"

static bool
read_pair(struct arena *arena, const char *text, size_t len, struct pair *pair)
{
    const char *equals = memchr(text, '=', len);
    const size_t name_len = equals ? (size_t)(equals - text) : len;
    const size_t value_len = equals ? len - name_len - 1 : 0;
    char *name = arena_alloc(arena, name_len + 1);
    char *value = arena_alloc(arena, value_len + 1);

    *pair = (struct pair){name, value};
    return len && route_decode(name, text, name_len, true) &&
        route_decode(value, equals ? equals + 1 : "", value_len, true);
}

size_t
pairs_read(
    struct arena *arena, const char *text, size_t len, struct pair **pairs)
{
    const char *at = text, *end = text ? text + len : NULL;
    struct pair *list = NULL;
    size_t n = 0;

    while (at && at < end) {
        const char *next = memchr(at, '&', (size_t)(end - at));
        struct pair pair;

        if (read_pair(arena, at, (size_t)((next ? next : end) - at), &pair)) {
            list = arena_grow(arena, list, n, sizeof(*list));
            list[n++] = pair;
        }
        at = next ? next + 1 : end;
    }
    *pairs = list;
    return n;
}

const char *
pairs_value(const struct pair *pairs, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(pairs[i].name, name))
            return pairs[i].value;
    return NULL;
}
