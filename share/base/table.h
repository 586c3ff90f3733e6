/*
 * Rows of CSV (RFC 4180, by libcsv), as their bytes come, so that a file of any
 * size can be read: commas, or the semicolons and tabs of spreadsheets, as the
 * first line has them. Each row knows the line on which it begins.
 */
#pragma once

#include "failure.h"
#include "text.h"

#define TABLE_FIELDS_MAX 64

struct table_row {  /* valid during the call */
    size_t line;    /* from 1 */
    size_t nfields; /* may be more than there is room for */
    const char *fields[TABLE_FIELDS_MAX];
};

typedef void table_row_fn(const struct table_row *row, void *data);

struct table;

struct table *table_new(table_row_fn *row, void *data);

/* Blank lines are passed over. False with STATUS_FINDINGS for what is no CSV;
 * table_line() is then where. */
bool table_feed(struct table *table, const char *bytes, size_t len,
    struct failure *failure);
bool table_end(struct table *table, struct failure *failure);

/* The line on which the row in hand begins. */
size_t table_line(const struct table *table);

void table_free(struct table *table);
DEFINE_AUTO(table, struct table *, table_free);

/* Appends a field, in quotes where it needs them. */
void table_quote(struct text *line, const char *field);
