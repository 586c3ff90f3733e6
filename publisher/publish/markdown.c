/* Escapes and fences, by https://spec.commonmark.org/0.30/ (2.4, 4.5, 6.1). */
#include "markdown.h"

#include <ctype.h>
#include <string.h>

#include "clean.h"

#define MARKUP "\\`*_{}[]<>#!|~&@$%^"
#define MENTIONS "@#!$%~&^" /* of people, issues, labels, by the services */

/* ":smile:" and "https://": a time is neither. */
static bool
is_name_sign(const char *c)
{
    return *c == ':' && (isalpha((unsigned char)c[1]) || c[1] == '/');
}

/* A mention is looked for in the text of the page, after all escapes: only
 * code keeps it apart. */
static void
add_char(struct text *out, const char *c)
{
    if (strchr(MENTIONS, *c) && (isalnum((unsigned char)c[1]) || c[1] == '"'))
        text_addf(out, "`%c`", *c);
    else if (strchr(MARKUP, *c) || is_name_sign(c))
        text_addf(out, "\\%c", *c);
    else
        text_add_char(out, *c);
}

void
markdown_text(struct text *out, const char *text)
{
    auto_(heap) char *clean = clean_line(text);

    for (const char *c = clean; *c; c++)
        add_char(out, c);
}

/* The length of the longest run of backticks. */
static size_t
longest_run(const char *text)
{
    size_t longest = 0;

    while (*text) {
        const size_t run = strspn(text, "`");

        longest = run > longest ? run : longest;
        text += run ? run : strcspn(text, "`");
    }
    return longest;
}

static void
add_ticks(struct text *out, size_t n)
{
    while (n--)
        text_add_char(out, '`');
}

/* In a table a bar ends the cell, even in code. */
void
markdown_code(struct text *out, const char *text)
{
    auto_(heap) char *clean = clean_line(text);
    const size_t run = longest_run(clean);
    const char *pad = run ? " " : "";

    add_ticks(out, run + 1);
    text_add(out, pad);
    for (const char *c = clean; *c; c++) {
        if (*c == '|')
            text_add_char(out, '\\');
        text_add_char(out, *c);
    }
    text_add(out, pad);
    add_ticks(out, run + 1);
}

void
markdown_fence(struct text *out, const char *language, const char *lines)
{
    auto_(text) struct text clean = {0};

    clean_add(&clean, lines, strlen(lines), true);
    const size_t run = longest_run(text_str(&clean));
    const size_t ticks = run < 3 ? 3 : run + 1;
    add_ticks(out, ticks);
    text_addf(out, "%s\n%s", language, text_str(&clean));
    if (clean.len && clean.bytes[clean.len - 1] != '\n')
        text_add_char(out, '\n');
    add_ticks(out, ticks);
    text_add_char(out, '\n');
}
