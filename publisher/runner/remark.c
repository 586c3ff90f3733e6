/* Hiding first, then cleaning, then cutting: in this order nothing slips. */
#include "remark.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clean.h"
#include "fill.h"

#define MORE "..."

struct forms { /* of the hidden texts: how each may stand in an answer */
    const char **list;
    size_t n;
};

static void
add_form(struct arena *arena, struct forms *forms, const char *form)
{
    forms->list =
        arena_grow(arena, forms->list, forms->n, sizeof(*forms->list));
    forms->list[forms->n++] = arena_strdup(arena, form);
}

/* The text, and how it looks when it comes back in a URL or in JSON. */
static void
add_forms(struct arena *arena, struct forms *forms, const char *text)
{
    auto_(text) struct text encoded = {0};
    json_auto_t *string = json_string(text);
    auto_(heap) char *quoted =
        string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;

    add_form(arena, forms, text);
    fill_encode(&encoded, text);
    if (!text_is(text, encoded.bytes))
        add_form(arena, forms, text_str(&encoded));
    if (quoted && strlen(quoted) != strlen(text) + 2) {
        quoted[strlen(quoted) - 1] = '\0';
        add_form(arena, forms, quoted + 1);
    }
}

/* The longest hidden text that stands here, or 0. */
static size_t
hidden_here(const char *at, const struct forms *forms)
{
    size_t longest = 0;

    for (size_t i = 0; i < forms->n; i++) {
        const size_t len = strlen(forms->list[i]);

        if (len > longest && !strncmp(at, forms->list[i], len))
            longest = len;
    }
    return longest;
}

static void
hide(struct text *out, const char *text, const struct forms *forms)
{
    while (*text) {
        const size_t len = hidden_here(text, forms);

        if (len)
            text_add(out, "***");
        else
            text_add_char(out, *text);
        text += len ? len : 1;
    }
}

static void
fold_blanks(struct text *out, const char *text)
{
    static const char blanks[] = " \t\r\n\v\f";

    for (text += strspn(text, blanks); *text;) {
        const size_t word = strcspn(text, blanks);

        text_add_bytes(out, text, word);
        text += word;
        text += strspn(text, blanks);
        if (*text)
            text_add_char(out, ' ');
    }
}

/* Cuts between characters. */
static void
cut(struct text *text)
{
    size_t len = REMARK_MAX - strlen(MORE);

    if (text->len <= REMARK_MAX)
        return;
    while (len && ((unsigned char)text->bytes[len] & 0xC0) == 0x80)
        len--;
    text->len = len;
    text_add(text, MORE);
}

const char *
remark_make(struct arena *arena, const char *text, const char *const *hidden,
    size_t nhidden)
{
    auto_(text) struct text safe = {0}, line = {0}, clean = {0};
    struct forms forms = {0};

    for (size_t i = 0; i < nhidden; i++)
        add_forms(arena, &forms, hidden[i]);
    hide(&safe, text, &forms);
    fold_blanks(&line, text_str(&safe));
    clean_add(&clean, text_str(&line), line.len, false);
    cut(&clean);
    return arena_strdup(arena, text_str(&clean));
}
