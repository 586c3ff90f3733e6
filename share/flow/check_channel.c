/* Checks of one channel of a flow by itself: its delay and its rules. */
#include "checking.h"

#include "keys.h"
#include "phone.h"

static void
check_delay(struct checking *c, const struct position *p)
{
    const struct value_time *delay = &p->own->delay;
    const char *path = position_path(c, p, "delay");
    const int64_t least = c->workspace->min_delay.ms;

    if (!delay->text)
        checking_add(c, "delay-missing", p->own->at, path,
            p->last ? "say after how long the flow ends: 120s"
                    : "say how long a report is waited for: 60s",
            "the delay is missing");
    else if (delay->ms < least)
        checking_add(c, "delay-out-of-range", delay->at, path,
            checking_print(c, "set it to %s to %s", checking_span(c, least),
                checking_span(c, FLOW_DELAY_MAX_MS)),
            "a delay of '%s' is too short: %s is the least", delay->text,
            checking_span(c, least));
    else if (delay->ms > FLOW_DELAY_MAX_MS)
        checking_add(c, "delay-out-of-range", delay->at, path,
            checking_print(c, "set it to %s to %s", checking_span(c, least),
                checking_span(c, FLOW_DELAY_MAX_MS)),
            "a delay of '%s' is too long: %s is the most", delay->text,
            checking_span(c, FLOW_DELAY_MAX_MS));
}

static void
check_success(struct checking *c, const struct position *p)
{
    const struct value_choice *success = &p->own->success;
    const char *path = position_path(c, p, "success");

    if (!p->channel || !success->given || success->value != SUCCESS_READ)
        return;
    if (p->kind == KIND_SMS)
        checking_add(c, "success-read-impossible", success->at, path,
            "use 'delivered'", "an SMS never reports that it was read");
    else
        checking_add(c, "success-read-unlikely", success->at, path,
            "use 'delivered' unless being read is what matters",
            "who reads late, or has read reports turned off, gets the next "
            "channel too");
}

static void
check_words(struct checking *c, const struct value_list *list, const char *path,
    const char *const *words)
{
    size_t n = 0;

    while (words[n])
        n++;
    for (size_t i = 0; i < list->n; i++)
        if (keys_word(words, list->items[i].text) < 0)
            checking_add(c, "reason-unknown", list->items[i].at,
                checking_print(c, "%s/%zu", path, i),
                checking_known(c, list->items[i].text, words, n,
                    checking_print(c, "use %s", keys_words(&c->arena, words))),
                "'%s' is not a reason to leave a channel", list->items[i].text);
}

static void
check_reasons(struct checking *c, const struct position *p)
{
    const struct flow_channel *own = p->own;

    check_words(
        c, &own->fallback_on, position_path(c, p, "fallback_on"), reason_words);
    check_words(c, &own->stop_on, position_path(c, p, "stop_on"), reason_words);
    for (size_t i = 0; i < own->stop_on.n; i++)
        for (size_t j = 0; j < own->fallback_on.n; j++)
            if (text_is(
                    own->stop_on.items[i].text, own->fallback_on.items[j].text))
                checking_add(c, "reason-twice", own->stop_on.items[i].at,
                    checking_print(c, "%s/stop_on/%zu", p->path, i),
                    "keep it in one of the two",
                    "'%s' is in fallback_on and in stop_on",
                    own->stop_on.items[i].text);
}

static void
check_prefix_list(
    struct checking *c, const struct value_list *list, const char *path)
{
    for (size_t i = 0; i < list->n; i++)
        if (!phone_prefix_valid(list->items[i].text))
            checking_add(c, "prefix-malformed", list->items[i].at,
                checking_print(c, "%s/%zu", path, i),
                "write a plus and a country code, such as \"+39\"",
                "'%s' is not a country prefix", list->items[i].text);
}

static void
check_prefixes(struct checking *c, const struct position *p)
{
    check_prefix_list(c, &p->own->only_for, position_path(c, p, "only_for"));
    check_prefix_list(c, &p->own->skip_for, position_path(c, p, "skip_for"));
}

static void
check_retry(struct checking *c, const struct position *p)
{
    const struct value_choice *on_unknown = &p->own->on_unknown;

    if (!p->provider || !on_unknown->given ||
        on_unknown->value != ON_UNKNOWN_RETRY ||
        p->provider->dedupe != DEDUPE_NONE)
        return;
    checking_add(c, "retry-impossible", on_unknown->at,
        position_path(c, p, "on_unknown"), "use 'hold' or 'fallback'",
        "'%s' does not recognise a repeat, so the recipient may get two",
        p->provider->name);
}

position_check_fn *const channel_checks[] = {
    check_delay,
    check_success,
    check_reasons,
    check_prefixes,
    check_retry,
    NULL,
};
