/*
 * Checks against doubles: a message that may still be delivered after its
 * channel was left. How long a platform keeps trying follows from what the
 * provider can be told, the template's own life, and the platform's default.
 * Facts: Meta's time-to-live page (authentication 30 s to 15 m, utility 30 s
 * to 12 h, marketing 12 h to 30 d; 10 m and 30 d unless said), Google's RBM
 * guide (offline recipients are tried for 30 days).
 */
#include "checking.h"

#include "clock.h"

struct life {
    int64_t ms; /* 0: nobody knows */
    const char *why;
};

/* What the template's time to live may be set to. */
struct range {
    int64_t min_ms, max_ms;
};

static struct range
ttl_range(const struct template *template)
{
    static const struct range ranges[] = {
        [CATEGORY_AUTHENTICATION] = {30 * CLOCK_SECOND, 15 * CLOCK_MINUTE},
        [CATEGORY_UTILITY] = {30 * CLOCK_SECOND, 12 * CLOCK_HOUR},
        [CATEGORY_MARKETING] = {12 * CLOCK_HOUR, 30 * CLOCK_DAY},
    };

    if (template->kind.value != KIND_WHATSAPP || !template->category.given)
        return (struct range){0, INT64_MAX};
    return ranges[template->category.value];
}

static struct life
template_life(const struct template *template)
{
    if (!template)
        return (struct life){0};
    if (template->ttl.text)
        return (struct life){template->ttl.ms, "its time to live"};
    if (template->kind.value == KIND_WHATSAPP && template->category.given)
        return (struct life){template->category.value == CATEGORY_AUTHENTICATION
                ? 10 * CLOCK_MINUTE
                : 30 * CLOCK_DAY,
            "WhatsApp's default"};
    if (template->kind.value == KIND_RCS)
        return (struct life){30 * CLOCK_DAY, "RCS's default"};
    return (struct life){0};
}

/* The longest that a late delivery is possible; 0 where it is not, or where
 * nobody knows. */
static struct life
late_life(const struct position *p)
{
    const struct provider *provider = p->provider;
    struct life life = template_life(p->template);

    if (provider->recall.value)
        return (struct life){0};
    if (!provider->expiry_max_ms)
        return life;
    if (p->own->delay.ms >= provider->expiry_min_ms)
        return (struct life){0};
    if (!life.ms || provider->expiry_min_ms < life.ms)
        life = (struct life){
            provider->expiry_min_ms, "the least that the provider takes"};
    return life;
}

/* Nothing follows the last channel, so nothing can be late for it. */
static bool
may_move_on(const struct position *p)
{
    return !p->last && p->provider && p->own->delay.text;
}

static bool
withdraws(const struct position *p, enum withdraw how)
{
    const struct value_choice *withdraw = &p->own->withdraw;

    return (withdraw->given ? withdraw->value : WITHDRAW_AUTO) == (int)how;
}

static bool
surely_expires(const struct position *p)
{
    const struct provider *provider = p->provider;
    const struct template *template = p->template;

    if (provider->expiry_max_ms && p->own->delay.ms >= provider->expiry_min_ms)
        return true;
    return template && template->ttl.text &&
        template->ttl.ms <= p->own->delay.ms;
}

static void
check_withdraw(struct checking *c, const struct position *p)
{
    if (!may_move_on(p) || !withdraws(p, WITHDRAW_REQUIRE) ||
        p->provider->recall.value || surely_expires(p))
        return;
    checking_add(c, "withdraw-impossible", p->own->withdraw.at,
        position_path(c, p, "withdraw"),
        "use 'auto', or a template whose time to live ends with the delay",
        "'%s' can neither recall a message nor let it expire after %s",
        p->provider->name, checking_span(c, p->own->delay.ms));
}

static const char *
mend(struct checking *c, const struct position *p, int64_t life_ms)
{
    const int64_t delay_ms = p->own->delay.ms;
    const bool delay_can = life_ms <= FLOW_DELAY_MAX_MS;
    const struct range range =
        p->template ? ttl_range(p->template) : (struct range){INT64_MAX, 0};
    const bool ttl_can =
        delay_ms >= range.min_ms && !p->provider->expiry_max_ms;

    if (ttl_can && delay_can)
        return checking_print(c,
            "set the template's TTL to at most %s, or the delay to %s",
            checking_span(c, delay_ms), checking_span(c, life_ms));
    if (ttl_can)
        return checking_print(c, "set the template's TTL to at most %s",
            checking_span(c, delay_ms));
    if (delay_can)
        return checking_print(
            c, "set the delay to %s", checking_span(c, life_ms));
    return checking_print(c,
        "a template of this category lives for at least %s; "
        "'withdraw: never' accepts the double",
        checking_span(c, range.min_ms));
}

static void
check_ttl(struct checking *c, const struct position *p)
{
    if (!may_move_on(p) || !withdraws(p, WITHDRAW_AUTO))
        return;
    const struct life life = late_life(p);
    if (life.ms <= p->own->delay.ms)
        return;
    checking_add(c, "ttl-outlives-delay", p->own->delay.at,
        position_path(c, p, "delay"), mend(c, p, life.ms),
        "the message lives for %s (%s) and the delay is %s: "
        "a late one becomes a double",
        checking_span(c, life.ms), life.why,
        checking_span(c, p->own->delay.ms));
}

position_check_fn *const double_checks[] = {
    check_withdraw,
    check_ttl,
    NULL,
};
