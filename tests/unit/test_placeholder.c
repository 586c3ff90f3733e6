/* Variables in texts. */
#include "test.h"

#include "base.h"
#include "placeholder.h"

#define WA PLACEHOLDER_WHATSAPP
#define DLT PLACEHOLDER_DLT
#define INPUT PLACEHOLDER_INPUT

/* 64 and 65 characters. */
#define LONG64 \
    "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_0123456789"
#define LONG65 LONG64 "x"

static const char *
fault_letter(const struct placeholder *piece)
{
    return piece->fault == PLACEHOLDER_UNCLOSED ? "UNCLOSED" : "NAME";
}

/* "text|<1>|!NAME {{x y}}": the pieces, joined by bars. */
static void
describe(struct text *out, enum placeholder_syntax syntax, const char *text)
{
    struct placeholder piece = {0};
    size_t end = 0, nth = 0;

    while (placeholder_next(syntax, text, &piece)) {
        assert_int_equal(piece.start, end);
        assert_true(piece.len > 0);
        end += piece.len;
        assert_true(end <= strlen(text));
        nth += piece.kind == PLACEHOLDER_VARIABLE;
        assert_int_equal(piece.nth, nth);
        if (out->len)
            text_add_char(out, '|');
        if (piece.kind == PLACEHOLDER_VARIABLE)
            text_addf(out, "<%s>", piece.name);
        else if (piece.kind == PLACEHOLDER_BROKEN)
            text_addf(out, "!%s ", fault_letter(&piece));
        if (piece.kind != PLACEHOLDER_VARIABLE) {
            text_add_bytes(out, text + piece.start, piece.len);
            assert_string_equal(piece.name, "");
        }
    }
    assert_int_equal(end, strlen(text));
    assert_false(placeholder_next(syntax, text, &piece));
}

static void
texts_fall_into_pieces(void **state)
{
    static const struct {
        enum placeholder_syntax syntax;
        const char *text, *pieces;
    } cases[] = {
        {WA, "", ""},
        {WA, "plain", "plain"},
        {WA, "{{1}}", "<1>"},
        {WA, "a {{1}} b", "a |<1>| b"},
        {WA, "{{1}}{{2}}", "<1>|<2>"},
        {WA, "{{first_name}}!", "<first_name>|!"},
        {WA, "{{_x9}}", "<_x9>"},
        {WA, "{{999}}", "<999>"},
        {WA, "{{1000}}", "!NAME {{1000}}"},
        {WA, "{{99999999999999999999}}", "!NAME {{99999999999999999999}}"},
        {WA, "{{0}}", "!NAME {{0}}"},
        {WA, "{{01}}", "!NAME {{01}}"},
        {WA, "{{1a}}", "!NAME {{1a}}"},
        {WA, "{{-1}}", "!NAME {{-1}}"},
        {WA, "{{}}", "!NAME {{}}"},
        {WA, "{{ 1 }}", "!NAME {{ 1 }}"},
        {WA, "{{Name}}", "!NAME {{Name}}"},
        {WA, "{{caf\u00E9}}", "!NAME {{caf\u00E9}}"},
        {WA, "{{" LONG64 "}}", "<" LONG64 ">"},
        {WA, "{{" LONG65 "}}", "!NAME {{" LONG65 "}}"},
        {WA, "{{", "!UNCLOSED {{"},
        {WA, "a {{1", "a |!UNCLOSED {{|1"},
        {WA, "{{1}", "!UNCLOSED {{|1}"},
        {WA, "{{1 and {{2}}", "!UNCLOSED {{|1 and |<2>"},
        {WA, "{1}", "{1}"},
        {WA, "1}}", "1}}"},
        {WA, "{", "{"},
        {WA, "}}{{", "}}|!UNCLOSED {{"},
        {WA, "{{{1}}}", "{|<1>|}"},
        {WA, "{{{{1}}}}", "!UNCLOSED {{|<1>|}}"},
        {WA, "{{{{{1}}", "!UNCLOSED {{|{|<1>"},
        {WA, "{{{", "{|!UNCLOSED {{"},
        {WA, "{{a{b}}", "!NAME {{a{b}}"},
        {WA, "{#var#}", "{#var#}"},
        {DLT, "{#var#}", "<var>"},
        {DLT, "{#var#}{#var#} x", "<var>|<var>| x"},
        {DLT, "is {#numeric#} {#url#}", "is |<numeric>| |<url>"},
        {DLT, "{#VAR#}", "!NAME {#VAR#}"},
        {DLT, "{#Var#}", "!NAME {#Var#}"},
        {DLT, "{# var #}", "!NAME {# var #}"},
        {DLT, "{##}", "!NAME {##}"},
        {DLT, "{#}", "!UNCLOSED {#|}"},
        {DLT, "{#var}", "!UNCLOSED {#|var}"},
        {DLT, "{#var{#var#}", "!UNCLOSED {#|var|<var>"},
        {DLT, "{{#var#}}", "{|<var>|}"},
        {DLT, "{{1}}", "{{1}}"},
        {DLT, "#var#", "#var#"},
        {INPUT, "{{code}}", "<code>"},
        {INPUT, "https://x/{{code}}?a={{b}}", "https://x/|<code>|?a=|<b>"},
        {INPUT, "{{1}}", "!NAME {{1}}"},
        {INPUT, "{{_code}}", "!NAME {{_code}}"},
        {INPUT, "{{a0123456789012345678901234567890}}",
            "<a0123456789012345678901234567890>"},
        {INPUT, "{{a01234567890123456789012345678901}}",
            "!NAME {{a01234567890123456789012345678901}}"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(text) struct text out = {0};

        describe(&out, cases[i].syntax, cases[i].text);
        assert_string_equal(text_str(&out), cases[i].pieces);
    }
}

static void
dlt_tags_are_known(void **state)
{
    static const struct {
        const char *text;
        enum placeholder_tag tag;
    } cases[] = {
        {"{#var#}", PLACEHOLDER_ANY},
        {"{#numeric#}", PLACEHOLDER_NUMERIC},
        {"{#number#}", PLACEHOLDER_NUMERIC},
        {"{#alphanumeric#}", PLACEHOLDER_ALPHANUMERIC},
        {"{#url#}", PLACEHOLDER_URL},
        {"{#urlott#}", PLACEHOLDER_URLOTT},
        {"{#email#}", PLACEHOLDER_EMAIL},
        {"{#cbn#}", PLACEHOLDER_CBN},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct placeholder piece = {0};

        assert_true(placeholder_next(DLT, cases[i].text, &piece));
        assert_int_equal(piece.kind, PLACEHOLDER_VARIABLE);
        assert_int_equal(piece.tag, cases[i].tag);
        assert_int_equal(piece.number, 0);
    }
}

static void
names_are_valid_by_syntax(void **state)
{
    static const struct {
        const char *name;
        bool whatsapp, dlt, input;
    } cases[] = {
        {"", false, false, false},
        {"1", true, false, false},
        {"12", true, false, false},
        {"0", false, false, false},
        {"code", true, false, true},
        {"var", true, true, true},
        {"_code", true, false, false},
        {"code_2", true, false, true},
        {"Code", false, false, false},
        {"co-de", false, false, false},
        {"co de", false, false, false},
        {"code\n", false, false, false},
        {LONG64, true, false, false},
        {LONG65, false, false, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *name = cases[i].name;

        assert_int_equal(placeholder_name_valid(WA, name), cases[i].whatsapp);
        assert_int_equal(placeholder_name_valid(DLT, name), cases[i].dlt);
        assert_int_equal(placeholder_name_valid(INPUT, name), cases[i].input);
    }
}

static void
add_finding(
    void *data, enum placeholder_fault fault, const struct placeholder *piece)
{
    static const char *const words[] = {
        [PLACEHOLDER_FINE] = "fine",
        [PLACEHOLDER_UNCLOSED] = "unclosed",
        [PLACEHOLDER_NAME] = "name",
        [PLACEHOLDER_MIXED] = "mixed",
        [PLACEHOLDER_GAP] = "gap",
        [PLACEHOLDER_AT_START] = "start",
        [PLACEHOLDER_AT_END] = "end",
        [PLACEHOLDER_NO_TEXT] = "no-text",
    };

    text_addf(data, "%s@%zu ", words[fault], piece->start);
}

static void
checks_find_what_is_wrong(void **state)
{
    static const struct {
        enum placeholder_syntax syntax;
        const char *text, *findings;
    } cases[] = {
        {WA, "", ""},
        {WA, "no variable", ""},
        {WA, "a {{1}} b {{2}} c", ""},
        {WA, "a {{2}} b {{1}} c", ""},
        {WA, "a {{1}} b {{1}} c", ""},
        {WA, "a {{name}} b {{code}} c", ""},
        {WA, "{{1}} b", "start@0 "},
        {WA, "a {{1}}", "end@2 "},
        {WA, "a {{1}}.", ""},
        {WA, " \n{{1}} b {{2}}\t ", "start@2 end@10 "},
        {WA, "{{1}}", "start@0 end@0 "},
        {WA, "{{1}} {{2}}", "start@0 end@6 "},
        {WA, "a {{2}} b", "gap@2 "},
        {WA, "a {{1}} {{3}} {{3}} b", "gap@8 "},
        {WA, "a {{1}} {{3}} {{5}} b", "gap@8 gap@14 "},
        {WA, "a {{999}} b", "gap@2 "},
        {WA, "a {{1}} {{name}} {{2}} b", "mixed@8 "},
        {WA, "a {{name}} {{7}} b", "mixed@11 "},
        {WA, "a {{1 b", "unclosed@2 "},
        {WA, "a {{ 1 }} b {{1}} c", "name@2 "},
        {WA, "{{x y}}", "name@0 "},
        {WA, "{{x y}}{{1}}.", "name@0 "},
        {DLT, "{#var#} is your code", ""},
        {DLT, "your code is {#var#}", ""},
        {DLT, "{#var#}{#var#}", "no-text@0 "},
        {DLT, "  {#var#} {#numeric#}\n", "no-text@2 "},
        {DLT, "{#var#}.", ""},
        {DLT, "{#var is {#VAR#}", "unclosed@0 name@9 "},
        {DLT, "", ""},
        {INPUT, "{{code}}", ""},
        {INPUT, "{{a}}{{b}}", ""},
        {INPUT, "{{1}} {{a", "name@0 unclosed@6 "},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(text) struct text out = {0};
        size_t count = 0,
               n = placeholder_check(
                   cases[i].syntax, cases[i].text, add_finding, &out);

        assert_string_equal(text_str(&out), cases[i].findings);
        for (const char *c = cases[i].findings; *c; c++)
            count += *c == '@';
        assert_int_equal(n, count);
    }
}

static const char *
look_up(void *data, const struct placeholder *variable)
{
    static const struct {
        const char *name, *value;
    } values[] = {
        {"1", "one"},
        {"2", "{{1}}"},
        {"code", "482913"},
        {"nothing", ""},
        {"braces", "{{"},
    };
    const char *const *in_order = data;

    if (in_order)
        return in_order[variable->nth - 1];
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        if (!strcmp(values[i].name, variable->name))
            return values[i].value;
    return NULL;
}

static void
values_are_put_in_once(void **state)
{
    static const struct {
        enum placeholder_syntax syntax;
        const char *text, *made;
    } cases[] = {
        {WA, "", ""},
        {WA, "plain", "plain"},
        {WA, "{{1}}", "one"},
        {WA, "{{1}} and {{2}}.", "one and {{1}}."},
        {WA, "{{2}}{{2}}", "{{1}}{{1}}"},
        {INPUT, "{{braces}}code}}", "{{code}}"},
        {INPUT, "a{{nothing}}b", "ab"},
        {INPUT, "{{{code}}}", "{482913}"},
        {WA, "{#var#}", "{#var#}"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(text) struct text out = {0};
        struct placeholder bad;

        text_add(&out, ">");
        assert_true(placeholder_render(
            cases[i].syntax, cases[i].text, look_up, NULL, &out, &bad));
        assert_string_equal(text_str(&out) + 1, cases[i].made);
    }
}

static void
dlt_values_come_in_order(void **state)
{
    static const char *in_order[] = {"482913", "{#var#}", NULL};
    auto_(text) struct text out = {0};
    struct placeholder bad;

    (void)state;
    assert_true(placeholder_render(
        DLT, "{#var#} is your {#var#} code.", look_up, in_order, &out, &bad));
    assert_string_equal(text_str(&out), "482913 is your {#var#} code.");
    assert_false(placeholder_render(
        DLT, "{#var#}{#var#} {#var#}", look_up, in_order, &out, &bad));
    assert_int_equal(bad.nth, 3);
}

static void
missing_values_are_named_and_nothing_is_added(void **state)
{
    static const struct {
        const char *text, *name;
        size_t start;
        enum placeholder_kind kind;
    } cases[] = {
        {"a {{code}} {{missing}} b", "missing", 11, PLACEHOLDER_VARIABLE},
        {"{{missing}}{{other}}", "missing", 0, PLACEHOLDER_VARIABLE},
        {"a {{code", "", 2, PLACEHOLDER_BROKEN},
        {"a {{Code}}", "", 2, PLACEHOLDER_BROKEN},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(text) struct text out = {0};
        struct placeholder bad;

        text_add(&out, "before");
        assert_false(placeholder_render(
            INPUT, cases[i].text, look_up, NULL, &out, &bad));
        assert_string_equal(bad.name, cases[i].name);
        assert_int_equal(bad.start, cases[i].start);
        assert_int_equal(bad.kind, cases[i].kind);
        assert_string_equal(text_str(&out), "before");
    }
}

static void
lone_variables_are_told(void **state)
{
    static const char *const others[] = {
        "", "{{code}} ", " {{code}}", "{{a}}{{b}}", "{{Code}}", "{{code", "x"};
    struct placeholder only;

    (void)state;
    assert_true(placeholder_alone(INPUT, "{{code}}", &only));
    assert_string_equal(only.name, "code");
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_false(placeholder_alone(INPUT, others[i], &only));
}

static void
random_texts_do_no_harm(void **state)
{
    static const char *const bits[] = {"{", "{{", "}", "}}", "{#", "#}", "#",
        "var", "1", "2", "name", " ", "x", "\xC3\xA9", "\xFF", "{{1}}",
        "{#var#}"};

    (void)state;
    srand(9);
    for (int round = 0; round < 20000; round++) {
        auto_(text) struct text text = {0};

        for (int i = rand() % 20; i > 0; i--)
            text_add(&text, bits[rand() % (int)ARRAY_LEN(bits)]);
        for (int syntax = WA; syntax <= INPUT; syntax++) {
            auto_(text) struct text out = {0};
            auto_(text) struct text findings = {0};

            describe(&out, (enum placeholder_syntax)syntax, text_str(&text));
            placeholder_check((enum placeholder_syntax)syntax, text_str(&text),
                add_finding, &findings);
        }
    }
}

/* Half a megabyte of braces: a second look at each would take minutes. */
static void
many_braces_take_no_time(void **state)
{
    static const char *const bits[] = {"{", "{{1", "{#", "{{1}}", "{{ "};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
        auto_(text) struct text text = {0};
        struct placeholder piece = {0};
        size_t end = 0;

        while (text.len < 500000)
            text_add(&text, bits[i]);
        while (placeholder_next(WA, text_str(&text), &piece))
            end += piece.len;
        assert_int_equal(end, text.len);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_fall_into_pieces),
        cmocka_unit_test(dlt_tags_are_known),
        cmocka_unit_test(names_are_valid_by_syntax),
        cmocka_unit_test(checks_find_what_is_wrong),
        cmocka_unit_test(values_are_put_in_once),
        cmocka_unit_test(dlt_values_come_in_order),
        cmocka_unit_test(missing_values_are_named_and_nothing_is_added),
        cmocka_unit_test(lone_variables_are_told),
        cmocka_unit_test(random_texts_do_no_harm),
        cmocka_unit_test(many_braces_take_no_time),
    };

    return cmocka_run_group_tests_name("placeholder", tests, NULL, NULL);
}
