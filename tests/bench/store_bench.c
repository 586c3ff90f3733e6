/*
 * How many executions a second a store takes through its life: added, handed
 * over, reported on. In turns of so many each; every turn is one durable
 * commit. Prints one line for each size of turn; only ratios of one run mean
 * anything.
 *
 *   store_bench [URL [SECONDS]]    URL "": a new SQLite file in /tmp
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "digest.h"
#include "store.h"

#define TURN_MAX 500

static struct store *store;
static uint64_t failures;
static uint32_t counter;

static const char input[] =
    "{\"send1\":{\"recipient\":\"+393331234567\",\"templateParams\":"
    "{\"name\":\"Ada Lovelace\",\"text\":\"Your order 482913 is on its way\"}}}";

static const struct store_line lines[] = {
    {.at = 1, .rule = RULE_INVOKED},
    {.at = 1, .rule = RULE_SENT},
};

struct running { /* one of the turn */
    uint8_t id[STORE_ID_SIZE];
    char number[20], message_id[40];
    const char *recipients[1];
    struct store_message message;
};

static struct running running[TURN_MAX];

static void
count_failure(struct store_request *request)
{
    if (request->failure.text[0] || request->out.conflicted) {
        failures++;
        fprintf(stderr, "%s\n", request->failure.text);
    }
}

static void
make(struct running *one)
{
    char hex[33];

    digest_random(one->id, sizeof(one->id));
    memset(one->id, 0, 4);
    for (int i = 0; i < 4; i++)
        one->id[4 + i] = (uint8_t)(counter >> (24 - 8 * i));
    counter++;
    digest_hex(hex, one->id, sizeof(one->id));
    snprintf(one->number, sizeof(one->number), "+39333%07u", counter % 1000000);
    snprintf(one->message_id, sizeof(one->message_id), "wamid.%s", hex);
    one->recipients[0] = one->number;
    one->message = (struct store_message){
        .scope = "whatsapp",
        .message_id = one->message_id,
    };
}

static void
submit_add(struct running *one)
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION_ADD, count_failure, NULL);
    struct store_execution *execution = &request->in.execution;

    make(one);
    memcpy(execution->id, one->id, sizeof(one->id));
    execution->workflow_id = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69";
    execution->revision = 1;
    execution->key_id = "k1";
    execution->request_id = one->message_id;
    execution->input = input;
    execution->notes = "{}";
    execution->engine.invoked_at = 1;
    execution->engine.attempts[0].state = ATTEMPT_SENDING;
    execution->engine.attempts[0].deadline = 60000 + counter;
    execution->due = 60000 + counter;
    request->in.recipients = one->recipients;
    request->in.nrecipients = 1;
    request->in.idempotency_key = one->message_id;
    request->in.fingerprint =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    request->in.idempotency_until = INT64_MAX;
    request->in.lines = lines;
    request->in.nlines = 2;
    store_submit(store, request);
}

static struct store_request *
new_save(const struct store_execution *last)
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION_SAVE, count_failure, NULL);

    memcpy(request->in.execution.id, last->id, STORE_ID_SIZE);
    request->in.execution.version = last->version;
    request->in.execution.due = last->due;
    request->in.execution.engine = last->engine;
    request->in.lines = lines + 1;
    request->in.nlines = 1;
    return request;
}

static void
save_accepted(struct store_request *got)
{
    struct store_request *save = new_save(got->out.executions);
    struct running *one = got->data;

    save->in.execution.engine.attempts[0].state = ATTEMPT_WAITING;
    save->in.execution.notes =
        "{\"attempts\":[{\"id\":\"wamid.HBgMMzkzMzMxMjM0NTY3FQIAERgSN\"}]}";
    save->in.messages = &one->message;
    save->in.nmessages = 1;
    store_submit(store, save);
}

static void
save_delivered(struct store_request *got)
{
    struct store_request *save = new_save(got->out.executions);

    save->in.execution.engine.attempts[0].state = ATTEMPT_CLOSED;
    save->in.execution.engine.attempts[0].reports = 1 << REPORT_DELIVERED;
    save->in.execution.engine.outcome = OUTCOME_DELIVERED;
    save->in.execution.due = STORE_NEVER;
    save->in.lines = lines;
    save->in.nlines = 2;
    store_submit(store, save);
}

static void
submit_read(struct running *one, store_done_fn *done)
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION, done, one);

    memcpy(request->in.execution.id, one->id, STORE_ID_SIZE);
    store_submit(store, request);
}

static void
read_reported(struct store_request *got)
{
    submit_read(got->data, save_delivered);
}

static void
submit_report(struct running *one)
{
    struct store_request *request =
        store_request_new(STORE_MESSAGE, read_reported, one);

    request->in.scope = "whatsapp";
    request->in.message_id = one->message_id;
    request->in.limit = 1;
    store_submit(store, request);
}

static void
live(size_t n)
{
    struct failure failure = {0};

    for (size_t i = 0; i < n; i++)
        submit_add(&running[i]);
    (void)store_run(store, &failure);
    for (size_t i = 0; i < n; i++)
        submit_read(&running[i], save_accepted);
    (void)store_run(store, &failure);
    for (size_t i = 0; i < n; i++)
        submit_report(&running[i]);
    (void)store_run(store, &failure);
    if (failure.text[0])
        fprintf(stderr, "%s\n", failure.text);
}

static void
publish(void)
{
    static const struct store_change change = {
        .kind = CHANGE_PUBLISH,
        .workflow_id = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69",
        .title = "Bench",
        .yaml = "fallback: 1\n",
        .templates = "[]",
        .expected = -1,
    };
    struct store_request *request =
        store_request_new(STORE_PUBLISH, count_failure, NULL);

    request->in.changes = &change;
    request->in.nchanges = 1;
    store_submit(store, request);
    (void)store_run(store, NULL);
}

static void
measure(size_t n, int64_t ms)
{
    const int64_t start = clock_monotonic();
    const clock_t cpu = clock();
    uint64_t lives = 0;
    int64_t took = 0;

    while (took < ms) {
        live(n);
        lives += n;
        took = clock_monotonic() - start;
    }
    const double cpu_us =
        (double)(clock() - cpu) * 1e6 / CLOCKS_PER_SEC / (double)lives;
    printf("%4zu a turn: %8.0f executions/s, %6.3f ms a turn, %5.1f us CPU "
           "each\n",
        n, (double)lives * 1000 / (double)took,
        (double)took * (double)n / (double)lives / 3, cpu_us);
}

static void
remove_store(const char *folder)
{
    static const char *const names[] = {"store.db", "store.db.lock"};
    char path[120];

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

int
main(int argc, char **argv)
{
    static const size_t sizes[] = {1, 70, TURN_MAX};
    const struct store_options options = {
        .account = "HXBENCH",
        .create = true,
        .direct = true,
    };
    char folder[] = "/tmp/fallback-bench-XXXXXX", url[80];
    struct failure failure = {0};

    const bool given = argc > 1 && *argv[1];
    if (!given && !mkdtemp(folder))
        return 1;
    snprintf(url, sizeof(url), "sqlite:%s/store.db", folder);
    store = store_open(given ? argv[1] : url, &options, &failure);
    if (!store) {
        fprintf(stderr, "%s\n", failure.text);
        return 1;
    }
    publish();
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
        measure(sizes[i], argc > 2 ? 1000 * strtol(argv[2], NULL, 10) : 3000);
    store_close(store);
    if (!given)
        remove_store(folder);
    return failures ? 1 : 0;
}
