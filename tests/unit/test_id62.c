/* Ids in base 62. */
#include "test.h"

#include "base.h"
#include "id62.h"

/* The last two are 2^128 - 1 and what follows it. */
#define GREATEST "7n42DGM5Tflk9n8mt7Fhc7"
#define TOO_GREAT "7n42DGM5Tflk9n8mt7Fhc8"

static void
known_numbers_are_spelt(void **state)
{
    static const struct {
        uint8_t bytes[ID62_SIZE];
        const char *text;
    } cases[] = {
        {{0}, "0000000000000000000000"},
        {{[15] = 1}, "0000000000000000000001"},
        {{[15] = 10}, "000000000000000000000A"},
        {{[15] = 36}, "000000000000000000000a"},
        {{[15] = 61}, "000000000000000000000z"},
        {{[15] = 62}, "0000000000000000000010"},
        {{[14] = 1}, "0000000000000000000048"},
        {{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
             255, 255},
            GREATEST},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[ID62_TEXT_SIZE];
        uint8_t back[ID62_SIZE];

        id62_format(text, cases[i].bytes);
        assert_string_equal(text, cases[i].text);
        assert_true(id62_parse(text, back));
        assert_memory_equal(back, cases[i].bytes, ID62_SIZE);
    }
}

static void
random_ids_read_back_and_sort_alike(void **state)
{
    uint8_t previous[ID62_SIZE] = {0};
    char earlier[ID62_TEXT_SIZE];

    (void)state;
    srand(62);
    id62_format(earlier, previous);
    for (int round = 0; round < 5000; round++) {
        uint8_t bytes[ID62_SIZE], back[ID62_SIZE];
        char text[ID62_TEXT_SIZE];

        for (int i = 0; i < ID62_SIZE; i++)
            bytes[i] = (uint8_t)(i < round % 16 ? 0 : rand());
        id62_format(text, bytes);
        assert_true(id62_parse(text, back));
        assert_memory_equal(back, bytes, ID62_SIZE);
        assert_int_equal(
            strcmp(text, earlier) < 0, memcmp(bytes, previous, ID62_SIZE) < 0);
        memcpy(previous, bytes, ID62_SIZE);
        memcpy(earlier, text, sizeof(text));
    }
}

static void
what_is_no_id_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "0",
        "000000000000000000000",
        "00000000000000000000000",
        "000000000000000000000 ",
        " 000000000000000000000",
        "000000000000000000000-",
        "00000000000000000000\xC3\xA9",
        TOO_GREAT,
        "8000000000000000000000",
        "zzzzzzzzzzzzzzzzzzzzzz",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint8_t bytes[ID62_SIZE] = {42};

        assert_false(id62_parse(cases[i], bytes));
        assert_int_equal(bytes[0], 42);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_numbers_are_spelt),
        cmocka_unit_test(random_ids_read_back_and_sort_alike),
        cmocka_unit_test(what_is_no_id_is_refused),
    };

    return cmocka_run_group_tests_name("id62", tests, NULL, NULL);
}
