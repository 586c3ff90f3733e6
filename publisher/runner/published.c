/* The cache of published revisions. */
#include "published.h"

#include <string.h>

#include "hash.h"

#define BUCKETS 1024 /* power of two */

struct current { /* which revision of a flow is published */
    char *workflow_id;
    int64_t revision;
    struct current *next;
};

struct published_cache {
    struct published *buckets[BUCKETS];
    struct current *currents[BUCKETS];
};

struct want {
    struct runner *runner;
    published_fn *ready;
    void *data;
    bool current;
};

static size_t
bucket_of(const char *text)
{
    return hash_text(text) & (BUCKETS - 1);
}

struct published_cache *
published_open(void)
{
    struct published_cache *cache = calloc(1, sizeof(*cache));

    if (!cache)
        abort();
    return cache;
}

static void
free_published(struct published *p)
{
    for (size_t i = 0; i < p->flow->ninputs; i++)
        pattern_free(p->patterns[i]);
    free(p->patterns);
    catalogue_done(&p->catalogue);
    flow_free(p->flow);
    free(p->key);
    free(p);
}

static void
free_currents(struct current *current)
{
    while (current) {
        struct current *next = current->next;

        free(current->workflow_id);
        free(current);
        current = next;
    }
}

void
published_close(struct published_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (cache->buckets[i]) {
            struct published *p = cache->buckets[i];

            cache->buckets[i] = p->next;
            free_published(p);
        }
        free_currents(cache->currents[i]);
    }
    free(cache);
}

static char *
make_key(const char *workflow_id, int64_t revision)
{
    struct text key = {0};

    text_addf(&key, "%s/%lld", workflow_id, (long long)revision);
    return text_take(&key);
}

static struct published *
find(const struct published_cache *cache, const char *workflow_id,
    int64_t revision)
{
    auto_(heap) char *key = make_key(workflow_id, revision);
    struct published *p = cache->buckets[bucket_of(key)];

    while (p && strcmp(p->key, key) != 0)
        p = p->next;
    return p;
}

static struct current **
find_current(struct published_cache *cache, const char *workflow_id)
{
    struct current **at = &cache->currents[bucket_of(workflow_id)];

    while (*at && strcmp((*at)->workflow_id, workflow_id) != 0)
        at = &(*at)->next;
    return at;
}

static void
remember_current(
    struct published_cache *cache, const char *workflow_id, int64_t revision)
{
    struct current **at = find_current(cache, workflow_id);

    if (*at)
        return;
    *at = calloc(1, sizeof(**at));
    if (!*at || !((*at)->workflow_id = strdup(workflow_id)))
        abort();
    (*at)->revision = revision;
}

void
published_forget(struct runner *runner, const char *workflow_id)
{
    struct current **at = find_current(runner->published, workflow_id);
    struct current *gone = *at;

    if (!gone)
        return;
    *at = gone->next;
    free(gone->workflow_id);
    free(gone);
}

/* What the runner's own workspace has for each channel. */
static bool
resolve(struct runner *runner, struct published *p)
{
    for (size_t i = 0; i < p->flow->nchannels; i++) {
        const struct flow_channel *step = &p->flow->channels[i];
        const struct workspace_channel *channel =
            workspace_channel(runner->workspace, step->channel.text);
        const struct provider *provider =
            channel ? workspace_provider(runner->workspace, channel) : NULL;

        if (!provider) {
            runner_log(runner, "flow %s names the channel '%s', which %s here",
                p->workflow_id, step->channel.text,
                channel ? "has no provider" : "does not exist");
            return false;
        }
        p->channels[i] = channel;
        p->templates[i] =
            catalogue_find(&p->catalogue, (enum kind)channel->kind.value,
                step->template_name.text, step->language.text);
        if (!p->templates[i]) {
            runner_log(runner, "flow %s came without its template '%s'",
                p->workflow_id, step->template_name.text);
            return false;
        }
        if (provider->built_in)
            p->sandboxed |= (uint8_t)(1U << i);
    }
    return true;
}

static void
compile_patterns(struct published *p)
{
    p->patterns = calloc(p->flow->ninputs + 1, sizeof(struct pattern *));
    if (!p->patterns)
        abort();
    for (size_t i = 0; i < p->flow->ninputs; i++) {
        const char *text = p->flow->inputs[i].pattern.text;
        const char *reason;

        if (text) /* checked when it was pushed: a wrong one stays NULL */
            p->patterns[i] = pattern_compile(text, &reason);
    }
}

static struct published *
make_ready(struct runner *runner, const struct store_flow *stored)
{
    auto_(findings) struct findings findings = {0};
    struct flow *flow = flow_read(stored->workflow_id, stored->yaml,
        strlen(stored->yaml), FLOW_PUBLISHED, &findings);

    if (!flow) {
        runner_log(runner, "revision %lld of flow %s cannot be read",
            (long long)stored->revision, stored->workflow_id);
        return NULL;
    }
    struct published *p = calloc(1, sizeof(*p));
    if (!p)
        abort();
    p->flow = flow;
    p->key = make_key(stored->workflow_id, stored->revision);
    p->workflow_id = arena_strdup(&flow->arena, stored->workflow_id);
    p->revision = stored->revision;
    if (stored->templates)
        catalogue_read(&p->catalogue, stored->workflow_id, stored->templates,
            strlen(stored->templates), &findings);
    catalogue_ready(&p->catalogue, &findings);
    compile_patterns(p);
    engine_plan_make(&p->plan, flow, runner->workspace);
    if (resolve(runner, p))
        return p;
    free_published(p);
    return NULL;
}

static void
keep(struct published_cache *cache, struct published *p)
{
    struct published **bucket = &cache->buckets[bucket_of(p->key)];

    p->next = *bucket;
    *bucket = p;
}

static void
loaded(struct store_request *request)
{
    struct want *want = request->data;
    struct runner *runner = want->runner;
    struct published *p = NULL;
    enum status why = request->failure.status;

    if (why == STATUS_DONE && request->out.nflows &&
        request->out.flows[0].yaml &&
        (!want->current || request->out.flows[0].published)) {
        const struct store_flow *stored = &request->out.flows[0];

        p = find(runner->published, stored->workflow_id, stored->revision);
        if (!p && (p = make_ready(runner, stored)))
            keep(runner->published, p);
        why = p ? STATUS_DONE : STATUS_FINDINGS;
        if (p && want->current)
            remember_current(
                runner->published, stored->workflow_id, stored->revision);
    }
    want->ready(p, why, want->data);
    free(want);
}

struct published *
published_known(
    struct runner *runner, const char *workflow_id, int64_t revision)
{
    if (revision)
        return find(runner->published, workflow_id, revision);
    struct current *current = *find_current(runner->published, workflow_id);
    return current ? find(runner->published, workflow_id, current->revision)
                   : NULL;
}

void
published_want(struct runner *runner, const char *workflow_id, int64_t revision,
    published_fn *ready, void *data)
{
    struct published *p = published_known(runner, workflow_id, revision);

    if (p) {
        ready(p, STATUS_DONE, data);
        return;
    }
    struct want *want = malloc(sizeof(*want));
    if (!want)
        abort();
    *want = (struct want){runner, ready, data, !revision};
    struct store_request *request = store_request_new(STORE_FLOW, loaded, want);
    request->in.workflow_id = arena_strdup(&request->arena, workflow_id);
    request->in.revision = revision;
    store_submit(runner->store, request);
}
