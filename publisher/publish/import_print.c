/* What an import changes, for people and for programs. */
#include "import_print.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "import_parts.h"

static bool
is_news(const struct import_change *change)
{
    return change->kind != IMPORT_SAME;
}

static void
print_change(const struct import_change *change)
{
    auto_(heap) char *file = clean_line(change->file);
    auto_(heap) char *name = clean_line(change->name);
    auto_(heap) char *language = clean_line(change->language);
    auto_(heap) char *text = clean_line(change->text);

    printf("%s%s%s (%s, %s): %s\n", file, *file ? ": " : "left out: ", name,
        kind_words[change->template_kind], language, text);
}

static size_t
count(const struct import *import, enum import_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < import->nchanges; i++)
        n += import->changes[i].kind == kind;
    return n;
}

/* "2 changed, 1 new, 996 without news" */
static void
print_sum(const struct import *import, bool dry_run)
{
    static const struct {
        enum import_kind kind;
        const char *words;
    } rows[] = {
        {IMPORT_NEW, "new"},
        {IMPORT_CHANGED, "changed"},
        {IMPORT_DELETED, "marked as deleted"},
        {IMPORT_MISSING, "not listed any more (--complete marks them)"},
        {IMPORT_LEFT_OUT, "left out"},
        {IMPORT_SAME, "without news"},
    };
    const char *before = "";

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const size_t n = count(import, rows[i].kind);

        if (!n)
            continue;
        printf("%s%zu %s", before, n, rows[i].words);
        before = ", ";
    }
    if (!*before)
        printf("no templates");
    printf("%s\n",
        dry_run                     ? "; nothing was written (--dry-run)"
            : import_writes(import) ? ""
                                    : "; no file was changed");
}

static void
print_flows(const struct import *import)
{
    if (import->nflows)
        printf("\nflows to look at:\n");
    for (size_t i = 0; i < import->nflows; i++) {
        const struct import_flow *flow = &import->flows[i];
        auto_(heap) char *file = clean_line(flow->file);
        auto_(heap) char *title = clean_line(flow->title);
        auto_(heap) char *text = clean_line(flow->text);

        printf("%s: '%s', channel %zu: %s\n  hint: %s\n", file, title,
            flow->channel, text, flow->mend);
    }
    if (import->nflows)
        printf("'fallback-publish templates status' tells which published "
               "flows use what is not approved\n");
}

static void
print_text(const struct import *import, bool dry_run, bool quiet)
{
    for (size_t i = 0; i < import->nchanges; i++)
        if (is_news(&import->changes[i]) && !quiet)
            print_change(&import->changes[i]);
    if (!quiet)
        print_sum(import, dry_run);
    print_flows(import);
}

static void
add_changes(json_t *answer, const struct import *import)
{
    json_t *list = answer_list(answer, "templates");

    for (size_t i = 0; i < import->nchanges; i++) {
        const struct import_change *change = &import->changes[i];
        json_t *object = answer_object();

        answer_text(object, "name", change->name);
        answer_text(object, "kind", kind_words[change->template_kind]);
        answer_text(object, "language", change->language);
        answer_text(object, "file", change->file);
        answer_text(object, "change", import_words[change->kind]);
        answer_text(object, "text", change->text);
        answer_item(list, object);
    }
}

static void
add_flows(json_t *answer, const struct import *import)
{
    json_t *list = answer_list(answer, "flows");

    for (size_t i = 0; i < import->nflows; i++) {
        const struct import_flow *flow = &import->flows[i];
        json_t *object = answer_object();

        answer_text(object, "file", flow->file);
        answer_text(object, "title", flow->title);
        answer_number(object, "channel", (json_int_t)flow->channel);
        answer_text(object, "text", flow->text);
        answer_text(object, "hint", flow->mend);
        answer_item(list, object);
    }
}

static void
print_json(const struct import *import, bool dry_run)
{
    json_t *answer = answer_new();

    answer_text(answer, "from", import->in->from);
    answer_text(answer, "account", import->in->account);
    answer_flag(answer, "dry_run", dry_run);
    json_t *files = answer_list(answer, "files");
    for (size_t i = 0; i < import->nfiles; i++)
        if (import->files[i].touched)
            answer_item(files, json_string(import->files[i].name));
    add_changes(answer, import);
    add_flows(answer, import);
    answer_print(answer, stdout);
}

void
import_print(const struct import *import, bool json, bool dry_run, bool quiet)
{
    if (json)
        print_json(import, dry_run);
    else
        print_text(import, dry_run, quiet);
}
