/* fallback-publish templates: what it does is a word of its own. */
#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "commands.h"
#include "nearest.h"

static const struct command rows[] = {
    {"templates import", "[FILE|-]",
        "bring the templates folder up to date from a platform or a file",
        templates_import, LACKS_STORE},
    {"templates status", "", "list the templates and the flows that use them",
        templates_status},
    {0},
};

/* "import" of "templates import" */
static const char *
word_of(const struct command *row)
{
    return strchr(row->name, ' ') + 1;
}

static void
print_help(const struct command_call *call, FILE *out)
{
    fprintf(out, "usage: %s templates COMMAND [OPTION...] [WORD...]\n\n",
        call->program);
    for (const struct command *row = rows; row->name; row++)
        fprintf(out, "  %-12s %s\n", word_of(row), row->help);
    fprintf(out, "\n'%s templates COMMAND --help' tells the options of one.\n",
        call->program);
}

static enum status
unknown(const struct command_call *call, const char *word)
{
    const char *words[ARRAY_LEN(rows)];
    auto_(heap) char *clean = clean_line(word);
    size_t n = 0;

    for (const struct command *row = rows; row->name; row++)
        words[n++] = word_of(row);
    const char *near = nearest_word(word, words, n);
    if (near)
        return command_misused(
            call, "no command 'templates %s'; did you mean '%s'?", clean, near);
    return command_misused(call, "say templates import or templates status");
}

enum status
cmd_templates(struct command_call *call)
{
    const char *word = command_inner(call);

    if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
        print_help(call, stdout);
        return STATUS_DONE;
    }
    for (const struct command *row = rows; row->name; row++) {
        if (strcmp(word_of(row), word) != 0)
            continue;
        struct command_call inner = *call;

        inner.command = row;
        inner.argc--;
        inner.argv++;
        return row->run(&inner);
    }
    return unknown(call, word);
}
