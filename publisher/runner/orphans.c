/* Forgetting reports that nobody claimed. */
#include "orphans.h"

#include "clock.h"

static void
purged(struct store_request *request)
{
    struct runner *runner = request->data;
    const bool failed = request->failure.status != STATUS_DONE;
    const size_t n = failed ? 0 : request->out.npurged;

    if (n)
        runner_log(runner,
            "%zu reports that no message claimed for 7 days are forgotten", n);
    runner->orphans_due = runner_now(runner) +
        (n == ORPHANS_SLICE ? CLOCK_SECOND : ORPHANS_PERIOD_MS);
}

void
orphans_run(struct runner *runner)
{
    const int64_t now = runner_now(runner);

    if (runner->orphans_due > now || runner->stopping)
        return;
    runner->orphans_due = STORE_NEVER;
    struct store_request *request =
        store_request_new(STORE_ORPHANS_PURGE, purged, runner);
    request->in.before = now - ORPHANS_KEPT_MS;
    request->in.limit = ORPHANS_SLICE;
    store_submit(runner->store, request);
}
