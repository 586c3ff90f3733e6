/* JSON from outside, and pointers into it. */
#include "test.h"

#include "pick.h"
#include "text.h"

struct seen {
    struct arena arena;
    struct text all;
    size_t left;
};

static bool
note(const json_t *value, void *data)
{
    struct seen *seen = data;
    const char *text = pick_text(&seen->arena, value);

    text_addf(&seen->all, "%s;", text ? text : "-");
    return --seen->left > 0;
}

/* What is visited, each followed by ';', a value that is no text as '-'. */
static void
assert_picks(
    const char *json, const char *pointer, size_t most, const char *wanted)
{
    json_auto_t *document = pick_read(json, strlen(json));
    struct seen seen = {.left = most};

    assert_non_null(document);
    (void)pick_each(document, pointer, note, &seen);
    assert_string_equal(text_str(&seen.all), wanted);
    text_done(&seen.all);
    arena_free(&seen.arena);
}

static void
pointers_lead_through_objects_and_lists(void **state)
{
    const char *json =
        "{\"a\":{\"b\":[\"x\",{\"c\":7}]},\"t\":true,\"f\":false,"
        "\"n\":null,\"r\":1.5,\"e\":\"\"}";

    (void)state;
    assert_picks(json, "/a/b/0", 9, "x;");
    assert_picks(json, "/a/b/1/c", 9, "7;");
    assert_picks(json, "/t", 9, "true;");
    assert_picks(json, "/f", 9, "false;");
    assert_picks(json, "/n", 9, "-;");
    assert_picks(json, "/r", 9, "-;");
    assert_picks(json, "/e", 9, "-;");
    assert_picks(json, "/a", 9, "-;");
    assert_picks(json, "", 9, "-;");
}

static void
what_is_not_there_is_not_visited(void **state)
{
    const char *json = "{\"a\":[1,2],\"0\":\"zero\"}";

    (void)state;
    assert_picks(json, "/b", 9, "");
    assert_picks(json, "/a/2", 9, "");
    assert_picks(json, "/a/00", 9, "");
    assert_picks(json, "/a/-", 9, "");
    assert_picks(json, "/a/", 9, "");
    assert_picks(json, "/a/99999999999999999999", 9, "");
    assert_picks(json, "/a/0/x", 9, "");
    assert_picks(json, "/0", 9, "zero;");
}

static void
a_star_stands_for_every_item(void **state)
{
    const char *json = "{\"m\":[{\"id\":\"a\"},{\"x\":1},{\"id\":\"b\"}],"
                       "\"o\":{\"p\":1,\"q\":2}}";

    (void)state;
    assert_picks(json, "/m/*/id", 9, "a;b;");
    assert_picks(json, "/m/*/id", 1, "a;");
    assert_picks(json, "/o/*", 9, "1;2;");
    assert_picks(json, "/m/0/id/*", 9, "");
    assert_picks("[[1,2],[3]]", "/*/*", 9, "1;2;3;");
}

static void
names_with_slashes_and_tildes_are_escaped(void **state)
{
    (void)state;
    assert_picks("{\"a/b\":1,\"c~d\":2,\"~1\":3}", "/a~1b", 9, "1;");
    assert_picks("{\"a/b\":1,\"c~d\":2,\"~1\":3}", "/c~0d", 9, "2;");
    assert_picks("{\"a/b\":1,\"c~d\":2,\"~1\":3}", "/~01", 9, "3;");
}

static void
pointers_that_cannot_be_followed_have_a_fault(void **state)
{
    auto_(text) struct text deep = {0};

    (void)state;
    assert_null(pick_fault(""));
    assert_null(pick_fault("/a/*/b~0~1"));
    assert_non_null(pick_fault("a"));
    assert_non_null(pick_fault("/a~2"));
    assert_non_null(pick_fault("/a~"));
    for (int i = 0; i < PICK_DEPTH; i++)
        text_add(&deep, "/a");
    assert_null(pick_fault(deep.bytes));
    text_add(&deep, "/a");
    assert_non_null(pick_fault(deep.bytes));
}

static bool
is_read(const char *json)
{
    json_auto_t *document = pick_read(json, strlen(json));

    return document;
}

static void
documents_have_caps(void **state)
{
    auto_(text) struct text deep = {0};

    (void)state;
    for (int i = 0; i < PICK_DEPTH; i++)
        text_add_char(&deep, '[');
    for (int i = 0; i < PICK_DEPTH; i++)
        text_add_char(&deep, ']');
    assert_true(is_read(deep.bytes));
    text_clear(&deep);
    for (int i = 0; i <= PICK_DEPTH; i++)
        text_add(&deep, "{\"a\":");
    text_add(&deep, "1");
    for (int i = 0; i <= PICK_DEPTH; i++)
        text_add_char(&deep, '}');
    assert_false(is_read(deep.bytes));
    text_clear(&deep);
    text_add(&deep, "[");
    for (int i = 0; i <= PICK_DEPTH; i++)
        text_add(&deep, "[],");
    text_add(&deep, "[]]");
    assert_true(is_read(deep.bytes));
    assert_true(is_read("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]"));
    assert_true(is_read("[\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]"));
    assert_false(is_read("{\"a\":1,\"a\":2}"));
    assert_false(is_read("{\"a\":\"\\u0000\"}"));
    assert_false(is_read("{\"a\":1} x"));
    assert_false(is_read("{\"a\":\"\xff\"}"));
    assert_false(is_read("\"\\"));
    assert_false(is_read(""));
    assert_null(pick_read(NULL, 0));
}

static void
overlong_texts_are_not_taken(void **state)
{
    struct arena arena = {0};
    char *text = arena_alloc(&arena, PICK_TEXT_MAX + 2);

    (void)state;
    memset(text, 'a', PICK_TEXT_MAX);
    json_auto_t *longest = json_string(text);
    assert_non_null(pick_text(&arena, longest));
    text[PICK_TEXT_MAX] = 'a';
    json_auto_t *longer = json_string(text);
    assert_null(pick_text(&arena, longer));
    assert_null(pick_text(&arena, NULL));
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointers_lead_through_objects_and_lists),
        cmocka_unit_test(what_is_not_there_is_not_visited),
        cmocka_unit_test(a_star_stands_for_every_item),
        cmocka_unit_test(names_with_slashes_and_tildes_are_escaped),
        cmocka_unit_test(pointers_that_cannot_be_followed_have_a_fault),
        cmocka_unit_test(documents_have_caps),
        cmocka_unit_test(overlong_texts_are_not_taken),
    };

    return cmocka_run_group_tests_name("pick", tests, NULL, NULL);
}
