/* Comparing what is in the store, in the file and what was known. */
#include "comparison.h"

#include <stdio.h>
#include <string.h>

#include "textdiff.h"

#define NAME_SIZE 320

/* Marks of diffs are for people, and one line each. */
static const char *
name_of(char name[NAME_SIZE], const struct comparing *with, int64_t revision)
{
    auto_(text) struct text whole = {0};

    text_addf(&whole, "%s rev %lld", with->store_name, (long long)revision);
    (void)snprintf(name, NAME_SIZE, "%s", text_str(&whole));
    return name;
}

static bool
diff_texts(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct version *stored,
    const struct version *mine, struct failure *failure)
{
    char name[NAME_SIZE];

    if (!with->texts || !stored->yaml || !mine->yaml)
        return true;
    (void)name_of(name, with, flow->stored->revision);
    return (!strcmp(stored->yaml, mine->yaml) ||
               textdiff_unified(stored->yaml, name, mine->yaml, flow->file,
                   &out->yaml, failure)) &&
        (!strcmp(stored->templates, mine->templates) ||
            textdiff_unified(stored->templates, name, mine->templates,
                "templates", &out->templates, failure));
}

/* Both sides from what was known to what is there, and to the file. */
static bool
compare_sides(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, int64_t revision,
    const struct version *theirs, const struct version *mine,
    struct failure *failure)
{
    auto_(version) struct version base = {0};
    char base_name[NAME_SIZE], theirs_name[NAME_SIZE];

    if (!version_load(
            &base, with->store, flow->workflow_id, out->base, failure))
        return false;
    if (!base.flow || !theirs->flow)
        return true;
    const struct difference_side from = version_side(&base);
    const struct difference_side to = version_side(theirs);
    const struct difference_side ours = version_side(mine);
    differences_find(&out->theirs, &from, &to, with->selection->workspace);
    differences_find(&out->mine, &from, &ours, with->selection->workspace);
    const struct textdiff_side my_text = {mine->yaml, flow->file};
    const struct textdiff_side base_text = {
        base.yaml, name_of(base_name, with, out->base)};
    const struct textdiff_side their_text = {
        theirs->yaml, name_of(theirs_name, with, revision)};
    return !mine->yaml ||
        textdiff_merge(&my_text, &base_text, &their_text, &out->merged,
            &out->clashes, failure);
}

/* The revision from which both sides went. */
static bool
find_base(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct divergence *divergence,
    struct failure *failure)
{
    out->base = divergence->base;
    return divergence != flow->drift ||
        drift_base(with->drift, flow->workflow_id, &out->base, failure);
}

static bool
compare_divergence(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct version *mine,
    struct failure *failure)
{
    const struct divergence *divergence =
        flow->conflict ? flow->conflict : flow->drift;
    auto_(version) struct version theirs = {0};

    if (!divergence || divergence->kind != DIVERGED_CHANGED || !with->store)
        return true;
    if (!find_base(out, with, flow, divergence, failure))
        return false;
    return !out->base ||
        (version_load(&theirs, with->store, flow->workflow_id,
             divergence->revision, failure) &&
            compare_sides(
                out, with, flow, divergence->revision, &theirs, mine, failure));
}

static bool
compare_stored(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct version *mine,
    struct failure *failure)
{
    auto_(version) struct version stored = {0};

    if (flow->stored &&
        !version_load(&stored, with->store, flow->workflow_id,
            flow->stored->revision, failure))
        return false;
    const struct difference_side before = version_side(&stored);
    const struct difference_side after = version_side(mine);
    if (!stored.yaml || stored.flow) /* a newer program's cannot be read */
        differences_find(
            &out->words, &before, &after, with->selection->workspace);
    return diff_texts(out, with, flow, &stored, mine, failure);
}

bool
comparison_make(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, struct failure *failure)
{
    const bool changes = flow->step == STEP_CREATE || flow->step == STEP_UPDATE;
    auto_(version) struct version mine = {0};

    if (!changes && !flow->drift && !flow->conflict)
        return true;
    if (flow->selected &&
        !version_file(&mine, with->selection, flow->selected, failure))
        return false;
    return (!changes || compare_stored(out, with, flow, &mine, failure)) &&
        compare_divergence(out, with, flow, &mine, failure);
}

void
comparison_done(struct comparison *comparison)
{
    differences_done(&comparison->words);
    differences_done(&comparison->theirs);
    differences_done(&comparison->mine);
    text_done(&comparison->yaml);
    text_done(&comparison->templates);
    text_done(&comparison->merged);
    *comparison = (struct comparison){0};
}
