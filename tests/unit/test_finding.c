/* Findings and their codes. */
#include "test.h"

#include "codes.h"
#include "data.h"
#include "file.h"
#include "finding.h"
#include "folder.h"
#include "pointer.h"

#define CODE_MAX 32

static void
add(struct findings *findings, const char *code, const char *file, int line,
    int column)
{
    findings_add(findings, code, file, (struct mark){line, column}, "/delay",
        NULL, "at %d:%d", line, column);
}

static char *
printed(const struct findings *findings)
{
    char *bytes = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&bytes, &len);

    assert_non_null(out);
    findings_print(findings, out);
    assert_int_equal(fclose(out), 0);
    return bytes;
}

static void
a_finding_is_a_line_and_its_hint(void **state)
{
    auto_(findings) struct findings f = {0};

    (void)state;
    findings_add(&f, "delay-missing", "flows/a.yaml", (struct mark){14, 15},
        "/channels/0/delay", "write 60s", "the delay of '%s' is missing", "x");
    findings_add(&f, "price-unknown", "fallback.yaml", (struct mark){0}, "",
        NULL, "no price");
    findings_add(
        &f, "yaml-empty", "", (struct mark){0}, "", NULL, "nothing here");
    auto_(heap) char *text = printed(&f);
    assert_string_equal(text,
        "flows/a.yaml:14:15: error[delay-missing]: the delay of 'x' is missing"
        "\n  hint: write 60s\n"
        "fallback.yaml: note[price-unknown]: no price\n"
        "error[yaml-empty]: nothing here\n");
}

static void
foreign_text_cannot_drive_the_terminal(void **state)
{
    auto_(findings) struct findings f = {0};

    (void)state;
    findings_add(&f, "title-missing", "a\x1b[2J.yaml", (struct mark){1, 1}, "",
        "b\nc", "'%s'", "\x1b]0;x\x07");
    auto_(heap) char *text = printed(&f);
    assert_null(strchr(text, '\x1b'));
    assert_null(strchr(text, '\x07'));
    assert_string_equal(text,
        "a\\x1B[2J.yaml:1:1: error[title-missing]: '\\x1B]0;x\\x07'\n"
        "  hint: b\\x0Ac\n");
}

static void
sorting_keeps_the_order_of_equals(void **state)
{
    auto_(findings) struct findings f = {0};

    (void)state;
    add(&f, "delay-missing", "b.yaml", 1, 1);
    add(&f, "delay-missing", "a.yaml", 2, 10);
    add(&f, "title-missing", "a.yaml", 2, 9);
    add(&f, "sender-missing", "a.yaml", 2, 9);
    for (int i = 0; i < 100; i++)
        add(&f, i % 2 ? "price-unknown" : "sms-unicode", "a.yaml", 10, 1);
    findings_sort(&f);
    assert_string_equal(f.items[0].code, "title-missing");
    assert_string_equal(f.items[1].code, "sender-missing");
    assert_int_equal(f.items[2].at.column, 10);
    for (size_t i = 3; i < 103; i++)
        assert_string_equal(
            f.items[i].code, i % 2 ? "sms-unicode" : "price-unknown");
    assert_string_equal(f.items[103].file, "b.yaml");
}

static void
findings_are_counted_by_severity(void **state)
{
    auto_(findings) struct findings f = {0};

    (void)state;
    add(&f, "delay-missing", "a.yaml", 1, 1);
    add(&f, "one-channel-only", "a.yaml", 1, 1);
    add(&f, "sms-unicode", "a.yaml", 1, 1);
    add(&f, "sms-unicode", "a.yaml", 1, 1);
    assert_int_equal(findings_count(&f, SEVERITY_ERROR), 1);
    assert_int_equal(findings_count(&f, SEVERITY_WARNING), 1);
    assert_int_equal(findings_count(&f, SEVERITY_NOTE), 2);
}

static void
pointers_are_escaped(void **state)
{
    struct arena arena = {0};

    (void)state;
    assert_string_equal(pointer_join(&arena, "/channels/1/params", "a/b~c"),
        "/channels/1/params/a~1b~0c");
    assert_string_equal(pointer_item(&arena, "/channels", 7), "/channels/7");
    arena_free(&arena);
}

static void
codes_are_sorted_and_explained(void **state)
{
    size_t n;
    const struct code *codes = codes_all(&n);

    (void)state;
    assert_true(n > 60);
    for (size_t i = 0; i < n; i++) {
        const size_t cause = strlen(codes[i].cause);
        const size_t mend = strlen(codes[i].mend);

        if (i)
            assert_true(strcmp(codes[i - 1].name, codes[i].name) < 0);
        assert_ptr_equal(code_find(codes[i].name), &codes[i]);
        assert_true(strlen(codes[i].name) <= CODE_MAX);
        assert_true(cause > 10 && codes[i].cause[cause - 1] == '.');
        assert_true(mend > 5 && codes[i].mend[mend - 1] == '.');
    }
    assert_null(code_find("no-such-code"));
    assert_null(code_find(""));
}

/* A code stands in a source as a whole literal: small letters and hyphens. */
static size_t
code_length(const char *at)
{
    const size_t len = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return len > 3 && at[len] == '"' && memchr(at, '-', len) && at[0] != '-' &&
            at[len - 1] != '-'
        ? len
        : 0;
}

struct use {
    bool seen[256];
    size_t unknown;
};

static void
look_for_codes(const char *file, const char *source, struct use *use)
{
    size_t n;
    const struct code *codes = codes_all(&n);

    for (const char *at = strchr(source, '"'); at; at = strchr(at + 1, '"')) {
        const size_t len = code_length(at + 1);
        char name[CODE_MAX + 1];

        if (!len || len >= sizeof(name))
            continue;
        (void)snprintf(name, sizeof(name), "%.*s", (int)len, at + 1);
        const struct code *code = code_find(name);
        if (code) {
            use->seen[code - codes] = true;
        } else {
            print_error("%s: '%s' is not in codes.c\n", file, name);
            use->unknown++;
        }
    }
}

static bool
is_table(const char *path)
{
    const char *name = strrchr(path, '/');

    return name && !strcmp(name, "/codes.c");
}

static void
look_through_folder(const char *part, struct use *use)
{
    struct arena arena = {0};
    auto_(heap) char *folder = data_path(part);
    size_t n;
    const char **paths = folder_files(&arena, folder, ".c", &n);

    for (size_t i = 0; i < n; i++) {
        auto_(text) struct text source = {0};
        struct failure failure = {0};

        assert_true(file_read(paths[i], 1000000, &source, &failure));
        if (!is_table(paths[i]))
            look_for_codes(paths[i], text_str(&source), use);
    }
    arena_free(&arena);
}

/* What the sources say is in the table, and the table has nothing else. */
static void
codes_are_those_of_the_sources(void **state)
{
    struct use use = {0};
    size_t n, unused = 0;
    const struct code *codes = codes_all(&n);

    (void)state;
    if (!getenv("FALLBACK_DATA"))
        skip();
    assert_true(n <= ARRAY_LEN(use.seen));
    look_through_folder("flow", &use);
    assert_int_equal(use.unknown, 0);
    look_through_folder("engine", &use); /* they have other words too */
    look_through_folder("../publisher/publish", &use);
    look_through_folder("../publisher/runner", &use);
    for (size_t i = 0; i < n; i++)
        if (!use.seen[i]) {
            print_error("'%s' of codes.c is used nowhere\n", codes[i].name);
            unused++;
        }
    assert_int_equal(unused, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_is_a_line_and_its_hint),
        cmocka_unit_test(foreign_text_cannot_drive_the_terminal),
        cmocka_unit_test(sorting_keeps_the_order_of_equals),
        cmocka_unit_test(findings_are_counted_by_severity),
        cmocka_unit_test(pointers_are_escaped),
        cmocka_unit_test(codes_are_sorted_and_explained),
        cmocka_unit_test(codes_are_those_of_the_sources),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
