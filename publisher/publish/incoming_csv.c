/* Rows of CSV files. */
#include "incoming_csv.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "nearest.h"
#include "table.h"
#include "utf8.h"

#define COLUMNS_MAX TABLE_FIELDS_MAX

enum column {
    COLUMN_NAME,
    COLUMN_LANGUAGE,
    COLUMN_CATEGORY,
    COLUMN_TYPE,
    COLUMN_STATUS,
    COLUMN_REASON,
    COLUMN_BODY,
    COLUMN_VARIABLES,
    COLUMN_ENTITY,
    COLUMN_TEMPLATE,
    COLUMN_SENDER,
    COLUMN_COUNT,
    COLUMN_UNKNOWN = COLUMN_COUNT,
};

static const char *const column_words[] = {
    [COLUMN_NAME] = "name",
    [COLUMN_LANGUAGE] = "language",
    [COLUMN_CATEGORY] = "category",
    [COLUMN_TYPE] = "type",
    [COLUMN_STATUS] = "status",
    [COLUMN_REASON] = "reason",
    [COLUMN_BODY] = "body",
    [COLUMN_VARIABLES] = "variables",
    [COLUMN_ENTITY] = "entity_id",
    [COLUMN_TEMPLATE] = "template_id",
    [COLUMN_SENDER] = "sender",
};

/* India's categories of templates, in the words of flows and of Kaleyra. */
static const struct {
    const char *word;
    const char *category;
    enum sms_type type;
} dlt_categories[] = {
    {"transactional", "authentication", SMS_TYPE_OTP},
    {"service implicit", "utility", SMS_TYPE_TXN},
    {"service explicit", "marketing", SMS_TYPE_MKT},
    {"promotional", "marketing", SMS_TYPE_MKT},
};

struct csv {
    struct incoming *in;
    enum column columns[COLUMNS_MAX]; /* of the header row */
    size_t ncolumns;
    bool header_read, given[COLUMN_COUNT];
    const char *fields[COLUMNS_MAX]; /* of the row that is read */
    size_t nfields;                  /* may be more than there is room for */
    int row_line;                    /* where it begins */
};

/* A finding about the row; false, so that callers can end with it. */
PRINTF_LIKE(2, 3)
static bool
complain(struct csv *csv, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *text = text_format(format, args);
    va_end(args);
    findings_add(&csv->in->findings, "import-wrong", csv->in->file,
        (struct mark){csv->row_line, 1}, "", NULL, "%s", text);
    return false;
}

/* "Template ID" -> "template_id" */
static enum column
column_of(struct csv *csv, const char *title)
{
    char *word = arena_strdup(&csv->in->arena, title);

    for (char *c = word; *c; c++)
        *c = *c == ' ' || *c == '-' ? '_' : (char)tolower((unsigned char)*c);
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (!strcmp(column_words[i], word))
            return (enum column)i;
    const char *near = nearest_word(word, column_words, COLUMN_COUNT);
    findings_add(&csv->in->findings, "import-left-out", csv->in->file,
        (struct mark){csv->row_line, 1}, "", NULL,
        "the column '%s' is passed over%s%s%s", title,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return COLUMN_UNKNOWN;
}

static void
read_header(struct csv *csv)
{
    static const enum column needed[] = {
        COLUMN_NAME, COLUMN_LANGUAGE, COLUMN_STATUS};

    csv->header_read = true;
    csv->ncolumns = csv->nfields;
    if (csv->nfields > COLUMNS_MAX) {
        (void)complain(csv, "there are more than %d columns", COLUMNS_MAX);
        return;
    }
    for (size_t i = 0; i < csv->nfields; i++) {
        const enum column column = column_of(csv, csv->fields[i]);

        csv->columns[i] = column;
        if (column == COLUMN_UNKNOWN)
            continue;
        if (csv->given[column])
            (void)complain(
                csv, "the column '%s' is there twice", column_words[column]);
        csv->given[column] = true;
    }
    for (size_t i = 0; i < ARRAY_LEN(needed); i++)
        if (!csv->given[needed[i]])
            (void)complain(csv, "the first row names no column '%s'",
                column_words[needed[i]]);
}

struct row {
    struct csv *csv;
    struct incoming_template *item;
    struct template *t;
    const char *values[COLUMN_COUNT]; /* NULL: no such column, or empty */
};

static void
read_category(struct row *row)
{
    const char *word = row->values[COLUMN_CATEGORY];

    if (!word)
        return;
    for (size_t i = 0; i < ARRAY_LEN(dlt_categories); i++) {
        if (strcasecmp(word, dlt_categories[i].word) != 0)
            continue;
        row->t->type = (struct value_choice){
            (int)dlt_categories[i].type, true, row->t->at};
        row->item->knows |= INCOMING_TYPE;
        word = dlt_categories[i].category;
        break;
    }
    incoming_category(row->csv->in, row->item, word);
}

static void
read_type(struct row *row)
{
    const char *word = row->values[COLUMN_TYPE];

    if (!word)
        return;
    for (int i = 0; sms_type_words[i]; i++) {
        if (!strcasecmp(word, sms_type_words[i])) {
            row->t->type = (struct value_choice){i, true, row->t->at};
            row->item->knows |= INCOMING_TYPE;
            return;
        }
    }
    (void)complain(
        row->csv, "the type '%s' is not one of otp, txn and mkt", word);
}

static void
read_status(struct row *row)
{
    const char *word = row->values[COLUMN_STATUS];
    struct template *t = row->t;

    if (!word)
        return;
    incoming_status(row->csv->in, row->item, word);
    if (t->status.value == TEMPLATE_UNSUPPORTED)
        (void)complain(row->csv, "the status '%s' is not known", word);
    if (row->values[COLUMN_REASON])
        t->reason.text = row->values[COLUMN_REASON];
    if (row->csv->given[COLUMN_REASON] || t->status.value == TEMPLATE_APPROVED)
        row->item->knows |= INCOMING_REASON;
}

/* "code, brand", and with any of | ; and blanks between the names. */
static void
read_variables(struct row *row)
{
    struct arena *arena = &row->csv->in->arena;
    struct value_list *list = &row->t->variables;
    const char *c = row->values[COLUMN_VARIABLES];

    if (!c)
        return;
    for (c += strspn(c, " ,;|"); *c; c += strspn(c, " ,;|")) {
        const size_t len = strcspn(c, " ,;|");

        list->items =
            arena_grow(arena, list->items, list->n, sizeof(*list->items));
        list->items[list->n++].text = arena_strndup(arena, c, len);
        c += len;
    }
    list->at = row->t->at;
    row->item->knows |= INCOMING_VARIABLES;
}

/* Spreadsheets turn long numbers into 1.10E+18 without a word. */
static bool
is_dlt_id(struct row *row, const char *id)
{
    const size_t len = strlen(id);

    if (len >= 12 && len <= 19 && strspn(id, "0123456789") == len)
        return true;
    return complain(row->csv,
        "'%s' is no id of the register, which has 12 to 19 digits; has a "
        "spreadsheet rounded it?",
        id);
}

static void
read_dlt(struct row *row)
{
    const char *entity = row->values[COLUMN_ENTITY];
    const char *template = row->values[COLUMN_TEMPLATE];

    if (!entity && !template)
        return;
    if (!entity || !template) {
        (void)complain(row->csv,
            "entity_id and template_id are given together, or neither");
        return;
    }
    if (!is_dlt_id(row, entity) || !is_dlt_id(row, template))
        return;
    row->t->dlt_entity.text = entity;
    row->t->dlt_template.text = template;
    row->item->knows |= INCOMING_DLT;
}

/* What must not be empty where there is a column for it. */
static bool
has_needed(struct row *row)
{
    static const enum column needed[] = {COLUMN_NAME, COLUMN_LANGUAGE,
        COLUMN_STATUS, COLUMN_CATEGORY, COLUMN_BODY};
    bool all = true;

    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (!row->csv->given[needed[i]] || row->values[needed[i]])
            continue;
        all = complain(row->csv, "the row has no %s", column_words[needed[i]]);
    }
    return all;
}

static void
read_row(struct csv *csv)
{
    struct row row = {.csv = csv};

    if (csv->nfields != csv->ncolumns) {
        (void)complain(csv, "the row has %zu fields, and the first row %zu",
            csv->nfields, csv->ncolumns);
        return;
    }
    for (size_t i = 0; i < csv->nfields; i++)
        if (csv->columns[i] != COLUMN_UNKNOWN && *csv->fields[i])
            row.values[csv->columns[i]] = csv->fields[i];
    if (!has_needed(&row))
        return;
    row.item =
        incoming_add(csv->in, KIND_SMS, (struct mark){csv->row_line, 1}, NULL);
    row.t = &row.item->template;
    row.t->name.text = row.values[COLUMN_NAME];
    row.t->language.text = row.values[COLUMN_LANGUAGE];
    row.t->body.text = row.values[COLUMN_BODY];
    row.t->source_id.text = row.values[COLUMN_TEMPLATE];
    if (row.t->body.text)
        row.item->knows |= INCOMING_BODY;
    read_category(&row);
    read_type(&row);
    read_status(&row);
    read_variables(&row);
    read_dlt(&row);
}

static void
take_row(const struct table_row *row, void *data)
{
    struct csv *csv = data;

    csv->row_line = (int)row->line;
    csv->nfields = row->nfields;
    for (size_t i = 0; i < row->nfields && i < COLUMNS_MAX; i++) {
        const char *field = row->fields[i];
        const size_t len = strlen(field);

        if (len > INCOMING_TEXT_MAX)
            (void)complain(
                csv, "a field of %zu bytes is more than any template has", len);
        csv->fields[i] =
            arena_strdup(&csv->in->arena, len > INCOMING_TEXT_MAX ? "" : field);
    }
    if (!csv->header_read)
        read_header(csv);
    else if (csv->ncolumns <= COLUMNS_MAX)
        read_row(csv);
}

static int
line_of(const char *bytes, size_t offset)
{
    int line = 1;

    for (size_t i = 0; i < offset; i++)
        line += bytes[i] == '\n';
    return line;
}

static bool
bytes_are_text(struct csv *csv, const char *bytes, size_t len)
{
    const char *nul = memchr(bytes, '\0', len);
    size_t bad;

    if (nul) {
        csv->row_line = line_of(bytes, (size_t)(nul - bytes));
        return complain(csv, "a NUL byte cannot stand in CSV");
    }
    if (!utf8_valid(bytes, len, &bad)) {
        csv->row_line = line_of(bytes, bad);
        return complain(csv, "this is not UTF-8; save the file as UTF-8");
    }
    return true;
}

void
incoming_csv(struct incoming *in, const char *bytes, size_t len)
{
    struct csv csv = {.in = in};
    struct failure failure = {0};

    if (!bytes_are_text(&csv, bytes, len))
        return;
    auto_(table) struct table *table = table_new(take_row, &csv);
    if (!table_feed(table, bytes, len, &failure) ||
        !table_end(table, &failure)) {
        csv.row_line = (int)table_line(table);
        (void)complain(&csv, "%s", failure.text);
    } else if (!csv.header_read) {
        csv.row_line = 1;
        (void)complain(&csv, "there is nothing in this file");
    }
}
