/* What is due, and what waits for its revision. */
#include "wake.h"

#include <string.h>

#include "audit.h"
#include "clock.h"
#include "drive.h"
#include "published.h"

struct waiting { /* an execution that is due, for its revision */
    struct runner *runner;
    struct store_execution execution; /* without its texts */
};

static void
put_off(struct store_request *request)
{
    struct runner *runner = request->data;

    runner_wake_executions(runner,
        request->failure.status == STATUS_DONE
            ? request->in.execution.due
            : runner_now(runner) + CLOCK_SECOND);
}

/* Behind its gate it would stand before the others: it is tried by time. */
static void
put_behind(struct store_request *request, int64_t now)
{
    struct store_execution *execution = &request->in.execution;

    if (execution->gate || execution->due <= now)
        execution->due = now + CLOCK_MINUTE;
    execution->gate = NULL;
}

/*
 * Its revision is ready now: the next look at what is due will wake it. If it
 * cannot be used, the execution is put off: it must not stand for ever before
 * those that can go on.
 */
static void
readied(struct published *published, enum status why, void *data)
{
    struct waiting *waiting = data;
    struct runner *runner = waiting->runner;

    if (published) {
        runner_wake_executions(runner, 0);
    } else if (why != STATUS_DONE && why != STATUS_FINDINGS) {
        runner_wake_executions(runner, runner_now(runner) + CLOCK_SECOND);
    } else {
        struct store_request *request =
            store_request_new(STORE_EXECUTION_SAVE, put_off, runner);

        request->in.execution = waiting->execution;
        put_behind(request, runner_now(runner));
        store_submit(runner->store, request);
    }
    free(waiting);
}

void
wake_want(struct runner *runner, const struct store_execution *execution)
{
    struct waiting *waiting = malloc(sizeof(*waiting));

    if (!waiting)
        abort();
    *waiting = (struct waiting){runner, *execution};
    waiting->execution.workflow_id = waiting->execution.key_id =
        waiting->execution.request_id = NULL;
    waiting->execution.input = waiting->execution.notes = NULL;
    waiting->execution.gate = execution->gate ? "" : NULL;
    published_want(
        runner, execution->workflow_id, execution->revision, readied, waiting);
}

static void
wake(struct runner *runner, const struct store_execution *execution)
{
    struct published *published =
        published_known(runner, execution->workflow_id, execution->revision);

    if (published)
        drive_wake(runner, execution, published);
    else
        wake_want(runner, execution);
}

static void
due_found(struct store_request *request)
{
    struct runner *runner = request->data;

    if (request->failure.status != STATUS_DONE) {
        runner_log(runner, "%s", request->failure.text);
        runner_wake_executions(runner, runner_now(runner) + CLOCK_SECOND);
        return;
    }
    runner_wake_executions(runner, request->out.next);
    audit_saw_due(runner,
        request->out.nexecutions ? request->out.executions[0].due
                                 : STORE_NEVER);
    if (request->out.nexecutions) /* to see that they are done */
        runner_wake_executions(runner, runner_now(runner) + CLOCK_SECOND);
    for (size_t i = 0; i < request->out.nexecutions; i++)
        wake(runner, &request->out.executions[i]);
}

void
wake_due(struct runner *runner)
{
    const int64_t now = runner_now(runner);

    if (runner->executions_due > now || runner->stopping)
        return;
    runner->executions_due = STORE_NEVER;
    struct store_request *request =
        store_request_new(STORE_DUE, due_found, runner);
    request->in.now = now;
    request->in.limit = RUNNER_DUE_LIMIT;
    store_submit(runner->store, request);
}
