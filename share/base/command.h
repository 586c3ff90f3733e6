/*
 * Programs made of commands: a command is a row and a file. The rows give
 * parsing, --help and the answer to a mistyped name; the options that every
 * program has are here too. They may stand before the command's name as well.
 */
#pragma once

#include "failure.h"
#include "options.h"

struct command_common {      /* options of every command; NULL: not given */
    const char *folder;      /* -C DIR */
    const char *environment; /* --env NAME, else FALLBACK_ENV */
    const char *store;       /* --store URL, else FALLBACK_STORE */
    const char *token_file;  /* --token-file FILE */
    const char *ca_file;     /* --ca-file FILE */
    const char *color;       /* --color auto|always|never */
    bool quiet, verbose, help, version;
};

struct command_call {
    const char *program;           /* "fallback-publish" */
    const struct command *command; /* the row that was found */
    int argc;                      /* with the command's name first */
    char **argv;
    struct command_common common;
    int nwords; /* after command_parse(): what is no option */
    char **words;
};

typedef enum status command_fn(struct command_call *call);

/*
 * Common options that mean nothing to a command. Its help leaves them out, and
 * the first three are refused, since who gives them expects something of them;
 * the others are taken by every command, so that a job can always give -q.
 */
enum command_lacks {
    LACKS_WORKSPACE = 1 << 0,   /* -C */
    LACKS_ENVIRONMENT = 1 << 1, /* --env */
    LACKS_STORE = 1 << 2,       /* --store, --token-file, --ca-file */
    LACKS_COLOR = 1 << 3,
    LACKS_QUIET = 1 << 4,
    LACKS_VERBOSE = 1 << 5,
};

struct command {
    const char *name;  /* NULL ends the table */
    const char *words; /* "[FLOW...]", for the help */
    const char *help;  /* one sentence */
    command_fn *run;
    unsigned lacks;   /* of enum command_lacks */
    const char *also; /* "lint validate": what else people type for it */
};

struct command_program {
    const char *name, *purpose;
    const struct command *commands;
    const char *sibling;       /* another program ... */
    const char *sibling_words; /* ... and its commands: "push plan" */
};

/* Finds the command and runs it; returns the exit status. */
int command_main(const struct command_program *program, int argc, char **argv);

/*
 * Parses the command's own options (a table that ends with a zero row, or
 * NULL) and the common ones. False when there is nothing left to do: help was
 * printed, or the usage is wrong; *status is then the end.
 */
bool command_parse(struct command_call *call, const struct option_row *own,
    enum status *status);

/*
 * True when an option's value is one of the words of a NULL-ended list, or was
 * not given; else says which there are, and the nearest.
 */
bool command_choice(const struct command_call *call, const char *option,
    const char *value, const char *const *words, enum status *status);

/*
 * For a command that has commands of its own: the word that says which, brought
 * to argv[1] past common options that stand before it; "" when there is none.
 */
const char *command_inner(struct command_call *call);

/* Says on stderr what failed, cleaned, and returns its status. */
enum status command_fail(
    const struct command_call *call, const struct failure *failure);

/* Says on stderr that the words are wrong and where help is. */
enum status command_misused(
    const struct command_call *call, const char *format, ...) PRINTF_LIKE(2, 3);
