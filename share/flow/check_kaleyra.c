/*
 * What Kaleyra's own wizard would refuse: a note, so that who goes on to use
 * it knows, and an error under its profile.
 * Facts: https://developers.kaleyra.io/docs/fallback-configure-first-channel
 * and -second-channel (one SMS and one WhatsApp, delays of 5 to 900 whole
 * seconds, text and authentication templates only).
 */
#include "checking.h"

#include "clock.h"

#define KALEYRA_DELAY_MIN_MS (5 * CLOCK_SECOND)
#define KALEYRA_DELAY_MAX_MS (900 * CLOCK_SECOND)

static void
refuse(struct checking *c, struct mark at, const char *path, const char *hint,
    const char *text)
{
    const size_t before = c->findings->n;

    checking_add(c, "kaleyra-refuses", at, path, hint, "Kaleyra %s", text);
    if (c->findings->n > before && c->check->profile == PROFILE_KALEYRA)
        c->findings->items[before].severity = SEVERITY_ERROR;
}

static size_t
count_kind(const struct checking *c, enum kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < c->n; i++)
        count += c->positions[i].channel && c->positions[i].kind == kind;
    return count;
}

static void
check_pair(struct checking *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (!c->positions[i].channel)
            return;
    if (!c->n ||
        (c->n == 2 && count_kind(c, KIND_SMS) == 1 &&
            count_kind(c, KIND_WHATSAPP) == 1))
        return;
    refuse(c, c->positions[c->n > 2 ? 2 : 0].own->at, "/channels", NULL,
        "takes exactly two channels, one SMS and one WhatsApp");
}

static bool
takes_delay(int64_t ms)
{
    return ms % CLOCK_SECOND == 0 && ms >= KALEYRA_DELAY_MIN_MS &&
        ms <= KALEYRA_DELAY_MAX_MS;
}

/* A delay that is out of our own range has been told so. */
static void
check_delays(struct checking *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct value_time *delay = &c->positions[i].own->delay;

        if (delay->text && !takes_delay(delay->ms) &&
            delay->ms >= c->workspace->min_delay.ms &&
            delay->ms <= FLOW_DELAY_MAX_MS)
            refuse(c, delay->at, position_path(c, &c->positions[i], "delay"),
                "set 5s to 15m", "takes delays of 5 to 900 whole seconds");
    }
}

static void
check_headers(struct checking *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct position *p = &c->positions[i];

        if (p->template && p->kind == KIND_WHATSAPP &&
            p->template->header_format.given &&
            p->template->header_format.value != HEADER_TEXT)
            refuse(c, p->own->template_name.at, position_path(c, p, "template"),
                "pick a template of text",
                "takes WhatsApp templates of text only, without media");
    }
}

/* A key that changes what the flow does, and that its wizard has no field for.
 * Who goes on to use our runner need not know: no note without the profile. */
static void
refuse_key(
    struct checking *c, struct mark at, const char *path, const char *key)
{
    if (c->check->profile == PROFILE_KALEYRA)
        refuse(c, at, path, "take it out",
            checking_print(c, "has nothing like '%s'", key));
}

static void
check_flow_keys(struct checking *c)
{
    const struct flow *flow = c->flow;

    if (flow->send_window.from.text)
        refuse_key(c, flow->send_window.from.at, "/send_window", "send_window");
    if (flow->budget.fallbacks_per_hour.given)
        refuse_key(c, flow->budget.fallbacks_per_hour.at, "/budget", "budget");
    if (flow->consent.given && flow->consent.value != CONSENT_ASSUMED)
        refuse_key(c, flow->consent.at, "/consent", "consent");
}

/* Values that are not what Kaleyra does, or what we do unless told. */
static void
check_choice(struct checking *c, const struct position *p,
    const struct value_choice *choice, int usual, const char *key)
{
    if (choice->given && choice->value != usual)
        refuse_key(c, choice->at, position_path(c, p, key), key);
}

static void
check_list(struct checking *c, const struct position *p,
    const struct value_list *list, const char *key)
{
    if (list->n)
        refuse_key(c, list->at, position_path(c, p, key), key);
}

static void
check_channel_keys(struct checking *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct position *p = &c->positions[i];
        const struct flow_channel *own = p->own;

        check_choice(c, p, &own->success, SUCCESS_DELIVERED, "success");
        check_choice(c, p, &own->on_unknown, ON_UNKNOWN_HOLD, "on_unknown");
        if (own->withdraw.value == WITHDRAW_REQUIRE)
            check_choice(c, p, &own->withdraw, WITHDRAW_NEVER, "withdraw");
        check_list(c, p, &own->fallback_on, "fallback_on");
        check_list(c, p, &own->stop_on, "stop_on");
        check_list(c, p, &own->only_for, "only_for");
        check_list(c, p, &own->skip_for, "skip_for");
    }
}

check_fn *const kaleyra_checks[] = {
    check_pair,
    check_delays,
    check_headers,
    check_flow_keys,
    check_channel_keys,
    NULL,
};
