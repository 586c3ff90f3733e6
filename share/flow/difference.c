/* Finding differences, and putting what matters most first. */
#include "differing.h"

#include <string.h>

#include "duration.h"
#include "worst.h"

/* "whatsapp, then sms after 60 s" */
static const char *
chain_words(struct differing *d, const struct flow *flow)
{
    auto_(text) struct text out = {0};

    for (size_t i = 0; i < flow->nchannels; i++) {
        const struct flow_channel *channel = &flow->channels[i];

        text_addf(&out, "%s%s", i ? ", then " : "",
            channel->channel.text ? channel->channel.text : "?");
        if (i)
            text_addf(&out, " after %s",
                differing_span(d, flow->channels[i - 1].delay.ms));
    }
    return out.len ? arena_strdup(d->arena, text_str(&out)) : "no channel";
}

static const char *
title_of(const struct flow *flow)
{
    return flow->title.text ? flow->title.text : "";
}

/* "0.0912 EUR", or "not known (channel 'sms' has no price)". */
static const char *
price_words(struct differing *d, const struct worst_price *price)
{
    auto_(text) struct text out = {0};

    if (price->unknown)
        return differing_print(d, "not known (%s)", price->unknown);
    worst_price_add(&out, price->micros, d->workspace);
    return arena_strdup(d->arena, text_str(&out));
}

/* The dearest price, and the usual one where that is another. */
static const char *
prices_words(struct differing *d, const struct worst *worst)
{
    const char *dearest = price_words(d, &worst->dearest);

    if (!worst->dearest_prefix)
        return dearest;
    return differing_print(d, "%s to %s, %s elsewhere", dearest,
        worst->dearest_prefix, price_words(d, &worst->usual));
}

static void
compare_prices(
    struct differing *d, const struct worst *before, const struct worst *after)
{
    const char *was = prices_words(d, before), *is = prices_words(d, after);

    if (strcmp(was, is) != 0)
        differing_say(
            d, RANK_PRICE, "/channels", "worst-case price %s -> %s", was, is);
}

static void
compare_times(
    struct differing *d, const struct worst *before, const struct worst *after)
{
    auto_(text) struct text out = {0};

    if (before->last_send_ms != after->last_send_ms)
        text_addf(&out, "longest time to the last send %s -> %s",
            differing_span(d, before->last_send_ms),
            differing_span(d, after->last_send_ms));
    if (before->end_ms != after->end_ms)
        text_addf(&out, "%sto the end %s -> %s",
            out.len ? ", " : "longest time ", differing_span(d, before->end_ms),
            differing_span(d, after->end_ms));
    if (out.len)
        differing_say(d, RANK_TIMES, "/channels", "%s", text_str(&out));
}

static void
compare_worst(struct differing *d)
{
    auto_(worst) struct worst before = {0}, after = {0};

    worst_find(&before, d->before->flow, d->before->templates, d->workspace);
    worst_find(&after, d->after->flow, d->after->templates, d->workspace);
    compare_times(d, &before, &after);
    compare_prices(d, &before, &after);
}

static void
say_new(struct differing *d)
{
    const struct flow *flow = d->after->flow;
    auto_(worst) struct worst worst = {0};

    worst_find(&worst, flow, d->after->templates, d->workspace);
    differing_say(d, RANK_CHANNELS, "", "flow '%s' is new: %s", title_of(flow),
        chain_words(d, flow));
    differing_say(d, RANK_TIMES, "/channels",
        "longest time to the last send %s, to the end %s",
        differing_span(d, worst.last_send_ms), differing_span(d, worst.end_ms));
    differing_say(d, RANK_PRICE, "/channels", "worst-case price %s",
        prices_words(d, &worst));
}

static int
compare(const void *left, const void *right)
{
    const struct differing_item *a = left, *b = right;
    const int ranks = (int)a->rank - (int)b->rank;

    return ranks ? ranks : (a->nth > b->nth) - (a->nth < b->nth);
}

static void
put_in_order(struct differing *d, struct differences *out)
{
    if (!d->n)
        return;
    qsort(d->items, d->n, sizeof(*d->items), compare);
    out->items = arena_alloc(&out->arena, d->n * sizeof(*out->items));
    for (size_t i = 0; i < d->n; i++)
        out->items[out->n++] = d->items[i].difference;
}

void
differences_find(struct differences *out, const struct difference_side *before,
    const struct difference_side *after, const struct workspace *workspace)
{
    struct differing d = {
        .arena = &out->arena,
        .before = before,
        .after = after,
        .workspace = workspace,
    };

    if (before->flow && after->flow) {
        difference_channels(&d);
        difference_flow(&d);
        compare_worst(&d);
    } else if (after->flow) {
        say_new(&d);
    } else if (before->flow) {
        differing_say(
            &d, RANK_CHANNELS, "", "flow '%s' is gone", title_of(before->flow));
    }
    put_in_order(&d, out);
}

void
differences_done(struct differences *differences)
{
    arena_free(&differences->arena);
    *differences = (struct differences){0};
}
