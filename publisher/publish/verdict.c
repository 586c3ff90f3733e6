/* Findings in each format. */
#include "verdict.h"

#include <string.h>

#include "answer.h"
#include "text.h"

struct verdict_format {
    const char *name;
    void (*print)(const struct findings *findings, bool color, FILE *out);
};

static void
print_text(const struct findings *findings, bool color, FILE *out)
{
    if (color)
        findings_print_color(findings, out);
    else
        findings_print(findings, out);
}

static json_t *
finding_object(const struct finding *finding)
{
    json_t *object = answer_object();

    answer_text(object, "file", finding->file);
    answer_number(object, "line", finding->at.line);
    answer_number(object, "column", finding->at.column);
    answer_text(object, "path", finding->path);
    answer_text(object, "code", finding->code);
    answer_text(object, "severity", severity_words[finding->severity]);
    answer_text(object, "message", finding->text);
    answer_text(object, "hint", finding->hint);
    return object;
}

static void
print_json(const struct findings *findings, bool color, FILE *out)
{
    json_t *answer = answer_new();
    json_t *list = answer_list(answer, "findings");

    (void)color;
    for (size_t i = 0; i < findings->n; i++)
        answer_item(list, finding_object(&findings->items[i]));
    answer_number(
        answer, "errors", (json_int_t)findings_count(findings, SEVERITY_ERROR));
    answer_number(answer, "warnings",
        (json_int_t)findings_count(findings, SEVERITY_WARNING));
    answer_number(
        answer, "notes", (json_int_t)findings_count(findings, SEVERITY_NOTE));
    answer_print(answer, out);
}

static const struct verdict_format formats[] = {
    {"text", print_text},
    {"json", print_json},
};

const struct verdict_format *
verdict_format(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (!name || !strcmp(formats[i].name, name))
            return &formats[i];
    return NULL;
}

char *
verdict_formats(void)
{
    struct text out = {0};

    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (i)
            text_add(&out, i + 1 < ARRAY_LEN(formats) ? ", " : " or ");
        text_add(&out, formats[i].name);
    }
    return text_take(&out);
}

void
verdict_print(const struct verdict_format *format,
    const struct findings *findings, bool color, FILE *out)
{
    format->print(findings, color, out);
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
