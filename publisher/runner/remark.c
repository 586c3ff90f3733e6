/* Hiding first, then cleaning, then cutting: in this order nothing slips. */
#include "remark.h"

#include <string.h>

#include "clean.h"

#define MORE "..."

/* The longest hidden text that stands here, or 0. */
static size_t
hidden_here(const char *at, const char *const *hidden, size_t nhidden)
{
    size_t longest = 0;

    for (size_t i = 0; i < nhidden; i++) {
        const size_t len = strlen(hidden[i]);

        if (len > longest && !strncmp(at, hidden[i], len))
            longest = len;
    }
    return longest;
}

static void
hide(struct text *out, const char *text, const char *const *hidden,
    size_t nhidden)
{
    while (*text) {
        const size_t len = hidden_here(text, hidden, nhidden);

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

    hide(&safe, text, hidden, nhidden);
    fold_blanks(&line, text_str(&safe));
    clean_add(&clean, text_str(&line), line.len, false);
    cut(&clean);
    return arena_strdup(arena, text_str(&clean));
}
