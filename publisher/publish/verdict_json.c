/* Findings as our own JSON. */
#include "verdict.h"

#include "answer.h"

json_t *
verdict_finding(const struct finding *finding)
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
put_count(json_t *answer, const char *key, const struct findings *findings,
    enum severity severity)
{
    answer_number(answer, key, (json_int_t)findings_count(findings, severity));
}

void
verdict_json(const struct verdict *verdict, FILE *out)
{
    const struct findings *findings = verdict->findings;
    json_t *answer = answer_new();
    json_t *list = answer_list(answer, "findings");

    for (size_t i = 0; i < findings->n; i++)
        answer_item(list, verdict_finding(&findings->items[i]));
    put_count(answer, "errors", findings, SEVERITY_ERROR);
    put_count(answer, "warnings", findings, SEVERITY_WARNING);
    put_count(answer, "notes", findings, SEVERITY_NOTE);
    answer_print(answer, out);
}
