/* What all formats of a plan say alike. */
#include "plan_print.h"

#include <string.h>

#include "clean.h"
#include "stored.h"

static const char marks[] = {
    [STEP_CREATE] = '+',
    [STEP_UPDATE] = '~',
    [STEP_AGAIN] = '+',
    [STEP_UNPUBLISH] = '-',
    [STEP_NOTHING] = '=',
};

char
plan_mark(const struct publication_flow *flow)
{
    return flow->taken || flow->conflict || flow->drift ? '!'
                                                        : marks[flow->step];
}

char *
plan_revisions(const struct publication_flow *flow)
{
    struct text out = {0};

    if (flow->step == STEP_UPDATE)
        text_addf(&out, "rev %lld -> %lld", (long long)flow->seen,
            (long long)flow->revision);
    else if (flow->revision)
        text_addf(&out, "rev %lld", (long long)flow->revision);
    else
        text_add(&out, "new");
    return text_take(&out);
}

char *
plan_summary(const struct publication *publication)
{
    static const char *const words[] = {
        [STEP_CREATE] = "to create",
        [STEP_UPDATE] = "to update",
        [STEP_AGAIN] = "to publish again",
        [STEP_UNPUBLISH] = "to unpublish",
        [STEP_NOTHING] = "unchanged",
    };
    struct text out = {0};

    for (size_t i = 0; i < STEP_COUNT; i++)
        if (publication->counts[i])
            text_addf(&out, "%s%zu %s", out.len ? ", " : "",
                publication->counts[i], words[i]);
    if (!out.len)
        text_add(&out, "no flows");
    if (publication->ndrifted)
        text_addf(&out, "; %zu changed in the store by somebody else",
            publication->ndrifted);
    if (publication->nconflicts)
        text_addf(
            &out, "; %zu in conflict with the store", publication->nconflicts);
    text_add(&out, "; nothing was changed yet");
    return text_take(&out);
}

char *
plan_place(const struct target *target)
{
    const struct workspace_environment *environment =
        target->workspace->environment;
    auto_(heap) char *name = clean_line(target->name);
    struct text out = {0};

    text_add(&out, name);
    if (environment)
        text_addf(&out, ", environment '%s'%s", environment->name.text,
            environment->production.value ? ", PRODUCTION" : "");
    return text_take(&out);
}

static void
add_divergence(
    struct text *out, const char *what, const struct divergence *divergence)
{
    auto_(heap) char *words = divergence_words(divergence);

    text_addf(out, "%s: %s\n", what, words);
    if (divergence->why)
        text_addf(out, "(%s)\n", divergence->why);
}

char *
plan_trouble(const struct publication_flow *flow)
{
    struct text out = {0};

    if (flow->taken) {
        auto_(heap) char *theirs = stored_words(flow->taken);

        text_addf(&out, "the title is taken in the store by %s (%s)\n",
            flow->taken->workflow_id, theirs);
    }
    if (flow->conflict)
        add_divergence(
            &out, "the store has changed since it was read", flow->conflict);
    else if (flow->drift)
        add_divergence(
            &out, "somebody else changed it in the store", flow->drift);
    if (flow->note)
        text_addf(&out, "%s\n", flow->note);
    return text_take(&out);
}
