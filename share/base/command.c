/* Commands from a table. */
#include "command.h"

#include "clean.h"
#include "nearest.h"
#include "text.h"

#include <stdarg.h>
#include <string.h>

#define WORDS_MAX 64
#define LACKS_HELP (1 << 30) /* of options that no command's help repeats */

/* The common options, each with what a command lacks that has no use for it. */
static const struct common {
    struct option_row row; /* `into` is filled in for a call */
    size_t offset;
    unsigned lacks;
} commons[] = {
#define COMMON(member) offsetof(struct command_common, member)
    {{"directory", 'C', OPTION_TEXT, "DIR",
         "the workspace; else the nearest one upward"},
        COMMON(folder), LACKS_WORKSPACE},
    {{"env", 0, OPTION_TEXT, "NAME",
         "an environment of fallback.yaml (FALLBACK_ENV)"},
        COMMON(environment), LACKS_ENVIRONMENT},
    {{"store", 0, OPTION_TEXT, "URL", "the execution store (FALLBACK_STORE)"},
        COMMON(store), LACKS_STORE},
    {{"token-file", 0, OPTION_TEXT, "FILE",
         "holds the API key (else FALLBACK_TOKEN)"},
        COMMON(token_file), LACKS_STORE},
    {{"ca-file", 0, OPTION_TEXT, "FILE",
         "who may vouch for an https:// store (FALLBACK_CA_FILE)"},
        COMMON(ca_file), LACKS_STORE},
    {{"color", 0, OPTION_TEXT, "WHEN", "auto, always or never"}, COMMON(color),
        LACKS_COLOR},
    {{"quiet", 'q', OPTION_FLAG, NULL, "say only what went wrong"},
        COMMON(quiet), LACKS_QUIET},
    {{"verbose", 'v', OPTION_FLAG, NULL, "say more"}, COMMON(verbose),
        LACKS_VERBOSE},
    {{"help", 'h', OPTION_FLAG, NULL, "this help"}, COMMON(help), 0},
    {{"version", 0, OPTION_FLAG, NULL, "the program's version"},
        COMMON(version), LACKS_HELP},
};

/* A table of those that a command with such lacks has use for. */
static void
common_rows(struct command_common *common, unsigned lacks,
    struct option_row rows[ARRAY_LEN(commons) + 1])
{
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(commons); i++) {
        if (commons[i].lacks & lacks)
            continue;
        rows[n] = commons[i].row;
        rows[n++].into = (char *)common + commons[i].offset;
    }
    rows[n] = (struct option_row){0};
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

/* True when `word` is one of `words`, which blanks are between. */
static bool
is_among(const char *word, const char *words)
{
    const size_t len = strlen(word);

    for (const char *at = words; at && *at && len;) {
        const size_t n = strcspn(at, " ");

        if (n == len && !strncmp(at, word, n))
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}

static const struct command *
find_command(const struct command_program *program, const char *name)
{
    for (const struct command *c = program->commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    return NULL;
}

/* The command that the word may be meant for, or NULL. */
static const char *
near_command(const struct command_program *program, const char *word)
{
    const char *names[WORDS_MAX] = {0};
    size_t n = 0;

    for (const struct command *c = program->commands; c->name; c++) {
        if (is_among(word, c->also))
            return c->name;
        if (n < WORDS_MAX)
            names[n++] = c->name;
    }
    return nearest_word(word, names, n);
}

static int
unknown_command(const struct command_program *program, const char *name)
{
    auto_(heap) char *clean = clean_line(name);
    const char *near = near_command(program, name);

    fprintf(stderr, "%s: no command '%s'", program->name, clean);
    if (is_among(name, program->sibling_words))
        fprintf(stderr, "; it is one of %s\n", program->sibling);
    else if (near)
        fprintf(stderr, "; did you mean '%s'?\n", near);
    else
        fprintf(stderr, "; '%s --help' lists them\n", program->name);
    return STATUS_USAGE;
}

static enum status
print_version(const char *program)
{
    printf("%s %s\n", program, FALLBACK_VERSION);
    return STATUS_DONE;
}

/* argv[at] is the command: it comes first, the options that stood before it
 * behind. */
static void
put_first(char **argv, int at)
{
    char *name = argv[at];

    memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof(*argv));
    argv[1] = name;
}

/* "help push" is "push --help". */
static bool
ask_for_help(int argc, char **argv)
{
    static char option[] = "--help";

    if (strcmp(argv[1], "help") != 0)
        return false;
    if (argc > 2) {
        argv[1] = argv[2];
        argv[2] = option;
    }
    return argc == 2;
}

static int
run_command(const struct command_program *program, int argc, char **argv)
{
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

int
command_main(const struct command_program *program, int argc, char **argv)
{
    struct command_common common = {0};
    struct option_row rows[ARRAY_LEN(commons) + 1];
    struct failure failure = {0};

    common_rows(&common, 0, rows);
    const int at = options_before(argc, argv, rows, &failure);
    if (!at) {
        auto_(heap) char *clean = clean_line(failure.text);

        fprintf(stderr,
            "%s: %s\n  options of a command stand behind its name; "
            "'%s --help' lists the commands\n",
            program->name, clean, program->name);
        return STATUS_USAGE;
    }
    if (common.version)
        return (int)print_version(program->name);
    if (at == argc) {
        print_commands(program, common.help ? stdout : stderr);
        return common.help ? STATUS_DONE : STATUS_USAGE;
    }
    put_first(argv, at);
    if (ask_for_help(argc, argv)) {
        print_commands(program, stdout);
        return STATUS_DONE;
    }
    return run_command(program, argc, argv);
}

const char *
command_inner(struct command_call *call)
{
    struct command_common unused = {0};
    struct option_row rows[ARRAY_LEN(commons) + 1];
    struct failure failure = {0};

    common_rows(&unused, 0, rows);
    const int at = options_before(call->argc, call->argv, rows, &failure);
    if (at > 1 && at < call->argc)
        put_first(call->argv, at);
    return call->argc > 1 ? call->argv[1] : "";
}

static enum status
print_help(const struct command_call *call, const struct option_row *own)
{
    const char *words = call->command->words;
    struct command_common unused;
    struct option_row common[ARRAY_LEN(commons) + 1];

    common_rows(&unused, call->command->lacks | LACKS_HELP, common);
    printf("usage: %s %s [OPTION...]%s%s\n\n%s\n\n", call->program,
        call->command->name, words[0] ? " " : "", words, call->command->help);
    options_help(own, stdout);
    options_help(common, stdout);
    return STATUS_DONE;
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

/* False for an option with a value that the command has no use for. */
static bool
is_of_use(const struct command_call *call, enum status *status)
{
    const unsigned refused = call->command->lacks &
        (LACKS_WORKSPACE | LACKS_ENVIRONMENT | LACKS_STORE);

    for (size_t i = 0; i < ARRAY_LEN(commons); i++) {
        const char *value;

        if (!(commons[i].lacks & refused))
            continue;
        memcpy(&value, (const char *)&call->common + commons[i].offset,
            sizeof(value));
        if (!value)
            continue;
        *status = command_misused(call, "%s has no use for --%s",
            call->command->name, commons[i].row.name);
        return false;
    }
    return true;
}

bool
command_choice(const struct command_call *call, const char *option,
    const char *value, const char *const *words, enum status *status)
{
    auto_(text) struct text known = {0};
    size_t n = 0;

    for (; words[n]; n++) {
        if (!value || !strcmp(value, words[n]))
            return true;
        if (n)
            text_add(&known, words[n + 1] ? ", " : " or ");
        text_add(&known, words[n]);
    }
    const char *near = nearest_word(value, words, n);
    *status = command_misused(call, "%s is %s, not '%s'%s%s%s", option,
        text_str(&known), value, near ? "; did you mean '" : "",
        near ? near : "", near ? "'?" : "");
    return false;
}

bool
command_parse(struct command_call *call, const struct option_row *own,
    enum status *status)
{
    static const char *const colors[] = {"auto", "always", "never", NULL};
    struct option_row common[ARRAY_LEN(commons) + 1];
    struct failure failure = {0};

    common_rows(&call->common, 0, common);
    if (!options_parse(
            call->argc, call->argv, own, common, &call->nwords, &failure)) {
        *status = command_misused(call, "%s", failure.text);
        return false;
    }
    call->words = call->argv;
    if (call->common.help || call->common.version) {
        *status = call->common.help ? print_help(call, own)
                                    : print_version(call->program);
        return false;
    }
    if (!command_choice(call, "--color", call->common.color, colors, status) ||
        !is_of_use(call, status))
        return false;
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
