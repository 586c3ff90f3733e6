/* Rendering; as deep as node_read() allows. */
#include "render.h"

#include "scalar.h"

/* Facts: YAML 1.2, 7.4.2: a key before ':' has at most 1024 characters. */
#define KEY_MAX 1000

static void
indent(const struct render *r, size_t col)
{
    text_addf(r->out, "%*s", (int)col, "");
}

static bool
is_long(const struct node *key)
{
    struct text spelt = {0};

    if (key->len < KEY_MAX / 10) /* an escape has at most ten characters */
        return false;
    scalar_add(&spelt, key, true);
    const bool is = spelt.len > KEY_MAX;
    text_done(&spelt);
    return is;
}

/* "key:", or "? key" of a long one, whose ':' follows as `colon`. */
static void
add_key(const struct render *r, const struct node *key, bool inside,
    const char *colon)
{
    const bool explicit = is_long(key);

    text_add(r->out, explicit ? "? " : "");
    scalar_add(r->out, key, inside);
    text_add(r->out, explicit ? colon : "");
    text_add_char(r->out, ':');
}

static void
add_list(const struct render *r, const struct node *list)
{
    text_add_char(r->out, '[');
    for (size_t i = 0; i < list->n; i++) {
        text_add(r->out, i ? ", " : "");
        render_line(r, list->items[i], true);
    }
    text_add_char(r->out, ']');
}

static void
add_map(const struct render *r, const struct node *map)
{
    text_add_char(r->out, '{');
    for (size_t i = 0; i < map->n; i++) {
        text_add(r->out, i ? ", " : "");
        add_key(r, map->keys[i], true, " ");
        text_add_char(r->out, ' ');
        render_line(r, map->items[i], true);
    }
    text_add_char(r->out, '}');
}

void
render_line(const struct render *r, const struct node *node, bool inside)
{
    switch (node->kind) {
    case NODE_TEXT:
        scalar_add(r->out, node, inside);
        break;
    case NODE_LIST:
        add_list(r, node);
        break;
    case NODE_MAP:
        add_map(r, node);
        break;
    }
}

static bool
on_one_line(const struct node *node, enum render_as as)
{
    return node->kind == NODE_TEXT || !node->n || as == RENDER_LINE ||
        (as == RENDER_OWN && node->line);
}

static void
add_short(const struct render *r, const struct node *node, size_t col)
{
    const bool block =
        node->kind == NODE_TEXT && (node->style == '|' || node->style == '>');

    if (!block ||
        !scalar_add_block(r->out, node, col + r->map_shift, "", 0, r->eol))
        render_line(r, node, false);
    text_add(r->out, r->eol);
}

void
render_below(const struct render *r, const struct node *node, size_t col)
{
    for (size_t i = 0; i < node->n; i++) {
        indent(r, col);
        if (node->kind == NODE_MAP)
            render_entry(r, node->keys[i], node->items[i], col, RENDER_OWN);
        else
            render_item(r, node->items[i], col, RENDER_OWN);
    }
}

void
render_entry(const struct render *r, const struct node *key,
    const struct node *value, size_t col, enum render_as as)
{
    struct text colon = {0};

    text_addf(&colon, "%s%*s", r->eol, (int)col, "");
    add_key(r, key, false, colon.bytes);
    text_done(&colon);
    if (on_one_line(value, as)) {
        text_add_char(r->out, ' ');
        add_short(r, value, col);
        return;
    }
    text_add(r->out, r->eol);
    render_below(r, value,
        col + (value->kind == NODE_MAP ? r->map_shift : r->list_shift));
}

/* What stands behind a dash begins on its line. */
void
render_item(const struct render *r, const struct node *value, size_t col,
    enum render_as as)
{
    text_add(r->out, "- ");
    if (on_one_line(value, as)) {
        add_short(r, value, col);
        return;
    }
    for (size_t i = 0; i < value->n; i++) {
        indent(r, i ? col + 2 : 0);
        if (value->kind == NODE_MAP)
            render_entry(
                r, value->keys[i], value->items[i], col + 2, RENDER_OWN);
        else
            render_item(r, value->items[i], col + 2, RENDER_OWN);
    }
}

void
render_file(const struct render *r, const struct node *root)
{
    if (on_one_line(root, RENDER_OWN))
        add_short(r, root, 0);
    else
        render_below(r, root, 0);
}
