/* Findings: kept, ordered, printed. */
#include "finding.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "clean.h"
#include "codes.h"

const char *const severity_words[] = {"error", "warning", "note", NULL};

void
findings_add(struct findings *findings, const char *code, const char *file,
    struct mark at, const char *path, const char *hint, const char *format, ...)
{
    struct arena *arena = &findings->arena;
    const struct code *known = code_find(code);
    va_list args;

    assert(known && path);
    va_start(args, format);
    const struct finding finding = {
        .code = known->name,
        .severity = known->severity,
        .file = arena_strdup(arena, file),
        .at = at,
        .path = arena_strdup(arena, path),
        .text = arena_vprintf(arena, format, args),
        .hint = arena_strdup(arena, hint),
    };
    va_end(args);
    findings->items =
        arena_grow(arena, findings->items, findings->n, sizeof(finding));
    findings->items[findings->n++] = finding;
}

void
findings_append(struct findings *findings, const struct findings *more)
{
    for (size_t i = 0; i < more->n; i++) {
        const struct finding *item = &more->items[i];

        findings_add(findings, item->code, item->file, item->at, item->path,
            item->hint, "%s", item->text);
        findings->items[findings->n - 1].severity = item->severity;
    }
}

/* qsort() may swap equals, so each remembers where it stood. */
struct ranked {
    struct finding finding;
    size_t nth;
};

static int
compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int
compare_marks(struct mark a, struct mark b)
{
    if (a.line != b.line)
        return a.line < b.line ? -1 : 1;
    return (a.column > b.column) - (a.column < b.column);
}

static int
compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    const char *a_file = a->finding.file ? a->finding.file : "";
    const char *b_file = b->finding.file ? b->finding.file : "";
    int order = strcmp(a_file, b_file);

    if (!order)
        order = compare_marks(a->finding.at, b->finding.at);
    return order ? order : compare_sizes(a->nth, b->nth);
}

void
findings_sort(struct findings *findings)
{
    if (findings->n < 2)
        return;
    struct ranked *ranked =
        arena_alloc(&findings->arena, findings->n * sizeof(*ranked));
    for (size_t i = 0; i < findings->n; i++)
        ranked[i] = (struct ranked){findings->items[i], i};
    qsort(ranked, findings->n, sizeof(*ranked), compare_ranked);
    for (size_t i = 0; i < findings->n; i++)
        findings->items[i] = ranked[i].finding;
}

size_t
findings_count(const struct findings *findings, enum severity severity)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->n; i++)
        count += findings->items[i].severity == severity;
    return count;
}

static void
print_place(const struct finding *finding, FILE *out)
{
    auto_(heap) char *file = clean_line(finding->file);

    if (file[0])
        fprintf(out, "%s:", file);
    if (file[0] && finding->at.line)
        fprintf(out, "%d:%d:", finding->at.line, finding->at.column);
    if (file[0])
        fputc(' ', out);
}

/* SGR of ECMA-48: bold red, yellow and cyan, which are told apart on dark and
 * light grounds alike; the word says the same. */
static const char *const severity_colors[] = {
    [SEVERITY_ERROR] = "\x1B[1;31m",
    [SEVERITY_WARNING] = "\x1B[1;33m",
    [SEVERITY_NOTE] = "\x1B[1;36m",
};

static void
print_finding(const struct finding *finding, bool color, FILE *out)
{
    auto_(heap) char *text = clean_line(finding->text);
    auto_(heap) char *hint = clean_line(finding->hint);

    print_place(finding, out);
    fprintf(out, "%s%s%s[%s]: %s\n",
        color ? severity_colors[finding->severity] : "",
        severity_words[finding->severity], color ? "\x1B[0m" : "",
        finding->code, text);
    if (finding->hint)
        fprintf(out, "  hint: %s\n", hint);
}

void
findings_print(const struct findings *findings, FILE *out)
{
    for (size_t i = 0; i < findings->n; i++)
        print_finding(&findings->items[i], false, out);
}

void
findings_print_color(const struct findings *findings, FILE *out)
{
    for (size_t i = 0; i < findings->n; i++)
        print_finding(&findings->items[i], true, out);
}

void
findings_done(struct findings *findings)
{
    arena_free(&findings->arena);
    *findings = (struct findings){0};
}
