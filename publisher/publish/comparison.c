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

/* The file, as differences see it. */
static struct difference_side
file_side(const struct comparing *with, const struct publication_flow *flow)
{
    return (struct difference_side){
        .flow = flow->selected ? flow->selected->flow : NULL,
        .templates = flow->selected ? &with->workspace->catalogue : NULL,
    };
}

static bool
diff_texts(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct version *stored,
    struct failure *failure)
{
    char name[NAME_SIZE];

    if (!with->texts || !stored->yaml || !flow->yaml)
        return true;
    (void)name_of(name, with, flow->stored->revision);
    return (!strcmp(stored->yaml, flow->yaml) ||
               textdiff_unified(stored->yaml, name, flow->yaml, flow->file,
                   &out->yaml, failure)) &&
        (!strcmp(stored->templates, flow->templates) ||
            textdiff_unified(stored->templates, name, flow->templates,
                "templates", &out->templates, failure));
}

static bool
merge_texts(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct version *base,
    const struct version *theirs, int64_t revision, struct failure *failure)
{
    char base_name[NAME_SIZE], theirs_name[NAME_SIZE];

    return textdiff_merge(flow->yaml, flow->file, base->yaml,
        name_of(base_name, with, out->base), theirs->yaml,
        name_of(theirs_name, with, revision), &out->merged, &out->clashes,
        failure);
}

/* Both sides from what was known to what is there, and to the file. */
static bool
compare_sides(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct divergence *divergence,
    const struct version *theirs, struct failure *failure)
{
    auto_(version) struct version base = {0};
    const struct difference_side ours = file_side(with, flow);

    if (!out->base || !theirs->yaml ||
        !version_load(
            &base, with->store, flow->workflow_id, out->base, failure))
        return !failure->status;
    if (!base.yaml)
        return true;
    const struct difference_side from = version_side(&base);
    const struct difference_side to = version_side(theirs);
    differences_find(&out->theirs, &from, &to, with->workspace);
    differences_find(&out->mine, &from, &ours, with->workspace);
    return !flow->yaml ||
        merge_texts(
            out, with, flow, &base, theirs, divergence->revision, failure);
}

/* The revision from which both sides went. */
static bool
find_base(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct divergence *divergence,
    struct failure *failure)
{
    out->base = divergence->base;
    if (divergence != flow->drift)
        return true;
    return drift_base(with->drift, flow->workflow_id, &out->base, failure);
}

static bool
compare_divergence(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, const struct divergence *divergence,
    struct failure *failure)
{
    auto_(version) struct version theirs = {0};

    if (divergence->kind != DIVERGED_CHANGED || !with->store)
        return true;
    return version_load(&theirs, with->store, flow->workflow_id,
               divergence->revision, failure) &&
        find_base(out, with, flow, divergence, failure) &&
        compare_sides(out, with, flow, divergence, &theirs, failure);
}

static bool
compare_stored(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, struct failure *failure)
{
    auto_(version) struct version stored = {0};
    const struct difference_side ours = file_side(with, flow);

    if (flow->stored &&
        !version_load(&stored, with->store, flow->workflow_id,
            flow->stored->revision, failure))
        return false;
    const struct difference_side before = version_side(&stored);
    if (!stored.yaml || stored.flow) /* a newer program's cannot be read */
        differences_find(&out->words, &before, &ours, with->workspace);
    return diff_texts(out, with, flow, &stored, failure);
}

bool
comparison_make(struct comparison *out, const struct comparing *with,
    const struct publication_flow *flow, struct failure *failure)
{
    const struct divergence *divergence =
        flow->conflict ? flow->conflict : flow->drift;

    if ((flow->step == STEP_CREATE || flow->step == STEP_UPDATE) &&
        !compare_stored(out, with, flow, failure))
        return false;
    return !divergence ||
        compare_divergence(out, with, flow, divergence, failure);
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
