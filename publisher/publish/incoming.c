/* What all sources of templates have in common. */
#include "incoming.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "keys.h"
#include "placeholder.h"

struct incoming_template *
incoming_add(
    struct incoming *in, enum kind kind, struct mark at, const char *place)
{
    in->items = arena_grow(&in->arena, in->items, in->n, sizeof(*in->items));
    struct incoming_template *item = &in->items[in->n++];

    *item = (struct incoming_template){.place = place};
    item->template.file = in->file;
    item->template.at = at;
    item->template.kind = (struct value_choice){(int)kind, true, at};
    item->template.source_from.text = in->from;
    item->template.source_account.text = in->account;
    return item;
}

void
incoming_complain(struct incoming *in, const struct incoming_template *item,
    const char *part, const char *format, ...)
{
    const char *place = item->place ? item->place : "";
    va_list args;

    va_start(args, format);
    auto_(heap) char *text = text_format(format, args);
    va_end(args);
    auto_(text) struct text path = {0};
    text_addf(&path, "%s%s", place, item->place ? part : "");
    findings_add(&in->findings, "import-wrong", in->file, item->template.at,
        text_str(&path), NULL, "%s%s%s", text_str(&path), path.len ? ": " : "",
        text);
}

/* "Submission Rejected" -> "submission_rejected" */
static void
spell(char *out, size_t size, const char *word)
{
    size_t i = 0;

    for (; word[i] && i + 1 < size; i++)
        out[i] = word[i] == ' ' || word[i] == '-'
            ? '_'
            : (char)tolower((unsigned char)word[i]);
    out[i] = '\0';
}

static int
word_of(const char *const *words, const char *text)
{
    for (int i = 0; words[i]; i++)
        if (!strcmp(words[i], text))
            return i;
    return -1;
}

void
incoming_status(
    struct incoming *in, struct incoming_template *item, const char *word)
{
    struct template *t = &item->template;
    char spelt[64];

    spell(spelt, sizeof(spelt), word);
    int status = word_of(template_status_words, spelt);
    item->knows |= INCOMING_STATUS;
    if (!strcmp(spelt, "submission_rejected")) {
        status = TEMPLATE_REJECTED;
        t->reason.text = "submission rejected";
    } else if (status < 0) {
        status = TEMPLATE_UNSUPPORTED;
        t->reason.text =
            arena_printf(&in->arena, "its status '%s' is not known here", word);
    }
    t->status = (struct value_choice){status, true, t->at};
    if (t->reason.text)
        item->knows |= INCOMING_REASON;
}

void
incoming_unsupported(struct incoming *in, struct incoming_template *item,
    const char *format, ...)
{
    struct template *t = &item->template;
    va_list args;

    if (!t->status.given || t->status.value != TEMPLATE_APPROVED)
        return;
    t->status.value = TEMPLATE_UNSUPPORTED;
    va_start(args, format);
    t->reason.text = arena_vprintf(&in->arena, format, args);
    va_end(args);
    item->knows |= INCOMING_REASON;
}

void
incoming_category(
    struct incoming *in, struct incoming_template *item, const char *word)
{
    char spelt[32];

    spell(spelt, sizeof(spelt), word);
    const int category = word_of(category_words, spelt);
    if (category < 0) {
        incoming_complain(in, item, "/category",
            "'%s' is not one of authentication, utility and marketing", word);
        return;
    }
    item->template.category =
        (struct value_choice){category, true, item->template.at};
    item->knows |= INCOMING_CATEGORY;
}

void
incoming_example(
    struct incoming *in, struct template *t, const char *key, const char *text)
{
    if (!text || !*text || template_example(t, key))
        return;
    t->examples =
        arena_grow(&in->arena, t->examples, t->nexamples, sizeof(*t->examples));
    t->examples[t->nexamples++] = (struct template_example){
        .key = {.text = arena_strdup(&in->arena, key)},
        .value = {.text = text},
    };
}

/* Where variables stand is the platform's business, which approved them. */
static void
take_fault(
    void *data, enum placeholder_fault fault, const struct placeholder *piece)
{
    bool *broken = data;

    (void)piece;
    if (fault != PLACEHOLDER_AT_START && fault != PLACEHOLDER_AT_END)
        *broken = true;
}

static bool
is_broken(const struct template *t, const char *text)
{
    bool broken = false;

    if (text)
        (void)placeholder_check(
            t->kind.value == KIND_SMS ? PLACEHOLDER_DLT : PLACEHOLDER_WHATSAPP,
            text, take_fault, &broken);
    return broken;
}

static bool
is_whole(struct incoming *in, const struct incoming_template *item)
{
    const struct template *t = &item->template;

    if (!t->name.text || !t->language.text)
        return false; /* its finding stands already */
    if (!is_broken(t, t->body.text) && !is_broken(t, t->header_text.text))
        return true;
    findings_add(&in->findings, "import-left-out", in->file, t->at,
        item->place ? item->place : "", NULL,
        "%s%stemplate '%s' (%s) is left out: its variables cannot be read",
        item->place ? item->place : "", item->place ? ": " : "", t->name.text,
        t->language.text);
    return false;
}

static int
compare(const void *left, const void *right)
{
    const struct template
        *a = &(*(struct incoming_template *const *)left)->template,
        *b = &(*(struct incoming_template *const *)right)->template;
    const int kinds = a->kind.value - b->kind.value;
    const int names = kinds ? kinds : strcmp(a->name.text, b->name.text);

    return names ? names : strcmp(a->language.text, b->language.text);
}

static void
find_doubles(struct incoming *in)
{
    const struct incoming_template **sorted =
        arena_alloc(&in->arena, (in->n + 1) * sizeof(*sorted));

    for (size_t i = 0; i < in->n; i++)
        sorted[i] = &in->items[i];
    qsort(sorted, in->n, sizeof(*sorted), compare);
    for (size_t i = 1; i < in->n; i++) {
        const struct template *t = &sorted[i]->template;

        if (!compare(&sorted[i - 1], &sorted[i]))
            incoming_complain(in, sorted[i], "",
                "template '%s' (%s, %s) is there twice", t->name.text,
                kind_words[t->kind.value], t->language.text);
    }
}

void
incoming_ready(struct incoming *in)
{
    size_t kept = 0;

    for (size_t i = 0; i < in->n; i++)
        if (is_whole(in, &in->items[i]))
            in->items[kept++] = in->items[i];
    in->n = kept;
    find_doubles(in);
    findings_sort(&in->findings);
}

void
incoming_done(struct incoming *in)
{
    arena_free(&in->arena);
    findings_done(&in->findings);
    *in = (struct incoming){0};
}
