/* Writing trees in every way that the reader takes. */
#include "layouts.h"

#include <stdio.h>
#include <string.h>

static size_t
chance(struct layouts *l, size_t below)
{
    l->chance ^= l->chance << 13;
    l->chance ^= l->chance >> 7;
    l->chance ^= l->chance << 17;
    return (size_t)((l->chance >> 11) % below);
}

static bool
one_in(struct layouts *l, size_t n)
{
    return !chance(l, n);
}

/* Texts are unlike each other, so that it is clear which line is whose. */
static char *
new_word(struct layouts *l, struct layouts_node *node)
{
    static const char *const shapes[] = {"w%zu", "two words %zu", "%zu",
        "it's %zu", "say \"%zu\"", "a: %zu", "x #%zu", "c%zu, d", "- %zu",
        "\xC3\xA9%zu \xF0\x9F\x98\x80", "first %zu\nsecond\n", "one %zu\ntwo",
        "p%zu\n\n  q\n", " %zu ", "[%zu]", "tab\t%zu", "u%zu\xE2\x80\xAE"};
    const size_t pick =
        one_in(l, 2) ? chance(l, 3) : chance(l, ARRAY_LEN(shapes));

    node->typed = pick == 2;
    l->nwords += 1000;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return arena_printf(&l->arena, shapes[pick], l->nwords);
#pragma GCC diagnostic pop
}

static struct layouts_node *new_node(
    struct layouts *l, struct layouts_node *parent, size_t depth);

static void
put_at(struct layouts *l, struct layouts_node *node, size_t at,
    struct layouts_entry entry)
{
    struct layouts_entry *grown =
        arena_alloc(&l->arena, (node->n + 1) * sizeof(*grown));

    if (at)
        memcpy(grown, node->entries, at * sizeof(*grown));
    grown[at] = entry;
    if (at < node->n)
        memcpy(grown + at + 1, node->entries + at,
            (node->n - at) * sizeof(*grown));
    node->entries = grown;
    node->n++;
}

static void
add_entry(struct layouts *l, struct layouts_node *node, size_t at, size_t depth)
{
    struct layouts_node key;

    put_at(l, node, at,
        (struct layouts_entry){
            .key = one_in(l, 8)
                ? new_word(l, &key)
                : arena_printf(&l->arena, "k%zu", l->nwords += 1000),
            .value = new_node(l, node, depth),
        });
}

static struct layouts_node *
new_node(struct layouts *l, struct layouts_node *parent, size_t depth)
{
    struct layouts_node *node = arena_alloc(&l->arena, sizeof(*node));
    const size_t pick = depth ? chance(l, 4) : 3;

    node->parent = parent;
    node->kind = pick == 1 ? NODE_LIST : pick == 2 ? NODE_MAP : NODE_TEXT;
    if (node->kind == NODE_TEXT) {
        node->text = new_word(l, node);
        return node;
    }
    for (size_t n = chance(l, 5); n; n--)
        add_entry(l, node, node->n, depth - 1);
    return node;
}

static void
add_comment(struct layouts *l, const struct layouts_node *owner)
{
    l->comments =
        arena_grow(&l->arena, l->comments, l->ncomments, sizeof(*l->comments));
    l->comments[l->ncomments].owner = owner;
    text_addf(l->out, "#c%zu. 'x", l->ncomments++);
}

static void
add_eol(struct layouts *l)
{
    text_add(l->out, l->eol);
}

static void
indent(struct layouts *l, size_t col)
{
    text_addf(l->out, "%*s", (int)col, "");
}

static bool
is_bare(const char *text, bool inside)
{
    const size_t len = strlen(text);

    return len && !strpbrk(text, ":#\n\"'[]{}\t") && !strchr(" -", text[0]) &&
        text[len - 1] != ' ' && !(inside && strchr(text, ',')) &&
        !strstr(text, "\xE2\x80\xAE");
}

static void
add_double(struct layouts *l, const char *text)
{
    text_add_char(l->out, '"');
    for (; *text; text++) {
        if (*text == '\n')
            text_add(l->out, "\\n");
        else if (*text == '"')
            text_add(l->out, "\\\"");
        else if (*text == '\t' && one_in(l, 2))
            text_add(l->out, "\\t");
        else
            text_add_char(l->out, *text);
    }
    text_add_char(l->out, '"');
}

static void
add_single(struct layouts *l, const char *text)
{
    text_add_char(l->out, '\'');
    for (; *text; text++)
        text_addf(l->out, *text == '\'' ? "''" : "%c", *text);
    text_add_char(l->out, '\'');
}

/* On one line. */
static void
add_text(struct layouts *l, const char *text, bool inside)
{
    const size_t pick = chance(l, 3);

    if (pick && is_bare(text, inside))
        text_add(l->out, text);
    else if (pick == 1 || strchr(text, '\n'))
        add_double(l, text);
    else
        add_single(l, text);
}

static bool
can_be_block(const char *text)
{
    const size_t len = strlen(text);

    return len && text[0] != ' ' && text[len - 1] != ' ' && !strchr(text, '\t');
}

/* "|", deeper than `col`, without the last line end. */
static void
add_block(struct layouts *l, const struct layouts_node *node, size_t col)
{
    const size_t by = 1 + chance(l, 4);
    const bool ends = node->text[strlen(node->text) - 1] == '\n';
    const bool folds = !strchr(node->text, '\n') && one_in(l, 2);

    text_add_char(l->out, folds ? '>' : '|');
    if (one_in(l, 3))
        text_addf(l->out, "%zu", by);
    l->keeps = ends && one_in(l, 3);
    text_add(l->out, ends ? l->keeps ? "+" : "" : "-");
    if (one_in(l, 4)) {
        text_add_char(l->out, ' ');
        add_comment(l, node);
    }
    for (const char *at = node->text; *at;) {
        const size_t len = strcspn(at, "\n");

        add_eol(l);
        if (len) {
            indent(l, col + by);
            text_add_bytes(l->out, at, len);
        }
        at += len + (at[len] == '\n');
    }
}

static void
add_behind(struct layouts *l, const struct layouts_node *owner)
{
    if (one_in(l, 4)) {
        indent(l, 1 + chance(l, 3));
        add_comment(l, owner);
    }
    add_eol(l);
}

static size_t
count_lines(const struct text *text, size_t from)
{
    size_t n = 0;

    for (; from < text->len; from++)
        n += text->bytes[from] == '\n';
    return n;
}

static void add_brackets(struct layouts *l, struct layouts_node *node);

static void
add_inside(struct layouts *l, struct layouts_node *node, size_t i)
{
    struct layouts_node *value = node->entries[i].value;

    const size_t from = l->out->len;

    value->line = true;
    if (node->kind == NODE_MAP) {
        if (one_in(l, 10))
            text_add(l->out, "? ");
        add_text(l, node->entries[i].key, true);
        text_add(l->out, one_in(l, 8) ? " : " : ": ");
    }
    if (value->kind == NODE_TEXT)
        add_text(l, value->text, true);
    else
        add_brackets(l, value);
    value->lines = 3 + count_lines(l->out, from);
}

/* {a: b}, on one line or on several. */
static void
add_brackets(struct layouts *l, struct layouts_node *node)
{
    const bool lines = one_in(l, 3);
    const bool map = node->kind == NODE_MAP;
    const size_t col = 14 + chance(l, 6);

    node->line = true;
    text_add_char(l->out, map ? '{' : '[');
    for (size_t i = 0; i < node->n; i++) {
        if (lines && one_in(l, 2)) {
            add_behind(l, i ? node->entries[i - 1].value : node);
            if (one_in(l, 4)) {
                indent(l, col);
                add_comment(l, node->entries[i].value);
                add_eol(l);
            }
            indent(l, col);
        } else if (i || one_in(l, 5)) {
            text_add_char(l->out, ' ');
        }
        add_inside(l, node, i);
        if (i + 1 < node->n || one_in(l, 8))
            text_add(l->out, one_in(l, 9) ? " ," : ",");
    }
    if (lines) {
        add_behind(l, node->n ? node->entries[node->n - 1].value : node);
        indent(l, col);
    }
    text_add_char(l->out, map ? '}' : ']');
}

static void add_below(
    struct layouts *l, struct layouts_node *node, size_t col, bool behind);

/* A value behind its key or dash, or below it; with its line end. */
static void
add_value(struct layouts *l, struct layouts_node *node, size_t col, bool item)
{
    const size_t shift =
        node->kind == NODE_LIST && !item ? l->list_shift : l->map_shift;

    if (node->kind != NODE_TEXT && node->n && !one_in(l, 4)) {
        if (item && one_in(l, 2)) {
            indent(l, l->map_shift - 1);
            add_below(l, node, col + l->map_shift, true);
            return;
        }
        add_behind(l, node);
        add_below(l, node, col + shift, false);
        return;
    }
    if (one_in(l, 6)) { /* on the next line */
        add_behind(l, node);
        indent(l, col + 1 + chance(l, 4));
    } else {
        indent(l, 1 + (one_in(l, 6) ? chance(l, 3) : 0));
    }
    if (node->kind != NODE_TEXT) {
        add_brackets(l, node);
    } else if (can_be_block(node->text) && one_in(l, 4)) {
        add_block(l, node, col);
        add_eol(l);
        return;
    } else {
        add_text(l, node->text, false);
    }
    add_behind(l, node);
}

/* Blank lines and comments above an entry of column `col`. */
static void
add_above(struct layouts *l, const struct layouts_node *owner,
    const struct layouts_node *container, size_t col)
{
    const bool blank = !l->keeps;

    l->keeps = false;
    if (blank && one_in(l, 12)) {
        add_eol(l);
        indent(l, col);
        add_comment(l, container);
        add_eol(l);
        add_eol(l);
    }
    for (size_t n = blank && one_in(l, 4) ? 1 + chance(l, 2) : 0; n; n--)
        add_eol(l);
    for (size_t n = one_in(l, 5) ? 1 + chance(l, 2) : 0; n; n--) {
        indent(l, col);
        add_comment(l, owner);
        add_eol(l);
    }
}

static void
add_entry_text(
    struct layouts *l, struct layouts_node *node, size_t i, size_t col)
{
    const size_t from = l->out->len;
    struct layouts_node *value = node->entries[i].value;

    if (node->kind == NODE_LIST) {
        text_add_char(l->out, '-');
    } else if (one_in(l, 12)) {
        text_add(l->out, "? ");
        add_text(l, node->entries[i].key, false);
        add_eol(l);
        indent(l, col);
        text_add_char(l->out, ':');
    } else {
        add_text(l, node->entries[i].key, false);
        text_add(l->out, one_in(l, 9) ? "  :" : ":");
    }
    add_value(l, value, col, node->kind == NODE_LIST);
    value->lines = count_lines(l->out, from);
}

static void
add_below(struct layouts *l, struct layouts_node *node, size_t col, bool behind)
{
    for (size_t i = 0; i < node->n; i++) {
        if (i || !behind) {
            add_above(l, node->entries[i].value, node, col);
            indent(l, col);
        }
        add_entry_text(l, node, i, col);
    }
}

void
layouts_make(struct layouts *l, struct text *out)
{
    l->chance = l->seed * 0x9E3779B97F4A7C15u + 1;
    l->out = out;
    l->eol = one_in(l, 8) ? "\r\n" : "\n";
    l->map_shift = 2 + (one_in(l, 3) ? 2 : 0);
    l->list_shift = one_in(l, 2) ? l->map_shift : 0;
    do
        l->root = new_node(l, NULL, 4);
    while (l->root->kind == NODE_TEXT || !l->root->n);
    if (one_in(l, 8))
        text_add(out, "\xEF\xBB\xBF");
    if (one_in(l, 6)) {
        text_add(out, "---");
        add_behind(l, l->root);
    }
    add_below(l, l->root, 0, false);
    if (one_in(l, 4)) {
        add_comment(l, l->root);
        add_eol(l);
    }
    l->root->lines = count_lines(out, 0);
}

static const struct layouts_node *
top_of(const struct layouts_node *node)
{
    while (node->parent)
        node = node->parent;
    return node;
}

bool
layouts_is_gone(const struct layouts *l, const struct layouts_node *node)
{
    return top_of(node) != l->root;
}

/* A list or map by chance. */
static struct layouts_node *
pick_container(struct layouts *l)
{
    struct layouts_node *at = l->root;

    for (;;) {
        struct layouts_node *below =
            at->n ? at->entries[chance(l, at->n)].value : NULL;

        if (!below || below->kind == NODE_TEXT || one_in(l, 3))
            return at;
        at = below;
    }
}

static void
take_out(struct layouts_node *node, size_t at)
{
    memmove(node->entries + at, node->entries + at + 1,
        (node->n - at - 1) * sizeof(*node->entries));
    node->n--;
}

/* The last entry of a node in lines: it becomes {} or []. */
static size_t
remove_entry(struct layouts *l, struct layouts_node *node)
{
    const size_t at = chance(l, node->n);
    struct layouts_node *gone = node->entries[at].value;

    take_out(node, at);
    gone->parent = NULL;
    return gone->lines + node->lines * !node->n + 2;
}

static size_t
change_text(struct layouts *l, struct layouts_node *node)
{
    struct layouts_node *value = node->entries[chance(l, node->n)].value;

    if (value->kind != NODE_TEXT)
        return 0;
    value->text = new_word(l, value);
    return value->lines;
}

static size_t
move_entry(struct layouts *l, struct layouts_node *node)
{
    const size_t from = chance(l, node->n);
    const struct layouts_entry entry = node->entries[from];

    if (node->kind != NODE_LIST)
        return 0;
    take_out(node, from);
    put_at(l, node, chance(l, node->n + 1), entry);
    return 4 + (node->line ? node->n * 2 : 0);
}

size_t
layouts_change(struct layouts *l)
{
    struct layouts_node *node = pick_container(l);
    const size_t pick = chance(l, 5);

    if (node->n && pick < 2)
        return change_text(l, node);
    if (node->n && pick == 2 && !(node == l->root && node->n == 1))
        return remove_entry(l, node);
    if (node->n && pick == 3)
        return move_entry(l, node);
    add_entry(l, node, chance(l, node->n + 1), 1);
    return 3;
}

struct node *
layouts_tree(struct layouts *l, const struct layouts_node *node)
{
    struct node *tree =
        node_new(&l->arena, node->kind, node->text ? node->text : "");

    tree->quoted = !node->typed;
    for (size_t i = 0; i < node->n; i++) {
        struct node *below = layouts_tree(l, node->entries[i].value);

        if (node->kind == NODE_MAP)
            node_set(&l->arena, tree, node->entries[i].key, below,
                i ? node->entries[i - 1].key : NULL);
        else
            node_put(&l->arena, tree, i, below);
    }
    return tree;
}

void
layouts_done(struct layouts *l)
{
    arena_free(&l->arena);
}
