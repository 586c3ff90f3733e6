/* The index of the flows: filled from files, kept while they are the same. */
#include "flow_index.h"

#include <string.h>

#include "text.h"

static const char *
title_key(struct arena *arena, const char *title)
{
    auto_(heap) char *key = flow_title_key(title);

    return arena_strdup(arena, key);
}

static void
add_use(struct flow_entry *entry, struct arena *arena, const char *channel,
    const char *template_name, const char *language)
{
    entry->uses =
        arena_grow(arena, entry->uses, entry->nuses, sizeof(*entry->uses));
    entry->uses[entry->nuses++] = (struct flow_use){
        .channel = arena_strdup(arena, channel),
        .template_name = arena_strdup(arena, template_name),
        .language = arena_strdup(arena, language),
    };
}

static void
fill_uses(
    struct flow_entry *entry, struct arena *arena, const struct flow *flow)
{
    entry->uses = NULL;
    entry->nuses = 0;
    for (size_t i = 0; i < flow->nchannels; i++) {
        const struct flow_channel *channel = &flow->channels[i];

        if (channel->channel.text && channel->template_name.text)
            add_use(entry, arena, channel->channel.text,
                channel->template_name.text, channel->language.text);
    }
}

void
flow_entry_fill(
    struct flow_entry *entry, struct arena *arena, const struct flow *flow)
{
    const char *title = flow->title.text, *id = flow->workflow_id.text;

    entry->title = arena_strdup(arena, title);
    entry->title_at = flow->title.at;
    entry->key = title && *title ? title_key(arena, title) : NULL;
    entry->id_at = flow->workflow_id.at;
    if (!id || !uuid_canonical(entry->workflow_id, id))
        entry->workflow_id[0] = '\0';
}

void
flow_name_make(struct flow_name *name, struct arena *arena, const char *word)
{
    *name = (struct flow_name){.word = word, .key = title_key(arena, word)};
    (void)uuid_canonical(name->workflow_id, word); /* else it is a title */
}

bool
flow_name_means(const struct flow_name *name, const struct flow_entry *entry)
{
    return name->workflow_id[0] ? !strcmp(name->workflow_id, entry->workflow_id)
                                : text_is(name->key, entry->key);
}

static void
read_entry(struct flow_index *index, struct flow_entry *entry,
    const struct workspace *workspace)
{
    auto_(findings) struct findings unread = {0};
    auto_(flow) struct flow *flow =
        workspace_flow(workspace, entry->path, &unread, NULL);

    if (!flow)
        return;
    flow_entry_fill(entry, &index->arena, flow);
    fill_uses(entry, &index->arena, flow);
}

static void
copy_entry(struct flow_index *index, struct flow_entry *entry,
    const struct flow_entry *old)
{
    const char *path = entry->path, *file = entry->file;

    *entry = *old;
    entry->path = path;
    entry->file = file;
    entry->title = arena_strdup(&index->arena, old->title);
    entry->key = arena_strdup(&index->arena, old->key);
    entry->uses = NULL;
    entry->nuses = 0;
    for (size_t i = 0; i < old->nuses; i++)
        add_use(entry, &index->arena, old->uses[i].channel,
            old->uses[i].template_name, old->uses[i].language);
}

/* The entry of the path in the old index, from *at on: both are sorted. */
static bool
find_old(const struct flow_index *old, const char *path, size_t *at)
{
    while (*at < old->n && strcmp(old->entries[*at].path, path) < 0)
        (*at)++;
    return *at < old->n && !strcmp(old->entries[*at].path, path);
}

static void
fill(struct flow_index *index, const struct flow_index *old,
    const struct workspace *workspace, const char *const *paths)
{
    size_t at = 0;

    for (size_t i = 0; i < index->n; i++) {
        struct flow_entry *entry = &index->entries[i];
        struct file_stamp *stamp = &index->stamps[i];

        entry->path = paths[i];
        entry->file = workspace_relative(workspace, paths[i]);
        file_stamp(paths[i], stamp); /* before it is read */
        if (find_old(old, paths[i], &at) &&
            file_stamp_same(stamp, &old->stamps[at]))
            copy_entry(index, entry, &old->entries[at]);
        else if (stamp->regular)
            read_entry(index, entry, workspace);
    }
}

bool
flow_index_read(struct flow_index *index, const struct workspace *workspace,
    struct failure *failure)
{
    auto_(flow_index) struct flow_index old = {0}, fresh = {0};
    const char **paths;

    if (!workspace_flow_files(
            workspace, &fresh.arena, &paths, &fresh.n, failure))
        return false;
    fresh.entries =
        arena_alloc(&fresh.arena, (fresh.n + 1) * sizeof(*fresh.entries));
    fresh.stamps =
        arena_alloc(&fresh.arena, (fresh.n + 1) * sizeof(*fresh.stamps));
    fill(&fresh, index, workspace, paths);
    old = *index;
    *index = fresh;
    fresh = (struct flow_index){0};
    return true;
}

void
flow_index_done(struct flow_index *index)
{
    arena_free(&index->arena);
    *index = (struct flow_index){0};
}
