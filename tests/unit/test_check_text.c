/* The checks of templates, parameters, inputs and SMS parts. */
#include "check_case.h"

#define X10 "xxxxxxxxxx"
#define X1000                                                               \
    X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 \
        X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 \
            X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 \
                X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 \
                    X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 \
                        X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 \
                            X10 X10 X10 X10 X10 X10 X10

#define VISIT(params)                                                               \
    {                                                                               \
        FLOW,                                                                       \
            "template: login_otp\n  language: en\n  params: {\"1\": \"{{code}}\"}", \
            "template: visit\n  language: en\n  params: " params                    \
    }

static const struct row rows[] = {
    {"a template is asked for", {{FLOW, "  template: login_otp\n", ""}},
        "template-missing /channels/0/template 9:3\n"},
    {"a template is there",
        {{FLOW, "template: login_otp", "template: login_opt"}},
        "template-missing /channels/0/template 11:13\n"},
    {"a template of another kind is told apart",
        {{FLOW, "template: otp_sms", "template: login_otp"}},
        "template-wrong-kind /channels/1/template 17:13\n"},
    {"a language is asked for", {{FLOW, "  language: en\n", ""}},
        "language-missing /channels/0/language 9:3\n"},
    {"a language is one of the template's",
        {{FLOW, "language: en", "language: de"}},
        "template-wrong-language /channels/0/language 12:13\n"},
    {"a template is approved", {{FLOW, "language: en", "language: it"}},
        "template-not-approved /channels/0/template 11:13\n"
        "ttl-outlives-delay /channels/0/delay 14:10\n"},
    {"a status of 8 days ago is stale",
        {{TEMPLATES, "2026-11-20T09:00:00Z", "2026-11-16T12:00:00Z"}},
        "template-status-stale /channels/0/template 11:13\n"},
    {"a status of 7 days ago is not",
        {{TEMPLATES, "2026-11-20T09:00:00Z", "2026-11-17T12:00:00Z"}}, ""},
    {"a code never goes out as marketing",
        {{TEMPLATES, "type: otp\n", "type: mkt\n"}},
        "template-wrong-category /channels/1/template 17:13\n"},
    {"a template of another category is a warning",
        {{FLOW, "category: authentication", "category: utility"}},
        "template-other-category /channels/0/template 11:13\n"
        "template-other-category /channels/1/template 17:13\n"},
    {"a header with media wants media",
        {{FLOW, "template: login_otp", "template: offer"}},
        "kaleyra-refuses /channels/0/template 11:13\n"
        "template-wrong-category /channels/0/template 11:13\n"
        "media-missing /channels/0/media/url 11:13\n"
        "ttl-outlives-delay /channels/0/delay 14:10\n"},
    {"media without a header are for nothing",
        {{FLOW, "delay: 60s", "delay: 60s\n  media: {url: https://a.b/c}"}},
        "media-unused /channels/0/media/url 15:16\n"},
    {"media are fetched over https",
        {{FLOW, "template: login_otp", "template: offer"},
            {FLOW, "delay: 60s",
                "delay: 60s\n  withdraw: never\n"
                "  media: {url: http://a.b/c}"}},
        "kaleyra-refuses /channels/0/template 11:13\n"
        "template-wrong-category /channels/0/template 11:13\n"
        "media-not-https /channels/0/media/url 16:16\n"},
    {"a status without a date is as good as new",
        {{TEMPLATES,
            "    source: {from: meta, id: \"1\", fetched: "
            "2026-11-20T09:00:00Z}\n",
            ""}},
        ""},
    {"India wants the ids of its register",
        {{FLOW, "from: ACME", "from: \"+919876543210\""}},
        "dlt-missing /channels/1/template 17:13\n"},
    {"with the ids India is content",
        {{FLOW, "delay: 120s", "delay: 120s\n  only_for: [\"+91\"]"},
            {TEMPLATES, "    variables: [code, brand]\n",
                "    variables: [code, brand]\n"
                "    dlt: {entity_id: \"1101456789012345678\", "
                "template_id: \"1107161234567890123\"}\n"}},
        ""},

    {"a parameter is asked for",
        {{FLOW, "{code: \"{{code}}\", brand: Acme}", "{brand: Acme}"}},
        "parameter-missing /channels/1/params/code 19:11\n"},
    {"all parameters are asked for",
        {{FLOW, "  params: {code: \"{{code}}\", brand: Acme}\n", ""}},
        "parameter-missing /channels/1/params/code 17:13\n"
        "parameter-missing /channels/1/params/brand 17:13\n"},
    {"a parameter too many is told",
        {{FLOW, "brand: Acme", "brand: Acme, a/b~c: x"}},
        "parameter-extra /channels/1/params/a~1b~0c 19:43\n"},
    {"an empty value is refused by WhatsApp",
        {VISIT("{\"1\": \"\", \"2\": a, header.1: b}")},
        "parameter-empty /channels/0/params/1 13:17\n"},
    {"a new line is refused by WhatsApp",
        {VISIT("{\"1\": \"a\\nb\", \"2\": \"a     b\", header.1: \"a\\tb\"}")},
        "parameter-text-wrong /channels/0/params/1 13:17\n"
        "parameter-text-wrong /channels/0/params/2 13:30\n"
        "parameter-text-wrong /channels/0/params/header.1 13:51\n"},
    {"4 blanks in a row are taken",
        {VISIT("{\"1\": \"{{code}}\", \"2\": \"a    b\", header.1: b}")}, ""},
    {"an SMS may have new lines", {{FLOW, "brand: Acme", "brand: \"\\n\""}},
        ""},
    {"an empty value is warned of in an SMS",
        {{FLOW, "brand: Acme", "brand: \"\""}},
        "parameter-blank /channels/1/params/brand 19:37\n"},
    {"a code has at most 15 characters",
        {{FLOW, "[0-9]{4,8}", "([0-9]{5}-){2,3}"}},
        "parameter-too-long /channels/0/params/1 13:17\n"},
    {"15 characters are fine", {{FLOW, "[0-9]{4,8}", "[0-9]{4,15}"}}, ""},
    {"the lesser of two limits counts",
        {{FLOW, "\"[0-9]{4,8}\"", "\"[0-9]+\", max_length: 15"}}, ""},
    {"a DLT variable has at most 30 characters",
        {{FLOW, "brand: Acme", "brand: " X10 X10 X10 "x"}},
        "parameter-too-long /channels/1/params/brand 19:37\n"},
    {"an input without a limit is told where it matters",
        {{FLOW, "[0-9]{4,8}", "[0-9]+"}},
        "input-unlimited /channels/0/params/1 13:17\n"
        "input-unlimited /channels/1/params/code 19:18\n"},
    {"a header has at most 60 characters",
        {VISIT("{\"1\": \"{{code}}\", \"2\": a, header.1: " X10 X10 X10 X10 X10
               "xxxxx}")},
        "text-too-long /channels/0/params 13:11\n"},
    {"a body has at most 1024 characters",
        {VISIT("{\"1\": \"{{code}}\", \"2\": " X1000 X10 "xxxx, header.1: b}")},
        "text-too-long /channels/0/params 13:11\n"},
    {"a body of 1024 characters is fine",
        {VISIT("{\"1\": \"{{code}}\", \"2\": " X1000 "xxxxxxxx, header.1: b}")},
        ""},
    {"a header of 60 characters is fine",
        {VISIT("{\"1\": \"{{code}}\", \"2\": a, header.1: " X10 X10 X10 X10 X10
               "xxxx}")},
        ""},
    {"an input without a limit is fine in a body",
        {VISIT("{\"1\": \"{{code}}\", \"2\": \"{{code}}\", header.1: b}"),
            {FLOW, "[0-9]{4,8}", "[0-9]+"}},
        "input-unlimited /channels/1/params/code 19:18\n"},
    {"braces that do not close are told",
        {{FLOW, "brand: Acme", "brand: \"{{code\""}},
        "parameter-placeholder /channels/1/params/brand 19:37\n"},

    {"an input is declared", {{FLOW, "brand: Acme", "brand: \"{{brnd}}\""}},
        "input-undeclared /channels/1/params/brand 19:37\n"},
    {"an input has a name", {{FLOW, "  code: {", "  Co-De: {}\n  code: {"}},
        "input-name-malformed /inputs/Co-De 7:3\n"},
    {"a pattern can be used", {{FLOW, "[0-9]{4,8}", "[0-9]{8,4}"}},
        "input-pattern-wrong /inputs/code/pattern 7:19\n"},
    {"a default matches the pattern",
        {{FLOW, "sensitive: true", "sensitive: false, default: abc"}},
        "input-default-mismatch /inputs/code/default 7:60\n"},
    {"a default fits",
        {{FLOW, "\"[0-9]{4,8}\", sensitive: true",
            "\"[0-9]+\", max_length: 3, sensitive: false, default: \"1234\""}},
        "input-default-mismatch /inputs/code/default 7:71\n"},
    {"a default of max_length fits",
        {{FLOW, "\"[0-9]{4,8}\", sensitive: true",
            "\"[0-9]+\", max_length: 4, sensitive: false, default: \"1234\""}},
        ""},
    {"an input of one character is fine",
        {{FLOW, "\"[0-9]{4,8}\", sensitive: true",
            "\"[0-9]+\", max_length: 1, sensitive: true"}},
        ""},
    {"a sensitive default is no secret",
        {{FLOW, "sensitive: true", "sensitive: true, default: \"1234\""}},
        "input-default-sensitive /inputs/code/default 7:59\n"},
    {"an input of no length is odd",
        {{FLOW, "sensitive: true", "sensitive: true, max_length: 0"}},
        "value-wrong /inputs/code/max_length 7:62\n"},
    {"an input is used", {{FLOW, "  code: {", "  name: {}\n  code: {"}},
        "input-unused /inputs/name 7:3\n"},
    {"media use inputs too",
        {{FLOW, "  code: {", "  pic: {}\n  code: {"},
            {FLOW, "template: login_otp", "template: offer"},
            {FLOW, "delay: 60s", "delay: 60s\n  media: {url: \"{{pic}}\"}"},
            {FLOW, "category: authentication",
                "category: marketing\nconsent: required"}},
        "kaleyra-refuses /channels/0/template 13:13\n"
        "ttl-outlives-delay /channels/0/delay 16:10\n"
        "template-other-category /channels/1/template 20:13\n"},
    {"a code is better marked as sensitive", {{FLOW, ", sensitive: true", ""}},
        "input-sensitive-hint /inputs/code/sensitive 7:3\n"},

    {"who said that it is no secret is not asked again",
        {{FLOW, "sensitive: true", "sensitive: false"}}, ""},
    {"what fills WhatsApp's code is one, whatever its name",
        {{FLOW, "  code: {pattern: \"[0-9]{4,8}\", sensitive: true}",
             "  number: {pattern: \"[0-9]{4,8}\"}"},
            {FLOW, "{{code}}", "{{number}}"}, {FLOW, "{{code}}", "{{number}}"}},
        "input-sensitive-hint /inputs/number/sensitive 7:3\n"},
    {"an input of another flow may be called code",
        {{FLOW, "code: {pattern: \"[0-9]{4,8}\", sensitive: true}",
             "code: {max_length: 8}"},
            {FLOW, FIRST_CHANNEL, SECOND_CHANNEL},
            {FLOW, "category: authentication", "category: utility"}},
        "kaleyra-refuses /channels 9:3\n"
        "template-other-category /channels/0/template 11:13\n"
        "same-channel-twice /channels/1/channel 15:12\n"
        "template-other-category /channels/1/template 17:13\n"},
    {"a character that GSM-7 lacks is noted where it stands",
        {{FLOW, "brand: Acme", "brand: Açme"}},
        "sms-unicode /channels/1/params/brand 19:37\n"},
    {"a character of the template is noted at the template",
        {{TEMPLATES, "is your {#var#}", "is your’s {#var#}"}},
        "sms-unicode /channels/1/template 17:13\n"},
    {"several parts are told",
        {{TEMPLATES, "is your {#var#}",
            "is your " X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
            " {#var#}"}},
        "sms-several-parts /channels/1/template 17:13\n"},
    {"an SMS longer than any WhatsApp is only told its parts",
        {{TEMPLATES, "is your {#var#}",
            "is your " X1000 X10 X10 X10 "{#var#}"}},
        "sms-several-parts /channels/1/template 17:13\n"},
    {"a template that cannot be read makes no noise in the flow",
        {{TEMPLATES, "body: \"{#var#} is", "body: \"{#var is"}},
        "template-placeholder /templates/4/body 41:11\n"
        "template-placeholder /templates/4 42:16\n"},
};

int
main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    rows_to_tests(rows, ARRAY_LEN(rows), tests);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
