/*
 * The flows of a workspace in a few hundred bytes each: what tells them apart
 * and what only several of them together can break. The texts are not kept;
 * whoever needs one reads its file again.
 */
#pragma once

#include "file.h"
#include "flow.h"
#include "uuid.h"
#include "workspace.h"

struct flow_use { /* of a template, by a channel of a flow */
    const char *channel, *template_name, *language; /* language may be NULL */
};

struct flow_entry {
    const char *path;  /* as it can be opened */
    const char *file;  /* as findings name it */
    const char *title; /* as written; NULL: none, or no flow could be read */
    const char *key;   /* the title, folded; NULL where there is none */
    char workflow_id[UUID_TEXT_SIZE]; /* canonical; "": none */
    struct mark title_at, id_at;
    struct flow_use *uses; /* in an index alone */
    size_t nuses;
};

/* Takes from the flow what is kept but its uses; the texts come from the
 * arena. */
void flow_entry_fill(
    struct flow_entry *entry, struct arena *arena, const struct flow *flow);

/* What people call a flow: its Workflow ID in either case, else its title
 * without regard to case. */
struct flow_name {
    const char *word;
    char workflow_id[UUID_TEXT_SIZE]; /* canonical; "": it is a title */
    const char *key;                  /* the word, folded */
};

void flow_name_make(
    struct flow_name *name, struct arena *arena, const char *word);
bool flow_name_means(
    const struct flow_name *name, const struct flow_entry *entry);

struct flow_index {
    struct arena arena;
    struct flow_entry *entries; /* of the files of flows/, by path */
    struct file_stamp *stamps;  /* what each file was when it was read */
    size_t n;
};

/*
 * Brings the index up to date with flows/: only files that are new or not the
 * same as last time are read. A file that cannot be read, or is no flow, has
 * an entry without title and id. What the arena held before is gone.
 */
bool flow_index_read(struct flow_index *index,
    const struct workspace *workspace, struct failure *failure);

void flow_index_done(struct flow_index *index);

/* auto_(flow_index) struct flow_index i = {0}; */
static inline void
flow_index_cleanup(struct flow_index *index)
{
    flow_index_done(index);
}
