/* The worst case of a flow: times, parts and prices. */
#include "worst.h"

#include <inttypes.h>
#include <string.h>

#include "longest.h"
#include "phone.h"
#include "sms.h"
#include "utf8.h"

static void
find_times(struct worst *worst, const struct flow *flow)
{
    const int64_t not_after = flow_not_after(flow);

    for (size_t i = 0; i < flow->nchannels; i++) {
        if (i && worst->end_ms >= not_after)
            return;
        worst->last_send_ms = worst->end_ms;
        worst->end_ms += flow->channels[i].delay.ms;
    }
}

struct filling {
    struct worst *worst;
    const struct flow *flow;
    const struct flow_channel *own;
    const struct template *template;
    const char *unlimited; /* an input that makes the text endless, or NULL */
};

/* The value cut or filled to what the template takes. */
static const char *
fit(struct filling *f, struct longest *longest, const char *key)
{
    const struct template_param *param = template_param(f->template, key);
    const size_t most = param ? param->max_length : 0;
    const char *text = text_str(&longest->text);

    if (longest->unlimited && !most)
        f->unlimited = longest->unlimited;
    if (longest->unlimited && utf8_length(text) < most)
        longest_fill(&longest->text, most - utf8_length(text),
            !longest_is_ascii(flow_input(f->flow, longest->unlimited)));
    text = text_str(&longest->text);
    if (!most || utf8_length(text) <= most)
        return arena_strdup(&f->worst->arena, text);
    size_t len = 0;
    for (size_t i = 0; i < most; i++)
        for (len++; ((unsigned char)text[len] & 0xC0) == 0x80;)
            len++;
    return arena_strndup(&f->worst->arena, text, len);
}

static const char *
longest_value(const char *key, void *data)
{
    struct filling *f = data;
    const struct flow_param *param = flow_param(f->own, key);
    auto_(longest) struct longest longest = {.unicode = true};

    if (!param)
        return "";
    longest_make(&longest, f->flow, param->value.text, NULL);
    return fit(f, &longest, key);
}

/* The parts of the SMS on a channel; 0 with the reason why that is unknown. */
static size_t
count_parts(struct worst *worst, const struct flow *flow,
    const struct flow_channel *own, const struct template *template,
    const char **unknown)
{
    struct filling f = {worst, flow, own, template, NULL};
    auto_(text) struct text text = {0};
    struct sms_count count;

    if (!template) {
        *unknown = arena_printf(&worst->arena, "template '%s' is not known",
            own->template_name.text ? own->template_name.text : "");
        return 0;
    }
    (void)template_render_body(template, longest_value, &f, &text, NULL);
    if (f.unlimited) {
        *unknown = arena_printf(
            &worst->arena, "input '%s' may be of any length", f.unlimited);
        return 0;
    }
    sms_count(text_str(&text), &count);
    return count.parts;
}

/* A channel that may have to be paid for. */
struct paid {
    const struct flow_channel *own;
    const struct workspace_channel *channel; /* NULL: the workspace lacks it */
    size_t units;                            /* parts, or 1 */
    const char *unknown;                     /* why units are not known */
};

struct payment {
    struct worst *worst;
    struct paid paid[FLOW_CHANNELS_MAX];
    size_t n;
};

static bool
has_price(const struct workspace_channel *channel, const char *number)
{
    for (size_t i = 0; i < channel->nprices; i++)
        if (!channel->prices[i].prefix[0] ||
            phone_has_prefix(number, channel->prices[i].prefix))
            return true;
    return false;
}

static const char *
why_unknown(
    struct payment *payment, const struct paid *paid, const char *number)
{
    struct arena *arena = &payment->worst->arena;
    const char *name = paid->own->channel.text ? paid->own->channel.text : "";

    if (!paid->channel)
        return arena_printf(arena, "channel '%s' is not known", name);
    if (!paid->channel->nprices)
        return arena_printf(arena, "channel '%s' has no price", name);
    if (!has_price(paid->channel, number))
        return arena_printf(arena, "channel '%s' has no default price", name);
    return paid->unknown;
}

/* What a number costs, when every channel that is for it is billed. */
static struct worst_price
price_of(struct payment *payment, const char *number)
{
    struct worst_price price = {.unknown = "no channel is for such numbers"};

    for (size_t i = 0; i < payment->n; i++) {
        const struct paid *paid = &payment->paid[i];

        if (!flow_channel_is_for(paid->own, number))
            continue;
        const char *unknown = why_unknown(payment, paid, number);
        if (unknown)
            return (struct worst_price){.unknown = unknown};
        price.unknown = NULL;
        price.micros +=
            workspace_price(paid->channel, number) * (int64_t)paid->units;
    }
    return price;
}

static void
try_prefix(struct payment *payment, const char *prefix)
{
    struct worst *worst = payment->worst;
    const struct worst_price price = price_of(payment, prefix);

    if (price.unknown ||
        (!worst->dearest.unknown && price.micros <= worst->dearest.micros))
        return;
    worst->dearest = price;
    worst->dearest_prefix = arena_strdup(&worst->arena, prefix);
}

static void
try_list(struct payment *payment, const struct value_list *prefixes)
{
    for (size_t i = 0; i < prefixes->n; i++)
        try_prefix(payment, prefixes->items[i].text);
}

/* Where a price or a channel's turn depends on the country, only the prefixes
 * that are written down can make a difference. */
static void
find_prices(struct payment *payment)
{
    struct worst *worst = payment->worst;

    worst->usual = price_of(payment, "");
    worst->dearest = worst->usual;
    for (size_t i = 0; i < payment->n; i++) {
        const struct paid *paid = &payment->paid[i];

        for (size_t j = 0; paid->channel && j < paid->channel->nprices; j++)
            if (paid->channel->prices[j].prefix[0])
                try_prefix(payment, paid->channel->prices[j].prefix);
        try_list(payment, &paid->own->only_for);
        try_list(payment, &paid->own->skip_for);
    }
}

static bool
is_sms(const struct paid *paid, const struct template *template)
{
    return (paid->channel && paid->channel->kind.value == KIND_SMS) ||
        (!paid->channel && template && template->kind.value == KIND_SMS);
}

void
worst_find(struct worst *worst, const struct flow *flow,
    const struct catalogue *templates, const struct workspace *workspace)
{
    struct payment payment = {.worst = worst};

    find_times(worst, flow);
    for (size_t i = 0; i < flow->nchannels && i < FLOW_CHANNELS_MAX; i++) {
        const struct flow_channel *own = &flow->channels[i];
        const struct template *template =
            workspace_template(workspace, templates, own);
        struct paid *paid = &payment.paid[payment.n++];

        *paid = (struct paid){.own = own, .units = 1};
        if (workspace && own->channel.text)
            paid->channel = workspace_channel(workspace, own->channel.text);
        if (!is_sms(paid, template))
            continue;
        worst->parts[i] =
            count_parts(worst, flow, own, template, &paid->unknown);
        if (paid->channel && paid->channel->price_per.value == PRICE_PER_PART)
            paid->units = worst->parts[i];
        else
            paid->unknown = NULL;
    }
    find_prices(&payment);
}

void
worst_price_add(
    struct text *out, int64_t micros, const struct workspace *workspace)
{
    const int64_t fraction = micros % 1000000;

    text_addf(out, "%" PRId64, micros / 1000000);
    if (fraction % 100)
        text_addf(out, ".%06" PRId64, fraction);
    else
        text_addf(out, ".%04" PRId64, fraction / 100);
    if (workspace && workspace->currency.text)
        text_addf(out, " %s", workspace->currency.text);
}

void
worst_done(struct worst *worst)
{
    arena_free(&worst->arena);
    *worst = (struct worst){0};
}
