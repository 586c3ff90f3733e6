/* Making the index: which files, then each of them, then their order. */
#include "selecting.h"

#include <string.h>

#include "meant.h"

static bool
unknown_name(const struct selecting *selecting, const char *word,
    struct failure *failure)
{
    struct selection *selection = selecting->selection;
    struct meant_flow *flows =
        arena_alloc(&selection->arena, (selection->n + 1) * sizeof(*flows));

    for (size_t i = 0; i < selection->n; i++)
        flows[i] = (struct meant_flow){
            .title = selection->items[i].entry.title,
            .file = selection->items[i].entry.file,
        };
    return meant_no_flow(
        selection->workspace, flows, selection->n, word, failure);
}

static int
compare(const void *left, const void *right)
{
    const struct selected *a = left, *b = right;

    return a->wanted != b->wanted ? (a->wanted ? 1 : -1)
                                  : strcmp(a->entry.file, b->entry.file);
}

static void
put_in_order(struct selection *selection)
{
    if (selection->n)
        qsort(
            selection->items, selection->n, sizeof(*selection->items), compare);
    for (size_t i = 0; i < selection->n; i++)
        selection->nwanted += selection->items[i].wanted;
}

static bool
read_items(struct selecting *selecting, struct failure *failure)
{
    struct selection *selection = selecting->selection;
    struct progress *progress = selection->progress;
    bool ok = true;

    if (progress)
        progress_begin(progress, "reading flows", selection->n);
    for (size_t i = 0; ok && i < selection->n; i++) {
        ok = selecting_read(selecting, &selection->items[i], failure);
        progress_step(progress);
    }
    if (progress)
        progress_end(progress);
    return ok;
}

static bool
load(struct selecting *selecting, char *const *words, int nwords,
    struct failure *failure)
{
    struct selection *selection = selecting->selection;

    if (!selecting_list(selecting, words, nwords, failure))
        return false;
    if (!read_items(selecting, failure))
        return false;
    for (size_t i = 0; i < selecting->nnames; i++)
        if (!selecting->meant[i])
            return unknown_name(selecting, selecting->names[i].word, failure);
    put_in_order(selection);
    return true;
}

bool
selection_load(struct selection *selection, char *const *words, int nwords,
    struct failure *failure)
{
    struct selecting selecting = {.selection = selection};
    const bool loaded = load(&selecting, words, nwords, failure);

    text_done(&selecting.bytes);
    return loaded;
}

struct selected *
selection_wanted(const struct selection *selection)
{
    return selection->items + (selection->n - selection->nwanted);
}

void
selection_done(struct selection *selection)
{
    free(selection->items);
    arena_free(&selection->arena);
    selection->items = NULL;
    selection->n = selection->room = selection->nwanted = 0;
}
