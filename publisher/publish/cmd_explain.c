/* fallback-publish explain: what a finding means and how to mend it. */
#include <stdio.h>

#include "codes.h"
#include "commands.h"
#include "nearest.h"

#define CODES_MAX 256

static void
print_all(void)
{
    size_t n;
    const struct code *codes = codes_all(&n);

    for (size_t i = 0; i < n; i++)
        printf("%-28s %-8s %s\n", codes[i].name,
            severity_words[codes[i].severity], codes[i].cause);
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
    return command_misused(
        call, "no code '%s'; '%s explain' lists them", name, call->program);
}

enum status
cmd_explain(struct command_call *call)
{
    enum status status;

    if (!command_parse(call, NULL, &status))
        return status;
    if (call->nwords > 1)
        return command_misused(call, "explain takes one code");
    if (!call->nwords) {
        print_all();
        return STATUS_DONE;
    }
    const struct code *code = code_find(call->words[0]);
    if (!code)
        return unknown_code(call, call->words[0]);
    printf("%s (%s)\n  %s\n  %s\n", code->name, severity_words[code->severity],
        code->cause, code->mend);
    return STATUS_DONE;
}
