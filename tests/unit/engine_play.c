/* Plays scripts of events to the engine for its tests. */
#include "test.h"

#include <limits.h>

#include "engine_play.h"
#include "text.h"

struct engine_plan plan;
struct engine_execution execution;

static struct text story;
static bool with_notes;

void
play_plan(size_t nchannels, const int delays[])
{
    plan = (struct engine_plan){nchannels, .not_after_ms = 10 * 60 * 1000};
    for (size_t i = 0; i < nchannels; i++)
        plan.channels[i] = (struct engine_channel){
            .delay_ms = delays[i] * INT64_C(1000),
            .success = SUCCESS_DELIVERED,
            .fallback_on =
                ((1U << REASON_COUNT) - 1) & ~(1U << REASON_OPTED_OUT),
            .stop_on = 1U << REASON_OPTED_OUT,
        };
}

const char *
word_of(size_t channel)
{
    return engine_status_word(&plan, &execution, channel - 1);
}

static const char *
finish_words(void)
{
    static char words[40];

    if (execution.outcome != OUTCOME_DELIVERED)
        return outcome_words[execution.outcome];
    snprintf(words, sizeof(words), "delivered on %u", execution.delivered_on);
    return words;
}

static void
tell_action(int64_t now, const struct engine_action *action)
{
    static const char *const words[] = {
        [ACTION_SEND] = "send",
        [ACTION_WITHDRAW] = "withdraw",
        [ACTION_QUERY] = "query",
        [ACTION_FINISH] = NULL,
        [ACTION_OPT_OUT] = "opt out",
        [ACTION_ALARM] = "alarm",
        [ACTION_NOTE] = NULL,
    };

    if (action->kind == ACTION_NOTE && !with_notes)
        return;
    text_addf(&story, "%s%g ", story.len ? ", " : "", (double)now / 1000);
    if (action->kind == ACTION_FINISH)
        text_add(&story, finish_words());
    else if (action->kind == ACTION_NOTE)
        text_addf(&story, "(%s)", engine_rule_words[action->rule]);
    else
        text_addf(&story, "%s %u", words[action->kind], action->position + 1U);
}

static void
tell(const struct engine_event *event, int64_t now)
{
    struct engine_actions actions;

    engine_step(&plan, &execution, event, now, &actions);
    for (size_t i = 0; i < actions.n; i++)
        tell_action(now, &actions.list[i]);
    assert_true(engine_due(&plan, &execution) > now);
}

/* What holds channels and budgets at a clause holds them until the next. */
static void
run_timers(const struct engine_event *last, int64_t until)
{
    struct engine_event timer = *last;

    timer.kind = EVENT_TIMER;
    timer.may_send_at = 0;
    timer.jitter = UINT32_C(1) << 31;
    for (int i = 0; engine_due(&plan, &execution) < until; i++) {
        assert_true(i < 10000);
        tell(&timer, engine_due(&plan, &execution));
    }
}

static unsigned
find(const char *word, const char *const *words)
{
    for (unsigned i = 0; words[i]; i++)
        if (!strcmp(words[i], word))
            return i;
    return UINT_MAX;
}

/* "1", or "1.3": channel and part. */
static void
read_channel(const char *text, struct engine_event *event)
{
    unsigned channel = 1, part = 0;

    assert_true(sscanf(text, "%u.%u", &channel, &part) >= 1);
    event->position = (uint8_t)(channel - 1);
    event->part = (uint8_t)part;
}

static void
read_kind(const char *word, struct engine_event *event)
{
    static const char *const kinds[] = {
        [EVENT_INVOKED] = "invoked",
        [EVENT_ACCEPTED] = "accepted",
        [EVENT_REJECTED] = "refused",
        [EVENT_UNKNOWN] = "unknown",
        [EVENT_REPORT] = "report",
        [EVENT_QUERIED] = "asked",
        [EVENT_WITHDRAWN] = "withdrawn",
        [EVENT_TIMER] = "tick",
        [EVENT_TEMPLATE_UNUSABLE] = "unusable",
        [EVENT_CANCELLED] = "cancelled",
        [EVENT_RESUMED] = "resumed",
        NULL,
    };
    const unsigned kind = find(word, kinds), report = find(word, report_words);

    if (kind == UINT_MAX && report == UINT_MAX)
        fail_msg("'%s' is no event", word);
    event->kind = kind == UINT_MAX ? EVENT_REPORT : (enum event_kind)kind;
    if (kind == UINT_MAX)
        event->report = (enum report)report;
}

static int64_t
milliseconds(const char *seconds)
{
    return (int64_t)(strtod(seconds, NULL) * 1000 + 0.5);
}

/* "12": the first two channels. */
static uint8_t
read_set(const char *digits)
{
    unsigned set = 0;

    for (; *digits; digits++)
        set |= 1U << (*digits - '1');
    return (uint8_t)set;
}

/* "12": both channels wait until they are resumed. */
static uint8_t
hold_channels(const char *digits, enum rule why, struct engine_event *event)
{
    unsigned set = 0;

    for (; *digits >= '1' && *digits <= '8'; digits++) {
        const size_t at = (size_t)(*digits - '1');

        event->channel_may_send_at[at] = ENGINE_UNTIL_RESUMED;
        event->channel_held_by[at] = why;
        set |= 1U << at;
    }
    return (uint8_t)set;
}

/* A word after the channel, and the one after that. */
static void
read_more(const char *word, const char *next, struct engine_event *event)
{
    const unsigned reason = find(word, reason_words);
    const unsigned report = find(word, report_words);

    if (text_is(word, "until"))
        event->may_send_at = milliseconds(next);
    else if (text_is(word, "busy"))
        hold_channels(next, RULE_WAITS_TURN, event);
    else if (text_is(word, "down"))
        event->down = hold_channels(next, RULE_WAITS_DOWN, event);
    else if (text_is(word, "spent"))
        event->spent = true;
    else if (text_is(word, "after"))
        event->retry_after_ms = milliseconds(next);
    else if (text_is(word, "skipping"))
        event->skip = read_set(next);
    else if (text_is(word, "unwanted"))
        event->opted_out = read_set(next);
    else if (text_is(word, "unconsented"))
        event->unconsented = read_set(next);
    else if (text_is(word, "yes"))
        event->withdrawn = true;
    else if (text_is(word, "toolate"))
        event->too_late = true;
    else if (text_is(word, "never"))
        event->never_taken = true;
    else if (text_is(word, "unheard"))
        event->unanswered = true;
    else if (event->kind == EVENT_QUERIED && report != UINT_MAX)
        event->report = (enum report)report;
    else if (reason != UINT_MAX)
        event->reason = (enum reason)reason;
}

static void
read_clause(char *clause, int64_t *now, struct engine_event *event)
{
    char *words[8] = {0}, *rest = NULL;
    size_t n = 0;

    for (char *word = strtok_r(clause, " ", &rest); word && n < 7;
         word = strtok_r(NULL, " ", &rest))
        words[n++] = word;
    if (n < 2) {
        fail_msg("a clause has a time and a word");
        return;
    }
    *now = milliseconds(words[0]);
    *event = (struct engine_event){.jitter = UINT32_C(1) << 31};
    read_kind(words[1], event);
    for (size_t i = 2; i < n; i++)
        if (i == 2 && *words[i] >= '0' && *words[i] <= '9')
            read_channel(words[i], event);
        else
            read_more(words[i], i + 1 < n ? words[i + 1] : "", event);
}

static bool
play_clause(char *clause, struct engine_event *last)
{
    struct engine_event event = {0};
    int64_t now = 0;

    if (strstr(clause, "...")) {
        run_timers(last, INT64_MAX);
        return false;
    }
    read_clause(clause, &now, &event);
    run_timers(last, now);
    tell(&event, now);
    *last = event;
    return true;
}

const char *
play(const char *script)
{
    auto_(heap) char *copy = strdup(script);
    struct engine_event last = {0};
    char *rest = NULL;

    execution = (struct engine_execution){0};
    text_clear(&story);
    for (char *clause = strtok_r(copy, ",", &rest); clause;
         clause = strtok_r(NULL, ",", &rest))
        if (!play_clause(clause, &last))
            break;
    return text_str(&story);
}

const char *
play_notes(const char *script)
{
    with_notes = true;
    const char *told = play(script);
    with_notes = false;
    return told;
}

void
play_all(const struct example *examples, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(play(examples[i].script), examples[i].expect))
            fail_msg("%s\n  did:      %s\n  expected: %s", examples[i].script,
                text_str(&story), examples[i].expect);
}
