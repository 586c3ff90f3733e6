/* Formatting, and looking afterwards that nothing is missing. */
#include "format.h"

#include "comments.h"
#include "render.h"
#include "weave.h"

static bool
refuse(struct findings *findings, const char *file, int line, const char *why)
{
    findings_add(findings, "format-impossible", file,
        (struct mark){line, line ? 1 : 0}, "", NULL,
        "%s; the file stays as it is", why);
    return false;
}

static struct node *
read_again(struct arena *arena, const struct text *text)
{
    auto_(findings) struct findings ignored = {0};

    /* The cap also limits the number of values, which was looked at when the
     * flow was read. */
    return node_read(
        arena, "", text->bytes, text->len, 100 * text->len, &ignored);
}

static void
keep_quotes(struct node *made, const struct node *source)
{
    if (made->kind == NODE_TEXT && source->kind == NODE_TEXT) {
        made->style = source->style;
        made->quoted = source->quoted;
    }
}

/* All texts get the quotes that they have in the source. */
static void
keep_all_quotes(struct node *made, const struct node *source)
{
    keep_quotes(made, source);
    if (made->kind == NODE_LIST && source->kind == NODE_LIST)
        for (size_t i = 0; i < made->n && i < source->n; i++)
            keep_all_quotes(made->items[i], source->items[i]);
    if (made->kind == NODE_MAP) /* at most 16 deep, see node.h */
        for (size_t i = 0; i < made->n; i++) {
            const size_t at = node_find(source, made->keys[i]->text);

            if (at == source->n)
                continue;
            keep_quotes(made->keys[i], source->keys[at]);
            keep_all_quotes(made->items[i], source->items[at]);
        }
}

static size_t
count_comments(
    struct arena *arena, const struct text *text, const struct node *root)
{
    struct comments comments;

    comments_find(&comments, arena, text->bytes, text->len, root);
    return comments.n;
}

/* The canonical form of what the flow holds, in the quotes of `source`. */
static struct node *
spell(struct arena *arena, const struct flow *flow, const struct node *source,
    struct text *out)
{
    auto_(text) struct text plain = {0};
    const struct render render = {.out = out, .eol = "\n", .map_shift = 2};

    flow_write(flow, &plain);
    struct node *made = read_again(arena, &plain);
    if (made)
        keep_all_quotes(made, source);
    if (made)
        render_file(&render, made);
    return made ? read_again(arena, out) : NULL;
}

static bool
format(struct arena *arena, const struct flow *flow, const struct text *source,
    struct text *made, struct findings *findings)
{
    auto_(text) struct text spelt = {0};
    const struct node *root = read_again(arena, source);
    const struct node *canonical =
        root ? spell(arena, flow, root, &spelt) : NULL;
    int line;

    if (!canonical || !node_within(root, canonical))
        return refuse(
            findings, flow->file, 0, "the canonical form would change a value");
    if (!weave(&(struct weave_text){source->bytes, source->len, root},
            &(struct weave_text){spelt.bytes, spelt.len, canonical}, made,
            &line))
        return refuse(findings, flow->file, line,
            "the comment is about something that the canonical form leaves "
            "out");
    const struct node *again = read_again(arena, made);
    if (!again || !node_equal(again, canonical) ||
        count_comments(arena, made, again) !=
            count_comments(arena, source, root))
        return refuse(findings, flow->file, 0, "a comment would be lost");
    return true;
}

bool
flow_format(const struct flow *flow, const char *source, size_t len,
    struct text *out, struct findings *findings)
{
    auto_(text) struct text copy = {0}, made = {0};
    struct arena arena = {0};

    text_add_bytes(&copy, source, len);
    const bool ok = format(&arena, flow, &copy, &made, findings);
    if (ok)
        text_add_bytes(out, made.bytes, made.len);
    arena_free(&arena);
    return ok;
}
