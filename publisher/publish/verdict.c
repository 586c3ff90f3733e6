/* The formats, and what they tell alike. */
#include "verdict.h"

#include <string.h>

#include "text.h"

struct verdict_format {
    verdict_fn *print;
    bool report;
};

enum { TEXT, JSON, SARIF, GITHUB, JUNIT };

const char *const verdict_names[] = {
    [TEXT] = "text",
    [JSON] = "json",
    [SARIF] = "sarif",
    [GITHUB] = "github",
    [JUNIT] = "junit",
    NULL,
};

static const struct verdict_format formats[] = {
    [TEXT] = {verdict_text},
    [JSON] = {verdict_json},
    [SARIF] = {verdict_sarif, .report = true},
    [GITHUB] = {verdict_github, .report = true},
    [JUNIT] = {verdict_junit, .report = true},
};

const struct verdict_format *
verdict_format(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (!name || !strcmp(verdict_names[i], name))
            return &formats[i];
    return NULL;
}

bool
verdict_is_report(const struct verdict_format *format)
{
    return format->report;
}

void
verdict_print(const struct verdict_format *format,
    const struct verdict *verdict, FILE *out)
{
    format->print(verdict, out);
}

bool
verdict_fails(const struct verdict *verdict)
{
    const struct findings *findings = verdict->findings;

    return findings_count(findings, SEVERITY_ERROR) ||
        (verdict->strict && findings_count(findings, SEVERITY_WARNING));
}

char *
verdict_summary(const struct findings *findings)
{
    static const enum severity all[] = {
        SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE};
    struct text out = {0};

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        const size_t n = findings_count(findings, all[i]);

        if (n)
            text_addf(&out, "%s%zu %s%s", out.len ? ", " : "", n,
                severity_words[all[i]], n == 1 ? "" : "s");
    }
    if (!out.len)
        text_add(&out, "no findings");
    return text_take(&out);
}

void
verdict_text(const struct verdict *verdict, FILE *out)
{
    if (verdict->color)
        findings_print_color(verdict->findings, out);
    else
        findings_print(verdict->findings, out);
}
