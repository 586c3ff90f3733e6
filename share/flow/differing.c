/* Rows of keys, values in words, and sentences. */
#include "differing.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "clean.h"
#include "duration.h"
#include "placeholder.h"
#include "utf8.h"

#define TEXT_MAX 60  /* characters of a text in a sentence */
#define TEXT_LEAD 15 /* of them before what differs */

static void
add_item(struct differing *d, enum differing_rank rank, const char *path,
    const char *sentence)
{
    auto_(heap) char *clean = clean_line(sentence);

    d->items = arena_grow(d->arena, d->items, d->n, sizeof(*d->items));
    d->items[d->n] = (struct differing_item){
        .rank = rank,
        .nth = d->n,
        .difference = {path, arena_strdup(d->arena, clean)},
    };
    d->n++;
}

void
differing_say(struct differing *d, enum differing_rank rank, const char *path,
    const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *sentence = text_format(format, args);
    va_end(args);
    add_item(d, rank, path, sentence);
}

const char *
differing_print(struct differing *d, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *text = arena_vprintf(d->arena, format, args);
    va_end(args);
    return text;
}

const char *
differing_span(struct differing *d, int64_t ms)
{
    char text[DURATION_TEXT_SIZE];
    auto_(text) struct text out = {0};

    duration_format(text, ms);
    for (const char *at = text; *at;) {
        const size_t digits = strspn(at, "-0123456789");
        const size_t letters = strcspn(at + digits, "0123456789");
        const bool minutes = letters == 1 && at[digits] == 'm';

        text_addf(&out, "%s%.*s %.*s", out.len ? " " : "", (int)digits, at,
            (int)(minutes ? 3 : letters), minutes ? "min" : at + digits);
        at += digits + letters;
    }
    return arena_strdup(d->arena, text_str(&out));
}

const char *
differing_text(
    struct differing *d, const struct differing_row *row, const void *value)
{
    (void)d, (void)row;
    return ((const struct value_text *)value)->text;
}

const char *
differing_choice(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const struct value_choice *choice = value;

    (void)d;
    return choice->given ? row->detail[choice->value] : NULL;
}

const char *
differing_time(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const struct value_time *time = value;

    (void)row;
    return time->text ? differing_span(d, time->ms) : NULL;
}

const char *
differing_number(
    struct differing *d, const struct differing_row *row, const void *value)
{
    const struct value_number *number = value;

    (void)row;
    return number->given ? differing_print(d, "%" PRId64, number->number)
                         : NULL;
}

static int
compare_texts(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;

    return strcmp(*a, *b);
}

static const char *
join(struct differing *d, const char *const *words, size_t n, bool once)
{
    auto_(text) struct text out = {0};

    for (size_t i = 0; i < n; i++)
        if (!once || !i || strcmp(words[i], words[i - 1]) != 0)
            text_addf(&out, "%s%s", out.len ? ", " : "", words[i]);
    return n ? arena_strdup(d->arena, text_str(&out)) : "nothing";
}

static const char *
list_words(struct differing *d, const struct value_list *list, bool as_set)
{
    const char **words = arena_alloc(d->arena, (list->n + 1) * sizeof(*words));

    for (size_t i = 0; i < list->n; i++)
        words[i] = list->items[i].text;
    if (as_set)
        qsort(words, list->n, sizeof(*words), compare_texts);
    return list->at.line ? join(d, words, list->n, as_set) : NULL;
}

const char *
differing_set(
    struct differing *d, const struct differing_row *row, const void *value)
{
    (void)row;
    return list_words(d, value, true);
}

const char *
differing_list(
    struct differing *d, const struct differing_row *row, const void *value)
{
    (void)row;
    return list_words(d, value, false);
}

/* The length of `n` characters of a text, in bytes. */
static size_t
bytes_of(const char *text, size_t n)
{
    size_t len = 0;

    for (; n && text[len]; n--)
        for (len++; ((unsigned char)text[len] & 0xC0) == 0x80;)
            len++;
    return len;
}

/* The characters that both texts begin with. */
static size_t
common_start(const char *a, const char *b)
{
    size_t n = 0;

    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        n += ((unsigned char)a[i] & 0xC0) != 0x80;
    return n;
}

/* A long text is cut around the place where it begins to differ. */
static const char *
shorten(struct differing *d, const char *text, size_t common)
{
    const size_t length = utf8_length(text);
    size_t skipped = common > TEXT_LEAD ? common - TEXT_LEAD : 0;

    if (length <= TEXT_MAX)
        return text;
    if (length - skipped < TEXT_MAX)
        skipped = length - TEXT_MAX;
    const char *start = text + bytes_of(text, skipped);
    const size_t len = bytes_of(start, TEXT_MAX);
    return differing_print(d, "%s%.*s%s", skipped ? "..." : "", (int)len, start,
        start[len] ? "..." : "");
}

struct sentence {
    const char *what, *before, *after;
};

static void
shorten_both(struct differing *d, struct sentence *s)
{
    const char *before = s->before ? s->before : "nothing";
    const char *after = s->after ? s->after : "nothing";
    const size_t common =
        s->before && s->after ? common_start(before, after) : 0;

    s->before = shorten(d, before, common);
    s->after = shorten(d, after, common);
}

static const char *
sentence_part(void *data, const struct placeholder *variable)
{
    const struct sentence *s = data;

    if (!strcmp(variable->name, "what"))
        return s->what;
    return !strcmp(variable->name, "before") ? s->before : s->after;
}

static void
say_row(struct differing *d, const struct differing_row *row, const char *path,
    struct sentence s)
{
    const char *format = !s.before ? row->given
        : !s.after                 ? row->gone
                                   : row->changed;
    const char *place =
        row->key[0] ? differing_print(d, "%s/%s", path, row->key) : path;
    auto_(text) struct text out = {0};
    struct placeholder bad;

    shorten_both(d, &s);
    if (!format)
        format = row->changed;
    (void)placeholder_render(
        PLACEHOLDER_INPUT, format, sentence_part, &s, &out, &bad);
    add_item(d, row->rank, place, text_str(&out));
}

void
differing_rows(struct differing *d, const struct differing_row *rows,
    const char *what, const char *path, const void *before, const void *after)
{
    for (; rows->words; rows++) {
        const char *was =
            rows->words(d, rows, (const char *)before + rows->offset);
        const char *is =
            rows->words(d, rows, (const char *)after + rows->offset);

        if (!was)
            was = rows->preset;
        if (!is)
            is = rows->preset;
        if (!text_is(was, is))
            say_row(d, rows, path, (struct sentence){what, was, is});
    }
}
