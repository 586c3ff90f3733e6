/* The base: arena, text, cleaner, clock, digests, files, options. */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "clean.h"
#include "clock.h"
#include "digest.h"
#include "file.h"
#include "nearest.h"
#include "options.h"
#include "utf8.h"
#include "xml.h"

static void
arena_keeps_what_it_gave(void **state)
{
    struct arena arena = {0};
    int *items = NULL;

    (void)state;
    for (size_t n = 0; n < 1000; n++) {
        items = arena_grow(&arena, items, n, sizeof(*items));
        items[n] = (int)n;
    }
    char *text = arena_printf(&arena, "%s-%d", "a", 7);
    memset(arena_alloc(&arena, 1000000), 7, 1000000);
    assert_string_equal(text, "a-7");
    for (int n = 0; n < 1000; n++)
        assert_int_equal(items[n], n);
    arena_free(&arena);
    assert_null(arena.head);
}

static void
cleaner_leaves_nothing_that_drives_a_terminal(void **state)
{
    static const struct {
        const char *foul, *clean;
    } cases[] = {
        {"plain \xC3\xA9 \xE6\x97\xA5", "plain \xC3\xA9 \xE6\x97\xA5"},
        {"\033]52;c;AAAA\a", "\\x1B]52;c;AAAA\\x07"},
        {"\xC2\x9B"
         "31m",
            "\\x9B31m"},
        {"\x9B"
         "31m",
            "\\x9B31m"},
        {"a\xE2\x80\xAE"
         "b",
            "aU+202Eb"},
        {"a\xE2\x81\xA6"
         "b",
            "aU+2066b"},
        {"a\nb\rc\x7F", "a\\x0Ab\\x0Dc\\x7F"},
        {"\xED\xA0\x80", "\\xED\\xA0\\x80"},
        {"\xC0\xAF", "\\xC0\\xAF"},
        {"tab\tstays", "tab\tstays"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(heap) char *got = clean_line(cases[i].foul);

        assert_string_equal(got, cases[i].clean);
    }
}

static void
instants_read_back(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00.000Z", 0},
        {"2026-11-20T09:12:00.250Z", INT64_C(1795165920250)},
        {"1969-12-31T23:59:59.999Z", -1},
    };
    char text[CLOCK_TEXT_SIZE];
    int64_t ms;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        clock_format(text, cases[i].ms);
        assert_string_equal(text, cases[i].text);
        assert_true(clock_parse(text, &ms));
        assert_int_equal(ms, cases[i].ms);
    }
    assert_true(clock_parse("2026-11-20T10:12:00.25+01:00", &ms));
    assert_int_equal(ms, INT64_C(1795165920250));
    assert_true(clock_parse("2024-05-24T16:18:01.379310507Z", &ms));
    assert_false(clock_parse("2026-11-20", &ms));
    assert_false(clock_parse("2026-11-20T09:12:00", &ms));
    assert_false(clock_parse("2026-11-20T09:12:00.Z", &ms));
    assert_false(clock_parse("2026-11-20T09:12:00Zz", &ms));
}

static void
digests_match_published_vectors(void **state)
{
    char hex[SHA256_HEX_SIZE];
    uint8_t mac[SHA256_SIZE];

    (void)state;
    digest_sha256_hex(hex, "abc", 3); /* FIPS 180-2, appendix B.1 */
    assert_string_equal(hex,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    /* RFC 4231, test case 2 */
    digest_hmac_sha256(mac, "Jefe", 4, "what do ya want for nothing?", 28);
    digest_hex(hex, mac, sizeof(mac));
    assert_string_equal(hex,
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

    auto_(heap) char *text = digest_base64("any carnal pleas", 16);
    assert_string_equal(text, "YW55IGNhcm5hbCBwbGVhcw==");
    size_t len;
    auto_(heap) char *bytes = (char *)digest_unbase64(text, &len);
    assert_int_equal(len, 16);
    assert_memory_equal(bytes, "any carnal pleas", 16);
    assert_null(digest_unbase64("no*base64", &len));
    assert_true(digest_equal("ab", 2, "ab", 2));
    assert_false(digest_equal("ab", 2, "ac", 2));
    assert_false(digest_equal("ab", 2, "abc", 3));
}

static void
files_are_replaced_whole(void **state)
{
    char folder[] = "/tmp/fallback-base-XXXXXX", path[64], link_path[64];
    auto_(text) struct text text = {0};
    struct failure failure = {0};
    struct stat st;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/a/b/file", folder);
    assert_false(file_write(path, "x", 1, 0644, &failure));
    assert_int_equal(failure.status, STATUS_DISK);
    failure = (struct failure){0};

    snprintf(path, sizeof(path), "%s/a/b", folder);
    assert_true(file_make_folder(path, 0755, &failure));
    assert_true(file_make_folder(path, 0755, &failure));
    snprintf(path, sizeof(path), "%s/a/b/file", folder);
    assert_true(file_write(path, "one", 3, 0600, &failure));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);

    snprintf(link_path, sizeof(link_path), "%s/link", folder);
    assert_int_equal(symlink(path, link_path), 0);
    assert_true(file_write(link_path, "two", 3, 0644, &failure));
    assert_int_equal(lstat(link_path, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(file_read(path, 3, &text, &failure));
    assert_string_equal(text.bytes, "two");
    assert_false(file_read(path, 2, &text, &failure));
    assert_non_null(strstr(failure.text, "is over"));

    unlink(link_path);
    unlink(path);
    snprintf(path, sizeof(path), "%s/a/b", folder);
    assert_int_equal(rmdir(path), 0); /* no temporary file stayed behind */
    snprintf(path, sizeof(path), "%s/a", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void
secrets_are_the_first_line_of_a_file_of_ones_own(void **state)
{
    char path[] = "/tmp/fallback-base-XXXXXX";
    auto_(text) struct text text = {0};
    struct failure failure = {0};
    const int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    assert_true(file_read_secret(path, &text, &failure));
    assert_int_equal(text.len, 0);
    assert_true(file_write(path, "hush\r\nmore\n", 12, 0600, &failure));
    assert_true(file_read_secret(path, &text, &failure));
    assert_int_equal(text.len, 4);
    assert_string_equal(text.bytes, "hush");
    assert_int_equal(chmod(path, 0640), 0);
    assert_false(file_read_secret(path, &text, &failure));
    assert_int_equal(failure.status, STATUS_DENIED);
    unlink(path);
}

static void
slips_find_their_word(void **state)
{
    static const char *const known[] = {
        "title", "template", "category", "channels", "delay"};

    (void)state;
    assert_string_equal(nearest_word("tilte", known, 5), "title");
    assert_string_equal(nearest_word("Templat", known, 5), "template");
    assert_string_equal(nearest_word("chanels", known, 5), "channels");
    assert_null(nearest_word("zzz", known, 5));
    assert_null(nearest_word("", known, 5));
}

/* The words of a command line, as main() would get them. */
static int
split(char *line, char *argv[16])
{
    int argc = 0;

    for (char *word = strtok_r(line, " ", &line); word;
         word = strtok_r(NULL, " ", &line))
        argv[argc++] = word;
    argv[argc] = NULL;
    return argc;
}

static void
options_say_what_they_do_not_know(void **state)
{
    bool quiet = false;
    const char *format = NULL;
    struct option_list data = {0};
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "NAME", "how to print", &format},
        {"quiet", 'q', OPTION_FLAG, NULL, "say less", &quiet},
        {"data", 'd', OPTION_LIST, "K=V", "an input", &data},
        {0},
    };
    struct failure failure = {0};
    char *argv[16];
    int nwords;

    (void)state;
    char good[] = "prog one -q --data a=1 two -d b=2 --format=json -- -x";
    assert_true(
        options_parse(split(good, argv), argv, rows, NULL, &nwords, &failure));
    assert_int_equal(nwords, 3);
    assert_string_equal(argv[2], "-x");
    assert_true(quiet);
    assert_string_equal(format, "json");
    assert_int_equal(data.n, 2);
    assert_string_equal(data.items[1], "b=2");
    options_list_done(&data);

    char slip[] = "prog word --fromat json";
    assert_false(
        options_parse(split(slip, argv), argv, rows, NULL, &nwords, &failure));
    assert_string_equal(
        failure.text, "unknown option '--fromat'; did you mean '--format'?");
    failure = (struct failure){0};
    char bare[] = "prog --format";
    assert_false(
        options_parse(split(bare, argv), argv, rows, NULL, &nwords, &failure));
    assert_string_equal(failure.text, "'--format' needs a value");
    failure = (struct failure){0};
    char letter[] = "prog -z";
    assert_false(options_parse(
        split(letter, argv), argv, rows, NULL, &nwords, &failure));
    assert_string_equal(failure.text, "unknown option '-z'");
    failure = (struct failure){0};
    char value[] = "prog --quiet=yes";
    assert_false(
        options_parse(split(value, argv), argv, rows, NULL, &nwords, &failure));
    assert_string_equal(failure.text, "'--quiet' takes no value");
}

static void
options_before_the_first_word(void **state)
{
    bool quiet = false;
    const char *format = NULL;
    const struct option_row rows[] = {
        {"quiet", 'q', OPTION_FLAG, NULL, "", &quiet},
        {"format", 0, OPTION_TEXT, "F", "", &format},
        {0},
    };
    struct failure failure = {0};
    char *argv[16];

    (void)state;
    char some[] = "prog -q --format json list --strange -q";
    assert_int_equal(
        options_before(split(some, argv), argv, rows, &failure), 4);
    assert_string_equal(argv[4], "list");
    char none[] = "prog -q";
    assert_int_equal(
        options_before(split(none, argv), argv, rows, &failure), 2);
    char wrong[] = "prog --strange list";
    assert_int_equal(
        options_before(split(wrong, argv), argv, rows, &failure), 0);
    assert_string_equal(failure.text, "unknown option '--strange'");
}

static void
xml_holds_any_text(void **state)
{
    static const struct {
        const char *text, *xml;
    } cases[] = {
        {"plain \xC3\xA9", "plain \xC3\xA9"},
        {"<a b=\"c\">&'", "&lt;a b=&quot;c&quot;&gt;&amp;'"},
        {"]]>", "]]&gt;"},
        {"a\tb\nc\rd", "a&#9;b&#10;c&#13;d"},
        {"\x01\x1F", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xEF\xBF\xBE|\xEF\xBF\xBF", "\xEF\xBF\xBD|\xEF\xBF\xBD"},
        {"\xFF|\xED\xA0\x80|\xC3",
            "\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|"
            "\xEF\xBF\xBD"},
        {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(text) struct text out = {0};

        xml_add(&out, cases[i].text);
        assert_string_equal(text_str(&out), cases[i].xml);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_keeps_what_it_gave),
        cmocka_unit_test(cleaner_leaves_nothing_that_drives_a_terminal),
        cmocka_unit_test(instants_read_back),
        cmocka_unit_test(digests_match_published_vectors),
        cmocka_unit_test(files_are_replaced_whole),
        cmocka_unit_test(secrets_are_the_first_line_of_a_file_of_ones_own),
        cmocka_unit_test(slips_find_their_word),
        cmocka_unit_test(options_say_what_they_do_not_know),
        cmocka_unit_test(options_before_the_first_word),
        cmocka_unit_test(xml_holds_any_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
