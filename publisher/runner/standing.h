/*
 * Where recipients stand: on which channels of a flow they may be sent to, by
 * their opt-outs and, where the flow wants them, by their recorded consents.
 * It is looked at before each hand-over, in the turn that begins it.
 */
#pragma once

#include "published.h"
#include "store.h"

/*
 * True when the event may begin a hand-over: then the store is asked first.
 * What holds it back need not be known yet, and is not looked at.
 */
bool standing_matters(const struct published *published,
    const struct engine_execution *execution, const struct engine_event *event,
    int64_t now);

/* The question: recipients by channel, which must live until it is answered. */
struct store_request *standing_ask(const struct published *published,
    const char *const recipients[FLOW_CHANNELS_MAX], store_done_fn *done,
    void *data);

/* Its answer, as the event has it. */
void standing_tell(const struct published *published,
    const struct store_standing *standings, struct engine_event *event);

/* What a provider said of a recipient by its class `opted_out`. An opt-out
 * that comes from marketing is one of marketing: a code for signing in is still
 * tried, and if that is refused, too, it becomes one of everything. */
struct store_wish standing_opt_out(
    const struct published *published, uint8_t position, const char *recipient);
