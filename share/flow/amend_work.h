/* Parts of amend() for each other: what is made is put together of pieces of
 * the source and of new text, so it is known which comments are not in it. */
#pragma once

#include "amend.h"
#include "comments.h"
#include "layout.h"
#include "match.h"
#include "render.h"

struct amend_work {
    struct arena arena;
    struct layout source;
    const struct node *root;
    const struct amend_how *how;
    struct render render; /* its `out` is what is made */
    struct comments comments;
    bool *kept;         /* of the comments */
    bool ends_in_block; /* the source does, without a line end */
    bool loose; /* that block is made new: it means more with a line end */
    bool takes_blanks; /* what was put last would, as a part of it */
    bool coarse;       /* entries of the root that change are made new */
};

/* The next piece is of the source, with its comments. */
void amend_copy(struct amend_work *w, size_t from, size_t to);

/* What follows begins a line. */
void amend_begin_line(struct amend_work *w);

void amend_indent(struct amend_work *w, size_t col);

/* True when a node may be copied as it is. */
bool amend_keeps(const struct amend_work *w, const struct node *node,
    const struct node *wanted);

/* The order of what is wanted, each an entry of the source or new. */
struct amend_order {
    struct amend_step {
        size_t source, wanted; /* one of them may be MATCH_NONE */
    } * steps;
    size_t n;
    bool *stays; /* of the entries of the source */
};

/* Lists as they are wanted. Maps as they are in the source, a new key behind
 * the one that it is wanted behind. */
void amend_order(struct amend_work *w, const struct node *node,
    const struct node *wanted, struct amend_order *order);

/* Puts a list or map without brackets that stays one, and does not get empty;
 * from, see layout_block(). */
void amend_block(struct amend_work *w, const struct node *node,
    const struct node *wanted, size_t from);

/* Puts one in brackets, from the first to the last. */
void amend_line(
    struct amend_work *w, const struct node *node, const struct node *wanted);

/* Puts a text in the style that it has in the source. */
void amend_text(struct amend_work *w, const struct node *text,
    const struct node *wanted, size_t col, bool inside);

/* What is wanted, with the source's words where `wanted` says the same as
 * `base` does, and what the source says beyond `base`. */
const struct node *amend_base(struct amend_work *w, const struct node *source,
    const struct node *base, const struct node *wanted);
