/* fallback-publish explain: what a finding means and how to mend it. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "code_example.h"
#include "codes.h"
#include "commands.h"
#include "id62.h"
#include "nearest.h"

#define CODES_MAX 256

static void
print_line(const struct code *code)
{
    printf("%-28s %-8s %s\n", code->name, severity_words[code->severity],
        code->cause);
}

/* Lines of YAML, set off from the words around them. */
static void
print_lines(const char *lines)
{
    auto_(text) struct text clean = {0};

    clean_add(&clean, lines, strlen(lines), true);
    for (const char *at = text_str(&clean); *at;) {
        const size_t len = strcspn(at, "\n");

        printf("    %.*s\n", (int)len, at);
        at += len + (at[len] == '\n');
    }
}

static void
print_whole(const struct code *code)
{
    struct arena arena = {0};
    struct code_example example;

    printf("%s (%s)\n  %s\n  %s\n", code->name, severity_words[code->severity],
        code->cause, code->mend);
    if (code_example_read(&example, &arena, code->name)) {
        printf("\n  Wrong, in %s:\n\n", example.file);
        print_lines(example.wrong);
        printf("\n  Right:\n\n");
        print_lines(example.right);
        if (strcmp(example.command, "fallback-publish check") != 0)
            printf("\n  '%s' finds it.\n", example.command);
    }
    arena_free(&arena);
}

static json_t *
code_object(const struct code *code)
{
    json_t *object = answer_object();
    struct arena arena = {0};
    struct code_example example;

    answer_text(object, "code", code->name);
    answer_text(object, "severity", severity_words[code->severity]);
    answer_text(object, "cause", code->cause);
    answer_text(object, "mend", code->mend);
    if (code_example_read(&example, &arena, code->name)) {
        json_t *shown = answer_object();

        answer_text(shown, "file", example.file);
        answer_text(shown, "command", example.command);
        answer_text(shown, "wrong", example.wrong);
        answer_text(shown, "right", example.right);
        answer_put(object, "example", shown);
    }
    arena_free(&arena);
    return object;
}

static void
print_json(const struct code *codes, size_t n)
{
    json_t *answer = answer_new();
    json_t *list = answer_list(answer, "codes");

    for (size_t i = 0; i < n; i++)
        answer_item(list, code_object(&codes[i]));
    answer_print(answer, stdout);
}

/* Copied from a finding: "error[title-taken]:" means title-taken. */
static char *
bare_name(const char *word)
{
    const char *open = strchr(word, '[');
    const char *close = open ? strchr(open, ']') : NULL;
    char *name =
        close ? strndup(open + 1, (size_t)(close - open - 1)) : strdup(word);

    if (!name)
        abort();
    return name;
}

static bool
is_invocation(const char *word)
{
    uint8_t bytes[ID62_SIZE];

    return id62_parse(word, bytes);
}

static enum status
unknown_code(const struct command_call *call, const char *name)
{
    const char *names[CODES_MAX];
    size_t n, used = 0;
    const struct code *codes = codes_all(&n);

    for (; used < n && used < CODES_MAX; used++)
        names[used] = codes[used].name;
    const char *near = nearest_word(name, names, used);
    if (near)
        return command_misused(
            call, "no code '%s'; did you mean '%s'?", name, near);
    if (is_invocation(name))
        return command_misused(call,
            "no code '%s'; of an invocation, 'fallback-runner explain' tells",
            name);
    return command_misused(
        call, "no code '%s'; '%s explain' lists them", name, call->program);
}

static enum status
explain(const struct command_call *call, bool json)
{
    size_t n;
    const struct code *codes = codes_all(&n);

    if (call->nwords) {
        auto_(heap) char *name = bare_name(call->words[0]);

        codes = code_find(name);
        n = 1;
        if (!codes)
            return unknown_code(call, name);
    }
    if (json)
        print_json(codes, n);
    else if (call->nwords)
        print_whole(codes);
    else
        for (size_t i = 0; i < n; i++)
            print_line(&codes[i]);
    return STATUS_DONE;
}

enum status
cmd_explain(struct command_call *call)
{
    const char *format = NULL;
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, format, &status))
        return status;
    if (call->nwords > 1)
        return command_misused(call, "explain takes one code");
    return explain(call, text_is(format, "json"));
}
