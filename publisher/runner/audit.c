/* Looking for lost timers. */
#include "audit.h"

#include <string.h>

#include "clock.h"
#include "digest.h"
#include "drive.h"
#include "id62.h"

/* What cannot be used for now is put off by a minute: no loss. */
#define LATE_MS (2 * CLOCK_MINUTE)

int64_t
audit_unfired_ms(const struct runner *runner)
{
    const int64_t now = runner_now(runner);
    const int64_t since = runner->audit.unfired_since;

    return since && since < now ? now - since : 0;
}

void
audit_saw_due(struct runner *runner, int64_t oldest)
{
    runner->audit.unfired_since = oldest == STORE_NEVER ? 0 : oldest;
}

/* When the execution wants to be woken, by its state alone. */
static int64_t
right_due(const struct runner *runner, const struct published *published,
    const struct store_execution *execution)
{
    struct invocation invocation = {0};
    struct arena arena = {0};

    if (published->sandboxed)
        (void)invocation_unpack(&invocation, &arena, execution->input);
    const int64_t due = drive_due(published, &execution->engine,
        invocation.recipients, runner_now(runner));
    invocation_done(&invocation);
    arena_free(&arena);
    return due;
}

static void
repair(struct runner *runner, const struct store_execution *execution,
    int64_t right)
{
    struct drive_event event = {.event = {.kind = EVENT_TIMER}};
    char id[ID62_TEXT_SIZE], instant[CLOCK_TEXT_SIZE];

    id62_format(id, execution->id);
    clock_format(instant, right);
    runner_log(runner,
        "execution %s had lost its timer, which was for %s: it is set again",
        id, instant);
    runner->audit.repaired++;
    if (!runner->audit.unfired_since || right < runner->audit.unfired_since)
        runner->audit.unfired_since = right;
    digest_random(&event.event.jitter, sizeof(event.event.jitter));
    drive_apply(runner, execution->id, &event);
    runner_wake_executions(runner, 0); /* and see that nothing is due then */
}

static void
readied(struct published *published, enum status why, void *data)
{
    (void)published; /* the next round looks at its executions */
    (void)why;
    (void)data;
}

static void
look(struct runner *runner, const struct store_execution *execution)
{
    const struct published *published =
        published_known(runner, execution->workflow_id, execution->revision);

    if (execution->gate || execution->due <= runner_now(runner) + LATE_MS)
        return;
    if (!published) {
        published_want(
            runner, execution->workflow_id, execution->revision, readied, NULL);
        return;
    }
    const int64_t right = right_due(runner, published, execution);
    if (execution->due > right)
        repair(runner, execution, right);
}

static void
found(struct store_request *request)
{
    struct runner *runner = request->data;
    const bool failed = request->failure.status != STATUS_DONE;
    const size_t n = failed ? 0 : request->out.nexecutions;
    const bool whole = n < AUDIT_SLICE;

    for (size_t i = 0; i < n; i++)
        look(runner, &request->out.executions[i]);
    if (whole)
        memset(runner->audit.after, 0, STORE_ID_SIZE);
    else
        memcpy(runner->audit.after, request->out.executions[n - 1].id,
            STORE_ID_SIZE);
    runner->audit.due =
        runner_now(runner) + (whole ? AUDIT_PERIOD_MS : AUDIT_SLICE_MS);
}

void
audit_run(struct runner *runner)
{
    if (runner->audit.due > runner_now(runner) || !runner->settled ||
        runner->stopping)
        return;
    runner->audit.due = STORE_NEVER;
    struct store_request *request =
        store_request_new(STORE_OPEN, found, runner);
    memcpy(request->in.execution.id, runner->audit.after, STORE_ID_SIZE);
    request->in.limit = AUDIT_SLICE;
    store_submit(runner->store, request);
}
