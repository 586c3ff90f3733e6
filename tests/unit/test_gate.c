/* The gate before a channel, on a virtual clock: rates, 429s, outages. */
#include "test.h"

#include "budget.h"
#include "gate.h"

#define STEP_MS 5
#define MINUTE INT64_C(60000)

static int64_t sent[100000];
static size_t nsent;

static size_t
most_within(int64_t ms)
{
    size_t most = 0;

    for (size_t i = 0, j = 0; j < nsent; j++) {
        while (sent[j] - sent[i] >= ms)
            i++;
        if (j - i + 1 > most)
            most = j - i + 1;
    }
    return most;
}

/* Takes all that there is room for, from one instant to another. */
static void
drain(struct gate *gate, int64_t from, int64_t to)
{
    for (int64_t now = from; now < to; now += STEP_MS)
        for (size_t room = gate_room(gate, now, 1000); room; room--) {
            (void)gate_take(gate, now);
            sent[nsent++] = now;
        }
}

static void
a_rate_holds_in_any_window(void **state)
{
    static const struct {
        size_t most;
        int64_t unit_ms;
    } rates[] = {{1, 1000}, {7, 1000}, {80, 1000}, {999, 1000}, {100, MINUTE},
        {6000, MINUTE}, {50, 60 * MINUTE}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rates); i++) {
        struct gate gate = {0};
        const int64_t span = 3 * rates[i].unit_ms;

        nsent = 0;
        pace_init(&gate.pace, rates[i].most, rates[i].unit_ms);
        drain(&gate, 1000, 1000 + span);
        drain(&gate, 1000 + 10 * span, 1000 + 11 * span); /* after idling */
        assert_true(most_within(rates[i].unit_ms) <= rates[i].most);
        assert_true(most_within(100) <= rates[i].most / 10 + 1);
        assert_true(nsent * 20 >= 6 * rates[i].most * 18);
        pace_done(&gate.pace);
    }
}

static void
what_was_not_sent_is_given_back(void **state)
{
    struct gate gate = {.breaker = {.most = 1, .probe_ms = 1000}};
    const struct gate_answer down = {.kind = EVENT_UNKNOWN};

    (void)state;
    pace_init(&gate.pace, 1, 1000);
    (void)gate_take(&gate, 5000);
    assert_int_equal(gate_room(&gate, 5000, 9), 0);
    gate_give_back(&gate, false, 5000);
    assert_int_equal(gate_room(&gate, 5000, 9), 1);
    assert_int_equal(gate_hear(&gate, &down, 5000), GATE_OPENED);
    assert_int_equal(gate_next(&gate, 5000), 6000);
    assert_true(gate_take(&gate, 6000));
    assert_int_equal(gate_next(&gate, 6000), INT64_MAX);
    gate_give_back(&gate, true, 6000);
    assert_int_equal(gate_room(&gate, 6000, 9), 1);
    pace_done(&gate.pace);
}

static void
a_429_stops_the_channel_for_its_time(void **state)
{
    struct gate gate = {0};
    struct gate_answer slow = {
        .kind = EVENT_REJECTED,
        .reason = REASON_RATE_LIMITED,
        .retry_after_ms = 7000,
    };

    (void)state;
    assert_int_equal(gate_hear(&gate, &slow, 1000), GATE_SLOWED);
    assert_int_equal(gate_room(&gate, 7999, 1), 0);
    assert_int_equal(gate_why(&gate, 7999), RULE_WAITS_SLOWED);
    assert_int_equal(gate_room(&gate, 8000, 99), 1); /* slowly at first */
    slow.retry_after_ms = INT64_C(24) * 60 * MINUTE;
    slow.jitter = UINT32_MAX;
    assert_int_equal(gate_hear(&gate, &slow, 8000), GATE_SLOWED);
    assert_true(gate.slowed_until <= 8000 + GATE_SLOWED_MOST_MS * 11 / 10 + 1);
    assert_int_equal(gate_hear(&gate, &slow, 8001), GATE_SAME);
}

/* Fifty messages a second, a provider that is down for ten minutes. */
static void
an_outage_costs_probes_and_no_burst(void **state)
{
    const int64_t down_from = 10000, down_to = down_from + 10 * MINUTE;
    struct gate gate = {.breaker = {.most = 5, .probe_ms = 10000}};
    int64_t waiting = 0, closed_at = 0;
    size_t failed = 0, on_return = 0;

    (void)state;
    nsent = 0;
    pace_init(&gate.pace, 80, 1000);
    for (int64_t now = 1000; now < down_to + 20 * MINUTE; now += STEP_MS) {
        const bool down = now >= down_from && now < down_to;

        waiting += now < down_to && now % 20 == 0;
        if (waiting && gate_room(&gate, now, 1)) {
            const struct gate_answer answer = {
                .kind = down ? EVENT_REJECTED : EVENT_ACCEPTED,
                .reason = REASON_PROVIDER_DOWN,
                .probe = gate_take(&gate, now),
            };

            sent[nsent++] = now;
            failed += down;
            waiting -= !down;
            if (gate_hear(&gate, &answer, now) == GATE_CLOSED)
                closed_at = now;
            on_return += closed_at && now < closed_at + 1000;
        }
    }
    assert_int_equal(failed, 5 + 59); /* till it opened, and one each 10 s */
    assert_true(closed_at >= down_to && closed_at <= down_to + 10000);
    assert_true(on_return <= 11); /* ten in the first second, and the probe */
    assert_true(most_within(1000) <= 80);
    assert_int_equal(waiting, 0);
    pace_done(&gate.pace);
}

static void
a_wrong_number_is_no_outage(void **state)
{
    struct gate gate = {.breaker = {.most = 2, .probe_ms = 1000}};
    const struct gate_answer down = {.kind = EVENT_UNKNOWN};
    const struct gate_answer number = {
        .kind = EVENT_REJECTED, .reason = REASON_INVALID_RECIPIENT};
    const struct gate_answer key = {
        .kind = EVENT_REJECTED, .reason = REASON_AUTH};

    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(gate_hear(&gate, &down, 1000), GATE_SAME);
        assert_int_equal(gate_hear(&gate, &number, 1000), GATE_SAME);
    }
    assert_int_equal(gate_hear(&gate, &key, 1000), GATE_OPENED);
    gate = (struct gate){.breaker = {.probe_ms = 1000}}; /* never opens */
    for (int i = 0; i < 10; i++)
        assert_int_equal(gate_hear(&gate, &key, 1000), GATE_SAME);
}

static void
an_hour_of_fallbacks_is_never_shorter(void **state)
{
    static struct budget budget;
    const int64_t at = INT64_C(1795165920250), hour = 60 * MINUTE;

    (void)state;
    budget_add(&budget, at, 2);
    budget_add(&budget, at + 1500, 1);
    budget_give_back(&budget, at);
    assert_int_equal(budget_spent(&budget, at + hour), 2);
    assert_true(budget_next(&budget, at + hour) > at + hour);
    assert_true(budget_next(&budget, at + hour) <= at + hour + 1000);
    assert_int_equal(budget_spent(&budget, at + hour + 1000), 1);
    assert_int_equal(budget_spent(&budget, at + 9 * hour), 0);
    assert_true(budget_next(&budget, at + 9 * hour) == INT64_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rate_holds_in_any_window),
        cmocka_unit_test(what_was_not_sent_is_given_back),
        cmocka_unit_test(a_429_stops_the_channel_for_its_time),
        cmocka_unit_test(an_outage_costs_probes_and_no_burst),
        cmocka_unit_test(a_wrong_number_is_no_outage),
        cmocka_unit_test(an_hour_of_fallbacks_is_never_shorter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
