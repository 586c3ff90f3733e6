/* CSV, line by line. */
#include "table.h"

#include <csv.h>
#include <string.h>

#define MARK "\xEF\xBB\xBF" /* of UTF-8, by Windows */

struct table {
    table_row_fn *row;
    void *data;
    struct csv_parser parser;
    struct text start;  /* until the first line tells the delimiter */
    struct text fields; /* of the row in hand, each with its NUL */
    size_t offsets[TABLE_FIELDS_MAX], nfields;
    size_t line, row_line;
    bool begun, in_line, in_row, row_ended;
};

struct table *
table_new(table_row_fn *row, void *data)
{
    struct table *table = calloc(1, sizeof(*table));

    if (!table ||
        csv_init(&table->parser,
            CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
        abort();
    table->row = row;
    table->data = data;
    return table;
}

void
table_free(struct table *table)
{
    if (!table)
        return;
    csv_free(&table->parser);
    text_done(&table->start);
    text_done(&table->fields);
    free(table);
}

size_t
table_line(const struct table *table)
{
    return table->row_line;
}

static void
take_field(void *bytes, size_t len, void *data)
{
    struct table *table = data;

    if (table->nfields < TABLE_FIELDS_MAX)
        table->offsets[table->nfields] = table->fields.len;
    if (table->nfields++ >= TABLE_FIELDS_MAX)
        return;
    text_add_bytes(&table->fields, len ? bytes : "", len);
    text_add_char(&table->fields, '\0');
}

static void
end_row(int terminator, void *data)
{
    struct table *table = data;
    struct table_row row = {.line = table->row_line, .nfields = table->nfields};

    (void)terminator;
    for (size_t i = 0; i < table->nfields && i < TABLE_FIELDS_MAX; i++)
        row.fields[i] = table->fields.bytes + table->offsets[i];
    table->row_ended = true;
    table->row(&row, table->data);
    table->nfields = 0;
    text_clear(&table->fields);
}

static bool
is_blank(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != '\r' && bytes[i] != '\n')
            return false;
    return true;
}

/* A line, or a part of one. */
static bool
parse_line(
    struct table *table, const char *bytes, size_t len, struct failure *failure)
{
    if (!table->in_line) {
        table->line++;
        if (!table->in_row)
            table->row_line = table->line;
    }
    table->in_line = bytes[len - 1] != '\n';
    table->row_ended = false;
    if (csv_parse(&table->parser, bytes, len, take_field, end_row, table) !=
        len)
        return failure_set(failure, STATUS_FINDINGS,
            "a quote stands inside a field; write the field in quotes and "
            "the quote twice");
    table->in_row =
        !table->row_ended && (table->in_row || !is_blank(bytes, len));
    return true;
}

/* Line by line, so that each row knows its own. */
static bool
parse(
    struct table *table, const char *bytes, size_t len, struct failure *failure)
{
    while (len) {
        const char *end = memchr(bytes, '\n', len);
        const size_t more = end ? (size_t)(end - bytes) + 1 : len;

        if (!parse_line(table, bytes, more, failure))
            return false;
        bytes += more;
        len -= more;
    }
    return true;
}

/* Spreadsheets of half of Europe write semicolons, some programs tabs. */
static unsigned char
delimiter_of(const char *bytes, size_t len)
{
    const char *end = memchr(bytes, '\n', len);
    const size_t first = end ? (size_t)(end - bytes) : len;

    if (memchr(bytes, ',', first))
        return CSV_COMMA;
    if (memchr(bytes, ';', first))
        return ';';
    return memchr(bytes, '\t', first) ? CSV_TAB : CSV_COMMA;
}

/* What was kept back until the first line was whole. */
static bool
begin(struct table *table, struct failure *failure)
{
    const char *bytes = text_str(&table->start);
    size_t len = table->start.len;

    table->begun = true;
    if (len >= strlen(MARK) && !memcmp(bytes, MARK, strlen(MARK))) {
        bytes += strlen(MARK);
        len -= strlen(MARK);
    }
    const size_t blank = strspn(bytes, "\r\n");
    csv_set_delim(&table->parser, delimiter_of(bytes + blank, len - blank));
    return parse(table, bytes, len, failure);
}

/* True when a line that is not blank has ended. */
static bool
has_first_line(const struct text *start)
{
    const char *bytes = text_str(start);

    return strchr(bytes + strspn(bytes, "\r\n"), '\n');
}

bool
table_feed(
    struct table *table, const char *bytes, size_t len, struct failure *failure)
{
    if (table->begun)
        return parse(table, bytes, len, failure);
    text_add_bytes(&table->start, bytes, len);
    return !has_first_line(&table->start) || begin(table, failure);
}

bool
table_end(struct table *table, struct failure *failure)
{
    if (!table->begun && !begin(table, failure))
        return false;
    if (csv_fini(&table->parser, take_field, end_row, table))
        return failure_set(
            failure, STATUS_FINDINGS, "a field in quotes does not end");
    return true;
}

void
table_quote(struct text *line, const char *field)
{
    if (!strpbrk(field, ",;\t\"\r\n") && *field != ' ' &&
        (!*field || field[strlen(field) - 1] != ' ')) {
        text_add(line, field);
        return;
    }
    text_add_char(line, '"');
    for (; *field; field++) {
        if (*field == '"')
            text_add_char(line, '"');
        text_add_char(line, *field);
    }
    text_add_char(line, '"');
}
