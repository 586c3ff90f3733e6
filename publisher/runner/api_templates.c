/* The templates that the published flows use, over the API. */
#include "api.h"

#include <string.h>

#include "chore.h"
#include "template.h"

struct use { /* of a template by a flow, as it was pinned */
    int kind, status;
    const char *name, *language, *category, *reason, *id;
    const struct store_flow *flow;
};

struct listing {
    struct chore chore; /* first: it is found by it */
    struct api_call *call;
    struct store_request *flows;
    size_t read;
    struct use *uses;
    size_t nuses;
};

static void
add_use(struct listing *listing, const struct template *template,
    const struct store_flow *flow)
{
    struct arena *arena = &listing->call->arena;

    listing->uses = arena_grow(
        arena, listing->uses, listing->nuses, sizeof(*listing->uses));
    listing->uses[listing->nuses++] = (struct use){
        .kind = template->kind.value,
        .status = template->status.value,
        .name = arena_strdup(arena, template->name.text),
        .language = arena_strdup(arena, template->language.text),
        .category = category_words[template->category.value],
        .reason = arena_strdup(arena, template->reason.text),
        .id = arena_strdup(arena, template->source_id.text),
        .flow = flow,
    };
}

/* The templates of the next flow. */
static bool
read_next(struct runner *runner, struct chore *chore)
{
    struct listing *listing = (struct listing *)chore;
    auto_(findings) struct findings findings = {0};
    struct catalogue catalogue = {0};

    (void)runner;
    if (listing->read == listing->flows->out.nflows)
        return true;
    const struct store_flow *flow = &listing->flows->out.flows[listing->read++];
    catalogue_read(&catalogue, "templates", flow->templates,
        strlen(flow->templates), &findings);
    for (size_t i = 0; i < catalogue.n; i++)
        if (catalogue.items[i].name.text && catalogue.items[i].language.text)
            add_use(listing, &catalogue.items[i], flow);
    catalogue_done(&catalogue);
    return false;
}

static int
compare_templates(const struct use *a, const struct use *b)
{
    const int names = strcmp(a->name, b->name);

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return names ? names : strcmp(a->language, b->language);
}

/* The flows of a template in the order of the store's list. */
static int
compare_uses(const void *left, const void *right)
{
    const struct use *a = left, *b = right;
    const int order = compare_templates(a, b);

    return order ? order : (a->flow > b->flow) - (a->flow < b->flow);
}

static void
set_text(json_t *object, const char *key, const char *text)
{
    if (text)
        (void)json_object_set_new(object, key, json_string(text));
}

static json_t *
write_use(const struct use *use)
{
    json_t *json = json_pack("{s:s, s:s, s:I, s:s}", "workflow_id",
        use->flow->workflow_id, "title", use->flow->title, "revision",
        (json_int_t)use->flow->revision, "status",
        template_status_words[use->status]);

    set_text(json, "reason", use->reason);
    return json;
}

/* What the runner's own templates folder says of it. */
static json_t *
write_here(const struct runner *runner, const struct use *use)
{
    const struct template *here = catalogue_find(&runner->workspace->catalogue,
        (enum kind)use->kind, use->name, use->language);

    if (!here)
        return json_null();
    json_t *json =
        json_pack("{s:s}", "status", template_status_words[here->status.value]);
    set_text(json, "reason", here->reason.text);
    set_text(json, "fetched", here->source_fetched.text);
    return json;
}

static json_t *
write_template(const struct runner *runner, const struct use *use)
{
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s}", "kind", kind_words[use->kind], "name",
            use->name, "language", use->language, "category", use->category);

    set_text(json, "id", use->id);
    (void)json_object_set_new(json, "here", write_here(runner, use));
    (void)json_object_set_new(json, "flows", json_array());
    return json;
}

static json_t *
write_templates(const struct runner *runner, struct listing *listing)
{
    json_t *list = json_array(), *template = NULL;

    if (listing->nuses)
        qsort(listing->uses, listing->nuses, sizeof(*listing->uses),
            compare_uses);
    for (size_t i = 0; i < listing->nuses; i++) {
        const struct use *use = &listing->uses[i];

        if (!i || compare_templates(use - 1, use) != 0) {
            template = write_template(runner, use);
            (void)json_array_append_new(list, template);
        }
        (void)json_array_append_new(
            json_object_get(template, "flows"), write_use(use));
    }
    return list;
}

static void
end(struct runner *runner, struct chore *chore, bool whole)
{
    struct listing *listing = (struct listing *)chore;
    struct api_call *call = listing->call;
    struct store_request *flows = listing->flows;

    if (whole)
        api_answer_entity(call,
            json_pack("{s:o}", "templates", write_templates(runner, listing)),
            NULL);
    else
        api_problem(call, 503, "stopping", NULL, "the runner is stopping");
    store_request_free(flows);
}

static void
flows_found(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    struct listing *listing = arena_alloc(&call->arena, sizeof(*listing));
    *listing = (struct listing){
        .chore = {read_next, end, NULL},
        .call = call,
        .flows = store_request_take(request),
    };
    chore_begin(call->runner, &listing->chore);
}

void
api_templates(struct api_call *call)
{
    store_submit(call->runner->store,
        store_request_new(STORE_PINNED, flows_found, call));
}
