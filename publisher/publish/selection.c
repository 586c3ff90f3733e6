/* Making the index: which files, then each of them, then their order. */
#include "selecting.h"

#include <string.h>

#include "nearest.h"

static bool
unknown_name(const struct selecting *selecting, const char *word,
    struct failure *failure)
{
    struct selection *selection = selecting->selection;
    const char **titles =
        arena_alloc(&selection->arena, (selection->n + 1) * sizeof(*titles));
    size_t n = 0;

    for (size_t i = 0; i < selection->n; i++)
        if (selection->items[i].entry.title)
            titles[n++] = selection->items[i].entry.title;
    const char *near = nearest_word(word, titles, n);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no flow '%s'; did you mean '%s'?", word, near);
    return failure_set(failure, STATUS_USAGE,
        "no flow '%s': neither a file nor a Workflow ID or title in %s/flows",
        word, selection->workspace->root);
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
load(struct selecting *selecting, char *const *words, int nwords,
    struct failure *failure)
{
    struct selection *selection = selecting->selection;

    if (!selecting_list(selecting, words, nwords, failure))
        return false;
    for (size_t i = 0; i < selection->n; i++)
        if (!selecting_read(selecting, &selection->items[i], failure))
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
