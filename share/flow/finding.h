/*
 * Findings: what reading and checking has to say, all of it at once. A finding
 * has a name (its code), a severity, a place in its file, a path within the
 * document that a form can match to its field, one sentence and a hint.
 */
#pragma once

#include "arena.h"
#include "mark.h"

#include <stdio.h>

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };

extern const char *const severity_words[]; /* "error", "warning", "note" */

struct finding {
    const char *code; /* a name of codes.h: "template-not-approved" */
    enum severity severity;
    const char *file;
    struct mark at;
    const char *path; /* JSON pointer: "/channels/1/delay"; "" is the whole */
    const char *text;
    const char *hint; /* NULL if there is none */
};

struct findings {
    struct arena arena; /* owns the texts */
    struct finding *items;
    size_t n;
};

/* Adds a finding; the severity is the code's own. Texts are copied. */
void findings_add(struct findings *findings, const char *code, const char *file,
    struct mark at, const char *path, const char *hint, const char *format, ...)
    PRINTF_LIKE(7, 8);

/* Adds copies of all findings of another. */
void findings_append(struct findings *findings, const struct findings *more);

/* Orders by file, line and column; equal places keep their order. */
void findings_sort(struct findings *findings);

size_t findings_count(const struct findings *findings, enum severity severity);

/*
 * Prints each as a line that editors understand, with its hint below:
 *   flows/a.yaml:14:15: error[template-not-approved]: template ...
 *     hint: pick an approved one
 * Foreign text is cleaned.
 */
void findings_print(const struct findings *findings, FILE *out);

/* The same with the severity in colour, for terminals that want it. */
void findings_print_color(const struct findings *findings, FILE *out);

void findings_done(struct findings *findings);

/* auto_(findings) struct findings f = {0}; */
static inline void
findings_cleanup(struct findings *findings)
{
    findings_done(findings);
}
