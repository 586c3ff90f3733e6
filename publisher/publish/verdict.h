/* How findings are told: as lines for people and editors, or for machines. */
#pragma once

#include "finding.h"

#include <jansson.h>
#include <stdbool.h>

struct verdict {
    const struct findings *findings;
    const char *const *files; /* all that were looked at */
    size_t nfiles;
    bool color;  /* of text */
    bool strict; /* warnings fail, too */
};

struct verdict_format;

/* The format of a name ("text"; NULL is that too), or NULL for none. */
const struct verdict_format *verdict_format(const char *name);

/* The names of all formats, NULL-ended. */
extern const char *const verdict_names[];

/* True for the reports that a CI service shows beside the files of a
 * repository: they name files from its root, the others from the workspace. */
bool verdict_is_report(const struct verdict_format *format);

void verdict_print(const struct verdict_format *format,
    const struct verdict *verdict, FILE *out);

/* True when the findings end with status 1. */
bool verdict_fails(const struct verdict *verdict);

/* "3 errors, 1 warning", or "no findings". The caller frees it. */
char *verdict_summary(const struct findings *findings);

/* A finding in our own JSON. */
json_t *verdict_finding(const struct finding *finding);

/* What a format is: one of these, each in a file of its own. */
typedef void verdict_fn(const struct verdict *verdict, FILE *out);
verdict_fn verdict_text, verdict_json, verdict_sarif, verdict_github,
    verdict_junit;
