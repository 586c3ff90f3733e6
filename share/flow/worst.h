/*
 * The worst that one invocation of a flow can come to: how long it takes when
 * no report ever comes, and what it costs when every channel is sent and
 * billed, each SMS in as many parts as the longest values make it.
 */
#pragma once

#include "arena.h"
#include "template.h"
#include "workspace.h"

/* A sum of money, or why it is not known: "channel 'sms' has no price". */
struct worst_price {
    int64_t micros;      /* millionths of the workspace's currency */
    const char *unknown; /* NULL: it is known */
};

struct worst {
    struct arena arena;
    /* Since the invocation. What holds a message back before its hand-over
     * (a send window, a pause) and the seconds in which a provider answers a
     * recall come on top; nothing is sent later than not_after. */
    int64_t last_send_ms, end_ms;
    size_t parts[FLOW_CHANNELS_MAX]; /* of an SMS; 0: none, or not known */
    struct worst_price usual;        /* a number for which no prefix counts */
    struct worst_price dearest;      /* the dearest of all numbers */
    const char *dearest_prefix;      /* "+39"; NULL: the usual one */
};

/*
 * Works it out. Values are as long as the inputs' patterns and max_length and
 * the template's limits allow; an input that may hold more than ASCII counts
 * with characters that an SMS needs Unicode for. `templates` and `workspace`
 * may be NULL: then there is no price.
 */
void worst_find(struct worst *worst, const struct flow *flow,
    const struct catalogue *templates, const struct workspace *workspace);

/* "0.0912 EUR"; appended. Six digits where four are too few. */
void worst_price_add(
    struct text *out, int64_t micros, const struct workspace *workspace);

void worst_done(struct worst *worst);

/* auto_(worst) struct worst worst = {0}; */
static inline void
worst_cleanup(struct worst *worst)
{
    worst_done(worst);
}
