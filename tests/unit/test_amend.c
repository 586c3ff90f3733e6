/* Changing files in place: each case is a source, the content wanted, and the
 * file that is made of them. */
#include "test.h"

#include "amend.h"

#include <stdio.h>

struct change {
    const char *source, *wanted, *made;
};

static struct node *
read_tree(struct arena *arena, const char *text)
{
    auto_(findings) struct findings findings = {0};
    struct node *root = node_read(arena, "wanted.yaml", text, strlen(text),
        100 * strlen(text), &findings);

    if (!root)
        fail_msg("'%s' cannot be read: %s", text, findings.items[0].text);
    return root;
}

static enum amend_end
amend_to(const char *source, const char *wanted, const struct amend_how *how,
    struct text *out, int *line)
{
    struct arena arena = {0};
    const enum amend_end end = amend(
        source, strlen(source), read_tree(&arena, wanted), how, out, line);

    arena_free(&arena);
    return end;
}

static void
expect_with(const struct change *changes, size_t n, const struct amend_how *how)
{
    for (size_t i = 0; i < n; i++) {
        auto_(text) struct text out = {0};
        int line = 0;

        if (amend_to(changes[i].source, changes[i].wanted, how, &out, &line))
            fail_msg("'%s' cannot be '%s' (line %d)", changes[i].source,
                changes[i].wanted, line);
        assert_string_equal(text_str(&out), changes[i].made);
    }
}

#define EXPECT(changes) expect_with(changes, ARRAY_LEN(changes), NULL)

static void
a_changed_text_keeps_its_quotes(void **state)
{
    static const struct change changes[] = {
        {"a: x\n", "a: y\n", "a: y\n"},
        {"a:   x   # why\nb: 2\n", "{a: y z, b: 2}",
            "a:   y z   # why\nb: 2\n"},
        {"a: 'x'\n", "a: y\n", "a: 'y'\n"},
        {"a: 'x'\n", "a: it's\n", "a: 'it''s'\n"},
        {"a: 'x'\n", "a: \"x\\ny\"\n", "a: \"x\\ny\"\n"},
        {"a: \"x\"\n", "a: y\n", "a: \"y\"\n"},
        {"a: x\n", "a: \"12\"\n", "a: \"12\"\n"},
        {"a: x\n", "a: 12\n", "a: 12\n"},
        {"a: x\n", "a: \"\"\n", "a: \"\"\n"},
        {"a: x\n", "a: \"b: c\"\n", "a: \"b: c\"\n"},
        {"a: x\n", "a: b, c\n", "a: b, c\n"},
        {"a: [x]\n", "a: [\"b, c\"]\n", "a: [\"b, c\"]\n"},
        {"a:\nb: 1\n", "{a: x, b: 1}", "a: x\nb: 1\n"},
        {"a: # none\nb: 1\n", "{a: x, b: 1}", "a: x # none\nb: 1\n"},
        {"a:\n  x\nb: 1\n", "{a: y, b: 1}", "a:\n  y\nb: 1\n"},
        {"a: x\n  y\n\n  z\nb: 1\n", "{a: w, b: 1}", "a: w\nb: 1\n"},
        {"a: \"x\n  y\" # c\nb: 1\n", "{a: w, b: 1}", "a: \"w\" # c\nb: 1\n"},
        {"\"a\": x\n? b\n: y\n", "{a: x, b: z}", "\"a\": x\n? b\n: z\n"},
        {"a:\tx\t# c\n", "a: y\n", "a:\ty\t# c\n"},
        {"a: x", "a: y\n", "a: y"},
        {"\xEF\xBB\xBF"
         "a: x\r\nb: 1\r\n",
            "{a: y, b: 1}",
            "\xEF\xBB\xBF"
            "a: y\r\nb: 1\r\n"},
        {"--- # d\na: x\n...\n# e\n", "a: y\n", "--- # d\na: y\n...\n# e\n"},
        {"x # c\n", "y\n", "y # c\n"},
        {"t: \xF0\x9F\x98\x80 \xC3\xA9 # \xC3\xA8\nu: x\n",
            "{t: \"\xF0\x9F\x98\x80 \xC3\xA9\", u: \xF0\x9F\x91\x8D}",
            "t: \xF0\x9F\x98\x80 \xC3\xA9 # \xC3\xA8\nu: \xF0\x9F\x91\x8D\n"},
    };

    (void)state;
    EXPECT(changes);
}

static void
blocks_stay_blocks(void **state)
{
    static const struct change changes[] = {
        {"a: |\n  x\n\nb: 1\n", "{a: \"y\\nz\\n\", b: 1}",
            "a: |\n  y\n  z\n\nb: 1\n"},
        {"a: | # c\n    x\nb: 1\n", "{a: y, b: 1}", "a: |- # c\n    y\nb: 1\n"},
        {"a: >\n  x\n  y\n", "a: \"z\\nw\\n\"\n", "a: >\n  z\n\n  w\n"},
        {"a: >-\n  x\n", "a: \"z\\n  w\"\n", "a: |-\n  z\n    w\n"},
        {"a: |+\n  x\n\n\nb: 1\n", "{a: \"y\\n\", b: 1}", "a: |\n  y\nb: 1\n"},
        {"a: |2-\n    x\nb: 1\n", "{a: y, b: 1}", "a: |-\n    y\nb: 1\n"},
        {"a: | # c\n  x\nb: 1\n", "{a: \" y\", b: 1}", "a: \" y\" # c\nb: 1\n"},
        {"- |\n  x\n- y\n", "[\"z\\n\", y]", "- |\n  z\n- y\n"},
        {"a: 1\nb: |\n  x", "{a: 2, b: x}", "a: 2\nb: |\n  x"},
        {"a: 1\nb: |\n  x", "{a: 1, b: x, c: y}", "a: 1\nb: |-\n  x\nc: y\n"},
        {"a: |\r\n  x\r\n", "a: \"y\\nz\\n\"\n", "a: |\r\n  y\r\n  z\r\n"},
    };

    (void)state;
    EXPECT(changes);
}

static void
a_new_key_stands_where_it_is_wanted(void **state)
{
    static const struct change changes[] = {
        {"a: 1\nc: 3\n", "{a: 1, b: 2, c: 3}", "a: 1\nb: 2\nc: 3\n"},
        {"c: 3\na: 1 # a\n", "{a: 1, b: 2, c: 3}", "c: 3\na: 1 # a\nb: 2\n"},
        {"b: 1\n", "{a: 0, b: 1}", "a: 0\nb: 1\n"},
        {"# b\nb: 1\n", "{a: 0, b: 1}", "a: 0\n# b\nb: 1\n"},
        {"a: 1\n\n# c\nc: 3\n", "{a: 1, b: 2, c: 3}",
            "a: 1\nb: 2\n\n# c\nc: 3\n"},
        {"a: 1\n\nc: 3\n\nd: 4\n", "{a: 1, b: 2, c: 3, d: 4}",
            "a: 1\n\nb: 2\n\nc: 3\n\nd: 4\n"},
        {"m:\n    a: 1\n  # z\nn: 2\n", "{m: {a: 1, b: 2}, n: 2}",
            "m:\n    a: 1\n    b: 2\n  # z\nn: 2\n"},
        {"l:\n  - a: 1\n    b: 2\n", "{l: [{z: 0, a: 1, b: 2}]}",
            "l:\n  - z: 0\n    a: 1\n    b: 2\n"},
        {"l:\n  - a: 1\n", "l: [{a: 1}, {a: 2}]\n", "l:\n  - a: 1\n  - a: 2\n"},
        {"l:\n  - a: 1\n", "{l: [{a: 1}], k: [1]}",
            "l:\n  - a: 1\nk:\n  - 1\n"},
        {"l:\n  - a: 1\n", "l:\n- a: 1\nk:\n- b\n- c: d\n  e: [f]\n",
            "l:\n  - a: 1\nk:\n  - b\n  - c: d\n    e: [f]\n"},
        {"m: {a: 1}\n", "m: {a: 1, b: \"2, 3\"}\n", "m: {a: 1, b: \"2, 3\"}\n"},
        {"m: {}\n", "m: {a: 1}\n", "m: {a: 1}\n"},
        {"m: { }\nn: []\n", "{m: {a: 1}, n: [b]}", "m: {a: 1 }\nn: [b]\n"},
        {"m: { a: 1 }\n", "m: {b: 2, a: 1}\n", "m: { b: 2, a: 1 }\n"},
        {"m: {\n  a: 1 # one\n}\n", "m: {a: 1, b: 2}\n",
            "m: {\n  a: 1, # one\n  b: 2\n}\n"},
        {"m: {\n  a: 1,\n  b: 2,\n}\n", "m: {a: 1, b: 2, c: 3}\n",
            "m: {\n  a: 1,\n  b: 2,\n  c: 3,\n}\n"},
        {"i:\n  a:\n    p: 1\n", "i: {a: {p: 1}, b: {p: 2}}\n",
            "i:\n  a:\n    p: 1\n  b:\n    p: 2\n"},
        {"a: 1", "{a: 1, b: 2}", "a: 1\nb: 2\n"},
        {"a: 1\r\n", "{a: 1, b: 2}", "a: 1\r\nb: 2\r\n"},
        {"\xEF\xBB\xBF"
         "b: 1\n",
            "{a: 0, b: 1}",
            "\xEF\xBB\xBF"
            "a: 0\nb: 1\n"},
        {"a: 1\n", "{a: 1, \"2\": \"x: y\"}", "a: 1\n\"2\": \"x: y\"\n"},
        {"a: 1\nz: {}\n", "{a: 1, e: {}, b: 2}", "a: 1\nb: 2\nz: {}\n"},
    };

    (void)state;
    EXPECT(changes);
}

static void
what_goes_takes_its_lines_along(void **state)
{
    static const struct change changes[] = {
        {"a: 1\nb: 2\nc: 3\n", "{a: 1, c: 3}", "a: 1\nc: 3\n"},
        {"a: 1\n\nb: 2\n\nc: 3\n", "{a: 1, c: 3}", "a: 1\n\nc: 3\n"},
        {"a: 1\n\nb: 2\n\nc: 3\n", "{b: 2, c: 3}", "b: 2\n\nc: 3\n"},
        {"a: 1\n\nb: 2\nc: 3\n", "{a: 1, c: 3}", "a: 1\n\nc: 3\n"},
        {"a: 1\n# of c\n\nb: 2\nc: 3\n", "{a: 1, c: 3}",
            "a: 1\n# of c\n\nc: 3\n"},
        {"a: 1\n# end\n\nb: 2\n", "{a: 1}", "a: 1\n# end\n\n"},
        {"l:\n- a: 1\n  b: 2\n", "l: [{b: 2}]\n", "l:\n- b: 2\n"},
        {"l:\n- a: 1\n  # b\n  b: 2\n", "l: [{b: 2}]\n", "l:\n- # b\n  b: 2\n"},
        {"m: {a: 1, b: 2, c: 3}\n", "m: {a: 1, c: 3}\n", "m: {a: 1, c: 3}\n"},
        {"m: {a: 1, b: 2}\n", "m: {b: 2}\n", "m: {b: 2}\n"},
        {"m: {a: 1, b: 2}\n", "m: {a: 1}\n", "m: {a: 1}\n"},
        {"m: [a, b, c,]\n", "m: [b]\n", "m: [b,]\n"},
        {"m: [a]\n", "m: []\n", "m: []\n"},
        {"m: [a, b]\nn: 1\n", "{n: 1, m: []}", "m: []\nn: 1\n"},
        {"m:\n  - a\n  - b\nn: 1\n", "{m: [], n: 1}", "m: []\nn: 1\n"},
        {"m: # m\n  a: 1\nn: 1\n", "{m: [], n: 1}", "m: [] # m\nn: 1\n"},
        {"m: # m\n  a: 1\nn: 1\n", "{m: x, n: 1}", "m: x # m\nn: 1\n"},
        {"m:\n  a: 1\nn: 1\n", "n: 1\n", "n: 1\n"},
        {"a: 1\n? b\n: 2\nc: 3\n", "{a: 1, c: 3}", "a: 1\nc: 3\n"},
    };

    (void)state;
    EXPECT(changes);
}

static void
a_comment_about_what_goes_is_said(void **state)
{
    static const struct {
        const char *source, *wanted, *dropped;
        int line;
    } cases[] = {
        {"a: 1\nb: 2 # b\n", "a: 1\n", "a: 1\n", 2},
        {"a: 1\n# b\nb: 2\n", "a: 1\n", "a: 1\n", 2},
        {"a: 1\nb:\n  c: 2\n  # c\n", "a: 1\n", "a: 1\n", 4},
        {"m: {\n  a: 1, # a\n  b: 2 }\n", "m: {b: 2}\n", "m: {\n  b: 2 }\n", 2},
        {"l:\n- a # a\n- b # b\n", "l: [b]\n", "l:\n- b # b\n", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(text) struct text out = {0};
        int line = 0;
        const struct amend_how drop = {.drop = true};

        assert_int_equal(
            amend_to(cases[i].source, cases[i].wanted, NULL, &out, &line),
            AMEND_COMMENT);
        assert_int_equal(line, cases[i].line);
        assert_null(out.bytes);
        assert_int_equal(
            amend_to(cases[i].source, cases[i].wanted, &drop, &out, &line),
            AMEND_DONE);
        assert_string_equal(out.bytes, cases[i].dropped);
    }
}

#define ONE "# one\n- n: one\n  x: [1] # x\n"
#define TWO "# two\n- n: two\n  # y\n  y: |\n   2\n"
#define THREE "- n: three\n  z: {z: 3}\n"

static void
items_move_as_a_whole(void **state)
{
    static const struct change changes[] = {
        {"l:\n" ONE TWO THREE "# end\n",
            "l: [{n: two, y: \"2\\n\"}, {n: one, x: [1]}, "
            "{n: three, z: {z: 3}}]\n",
            "l:\n" TWO ONE THREE "# end\n"},
        {"l:\n" ONE TWO THREE,
            "l: [{n: three, z: {z: 3}}, {n: one, x: [1]}, {n: two, y: \"3\\n\"}]",
            "l:\n" THREE ONE "# two\n- n: two\n  # y\n  y: |\n   3\n"},
        {"l:\n" ONE TWO THREE,
            "l: [{n: one, x: [1]}, {n: new}, {n: two, y: \"2\\n\"}, {n: three, z: {z: 4}}]",
            "l:\n" ONE "- n: new\n" TWO "- n: three\n  z: {z: 4}\n"},
        {"l:\n- a\n\n- b\n\n- c", "l: [c, a, b]\n", "l:\n- c\n\n- a\n\n- b\n"},
        {"l: [a, 'b', c] # l\n", "l: [c, b, d, a]\n",
            "l: [c, 'b', d, a] # l\n"},
        {"l: [\n  a, # a\n  b # b\n]\n", "l: [b, a]\n",
            "l: [\n  b, # b\n  a # a\n]\n"},
        {"- - a\n  - b\n- c\n", "[[b, a], c]", "- - b\n  - a\n- c\n"},
        {"- - a\n  - b\n- c\n", "[c, [x, a, b]]", "- c\n- - x\n  - a\n  - b\n"},
        {"- [a: b, {c: d}]\n", "[[{a: b}, {c: e}]]", "- [a: b, {c: e}]\n"},
        {"- [a: b, {c: d}]\n", "[[{a: c}, {c: d}]]", "- [{a: c}, {c: d}]\n"},
    };

    (void)state;
    EXPECT(changes);
}

static void
items_are_told_apart_by_their_keys(void **state)
{
    static const char *const keys[] = {"name", "language", NULL};
    const struct amend_how how = {.identity = keys};
    static const struct change changes[] = {
        {"t:\n# a en\n- name: a\n  language: en\n  s: ok\n# a it\n"
         "- name: a\n  language: it\n  s: ok\n",
            "t: [{name: a, language: it, s: bad}, {name: b, s: ok}, "
            "{name: a, language: en, s: ok, buttons: [{type: url}]}]\n",
            "t:\n# a it\n- name: a\n  language: it\n  s: bad\n"
            "- name: b\n  s: ok\n# a en\n- name: a\n  language: en\n"
            "  s: ok\n  buttons: [{type: url}]\n"},
    };

    (void)state;
    expect_with(changes, ARRAY_LEN(changes), &how);
}

static void
other_kinds_take_the_place(void **state)
{
    static const struct change changes[] = {
        {"a: x # c\nb: 1\n", "a:\n  k: v\n  l:\n  - m\nb: 1\n",
            "a: # c\n  k: v\n  l:\n  - m\nb: 1\n"},
        {"a: x # c\nb: 1\n", "{a: {k: v}, b: 1}", "a: {k: v} # c\nb: 1\n"},
        {"- a: 1\n  b: 2\n- c\n", "[x, c]", "- x\n- c\n"},
        {"- x # c\n- c\n", "- a: 1\n  b: 2\n- c\n",
            "- # c\n  a: 1\n  b: 2\n- c\n"},
        {"m:\n  a: 1\n", "m:\n- a\n", "m:\n- a\n"},
        {"m: {a: 1}\n", "m: [a]\n", "m: [a]\n"},
        {"m: {a: b}\n", "m: {a: {b: [c]}}\n", "m: {a: {b: [c]}}\n"},
        {"m: {a, b: }\n", "m: {a: x, b: y}\n", "m: {a: x, b: y }\n"},
        {"m: {\"a\":1}\n", "m: {a: 2}\n", "m: {\"a\":2}\n"},
        {"? a\n", "a: x\n", "a: x\n"},
        {"a: 1\n", "[b]", "[b]\n"},
    };

    (void)state;
    EXPECT(changes);
}

static void
what_is_no_yaml_is_refused(void **state)
{
    static const char *const sources[] = {
        "", "a: &b 1\n", "a: 1\n---\nb: 2\n", "a: [\n", "\xFF"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        auto_(text) struct text out = {0};
        int line = 0;

        assert_int_equal(
            amend_to(sources[i], "a: 1\n", NULL, &out, &line), AMEND_REFUSED);
        assert_null(out.bytes);
    }
}

static void
a_tree_of_the_source_is_changed(void **state)
{
    const char *source = "a: 1 # a\nl:\n- 'x' # x\n- y\n";
    struct arena arena = {0};
    auto_(text) struct text out = {0};
    struct node *root = read_tree(&arena, source);
    int line;

    (void)state;
    node_set(&arena, root, "b", node_new(&arena, NODE_TEXT, "two"), "a");
    node_set(&arena, root, "z", node_new(&arena, NODE_LIST, NULL), NULL);
    node_set(&arena, root, "none", NULL, NULL);
    node_put(&arena, root->items[node_find(root, "l")], 1, NULL);
    node_put(&arena, root->items[node_find(root, "l")], 0,
        node_new(&arena, NODE_TEXT, "12"));
    assert_int_equal(
        amend(source, strlen(source), root, NULL, &out, &line), AMEND_DONE);
    assert_string_equal(
        out.bytes, "a: 1 # a\nb: two\nl:\n- \"12\"\n- 'x' # x\nz: []\n");
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_text_keeps_its_quotes),
        cmocka_unit_test(blocks_stay_blocks),
        cmocka_unit_test(a_new_key_stands_where_it_is_wanted),
        cmocka_unit_test(what_goes_takes_its_lines_along),
        cmocka_unit_test(a_comment_about_what_goes_is_said),
        cmocka_unit_test(items_move_as_a_whole),
        cmocka_unit_test(items_are_told_apart_by_their_keys),
        cmocka_unit_test(other_kinds_take_the_place),
        cmocka_unit_test(what_is_no_yaml_is_refused),
        cmocka_unit_test(a_tree_of_the_source_is_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
