/* Formatting, and looking afterwards that nothing is missing. */
#include "format.h"

#include "comments.h"
#include "node.h"

static bool
refuse(struct findings *findings, const char *file, int line, const char *why)
{
    findings_add(findings, "format-impossible", file,
        (struct mark){line, line ? 1 : 0}, "", NULL,
        "%s; the file stays as it is", why);
    return false;
}

/* True when b says all that a says. */
static bool
is_within(const char *a, size_t a_len, const char *b, size_t b_len)
{
    struct arena arena = {0};
    auto_(findings) struct findings ignored = {0};
    const struct node *one =
        node_read(&arena, "", a, a_len, 100 * a_len, &ignored);
    const struct node *two =
        node_read(&arena, "", b, b_len, 100 * b_len, &ignored);
    const bool within = one && two && node_within(one, two);

    arena_free(&arena);
    return within;
}

bool
flow_format(const struct flow *flow, const char *source, size_t len,
    struct text *out, struct findings *findings)
{
    auto_(text) struct text plain = {0}, made = {0};
    int line;

    flow_write(flow, &plain);
    if (!is_within(source, len, plain.bytes, plain.len))
        return refuse(
            findings, flow->file, 0, "the canonical form would change a value");
    if (!comments_carry(source, len, plain.bytes, plain.len, &made, &line))
        return refuse(findings, flow->file, line,
            "the comment is about something that the canonical form leaves "
            "out");
    if (!is_within(plain.bytes, plain.len, made.bytes, made.len) ||
        comments_count(made.bytes, made.len) != comments_count(source, len))
        return refuse(findings, flow->file, 0, "a comment would be lost");
    text_add_bytes(out, made.bytes, made.len);
    return true;
}
