/* Opt-outs and consents of the recipients of an execution. */
#include "standing.h"

#include <string.h>

#include "workspace.h"

bool
standing_matters(const struct published *published,
    const struct engine_execution *execution, const struct engine_event *event,
    int64_t now)
{
    struct engine_execution tried = *execution;
    struct engine_event unheld = *event;
    struct engine_actions actions;

    unheld.may_send_at = 0;
    memset(unheld.channel_may_send_at, 0, sizeof(unheld.channel_may_send_at));
    unheld.down = 0;
    unheld.spent = false;
    unheld.opted_out = unheld.unconsented = 0;
    engine_step(&published->plan, &tried, &unheld, now, &actions);
    for (size_t i = 0; i < actions.n; i++)
        if (actions.list[i].kind == ACTION_SEND)
            return true;
    return false;
}

struct store_request *
standing_ask(const struct published *published,
    const char *const recipients[FLOW_CHANNELS_MAX], store_done_fn *done,
    void *data)
{
    struct store_request *request =
        store_request_new(STORE_STANDINGS, done, data);

    request->in.recipients = recipients;
    request->in.nrecipients = published->flow->nchannels;
    return request;
}

static bool
is_marketing(const struct published *published)
{
    return published->flow->category.value == CATEGORY_MARKETING;
}

void
standing_tell(const struct published *published,
    const struct store_standing *standings, struct engine_event *event)
{
    const bool recorded = published->flow->consent.value == CONSENT_RECORDED;
    unsigned opted_out = 0, unconsented = 0;

    for (size_t i = 0; i < published->flow->nchannels; i++) {
        const struct store_standing *standing = &standings[i];
        const int kind = published->channels[i]->kind.value;
        const unsigned nothing = is_marketing(published)
            ? standing->no_marketing
            : standing->nothing;

        opted_out |= (nothing >> kind & 1U) << i;
        unconsented |=
            (recorded && !(standing->consented >> kind & 1U)) ? 1U << i : 0U;
    }
    event->opted_out = (uint8_t)opted_out;
    event->unconsented = (uint8_t)unconsented;
}

struct store_wish
standing_opt_out(
    const struct published *published, uint8_t position, const char *recipient)
{
    return (struct store_wish){
        .kind = WISH_OPT_OUT,
        .number = recipient,
        .channel =
            (enum wish_channel)(1 + published->channels[position]->kind.value),
        .category = is_marketing(published) ? WISH_MARKETING : WISH_EVERYTHING,
        .source = WISH_BY_PROVIDER,
    };
}
