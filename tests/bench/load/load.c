/*
 * The workload of the comparison: flows of two channels, against whatever can
 * run them, with the provider that takes the messages and reports on them.
 *
 *   bench_load --port PORT --path PATH [OPTION...]
 *
 * An invocation is {"recipient": "1555" and 8 digits, "data": {...}}, with a +
 * before the number if asked for. The last digit decides: 0 to 7 delivered
 * after 50 ms; 8 failed after 50 ms; 9 silence, until the delay of A is over.
 * A flow is complete when the report `delivered` was answered with 2xx, or its
 * message on B came. Prints one line of JSON; ends with 1 when a message was
 * sent twice or lost. `needless` counts B sent though A was delivered: what is
 * overloaded may take the report after the delay.
 */
#include <assert.h>
#include <err.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "base.h"
#include "options.h"
#include "pool.h"
#include "wire.h"

#define FLOWS_MAX 8000000u /* address space only, until they are used */
#define REPORT_AFTER INT64_C(50000)
#define REPORT_TRIES 5
#define DRAIN INT64_C(15000000) /* beside the delay */

struct flow {         /* instants are microseconds of the monotonic clock */
    int64_t reported; /* that it failed */
    char *report_path;
    uint32_t begun; /* microseconds: its answer took so long */
    uint16_t a, b;
    uint8_t tries;
    bool accepted, complete;
};

struct due { /* a report to post */
    int64_t at;
    uint32_t flow;
};

static struct {
    const char *path, *plus;
    int64_t delay, seconds, warm;
    uint32_t outstanding, rate;
} options;

static struct flow *flows;
static struct due *reports; /* a ring: they fall due in their order */
static uint32_t report_first, report_end;
static uint32_t begun, finished, counted, refused, redone;
static int64_t started, window_from, window_to;
static uint32_t *moved, nmoved, *answers, nanswers;

static int64_t
now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static void *
reserve(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED)
        err(1, "no memory");
    return memory;
}

static void
complete(struct flow *flow)
{
    int64_t at = now();

    if (flow->complete)
        return;
    flow->complete = true;
    finished++;
    if (at >= window_from && at < window_to)
        counted++;
}

static void
report_later(uint32_t number)
{
    reports[report_end++ % FLOWS_MAX] =
        (struct due){.at = now() + REPORT_AFTER, .flow = number};
}

static void
report_answered(uint32_t number, unsigned status)
{
    struct flow *flow = &flows[number];

    if (status / 100 == 2) {
        if (number % 10 < 8)
            complete(flow);
        return;
    }
    redone++;
    if (++flow->tries < REPORT_TRIES)
        report_later(number);
}

static void
post_report(uint32_t number)
{
    struct flow *flow = &flows[number];
    char body[160];

    if (number % 10 == 8 && !flow->reported)
        flow->reported = now();
    snprintf(body, sizeof(body),
        "{\"message_id\":\"a%u\",\"to\":\"%s1555%08u\",\"status\":\"%s\"}",
        number, options.plus, number,
        number % 10 == 8 ? "failed" : "delivered");
    pool_post(flow->report_path, body, report_answered, number);
}

static void
post_reports(void)
{
    while (report_first != report_end &&
        reports[report_first % FLOWS_MAX].at <= now())
        post_report(reports[report_first++ % FLOWS_MAX].flow);
}

/* The path of an address with a host. */
static const char *
path_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;

    return path ? path : "/";
}

static void
take_a(uint32_t number, const char *report_url)
{
    struct flow *flow = &flows[number];

    if (flow->a++ || number % 10 == 9)
        return;
    flow->report_path = strdup(path_of(report_url));
    report_later(number);
}

static void
take_b(uint32_t number)
{
    struct flow *flow = &flows[number];

    flow->b++;
    if (number % 10 == 8 && flow->reported && flow->b == 1 &&
        now() >= window_from && now() < window_to)
        moved[nmoved++] = (uint32_t)(now() - flow->reported);
    complete(flow);
}

static void
answer(struct wire *wire, char channel, uint32_t number)
{
    char body[64];
    int len = snprintf(
        body, sizeof(body), "{\"message_id\":\"%c%u\"}", channel, number);

    text_addf(&wire->out,
        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n"
        "Content-Length: %d\r\n\r\n%s",
        len, body);
    wire_flush(wire);
}

/* POST /send/a or /send/b: {"to", "text", "dlr_url"}. */
static void
take_message(struct wire *wire, const struct wire_message *message)
{
    char channel = message->path[strlen("/send/")];
    json_t *tree = json_loadb(message->body, message->len, 0, NULL);
    const char *to = json_string_value(json_object_get(tree, "to"));
    const char *url = json_string_value(json_object_get(tree, "dlr_url"));
    uint32_t number;

    if (!to || strlen(to) < 12)
        errx(1, "a message for nobody: %s", message->body);
    number = (uint32_t)strtoul(to + strlen(to) - 8, NULL, 10);
    if (number >= begun)
        errx(1, "a message that nobody asked for: %s", message->body);
    answer(wire, channel, number);
    if (channel == 'b')
        take_b(number);
    else
        take_a(number, url ? url : "");
    json_decref(tree);
}

static void
no_matter(struct wire *wire)
{
    (void)wire;
}

static const struct wire_side provider = {
    .reads = HTTP_REQUEST,
    .message = take_message,
    .broken = no_matter,
};

static void
invoked(uint32_t number, unsigned status)
{
    struct flow *flow = &flows[number];
    int64_t at = now();

    if (status / 100 != 2) {
        refused++;
        finished++;
        flow->complete = true;
        return;
    }
    flow->accepted = true;
    if (at >= window_from && at < window_to)
        answers[nanswers++] = (uint32_t)(at - started) - flow->begun;
}

static void
invoke(void)
{
    char body[256];
    uint32_t number = begun++;

    if (number >= FLOWS_MAX)
        errx(1, "too many flows");
    flows[number].begun = (uint32_t)(now() - started);
    snprintf(body, sizeof(body),
        "{\"recipient\":\"%s1555%08u\",\"data\":{\"name\":\"Ada Lovelace\","
        "\"text\":\"Hello Ada, your parcel 482913 leaves the depot today "
        "between 14:00 and 16:00, have somebody at the door please.\"}}",
        options.plus, number);
    pool_post(options.path, body, invoked, number);
}

/* How many are to have begun by now. */
static uint32_t
wanted(void)
{
    if (options.rate)
        return (uint32_t)((now() - started) * options.rate / 1000000);
    return finished + options.outstanding;
}

static void
run(void)
{
    int64_t end, wait;

    started = now();
    window_from = started + options.warm * 1000000;
    window_to = window_from + options.seconds * 1000000;
    while (now() < window_to) {
        while (begun < wanted())
            invoke();
        wire_turn(1);
        post_reports();
    }
    end = now() + options.delay + DRAIN;
    while (finished < begun && (wait = end - now()) > 0) {
        wire_turn(1);
        post_reports();
    }
    for (end = now() + 500000; now() < end;) /* doubles come late */
        wire_turn(10);
}

static int
compare(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double
percentile(uint32_t *spans, uint32_t n, unsigned percent)
{
    if (!n)
        return 0;
    qsort(spans, n, sizeof(*spans), compare);
    return spans[(uint64_t)(n - 1) * percent / 100] / 1000.0;
}

static int
tell(void)
{
    uint32_t lost = 0, doubled = 0, needless = 0;

    for (uint32_t i = 0; i < begun; i++) {
        const struct flow *flow = &flows[i];

        lost += flow->accepted && !flow->complete;
        doubled += flow->a > 1 || flow->b > 1;
        needless += i % 10 < 8 && flow->b;
    }
    printf("{\"flows_per_second\": %.0f, \"flows\": %u, \"refused\": %u, "
           "\"reports_repeated\": %u, \"invoke_p50\": %.2f, "
           "\"invoke_p99\": %.2f, \"next_p50\": %.2f, \"next_p99\": %.2f, "
           "\"lost\": %u, \"doubled\": %u, \"needless\": %u}\n",
        (double)counted / (double)options.seconds, begun, refused, redone,
        percentile(answers, nanswers, 50), percentile(answers, nanswers, 99),
        percentile(moved, nmoved, 50), percentile(moved, nmoved, 99), lost,
        doubled, needless);
    return lost || doubled;
}

static const char *port, *path_arg, *header = "", *provider_port = "9100";
static const char *seconds = "10", *warm = "2", *delay = "2000";
static const char *outstanding = "2000", *rate = "0", *connections = "128";
static bool plus;

static const struct option_row rows[] = {
    {"port", 0, OPTION_TEXT, "PORT", "where invocations go", &port},
    {"path", 0, OPTION_TEXT, "PATH", "and with which path", &path_arg},
    {"header", 0, OPTION_TEXT, "'NAME: VALUE'", "one more header", &header},
    {"provider", 0, OPTION_TEXT, "PORT", "where messages come (9100)",
        &provider_port},
    {"seconds", 0, OPTION_TEXT, "N", "how long is measured (10)", &seconds},
    {"warm", 0, OPTION_TEXT, "N", "seconds before it (2)", &warm},
    {"delay", 0, OPTION_TEXT, "MS", "the delay of A (2000)", &delay},
    {"outstanding", 0, OPTION_TEXT, "N", "flows at a time (2000)",
        &outstanding},
    {"rate", 0, OPTION_TEXT, "N", "flows a second, instead", &rate},
    {"connections", 0, OPTION_TEXT, "N", "to what is measured (128)",
        &connections},
    {"plus", 0, OPTION_FLAG, NULL, "recipients have a +", &plus},
    {0},
};

static uint32_t
number_of(const char *text, uint32_t max)
{
    char *end;
    unsigned long number = text ? strtoul(text, &end, 10) : 0;

    if (!text || *end || !*text || number > max)
        errx(2, "'%s' is no number up to %u", text ? text : "", max);
    return (uint32_t)number;
}

static void
read_options(int argc, char **argv)
{
    struct failure failure = {0};
    int words;

    if (!options_parse(argc, argv, rows, NULL, &words, &failure))
        errx(2, "%s", failure.text);
    if (!port || !path_arg)
        errx(2, "--port and --path are needed");
    options.path = path_arg;
    options.plus = plus ? "+" : "";
    options.seconds = number_of(seconds, 3600);
    options.warm = number_of(warm, 3600);
    options.delay = number_of(delay, 3600000) * INT64_C(1000);
    options.outstanding = number_of(outstanding, FLOWS_MAX);
    options.rate = number_of(rate, FLOWS_MAX);
}

int
main(int argc, char **argv)
{
    auto_(text) struct text line = {0};

    read_options(argc, argv);
    if (*header)
        text_addf(&line, "%s\r\n", header);
    flows = reserve(FLOWS_MAX * sizeof(*flows));
    reports = reserve(FLOWS_MAX * sizeof(*reports));
    moved = reserve(FLOWS_MAX * sizeof(*moved));
    answers = reserve(FLOWS_MAX * sizeof(*answers));
    wire_begin();
    wire_listen(&provider, (uint16_t)number_of(provider_port, UINT16_MAX));
    pool_begin((uint16_t)number_of(port, UINT16_MAX),
        number_of(connections, 4096), text_str(&line));
    run();
    return tell();
}
