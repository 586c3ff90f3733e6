/*
 * What Kaleyra's own wizard would refuse: a note, so that who goes on to use
 * it knows, and an error under its profile.
 * Facts: https://developers.kaleyra.io/docs/fallback-configure-first-channel
 * and -second-channel (one SMS and one WhatsApp, delays of 5 to 900 whole
 * seconds, text and authentication templates only), platform-apis-create-
 * callback-profiles (titles of at least 3 characters).
 */
#include "checking.h"

#include "clock.h"
#include "utf8.h"

#define KALEYRA_DELAY_MIN_MS (5 * CLOCK_SECOND)
#define KALEYRA_DELAY_MAX_MS (900 * CLOCK_SECOND)
#define KALEYRA_TITLE_MIN 3

static void
refuse(struct checking *c, struct mark at, const char *path, const char *hint,
    const char *text)
{
    const size_t before = c->findings->n;

    checking_add(c, "kaleyra-refuses", at, path, hint, "Kaleyra %s", text);
    if (c->findings->n > before && c->check->profile == PROFILE_KALEYRA)
        c->findings->items[before].severity = SEVERITY_ERROR;
}

static void
check_title(struct checking *c)
{
    const struct value_text *title = &c->flow->title;

    if (title->text && !is_blank(title->text) &&
        utf8_length(title->text) < KALEYRA_TITLE_MIN)
        refuse(c, title->at, "/title", "make the title longer",
            "wants titles of at least 3 characters");
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

check_fn *const kaleyra_checks[] = {
    check_title,
    check_pair,
    check_delays,
    check_headers,
    NULL,
};
