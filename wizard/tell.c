/* From the answers of programs to words. */
#include "tell.h"

#include <inttypes.h>
#include <string.h>

#include "clean.h"
#include "node.h"
#include "worst.h"

#define ANSWER_MAX (8u << 20)
#define MINUTES_AT 16 /* "2026-11-23T22:37": of an instant */

static void
add_clean(struct text *out, const char *text)
{
    auto_(heap) char *clean = clean_line(text);

    text_add(out, clean);
}

static bool
is_null(const char *text)
{
    return !text || !strcmp(text, "null");
}

static const char *
or_nobody(const char *text)
{
    return is_null(text) ? "somebody" : text;
}

/* "2026-11-23 22:37 UTC" */
static void
add_instant(struct text *out, const char *at)
{
    if (is_null(at) || strlen(at) < MINUTES_AT)
        return;
    auto_(text) struct text day = {0};

    text_addf(&day, "%.10s %.5s UTC", at, at + 11);
    add_clean(out, day.bytes);
}

static int64_t
number(const struct node *map, const char *key)
{
    const char *text = node_text(map, key);

    return text ? strtoll(text, NULL, 10) : 0;
}

static bool
flag(const struct node *map, const char *key)
{
    return text_is(node_text(map, key), "true");
}

static const struct node *
list_of(const struct node *map, const char *key)
{
    const struct node *list = node_get(map, key);

    return list && list->kind == NODE_LIST ? list : NULL;
}

static void
add_texts(struct text *out, const struct node *list, const char *indent)
{
    for (size_t i = 0; list && i < list->n; i++) {
        text_add(out, indent);
        add_clean(out, node_text(list->items[i], "text"));
        text_add_char(out, '\n');
    }
}

/* "revision 2 by grace, 2026-11-23 22:37 UTC: 'two'" */
static void
add_origin(struct text *out, const struct node *event)
{
    const char *message = node_text(event, "message");

    text_addf(out, "revision %" PRId64 " by ", number(event, "revision"));
    add_clean(out, or_nobody(node_text(event, "author")));
    if (!is_null(node_text(event, "at"))) {
        text_add(out, ", ");
        add_instant(out, node_text(event, "at"));
    }
    if (is_null(message))
        return;
    text_add(out, ": \"");
    add_clean(out, message);
    text_add_char(out, '"');
}

/* What somebody else did, and what to do about it. */
static void
add_divergence(struct text *out, const struct node *other, bool conflict)
{
    const struct node *theirs = list_of(other, "theirs");
    const struct node *mine = list_of(other, "mine");
    const char *kind = node_text(other, "kind");

    text_addf(out, "\n! Somebody else %s it in the store:\n  ",
        kind ? kind : "changed");
    add_origin(out, other);
    text_add(out, "\n  ");
    add_clean(out, node_text(other, "why"));
    text_add_char(out, '\n');
    text_add(out,
        conflict ? "  What to do: ^R asks again, and compares with what is "
                   "there now.\n"
                 : "  What to do: take their changes over into the file, or "
                   "publish over them.\n");
    if (flag(other, "clashes"))
        text_add(out, "  Both changed the same lines.\n");
    else if (!is_null(node_text(other, "merged")))
        text_add(out, "  The two do not touch the same lines.\n");
    if (theirs && theirs->n) {
        text_add(out, "\n  Their changes\n");
        add_texts(out, theirs, "    ");
    }
    if (mine && mine->n) {
        text_add(out, "\n  Yours\n");
        add_texts(out, mine, "    ");
    }
}

static void
add_revisions(struct text *out, const struct node *flow)
{
    const int64_t before = number(flow, "revision_before");
    const int64_t after = number(flow, "revision");

    if (before && before != after)
        text_addf(out, "revision %" PRId64 " -> %" PRId64, before, after);
    else
        text_addf(out, "revision %" PRId64, after);
}

static bool
is_change(const struct node *flow)
{
    return !text_is(node_text(flow, "change"), "unchanged");
}

static void
add_flow(struct text *out, const struct node *flow, bool pushed)
{
    const struct node *differences = list_of(flow, "differences");
    const char *note = node_text(flow, "note");

    text_addf(out, "%c ", is_change(flow) ? '~' : '=');
    add_clean(out, node_text(flow, "title"));
    text_addf(out, ": %s", pushed || !is_change(flow) ? "" : "would be ");
    add_clean(out, node_text(flow, "change"));
    text_add(out, ", ");
    add_revisions(out, flow);
    text_add_char(out, '\n');
    if (differences && differences->n) {
        text_add_char(out, '\n');
        add_texts(out, differences, "    ");
    }
    if (!is_null(note)) {
        text_add(out, "  ");
        add_clean(out, note);
        text_add_char(out, '\n');
    }
}

static void
add_findings(struct text *out, const struct node *list)
{
    for (size_t i = 0; list && i < list->n; i++) {
        const struct node *finding = list->items[i];
        const char *hint = node_text(finding, "hint");

        add_clean(out, node_text(finding, "severity"));
        text_addf(out, ", line %" PRId64 ": ", number(finding, "line"));
        add_clean(out, node_text(finding, "message"));
        text_add_char(out, '\n');
        if (is_null(hint))
            continue;
        text_add(out, "    ");
        add_clean(out, hint);
        text_add_char(out, '\n');
    }
}

/* The place of the first error: there it is mended. */
static void
note_place(struct tell *tell, const struct node *list)
{
    for (size_t i = 0; list && i < list->n && !tell->path[0]; i++) {
        const char *path = node_text(list->items[i], "path");

        tell->wrong = true;
        if (!is_null(path) &&
            text_is(node_text(list->items[i], "severity"), "error"))
            (void)snprintf(tell->path, sizeof(tell->path), "%s", path);
    }
}

static void
add_taken(struct text *out, const struct node *flow)
{
    const struct node *taken = node_get(flow, "title_taken_by");

    if (!taken)
        return;
    text_add(out, "! The title is taken in the store by ");
    add_clean(out, node_text(taken, "workflow_id"));
    text_add(out, ".\n  What to do: give one of the two another title.\n");
}

static void
add_lines(struct text *out, const struct node *flow)
{
    const char *diff = node_text(flow, "yaml_diff");

    if (is_null(diff))
        return;
    text_add(out, "\nLine by line\n\n");
    clean_add(out, diff, strlen(diff), true);
}

static struct tell
tell_plan(const struct tale *tale, const struct node *root, struct text *out)
{
    const struct node *flows = list_of(root, "flows");
    const struct node *findings = list_of(root, "findings");
    const bool pushed = flag(root, "pushed");
    struct tell tell = {.answered = flows};

    for (size_t i = 0; flows && i < flows->n; i++) {
        const struct node *flow = flows->items[i];
        const struct node *conflict = node_get(flow, "conflict");
        const struct node *drift = node_get(flow, "drift");

        add_flow(out, flow, pushed);
        add_taken(out, flow);
        if (conflict || drift)
            add_divergence(out, conflict ? conflict : drift, conflict);
        tell.changes |= is_change(flow);
        tell.drifted |= drift != NULL;
        tell.refused |= conflict || node_get(flow, "title_taken_by");
        if (!pushed)
            add_lines(out, flow);
    }
    if (findings && findings->n) {
        text_add(out, "\nThe runner would refuse it:\n");
        add_findings(out, findings);
        note_place(&tell, findings);
        tell.refused = true;
    }
    if (tell.answered && tale->told == TOLD_PLAN && !tell.changes)
        text_add(out, "\nIt is in the store as it is here: nothing to do.\n");
    return tell;
}

static struct tell
tell_check(const struct node *root, struct text *out)
{
    const struct node *findings = list_of(root, "findings");

    if (findings && !findings->n)
        text_add(out, "Nothing is wrong with it.\n");
    struct tell tell = {.answered = findings};

    add_findings(out, findings);
    note_place(&tell, findings);
    return tell;
}

/* "60.412 s" */
static void
add_seconds(struct text *out, int64_t ms)
{
    text_addf(out, "%" PRId64 ".%03d s", ms / 1000, (int)(ms % 1000));
}

static void
add_moment(struct text *out, const struct node *event)
{
    const char *message = node_text(event, "message");
    auto_(text) struct text at = {0};

    add_seconds(&at, number(event, "atMs"));
    text_addf(
        out, "%12s  channel %" PRId64 "  ", at.bytes, number(event, "channel"));
    add_clean(out, node_text(event, "rule"));
    text_add_char(out, '\n');
    if (is_null(message))
        return;
    text_addf(out, "%12s  ", "");
    add_clean(out, message);
    text_add_char(out, '\n');
}

static struct tell
tell_dry_run(const struct tale *tale, const struct node *root, struct text *out)
{
    const struct node *events = list_of(root, "events");

    for (size_t i = 0; events && i < events->n; i++)
        add_moment(out, events->items[i]);
    if (!events)
        return (struct tell){0};
    text_add(out, "\nResult: ");
    add_clean(out, node_text(root, "outcome"));
    if (number(root, "deliveredOn"))
        text_addf(out, " on channel %" PRId64, number(root, "deliveredOn"));
    text_add(out, " after ");
    add_seconds(out, number(root, "endedAtMs"));
    text_add(out, flag(root, "double") ? ", delivered twice" : "");
    text_add(out, ", costs ");
    worst_price_add(out, number(root, "costMicros"), tale->workspace);
    text_add_char(out, '\n');
    return (struct tell){.answered = true};
}

static struct tell
tell_history(const struct node *root, struct text *out)
{
    const struct node *events = list_of(root, "events");

    if (events && !events->n)
        text_add(out, "Nothing has happened to it in this store.\n");
    for (size_t i = 0; events && i < events->n; i++) {
        text_add(out, flag(events->items[i], "now") ? "> " : "  ");
        add_clean(out, node_text(events->items[i], "kind"));
        text_add(out, ", ");
        add_origin(out, events->items[i]);
        text_add_char(out, '\n');
    }
    return (struct tell){.answered = events};
}

/* "Login OTP: unpublished; revision 7 stays in the store" */
static struct tell
tell_unpublish(const struct node *root, struct text *out)
{
    const char *change = node_text(root, "change");

    if (!change)
        return (struct tell){0};
    add_clean(out, node_text(root, "title"));
    text_addf(out, ": %s; revision %" PRId64 " stays in the store\n",
        strcmp(change, "unpublished") ? "it was unpublished already"
                                      : "unpublished",
        number(root, "revision"));
    return (struct tell){.answered = true};
}

/* What the end of a program means, and what to do. */
static const struct {
    int status;
    const char *words;
} ends[] = {
    {-1, "It was ended before it could answer. ^R asks again."},
    {1, "What to do: Enter goes to the field that is wrong."},
    {3,
        "The store or runner is not reachable. Designing, checking and dry "
        "runs work without it. ^R asks again."},
    {4, "Nothing was changed: the store holds something else than was known."},
    {5,
        "Not allowed. The key needs the scope for it: FALLBACK_TOKEN or "
        "--token-file brings another one."},
    {6, "A file or the disk failed: see the message."},
};

static void
add_end(struct text *out, int status)
{
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (ends[i].status == status)
            text_addf(out, "\n%s\n", ends[i].words);
}

static struct tell
tell_answer(const struct tale *tale, const struct node *root, struct text *out)
{
    switch (tale->told) {
    case TOLD_CHECK:
        return tell_check(root, out);
    case TOLD_DRY_RUN:
        return tell_dry_run(tale, root, out);
    case TOLD_PLAN:
    case TOLD_PUSH:
        return tell_plan(tale, root, out);
    case TOLD_HISTORY:
        return tell_history(root, out);
    case TOLD_UNPUBLISH:
        return tell_unpublish(root, out);
    case TOLD_COUNT:
        break;
    }
    return (struct tell){0};
}

struct tell
tell_words(const struct tale *tale, struct text *out)
{
    auto_(findings) struct findings findings = {0};
    struct arena arena = {0};
    const struct node *root = tale->output_len
        ? node_read(&arena, "the answer", tale->output, tale->output_len,
              ANSWER_MAX, &findings)
        : NULL;
    const struct tell tell = tell_answer(tale, root, out);

    if (tale->errors_len && (tale->status || !tell.answered)) {
        if (out->len)
            text_add_char(out, '\n');
        clean_add(out, tale->errors, tale->errors_len, true);
    }
    if (tale->status != 1 || !tell.answered)
        add_end(out, tale->status);
    arena_free(&arena);
    return tell;
}
