/* Filling a failure. */
#include "failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
failure_set(
    struct failure *failure, enum status status, const char *format, ...)
{
    va_list args;

    if (!failure || failure->text[0])
        return false;
    failure->status = status;
    va_start(args, format);
    (void)vsnprintf(failure->text, sizeof(failure->text), format, args);
    va_end(args);
    return false;
}

bool
failure_errno(
    struct failure *failure, enum status status, const char *format, ...)
{
    const int error = errno;
    va_list args;

    if (!failure || failure->text[0])
        return false;
    failure->status = status;
    va_start(args, format);
    (void)vsnprintf(failure->text, sizeof(failure->text), format, args);
    va_end(args);
    size_t len = strlen(failure->text);
    (void)snprintf(failure->text + len, sizeof(failure->text) - len, ": %s",
        strerrordesc_np(error));
    return false;
}
