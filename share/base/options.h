/*
 * Command lines from tables: a row is an option, with its help; getopt_long
 * does the parsing, the rows make --help. Options may stand before and after
 * words; "--" ends them. Errors name the option and the nearest known one.
 */
#pragma once

#include "failure.h"

#include <stdio.h>

enum option_kind {
    OPTION_FLAG, /* into: bool * */
    OPTION_TEXT, /* into: const char **; borrowed from argv */
    OPTION_LIST, /* into: struct option_list *; may be given again */
};

struct option_list {
    const char **items; /* owned: options_list_done() */
    size_t n;
};

struct option_row {
    const char *name; /* "format": --format; ends a table when NULL */
    char letter;      /* 'q': -q; 0 for none */
    enum option_kind kind;
    const char *argument; /* "FILE" for the help; NULL for a flag */
    const char *help;
    void *into;
};

/*
 * Parses argv[1...] by up to two tables (either may be NULL; each ends with a
 * zero row) and leaves the words in argv[0...*nwords - 1]. STATUS_USAGE on
 * failure.
 */
bool options_parse(int argc, char **argv, const struct option_row *own,
    const struct option_row *common, int *nwords, struct failure *failure);

/*
 * Parses only the options that stand before the first word of argv[1...], and
 * returns the word's index: argc when there is none, 0 on failure.
 */
int options_before(int argc, char **argv, const struct option_row *rows,
    struct failure *failure);

/* Prints one line of help for each row. */
void options_help(const struct option_row *rows, FILE *out);

void options_list_done(struct option_list *list);

/* auto_(option_list) struct option_list l = {0}; */
static inline void
option_list_cleanup(struct option_list *list)
{
    options_list_done(list);
}
