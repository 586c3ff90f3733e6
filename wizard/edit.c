/* Editing one line by clusters. */
#include "edit.h"

#include <string.h>

#include "clean.h"
#include "utf8.h"

static size_t
room(const struct edit *edit)
{
    const size_t cap = edit->cap ? edit->cap : EDIT_CAP;

    return edit->text.len < cap ? cap - edit->text.len : 0;
}

static size_t
start(const struct edit *edit)
{
    (void)edit;
    return 0;
}

static size_t
end(const struct edit *edit)
{
    return edit->text.len;
}

static size_t
next(const struct edit *edit)
{
    return width_next(edit_text(edit), edit->text.len, edit->caret);
}

static size_t
before(const struct edit *edit)
{
    return width_before(edit_text(edit), edit->text.len, edit->caret);
}

static bool
is_space(const struct edit *edit, size_t at)
{
    return edit->text.bytes[at] == ' ';
}

static size_t
word_start(const struct edit *edit)
{
    size_t at = edit->caret;

    while (at && is_space(edit, at - 1))
        at--;
    while (at && !is_space(edit, at - 1))
        at--;
    return at;
}

static size_t
word_end(const struct edit *edit)
{
    size_t at = edit->caret;

    while (at < edit->text.len && is_space(edit, at))
        at++;
    while (at < edit->text.len && !is_space(edit, at))
        at++;
    return at;
}

/* What was typed may have joined the cluster that followed. */
static void
leave_cluster(struct edit *edit)
{
    const char *text = edit_text(edit);
    size_t at = 0;

    while (at < edit->caret)
        at = width_next(text, edit->text.len, at);
    edit->caret = at;
}

static void
insert(struct edit *edit, const char *bytes, size_t len)
{
    struct text *text = &edit->text;

    text_add_bytes(text, bytes, len);
    memmove(text->bytes + edit->caret + len, text->bytes + edit->caret,
        text->len - len - edit->caret);
    memcpy(text->bytes + edit->caret, bytes, len);
    edit->caret += len;
    leave_cluster(edit);
}

static enum edit_result
erase(struct edit *edit, size_t from, size_t to)
{
    struct text *text = &edit->text;

    if (from == to)
        return EDIT_MOVED;
    memmove(text->bytes + from, text->bytes + to, text->len - to + 1);
    text->len -= to - from;
    edit->caret = from;
    leave_cluster(edit);
    return EDIT_CHANGED;
}

static enum edit_result
type(struct edit *edit, int32_t code)
{
    char bytes[4];
    const size_t len = utf8_encode(code, bytes);

    if (len > room(edit))
        return EDIT_FULL;
    insert(edit, bytes, len);
    return EDIT_CHANGED;
}

/* A place to go to, or to erase to: each key names one. */
static const struct {
    enum intent intent;
    size_t (*place)(const struct edit *edit);
    bool erases;
} places[] = {
    {INTENT_LEFT, before, false},
    {INTENT_RIGHT, next, false},
    {INTENT_WORD_LEFT, word_start, false},
    {INTENT_WORD_RIGHT, word_end, false},
    {INTENT_HOME, start, false},
    {INTENT_END, end, false},
    {INTENT_ERASE, before, true},
    {INTENT_DELETE, next, true},
    {INTENT_ERASE_WORD, word_start, true},
    {INTENT_ERASE_TO_START, start, true},
    {INTENT_ERASE_TO_END, end, true},
};

void
edit_set(struct edit *edit, const char *text)
{
    text_clear(&edit->text);
    text_add(&edit->text, text);
    edit->caret = edit->text.len;
}

const char *
edit_text(const struct edit *edit)
{
    return text_str(&edit->text);
}

void
edit_done(struct edit *edit)
{
    text_done(&edit->text);
    edit->caret = 0;
}

static enum edit_result
go(struct edit *edit, size_t place, bool erases)
{
    if (!erases) {
        edit->caret = place;
        return EDIT_MOVED;
    }
    return place < edit->caret ? erase(edit, place, edit->caret)
                               : erase(edit, edit->caret, place);
}

enum edit_result
edit_key(struct edit *edit, struct key key)
{
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (places[i].intent == key.intent &&
            !(places[i].erases && edit->read_only))
            return go(edit, places[i].place(edit), places[i].erases);
    if (key.intent != INTENT_TYPE || edit->read_only)
        return EDIT_IGNORED;
    return type(edit, key.code);
}

static bool
is_newline(char c)
{
    return c == '\n' || c == '\r';
}

/* The paste on one line: a line break is a space, those at the end nothing. */
static bool
join_lines(struct text *out, const char *text)
{
    size_t len = strlen(text);
    bool joined = false;

    while (len && is_newline(text[len - 1]))
        len--;
    for (size_t at = 0; at < len;) {
        const size_t line = strcspn(text + at, "\r\n\t");
        const size_t piece = at + line < len ? line : len - at;

        clean_add(out, text + at, piece, false);
        at += piece;
        if (at == len)
            break;
        joined |= is_newline(text[at]);
        text_add_char(out, ' ');
        at += text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
    }
    return joined;
}

/* The longest beginning of at most `cap` bytes. */
static size_t
whole_clusters(const struct text *line, size_t cap)
{
    size_t len = 0;

    while (len < line->len) {
        const size_t more = width_next(line->bytes, line->len, len);

        if (more > cap)
            break;
        len = more;
    }
    return len;
}

enum edit_result
edit_paste(struct edit *edit, const char *text)
{
    auto_(text) struct text line = {0};

    if (edit->read_only)
        return EDIT_IGNORED;
    const bool joined = join_lines(&line, text);
    const size_t len = whole_clusters(&line, room(edit));
    if (len)
        insert(edit, line.bytes, len);
    if (len < line.len)
        return EDIT_FULL;
    return joined ? EDIT_JOINED : EDIT_CHANGED;
}

/*
 * The column of the text that is the first to be seen. It follows from the
 * caret alone and moves by half a field, so that the text does not slide with
 * every letter.
 */
static int
first_column(int caret, int cols)
{
    const int half = cols > 1 ? cols / 2 : 1;

    return caret < cols ? 0 : (caret - cols) / half * half + half;
}

struct visible {
    size_t from, to; /* bytes */
    int caret;       /* its column */
};

static struct visible
visible_part(const struct edit *edit, int cols, bool unicode)
{
    const char *text = edit_text(edit);
    const int caret = width_columns_of(text, edit->caret, unicode);
    const int first = first_column(caret, cols);
    struct visible part = {0};
    int column = 0;

    while (column < first && part.from < edit->caret) {
        struct cluster cluster = width_cluster(
            text + part.from, edit->text.len - part.from, unicode);

        column += cluster.columns;
        part.from += cluster.len;
    }
    part.caret = caret - column;
    part.to = part.from +
        width_fit(text + part.from, edit->text.len - part.from, cols, unicode);
    return part;
}

void
edit_draw(const struct edit *edit, struct screen *screen, int row, int col,
    int cols, bool focused)
{
    const char *text = edit_text(edit);
    const struct area inside = {row, col + 1, 1, cols - 2};
    const struct visible part =
        visible_part(edit, inside.cols, screen->unicode);
    const enum role role = edit->read_only ? ROLE_TEXT : ROLE_FIELD;
    const char *left = part.from ? "<" : edit->read_only ? " " : "[";
    const char *right = part.to < edit->text.len ? ">"
        : edit->read_only                        ? " "
                                                 : "]";

    screen_put(screen, row, col, ROLE_TEXT, left);
    screen_fill(screen, inside, role);
    screen_put_bytes(
        screen, row, inside.col, role, text + part.from, part.to - part.from);
    screen_put(screen, row, col + cols - 1, ROLE_TEXT, right);
    if (focused)
        screen_cursor(screen, row, inside.col + part.caret);
}
