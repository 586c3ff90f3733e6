/* Plain stand-ins. */
#include "test.h"

#include "base.h"
#include "sms.h"
#include "sms_plain.h"
#include "utf8.h"

static void
stand_ins_are_gsm_7_and_replace_what_is_not(void **state)
{
    size_t count = 0;

    (void)state;
    for (int32_t code = 0; code <= 0x10FFFF; code++) {
        const char *plain = sms_plain_substitute(code);
        struct sms_count sms;

        if (!plain)
            continue;
        count++;
        sms_count(plain, &sms);
        assert_int_equal(sms.encoding, SMS_GSM7);
        assert_int_equal(sms_septets(code), 0);
        assert_non_null(sms_code_words(code));
    }
    assert_true(count > 60);
}

static void
typography_becomes_plain(void **state)
{
    static const struct {
        const char *typeset, *plain;
        size_t count;
    } cases[] = {
        {"", "", 0},
        {"Acme's bank", "Acme's bank", 0},
        {"Acme\u2019s bank", "Acme's bank", 1},
        {"\u201CHi\u201D \u2013 it\u2019s\u00A0me\u2026", "\"Hi\" - it's me...",
            6},
        {"no\u00ADhyphen\uFEFF", "nohyphen", 2},
        {"5\u202F\u20AC", "5 \u20AC", 1},
        {"\u0391\u03A7\u03A9", "AX\u03A9", 2},
        {"perch\u00E9 \u00E7a \u0436", "perch\u00E9 \u00E7a \u0436", 0},
        {"\U0001F468\u200D\U0001F469", "\U0001F468\u200D\U0001F469", 0},
        {"\xFF\u2019\xE2\x80", "\xFF'\xE2\x80", 1},
        {"a\tb", "a b", 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(text) struct text out = {0};

        assert_int_equal(sms_plain_add(&out, cases[i].typeset), cases[i].count);
        assert_string_equal(text_str(&out), cases[i].plain);
    }
}

static void
characters_have_names_and_words(void **state)
{
    static const struct {
        int32_t code;
        const char *name, *words;
    } cases[] = {
        {0x2019, "U+2019", "a curly apostrophe"},
        {0x60, "U+0060", "a backtick"},
        {0x2026, "U+2026", "an ellipsis"},
        {0x1F600, "U+1F600", "an emoji"},
        {0xFFFD, "U+FFFD", "a replacement character"},
        {0x10FFFF, "U+10FFFF", NULL},
        {'a', "U+0061", NULL},
        {0, "U+0000", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char name[SMS_CODE_NAME_SIZE];
        const char *words = sms_code_words(cases[i].code);

        sms_code_name(name, cases[i].code);
        assert_string_equal(name, cases[i].name);
        assert_true(text_is(words, cases[i].words));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stand_ins_are_gsm_7_and_replace_what_is_not),
        cmocka_unit_test(typography_becomes_plain),
        cmocka_unit_test(characters_have_names_and_words),
    };

    return cmocka_run_group_tests_name("sms_plain", tests, NULL, NULL);
}
