/* Checks of the template that a channel sends. */
#include "checking.h"

#include <string.h>

#include "clock.h"
#include "phone.h"

static const char *
template_path(struct checking *c, const struct position *p)
{
    return position_path(c, p, "template");
}

static void
check_status(struct checking *c, const struct position *p)
{
    const struct template *t = p->template;
    const bool reason = t->reason.text && t->reason.text[0];

    if (template_usable(t))
        return;
    checking_add(c, "template-not-approved", p->own->template_name.at,
        template_path(c, p),
        "pick an approved one; 'fallback-publish templates status' lists them",
        "template '%s' (%s, %s) is %s%s%s", t->name.text,
        kind_words[t->kind.value], t->language.text,
        template_status_words[t->status.value], reason ? ": " : "",
        reason ? t->reason.text : "");
}

static void
check_age(struct checking *c, const struct position *p)
{
    const struct template *t = p->template;
    const int64_t age = c->check->now_ms - t->fetched_ms;

    if (!t->fetched_ms || age <= TEMPLATE_STALE_MS)
        return;
    checking_add(c, "template-status-stale", p->own->template_name.at,
        template_path(c, p),
        checking_print(c,
            "'fallback-publish templates import --from %s' looks it up again",
            t->source_from.text ? t->source_from.text : "..."),
        "the status of template '%s' was looked up %lld days ago", t->name.text,
        (long long)(age / CLOCK_DAY));
}

/* What an SMS is by India's rules, in the words of flows. */
static int
category_of(const struct template *t)
{
    static const int by_type[] = {
        [SMS_TYPE_OTP] = CATEGORY_AUTHENTICATION,
        [SMS_TYPE_TXN] = CATEGORY_UTILITY,
        [SMS_TYPE_MKT] = CATEGORY_MARKETING,
    };

    if (t->type.given && t->type.value == SMS_TYPE_MKT)
        return CATEGORY_MARKETING;
    if (t->category.given)
        return t->category.value;
    return t->type.given ? by_type[t->type.value] : -1;
}

/*
 * Marketing messages are capped for each recipient, end at an opt-out, and in
 * India go out by day alone: nothing for codes. Other mixes are only billed
 * and timed otherwise than the flow says.
 */
static void
check_category(struct checking *c, const struct position *p)
{
    const struct value_choice *category = &c->flow->category;
    const int other = category_of(p->template);

    if (!category->given || other < 0 || other == category->value)
        return;
    const bool code_as_marketing = category->value == CATEGORY_AUTHENTICATION &&
        other == CATEGORY_MARKETING;
    checking_add(c,
        code_as_marketing ? "template-wrong-category"
                          : "template-other-category",
        p->own->template_name.at, template_path(c, p),
        checking_print(c,
            "use a template of category '%s', or change the flow's",
            category_words[category->value]),
        "template '%s' is for %s, and the flow for %s", p->template->name.text,
        category_words[other], category_words[category->value]);
}

static bool
wants_media(const struct template *t)
{
    if (!t->header_format.given)
        return false;
    switch ((enum header_format)t->header_format.value) {
    case HEADER_IMAGE:
    case HEADER_VIDEO:
    case HEADER_DOCUMENT:
        return true;
    case HEADER_TEXT:
    case HEADER_LOCATION:
        break;
    }
    return false;
}

/* The address may come from an input, which nobody can judge here. */
static bool
is_https(const char *url)
{
    return !strncmp(url, "https://", 8) || !strncmp(url, "{{", 2);
}

static void
check_media(struct checking *c, const struct position *p)
{
    const struct template *t = p->template;
    const struct value_text *url = &p->own->media_url;
    const char *path = checking_print(c, "%s/media/url", p->path);

    if (!wants_media(t) && url->text)
        checking_add(c, "media-unused", url->at, path, "take it out",
            "template '%s' has no header with media", t->name.text);
    else if (wants_media(t) && !url->text)
        checking_add(c, "media-missing", p->own->template_name.at, path,
            "add 'media: {url: https://...}'",
            "the header of template '%s' is %s %s, and none is given",
            t->name.text, t->header_format.value == HEADER_IMAGE ? "an" : "a",
            header_format_words[t->header_format.value]);
    else if (url->text && !is_https(url->text))
        checking_add(c, "media-not-https", url->at, path,
            "platforms fetch media over https",
            "'%s' does not begin with https://", url->text);
}

static bool
goes_to_india(const struct position *p)
{
    const struct flow_channel *own = p->own;

    for (size_t i = 0; i < own->only_for.n; i++)
        if (phone_has_prefix(own->only_for.items[i].text, "+91"))
            return true;
    return own->from.text && phone_has_prefix(own->from.text, "+91");
}

static void
check_dlt(struct checking *c, const struct position *p)
{
    const struct template *t = p->template;

    if (p->kind != KIND_SMS || !goes_to_india(p) ||
        (t->dlt_entity.text && t->dlt_template.text))
        return;
    checking_add(c, "dlt-missing", p->own->template_name.at,
        template_path(c, p),
        "add 'dlt: {entity_id: ..., template_id: ...}' to the template",
        "template '%s' goes to India and has no ids of its register",
        t->name.text);
}

position_check_fn *const template_checks[] = {
    check_status,
    check_age,
    check_category,
    check_media,
    check_dlt,
    NULL,
};
