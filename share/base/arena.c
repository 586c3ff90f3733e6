/* The arena: blocks of doubling size, newest first. */
#include "arena.h"

#include <stdint.h>
#include <string.h>

#include "text.h"

#define BLOCK_MIN 4096
#define BLOCK_MAX (256 * 1024)
#define ALIGN _Alignof(max_align_t)

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *
add_block(struct arena *arena, size_t need)
{
    size_t size = arena->head ? arena->head->size * 2 : BLOCK_MIN;

    if (size > BLOCK_MAX)
        size = BLOCK_MAX;
    if (size < need)
        size = need;
    struct arena_block *block = calloc(1, sizeof(*block) + size);
    if (!block)
        abort();
    block->size = size;
    block->next = arena->head;
    arena->head = block;
    return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        abort();
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    struct arena_block *block = arena->head;
    if (!block || block->size - block->used < size)
        block = add_block(arena, size);
    void *piece = block->bytes + block->used;
    block->used += size;
    return piece;
}

/* Capacities are powers of two, so a copy is made only when one is reached. */
void *
arena_grow(struct arena *arena, const void *items, size_t n, size_t size)
{
    if (n && (n & (n - 1)))
        return (void *)(uintptr_t)items;
    size_t room = n ? n * 2 : 1;
    void *copy = arena_alloc(arena, room * size);
    if (n)
        memcpy(copy, items, n * size);
    return copy;
}

char *
arena_strndup(struct arena *arena, const char *text, size_t len)
{
    char *copy = arena_alloc(arena, len + 1);

    memcpy(copy, text, len);
    return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    auto_(heap) char *made = text_format(format, args);

    return arena_strdup(arena, made);
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *made = arena_vprintf(arena, format, args);
    va_end(args);
    return made;
}

void
arena_free(struct arena *arena)
{
    while (arena->head) {
        struct arena_block *block = arena->head;

        arena->head = block->next;
        free(block);
    }
}
