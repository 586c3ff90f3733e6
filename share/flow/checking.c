/* What all checks need: adding findings, paths, hints. */
#include "checking.h"

#include <stdarg.h>
#include <stdio.h>

#include "duration.h"
#include "nearest.h"
#include "pointer.h"
#include "text.h"

#define HINT_WORDS_MAX 12 /* more known words are no help on one line */

static bool
was_said(const struct checking *c, const char *path)
{
    for (size_t i = 0; i < c->before; i++) {
        const struct finding *earlier = &c->findings->items[i];

        if (text_is(earlier->path, path) && text_is(earlier->file, c->file) &&
            earlier->severity == SEVERITY_ERROR && path[0])
            return true;
    }
    return false;
}

static const char *
print_into(struct arena *arena, const char *format, va_list args)
{
    auto_(heap) char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        abort();
    return arena_strdup(arena, text);
}

void
found(struct checking *c, const char *code, struct mark at, const char *path,
    const char *hint, const char *format, ...)
{
    va_list args;

    if (was_said(c, path))
        return;
    va_start(args, format);
    const char *text = print_into(&c->arena, format, args);
    va_end(args);
    findings_add(c->findings, code, c->file, at, path, hint, "%s", text);
}

const char *
position_path(struct checking *c, const struct position *p, const char *key)
{
    return pointer_join(&c->arena, p->path, key);
}

const char *
param_path(struct checking *c, const struct position *p, const char *key)
{
    return pointer_join(&c->arena, position_path(c, p, "params"), key);
}

const char *
input_path(struct checking *c, const char *name)
{
    return pointer_join(&c->arena, "/inputs", name);
}

static const char *
listed(struct checking *c, const char *const *words, size_t n)
{
    auto_(text) struct text out = {0};

    for (size_t i = 0; i < n; i++) {
        if (i)
            text_add(&out, i + 1 < n ? ", " : " or ");
        text_addf(&out, "'%s'", words[i]);
    }
    return arena_strdup(&c->arena, text_str(&out));
}

const char *
hint_known(struct checking *c, const char *word, const char *const *known,
    size_t n, const char *otherwise)
{
    const char *near = nearest_word(word, known, n);

    if (near)
        return printed(c, "did you mean '%s'?", near);
    if (n && n <= HINT_WORDS_MAX)
        return printed(c, "use %s", listed(c, known, n));
    return otherwise;
}

const char *
printed(struct checking *c, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *text = print_into(&c->arena, format, args);
    va_end(args);
    return text;
}

const char *
span(struct checking *c, int64_t ms)
{
    char text[DURATION_TEXT_SIZE];

    duration_format(text, ms);
    return arena_strdup(&c->arena, text);
}
