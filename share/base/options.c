/* Tables of options over getopt_long. */
#include "options.h"

#include "nearest.h"
#include "text.h"

#include <getopt.h>
#include <string.h>

#define HELP_COLUMN 28
#define ROWS_MAX 64
#define FIRST_CODE 1000 /* of long options: code - FIRST_CODE is the row */

struct parser {
    const struct option_row *rows[ROWS_MAX];
    struct option longs[ROWS_MAX + 1];
    const char *names[ROWS_MAX];
    char letters[2 * ROWS_MAX + 3];
    size_t n;
};

static void
add_rows(struct parser *p, const struct option_row *rows)
{
    for (; rows && rows->name && p->n < ROWS_MAX; rows++, p->n++) {
        p->rows[p->n] = rows;
        p->names[p->n] = rows->name;
        p->longs[p->n] = (struct option){
            .name = rows->name,
            .has_arg =
                rows->kind == OPTION_FLAG ? no_argument : required_argument,
            .val = FIRST_CODE + (int)p->n,
        };
        if (rows->letter) {
            const size_t len = strlen(p->letters);

            p->letters[len] = rows->letter;
            if (rows->kind != OPTION_FLAG)
                p->letters[len + 1] = ':';
        }
    }
}

static const struct option_row *
find_row(const struct parser *p, int code)
{
    if (code >= FIRST_CODE)
        return p->rows[code - FIRST_CODE];
    for (size_t i = 0; i < p->n; i++)
        if (p->rows[i]->letter == code)
            return p->rows[i];
    return NULL;
}

static void
set_value(const struct option_row *row, const char *value)
{
    struct option_list *list = row->into;

    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)row->into = true;
        break;
    case OPTION_TEXT:
        *(const char **)row->into = value;
        break;
    case OPTION_LIST:
        list->items =
            reallocarray(list->items, list->n + 1, sizeof(*list->items));
        if (!list->items)
            abort();
        list->items[list->n++] = value;
        break;
    }
}

/* The known options that a shortened one may be: "--store or --strict". */
static size_t
longer_names(const struct parser *p, const char *name, struct text *out)
{
    size_t found = 0;

    for (size_t i = 0; *name && i < p->n; i++)
        if (!strncmp(p->names[i], name, strlen(name)))
            text_addf(out, "%s'--%s'", found++ ? " or " : "", p->names[i]);
    return found;
}

/* getopt says only that a word is unknown or lacks its argument. */
static bool
complain(
    const struct parser *p, int code, const char *word, struct failure *failure)
{
    auto_(text) struct text longer = {0};
    const char *known = NULL;

    if (code == ':')
        return failure_set(failure, STATUS_USAGE, "'%s' needs a value", word);
    if (!strncmp(word, "--", 2)) {
        const size_t len = strcspn(word + 2, "=");
        auto_(heap) char *name = strndup(word + 2, len);

        if (!name)
            abort();
        if (word[2 + len] && longer_names(p, name, &longer) == 1)
            return failure_set(
                failure, STATUS_USAGE, "%s takes no value", longer.bytes);
        text_clear(&longer);
        if (longer_names(p, name, &longer) > 1)
            return failure_set(
                failure, STATUS_USAGE, "'%s' is %s", word, longer.bytes);
        known = nearest_word(name, p->names, p->n);
    }
    if (known)
        return failure_set(failure, STATUS_USAGE,
            "unknown option '%s'; did you mean '--%s'?", word, known);
    return failure_set(failure, STATUS_USAGE, "unknown option '%s'", word);
}

static bool
parse(int argc, char **argv, const struct parser *p, struct failure *failure)
{
    opterr = 0;
    optind = 0; /* glibc: begin again, also after an earlier parse */
    for (;;) {
        const int before = optind ? optind : 1;
        const int code = getopt_long(argc, argv, p->letters, p->longs, NULL);

        if (code == -1)
            return true;
        if (code == '?' || code == ':') {
            /* Permutation moves words behind: the culprit is just before. */
            const char *word =
                optind > before ? argv[optind - 1] : argv[before];

            return complain(p, code, word, failure);
        }
        set_value(find_row(p, code), optarg);
    }
}

bool
options_parse(int argc, char **argv, const struct option_row *own,
    const struct option_row *common, int *nwords, struct failure *failure)
{
    struct parser p = {.letters = ":"};

    add_rows(&p, own);
    add_rows(&p, common);
    if (!parse(argc, argv, &p, failure))
        return false;
    *nwords = argc - optind;
    memmove(argv, argv + optind, (size_t)*nwords * sizeof(*argv));
    argv[*nwords] = NULL;
    return true;
}

int
options_before(int argc, char **argv, const struct option_row *rows,
    struct failure *failure)
{
    struct parser p = {.letters = "+:"};

    add_rows(&p, rows);
    return parse(argc, argv, &p, failure) ? optind : 0;
}

void
options_help(const struct option_row *rows, FILE *out)
{
    for (; rows && rows->name; rows++) {
        auto_(text) struct text left = {0};

        if (rows->letter)
            text_addf(&left, "-%c, ", rows->letter);
        text_addf(&left, "--%s", rows->name);
        if (rows->argument)
            text_addf(&left, " %s", rows->argument);
        if (left.len > HELP_COLUMN) /* too long to stand beside it */
            text_addf(&left, "\n  %*s", HELP_COLUMN, "");
        fprintf(out, "  %-*s %s\n", HELP_COLUMN, left.bytes, rows->help);
    }
}

void
options_list_done(struct option_list *list)
{
    free(list->items);
    *list = (struct option_list){0};
}
