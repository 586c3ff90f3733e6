/*
 * Importing opt-outs and consents from CSV. The file is read twice, so that it
 * may be of any size and nothing of it is recorded unless all of it is right.
 */
#include "wish_words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "clock.h"
#include "nearest.h"
#include "phone.h"
#include "table.h"
#include "utf8.h"

#define ERRORS_SHOWN 20
#define NOTE_MAX 500

enum column {
    COLUMN_NUMBER,
    COLUMN_CHANNEL,
    COLUMN_CATEGORY,
    COLUMN_AT,
    COLUMN_NOTE,
    COLUMN_SOURCE, /* of an export: who imports says it anew */
    COLUMN_BY,
    COLUMN_COUNT,
};

static const char *const column_words[] = {
    [COLUMN_NUMBER] = "number",
    [COLUMN_CHANNEL] = "channel",
    [COLUMN_CATEGORY] = "category",
    [COLUMN_AT] = "at",
    [COLUMN_NOTE] = "note",
    [COLUMN_SOURCE] = "source",
    [COLUMN_BY] = "by",
};

struct wish_file {
    const struct wish_words *words;
    FILE *in;
    size_t errors, rows, done;
    bool header_read;
    size_t ncolumns;
    enum column columns[COLUMN_COUNT];
    bool given[COLUMN_COUNT];
    size_t line;
    /* Of the second reading: what is not recorded yet. */
    struct store *store;
    struct arena *arena;
    struct store_wish *batch;
    size_t nbatch;
    struct failure *failure;
};

static bool wrong(struct wish_file *file, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* "numbers.csv:7: error: ..."; false. */
static bool
wrong(struct wish_file *file, const char *format, ...)
{
    va_list args;

    if (file->errors++ >= ERRORS_SHOWN)
        return false;
    va_start(args, format);
    auto_(heap) char *words = text_format(format, args);
    va_end(args);
    auto_(heap) char *clean = clean_line(words);
    fprintf(stderr, "%s:%zu: error: %s\n",
        text_is(file->words->import, "-") ? "(stdin)" : file->words->import,
        file->line, clean);
    return false;
}

static bool
read_column(struct wish_file *file, const char *title)
{
    const char *field = title + strspn(title, " ");

    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (strcasecmp(field, column_words[i]) != 0)
            continue;
        if (file->given[i])
            return wrong(
                file, "the column '%s' is there twice", column_words[i]);
        if (i == COLUMN_CATEGORY && file->words->kind == WISH_CONSENT)
            return wrong(file, "a consent has no category");
        file->given[i] = true;
        file->columns[file->ncolumns++] = (enum column)i;
        return true;
    }
    const char *near = nearest_word(field, column_words, COLUMN_COUNT);
    return wrong(file,
        "the column '%s' is not known%s%s%s; there are number, channel, "
        "category, at and note",
        field, near ? "; did you mean '" : "", near ? near : "",
        near ? "'?" : "");
}

static bool
is_number(const char *field)
{
    char number[PHONE_TEXT_SIZE];

    return phone_normalise_typed(field, number) == PHONE_OK;
}

/* True when the row was the header. A file with nothing but numbers needs
 * none. */
static bool
read_header(struct wish_file *file, const struct table_row *row)
{
    file->header_read = true;
    if (row->nfields == 1 && is_number(row->fields[0])) {
        file->columns[file->ncolumns++] = COLUMN_NUMBER;
        return false;
    }
    if (row->nfields > COLUMN_COUNT)
        (void)wrong(file, "there are %zu columns; the first row names them",
            row->nfields);
    for (size_t i = 0; i < row->nfields && i < COLUMN_COUNT; i++)
        (void)read_column(file, row->fields[i]);
    if (!file->given[COLUMN_NUMBER] && !file->errors)
        (void)wrong(file, "the first row names no column 'number'");
    return true;
}

static bool
read_word(struct wish_file *file, const char *field, const char *const *words,
    const char *name, int *into)
{
    for (int i = 0; words[i]; i++)
        if (!strcasecmp(words[i], field)) {
            *into = i;
            return true;
        }
    return wrong(file, "'%s' is no %s", field, name);
}

static bool
read_number(struct wish_file *file, const char *field, char *number)
{
    const enum phone_fault fault = phone_normalise_typed(field, number);

    if (!*field)
        return wrong(file, "the row has no number");
    return fault == PHONE_OK ||
        wrong(file, "the number '%s' %s%s", field, phone_fault_words(fault),
            strpbrk(field, "E\xe2")
                ? "; has a spreadsheet or a mask changed it?"
                : "");
}

/* An empty field is as if there were no such column. */
static bool
read_field(struct wish_file *file, enum column column, const char *field,
    struct store_wish *wish, char *number)
{
    int found = 0;

    switch (column) {
    case COLUMN_NUMBER:
        return read_number(file, field, number);
    case COLUMN_CHANNEL:
        if (*field &&
            !read_word(file, field, wish_channel_words,
                "channel; there are all, sms, whatsapp and rcs", &found))
            return false;
        if (*field)
            wish->channel = (enum wish_channel)found;
        return true;
    case COLUMN_CATEGORY:
        if (*field &&
            !read_word(file, field, wish_category_words,
                "category; there are marketing and all", &found))
            return false;
        if (*field)
            wish->category = (enum wish_category)found;
        return true;
    case COLUMN_AT:
        return !*field || clock_parse(field, &wish->at) ||
            wrong(
                file, "'%s' is no instant such as 2026-11-20T09:12:00Z", field);
    case COLUMN_NOTE:
        if (*field)
            wish->note = field;
        return strlen(field) <= NOTE_MAX ||
            wrong(file, "a note has at most %d bytes", NOTE_MAX);
    case COLUMN_SOURCE:
    case COLUMN_BY:
    case COLUMN_COUNT:
        break;
    }
    return true;
}

static bool
read_row(struct wish_file *file, const struct table_row *row,
    struct store_wish *wish, char *number)
{
    size_t bad;

    *wish = file->words->wish;
    if (row->nfields != file->ncolumns)
        return wrong(file, "the row has %zu fields, and the first row %zu",
            row->nfields, file->ncolumns);
    for (size_t i = 0; i < row->nfields; i++) {
        if (!utf8_valid(row->fields[i], strlen(row->fields[i]), &bad))
            return wrong(file, "this is not UTF-8; save the file as UTF-8");
        if (!read_field(file, file->columns[i], row->fields[i], wish, number))
            return false;
    }
    return true;
}

static bool
send(struct wish_file *file)
{
    if (!file->nbatch)
        return true;
    struct store_request *request =
        store_request_new(STORE_WISHES_ADD, NULL, NULL);
    request->in.wishes = file->batch;
    request->in.nwishes = file->nbatch;
    auto_(store_request) struct store_request *done =
        store_do(file->store, request);
    if (!wish_done(done, file->failure))
        return false;
    file->done += file->nbatch;
    file->nbatch = 0;
    file->batch = NULL;
    arena_free(file->arena);
    return true;
}

static void
keep(struct wish_file *file, struct store_wish wish, const char *number)
{
    wish.number = arena_strdup(file->arena, number);
    wish.note = arena_strdup(file->arena, wish.note);
    if (!file->batch)
        file->batch =
            arena_alloc(file->arena, WISHES_AT_ONCE * sizeof(*file->batch));
    file->batch[file->nbatch++] = wish;
    if (file->nbatch == WISHES_AT_ONCE)
        (void)send(file);
}

static void
take_row(const struct table_row *row, void *data)
{
    struct wish_file *file = data;
    char number[PHONE_TEXT_SIZE] = "";
    struct store_wish wish;

    file->line = row->line;
    if (!file->header_read && read_header(file, row))
        return;
    if (file->store && file->failure->text[0])
        return; /* the store failed before */
    if (file->errors && !file->ncolumns)
        return; /* nobody knows what the columns are */
    if (!read_row(file, row, &wish, number))
        return;
    file->rows++;
    if (file->store)
        keep(file, wish, number);
}

/* False with STATUS_DISK; what is wrong with the file is counted. */
static bool
read_rows(struct wish_file *file, struct failure *failure)
{
    auto_(table) struct table *table = table_new(take_row, file);
    struct failure fault = {0};
    char bytes[16384];
    bool fine = true;
    size_t n;

    rewind(file->in);
    file->header_read = false;
    file->ncolumns = file->rows = 0;
    memset(file->given, 0, sizeof(file->given));
    while (fine && (n = fread(bytes, 1, sizeof(bytes), file->in))) {
        fine = !memchr(bytes, '\0', n) ||
            failure_set(
                &fault, STATUS_FINDINGS, "a NUL byte cannot stand in CSV");
        fine = fine && table_feed(table, bytes, n, &fault);
    }
    if (ferror(file->in))
        return failure_errno(
            failure, STATUS_DISK, "'%s' cannot be read", file->words->import);
    if (!fine || !table_end(table, &fault)) {
        file->line = table_line(table);
        (void)wrong(file, "%s", fault.text);
    }
    return true;
}

/* What cannot be read twice, such as a pipe, is copied: unnamed, so that it is
 * gone with the program. */
static FILE *
open_twice(const char *path, struct failure *failure)
{
    const bool standard = text_is(path, "-");
    FILE *in = standard ? stdin : fopen(path, "re");
    char bytes[16384];
    size_t n;

    if (!in) {
        failure_errno(failure, STATUS_DISK, "'%s' cannot be read", path);
        return NULL;
    }
    if (!standard && !fseek(in, 0, SEEK_END))
        return in;
    FILE *copy = tmpfile();
    while (copy && (n = fread(bytes, 1, sizeof(bytes), in)))
        if (fwrite(bytes, 1, n, copy) != n)
            break;
    if (!copy || ferror(in) || ferror(copy)) {
        failure_errno(failure, STATUS_DISK, "'%s' cannot be read", path);
        if (copy)
            fclose(copy);
        copy = NULL;
    }
    if (!standard)
        fclose(in);
    return copy;
}

struct wish_file *
wish_file_read(const struct wish_words *words, struct failure *failure)
{
    auto_(wish_file) struct wish_file *file = calloc(1, sizeof(*file));

    if (!file)
        abort();
    file->words = words;
    file->in = open_twice(words->import, failure);
    if (!file->in || !read_rows(file, failure))
        return NULL;
    if (!file->rows && !file->errors) {
        file->line = 1;
        (void)wrong(file, "there is nothing in this file");
    }
    if (!file->errors)
        return take(file);
    failure_set(failure, STATUS_FINDINGS,
        "'%s' has %zu wrong line%s; nothing was recorded", words->import,
        file->errors, file->errors == 1 ? "" : "s");
    return NULL;
}

bool
wish_file_add(
    struct wish_file *file, struct store *store, struct failure *failure)
{
    auto_(text) struct text what = {0};
    struct arena arena = {0};
    struct failure why = {0};

    file->store = store;
    file->arena = &arena;
    file->failure = &why;
    (void)(read_rows(file, &why) && !why.text[0] && !file->errors &&
        send(file));
    arena_free(&arena);
    wish_count(&what, file->words, file->done);
    if (file->errors && !why.text[0])
        (void)failure_set(&why, STATUS_CONFLICT,
            "'%s' changed while it was read", file->words->import);
    if (why.text[0])
        return failure_set(failure, why.status,
            "%s; %s recorded before: import the same file again", why.text,
            text_str(&what));
    printf("%s recorded\n", text_str(&what));
    return true;
}

void
wish_file_free(struct wish_file *file)
{
    if (!file)
        return;
    if (file->in)
        fclose(file->in);
    free(file);
}
