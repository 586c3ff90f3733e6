/* Progress of long work, on one line of stderr, for a person who waits at a
 * terminal. Short work shows nothing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct progress {
    bool wanted;
    const char *what; /* "reading flows" */
    size_t done, total;
};

/* Of a command: nothing is shown with --quiet or where nobody looks. */
void progress_open(struct progress *progress, bool quiet);

void progress_begin(struct progress *progress, const char *what, size_t total);
/* One more is done. NULL: nobody wants to know. */
void progress_step(struct progress *progress);
/* Takes the line away. */
void progress_end(struct progress *progress);
