/* SMS: encodings, lengths, parts. */
#include "test.h"

#include "base.h"
#include "sms.h"
#include "text.h"

#define ESCAPE 0x1B

/* 3GPP TS 23.038 6.2.1, row by row: the code point at each septet. */
static const int32_t basic_table[128] = {
    '@',
    0xA3,
    '$',
    0xA5,
    0xE8,
    0xE9,
    0xF9,
    0xEC,
    0xF2,
    0xC7,
    '\n',
    0xD8,
    0xF8,
    '\r',
    0xC5,
    0xE5,
    0x394,
    '_',
    0x3A6,
    0x393,
    0x39B,
    0x3A9,
    0x3A0,
    0x3A8,
    0x3A3,
    0x398,
    0x39E,
    ESCAPE,
    0xC6,
    0xE6,
    0xDF,
    0xC9,
    ' ',
    '!',
    '"',
    '#',
    0xA4,
    '%',
    '&',
    '\'',
    '(',
    ')',
    '*',
    '+',
    ',',
    '-',
    '.',
    '/',
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    '9',
    ':',
    ';',
    '<',
    '=',
    '>',
    '?',
    0xA1,
    'A',
    'B',
    'C',
    'D',
    'E',
    'F',
    'G',
    'H',
    'I',
    'J',
    'K',
    'L',
    'M',
    'N',
    'O',
    'P',
    'Q',
    'R',
    'S',
    'T',
    'U',
    'V',
    'W',
    'X',
    'Y',
    'Z',
    0xC4,
    0xD6,
    0xD1,
    0xDC,
    0xA7,
    0xBF,
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g',
    'h',
    'i',
    'j',
    'k',
    'l',
    'm',
    'n',
    'o',
    'p',
    'q',
    'r',
    's',
    't',
    'u',
    'v',
    'w',
    'x',
    'y',
    'z',
    0xE4,
    0xF6,
    0xF1,
    0xFC,
    0xE0,
};

static const int32_t extension_table[] = {
    '\f', '^', '{', '}', '\\', '[', '~', ']', '|', 0x20AC};

static unsigned
septets_by_table(int32_t code)
{
    for (size_t i = 0; i < ARRAY_LEN(basic_table); i++)
        if (basic_table[i] == code)
            return code != ESCAPE;
    for (size_t i = 0; i < ARRAY_LEN(extension_table); i++)
        if (extension_table[i] == code)
            return 2;
    return 0;
}

static void
septets_follow_the_standard_for_every_code_point(void **state)
{
    (void)state;
    assert_int_equal(sms_septets(-1), 0);
    for (int32_t code = 0; code <= 0x10FFFF; code++)
        if (sms_septets(code) != septets_by_table(code))
            fail_msg(
                "U+%04X takes %u septets", (unsigned)code, sms_septets(code));
}

static void
add_times(struct text *text, const char *piece, size_t times)
{
    while (times-- > 0)
        text_add(text, piece);
}

/* A text is `n` times `fill`, `middle`, `m` times `fill`. */
struct sample {
    const char *fill;
    size_t n;
    const char *middle;
    size_t m;
    enum sms_encoding encoding;
    size_t units, parts, left;
};

static const struct sample samples[] = {
    {"a", 0, "", 0, SMS_GSM7, 0, 1, 160},
    {"a", 1, "", 0, SMS_GSM7, 1, 1, 159},
    {"a", 159, "", 0, SMS_GSM7, 159, 1, 1},
    {"a", 160, "", 0, SMS_GSM7, 160, 1, 0},
    {"a", 161, "", 0, SMS_GSM7, 161, 2, 145},
    {"a", 306, "", 0, SMS_GSM7, 306, 2, 0},
    {"a", 307, "", 0, SMS_GSM7, 307, 3, 152},
    {"a", 459, "", 0, SMS_GSM7, 459, 3, 0},
    {"a", 460, "", 0, SMS_GSM7, 460, 4, 152},
    {"a", 158, "\u20AC", 0, SMS_GSM7, 160, 1, 0},
    {"a", 159, "\u20AC", 0, SMS_GSM7, 161, 2, 145},
    {"{", 80, "", 0, SMS_GSM7, 160, 1, 0},
    {"{", 81, "", 0, SMS_GSM7, 162, 2, 143},
    /* 153 is odd: the escape pair at the cut goes to the next part. */
    {"a", 152, "[", 8, SMS_GSM7, 162, 2, 143},
    {"a", 151, "[", 9, SMS_GSM7, 162, 2, 144},
    /* 306 units, but 152 in the first part: three parts. */
    {"a", 152, "[", 152, SMS_GSM7, 306, 3, 152},
    {"a", 151, "[", 153, SMS_GSM7, 306, 2, 0},
    {"{", 152, "", 0, SMS_GSM7, 304, 2, 1},
    {"{", 153, "", 0, SMS_GSM7, 306, 3, 151},
    {"\u0436", 70, "", 0, SMS_UCS2, 70, 1, 0},
    {"\u0436", 71, "", 0, SMS_UCS2, 71, 2, 63},
    {"\u0436", 134, "", 0, SMS_UCS2, 134, 2, 0},
    {"\u0436", 135, "", 0, SMS_UCS2, 135, 3, 66},
    {"\u0436", 201, "", 0, SMS_UCS2, 201, 3, 0},
    {"a", 69, "\u2019", 0, SMS_UCS2, 70, 1, 0},
    {"a", 70, "\u2019", 0, SMS_UCS2, 71, 2, 63},
    {"\U0001F600", 35, "", 0, SMS_UCS2, 70, 1, 0},
    {"\U0001F600", 36, "", 0, SMS_UCS2, 72, 2, 61},
    /* 67 is odd: the surrogate pair at the cut goes to the next part. */
    {"a", 66, "\U0001F600", 3, SMS_UCS2, 71, 2, 62},
    {"a", 65, "\U0001F600", 4, SMS_UCS2, 71, 2, 63},
    {"a", 66, "\U0001F600", 66, SMS_UCS2, 134, 3, 66},
    {"\U0001F600", 67, "", 0, SMS_UCS2, 134, 3, 65},
    /* In UCS-2 what is escaped in GSM-7 costs one. */
    {"[", 69, "\u0436", 0, SMS_UCS2, 70, 1, 0},
    /* A family: three emoji and two joiners. A flag. e and an accent. */
    {"a", 0, "\U0001F468\u200D\U0001F469\u200D\U0001F467", 0, SMS_UCS2, 8, 1,
        62},
    {"a", 0, "\U0001F1EE\U0001F1F9", 0, SMS_UCS2, 4, 1, 66},
    {"a", 0, "e\u0301", 0, SMS_UCS2, 2, 1, 68},
    {"a", 0, "\u00E7", 0, SMS_UCS2, 1, 1, 69},
    {"a", 0, "\u00C7", 0, SMS_GSM7, 1, 1, 159},
    {"a", 0, "`", 0, SMS_UCS2, 1, 1, 69},
    {"a", 0, "\t", 0, SMS_UCS2, 1, 1, 69},
    {"a", 0, "\r\n", 0, SMS_GSM7, 2, 1, 158},
    /* Bytes that are no UTF-8: each counts as U+FFFD. */
    {"\xFF", 70, "", 0, SMS_UCS2, 70, 1, 0},
    {"\xFF", 71, "", 0, SMS_UCS2, 71, 2, 63},
    {"a", 1, "\xE2\x80", 0, SMS_UCS2, 3, 1, 67},
    {"a", 1, "\xED\xA0\x80", 0, SMS_UCS2, 4, 1, 66},
};

static void
make_sample(struct text *text, const struct sample *sample)
{
    text_clear(text);
    add_times(text, sample->fill, sample->n);
    text_add(text, sample->middle);
    add_times(text, sample->fill, sample->m);
}

/* Each part fits, is cut between characters, and they join to the text. */
static void
assert_parts_hold(const char *utf8, const struct sms_count *count)
{
    struct sms_part part = {0};
    size_t joined = 0, units = 0, number = 0;

    while (sms_part_next(utf8, count, &part)) {
        auto_(heap) char *alone = strndup(utf8 + part.start, part.len);
        struct sms_count own;

        assert_int_equal(part.number, ++number);
        assert_int_equal(part.start, joined);
        assert_true(part.units <= count->units_per_part);
        assert_true(part.len > 0 || count->parts == 1);
        sms_count(alone, &own);
        assert_int_equal(own.parts, 1);
        if (own.encoding == count->encoding)
            assert_int_equal(own.units, part.units);
        joined += part.len;
        units += part.units;
    }
    assert_int_equal(joined, strlen(utf8));
    assert_int_equal(units, count->units);
    assert_int_equal(number, count->parts);
    assert_int_equal(part.units + count->left, count->units_per_part);
    assert_false(sms_part_next(utf8, count, &part));
}

static void
samples_are_counted(void **state)
{
    auto_(text) struct text text = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        const struct sample *s = &samples[i];
        struct sms_count count;

        make_sample(&text, s);
        sms_count(text_str(&text), &count);
        if (count.encoding != s->encoding || count.units != s->units ||
            count.parts != s->parts || count.left != s->left)
            fail_msg("sample %zu: %s, %zu units, %zu parts, %zu left", i,
                sms_encoding_name(count.encoding), count.units, count.parts,
                count.left);
        assert_parts_hold(text_str(&text), &count);
    }
}

static void
part_sizes_are_those_of_the_encoding(void **state)
{
    static const struct {
        const char *fill;
        size_t n, per_part;
        const char *name;
    } cases[] = {
        {"a", 160, 160, "GSM-7"},
        {"a", 161, 153, "GSM-7"},
        {"\u0436", 70, 70, "UCS-2"},
        {"\u0436", 71, 67, "UCS-2"},
    };
    auto_(text) struct text text = {0};
    struct sms_count count;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        text_clear(&text);
        add_times(&text, cases[i].fill, cases[i].n);
        sms_count(text_str(&text), &count);
        assert_int_equal(count.units_per_part, cases[i].per_part);
        assert_string_equal(sms_encoding_name(count.encoding), cases[i].name);
    }
}

static void
pairs_at_the_cut_stay_whole(void **state)
{
    static const struct {
        size_t fill;
        const char *pair;
        size_t more, first_len, first_units;
    } cases[] = {
        {152, "\u20AC", 20, 152, 152},
        {151, "\u20AC", 20, 154, 153},
        {66, "\U0001F600", 20, 66, 66},
        {65, "\U0001F600", 20, 69, 67},
    };
    auto_(text) struct text text = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct sms_part part = {0};
        struct sms_count count;

        text_clear(&text);
        add_times(&text, "a", cases[i].fill);
        text_add(&text, cases[i].pair);
        add_times(&text, "a", cases[i].more);
        sms_count(text_str(&text), &count);
        assert_true(sms_part_next(text_str(&text), &count, &part));
        assert_int_equal(part.len, cases[i].first_len);
        assert_int_equal(part.units, cases[i].first_units);
    }
}

static void
first_forcing_character_is_pointed_at(void **state)
{
    static const struct {
        const char *text;
        size_t nforcing, offset;
        int32_t code;
    } cases[] = {
        {"", 0, 0, 0},
        {"plain @ \u20AC{}", 0, 0, 0},
        {"Acme\u2019s bank", 1, 4, 0x2019},
        {"\u00E8\u2019\u2019\U0001F600", 3, 2, 0x2019},
        {"\U0001F600", 1, 0, 0x1F600},
        {"ab\xFF\u2019", 2, 2, 0xFFFD},
        {"tab\t", 1, 3, '\t'},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct sms_count count;

        sms_count(cases[i].text, &count);
        assert_int_equal(count.nforcing, cases[i].nforcing);
        assert_int_equal(count.forcing_offset, cases[i].offset);
        assert_int_equal(count.forcing_code, cases[i].code);
        assert_int_equal(count.encoding == SMS_UCS2, cases[i].nforcing > 0);
    }
}

static void
random_texts_hold_together(void **state)
{
    static const char *const pieces[] = {"a", "z ", "\u20AC", "[", "\u00E9",
        "\u2019", "\U0001F600", "\u200D", "\xF0\x9F", "\xC0", "\n", "`",
        "\u0301", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    auto_(text) struct text text = {0};

    (void)state;
    srand(7);
    for (int round = 0; round < 3000; round++) {
        int choices = round % 2 ? 5 : (int)ARRAY_LEN(pieces);
        struct sms_count count;

        text_clear(&text);
        for (int i = rand() % 300; i > 0; i--)
            text_add(&text, pieces[rand() % choices]);
        sms_count(text_str(&text), &count);
        assert_parts_hold(text_str(&text), &count);
    }
}

static void
random_bytes_do_no_harm(void **state)
{
    (void)state;
    srand(8);
    for (int round = 0; round < 3000; round++) {
        char text[301];
        int len = rand() % 300;
        struct sms_count count;

        for (int i = 0; i < len; i++)
            text[i] = (char)(1 + rand() % 255);
        text[len] = '\0';
        sms_count(text, &count);
        assert_parts_hold(text, &count);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(septets_follow_the_standard_for_every_code_point),
        cmocka_unit_test(samples_are_counted),
        cmocka_unit_test(part_sizes_are_those_of_the_encoding),
        cmocka_unit_test(pairs_at_the_cut_stay_whole),
        cmocka_unit_test(first_forcing_character_is_pointed_at),
        cmocka_unit_test(random_texts_hold_together),
        cmocka_unit_test(random_bytes_do_no_harm),
    };

    return cmocka_run_group_tests_name("sms", tests, NULL, NULL);
}
