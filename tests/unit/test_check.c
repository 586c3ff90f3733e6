/* The checks of a flow and of its channels. */
#include "check_case.h"

#define E10 "éééééééééé"
#define E80 E10 E10 E10 E10 E10 E10 E10 E10

/* RCS, which can recall, in the place of WhatsApp, which cannot. */
#define RCS_CHANNEL                     \
    "- channel: rcs\n"                  \
    "  from: acme_agent\n"              \
    "  template: otp_rcs\n"             \
    "  language: en\n"                  \
    "  params: {\"1\": \"{{code}}\"}\n" \
    "  delay: 60s\n"

static const struct row rows[] = {
    {"a good flow gives no finding", .expected = ""},

    {"a Workflow ID is asked for",
        {{FLOW, "workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69\n", ""}},
        "workflow-id-missing /workflow_id 1:1\n"},
    {"a Workflow ID is a UUID",
        {{FLOW, "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69", "login"}},
        "workflow-id-wrong /workflow_id 2:14\n"},
    {"a UUID of another version is noted",
        {{FLOW, "7d1e-7c3a-9b1e", "7d1e-4c3a-9b1e"}},
        "workflow-id-version /workflow_id 2:14\n"},
    {"a title is asked for", {{FLOW, "title: Login OTP\n", ""}},
        "title-missing /title 1:1\n"},
    {"blanks are no title", {{FLOW, "Login OTP", "\"  \""}},
        "title-missing /title 3:8\n"},
    {"80 characters of a title are fine", {{FLOW, "Login OTP", E80}}, ""},
    {"81 characters of a title are too many", {{FLOW, "Login OTP", E80 "é"}},
        "title-too-long /title 3:8\n"},
    {"a category is asked for", {{FLOW, "category: authentication\n", ""}},
        "category-missing /category 1:1\n"},
    {"a wrong category is said once", {{FLOW, "authentication", "auth"}},
        "value-wrong /category 4:11\n"},
    {"a flow without channels is told so and nothing else",
        {{FLOW, FIRST_CHANNEL, ""}, {FLOW, SECOND_CHANNEL, ""}},
        "channels-missing /channels 1:1\n"},
    {"one channel has nothing to fall back to", {{FLOW, SECOND_CHANNEL, ""}},
        "one-channel-only /channels 9:3\n"
        "kaleyra-refuses /channels 9:3\n"},
    {"a ninth channel is one too many",
        {{FLOW, SECOND_CHANNEL,
             SECOND_CHANNEL SECOND_CHANNEL SECOND_CHANNEL SECOND_CHANNEL},
            {FLOW, FIRST_CHANNEL,
                FIRST_CHANNEL SECOND_CHANNEL SECOND_CHANNEL SECOND_CHANNEL
                    SECOND_CHANNEL}},
        "same-channel-twice /channels/2/channel 21:12\n"
        "same-channel-twice /channels/3/channel 27:12\n"
        "same-channel-twice /channels/4/channel 33:12\n"
        "same-channel-twice /channels/5/channel 39:12\n"
        "not-after-too-short /not_after 45:3\n"
        "same-channel-twice /channels/6/channel 45:12\n"
        "same-channel-twice /channels/7/channel 51:12\n"
        "too-many-channels /channels 57:3\n"},
    {"a callback profile is looked up",
        {{FLOW, "callback_profile: crm", "callback_profile: crmm"}},
        "callback-unknown /callback_profile 5:19\n"},
    {"marketing wants consent",
        {{FLOW, "category: authentication", "category: marketing"}},
        "consent-assumed /consent 4:11\n"
        "template-other-category /channels/0/template 11:13\n"
        "template-other-category /channels/1/template 17:13\n"},
    {"assumed consent is none",
        {{FLOW, "category: authentication",
            "category: marketing\nconsent: assumed"}},
        "consent-assumed /consent 5:10\n"
        "template-other-category /channels/0/template 12:13\n"
        "template-other-category /channels/1/template 18:13\n"},
    {"consent that is required is fine",
        {{FLOW, "category: authentication",
            "category: marketing\nconsent: required"}},
        "template-other-category /channels/0/template 12:13\n"
        "template-other-category /channels/1/template 18:13\n"},
    {"a channel after not_after is never tried",
        {{FLOW, "channels:", "not_after: 60s\nchannels:"}},
        "not-after-too-short /not_after 8:12\n"},
    {"a channel just before not_after is fine",
        {{FLOW, "channels:", "not_after: 61s\nchannels:"}}, ""},
    {"the default of not_after counts too",
        {{FLOW, "delay: 60s", "delay: 10m"}},
        "not-after-too-short /not_after 15:3\n"},
    {"the same template twice on a channel is odd",
        {{FLOW, SECOND_CHANNEL, SECOND_CHANNEL SECOND_CHANNEL}},
        "kaleyra-refuses /channels 21:3\n"
        "same-channel-twice /channels/2/channel 21:12\n"},

    {"a good send window is only noted for codes",
        {{FLOW, "channels:",
            "send_window: {from: \"09:00\", to: \"21:00\", timezone: "
            "Europe/Rome}\nchannels:"}},
        "send-window-authentication /send_window 8:21\n"},
    {"a send window has times and a zone",
        {{FLOW, "channels:",
            "send_window: {from: \"9\", to: \"24:00\", timezone: "
            "Europe Rome}\nchannels:"}},
        "send-window-wrong /send_window/from 8:21\n"
        "send-window-wrong /send_window/to 8:30\n"
        "send-window-wrong /send_window/timezone 8:49\n"},
    {"a zone cannot lead out of its folder",
        {{FLOW, "channels:",
            "send_window: {from: \"09:00\", to: \"21:00\", timezone: "
            "../../etc/passwd}\nchannels:"}},
        "send-window-authentication /send_window 8:21\n"
        "send-window-wrong /send_window/timezone 8:53\n"},
    {"a send window has a length",
        {{FLOW, "channels:",
             "send_window: {from: \"09:00\", to: \"09:00\", timezone: "
             "UTC}\nchannels:"},
            {FLOW, "category: authentication", "category: utility"}},
        "send-window-wrong /send_window/to 8:34\n"
        "template-other-category /channels/0/template 12:13\n"
        "template-other-category /channels/1/template 18:13\n"},

    {"an unknown channel is said once",
        {{FLOW, "channel: sms", "channel: smms"}},
        "unknown-channel /channels/1/channel 15:12\n"},
    {"a channel is asked for", {{FLOW, "channel: sms\n  ", ""}},
        "channel-missing /channels/1/channel 15:3\n"},
    {"a sender is asked for", {{FLOW, "  from: ACME\n", ""}},
        "sender-missing /channels/1/from 15:3\n"},
    {"a sender is one of the channel's", {{FLOW, "from: ACME", "from: ACMEE"}},
        "sender-not-of-channel /channels/1/from 16:9\n"},
    {"a sender has a form", {{FLOW, "from: \"+390212345678\"", "from: ACME"}},
        "sender-malformed /channels/0/from 10:9\n"},
    {"a delay is asked for", {{FLOW, "  delay: 60s\n", ""}},
        "delay-missing /channels/0/delay 9:3\n"},
    {"a delay that cannot be read is said once",
        {{FLOW, "delay: 60s", "delay: 60"}},
        "value-wrong /channels/0/delay 14:10\n"},
    {"a delay is not too short", {{FLOW, "delay: 120s", "delay: 4s"}},
        "delay-out-of-range /channels/1/delay 20:10\n"},
    {"a delay is not too long", {{FLOW, "delay: 120s", "delay: 73h"}},
        "delay-out-of-range /channels/1/delay 20:10\n"},
    {"72 hours are a delay", {{FLOW, "delay: 120s", "delay: 72h"}},
        "kaleyra-refuses /channels/1/delay 20:10\n"},
    {"min_delay is the workspace's",
        {{FLOW, "delay: 120s", "delay: 1s"},
            {WORKSPACE, "channels:", "min_delay: 1s\nchannels:"}},
        "kaleyra-refuses /channels/1/delay 20:10\n"},
    {"an SMS is never read",
        {{FLOW, "delay: 120s", "delay: 120s\n  success: read"}},
        "success-read-impossible /channels/1/success 21:12\n"},
    {"a WhatsApp may be read",
        {{FLOW, "delay: 60s", "delay: 60s\n  success: read"}},
        "success-read-unlikely /channels/0/success 15:12\n"},
    {"reasons are of a list",
        {{FLOW, "delay: 60s",
            "delay: 60s\n  fallback_on: [failed, timeot]\n"
            "  stop_on: [opted_out, blokked]"}},
        "reason-unknown /channels/0/fallback_on/1 15:25\n"
        "reason-unknown /channels/0/stop_on/1 16:24\n"},
    {"a reason does one thing",
        {{FLOW, "delay: 60s",
            "delay: 60s\n  fallback_on: [failed, blocked]\n"
            "  stop_on: [blocked]"}},
        "reason-twice /channels/0/stop_on/0 16:13\n"},
    {"a prefix has a plus",
        {{FLOW, "delay: 60s",
            "delay: 60s\n  only_for: [\"+39\", \"0039\"]\n"
            "  skip_for: [it]"}},
        "prefix-malformed /channels/0/only_for/1 15:21\n"
        "prefix-malformed /channels/0/skip_for/0 16:14\n"},
    {"a retry wants a provider that knows repeats",
        {{FLOW, "delay: 60s", "delay: 60s\n  on_unknown: retry"}},
        "retry-impossible /channels/0/on_unknown 15:15\n"},
    {"a provider that knows repeats may retry",
        {{FLOW, "delay: 60s", "delay: 60s\n  on_unknown: retry"},
            {METAS, "dedupe: none", "dedupe: reference, dedupe_for: 1h"}},
        ""},

    {"a template that outlives its delay makes doubles",
        {{TEMPLATES, "ttl: 60s", "ttl: 10m"}},
        "ttl-outlives-delay /channels/0/delay 14:10\n"},
    {"WhatsApp's own time to live counts where none is set",
        {{TEMPLATES, "    ttl: 60s\n", ""}},
        "ttl-outlives-delay /channels/0/delay 14:10\n"},
    {"nothing is late for the last channel",
        {{TEMPLATES, "ttl: 60s", "ttl: 10m"}, {FLOW, SECOND_CHANNEL, ""},
            {FLOW, FIRST_CHANNEL, SECOND_CHANNEL FIRST_CHANNEL}},
        ""},
    {"who never withdraws has accepted doubles",
        {{TEMPLATES, "ttl: 60s", "ttl: 10m"},
            {FLOW, "delay: 60s", "delay: 60s\n  withdraw: never"}},
        ""},
    {"a provider that recalls needs no time to live",
        {{FLOW, FIRST_CHANNEL, RCS_CHANNEL}},
        "kaleyra-refuses /channels 9:3\n"},
    {"an expiry of its own beats the template's",
        {{TEMPLATES, "ttl: 60s", "ttl: 10m"},
            {METAS, "expiry: none", "expiry: 30s..15m"}},
        ""},
    {"an expiry that cannot be short enough makes doubles",
        {{FLOW, SECOND_CHANNEL, ""},
            {FLOW, FIRST_CHANNEL, SECOND_CHANNEL FIRST_CHANNEL},
            {FLOW, "delay: 120s", "delay: 30s"}},
        "ttl-outlives-delay /channels/0/delay 14:10\n"},
    {"an expiry that ends with the delay is fine",
        {{FLOW, SECOND_CHANNEL, ""},
            {FLOW, FIRST_CHANNEL, SECOND_CHANNEL FIRST_CHANNEL},
            {FLOW, "delay: 120s", "delay: 60s"}},
        ""},
    {"a time to live shorter than the least expiry is fine",
        {{METAS, "expiry: none", "expiry: 2m..15m"}}, ""},
    {"RCS without recall tries for a month",
        {{FLOW, FIRST_CHANNEL, RCS_CHANNEL},
            {RECALLERS, "recall: true", "recall: false"}},
        "kaleyra-refuses /channels 9:3\n"
        "ttl-outlives-delay /channels/0/delay 14:10\n"},
    {"an SMS without a known life is not judged",
        {{FLOW, SECOND_CHANNEL, ""},
            {FLOW, FIRST_CHANNEL, SECOND_CHANNEL FIRST_CHANNEL},
            {GATEWAYS, "expiry: 1m..7d", "expiry: none"}},
        ""},
    {"what must be withdrawn can be",
        {{TEMPLATES, "ttl: 60s", "ttl: 10m"},
            {FLOW, "delay: 60s", "delay: 60s\n  withdraw: require"}},
        "withdraw-impossible /channels/0/withdraw 15:13\n"},
    {"a recall is a withdrawal",
        {{FLOW, FIRST_CHANNEL, RCS_CHANNEL "  withdraw: require\n"}},
        "kaleyra-refuses /channels 9:3\n"},
    {"an expiry at the end of the delay is as good as withdrawing",
        {{FLOW, "delay: 60s", "delay: 60s\n  withdraw: require"},
            {TEMPLATES, "ttl: 60s", "ttl: 10m"},
            {METAS, "expiry: none", "expiry: 60s..15m"}},
        ""},
    {"an expiry after the delay is not",
        {{FLOW, "delay: 60s", "delay: 60s\n  withdraw: require"},
            {TEMPLATES, "ttl: 60s", "ttl: 10m"},
            {METAS, "expiry: none", "expiry: 61s..15m"}},
        "withdraw-impossible /channels/0/withdraw 15:13\n"},
    {"a time to live within the delay is as good as withdrawing",
        {{FLOW, "delay: 60s", "delay: 60s\n  withdraw: require"}}, ""},

    {"Kaleyra's limits are notes", {{FLOW, "delay: 120s", "delay: 901s"}},
        "kaleyra-refuses /channels/1/delay 20:10\n"},
    {"Kaleyra's limits themselves are taken",
        {{FLOW, "delay: 60s", "delay: 900s"},
            {FLOW, "delay: 120s", "delay: 5s"},
            {FLOW, "channels:", "not_after: 1h\nchannels:"}},
        "", PROFILE_KALEYRA},
    {"Kaleyra takes no two of one kind", {{FLOW, SECOND_CHANNEL, RCS_CHANNEL}},
        "kaleyra-refuses /channels 9:3\n"},
    {"Kaleyra takes one SMS and one WhatsApp",
        {{FLOW, FIRST_CHANNEL, RCS_CHANNEL}}, "kaleyra-refuses /channels 9:3\n",
        PROFILE_KALEYRA},
    {"Kaleyra takes whole seconds", {{FLOW, "delay: 120s", "delay: 5500ms"}},
        "kaleyra-refuses /channels/1/delay 20:10\n", PROFILE_KALEYRA},
    {"Kaleyra takes the two in either order",
        {{FLOW, FIRST_CHANNEL, ""},
            {FLOW, SECOND_CHANNEL, SECOND_CHANNEL FIRST_CHANNEL}},
        "", PROFILE_KALEYRA},
    {"Kaleyra has nothing like some keys of channels",
        {{FLOW, "delay: 60s",
            "delay: 60s\n  success: sent\n  fallback_on: [failed]\n"
            "  stop_on: [blocked]\n  withdraw: require\n"
            "  on_unknown: fallback\n  only_for: [\"+39\"]\n"
            "  skip_for: [\"+49\"]"}},
        "kaleyra-refuses /channels/0/success 15:12\n"
        "kaleyra-refuses /channels/0/fallback_on 16:16\n"
        "kaleyra-refuses /channels/0/stop_on 17:12\n"
        "kaleyra-refuses /channels/0/withdraw 18:13\n"
        "kaleyra-refuses /channels/0/on_unknown 19:15\n"
        "kaleyra-refuses /channels/0/only_for 20:13\n"
        "kaleyra-refuses /channels/0/skip_for 21:13\n",
        PROFILE_KALEYRA},
    {"which are no notes without its profile",
        {{FLOW, "delay: 60s",
            "delay: 60s\n  success: sent\n  stop_on: [blocked]\n"
            "  only_for: [\"+39\"]"}},
        ""},
    {"Kaleyra has nothing like some keys of flows",
        {{FLOW, "channels:",
            "consent: required\nbudget: {fallbacks_per_hour: 5}\n"
            "channels:"}},
        "kaleyra-refuses /consent 8:10\n"
        "kaleyra-refuses /budget 9:30\n",
        PROFILE_KALEYRA},
    {"Kaleyra takes what is as it does",
        {{FLOW, "channels:", "consent: assumed\nchannels:"},
            {FLOW, "delay: 60s",
                "delay: 60s\n  success: delivered\n  on_unknown: hold\n"
                "  withdraw: never\n  stop_on: []"}},
        "", PROFILE_KALEYRA},
};

int
main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    rows_to_tests(rows, ARRAY_LEN(rows), tests);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
