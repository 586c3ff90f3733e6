/*
 * YAML files by chance: a tree, written with comments, blank lines, quotes and
 * indentation as people might; and changes of the tree by chance. The same
 * seed gives the same. What is written does not come from the code that is
 * tested.
 */
#pragma once

#include "node.h"
#include "text.h"

struct layouts_node {
    enum node_kind kind;
    char *text; /* NODE_TEXT */
    bool typed; /* a number: bare where it is new */
    struct layouts_node *parent;
    struct layouts_entry {
        char *key; /* of a map */
        struct layouts_node *value;
    } * entries;
    size_t n;
    size_t lines; /* of the text that it takes, with its key */
    bool line;    /* it is in brackets, or within them */
};

struct layouts_comment { /* "#c7." is number 7 */
    const struct layouts_node *owner;
};

struct layouts {
    struct arena arena;
    unsigned seed;
    uint64_t chance;
    struct layouts_node *root;
    struct layouts_comment *comments;
    size_t ncomments, nwords;
    struct text *out; /* while it is written */
    const char *eol;
    size_t list_shift, map_shift;
    bool keeps; /* blank lines would belong to the block that was written */
};

/* Makes a tree and its text. */
void layouts_make(struct layouts *l, struct text *out);

/* Changes one thing; how many lines of the text may be others. */
size_t layouts_change(struct layouts *l);

/* True for what is not in the tree any more. */
bool layouts_is_gone(const struct layouts *l, const struct layouts_node *node);

/* The tree as node_read() would have it. */
struct node *layouts_tree(struct layouts *l, const struct layouts_node *node);

void layouts_done(struct layouts *l);
