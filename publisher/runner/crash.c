/* Named places where a fault test ends the process; nothing in a release. */
#include "crash.h"

#ifdef FALLBACK_CRASH_POINTS

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

/* After which durable or visible step each lies; a test walks them all. */
static const char *const names[] = {
    "courier.after_intent",  /* committed, not yet handed to libcurl */
    "courier.after_accept",  /* the provider answered, the loop does not know */
    "invoke.after_commit",   /* accepted, and the client does not know yet */
    "drive.after_commit",    /* decided, and nothing done about it yet */
    "report.after_commit",   /* taken, and the provider does not know yet */
    "callback.after_lease",  /* tried, for all that the outbox knows */
    "callback.after_answer", /* taken, and the outbox does not know */
};

static unsigned reached[ARRAY_LEN(names)]; /* by any thread: atomic access */

const char *const *
crash_point_names(size_t *n)
{
    *n = ARRAY_LEN(names);
    return names;
}

static size_t
row_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!strcmp(names[i], name))
            return i;
    abort(); /* a place without its row */
}

void
crash_point(const char *name)
{
    const char *at = getenv("FALLBACK_CRASH_AT");
    const size_t len = strlen(name), row = row_of(name);

    if (!at || strncmp(at, name, len) || (at[len] && at[len] != ':'))
        return;
    const unsigned long nth = at[len] ? strtoul(at + len + 1, NULL, 10) : 1;
    if (__atomic_add_fetch(&reached[row], 1, __ATOMIC_SEQ_CST) == nth)
        (void)kill(getpid(), SIGKILL); /* nothing after it is reached */
}

#endif
