/* Phone numbers. */
#include "test.h"

#include "base.h"
#include "phone.h"

static void
programs_send_three_forms(void **state)
{
    static const struct {
        const char *text;
        enum phone_fault fault;
        const char *number;
    } cases[] = {
        {"+393331234513", PHONE_OK, "+393331234513"},
        {"393331234513", PHONE_OK, "+393331234513"},
        {"00393331234513", PHONE_OK, "+393331234513"},
        {"+6834123", PHONE_OK, "+6834123"},
        {"123456789012345", PHONE_OK, "+123456789012345"},
        {"00123456789012345", PHONE_OK, "+123456789012345"},
        {"", PHONE_EMPTY, NULL},
        {"+", PHONE_EMPTY, NULL},
        {"00", PHONE_EMPTY, NULL},
        {"0", PHONE_ZERO, NULL},
        {"0333123456", PHONE_ZERO, NULL},
        {"+0393331234513", PHONE_ZERO, NULL},
        {"+00393331234513", PHONE_ZERO, NULL},
        {"000393331234513", PHONE_ZERO, NULL},
        {"123456", PHONE_SHORT, NULL},
        {"+123456", PHONE_SHORT, NULL},
        {"00123456", PHONE_SHORT, NULL},
        {"1234567890123456", PHONE_LONG, NULL},
        {"+39 3331234513", PHONE_CHARACTER, NULL},
        {"+39-3331234513", PHONE_CHARACTER, NULL},
        {" +393331234513", PHONE_CHARACTER, NULL},
        {"+393331234513 ", PHONE_CHARACTER, NULL},
        {"++393331234513", PHONE_CHARACTER, NULL},
        {"39+3331234513", PHONE_CHARACTER, NULL},
        {"tel:+393331234513", PHONE_CHARACTER, NULL},
        {"+39333123451e", PHONE_CHARACTER, NULL},
        {"+\xD9\xA3\xD9\xA9", PHONE_CHARACTER, NULL},
        {"whatsapp", PHONE_CHARACTER, NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char out[PHONE_TEXT_SIZE] = "before";

        assert_int_equal(phone_normalise(cases[i].text, out), cases[i].fault);
        assert_string_equal(out, cases[i].number ? cases[i].number : "before");
    }
}

static void
people_type_separators(void **state)
{
    static const struct {
        const char *text;
        enum phone_fault fault;
        const char *number;
    } cases[] = {
        {"+39 333 123 4513", PHONE_OK, "+393331234513"},
        {"  (+39) 333.123-4513\t", PHONE_OK, "+393331234513"},
        {"00 39 333/1234513", PHONE_OK, "+393331234513"},
        {"39-333-1234513", PHONE_OK, "+393331234513"},
        {"+39\u00A0333\u202F1234513", PHONE_OK, "+393331234513"},
        {"\u202A+39 333 1234513\u202C", PHONE_OK, "+393331234513"},
        {"\u2066+39 333\u20111234513\u2069", PHONE_OK, "+393331234513"},
        {"+1 (212) 555\u20130123", PHONE_OK, "+12125550123"},
        {"+44 (0)20 7946 0000", PHONE_TRUNK, NULL},
        {"", PHONE_EMPTY, NULL},
        {" - ", PHONE_EMPTY, NULL},
        {"0333 123 456", PHONE_ZERO, NULL},
        {"+39 333", PHONE_SHORT, NULL},
        {"+39 333 123 4513 x12", PHONE_CHARACTER, NULL},
        {"+39 333 123 4513 # office", PHONE_CHARACTER, NULL},
        {"39 + 3331234513", PHONE_CHARACTER, NULL},
        {"+39,3331234513", PHONE_CHARACTER, NULL},
        {"+39 333\xE2\x80", PHONE_CHARACTER, NULL},
        {"1234 5678 9012 3456", PHONE_LONG, NULL},
        {"12345678901234567890123456789012345678901234567890123456789012345678"
         "90",
            PHONE_LONG, NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char out[PHONE_TEXT_SIZE] = "before";

        assert_int_equal(
            phone_normalise_typed(cases[i].text, out), cases[i].fault);
        assert_string_equal(out, cases[i].number ? cases[i].number : "before");
    }
}

static void
every_fault_has_its_words(void **state)
{
    (void)state;
    assert_null(phone_fault_words(PHONE_OK));
    for (int fault = PHONE_EMPTY; fault <= PHONE_LONG; fault++)
        assert_non_null(phone_fault_words((enum phone_fault)fault));
}

static void
only_the_written_form_is_valid(void **state)
{
    (void)state;
    assert_true(phone_valid("+393331234513"));
    assert_false(phone_valid("393331234513"));
    assert_false(phone_valid("00393331234513"));
    assert_false(phone_valid("+39 3331234513"));
    assert_false(phone_valid("+39"));
    assert_false(phone_valid(""));
    assert_string_equal(phone_digits("+393331234513"), "393331234513");
    assert_string_equal(phone_digits("393331234513"), "393331234513");
}

static void
prefixes_are_compared_to_their_end(void **state)
{
    static const char *const bad[] = {"", "+", "39", "+0", "+039", "+1234567",
        "+39 ", "+3a", "0039", "++39", "*"};

    (void)state;
    assert_true(phone_has_prefix("+393331234513", "+39"));
    assert_true(phone_has_prefix("+393331234513", "+39333"));
    assert_false(phone_has_prefix("+393331234513", "+391"));
    assert_false(phone_has_prefix("+393331234513", "+4"));
    assert_false(phone_has_prefix("+39", "+393"));
    assert_true(phone_prefix_valid("+1"));
    assert_true(phone_prefix_valid("+39"));
    assert_true(phone_prefix_valid("+123456"));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(phone_prefix_valid(bad[i]));
}

static void
masks_keep_country_and_last_digits(void **state)
{
    static const struct {
        const char *number, *mask;
    } cases[] = {
        {"+393331234513", "+39•••••4513"},
        {"+123456789012345", "+12•••••2345"},
        {"+1234567890", "+12•••••7890"},
        {"+123456789", "+12•••••89"},
        {"+6834123", "+68•••••23"},
        {"393331234513", "•••••"},
        {"", "•••••"},
        {"a secret that is no number", "•••••"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char mask[PHONE_MASK_SIZE];

        phone_mask(mask, cases[i].number);
        assert_string_equal(mask, cases[i].mask);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_send_three_forms),
        cmocka_unit_test(people_type_separators),
        cmocka_unit_test(every_fault_has_its_words),
        cmocka_unit_test(only_the_written_form_is_valid),
        cmocka_unit_test(prefixes_are_compared_to_their_end),
        cmocka_unit_test(masks_keep_country_and_last_digits),
    };

    return cmocka_run_group_tests_name("phone", tests, NULL, NULL);
}
