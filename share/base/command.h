/*
 * Programs made of commands: a command is a row and a file. The rows give
 * parsing, --help and the answer to a mistyped name; the options that every
 * program has are here too.
 */
#pragma once

#include "failure.h"
#include "options.h"

struct command_common {      /* options of every command; NULL: not given */
    const char *folder;      /* -C DIR */
    const char *environment; /* --env NAME, else FALLBACK_ENV */
    const char *store;       /* --store URL, else FALLBACK_STORE */
    const char *token_file;  /* --token-file FILE */
    const char *color;       /* --color auto|always|never */
    bool quiet, verbose, help;
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

struct command {
    const char *name;  /* NULL ends the table */
    const char *words; /* "[FLOW...]", for the help */
    const char *help;  /* one sentence */
    command_fn *run;
};

struct command_program {
    const char *name, *purpose;
    const struct command *commands;
};

/* Finds the command and runs it; returns the exit status. */
int command_main(const struct command_program *program, int argc, char **argv);

/*
 * Parses the command's own options (a table that ends with a zero row, or
 * NULL) and the common ones. False when there is nothing left to do: help or
 * printed, or the usage is wrong; *status is then the end.
 */
bool command_parse(struct command_call *call, const struct option_row *own,
    enum status *status);

/* Says on stderr what failed, cleaned, and returns its status. */
enum status command_fail(
    const struct command_call *call, const struct failure *failure);

/* Says on stderr that the words are wrong and where help is. */
enum status command_misused(
    const struct command_call *call, const char *format, ...) PRINTF_LIKE(2, 3);
