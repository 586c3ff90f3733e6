/* References: there and back, and addresses that only we can make. */
#include "test.h"

#include "id62.h"
#include "reference.h"

static const uint8_t id[STORE_ID_SIZE] = {1, 0x9a, 3, 0xff, 5, 6, 7, 8, 9, 250};

static void
a_reference_is_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        char reference[REFERENCE_SIZE];
        uint8_t back[STORE_ID_SIZE] = {0}, position = 99;

        reference_format(reference, id, i);
        assert_true(reference_parse(reference, back, &position));
        assert_memory_equal(back, id, sizeof(id));
        assert_int_equal(position, i);
        assert_int_equal(strspn(reference,
                             "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz-"),
            strlen(reference));
    }
}

static void
what_is_no_reference_is_refused(void **state)
{
    static const char *const wrong[] = {"", "-1", "0000000000000000000000",
        "0000000000000000000000-", "0000000000000000000000-0",
        "0000000000000000000000-9", "0000000000000000000000-10",
        "000000000000000000000-1", "00000000000000000000000-1",
        "000000000000000000000!-1", "zzzzzzzzzzzzzzzzzzzzzz-1",
        "0000000000000000000000_1"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        uint8_t back[STORE_ID_SIZE], position;

        if (reference_parse(wrong[i], back, &position))
            fail_msg("'%s' was taken", wrong[i]);
    }
}

static void
the_secret_of_an_address_is_its_own(void **state)
{
    struct runner runner = {.public_url = "https://run.example/x/"};
    struct runner other = {
        .public_url = "https://run.example", .report_key[3] = 1};
    struct arena arena = {0};
    const char *url = reference_url(&runner, &arena, "sms", "ref-1");
    const char *secret = strrchr(url, '/') + 1;

    (void)state;
    assert_int_equal(
        strncmp(url, "https://run.example/x/dlr/sms/ref-1/", 36), 0);
    assert_int_equal(strlen(secret), 32);
    assert_true(reference_secret_right(&runner, "sms", "ref-1", secret));
    assert_false(reference_secret_right(&runner, "sms", "ref-2", secret));
    assert_false(reference_secret_right(&runner, "rcs", "ref-1", secret));
    assert_false(reference_secret_right(&other, "sms", "ref-1", secret));
    assert_false(reference_secret_right(&runner, "sms", "ref-1", ""));
    assert_false(reference_secret_right(
        &runner, "sms", "ref-1", arena_printf(&arena, "%s0", secret)));
    arena_free(&arena);
}

static void
a_uuid_is_always_the_same(void **state)
{
    char one[37], same[37], other[37];

    (void)state;
    reference_uuid(one, "4AhJ-1");
    reference_uuid(same, "4AhJ-1");
    reference_uuid(other, "4AhJ-2");
    assert_string_equal(one, same);
    assert_string_not_equal(one, other);
    assert_int_equal(strlen(one), 36);
    assert_int_equal(one[14], '8');
    assert_non_null(strchr("89ab", one[19]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reference_is_read_back),
        cmocka_unit_test(what_is_no_reference_is_refused),
        cmocka_unit_test(the_secret_of_an_address_is_its_own),
        cmocka_unit_test(a_uuid_is_always_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
