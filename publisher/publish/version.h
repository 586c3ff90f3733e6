/* One version of a flow with its templates, read: a revision of the store, or
 * the file that would be pushed. */
#pragma once

#include "difference.h"
#include "selection.h"
#include "store.h"

struct version {
    struct store_request *request; /* of a revision; owns the texts */
    struct selected_flow file;     /* of a file; the same */
    struct text bundle;
    const char *yaml, *templates; /* NULL: there is no such version */
    const struct flow *flow;      /* NULL: it cannot be read */
    struct flow *own_flow;
    struct catalogue own_catalogue;
    const struct catalogue *catalogue;
};

/* The revision of the store, by its number. One that is not there leaves the
 * version empty; false only when the store cannot say. */
bool version_load(struct version *version, struct store *store,
    const char *workflow_id, int64_t revision, struct failure *failure);

/* The file of a selected flow, which has its content. */
bool version_file(struct version *version, const struct selection *selection,
    const struct selected *selected, struct failure *failure);

/* Of texts, which are borrowed. */
void version_read(
    struct version *version, const char *yaml, const char *templates);

/* For differences_find(); of an empty version too. */
struct difference_side version_side(const struct version *version);

void version_done(struct version *version);

/* auto_(version) struct version v = {0}; */
static inline void
version_cleanup(struct version *version)
{
    version_done(version);
}
