/* The canonical form, with what it keeps: comments, blank lines, quotes. */
#include "test.h"

#include "format.h"

/* The canonical form of a flow's file; NULL when it has none, with the line
 * of the finding in *line. The caller frees it. */
static char *
format(const char *source, int *line)
{
    auto_(findings) struct findings findings = {0};
    struct text out = {0};
    auto_(flow) struct flow *flow =
        flow_read("a.yaml", source, strlen(source), FLOW_PUBLISHED, &findings);

    assert_non_null(flow);
    if (!flow_format(flow, source, strlen(source), &out, &findings)) {
        assert_null(out.bytes);
        *line = findings.items[findings.n - 1].at.line;
        return NULL;
    }
    return text_take(&out);
}

/* What is formatted, formatted again, stays as it is. */
static void
expect(const char *source, const char *wanted)
{
    int line;
    auto_(heap) char *once = format(source, &line);
    assert_non_null(once);
    auto_(heap) char *twice = format(once, &line);

    assert_string_equal(once, wanted);
    assert_non_null(twice);
    assert_string_equal(twice, once);
}

static void
comments_stay_with_their_key(void **state)
{
    (void)state;
    expect("# top\nfallback: 1\ntitle: A # behind\n# before\nretain: 3d\n",
        "# top\nfallback: 1\ntitle: A  # behind\n# before\nretain: 3d\n");
    expect("fallback: 1\n# about the title\ntitle: A\nworkflow_id: b # id\n",
        "fallback: 1\nworkflow_id: b  # id\n# about the title\ntitle: A\n");
}

static void
comments_of_items_stay_with_the_item(void **state)
{
    (void)state;
    expect("fallback: 1\nchannels: # all\n  # one\n  - delay: 5s\n"
           "    # of a\n    channel: a\n  # two\n  - # still two\n"
           "    channel: b\n",
        "fallback: 1\nchannels:  # all\n# one\n# of a\n- channel: a\n"
        "  delay: 5s\n# two\n# still two\n- channel: b\n");
}

static void
comments_inside_what_becomes_one_line_go_above_it(void **state)
{
    (void)state;
    expect("fallback: 1\ninputs:\n  # c\n  code: # d\n    # p\n"
           "    pattern: x # q\n    sensitive: true # s\n",
        "fallback: 1\ninputs:\n  # c\n  # p\n  # q\n  # s\n"
        "  code: {pattern: x, sensitive: true}  # d\n");
}

static void
signs_inside_values_are_no_comments(void **state)
{
    (void)state;
    expect("fallback: 1\ntitle: \"a # b\"\ndescription: 'c # d'\n"
           "callback_profile: e#f # g\n",
        "fallback: 1\ntitle: \"a # b\"\ndescription: 'c # d'\n"
        "callback_profile: e#f  # g\n");
    expect("fallback: 1\ndescription: | # head\n  a # b\n  # c\n# tail\n"
           "category: utility\n",
        "fallback: 1\ndescription: |  # head\n  a # b\n  # c\n# tail\n"
        "category: utility\n");
}

static void
places_are_counted_in_characters(void **state)
{
    (void)state;
    expect("\xEF\xBB\xBF# \xC3\xA8\r\nfallback: 1\r\n"
           "title: \"\xE2\x82\xAC # \xE2\x98\x83\" # \xC3\xA9\r\n",
        "# \xC3\xA8\nfallback: 1\n"
        "title: \"\xE2\x82\xAC # \xE2\x98\x83\"  # \xC3\xA9\n");
    expect("fallback: 1 # a\xE2\x80\xA8title: T # b\xC2\x85retain: 3d\n",
        "fallback: 1  # a\ntitle: T  # b\nretain: 3d\n");
}

static void
the_last_comments_end_the_file(void **state)
{
    (void)state;
    expect("--- # doc\nfallback: 1\n  # in\n# end  \n# very end",
        "# doc\nfallback: 1\n# in\n# end\n# very end\n");
}

static void
a_comment_about_nothing_has_no_place(void **state)
{
    int line = 0;

    (void)state;
    assert_null(format("fallback: 1\ntitle: A\ninputs: {} # none\n", &line));
    assert_int_equal(line, 3);
}

/* Pieces of files, put together by chance: nothing is ever lost. */
static void
no_comment_is_ever_lost(void **state)
{
    static const char *const pieces[] = {
        "title: T # %d\n",
        "category: utility\n# %d\n",
        "\n\n  # %d\n",
        "description: >- # %d\n   folded # text\n   more\n\n",
        "inputs: { # %d\n  a: {sensitive: true}, # %d\n  # %d\n  b: {} }\n",
        "retain: # %d\n  3d # %d\n",
        "send_window:\n  # %d\n  from: '09:00'\n  to: \"21:00\" # %d\n",
        ("channels:\n# %d\n- channel: x # %d\n  params:\n    # %d\n"
         "    \"1\": 'it''s # 1' # %d\n    k: \"#\\\n      #\" # %d\n  # %d\n"),
    };
    unsigned seed = 1;

    (void)state;
    for (int round = 0; round < 500; round++) {
        auto_(text) struct text source = {0};
        unsigned used = 0;

        text_add(
            &source, round % 2 ? "# first\nfallback: 1\n" : "fallback: 1\n");
        for (int i = 0; i < 8; i++) {
            seed = seed * 1103515245 + 12345;
            const unsigned pick = seed >> 16 & 7;

            if (pick != 2 && used >> pick & 1)
                continue;
            used |= 1U << pick;
            text_add(&source, pieces[pick]);
        }
        int line;
        auto_(heap) char *once = format(text_str(&source), &line);
        assert_non_null(once);
        auto_(heap) char *twice = format(once, &line);
        assert_non_null(twice);
        assert_string_equal(once, twice);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_stay_with_their_key),
        cmocka_unit_test(comments_of_items_stay_with_the_item),
        cmocka_unit_test(comments_inside_what_becomes_one_line_go_above_it),
        cmocka_unit_test(signs_inside_values_are_no_comments),
        cmocka_unit_test(places_are_counted_in_characters),
        cmocka_unit_test(the_last_comments_end_the_file),
        cmocka_unit_test(a_comment_about_nothing_has_no_place),
        cmocka_unit_test(no_comment_is_ever_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
