/*
 * Any file, amended to any content: two files with a line "=====" between
 * them. What is made says what is wanted, or the process aborts.
 */
#include "fuzz.h"

#include "amend.h"

#include <stdlib.h>
#include <string.h>

static const char border[] = "\n=====\n";

static const struct node *
read_tree(struct arena *arena, const char *bytes, size_t len)
{
    auto_(findings) struct findings ignored = {0};

    return node_read(arena, "", bytes, len, 100 * len, &ignored);
}

static void
ensure(bool holds)
{
    if (!holds)
        abort();
}

static void
try_amend(const char *source, size_t len, const struct node *wanted, bool drop)
{
    struct arena arena = {0};
    auto_(text) struct text out = {0};
    const struct amend_how how = {.drop = drop};
    int line = 0;
    const enum amend_end end = amend(source, len, wanted, &how, &out, &line);
    const struct node *before = read_tree(&arena, source, len);

    ensure((end == AMEND_REFUSED) == !before);
    ensure(end != AMEND_COMMENT || (!drop && line > 0));
    if (end == AMEND_DONE) {
        const struct node *after = read_tree(&arena, out.bytes, out.len);

        ensure(after && node_equal(after, wanted));
        if (node_equal(before, wanted))
            ensure(out.len == len && !memcmp(out.bytes, source, len));
    }
    arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    const char *middle = size ? memmem(bytes, size, border, 7) : NULL;
    struct arena arena = {0};

    if (!middle)
        return 0;
    const size_t len = (size_t)(middle - bytes) + 1;
    const char *second = middle + 7;
    const struct node *wanted =
        read_tree(&arena, second, size - (size_t)(second - bytes));
    if (wanted) {
        try_amend(bytes, len, wanted, false);
        try_amend(bytes, len, wanted, true);
    }
    arena_free(&arena);
    return 0;
}
