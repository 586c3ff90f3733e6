/*
 * The few macros that every file may use: array lengths, printf checks, and
 * locals that clean up after themselves. Nothing here allocates or prints.
 */
#pragma once

#include <stddef.h>
#include <stdlib.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

/* auto_(text) char *s = NULL;   freed by its cleaner when s leaves its scope */
#define auto_(name) __attribute__((cleanup(name##_cleanup)))

/* Makes auto_(name) for locals of a pointer type; `release` never sees NULL. */
#define DEFINE_AUTO(name, type, release)       \
    static inline void name##_cleanup(type *p) \
    {                                          \
        if (*p)                                \
            release(*p);                       \
    }                                          \
    struct name##_cleanup_needs_semicolon

/* return take(p);   hands p to the caller and leaves nothing to clean up */
#define take(p)                     \
    ({                              \
        __typeof__(p) taken_ = (p); \
        (p) = NULL;                 \
        taken_;                     \
    })

DEFINE_AUTO(heap, char *, free);
