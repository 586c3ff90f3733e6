/*
 * Findings as JUnit's XML, which most CI services show: a test case for each
 * file, failed when what was found in it ends with status 1.
 */
#include "verdict.h"

#include <string.h>

#include "clean.h"
#include "xml.h"

/* Of one file; the items are the verdict's own. */
struct of_file {
    const char *file;
    struct findings findings;
};

static void
gather(struct of_file *of, const struct verdict *verdict, const char *file)
{
    struct findings *own = &of->findings;

    *of = (struct of_file){.file = file};
    for (size_t i = 0; i < verdict->findings->n; i++) {
        const struct finding *finding = &verdict->findings->items[i];

        if (!text_is(finding->file, file))
            continue;
        own->items =
            arena_grow(&own->arena, own->items, own->n, sizeof(*own->items));
        own->items[own->n++] = *finding;
    }
}

static bool
fails(const struct verdict *verdict, const struct of_file *of)
{
    return verdict_fails(&(struct verdict){
        .findings = &of->findings, .strict = verdict->strict});
}

/* The lines that check prints, but for the file, which the case names. */
static void
add_finding(struct text *out, const struct finding *finding)
{
    auto_(heap) char *text = clean_line(finding->text);
    auto_(heap) char *hint = clean_line(finding->hint);

    if (finding->at.line)
        text_addf(out, "%d:%d: ", finding->at.line, finding->at.column);
    text_addf(
        out, "%s[%s]: ", severity_words[finding->severity], finding->code);
    xml_add(out, text);
    text_add(out, "\n");
    if (!finding->hint)
        return;
    text_add(out, "  hint: ");
    xml_add(out, hint);
    text_add(out, "\n");
}

/* An element that holds the findings. */
static void
add_element(struct text *out, const char *name, const char *attributes,
    const struct findings *findings)
{
    text_addf(out, "      <%s%s>", name, attributes);
    for (size_t i = 0; i < findings->n; i++)
        add_finding(out, &findings->items[i]);
    text_addf(out, "</%s>\n", name);
}

static void
add_failure(struct text *out, const struct findings *findings)
{
    auto_(heap) char *summary = verdict_summary(findings);
    auto_(text) struct text attributes = {0};

    text_addf(&attributes, " type=\"%s\" message=\"%s\"",
        findings->items[0].code, summary);
    add_element(out, "failure", attributes.bytes, findings);
}

static void
add_case(
    struct text *out, const struct verdict *verdict, const struct of_file *of)
{
    auto_(heap) char *file = clean_line(of->file ? of->file : "workspace");

    text_add(out, "    <testcase classname=\"fallback-publish check\" name=\"");
    xml_add(out, file);
    text_add(out, "\"");
    if (!of->findings.n) {
        text_add(out, "/>\n");
        return;
    }
    text_add(out, ">\n");
    if (fails(verdict, of))
        add_failure(out, &of->findings);
    else
        add_element(out, "system-out", "", &of->findings);
    text_add(out, "    </testcase>\n");
}

/* The files that were looked at, then what was found elsewhere (in
 * fallback.yaml while a single flow was asked for). */
static const char **
all_files(struct arena *arena, const struct verdict *verdict, size_t *n)
{
    const struct findings *findings = verdict->findings;
    const char **files = arena_alloc(
        arena, (verdict->nfiles + findings->n + 1) * sizeof(*files));

    *n = 0;
    for (size_t i = 0; i < verdict->nfiles; i++)
        files[(*n)++] = verdict->files[i];
    for (size_t i = 0; i < findings->n; i++) {
        size_t j = 0;

        while (j < *n && !text_is(files[j], findings->items[i].file))
            j++;
        if (j == *n)
            files[(*n)++] = findings->items[i].file;
    }
    return files;
}

void
verdict_junit(const struct verdict *verdict, FILE *out)
{
    struct arena arena = {0};
    auto_(text) struct text cases = {0};
    size_t n, failures = 0;
    const char **files = all_files(&arena, verdict, &n);

    for (size_t i = 0; i < n; i++) {
        struct of_file of;

        gather(&of, verdict, files[i]);
        failures += fails(verdict, &of);
        add_case(&cases, verdict, &of);
        findings_done(&of.findings);
    }
    fprintf(out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"fallback-publish check\" tests=\"%zu\" "
        "failures=\"%zu\" errors=\"0\" skipped=\"0\">\n"
        "%s  </testsuite>\n</testsuites>\n",
        n, failures, text_str(&cases));
    arena_free(&arena);
}
