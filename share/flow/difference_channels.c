/* Differences in the channels of a flow: which there are, in which order, and
 * what each of them says. */
#include "differing.h"

#include <inttypes.h>
#include <string.h>

#include "pointer.h"

#define NONE SIZE_MAX

/* Which channel became which; NONE: it is new, or gone. */
struct matching {
    const struct flow *before, *after;
    size_t nbefore, nafter;
    size_t to[FLOW_CHANNELS_MAX];   /* of each before: its place after */
    size_t from[FLOW_CHANNELS_MAX]; /* of each after: its place before */
};

typedef bool alike_fn(
    const struct flow_channel *a, const struct flow_channel *b);

static bool
is_same_channel(const struct flow_channel *a, const struct flow_channel *b)
{
    return text_is(a->channel.text, b->channel.text);
}

static bool
is_same_message(const struct flow_channel *a, const struct flow_channel *b)
{
    return is_same_channel(a, b) &&
        text_is(a->template_name.text, b->template_name.text);
}

static bool
is_same_text(const struct flow_channel *a, const struct flow_channel *b)
{
    return is_same_message(a, b) && text_is(a->language.text, b->language.text);
}

static bool
is_same_template(const struct flow_channel *a, const struct flow_channel *b)
{
    return text_is(a->template_name.text, b->template_name.text);
}

static void
pair(struct matching *m, size_t before, size_t after)
{
    m->to[before] = after;
    m->from[after] = before;
}

/* Those in the same place go first, then the first that is free. */
static void
match(struct matching *m, alike_fn *alike, bool in_place)
{
    for (size_t i = 0; i < m->nafter; i++)
        for (size_t j = 0; j < m->nbefore; j++)
            if (m->from[i] == NONE && m->to[j] == NONE &&
                (!in_place || i == j) &&
                alike(&m->before->channels[j], &m->after->channels[i]))
                pair(m, j, i);
}

static size_t
at_most(size_t n)
{
    return n < FLOW_CHANNELS_MAX ? n : FLOW_CHANNELS_MAX;
}

/* As people see it: a channel with its template that stands elsewhere has
 * moved; one in its old place with another template has changed. */
static void
match_all(struct matching *m)
{
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        m->to[i] = m->from[i] = NONE;
    match(m, is_same_text, true);
    match(m, is_same_text, false);
    match(m, is_same_message, false);
    match(m, is_same_channel, true);
    match(m, is_same_channel, false);
    match(m, is_same_template, true);
}

static const char *
name_of(const struct flow_channel *channel)
{
    return channel->channel.text ? channel->channel.text : "without a name";
}

/* "channel 2 (sms)" */
static const char *
channel_words(struct differing *d, size_t place, const struct flow *flow)
{
    return differing_print(
        d, "channel %zu (%s)", place + 1, name_of(&flow->channels[place]));
}

static const char *
channel_path(struct differing *d, size_t place, const char *key)
{
    const char *path = pointer_item(d->arena, "/channels", place);

    return key ? pointer_join(d->arena, path, key) : path;
}

static void
say_added(struct differing *d, const struct matching *m)
{
    for (size_t i = 0; i < m->nafter; i++)
        if (m->from[i] == NONE)
            differing_say(d, RANK_CHANNELS, channel_path(d, i, NULL),
                "channel %s is added as channel %zu",
                name_of(&m->after->channels[i]), i + 1);
    for (size_t i = 0; i < m->nbefore; i++)
        if (m->to[i] == NONE)
            differing_say(d, RANK_CHANNELS, channel_path(d, i, NULL),
                "channel %s is removed: it was channel %zu",
                name_of(&m->before->channels[i]), i + 1);
}

/* The matched ones in their new order, by their old place. */
static size_t
old_places(const struct matching *m, size_t places[FLOW_CHANNELS_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < m->nafter; i++)
        if (m->from[i] != NONE)
            places[n++] = m->from[i];
    return n;
}

/* True if two of them, and no others, stand in each other's place. */
static bool
is_swap(const size_t *old, size_t n, size_t *first, size_t *second)
{
    size_t sorted[FLOW_CHANNELS_MAX], wrong[FLOW_CHANNELS_MAX], nwrong = 0;

    for (size_t i = 0; i < n; i++) {
        size_t rank = 0;

        for (size_t j = 0; j < n; j++)
            rank += old[j] < old[i];
        sorted[i] = rank;
        if (rank != i)
            wrong[nwrong++] = i;
    }
    if (nwrong != 2 || sorted[wrong[0]] != wrong[1])
        return false;
    *first = old[wrong[0]];
    *second = old[wrong[1]];
    return true;
}

/* The longest rising row within `old` stays where it is; `stays` says who. */
static void
find_staying(const size_t *old, size_t n, bool *stays)
{
    size_t best[FLOW_CHANNELS_MAX], before[FLOW_CHANNELS_MAX], last = 0;

    for (size_t i = 0; i < n; i++) {
        best[i] = 1;
        before[i] = NONE;
        stays[i] = false;
        for (size_t j = 0; j < i; j++)
            if (old[j] < old[i] && best[j] + 1 > best[i]) {
                best[i] = best[j] + 1;
                before[i] = j;
            }
        if (best[i] > best[last])
            last = i;
    }
    for (size_t i = n ? last : NONE; i != NONE; i = before[i])
        stays[i] = true;
}

static void
say_moved(struct differing *d, const struct matching *m)
{
    size_t old[FLOW_CHANNELS_MAX], first, second;
    bool stays[FLOW_CHANNELS_MAX];
    const size_t n = old_places(m, old);

    if (is_swap(old, n, &first, &second)) {
        differing_say(d, RANK_CHANNELS, channel_path(d, m->to[first], NULL),
            "channel %zu and %zu change places: %s goes before %s", second + 1,
            first + 1, name_of(&m->before->channels[first]),
            name_of(&m->before->channels[second]));
        return;
    }
    find_staying(old, n, stays);
    for (size_t i = 0; i < n; i++)
        if (!stays[i])
            differing_say(d, RANK_CHANNELS,
                channel_path(d, m->to[old[i]], NULL),
                "channel %s moves from place %zu to %zu",
                name_of(&m->before->channels[old[i]]), old[i] + 1,
                m->to[old[i]] + 1);
}

/* "channel 2 (sms) is sent 30 s sooner: after 60 s instead of 90 s" */
static void
say_next_sent(struct differing *d, const struct matching *m, size_t place,
    int64_t was, int64_t is)
{
    const char *since =
        place ? differing_print(d, " after channel %zu", place + 1) : "";

    differing_say(d, RANK_TIMES, channel_path(d, place, "delay"),
        "%s is sent %s %s: %s%s%s instead of %s",
        channel_words(d, place + 1, m->after),
        differing_span(d, is < was ? was - is : is - was),
        is < was ? "sooner" : "later", place ? "" : "after ",
        differing_span(d, is), since, differing_span(d, was));
}

static void
compare_delay(
    struct differing *d, const struct matching *m, size_t old, size_t place)
{
    const int64_t was = m->before->channels[old].delay.ms;
    const int64_t is = m->after->channels[place].delay.ms;

    if (was == is)
        return;
    if (place + 1 < m->nafter && old + 1 < m->nbefore)
        say_next_sent(d, m, place, was, is);
    else
        differing_say(d, RANK_TIMES, channel_path(d, place, "delay"),
            "a report of %s is waited for %s instead of %s",
            channel_words(d, place, m->after), differing_span(d, is),
            differing_span(d, was));
}

static const char *
words_of(const struct value_text *value)
{
    return value->text ? value->text : "none";
}

static void
compare_template(struct differing *d, const char *what, size_t place,
    const struct flow_channel *before, const struct flow_channel *after)
{
    const char *path = channel_path(d, place, "template");
    const bool same = is_same_template(before, after);

    if (!same)
        differing_say(d, RANK_TEMPLATES, path,
            "template of %s is %s (%s) instead of %s (%s)", what,
            words_of(&after->template_name), words_of(&after->language),
            words_of(&before->template_name), words_of(&before->language));
    else if (!text_is(before->language.text, after->language.text))
        differing_say(d, RANK_TEMPLATES, channel_path(d, place, "language"),
            "template of %s is %s in %s instead of %s", what,
            words_of(&after->template_name), words_of(&after->language),
            words_of(&before->language));
    difference_template(d, what, path, before, after);
}

#define CHANNEL(member) offsetof(struct flow_channel, member)
#define ANY_REASON "any reason but opted_out"

static const struct differing_row channel_rows[] = {
    {"from", RANK_TEMPLATES, differing_text, CHANNEL(from), .preset = "nobody",
        .changed = "{{what}} is sent from {{after}} instead of {{before}}"},
    {"media/url", RANK_TEMPLATES, differing_text, CHANNEL(media_url),
        .changed = "the media of {{what}} changes: '{{before}}' -> "
                   "'{{after}}'",
        .given = "the media of {{what}} is '{{after}}' now",
        .gone = "{{what}} shows no media any more; it was '{{before}}'"},
    {"success", RANK_RULES, differing_choice, CHANNEL(success), success_words,
        .preset = "delivered",
        .changed = "success of {{what}} is {{after}} instead of {{before}}"},
    {"fallback_on", RANK_RULES, differing_set, CHANNEL(fallback_on),
        .preset = ANY_REASON,
        .changed = "{{what}} moves on after {{after}} instead of {{before}}"},
    {"stop_on", RANK_RULES, differing_set, CHANNEL(stop_on),
        .preset = "opted_out",
        .changed = "{{what}} ends the flow after {{after}} instead of "
                   "{{before}}"},
    {"withdraw", RANK_RULES, differing_choice, CHANNEL(withdraw),
        withdraw_words, .preset = "auto",
        .changed = "withdraw of {{what}} is {{after}} instead of {{before}}"},
    {"on_unknown", RANK_RULES, differing_choice, CHANNEL(on_unknown),
        on_unknown_words, .preset = "hold",
        .changed = "on_unknown of {{what}} is {{after}} instead of {{before}}"},
    {"only_for", RANK_CHANNELS, differing_set, CHANNEL(only_for),
        .preset = "all countries",
        .changed = "{{what}} is for {{after}} instead of {{before}}"},
    {"skip_for", RANK_CHANNELS, differing_set, CHANNEL(skip_for),
        .preset = "nothing",
        .changed = "{{what}} is skipped for {{after}} instead of {{before}}"},
    {0},
};

static const struct differing_row param_row[] = {
    {"", RANK_TEMPLATES, differing_text, offsetof(struct flow_param, value),
        .changed = "{{what}} changes: '{{before}}' -> '{{after}}'",
        .given = "{{what}} is '{{after}}' now: it had no value",
        .gone = "{{what}} has no value any more; it was '{{before}}'"},
    {0},
};

static void
compare_param(struct differing *d, const char *what, size_t place,
    const char *key, const struct flow_param *before,
    const struct flow_param *after)
{
    static const struct flow_param none;

    differing_rows(d, param_row,
        differing_print(d, "parameter '%s' of %s", key, what),
        pointer_join(d->arena, channel_path(d, place, "params"), key),
        before ? before : &none, after ? after : &none);
}

static void
compare_params(struct differing *d, const char *what, size_t place,
    const struct flow_channel *before, const struct flow_channel *after)
{
    for (size_t i = 0; i < after->nparams; i++) {
        const char *key = after->params[i].key.text;

        compare_param(
            d, what, place, key, flow_param(before, key), &after->params[i]);
    }
    for (size_t i = 0; i < before->nparams; i++) {
        const char *key = before->params[i].key.text;

        if (!flow_param(after, key))
            compare_param(d, what, place, key, &before->params[i], NULL);
    }
}

static void
compare_pair(
    struct differing *d, const struct matching *m, size_t old, size_t place)
{
    const struct flow_channel *before = &m->before->channels[old];
    const struct flow_channel *after = &m->after->channels[place];
    const char *what = channel_words(d, place, m->after);

    if (!is_same_channel(before, after))
        differing_say(d, RANK_CHANNELS, channel_path(d, place, "channel"),
            "channel %zu is %s instead of %s", place + 1, name_of(after),
            name_of(before));
    compare_delay(d, m, old, place);
    compare_template(d, what, place, before, after);
    differing_rows(
        d, channel_rows, what, channel_path(d, place, NULL), before, after);
    compare_params(d, what, place, before, after);
}

void
difference_channels(struct differing *d)
{
    struct matching m = {
        .before = d->before->flow,
        .after = d->after->flow,
        .nbefore = at_most(d->before->flow->nchannels),
        .nafter = at_most(d->after->flow->nchannels),
    };

    match_all(&m);
    say_added(d, &m);
    say_moved(d, &m);
    for (size_t i = 0; i < m.nafter; i++)
        if (m.from[i] != NONE)
            compare_pair(d, &m, m.from[i], i);
}
