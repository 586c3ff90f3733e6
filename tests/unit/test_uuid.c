/* UUIDs. */
#include "test.h"

#include "base.h"
#include "uuid.h"

/* The example of RFC 9562, appendix A.6. */
static void
example_of_the_rfc_comes_out(void **state)
{
    static const uint8_t random[UUID_RANDOM] = {
        0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
    char text[UUID_TEXT_SIZE];

    (void)state;
    uuid_v7(text, INT64_C(0x017F22E279B0), random);
    assert_string_equal(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

static void
version_and_variant_hold_whatever_is_random(void **state)
{
    char text[UUID_TEXT_SIZE];
    uint8_t random[UUID_RANDOM];

    (void)state;
    memset(random, 0xFF, sizeof(random));
    uuid_v7(text, INT64_C(0xFFFFFFFFFFFF), random);
    assert_string_equal(text, "ffffffff-ffff-7fff-bfff-ffffffffffff");
    assert_int_equal(uuid_version(text), 7);
    memset(random, 0, sizeof(random));
    uuid_v7(text, 0, random);
    assert_string_equal(text, "00000000-0000-7000-8000-000000000000");
    assert_int_equal(uuid_version(text), 7);
}

static void
later_ones_sort_behind(void **state)
{
    char earlier[UUID_TEXT_SIZE], later[UUID_TEXT_SIZE];
    uint8_t high[UUID_RANDOM], low[UUID_RANDOM] = {0};

    (void)state;
    memset(high, 0xFF, sizeof(high));
    for (int64_t at = 1; at < INT64_C(0xFFFFFFFFFFFF); at = at * 3 + 255) {
        uuid_v7(earlier, at, high);
        uuid_v7(later, at + 1, low);
        assert_true(strcmp(earlier, later) < 0);
    }
}

static void
text_forms_are_told_from_others(void **state)
{
    static const struct {
        const char *text;
        bool valid;
        int version;
    } cases[] = {
        {"01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69", true, 7},
        {"01929F5C-7D1E-7C3A-9B1E-3F1D2C4B5A69", true, 7},
        {"01929f5c-7D1E-4c3a-bb1e-3f1d2c4b5a69", true, 4},
        {"00112233-4455-6677-8899-aabbccddeeff", true, 6},
        {"00112233-4455-6677-0899-aabbccddeeff", true, 0},
        {"00112233-4455-6677-c899-aabbccddeeff", true, 0},
        {"00112233-4455-f677-B899-aabbccddeeff", true, 15},
        {"00000000-0000-0000-0000-000000000000", true, 0},
        {"ffffffff-ffff-ffff-ffff-ffffffffffff", true, 0},
        {"", false, 0},
        {"01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6", false, 0},
        {"01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a699", false, 0},
        {"01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6g", false, 0},
        {"01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69 ", false, 0},
        {"01929f5c7d1e7c3a9b1e3f1d2c4b5a69", false, 0},
        {"01929f5c7-d1e-7c3a-9b1e-3f1d2c4b5a69", false, 0},
        {"{01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69}", false, 0},
        {"urn:uuid:01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69", false, 0},
        {"01929f5c-7d1e-7c3a-9b1e_3f1d2c4b5a69", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(uuid_valid(cases[i].text), cases[i].valid);
        assert_int_equal(uuid_version(cases[i].text), cases[i].version);
    }
}

static void
canonical_form_is_lower_case(void **state)
{
    char text[UUID_TEXT_SIZE] = "before";

    (void)state;
    assert_false(uuid_canonical(text, "01929F5C"));
    assert_string_equal(text, "before");
    assert_true(uuid_canonical(text, "01929F5C-7D1E-7C3A-9b1e-3F1D2C4B5A69"));
    assert_string_equal(text, "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_of_the_rfc_comes_out),
        cmocka_unit_test(version_and_variant_hold_whatever_is_random),
        cmocka_unit_test(later_ones_sort_behind),
        cmocka_unit_test(text_forms_are_told_from_others),
        cmocka_unit_test(canonical_form_is_lower_case),
    };

    return cmocka_run_group_tests_name("uuid", tests, NULL, NULL);
}
