/* How findings are told: as lines for people and editors, or for machines. */
#pragma once

#include "finding.h"

struct verdict_format;

/* The format of a name ("text"; NULL is that too), or NULL for none. */
const struct verdict_format *verdict_format(const char *name);

/* "text or json", for messages. The caller frees it. */
char *verdict_formats(void);

void verdict_print(const struct verdict_format *format,
    const struct findings *findings, bool color, FILE *out);

/* "3 errors, 1 warning", or "no findings". The caller frees it. */
char *verdict_summary(const struct findings *findings);
