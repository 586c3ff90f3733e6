/* Divergences in words. */
#include "divergence.h"

#include <string.h>

#include "clean.h"
#include "stored.h"

#define COMMIT_SHOWN 12 /* digits */

struct divergence
divergence_of(const struct store_flow *flow, int64_t base, const char *why)
{
    return (struct divergence){
        .kind = DIVERGED_CHANGED,
        .base = base,
        .revision = flow->revision,
        .at = flow->at,
        .author = flow->author,
        .message = flow->message,
        .commit = flow->commit,
        .why = why,
    };
}

struct divergence
divergence_of_event(
    const struct store_event *event, enum divergence_kind kind, int64_t base)
{
    return (struct divergence){
        .kind = kind,
        .base = base,
        .revision = event->revision,
        .at = event->at,
        .author = event->author,
        .message = event->message,
        .commit = event->commit,
    };
}

struct divergence
divergence_since(const struct store_flow *flow, int64_t seen, const char *why)
{
    static const enum divergence_kind kinds[] = {
        [EVENT_PUBLISHED] = DIVERGED_CHANGED,
        [EVENT_UNPUBLISHED] = DIVERGED_UNPUBLISHED,
        [EVENT_DELETED] = DIVERGED_DELETED,
    };
    const enum store_event_kind last = flow->last.kind;
    struct divergence since = flow->revision == seen || last == EVENT_DELETED
        ? divergence_of_event(&flow->last, kinds[last], seen)
        : divergence_of(flow, seen, why);

    if (!flow->revision) /* the store has never had it */
        since.kind = DIVERGED_DELETED;

    since.why = why;
    return since;
}

static void
add_clean(struct text *out, const char *before, const char *words)
{
    auto_(heap) char *clean = clean_line(words);

    if (*clean)
        text_addf(out, "%s%s", before, clean);
}

static void
add_commit(struct text *out, const char *commit)
{
    auto_(heap) char *clean = clean_line(commit);

    if (*clean)
        text_addf(out, ", commit %.*s%s", COMMIT_SHOWN, clean,
            strstr(clean, "-dirty") ? "-dirty" : "");
}

char *
divergence_words(const struct divergence *divergence)
{
    struct text out = {0};
    char when[32];

    if (divergence->kind == DIVERGED_CHANGED)
        text_addf(&out, "revision %lld", (long long)divergence->revision);
    else
        text_add(&out,
            divergence->kind == DIVERGED_DELETED ? "deleted" : "unpublished");
    add_clean(&out, " by ", divergence->author);
    if (divergence->at) {
        stored_time(when, divergence->at);
        text_addf(&out, ", %s", when);
    }
    add_commit(&out, divergence->commit);
    add_clean(&out, ": ", divergence->message);
    return text_take(&out);
}
