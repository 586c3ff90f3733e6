/* YAML in the canonical form: a tree is made, and rendered at the end. */
#include "write.h"

#include "render.h"

#include <stdio.h>

struct write {
    struct arena arena;
    struct text *out;
    struct node *root;
    struct node *open[NODE_DEPTH_MAX];
    size_t depth;
};

struct write *
write_begin(struct text *out)
{
    struct write *w = calloc(1, sizeof(*w));

    if (!w)
        abort();
    w->out = out;
    return w;
}

void
write_end(struct write *w)
{
    const struct render render = {.out = w->out, .eol = "\n", .map_shift = 2};

    render_file(&render, w->root);
    arena_free(&w->arena);
    free(w);
}

/* The value of a key that its map does not have yet, or an item. */
static void
place(struct write *w, const char *key, struct node *node)
{
    if (!w->depth) {
        w->root = node;
        return;
    }
    struct node *into = w->open[w->depth - 1];
    if (into->kind == NODE_MAP) {
        into->keys =
            arena_grow(&w->arena, into->keys, into->n, sizeof(*into->keys));
        into->keys[into->n] = node_new(&w->arena, NODE_TEXT, key);
    }
    node_put(&w->arena, into, into->n, node);
}

static void
open_node(struct write *w, enum node_kind kind, const char *key,
    enum write_style style)
{
    struct node *node = node_new(&w->arena, kind, NULL);

    node->line = style == WRITE_LINE;
    place(w, key, node);
    if (w->depth == NODE_DEPTH_MAX)
        abort(); /* no format of ours is so deep */
    w->open[w->depth++] = node;
}

void
write_open_map(struct write *w, const char *key, enum write_style style)
{
    open_node(w, NODE_MAP, key, style);
}

void
write_close_map(struct write *w)
{
    w->depth--;
}

void
write_open_list(struct write *w, const char *key, enum write_style style)
{
    open_node(w, NODE_LIST, key, style);
}

void
write_close_list(struct write *w)
{
    w->depth--;
}

void
write_item(struct write *w, const char *text)
{
    place(w, NULL, node_new(&w->arena, NODE_TEXT, text));
}

void
write_value(struct write *w, const char *key, const char *text)
{
    if (text)
        place(w, key, node_new(&w->arena, NODE_TEXT, text));
}

void
write_bare(struct write *w, const char *key, const char *text)
{
    if (!text)
        return;
    struct node *node = node_new(&w->arena, NODE_TEXT, text);
    node->quoted = false;
    place(w, key, node);
}

void
write_choice(struct write *w, const char *key,
    const struct value_choice *choice, const char *const *words)
{
    if (choice->given)
        write_bare(w, key, words[choice->value]);
}

void
write_number(
    struct write *w, const char *key, const struct value_number *number)
{
    char text[24];

    if (!number->given)
        return;
    (void)snprintf(text, sizeof(text), "%lld", (long long)number->number);
    write_bare(w, key, text);
}

void
write_list(struct write *w, const char *key, const struct value_list *list)
{
    if (!list->items)
        return;
    write_open_list(w, key, WRITE_LINE);
    for (size_t i = 0; i < list->n; i++)
        write_item(w, list->items[i].text);
    write_close_list(w);
}

void
write_node(struct write *w, const char *key, const struct node *node)
{
    if (node->kind == NODE_TEXT) {
        struct node *text = node_new(&w->arena, NODE_TEXT, node->text);

        text->quoted = node->quoted;
        place(w, key, text);
        return;
    }
    open_node(w, node->kind, key, WRITE_LINE);
    for (size_t i = 0; i < node->n; i++) /* at most 16 deep, see node.h */
        write_node(w, node->kind == NODE_MAP ? node->keys[i]->text : NULL,
            node->items[i]);
    w->depth--;
}
