/* A small server for the tests of front, loop and courier together: it decides
 * nothing, it only shows what they do. Arguments: name=value (see `rows`). */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "loop.h"
#include "problem.h"
#include "route.h"
#include "text.h"

#define MOST 2048

struct held { /* a request that is answered later */
    struct front_request *request;
    int64_t due; /* 0: after this turn's commit */
    bool until_release;
};

struct demo {
    struct front_options options;
    struct front *front;
    struct courier *courier;
    struct loop *loop;
    struct held held[MOST];
    size_t nheld, turns, wide;
    bool release, stopping;
};

static void
answer_text(struct front_request *request, unsigned status, const char *text,
    size_t len)
{
    front_answer(request,
        &(struct front_answer){.status = status,
            .content_type = "text/plain",
            .body = text,
            .len = len});
}

static void
hold(
    struct demo *demo, struct front_request *request, int64_t due, bool release)
{
    if (demo->nheld == MOST)
        abort();
    demo->held[demo->nheld++] = (struct held){request, due, release};
}

static void
now(struct front_request *r, const struct route_match *match, void *data)
{
    (void)match;
    (void)data;
    answer_text(r, 200, "now", 3);
}

static void
echo(struct front_request *r, const struct route_match *match, void *data)
{
    (void)match;
    (void)data;
    answer_text(r, 200, r->body, r->len);
}

static void
later(struct front_request *r, const struct route_match *match, void *data)
{
    (void)match;
    hold(data, r, 0, false);
}

static void
slow(struct front_request *r, const struct route_match *match, void *data)
{
    const char *ms = front_query(r, "ms");

    (void)match;
    hold(data, r, clock_now() + (ms ? strtol(ms, NULL, 10) : 0), false);
}

static void
never(struct front_request *r, const struct route_match *match, void *data)
{
    (void)match;
    hold(data, r, 0, true);
}

static void
release(struct front_request *r, const struct route_match *match, void *data)
{
    struct demo *demo = data;

    (void)match;
    demo->release = true;
    answer_text(r, 200, "", 0);
}

/* What the front says of a request, line by line. */
static void
show(struct front_request *r, const struct route_match *match, void *data)
{
    auto_(text) struct text text = {0};
    const char *name, *value;

    (void)data;
    text_addf(&text, "method=%s\ntarget=%s\npath=%s\npeer=%s\nlocal=%d\n",
        r->method, r->target, r->path, r->peer, r->local);
    text_addf(&text, "word=%s\nx-test=%s\n", match->values[0],
        front_header(r, "x-test") ? front_header(r, "x-test") : "(none)");
    for (size_t i = 0; front_query_at(r, i, &name, &value); i++)
        text_addf(&text, "query %s=%s\n", name, value);
    answer_text(r, 200, text.bytes, text.len);
}

static void
length(struct front_request *r, const struct route_match *match, void *data)
{
    char text[32];

    (void)match;
    (void)data;
    snprintf(text, sizeof(text), "%zu", r->len);
    answer_text(r, 200, text, strlen(text));
}

static void
count(struct front_request *r, const struct route_match *match, void *data)
{
    const struct demo *demo = data;
    char text[96];

    (void)match;
    snprintf(text, sizeof(text), "turns=%zu busy=%zu wide=%zu", demo->turns,
        front_busy(demo->front), demo->wide);
    answer_text(r, 200, text, strlen(text));
}

static void
large(struct front_request *r, const struct route_match *match, void *data)
{
    const size_t len = (size_t)4 << 20;
    auto_(heap) char *bytes = malloc(len);

    (void)match;
    (void)data;
    if (!bytes)
        abort();
    memset(bytes, 'x', len);
    answer_text(r, 200, bytes, len);
}

/* An answer whose headers are as long as the front allows. */
static void
wide(struct front_request *r, const struct route_match *match, void *data)
{
    struct demo *demo = data;
    char filler[601] = "";
    const char *headers[] = {"X-Wide", filler, NULL};

    (void)match;
    memset(filler, 'w', sizeof(filler) - 1);
    demo->wide++;
    front_answer(r,
        &(struct front_answer){.status = 200,
            .content_type = "application/json",
            .headers = headers,
            .body = "{}",
            .len = 2});
}

/* Has the courier post to the URL in the body. */
static void
fetch(struct front_request *r, const struct route_match *match, void *data)
{
    struct demo *demo = data;
    struct courier_job *job = courier_job_new();

    (void)match;
    job->method = "POST";
    job->url = arena_strdup(&job->arena, r->body);
    job->timeout_ms = 5000;
    job->data = r;
    courier_submit(demo->courier, job);
}

static const struct route routes[] = {
    {"GET", "/now", now},
    {"POST", "/echo", echo},
    {"POST", "/later", later},
    {"GET", "/slow", slow},
    {"GET", "/never", never},
    {"POST", "/release", release},
    {"GET", "/show/{word}", show},
    {"PUT", "/big", length},
    {"GET", "/count", count},
    {"GET", "/large", large},
    {"POST", "/fetch", fetch},
    {"GET", "/wide", wide},
    {0},
};

static void
take_request(struct front_request *request, void *data)
{
    route_serve(routes, request, data);
}

static size_t
cap_of(const char *method, const char *path, void *data)
{
    (void)method;
    (void)data;
    return !strcmp(path, "/big") ? (size_t)8 << 20 : FRONT_CAP;
}

static void
take_result(struct courier_job *job, void *data)
{
    static const char *const names[] = {
        [COURIER_ANSWERED] = "answered",
        [COURIER_NOT_SENT] = "not-sent",
        [COURIER_UNKNOWN] = "unknown",
        [COURIER_REFUSED_ADDRESS] = "refused",
    };
    auto_(text) struct text text = {0};

    (void)data;
    text_addf(&text, "%s %ld", names[job->answer.result], job->answer.status);
    answer_text(job->data, 200, text.bytes, text.len);
    courier_job_free(job);
}

static void
decide(int64_t at, void *data)
{
    struct demo *demo = data;

    (void)at;
    demo->turns++;
    if (demo->stopping && !courier_busy(demo->courier) && !demo->nheld &&
        !front_busy(demo->front))
        loop_stop(demo->loop);
}

static bool
commit(void *data)
{
    (void)data; /* there is nothing to make durable */
    return true;
}

/* After the commit: what was decided, and what is due. */
static void
answered(void *data)
{
    struct demo *demo = data;
    const int64_t at = clock_now();
    size_t kept = 0;

    for (size_t i = 0; i < demo->nheld; i++) {
        const struct held *held = &demo->held[i];

        if (held->due > at || (held->until_release && !demo->release))
            demo->held[kept++] = *held;
        else
            answer_text(
                held->request, 200, held->request->body, held->request->len);
    }
    demo->nheld = kept;
    demo->release = false;
}

static int64_t
due(void *data)
{
    const struct demo *demo = data;
    int64_t at = LOOP_NEVER;

    for (size_t i = 0; i < demo->nheld; i++)
        if (demo->held[i].due && demo->held[i].due < at)
            at = demo->held[i].due;
    return at;
}

static void
signalled(int signo, void *data)
{
    struct demo *demo = data;

    if (signo == SIGHUP || demo->stopping)
        return;
    demo->stopping = demo->release = true;
    front_quiesce(demo->front);
    courier_stop(demo->courier, 1000);
    loop_again(demo->loop);
}

static bool
read_argument(struct front_options *options, const char *text)
{
    const char *value = strchr(text, '=') ? strchr(text, '=') + 1 : "";
    const long number = strtol(value, NULL, 10);
    const struct {
        const char *name;
        int64_t *span;
        unsigned *count;
        const char **word;
    } rows[] = {
        {"listen=", .word = &options->listen},
        {"socket=", .word = &options->socket},
        {"header_ms=", .span = &options->header_ms},
        {"body_ms=", .span = &options->body_ms},
        {"idle_ms=", .span = &options->idle_ms},
        {"answer_ms=", .span = &options->answer_ms},
        {"connections=", .count = &options->connections},
        {"per_address=", .count = &options->connections_per_address},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strncmp(text, rows[i].name, strlen(rows[i].name)) != 0)
            continue;
        if (rows[i].word)
            *rows[i].word = value;
        if (rows[i].span)
            *rows[i].span = number;
        if (rows[i].count)
            *rows[i].count = (unsigned)number;
        return true;
    }
    return false;
}

static bool
set_up(struct demo *demo, struct failure *failure)
{
    demo->front = front_open(&demo->options, failure);
    demo->courier = courier_open(&(struct courier_options){0}, failure);
    if (!demo->front || !demo->courier)
        return false;
    demo->loop = loop_open(
        &(struct loop_parts){
            .front = demo->front,
            .courier = demo->courier,
            .store_fd = -1,
            .result = take_result,
            .signalled = signalled,
            .decide = decide,
            .commit = commit,
            .answered = answered,
            .due = due,
            .data = demo,
        },
        failure);
    return demo->loop;
}

int
main(int argc, char **argv)
{
    static struct demo demo;
    struct failure failure = {0};

    demo.options = (struct front_options){
        .handler = take_request, .cap = cap_of, .data = &demo};
    for (int i = 1; i < argc; i++)
        if (!read_argument(&demo.options, argv[i]))
            return STATUS_USAGE;
    const bool ready = set_up(&demo, &failure);
    if (!ready)
        fprintf(stderr, "front_demo: %s\n", failure.text);
    else
        printf("http://%s\n",
            demo.options.listen ? front_listens_on(demo.front) : "local");
    fflush(stdout);
    const bool well = ready && loop_run(demo.loop);
    loop_close(demo.loop);
    courier_close(demo.courier);
    front_close(demo.front);
    return well ? 0 : (int)failure.status;
}
