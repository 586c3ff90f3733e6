/* Questions at a terminal. */
#include "ask.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clean.h"

#define ANSWER_SIZE 256

bool
ask_possible(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/*
 * The line without its end; "" at the end of the input, which leaves the cursor
 * behind the question: what is said next begins a line of its own.
 */
static void
read_line(char line[ANSWER_SIZE])
{
    if (!fgets(line, ANSWER_SIZE, stdin)) {
        line[0] = '\0';
        (void)fputc('\n', stderr);
    }
    line[strcspn(line, "\r\n")] = '\0';
}

bool
ask_whether(const char *what, const char *production)
{
    auto_(heap) char *clean = clean_line(what);
    char line[ANSWER_SIZE];

    if (production)
        fprintf(stderr, "%s? This is production: type '%s' to do it: ", clean,
            production);
    else
        fprintf(stderr, "%s? [y/N] ", clean);
    (void)fflush(stderr);
    read_line(line);
    if (production)
        return !strcmp(line, production);
    return !strcasecmp(line, "y") || !strcasecmp(line, "yes");
}
