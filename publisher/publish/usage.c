/* Looking through flows for the templates that they use. */
#include "usage.h"

#include <string.h>

#include "stored.h"

static void
add(struct usage *usage, const struct use *use)
{
    struct arena *arena = &usage->arena;

    usage->items =
        arena_grow(arena, usage->items, usage->n, sizeof(*usage->items));
    struct use *copy = &usage->items[usage->n++];
    *copy = *use;
    copy->name = arena_strdup(arena, use->name);
    copy->language = arena_strdup(arena, use->language);
    copy->title = arena_strdup(arena, use->title ? use->title : "");
    copy->workflow_id =
        arena_strdup(arena, use->workflow_id ? use->workflow_id : "");
    copy->file = arena_strdup(arena, use->file);
}

/* The kind of a channel: the workspace says it, or the only template of that
 * name and language among those that are pinned. */
static bool
find_kind(const struct workspace *workspace, const struct catalogue *pinned,
    const struct flow_channel *channel, enum kind *kind)
{
    const struct workspace_channel *known = channel->channel.text
        ? workspace_channel(workspace, channel->channel.text)
        : NULL;

    if (known && known->kind.given) {
        *kind = (enum kind)known->kind.value;
        return true;
    }
    for (int i = 0; pinned && i < KIND_COUNT; i++) {
        *kind = (enum kind)i;
        if (catalogue_find(pinned, *kind, channel->template_name.text,
                channel->language.text))
            return true;
    }
    return false;
}

static void
add_flow(struct usage *usage, const struct workspace *workspace,
    const struct flow *flow, const struct catalogue *pinned, struct use use)
{
    for (size_t i = 0; i < flow->nchannels; i++) {
        const struct flow_channel *channel = &flow->channels[i];

        if (!channel->template_name.text || !channel->language.text ||
            !find_kind(workspace, pinned, channel, &use.kind))
            continue;
        use.name = channel->template_name.text;
        use.language = channel->language.text;
        use.template = catalogue_find(
            &workspace->catalogue, use.kind, use.name, use.language);
        use.channel = i + 1;
        add(usage, &use);
    }
}

bool
usage_of_workspace(
    struct usage *usage, struct workspace *workspace, struct failure *failure)
{
    const char **paths;
    size_t n;

    if (!workspace_flow_files(workspace, &usage->arena, &paths, &n, failure))
        return false;
    for (size_t i = 0; i < n; i++) {
        auto_(findings) struct findings ignored = {0};
        struct failure unread = {0};
        auto_(flow) struct flow *flow =
            workspace_flow(workspace, paths[i], &ignored, &unread);

        if (flow)
            add_flow(usage, workspace, flow, NULL,
                (struct use){
                    .title = flow->title.text,
                    .workflow_id = flow->workflow_id.text,
                    .file = flow->file,
                });
    }
    return true;
}

static void
add_revision(struct usage *usage, const struct workspace *workspace,
    const struct store_flow *stored)
{
    auto_(findings) struct findings ignored = {0};
    struct catalogue pinned = {0};
    auto_(flow) struct flow *flow = flow_read(stored->workflow_id, stored->yaml,
        strlen(stored->yaml), FLOW_PUBLISHED, &ignored);

    catalogue_read(&pinned, stored->workflow_id, stored->templates,
        strlen(stored->templates), &ignored);
    catalogue_ready(&pinned, &ignored);
    if (flow)
        add_flow(usage, workspace, flow, &pinned,
            (struct use){
                .title = stored->title,
                .workflow_id = stored->workflow_id,
                .revision = stored->revision,
            });
    catalogue_done(&pinned);
}

static bool
add_published(struct usage *usage, const struct workspace *workspace,
    struct store *store, const char *workflow_id, struct failure *failure)
{
    struct store_request *request = store_request_new(STORE_FLOW, NULL, NULL);

    request->in.workflow_id = arena_strdup(&request->arena, workflow_id);
    auto_(store_request) struct store_request *done =
        stored_do(store, request, failure);
    if (!done)
        return false;
    if (done->out.nflows) /* else it was unpublished meanwhile */
        add_revision(usage, workspace, &done->out.flows[0]);
    return true;
}

bool
usage_of_store(struct usage *usage, const struct workspace *workspace,
    struct store *store, struct failure *failure)
{
    auto_(store_request) struct store_request *flows =
        stored_flows(store, NULL, failure);

    for (size_t i = 0; flows && i < flows->out.nflows; i++)
        if (flows->out.flows[i].published &&
            !add_published(usage, workspace, store,
                flows->out.flows[i].workflow_id, failure))
            return false;
    return flows != NULL;
}

static int
compare_templates(const struct template *a, const struct template *b)
{
    return (a > b) - (a < b); /* of one catalogue: its order */
}

static int
compare(const void *left, const void *right)
{
    const struct use *a = left, *b = right;
    const int templates = compare_templates(a->template, b->template);
    const int published = templates ? templates : !a->file - !b->file;
    const int titles = published ? published : strcmp(a->title, b->title);

    return titles ? titles
                  : (a->channel > b->channel) - (a->channel < b->channel);
}

void
usage_ready(struct usage *usage)
{
    if (usage->n)
        qsort(usage->items, usage->n, sizeof(*usage->items), compare);
}

const struct use *
usage_find(
    const struct usage *usage, const struct template *template, size_t *n)
{
    size_t low = 0, high = usage->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (compare_templates(usage->items[middle].template, template) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < usage->n; high++)
        if (usage->items[high].template != template)
            break;
    *n = high - low;
    return *n ? &usage->items[low] : NULL;
}

bool
use_is_bad(const struct use *use)
{
    return use->template && !template_usable(use->template);
}

void
usage_done(struct usage *usage)
{
    arena_free(&usage->arena);
    *usage = (struct usage){0};
}
