/* Commands from a table. */
#include "command.h"

#include "clean.h"
#include "nearest.h"
#include "text.h"

#include <stdarg.h>
#include <string.h>

#define COMMANDS_MAX 64
#define COMMON_ROWS 9

static void
common_rows(struct command_common *common, struct option_row rows[COMMON_ROWS])
{
    const struct option_row all[COMMON_ROWS] = {
        {"directory", 'C', OPTION_TEXT, "DIR",
            "the workspace; else the nearest one upward", &common->folder},
        {"env", 0, OPTION_TEXT, "NAME",
            "an environment of fallback.yaml (FALLBACK_ENV)",
            &common->environment},
        {"store", 0, OPTION_TEXT, "URL", "the execution store (FALLBACK_STORE)",
            &common->store},
        {"token-file", 0, OPTION_TEXT, "FILE",
            "holds the API key (else FALLBACK_TOKEN)", &common->token_file},
        {"color", 0, OPTION_TEXT, "WHEN", "auto, always or never",
            &common->color},
        {"quiet", 'q', OPTION_FLAG, NULL, "say only what went wrong",
            &common->quiet},
        {"verbose", 'v', OPTION_FLAG, NULL, "say more", &common->verbose},
        {"help", 'h', OPTION_FLAG, NULL, "this help", &common->help},
        {0},
    };

    memcpy(rows, all, sizeof(all));
}

static void
print_commands(const struct command_program *program, FILE *out)
{
    fprintf(out, "%s: %s\n\nusage: %s COMMAND [OPTION...] [WORD...]\n\n",
        program->name, program->purpose, program->name);
    for (const struct command *c = program->commands; c->name; c++)
        fprintf(out, "  %-12s %s\n", c->name, c->help);
    fprintf(out, "\n'%s COMMAND --help' tells the options of one; %s(1) all.\n",
        program->name, program->name);
}

static const struct command *
find_command(const struct command_program *program, const char *name)
{
    for (const struct command *c = program->commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    return NULL;
}

static int
unknown_command(const struct command_program *program, const char *name)
{
    const char *names[COMMANDS_MAX] = {0};
    size_t n = 0;
    auto_(heap) char *clean = clean_line(name);

    for (const struct command *c = program->commands; c->name; c++)
        names[n++] = c->name;
    const char *near = nearest_word(name, names, n);
    fprintf(stderr, "%s: no command '%s'", program->name, clean);
    if (near)
        fprintf(stderr, "; did you mean '%s'?\n", near);
    else
        fprintf(stderr, "; '%s --help' lists them\n", program->name);
    return STATUS_USAGE;
}

int
command_main(const struct command_program *program, int argc, char **argv)
{
    if (argc < 2) {
        print_commands(program, stderr);
        return STATUS_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
        !strcmp(argv[1], "help")) {
        print_commands(program, stdout);
        return STATUS_DONE;
    }
    if (!strcmp(argv[1], "--version")) {
        printf("%s %s\n", program->name, FALLBACK_VERSION);
        return STATUS_DONE;
    }
    const struct command *command = find_command(program, argv[1]);
    if (!command)
        return unknown_command(program, argv[1]);
    struct command_call call = {
        .program = program->name,
        .command = command,
        .argc = argc - 1,
        .argv = argv + 1,
    };
    const enum status status = command->run(&call);
    /* What a full disk or a closed pipe swallowed must not look like success. */
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "%s: cannot write the output\n", program->name);
        return STATUS_DISK;
    }
    return (int)status;
}

static void
print_help(const struct command_call *call, const struct option_row *own,
    const struct option_row *common)
{
    const char *words = call->command->words;

    printf("usage: %s %s [OPTION...]%s%s\n\n%s\n\n", call->program,
        call->command->name, words[0] ? " " : "", words, call->command->help);
    options_help(own, stdout);
    options_help(common, stdout);
}

/* What was not given on the command line may be in the environment. */
static void
look_into_environment(struct command_common *common)
{
    if (!common->environment)
        common->environment = getenv("FALLBACK_ENV");
    if (!common->store)
        common->store = getenv("FALLBACK_STORE");
}

bool
command_parse(struct command_call *call, const struct option_row *own,
    enum status *status)
{
    static const char *const colors[] = {"auto", "always", "never"};
    struct option_row common[COMMON_ROWS];
    struct failure failure = {0};

    common_rows(&call->common, common);
    if (!options_parse(
            call->argc, call->argv, own, common, &call->nwords, &failure)) {
        *status = command_misused(call, "%s", failure.text);
        return false;
    }
    call->words = call->argv;
    if (call->common.help) {
        print_help(call, own, common);
        *status = STATUS_DONE;
        return false;
    }
    const char *color = call->common.color ? call->common.color : "auto";
    if (strcmp(color, colors[0]) && strcmp(color, colors[1]) &&
        strcmp(color, colors[2])) {
        *status = command_misused(
            call, "--color is auto, always or never, not '%s'", color);
        return false;
    }
    look_into_environment(&call->common);
    return true;
}

enum status
command_fail(const struct command_call *call, const struct failure *failure)
{
    auto_(heap) char *clean = clean_line(failure->text);

    fprintf(stderr, "%s: %s\n", call->program, clean);
    return failure->status;
}

enum status
command_misused(const struct command_call *call, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *text = text_format(format, args);
    va_end(args);
    auto_(heap) char *clean = clean_line(text);
    fprintf(stderr, "%s: %s\n  '%s %s --help' tells more\n", call->program,
        clean, call->program, call->command->name);
    return STATUS_USAGE;
}
