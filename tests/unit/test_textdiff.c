/* Differences and merges by diff and diff3. */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "textdiff.h"

static void
a_difference_has_the_names_and_the_lines(void **state)
{
    auto_(text) struct text out = {0};
    struct failure failure = {0};

    (void)state;
    assert_true(textdiff_unified("a\nb\nc\n", "revision 1", "a\nB\nc",
        "flows/a b.yaml", &out, &failure));
    assert_string_equal(text_str(&out),
        "--- revision 1\n+++ flows/a b.yaml\n@@ -1,3 +1,3 @@\n a\n-b\n-c\n+B\n"
        "+c\n\\ No newline at end of file\n");
}

static void
the_same_texts_have_none(void **state)
{
    auto_(text) struct text out = {0};
    struct failure failure = {0};

    (void)state;
    assert_true(textdiff_unified("a\n", "-x", "a\n", "--y", &out, &failure));
    assert_true(textdiff_unified("", "x", "", "y", &out, &failure));
    assert_int_equal(out.len, 0);
}

/* More than a pipe holds, in both directions. */
static void
big_texts_do_not_wait_for_each_other(void **state)
{
    auto_(text) struct text before = {0}, after = {0}, out = {0};
    struct failure failure = {0};

    (void)state;
    for (int i = 0; i < 40000; i++) {
        text_addf(&before, "the old line %d\n", i);
        text_addf(&after, "the new line %d\n", i);
    }
    assert_true(
        textdiff_unified(before.bytes, "a", after.bytes, "b", &out, &failure));
    assert_true(out.len > before.len + after.len);
}

static void
merge(const char *mine, const char *base, const char *theirs, bool clashing,
    const char *expected)
{
    const struct textdiff_side my_side = {mine, "my file"};
    const struct textdiff_side base_side = {base, "revision 1"};
    const struct textdiff_side their_side = {theirs, "revision 2"};
    auto_(text) struct text out = {0};
    struct failure failure = {0};
    bool clashes = !clashing;

    assert_true(textdiff_merge(
        &my_side, &base_side, &their_side, &out, &clashes, &failure));
    assert_int_equal(clashes, clashing);
    assert_string_equal(text_str(&out), expected);
}

static void
changes_of_both_are_merged(void **state)
{
    (void)state;
    merge("1 mine\n2\n3\n4\n5\n", "1\n2\n3\n4\n5\n", "1\n2\n3\n4\n5 theirs\n",
        false, "1 mine\n2\n3\n4\n5 theirs\n");
}

static void
what_both_changed_stands_between_marks(void **state)
{
    (void)state;
    merge("1\nmine\n", "1\n2\n", "1\ntheirs\n", true,
        "1\n<<<<<<< my file\nmine\n||||||| revision 1\n2\n=======\ntheirs\n"
        ">>>>>>> revision 2\n");
}

/* A folder that is all of PATH, with a `diff` of ours or none. */
struct path_case {
    char folder[64];
    char *path;
};

static void
make_path(struct path_case *c, const char *script)
{
    char file[128];

    c->path = strdup(getenv("PATH"));
    snprintf(c->folder, sizeof(c->folder), "/tmp/fallback-test-XXXXXX");
    assert_non_null(mkdtemp(c->folder));
    snprintf(file, sizeof(file), "%s/diff", c->folder);
    if (script) {
        FILE *out = fopen(file, "we");

        assert_non_null(out);
        fprintf(out, "#!/bin/sh\n%s\n", script);
        assert_int_equal(fclose(out), 0);
        assert_int_equal(chmod(file, 0755), 0);
    }
    setenv("PATH", c->folder, 1);
}

static void
remove_path(struct path_case *c)
{
    char file[128];

    snprintf(file, sizeof(file), "%s/diff", c->folder);
    (void)unlink(file);
    (void)rmdir(c->folder);
    setenv("PATH", c->path, 1);
    free(c->path);
}

static void
check_failure(const char *script, const char *said)
{
    auto_(text) struct text out = {0};
    struct failure failure = {0};
    struct path_case c;

    make_path(&c, script);
    const bool done = textdiff_unified("a\n", "x", "b\n", "y", &out, &failure);
    remove_path(&c);
    assert_false(done);
    assert_int_equal(failure.status, STATUS_DISK);
    assert_string_equal(failure.text, said);
    assert_int_equal(out.len, 0);
}

static void
trouble_is_a_failure(void **state)
{
    (void)state;
    check_failure(NULL, "'diff' is not in PATH; it comes with diffutils");
    check_failure("echo memory exhausted >&2; echo half; exit 2",
        "'diff' could not compare the texts: memory exhausted");
    check_failure("kill -9 $$", "'diff' could not compare the texts");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_has_the_names_and_the_lines),
        cmocka_unit_test(the_same_texts_have_none),
        cmocka_unit_test(big_texts_do_not_wait_for_each_other),
        cmocka_unit_test(changes_of_both_are_merged),
        cmocka_unit_test(what_both_changed_stands_between_marks),
        cmocka_unit_test(trouble_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
