/* What all checks need: adding findings, paths, hints. */
#include "checking.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "duration.h"
#include "longest.h"
#include "nearest.h"
#include "pointer.h"
#include "text.h"

#define HINT_WORDS_MAX 12 /* more known words are no help on one line */

/* True for the path of a member, or a member's member, of `parent`. */
static bool
is_inside(const char *path, const char *parent)
{
    const size_t len = strlen(parent);

    return !strncmp(path, parent, len) && path[len] == '/';
}

/* "/titel" in the place of "/title". */
static bool
is_mistyped(const char *wrong, const char *path)
{
    const char *last = strrchr(path, '/'), *other = strrchr(wrong, '/');

    if (!last || !other || last - path != other - wrong ||
        strncmp(path, wrong, (size_t)(last - path)) != 0)
        return false;
    const char *const known[] = {last + 1};
    return nearest_word(other + 1, known, 1) != NULL;
}

static bool
is_missing(const char *code)
{
    const char *end = strrchr(code, '-');

    return end && !strcmp(end, "-missing");
}

/* True if an earlier finding is the cause of this one. */
static bool
explains(const struct finding *earlier, const char *code, const char *path)
{
    if (!strcmp(earlier->code, "value-kind") && is_inside(path, earlier->path))
        return true;
    if (!strcmp(earlier->code, "key-unknown") && is_missing(code))
        return is_mistyped(earlier->path, path);
    return path[0] && !strcmp(earlier->path, path);
}

static bool
was_said(const struct checking *c, const char *code, const char *path)
{
    for (size_t i = 0; i < c->before; i++) {
        const struct finding *earlier = &c->findings->items[i];

        if (earlier->severity == SEVERITY_ERROR &&
            text_is(earlier->file, c->file) && explains(earlier, code, path))
            return true;
    }
    return false;
}

void
checking_add(struct checking *c, const char *code, struct mark at,
    const char *path, const char *hint, const char *format, ...)
{
    va_list args;

    if (was_said(c, code, path))
        return;
    va_start(args, format);
    const char *text = arena_vprintf(&c->arena, format, args);
    va_end(args);
    findings_add(c->findings, code, c->file, at, path, hint, "%s", text);
}

const char *
position_path(struct checking *c, const struct position *p, const char *key)
{
    return pointer_join(&c->arena, p->path, key);
}

const char *
position_param_path(
    struct checking *c, const struct position *p, const char *key)
{
    return pointer_join(&c->arena, position_path(c, p, "params"), key);
}

const char *
checking_input_path(struct checking *c, const char *name)
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
checking_known(struct checking *c, const char *word, const char *const *known,
    size_t n, const char *otherwise)
{
    const char *near = nearest_word(word, known, n);

    if (near)
        return checking_print(c, "did you mean '%s'?", near);
    if (n && n <= HINT_WORDS_MAX)
        return checking_print(c, "use %s", listed(c, known, n));
    return otherwise;
}

const char *
checking_print(struct checking *c, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *text = arena_vprintf(&c->arena, format, args);
    va_end(args);
    return text;
}

const char *
checking_span(struct checking *c, int64_t ms)
{
    char text[DURATION_TEXT_SIZE];

    duration_format(text, ms);
    return arena_strdup(&c->arena, text);
}

const char *
checking_sender_hint(enum kind kind)
{
    static const char *const examples[] = {
        [KIND_SMS] = "write a name such as ACME, or a number with its '+'",
        [KIND_WHATSAPP] = "write a number such as +390212345678",
        [KIND_RCS] = "write the id of an agent",
    };

    return examples[kind];
}

struct filling {
    struct checking *c;
    const struct position *p;
};

static const char *
longest_value(const char *key, void *data)
{
    const struct filling *f = data;
    const struct flow_param *param = flow_param(f->p->own, key);
    auto_(longest) struct longest longest = {0};

    if (!param)
        return "";
    longest_make(&longest, f->c->flow, param->value.text,
        template_example(f->p->template, key));
    return arena_strdup(&f->c->arena, text_str(&longest.text));
}

const char *
position_longest_body(struct checking *c, const struct position *p)
{
    struct filling f = {c, p};
    auto_(text) struct text out = {0};

    (void)template_render_body(p->template, longest_value, &f, &out, NULL);
    return arena_strdup(&c->arena, text_str(&out));
}

const char *
position_longest_header(struct checking *c, const struct position *p)
{
    struct filling f = {c, p};
    auto_(text) struct text out = {0};

    (void)template_render_header(p->template, longest_value, &f, &out, NULL);
    return arena_strdup(&c->arena, text_str(&out));
}
