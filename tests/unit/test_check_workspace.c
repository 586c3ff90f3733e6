/* The checks of fallback.yaml, and of several flows together. */
#include "check_case.h"

static const struct row rows[] = {
    {"a provider is there",
        {{WORKSPACE, "provider: gateway", "provider: gatway"}},
        "unknown-provider /channels/sms/provider 13:15\n"},
    {"a provider is of the channel's kind",
        {{WORKSPACE, "provider: gateway", "provider: recaller"}},
        "provider-kind-mismatch /channels/sms/provider 13:15\n"},
    {"a provider of any kind fits", {{METAS, "kind: whatsapp", "kind: any"}},
        ""},
    {"a setting is asked for", {{WORKSPACE, "url: http://127.0.0.1, ", ""}},
        "setting-missing /channels/sms/settings/url 16:15\n"},
    {"settings are asked for at the channel",
        {{WORKSPACE,
            "    settings: {url: http://127.0.0.1, password: {env: PASSWORD}}\n",
            ""}},
        "setting-missing /channels/sms/settings/url 11:3\n"
        "setting-missing /channels/sms/settings/password 11:3\n"},
    {"a setting is known", {{WORKSPACE, "{url: http", "{urll: x, url: http"}},
        "setting-unknown /channels/sms/settings/urll 16:16\n"},
    {"a secret is not in the file", {{WORKSPACE, "{env: PASSWORD}", "hunter2"}},
        "secret-in-yaml /channels/sms/settings/password 16:49\n"},
    {"a secret smells even where the provider is unknown",
        {{WORKSPACE, "{env: PASSWORD}", "hunter2"},
            {WORKSPACE, "provider: gateway", "provider: nowhere"}},
        "unknown-provider /channels/sms/provider 13:15\n"
        "secret-in-yaml /channels/sms/settings/password 16:49\n"},
    {"an address holds no password",
        {{WORKSPACE, "sqlite:fallback.db", "postgresql://u:p@h/d"}},
        "secret-in-yaml /store 3:8\n"},
    {"a user's name is no password",
        {{WORKSPACE, "sqlite:fallback.db", "postgresql://u@h:5432/d"}}, ""},
    {"a sender has the form of its kind",
        {{WORKSPACE, "[ACME,", "[ACME, A_B,"}},
        "sender-malformed /channels/sms/senders/1 14:21\n"},
    {"a price is asked for",
        {{WORKSPACE, "    price: {per: part, default: 0.06}\n", ""}},
        "price-unknown /channels/sms/price 11:3\n"},
    {"an address is one of the web",
        {{WORKSPACE, "public_url: http://127.0.0.1:8080",
             "public_url: 127.0.0.1"},
            {WORKSPACE, "{url: http://127.0.0.1:8090/hook}",
                "{url: crm.example}"}},
        "url-wrong /public_url 4:13\n"
        "url-wrong /callback_profiles/crm/url 23:14\n"},
    {"an environment renames a sender that is there",
        {{WORKSPACE, "senders: {ACME: ACMEIT}", "senders: {AMCE: ACMEIT}"}},
        "sender-unknown /environments/production/senders/AMCE 25:49\n"},
    {"the new name has the form of its kind",
        {{WORKSPACE, "senders: {ACME: ACMEIT}",
            "senders: {ACME: ACMEITALYSPA}"}},
        "sender-malformed /environments/production/senders/ACME 25:55\n"},
    {"a channel without a kind makes no noise in the flow",
        {{WORKSPACE, "    kind: sms\n", ""}},
        "key-missing /channels/sms 12:5\n"},
};

int
main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    rows_to_tests(rows, ARRAY_LEN(rows), tests);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
