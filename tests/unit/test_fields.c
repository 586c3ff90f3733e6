/* Fields that platforms need, settings with defaults, names that settings
 * choose, and words of reports that stand in several places. */
#include "provider_case.h"

#include "clock.h"
#include "fields.h"

static bool
get(struct provider_case *c, const char *name, struct field *field,
    struct failure *failure)
{
    struct fields fields = {.message = &c->message, .arena = &c->arena};

    return fields_get(&fields, name, field, failure);
}

static void
assert_field(struct provider_case *c, const char *name, const char *wanted)
{
    struct failure failure = {0};
    struct field field;

    assert_true(get(c, name, &field, &failure));
    if (!text_is(field.text, wanted))
        fail_msg("%s is '%s', not '%s'", name, field.text ? field.text : "",
            wanted ? wanted : "");
}

static void
an_expiry_is_a_duration_and_an_instant(void **state)
{
    auto_(provider_case) struct provider_case *c = case_open("");

    (void)state;
    assert_field(c, "expiry.duration", NULL);
    assert_field(c, "expiry.until", NULL);
    c->message.expiry_ms = 90500;
    assert_field(c, "expiry.duration", "91s");
    assert_field(c, "expiry.until", NULL);
    assert_true(clock_parse("2026-11-24T23:59:00Z", &c->message.now));
    assert_field(c, "expiry.until", "2026-11-25T00:00:31.000Z");
}

static void
set_category(struct provider_case *c, enum category category)
{
    c->template.category =
        (struct value_choice){.value = (int)category, .given = true};
}

static void
an_sms_without_a_type_has_that_of_its_category(void **state)
{
    auto_(provider_case) struct provider_case *c = case_open("");

    (void)state;
    assert_field(c, "sms.type", NULL);
    set_category(c, CATEGORY_AUTHENTICATION);
    assert_field(c, "sms.type", "OTP");
    set_category(c, CATEGORY_MARKETING);
    assert_field(c, "sms.type", "MKT");
    c->template.type =
        (struct value_choice){.value = SMS_TYPE_TXN, .given = true};
    assert_field(c, "sms.type", "TXN");
}

static void
kaleyra_is_told_the_kind_of_template(void **state)
{
    auto_(provider_case) struct provider_case *c = case_open("");

    (void)state;
    case_param(c, "1", "body", "Anna");
    case_param(c, "2", "body", "77");
    case_param(c, "header.1", "header", "a, b");
    assert_field(c, "kaleyra.type", "template");
    assert_field(c, "kaleyra.params", "Anna,77");
    assert_field(c, "kaleyra.code", NULL);
    c->message.media_url = "https://m.example/1.png";
    assert_field(c, "kaleyra.type", "template");
    c->template.header_format =
        (struct value_choice){.value = HEADER_IMAGE, .given = true};
    assert_field(c, "kaleyra.type", "mediatemplate");
    set_category(c, CATEGORY_AUTHENTICATION);
    assert_field(c, "kaleyra.type", "authenticationtemplate");
    assert_field(c, "kaleyra.code", "Anna");
}

static void
kaleyra_gets_no_value_with_a_comma(void **state)
{
    auto_(provider_case) struct provider_case *c = case_open("");
    struct failure failure = {0};
    struct field field;

    (void)state;
    assert_field(c, "kaleyra.params", NULL);
    case_param(c, "1", "body", "");
    case_param(c, "2", "body", "b");
    assert_field(c, "kaleyra.params", ",b");
    c->params[1].value = "b,c";
    assert_false(get(c, "kaleyra.params", &field, &failure));
    assert_string_equal(failure.text,
        "the value of '2' holds a comma, which parts values here");
}

static void
rcs_is_an_id_or_a_text(void **state)
{
    auto_(provider_case) struct provider_case *c = case_open("");

    (void)state;
    assert_field(c, "rcs.template_id", NULL);
    assert_field(c, "rcs.text", "Hello");
    c->template.source_id.text = "118";
    assert_field(c, "rcs.template_id", "118");
    assert_field(c, "rcs.text", NULL);
    case_param(c, "1", "body", "x");
    assert_field(c, "rcs.template_id", NULL);
    assert_field(c, "rcs.text", "Hello");
}

#define NAMED                                                          \
    "send:\n  url: \"http://h.example/{settings.region}\"\n"           \
    "  query: {\"{settings.word}\": \"{to}\", \"{settings.none}\": a," \
    " b: \"{settings.none}\"}\n"                                       \
    "  body: {json: {\"{settings.word}\": {\"{settings.none}\": 1},"   \
    " \"x{settings.word}\": \"{settings.none}\"}}\n  accepted: {}\n"

/* The case's own settings are url, token and word; these come beside them. */
static struct provider_case *
open_named(void)
{
    struct provider_case *c = case_open(NAMED);
    struct provider *provider = &c->providers.items[0];
    struct provider_setting *settings =
        arena_alloc(&c->arena, 3 * sizeof(*settings));

    settings[0] = (struct provider_setting){.name = "word", .fallback = "to"};
    settings[1] = (struct provider_setting){.name = "none"};
    settings[2] = (struct provider_setting){
        .name = "region", .fallback = "eu", .required = true};
    provider->settings = settings;
    provider->nsettings = 3;
    return c;
}

static void
names_may_be_settings_and_settings_have_defaults(void **state)
{
    auto_(provider_case) struct provider_case *c = open_named();

    (void)state;
    auto_(courier_job) struct courier_job *job = case_make(c);
    assert_string_equal(job->url, "http://h.example/eu?to=%2B393331234513");
    /* Only what is exactly one field is a setting's name. */
    assert_string_equal((const char *)job->body, "{}");
    case_set(c, "word", "recipient", false);
    case_set(c, "none", "n", false);
    auto_(courier_job) struct courier_job *other = case_make(c);
    assert_string_equal(
        other->url, "http://h.example/eu?recipient=%2B393331234513&n=a&b=n");
    assert_string_equal((const char *)other->body,
        "{\"recipient\":{\"n\":1},\"x{settings.word}\":\"n\"}");
}

static void
an_empty_setting_wins_over_its_default(void **state)
{
    auto_(provider_case) struct provider_case *c = open_named();

    (void)state;
    case_set(c, "word", "", false);
    assert_field(c, "settings.word", NULL);
    assert_field(c, "settings.region", "eu");
}

static void
words_fit_whatever_their_case_and_codes_by_ranges(void **state)
{
    static const struct {
        const char *named, *word;
        bool fits;
    } rows[] = {
        {"Delivered", "DELIVERED", true},
        {"Delivered", "Deliver", false},
        {"200", "200", true},
        {"200..299", "200", true},
        {"200..299", "299", true},
        {"200..299", "300", false},
        {"200..299", "199", false},
        {"200..299", "250x", false},
        {"200..299", "", false},
        {"200..299", "-250", false},
        {"200..", "250", false},
        {"200..299x", "250", false},
        {"a..b", "b", false},
        {"a..b", "A..B", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (recipe_word_fits(rows[i].named, rows[i].word) != rows[i].fits)
            fail_msg("'%s' and '%s'", rows[i].named, rows[i].word);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expiry_is_a_duration_and_an_instant),
        cmocka_unit_test(an_sms_without_a_type_has_that_of_its_category),
        cmocka_unit_test(kaleyra_is_told_the_kind_of_template),
        cmocka_unit_test(kaleyra_gets_no_value_with_a_comma),
        cmocka_unit_test(rcs_is_an_id_or_a_text),
        cmocka_unit_test(names_may_be_settings_and_settings_have_defaults),
        cmocka_unit_test(an_empty_setting_wins_over_its_default),
        cmocka_unit_test(words_fit_whatever_their_case_and_codes_by_ranges),
    };

    return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
