/* The cache of published revisions. */
#include "published.h"

#include <string.h>

#include "chore.h"
#include "hash.h"
#include "signers.h"

#define BUCKETS 1024 /* power of two */

struct current { /* which revision of a flow is served */
    char *workflow_id;
    int64_t revision; /* 0: it is published, but nothing of it may be served */
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
    int64_t published; /* the newest, when it was first looked at; 0: not yet */
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

    if (!*at) {
        *at = calloc(1, sizeof(**at));
        if (!*at || !((*at)->workflow_id = strdup(workflow_id)))
            abort();
    }
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
    store_content_sha256(
        p->sha256, stored->yaml, stored->templates ? stored->templates : "");
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

/* NULL, or why the revision is not served. */
static const char *
judge(const struct want *want, const struct store_flow *stored)
{
    const struct runner *runner = want->runner;

    return signers_judge(runner->signers, stored->workflow_id, stored->yaml,
        stored->templates ? stored->templates : "", stored->signature);
}

static bool
refused_before(struct runner *runner, const char *workflow_id)
{
    const struct current *current =
        *find_current(runner->published, workflow_id);

    return current && !current->revision;
}

/* STATUS_DONE with `*found`, or why there is none. */
static enum status
use_stored(struct want *want, const struct store_flow *stored,
    struct published **found)
{
    struct runner *runner = want->runner;
    struct published *p =
        find(runner->published, stored->workflow_id, stored->revision);

    if (!p && (p = make_ready(runner, stored)))
        keep(runner->published, p);
    if (p && want->current)
        remember_current(
            runner->published, stored->workflow_id, stored->revision);
    *found = p;
    return p ? STATUS_DONE : STATUS_FINDINGS;
}

static store_done_fn loaded;

static void
look_at(struct want *want, const char *workflow_id, int64_t revision)
{
    struct store_request *request = store_request_new(STORE_FLOW, loaded, want);

    request->in.workflow_id = arena_strdup(&request->arena, workflow_id);
    request->in.revision = revision;
    store_submit(want->runner->store, request);
}

/* True when another one was published while older ones were looked at: what
 * is served begins with that one. */
static bool
begins_again(struct want *want, const struct store_flow *stored)
{
    const int64_t before = want->published;

    want->published = stored->published;
    if (!want->current || !before || before == stored->published)
        return false;
    look_at(want, stored->workflow_id, 0);
    return true;
}

/* True when an older revision is looked for: each was published once, and the
 * newest that is signed is served. */
static bool
refuse(struct want *want, const struct store_flow *stored, const char *fault)
{
    struct runner *runner = want->runner;

    if (!refused_before(runner, stored->workflow_id))
        runner_log(runner, "revision %lld of flow %s is not served: %s",
            (long long)stored->revision, stored->workflow_id, fault);
    if (!want->current)
        return false;
    if (stored->revision > 1) {
        look_at(want, stored->workflow_id, stored->revision - 1);
        return true;
    }
    remember_current(runner->published, stored->workflow_id, 0);
    return false;
}

static void
loaded(struct store_request *request)
{
    struct want *want = request->data;
    const struct store_flow *stored = request->out.flows;
    struct published *p = NULL;
    enum status why = request->failure.status;

    if (why == STATUS_DONE && request->out.nflows && stored->yaml &&
        (!want->current || stored->published)) {
        if (begins_again(want, stored))
            return;
        const char *fault = judge(want, stored);
        if (fault && refuse(want, stored, fault))
            return;
        why = fault ? STATUS_FINDINGS : use_stored(want, stored, &p);
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
    *want = (struct want){runner, ready, data, !revision, 0};
    look_at(want, workflow_id, revision);
}

const char *
published_active(struct runner *runner, const char *workflow_id)
{
    const struct current *current =
        *find_current(runner->published, workflow_id);
    const struct published *p = current
        ? find(runner->published, workflow_id, current->revision)
        : NULL;

    return p ? p->sha256 : current ? "" : NULL;
}

struct look {           /* at all flows, when a runner begins */
    struct chore chore; /* first: it is found by it */
    struct store_request *flows;
    size_t next;
};

static void
ignore(struct published *published, enum status why, void *data)
{
    (void)published; /* what is wrong was logged, and is remembered */
    (void)why;
    (void)data;
}

static bool
look_at_next(struct runner *runner, struct chore *chore)
{
    struct look *look = (struct look *)chore;

    if (look->next == look->flows->out.nflows)
        return true;
    const struct store_flow *flow = &look->flows->out.flows[look->next++];
    if (flow->published)
        published_want(runner, flow->workflow_id, 0, ignore, NULL);
    return false;
}

static void
end_look(struct runner *runner, struct chore *chore, bool whole)
{
    struct look *look = (struct look *)chore;

    (void)runner;
    (void)whole;
    store_request_free(look->flows);
    free(look);
}

static void
flows_found(struct store_request *request)
{
    struct look *look = calloc(1, sizeof(*look));

    if (!look)
        abort();
    look->chore = (struct chore){look_at_next, end_look, NULL};
    look->flows = store_request_take(request);
    chore_begin(request->data, &look->chore);
}

void
published_look(struct runner *runner)
{
    if (runner->signers)
        store_submit(
            runner->store, store_request_new(STORE_FLOWS, flows_found, runner));
}
