/* Spelling texts. */
#include "scalar.h"

#include "utf8.h"

#include <ctype.h>
#include <string.h>

/* Words that some YAML reader takes for something else than text. */
static const char *const typed_words[] = {
    "null", "true", "false", "yes", "no", "on", "off", "y", "n"};

/* Facts: YAML 1.2, 5.1: U+FEFF is allowed at the start alone, U+FFFE and
 * U+FFFF nowhere. */
static bool
needs_escape(int32_t code)
{
    return utf8_is_control(code) || code == 0xFEFF || code == 0xFFFE ||
        code == 0xFFFF;
}

/* True when each character may stand for itself. */
static bool
is_shown(const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        int32_t code;
        const size_t n = utf8_decode(text + i, len - i, &code);

        if (!n || needs_escape(code))
            return false;
        i += n;
    }
    return true;
}

bool
scalar_is_text(const char *text, bool inside)
{
    const size_t len = strlen(text);
    const char *marks = inside ? " _-./()@+%;!*$='" : " _-./()@+%;!?*$=',";

    for (size_t i = 0; i < ARRAY_LEN(typed_words); i++)
        if (!strcasecmp(text, typed_words[i]))
            return false;
    if (!isalpha((unsigned char)text[0]) && !(text[0] & 0x80))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && !(text[i] & 0x80) &&
            !strchr(marks, text[i]))
            return false;
    return text[len - 1] != ' ' && is_shown(text, len);
}

/* False where the character at i would end a bare text or mean something. */
static bool
is_plain_at(const char *text, size_t i, bool inside)
{
    const char next = text[i + 1];

    if (text[i] == ':')
        return next && next != ' ' && !(inside && strchr(",?[]{}", next));
    if (text[i] == '#')
        return i && text[i - 1] != ' ';
    return !inside || !strchr(",?[]{}", text[i]);
}

bool
scalar_is_bare(const char *text, bool inside)
{
    const size_t len = strlen(text);

    if (!len || strchr(" ?:,[]{}#&*!|>'\"%@`", text[0]) ||
        text[len - 1] == ' ' || !is_shown(text, len))
        return false;
    if (!strncmp(text, "---", 3) || !strncmp(text, "...", 3) ||
        !strcmp(text, "<<"))
        return false;
    if (text[0] == '-' && (!text[1] || strchr(" ,?[]{}", text[1])))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!is_plain_at(text, i, inside))
            return false;
    return true;
}

static void
add_escape(struct text *out, int32_t code)
{
    if (code == '\n')
        text_add(out, "\\n");
    else if (code == '\t')
        text_add(out, "\\t");
    else if (code == '\r')
        text_add(out, "\\r");
    else if (code < 0x100)
        text_addf(out, "\\x%02X", (unsigned)code);
    else
        text_addf(out, "\\u%04X", (unsigned)code);
}

static void
add_double(struct text *out, const char *text, size_t len)
{
    text_add_char(out, '"');
    for (size_t i = 0; i < len;) {
        int32_t code;
        const size_t n = utf8_decode(text + i, len - i, &code);

        if (n && needs_escape(code)) {
            add_escape(out, code);
        } else {
            if (text[i] == '"' || text[i] == '\\')
                text_add_char(out, '\\');
            text_add_bytes(out, n ? text + i : "\xEF\xBF\xBD", n ? n : 3);
        }
        i += n ? n : 1;
    }
    text_add_char(out, '"');
}

static void
add_single(struct text *out, const char *text)
{
    text_add_char(out, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            text_add_char(out, '\'');
        text_add_char(out, *text);
    }
    text_add_char(out, '\'');
}

void
scalar_add(struct text *out, const struct node *node, bool inside)
{
    const bool bare = node->quoted
        ? !node->style && scalar_is_text(node->text, inside)
        : scalar_is_bare(node->text, inside);

    if (bare)
        text_add(out, node->text);
    else if (node->style == '\'' && is_shown(node->text, node->len))
        add_single(out, node->text);
    else
        add_double(out, node->text, node->len);
}

/* A block's lines begin and end with something that is seen; the last line's
 * end may be missing, or there once. */
static bool
fits_block(const char *text, size_t len)
{
    if (!len || strchr(" \n", text[0]) ||
        (len > 1 && !strcmp(text + len - 2, "\n\n")))
        return false;
    for (size_t i = 0; i < len;) {
        const size_t line = strcspn(text + i, "\n");

        if (!is_shown(text + i, line) || (line && text[i + line - 1] == ' '))
            return false;
        i += line + (text[i + line] == '\n');
    }
    return true;
}

/* Folding joins lines, but for those that are indented or empty. */
static bool
fits_folded(const char *text)
{
    return !strstr(text, "\n ") && !strstr(text, "\n\n");
}

bool
scalar_add_block(struct text *out, const struct node *node, size_t indent,
    const char *behind, size_t behind_len, const char *eol)
{
    const char *text = node->text;
    const size_t len = node->len;
    const bool folded = node->style == '>' && fits_folded(text);

    if (!fits_block(text, len))
        return false;
    text_add_char(out, folded ? '>' : '|');
    if (text[len - 1] != '\n')
        text_add_char(out, '-');
    text_add_bytes(out, behind, behind_len);
    for (size_t i = 0; i < len;) {
        const size_t line = strcspn(text + i, "\n");

        text_add(out, eol);
        if (folded && i)
            text_add(out, eol);
        if (line)
            text_addf(out, "%*s%.*s", (int)indent, "", (int)line, text + i);
        i += line + (text[i + line] == '\n');
    }
    return true;
}
