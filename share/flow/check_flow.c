/* Checks of a flow as a whole. */
#include "checking.h"

#include "utf8.h"
#include "uuid.h"

/* Where a key of the whole document is missing. */
static const struct mark top = {1, 1};

static void
check_workflow_id(struct checking *c)
{
    const struct value_text *id = &c->flow->workflow_id;

    if (!id->text) {
        checking_add(c, "workflow-id-missing", top, "/workflow_id",
            "'fallback-publish fmt --assign-id' gives it one",
            "the flow has no Workflow ID");
        return;
    }
    if (!uuid_valid(id->text)) {
        checking_add(c, "workflow-id-wrong", id->at, "/workflow_id",
            "take the line out and let 'fallback-publish fmt --assign-id' "
            "give it a new one",
            "'%s' is not a UUID", id->text);
        return;
    }
    if (uuid_version(id->text) != 7)
        checking_add(c, "workflow-id-version", id->at, "/workflow_id", NULL,
            "the Workflow ID is a UUID of version %d, ours are of version 7",
            uuid_version(id->text));
}

static void
check_title(struct checking *c)
{
    const struct value_text *title = &c->flow->title;

    if (!title->text || is_blank(title->text)) {
        checking_add(c, "title-missing", title->text ? title->at : top,
            "/title", "say in a few words what the flow is for",
            "the flow has no title");
        return;
    }
    const size_t length = utf8_length(title->text);
    if (length > FLOW_TITLE_MAX)
        checking_add(c, "title-too-long", title->at, "/title",
            "move the rest into 'description'",
            "the title has %zu characters, and %d is the most", length,
            FLOW_TITLE_MAX);
}

static void
check_category(struct checking *c)
{
    if (!c->flow->category.given)
        checking_add(c, "category-missing", top, "/category",
            "use 'authentication', 'utility' or 'marketing'",
            "the flow has no category");
}

static void
check_channel_count(struct checking *c)
{
    if (!c->flow->nchannels)
        checking_add(c, "channels-missing", top, "/channels",
            "add at least one channel, better two", "the flow has no channels");
    if (c->flow->nchannels == 1)
        checking_add(c, "one-channel-only", c->flow->channels[0].at,
            "/channels", "add a second channel",
            "there is nothing to fall back to");
}

static void
check_callback_profile(struct checking *c)
{
    const struct value_text *profile = &c->flow->callback_profile;
    const struct workspace *workspace = c->workspace;
    const char **names;

    if (!profile->text || workspace_callback(workspace, profile->text))
        return;
    names =
        arena_alloc(&c->arena, (workspace->ncallbacks + 1) * sizeof(*names));
    for (size_t i = 0; i < workspace->ncallbacks; i++)
        names[i] = workspace->callbacks[i].name.text;
    checking_add(c, "callback-unknown", profile->at, "/callback_profile",
        checking_known(c, profile->text, names, workspace->ncallbacks,
            "add it to callback_profiles of fallback.yaml"),
        "fallback.yaml has no callback profile '%s'", profile->text);
}

static void
check_consent(struct checking *c)
{
    const struct value_choice *consent = &c->flow->consent;
    const struct value_choice *category = &c->flow->category;

    if (!category->given || category->value != CATEGORY_MARKETING ||
        (consent->given && consent->value != CONSENT_ASSUMED))
        return;
    checking_add(c, "consent-assumed",
        consent->given ? consent->at : category->at, "/consent",
        "say 'consent: required' or 'consent: recorded'",
        "marketing goes out without anybody's recorded consent");
}

/* A channel begins, at the latest, when all delays before it are over. */
static void
check_not_after(struct checking *c)
{
    const struct value_time *not_after = &c->flow->not_after;
    const int64_t end = flow_not_after(c->flow);
    int64_t begin = 0;

    for (size_t i = 0; i < c->n; i++) {
        const struct flow_channel *own = c->positions[i].own;

        if (begin >= end) {
            checking_add(c, "not-after-too-short",
                not_after->text ? not_after->at : own->at, "/not_after",
                checking_print(c,
                    "set not_after to more than %s, or the delays lower",
                    checking_span(c, begin)),
                "channel %zu may begin after %s, and nothing is sent later "
                "than %s%s",
                i + 1, checking_span(c, begin), checking_span(c, end),
                not_after->text ? "" : ", the default of this category");
            return;
        }
        begin += own->delay.ms;
    }
}

static bool
sends_the_same(const struct flow_channel *a, const struct flow_channel *b)
{
    return a->channel.text && a->template_name.text &&
        text_is(a->channel.text, b->channel.text) &&
        text_is(a->template_name.text, b->template_name.text) &&
        text_is(a->language.text, b->language.text);
}

static void
check_repeats(struct checking *c)
{
    for (size_t i = 1; i < c->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct position *p = &c->positions[i];

            if (!sends_the_same(p->own, c->positions[j].own))
                continue;
            checking_add(c, "same-channel-twice", p->own->channel.at,
                position_path(c, p, "channel"),
                "use another channel, or take one of the two out",
                "'%s' with template '%s' is channel %zu already",
                p->own->channel.text, p->own->template_name.text, j + 1);
            break;
        }
}

check_fn *const flow_checks[] = {
    check_workflow_id,
    check_title,
    check_category,
    check_channel_count,
    check_callback_profile,
    check_consent,
    check_not_after,
    check_repeats,
    NULL,
};
