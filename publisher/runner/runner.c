/* What all parts of the runner use: its clock, its log, its alarm clock. */
#include "runner.h"

#include <stdarg.h>
#include <stdio.h>

#include "clean.h"
#include "clock.h"
#include "text.h"

int64_t
runner_now(const struct runner *runner)
{
    if (!runner->clock)
        return clock_now();
    return steady_read(runner->clock, clock_now(), clock_passing());
}

int64_t
runner_wall(const struct runner *runner)
{
    (void)runner;
    return clock_now();
}

void
runner_log(const struct runner *runner, const char *format, ...)
{
    char instant[CLOCK_TEXT_SIZE];
    va_list args;

    va_start(args, format);
    auto_(heap) char *text = text_format(format, args);
    va_end(args);
    auto_(heap) char *clean = clean_line(text);
    clock_format(instant, runner_wall(runner));
    fprintf(stderr, "%s %s\n", instant, clean);
}

void
runner_wake_executions(struct runner *runner, int64_t at)
{
    if (at < runner->executions_due)
        runner->executions_due = at;
}

void
runner_wake_callbacks(struct runner *runner, int64_t at)
{
    if (at < runner->callbacks_due)
        runner->callbacks_due = at;
}
