/*
 * An arena: memory that is handed out piece by piece and freed at once, for
 * things that are built once, read many times and dropped whole (a parsed
 * file). It never returns NULL: no memory ends the process, whose restart is
 * the recovery.
 */
#pragma once

#include "base.h"

#include <stdarg.h>

struct arena_block;

struct arena {
    struct arena_block *head; /* zero-initialised: an empty arena */
};

/* Zeroed memory, aligned for any type, owned by the arena. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of `n` items of `size` bytes with room for `n + 1`: the way arrays
 * grow by one. The old array stays valid until the arena is freed. */
void *arena_grow(struct arena *arena, const void *items, size_t n, size_t size);

char *arena_strdup(struct arena *arena, const char *text); /* NULL stays NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...)
    PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    PRINTF_LIKE(2, 0);

/* Frees everything; the arena may be used again. */
void arena_free(struct arena *arena);
