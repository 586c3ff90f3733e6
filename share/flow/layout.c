/* Finding the parts. */
#include "layout.h"

#include "comments.h"

#include <string.h>

static bool
is_blank(const struct layout *l, size_t at)
{
    return at < l->len && (l->bytes[at] == ' ' || l->bytes[at] == '\t');
}

static bool
is_at(const struct layout *l, size_t at, char c)
{
    return at < l->len && l->bytes[at] == c;
}

static size_t
break_at(const struct layout *l, size_t at)
{
    return comments_break(l->bytes, l->len, at);
}

static size_t
skip_blanks(const struct layout *l, size_t at)
{
    while (is_blank(l, at))
        at++;
    return at;
}

static size_t
skip_comment(const struct layout *l, size_t at)
{
    while (at < l->len && !break_at(l, at))
        at++;
    return at;
}

size_t
layout_skip(const struct layout *l, size_t at)
{
    for (;;) {
        const size_t before = at;

        at = skip_blanks(l, at);
        if (is_at(l, at, '#'))
            at = skip_comment(l, at);
        at += break_at(l, at);
        if (at == before)
            return at;
    }
}

size_t
layout_line_end(const struct layout *l, size_t at)
{
    at = skip_comment(l, at);
    return at + break_at(l, at);
}

bool
layout_has_break(const struct layout *l, size_t from, size_t to)
{
    for (; from < to; from++)
        if (break_at(l, from))
            return true;
    return false;
}

/* Asked only of what is no value. */
bool
layout_has_comment(const struct layout *l, size_t from, size_t to)
{
    return from < to && memchr(l->bytes + from, '#', to - from);
}

bool
layout_has_brackets(const struct layout *l, const struct node *node)
{
    return node->line && node->kind != NODE_TEXT &&
        strchr("[{", l->bytes[node->begin]);
}

static bool
is_missing(const struct node *node)
{
    return node->kind == NODE_TEXT && !node->quoted && !node->len;
}

bool
layout_is_blank(const struct layout *l, size_t at)
{
    return break_at(l, skip_blanks(l, at)) != 0;
}

bool
layout_keeps_breaks(const struct layout *l, const struct node *text)
{
    size_t at = text->begin + 1;

    while (at < text->end && strchr("-123456789", l->bytes[at]))
        at++;
    return (text->style == '|' || text->style == '>') && is_at(l, at, '+');
}

/* Blank lines at the end of a block are layout, unless it keeps them ("|+"):
 * then all but the last line end are what it says. */
static size_t
block_end(const struct layout *l, const struct node *text)
{
    const bool keeps = layout_keeps_breaks(l, text);
    const size_t first = skip_comment(l, text->begin);
    size_t end = first;

    for (size_t at = first; at < text->end;) {
        const size_t n = break_at(l, at);

        if (keeps && n)
            end = at;
        at += n ? n : 1;
        if (!n && (keeps || !is_blank(l, at - 1)))
            end = at;
    }
    return end;
}

static size_t
text_end(const struct layout *l, const struct node *text)
{
    return text->style == '|' || text->style == '>' ? block_end(l, text)
                                                    : text->end;
}

static size_t
key_end(const struct layout *l, const struct node *key, size_t body)
{
    return is_missing(key) ? body : text_end(l, key);
}

/* Behind the ':' of a key, or 0. */
static size_t
find_slot(const struct layout *l, const struct node *key, size_t body)
{
    const bool explicit = is_at(l, body, '?') && body != key->begin;
    size_t at = key_end(l, key, body + explicit);

    at = explicit ? layout_skip(l, at) : skip_blanks(l, at);
    return is_at(l, at, ':') ? at + 1 : 0;
}

size_t
layout_end(const struct layout *l, const struct node *node)
{
    if (node->kind == NODE_TEXT)
        return text_end(l, node);
    if (layout_has_brackets(l, node) || !node->n)
        return node->end;
    const struct node *last = node->items[node->n - 1];
    if (!is_missing(last) || node->kind == NODE_LIST)
        return layout_end(l, last); /* at most 16 deep, see node.h */
    const struct node *key = node->keys[node->n - 1];
    if (last->begin && is_at(l, last->begin - 1, ':'))
        return last->begin;
    return key_end(l, key, key->begin);
}

/* Fills in what is between body and value_end. */
static void
find_value(const struct layout *l, const struct node *node, size_t i,
    struct layout_entry *entry)
{
    const struct node *item = node->items[i];
    const bool map = node->kind == NODE_MAP;

    if (map)
        entry->slot = find_slot(l, node->keys[i], entry->body);
    else
        entry->slot = entry->body + !node->line;
    if (!is_missing(item)) {
        entry->value = item->begin;
        entry->value_end = layout_end(l, item);
        return;
    }
    entry->value = entry->slot || !map ? entry->slot
                                       : key_end(l, node->keys[i], entry->body);
    entry->value_end = entry->value;
}

struct line {
    size_t begin, text, end;
    bool comment;
};

static bool
next_line(const struct layout *l, size_t at, size_t limit, struct line *line)
{
    line->begin = at;
    line->text = skip_blanks(l, at);
    line->end = layout_line_end(l, at);
    line->comment = is_at(l, line->text, '#');
    return at < limit && line->end <= limit &&
        (line->comment || break_at(l, line->text) || line->text == l->len);
}

/* Comment lines that are deeper than what they follow belong to it. */
static size_t
find_tail(const struct layout *l, size_t at, size_t limit, size_t col)
{
    struct line line;

    while (next_line(l, at, limit, &line) && line.comment &&
        line.text - line.begin > col)
        at = line.end;
    return at;
}

/* The comment lines directly above `body` begin there. */
static size_t
find_lead(const struct layout *l, size_t at, size_t body)
{
    struct line line;
    size_t lead = at;

    for (; next_line(l, at, body, &line); at = line.end)
        if (!line.comment)
            lead = line.end;
    return lead;
}

static bool
is_lines(const struct layout *l, const struct node *node)
{
    return node->kind != NODE_TEXT && !layout_has_brackets(l, node);
}

struct layout_entry *
layout_block(const struct layout *l, struct arena *arena,
    const struct node *node, size_t from, bool root)
{
    struct layout_entry *entries =
        arena_alloc(arena, node->n * sizeof(*entries));
    const size_t col = (size_t)node->at.column - 1;

    for (size_t i = 0; i < node->n; i++) {
        struct layout_entry *entry = &entries[i];

        entry->begin = from;
        entry->body = layout_skip(l, from);
        entry->lead = find_lead(l, from, entry->body);
        find_value(l, node, i, entry);
        entry->end = layout_line_end(l, entry->value_end);
        const bool last = i + 1 == node->n;
        const size_t limit = last ? l->len : layout_skip(l, entry->end);
        entry->tail = is_lines(l, node->items[i]) && (!last || root)
            ? find_tail(l, entry->end, limit, col)
            : entry->end;
        from = entry->tail;
    }
    return entries;
}

/* Behind a comment on the same line, if there is one. */
static size_t
skip_remark(const struct layout *l, size_t end)
{
    const size_t at = skip_blanks(l, end);

    return is_at(l, at, '#') ? skip_comment(l, at) : end;
}

struct layout_entry *
layout_line(
    const struct layout *l, struct arena *arena, const struct node *node)
{
    struct layout_entry *entries =
        arena_alloc(arena, node->n * sizeof(*entries));
    size_t from = skip_remark(l, node->begin + 1);

    for (size_t i = 0; i < node->n; i++) {
        struct layout_entry *entry = &entries[i];

        entry->begin = from;
        entry->body = entry->lead = layout_skip(l, from);
        find_value(l, node, i, entry);
        entry->end = layout_skip(l, entry->value_end);
        entry->tail = skip_remark(l, entry->end + is_at(l, entry->end, ','));
        from = entry->tail;
    }
    return entries;
}
