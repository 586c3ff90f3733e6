/* Rows of CSV: however their bytes come, each knows its line. */
#include "test.h"

#include <string.h>

#include "table.h"

static struct text told;

/* "2:a|b;" */
static void
tell(const struct table_row *row, void *data)
{
    (void)data;
    text_addf(&told, "%zu:", row->line);
    for (size_t i = 0; i < row->nfields && i < TABLE_FIELDS_MAX; i++)
        text_addf(&told, "%s%s", i ? "|" : "", row->fields[i]);
    text_add(&told, ";");
}

/* Fed in pieces of `piece` bytes; "line: words" where it is no CSV. */
static const char *
read_by(const char *csv, size_t piece)
{
    auto_(table) struct table *table = table_new(tell, NULL);
    struct failure failure = {0};
    bool fine = true;

    text_clear(&told);
    for (size_t at = 0, len = strlen(csv); fine && at < len; at += piece)
        fine = table_feed(
            table, csv + at, len - at < piece ? len - at : piece, &failure);
    if (!fine || !table_end(table, &failure))
        text_addf(&told, "%zu: %s", table_line(table), failure.text);
    return text_str(&told);
}

static void
rows_are_the_same_however_their_bytes_come(void **state)
{
    static const struct {
        const char *csv, *rows;
    } examples[] = {
        {"a,b\n1,2\n", "1:a|b;2:1|2;"},
        {"a,b\r\n1,2", "1:a|b;2:1|2;"},
        {"\n\r\na;b,\"c\"\n\n1;2\n", "3:a;b|c;5:1;2;"},
        {"a;b\n1,5;2\n", "1:a|b;2:1,5|2;"},
        {"a\tb\n1\t2\n", "1:a|b;2:1|2;"},
        {"\xEF\xBB\xBF"
         "a,b\n",
            "1:a|b;"},
        {"a,b\n\"x\ny\",\"say \"\"hi\"\"\"\nz,\n",
            "1:a|b;2:x\ny|say \"hi\";4:z|;"},
        {"number", "1:number;"},
        {"", ""},
        {"a,b\nx\"y,1\n",
            "1:a|b;2: a quote stands inside a field; write the "
            "field in quotes and the quote twice"},
        {"a\n\"x\ny", "1:a;2: a field in quotes does not end"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++)
        for (size_t piece = 1; piece < 40; piece += 3)
            assert_string_equal(
                read_by(examples[i].csv, piece), examples[i].rows);
    text_done(&told);
}

static void
what_is_quoted_is_read_back(void **state)
{
    static const char *const fields[] = {"", "plain", "a,b", "say \"hi\"",
        "two\nlines", " blank ", "a;b", "+39"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        auto_(text) struct text line = {0};
        auto_(text) struct text wanted = {0};

        text_add(&line, "x,");
        table_quote(&line, fields[i]);
        text_add(&line, "\n");
        text_addf(&wanted, "1:x|%s;", fields[i]);
        assert_string_equal(read_by(text_str(&line), 7), text_str(&wanted));
    }
    text_done(&told);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_the_same_however_their_bytes_come),
        cmocka_unit_test(what_is_quoted_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
