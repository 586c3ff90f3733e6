/* Clusters by utf8proc, and the simplified form in which they are drawn. */
#include "width.h"

#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

#define REPLACEMENT 0xFFFD
#define DOTTED_CIRCLE 0x25CC /* carries a mark that has no letter */
#define JOINER 0x200D
#define FLAG_A 0x1F1E6 /* regional indicators, A to Z */

static bool
is_plain(char c)
{
    return c >= ' ' && c < 0x7F;
}

static bool
is_skin_tone(int32_t code)
{
    return code >= 0x1F3FB && code <= 0x1F3FF;
}

static bool
is_flag_letter(int32_t code)
{
    return code >= FLAG_A && code < FLAG_A + 26;
}

static bool
is_variation(int32_t code)
{
    return code == 0xFE0E || code == 0xFE0F;
}

/*
 * Columns of one code point. utf8proc and glibc differ in three groups: marks
 * that take a column of their own (Mc), the later parts of a Hangul syllable,
 * and code points that only one of them knows.
 */
static int
code_columns(int32_t code)
{
    const utf8proc_property_t *property = utf8proc_get_property(code);

    if (property->category == UTF8PROC_CATEGORY_MC)
        return 1;
    if (property->boundclass == UTF8PROC_BOUNDCLASS_V ||
        property->boundclass == UTF8PROC_BOUNDCLASS_T)
        return 0;
    return utf8proc_charwidth(code);
}

/* Bytes of the cluster at `text`: code points up to the first boundary. */
static size_t
cluster_bytes(const char *text, size_t len)
{
    int32_t code, next, state = 0;
    size_t at = utf8_decode(text, len, &code);

    if (!at)
        return 1;
    while (at < len) {
        size_t n = utf8_decode(text + at, len - at, &next);

        if (!n || utf8proc_grapheme_break_stateful(code, next, &state))
            return at;
        code = next;
        at += n;
    }
    return at;
}

static void
add_glyph(struct cluster *cluster, int32_t code, int columns)
{
    if (cluster->count == CLUSTER_GLYPHS) {
        cluster->simplified = true;
        return;
    }
    cluster->glyphs[cluster->count++] =
        (struct glyph){.code = {code}, .columns = columns};
    cluster->columns += columns;
}

/* A mark goes onto the last glyph, while there is room on it. */
static void
add_mark(struct cluster *cluster, int32_t code)
{
    if (!cluster->count)
        add_glyph(cluster, DOTTED_CIRCLE, 1);
    struct glyph *glyph = &cluster->glyphs[cluster->count - 1];
    for (size_t i = 1; i < GLYPH_CODES; i++)
        if (!glyph->code[i]) {
            glyph->code[i] = code;
            return;
        }
    cluster->simplified = true;
}

static void
add_unknown(struct cluster *cluster)
{
    add_glyph(cluster, REPLACEMENT, 1);
    cluster->simplified = true;
}

static void
add_flag_letter(struct cluster *cluster, int32_t code)
{
    add_glyph(cluster, 'A' + (code - FLAG_A), 1);
    cluster->simplified = true;
}

static void
add_code(struct cluster *cluster, int32_t code)
{
    const utf8proc_category_t category = utf8proc_category(code);
    const int columns = code_columns(code);

    if (code == '\t' || code == '\n')
        add_glyph(cluster, ' ', 1);
    else if (is_flag_letter(code))
        add_flag_letter(cluster, code);
    else if (category == UTF8PROC_CATEGORY_CN ||
        category == UTF8PROC_CATEGORY_CC)
        add_unknown(cluster);
    else if (columns > 0)
        add_glyph(cluster, code, columns);
    else if (category != UTF8PROC_CATEGORY_CF)
        add_mark(cluster, code);
}

/* A joined sequence is its first member and '+'; modifiers are left out. */
static void
draw_cluster(struct cluster *cluster, const char *text)
{
    bool joined = false;
    int32_t code;

    for (size_t at = 0; at < cluster->len && !joined;) {
        size_t n = utf8_decode(text + at, cluster->len - at, &code);

        at += n;
        joined = code == JOINER && cluster->count && at < cluster->len;
        if (is_variation(code) || (is_skin_tone(code) && cluster->count))
            cluster->simplified = true;
        else if (!joined)
            add_code(cluster, code);
    }
    if (joined) {
        cluster->simplified = true;
        add_glyph(cluster, '+', 1);
    }
}

static void
draw_ascii(struct cluster *cluster, const char *text)
{
    const bool ascii = cluster->len == 1 &&
        (is_plain(*text) || *text == '\t' || *text == '\n');

    if (ascii || !cluster->columns)
        return;
    *cluster = (struct cluster){.len = cluster->len, .simplified = true};
    add_glyph(cluster, '?', 1);
}

struct cluster
width_cluster(const char *text, size_t len, bool unicode)
{
    struct cluster cluster = {.len = 1};
    int32_t code;

    if (is_plain(text[0]) && (len == 1 || !(text[1] & 0x80))) {
        add_glyph(&cluster, text[0], 1);
        return cluster;
    }
    if (utf8_decode(text, len, &code)) {
        cluster.len = cluster_bytes(text, len);
        draw_cluster(&cluster, text);
    } else {
        add_unknown(&cluster);
    }
    if (!unicode)
        draw_ascii(&cluster, text);
    return cluster;
}

int
width_columns_of(const char *text, size_t len, bool unicode)
{
    int columns = 0;

    for (size_t at = 0; at < len;) {
        struct cluster cluster = width_cluster(text + at, len - at, unicode);

        columns += cluster.columns;
        at += cluster.len;
    }
    return columns;
}

int
width_columns(const char *text, bool unicode)
{
    return width_columns_of(text, strlen(text), unicode);
}

bool
width_simplified(const char *text, bool unicode)
{
    const size_t len = strlen(text);

    for (size_t at = 0; at < len;) {
        struct cluster cluster = width_cluster(text + at, len - at, unicode);

        if (cluster.simplified)
            return true;
        at += cluster.len;
    }
    return false;
}

size_t
width_next(const char *text, size_t len, size_t at)
{
    return at < len ? at + cluster_bytes(text + at, len - at) : len;
}

size_t
width_before(const char *text, size_t len, size_t at)
{
    size_t before = 0;

    for (size_t next = 0; next < at; next = width_next(text, len, next))
        before = next;
    return before;
}

size_t
width_fit(const char *text, size_t len, int columns, bool unicode)
{
    size_t at = 0;

    while (at < len) {
        struct cluster cluster = width_cluster(text + at, len - at, unicode);

        if (cluster.columns > columns)
            break;
        columns -= cluster.columns;
        at += cluster.len;
    }
    return at;
}

/* Where the line may break at the latest: after a space, around a wide one. */
static size_t
break_before(const char *text, size_t fits, size_t len, bool unicode)
{
    size_t last = 0;

    for (size_t at = 0; at <= fits && at < len;) {
        struct cluster cluster = width_cluster(text + at, len - at, unicode);

        if (cluster.columns > 1 && at)
            last = at;
        at += cluster.len;
        if (at <= fits && (cluster.columns > 1 || text[at - 1] == ' '))
            last = at;
    }
    return last ? last : fits;
}

static size_t
without_spaces(const char *text, size_t len)
{
    while (len && text[len - 1] == ' ')
        len--;
    return len;
}

struct width_line
width_wrap(const char *text, int columns, bool unicode)
{
    const size_t len = strcspn(text, "\n");
    size_t fits = width_fit(text, len, columns, unicode);

    if (fits == len)
        return (struct width_line){len, text[len] ? len + 1 : len};
    if (text[fits] != ' ')
        fits = break_before(text, fits, len, unicode);
    if (!fits)
        fits = width_next(text, len, 0);
    const size_t next = fits + strspn(text + fits, " ");
    const size_t drawn = without_spaces(text, fits);
    return (struct width_line){drawn, text[next] == '\n' ? next + 1 : next};
}

int
width_lines(const char *text, int columns, bool unicode)
{
    int lines = 0;

    for (struct width_line line;
         (line = width_wrap(text, columns, unicode)).next; text += line.next)
        lines++;
    return lines;
}
