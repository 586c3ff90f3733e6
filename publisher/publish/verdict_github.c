/*
 * Findings as workflow commands, which GitHub Actions shows beside the lines.
 * Facts: https://docs.github.com/en/actions/using-workflows/workflow-commands-
 * for-github-actions; of each severity it keeps the first ten of a step.
 */
#include "verdict.h"

#include "clean.h"

#define SHOWN_MAX 10

static const char *const commands[] = {
    [SEVERITY_ERROR] = "error",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_NOTE] = "notice",
};

/* As the runner of Actions undoes it: of a property also what ends it. */
static void
print_escaped(const char *text, bool property, FILE *out)
{
    for (; *text; text++) {
        const bool special = *text == '%' || *text == '\r' || *text == '\n' ||
            (property && (*text == ':' || *text == ','));

        if (special)
            fprintf(out, "%%%02X", (unsigned char)*text);
        else
            fputc(*text, out);
    }
}

static void
print_finding(const struct finding *finding, FILE *out)
{
    auto_(heap) char *file = clean_line(finding->file);
    auto_(heap) char *text = clean_line(finding->text);
    auto_(heap) char *hint = clean_line(finding->hint);

    fprintf(out, "::%s ", commands[finding->severity]);
    if (*file) {
        fputs("file=", out);
        print_escaped(file, true, out);
        fputc(',', out);
    }
    if (*file && finding->at.line)
        fprintf(out, "line=%d,col=%d,", finding->at.line, finding->at.column);
    fprintf(out, "title=%s::", finding->code);
    print_escaped(text, false, out);
    if (*hint) {
        fputs("%0Ahint: ", out);
        print_escaped(hint, false, out);
    }
    fputc('\n', out);
}

/* "2 more errors, 1 more notice: 'fallback-publish check' lists them all" */
static void
print_rest(const size_t *left, FILE *out)
{
    const char *between = "";

    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (!left[i])
            continue;
        fprintf(out, "%s%zu more %s%s", between, left[i], severity_words[i],
            left[i] == 1 ? "" : "s");
        between = ", ";
    }
    if (*between)
        fputs(": 'fallback-publish check' lists them all\n", out);
}

void
verdict_github(const struct verdict *verdict, FILE *out)
{
    const struct findings *findings = verdict->findings;
    size_t shown[ARRAY_LEN(commands)] = {0}, left[ARRAY_LEN(commands)] = {0};

    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->items[i];

        if (shown[finding->severity] == SHOWN_MAX) {
            left[finding->severity]++;
            continue;
        }
        shown[finding->severity]++;
        print_finding(finding, out);
    }
    print_rest(left, out);
}
