/* A line that is written over. */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

#define LONG 1000 /* fewer are done before one could read it */
#define STEP 100

void
progress_open(struct progress *progress, bool quiet)
{
    const char *terminal = getenv("TERM");

    *progress = (struct progress){
        .wanted = !quiet && isatty(STDERR_FILENO) && terminal &&
            strcmp(terminal, "dumb") != 0,
    };
}

static bool
is_shown(const struct progress *progress)
{
    return progress->wanted && progress->total >= LONG;
}

void
progress_begin(struct progress *progress, const char *what, size_t total)
{
    progress->what = what;
    progress->total = total;
    progress->done = 0;
}

void
progress_step(struct progress *progress)
{
    if (!progress)
        return;
    progress->done++;
    if (!is_shown(progress) || progress->done % STEP != 0)
        return;
    fprintf(stderr, "\r%s: %zu of %zu", progress->what, progress->done,
        progress->total);
    (void)fflush(stderr);
}

void
progress_end(struct progress *progress)
{
    if (is_shown(progress) && progress->done >= STEP)
        fputs("\r\033[K", stderr);
    progress->total = 0;
}
