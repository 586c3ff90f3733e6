/* A merge: reading the three, and making the draft of what was chosen. */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "clean.h"
#include "digest.h"
#include "draft_base.h"
#include "file.h"
#include "merge_tree.h"
#include "pointer.h"
#include "write.h"

/* The tree of a flow in the canonical form, or NULL. */
static struct node *
tree_of(struct merge *merge, const struct flow *flow)
{
    auto_(findings) struct findings ignored = {0};
    auto_(text) struct text plain = {0};

    if (!flow)
        return NULL;
    flow_write(flow, &plain);
    return node_read(&merge->arena, flow->file, plain.bytes, plain.len,
        FLOW_BYTES_MAX, &ignored);
}

static struct node *
tree_of_text(struct merge *merge, const char *bytes, size_t len)
{
    auto_(findings) struct findings ignored = {0};
    auto_(flow) struct flow *flow =
        flow_read("", bytes, len, FLOW_PUBLISHED, &ignored);

    return tree_of(merge, flow);
}

/* The item or value that a token of a pointer names; made where a map has
 * none. NULL: there is no such place. */
static struct node *
step_into(struct merge *merge, struct node *node, const char *token)
{
    char *rest;

    if (node->kind == NODE_LIST) {
        const size_t at = strtoul(token, &rest, 10);

        return at < node->n ? node->items[at] : NULL;
    }
    if (node->kind != NODE_MAP)
        return NULL;
    if (!node_get(node, token))
        node_set(&merge->arena, node, token,
            node_new(&merge->arena, NODE_MAP, NULL), NULL);
    return node->items[node_find(node, token)];
}

/* What was typed wrong is a value like any other while it is chosen. */
static void
plant(struct merge *merge, const struct draft_raw *raw)
{
    auto_(heap) char *path = strdup(raw->path);
    struct node *node = merge->mine, *parent = NULL;
    const char *key = NULL;
    char *rest = path + 1;

    for (char *token; node && (token = strsep(&rest, "/"));) {
        parent = node;
        key = token;
        node = step_into(merge, node, token);
    }
    if (!node || !parent || parent->kind != NODE_MAP)
        return;
    node = node_new(&merge->arena, NODE_TEXT, raw->text);
    node_set(&merge->arena, parent, key, node, NULL);
    merge->raws = arena_grow(
        &merge->arena, merge->raws, merge->nraws, sizeof(*merge->raws));
    merge->raws[merge->nraws++] = (struct merge_raw){.node = node};
}

static void
name_fields(
    struct merge *merge, const struct draft *mine, const struct draft *theirs)
{
    for (size_t i = 0; i < merge->n; i++) {
        struct merge_field *field = &merge->fields[i];
        auto_(text) struct text label = {0};

        if (!strcmp(field->path, "/channels"))
            text_add(&label, "Channels, in their order");
        else
            change_name(field->mine ? mine : theirs, field->path, &label);
        auto_(heap) char *clean = clean_line(text_str(&label));
        field->label = arena_strdup(&merge->arena, clean);
    }
}

bool
merge_open(
    struct merge *merge, const struct draft *draft, struct failure *failure)
{
    auto_(findings) struct findings ignored = {0};
    auto_(text) struct text path = {0};
    const char *base = draft_base_text(draft);
    struct draft theirs = {0};

    *merge = (struct merge){0};
    text_addf(&path, "%s/%s", draft->workspace->root, draft->file);
    if (!draft_read(&theirs, draft->workspace, path.bytes, &ignored, failure) ||
        !file_read(
            path.bytes, (size_t)FLOW_BYTES_MAX + 1, &merge->file, failure)) {
        draft_done(&theirs);
        return false;
    }
    merge->mine = tree_of(merge, draft->flow);
    merge->theirs = tree_of(merge, theirs.flow);
    merge->base = base ? tree_of_text(merge, base, strlen(base)) : NULL;
    merge->has_base = merge->base;
    for (size_t i = 0; merge->mine && i < draft->nraws; i++)
        plant(merge, &draft->raws[i]);
    (void)merge_trees(merge);
    name_fields(merge, draft, &theirs);
    draft_done(&theirs);
    return true;
}

static bool
is_raw(struct merge *merge, const struct node *node, const char *path)
{
    for (size_t i = 0; i < merge->nraws; i++)
        if (merge->raws[i].node == node) {
            merge->raws[i].path = path;
            return true;
        }
    return false;
}

/* Takes what was typed wrong out again, and notes where it stood. */
static void
reap(struct merge *merge, struct node *node, const char *path)
{
    for (size_t i = 0; node->kind == NODE_LIST && i < node->n; i++)
        reap(merge, node->items[i], pointer_item(&merge->arena, path, i));
    for (size_t i = 0; node->kind == NODE_MAP && i < node->n;) {
        const char *inner =
            pointer_join(&merge->arena, path, node->keys[i]->text);

        if (is_raw(merge, node->items[i], inner)) {
            node_set(&merge->arena, node, node->keys[i]->text, NULL, NULL);
            continue;
        }
        reap(merge, node->items[i], inner);
        i++;
    }
}

static void
write_tree(const struct node *root, struct text *out)
{
    struct write *w = write_begin(out);

    write_open_map(w, NULL, WRITE_BLOCK);
    for (size_t i = 0; i < root->n; i++)
        write_node(w, root->keys[i]->text, root->items[i]);
    write_close_map(w);
    write_end(w);
}

void
merge_take(struct merge *merge, struct draft *draft)
{
    struct node *root = merge_trees(merge);
    auto_(text) struct text text = {0};

    for (size_t i = 0; i < merge->nraws; i++)
        merge->raws[i].path = NULL;
    reap(merge, root, "");
    write_tree(root, &text);
    (void)draft_take(draft, text.bytes, text.len);
    for (size_t i = 0; i < merge->nraws; i++)
        if (merge->raws[i].path)
            (void)draft_set(
                draft, merge->raws[i].path, merge->raws[i].node->text);
    draft_base_note(draft, merge->file.bytes, merge->file.len);
}

void
merge_done(struct merge *merge)
{
    text_done(&merge->file);
    arena_free(&merge->arena);
    *merge = (struct merge){0};
}
