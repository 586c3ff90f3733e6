/* Executions as bytes: what is read is what was written, or nothing. */
#include "test.h"

#include "engine_play.h"
#include "pack.h"

#define ROUNDS 20000

static uint64_t chance = 11;

static uint32_t
below(uint32_t n)
{
    chance = chance * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)((chance >> 32) * n >> 32);
}

/* Small, near, far, negative or nothing. */
static int64_t
some_instant(void)
{
    switch (below(6)) {
    case 0:
        return 0;
    case 1:
        return -(int64_t)below(1000);
    case 2:
        return (int64_t)(chance ^ chance >> 20);
    }
    return INT64_C(1800000000000) + below(100000000);
}

static void
fill_attempt(struct engine_attempt *attempt)
{
    *attempt = (struct engine_attempt){
        .state = (enum attempt_state)below(ATTEMPT_CLOSED + 1),
        .skipped = below(2),
        .left = below(2),
        .late = below(2),
        .unknown = below(2),
        .withdrawn = below(2),
        .moved_on = (enum reason)below(REASON_COUNT),
        .reports = (uint8_t)below(128),
        .tries = (uint8_t)below(256),
        .sending_at = some_instant(),
        .deadline = some_instant(),
        .retry_at = some_instant(),
        .query_by = some_instant(),
        .withdraw_by = some_instant(),
        .closed_at = some_instant(),
        .reported_at = some_instant(),
    };
    for (uint32_t i = below(ENGINE_PARTS_MAX + 1); i; i--)
        attempt->parts[i - 1] = (uint8_t)below(128);
}

static void
fill(struct engine_execution *filled)
{
    *filled = (struct engine_execution){
        .outcome = (enum outcome)below(OUTCOME_CANCELLED + 1),
        .position = (uint8_t)below(FLOW_CHANNELS_MAX),
        .delivered_on = (uint8_t)below(FLOW_CHANNELS_MAX + 1),
        .invoked = below(2),
        .cancelled = below(2),
        .stopped = below(2),
        .doubled = below(2),
        .held_until = some_instant(),
        .invoked_at = some_instant(),
        .ended_at = some_instant(),
        .not_after = some_instant(),
        .listen_until = some_instant(),
    };
    for (uint32_t i = below(FLOW_CHANNELS_MAX + 1); i; i--)
        fill_attempt(&filled->attempts[i - 1]);
}

#define SAME(member) assert_int_equal(a->member, b->member)

static void
check_same_attempt(
    const struct engine_attempt *a, const struct engine_attempt *b)
{
    SAME(state);
    SAME(skipped);
    SAME(left);
    SAME(late);
    SAME(unknown);
    SAME(withdrawn);
    SAME(moved_on);
    SAME(reports);
    SAME(tries);
    SAME(sending_at);
    SAME(deadline);
    SAME(retry_at);
    SAME(query_by);
    SAME(withdraw_by);
    SAME(closed_at);
    SAME(reported_at);
    assert_memory_equal(a->parts, b->parts, sizeof(a->parts));
}

static void
check_same(const struct engine_execution *a, const struct engine_execution *b)
{
    SAME(outcome);
    SAME(position);
    SAME(delivered_on);
    SAME(invoked);
    SAME(cancelled);
    SAME(stopped);
    SAME(doubled);
    SAME(held_until);
    SAME(invoked_at);
    SAME(ended_at);
    SAME(not_after);
    SAME(listen_until);
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        check_same_attempt(&a->attempts[i], &b->attempts[i]);
}

static void
what_is_read_is_what_was_written(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t bytes[ENGINE_PACKED_MAX];
        struct engine_execution written, got;

        fill(&written);
        const size_t len = engine_pack(&written, bytes);
        assert_true(len <= ENGINE_PACKED_MAX);
        assert_true(engine_unpack(&got, bytes, len));
        check_same(&written, &got);
    }
}

static void
the_largest_one_fits(void **state)
{
    struct engine_execution largest;
    uint8_t bytes[ENGINE_PACKED_MAX];

    (void)state;
    memset(&largest, 0, sizeof(largest));
    fill(&largest);
    largest.invoked_at = INT64_MIN;
    largest.not_after = largest.ended_at = largest.listen_until =
        largest.held_until = 1;
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++) {
        struct engine_attempt *attempt = &largest.attempts[i];

        fill_attempt(attempt);
        attempt->tries = UINT8_MAX;
        attempt->sending_at = attempt->deadline = attempt->retry_at = 1;
        attempt->query_by = attempt->withdraw_by = attempt->closed_at = 1;
        attempt->reported_at = 1;
        memset(attempt->parts, 127, sizeof(attempt->parts));
    }
    const size_t len = engine_pack(&largest, bytes);
    assert_true(len > 700 && len < ENGINE_PACKED_MAX);
    assert_true(engine_unpack(&largest, bytes, len));
}

static void
bytes_that_are_not_ours_are_refused(void **state)
{
    static const struct {
        uint8_t bytes[12];
        size_t len;
    } cases[] = {
        {{0}, 0},
        {{0}, 1},                  /* no such version */
        {{2}, 1},                  /* one of the future */
        {{1, 0}, 2},               /* zeros at the end */
        {{1, 0x80, 0}, 3},         /* a number in two bytes */
        {{1, 0, 16, 6}, 4},        /* an outcome that is none */
        {{1, 0, 32, 8}, 4},        /* a ninth position */
        {{1, 0, 0, 1, 5}, 5},      /* a state that is none */
        {{1, 0, 0, 0, 17, 1}, 6},  /* seventeen parts */
        {{1, 0, 0, 0, 1, 128}, 6}, /* a report that is none */
        {{1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}, 12},
    };
    /* Their neighbours are ours: so each is refused for its own fault. */
    static const struct {
        uint8_t bytes[8];
        size_t len;
    } neighbours[] = {
        {{1}, 1},
        {{1, 1}, 2},
        {{1, 0, 16, 5}, 4},
        {{1, 0, 32, 7}, 4},
        {{1, 0, 0, 1, 4}, 5},
        {{1, 0, 0, 0, 2, 0, 1}, 7},
        {{1, 0, 0, 0, 1, 127}, 6},
    };
    uint8_t bytes[ENGINE_PACKED_MAX + 1] = {1};
    struct engine_execution untouched = {.position = 3};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (engine_unpack(&untouched, cases[i].bytes, cases[i].len))
            fail_msg("case %zu was read", i);
    for (size_t i = 0; i < ARRAY_LEN(neighbours); i++)
        if (!engine_unpack(&untouched, neighbours[i].bytes, neighbours[i].len))
            fail_msg("neighbour %zu was refused", i);
    untouched.position = 3;
    bytes[ENGINE_PACKED_MAX] = 1;
    assert_false(engine_unpack(&untouched, bytes, sizeof(bytes)));
    assert_int_equal(untouched.position, 3);
    assert_true(engine_unpack(&untouched, (const uint8_t[]){1}, 1));
    assert_int_equal(untouched.position, 0);
}

/* What mutated bytes give may be nonsense; the engine bears that too. */
static void
mutated_bytes_break_nothing(void **state)
{
    struct engine_actions actions;
    unsigned read = 0;

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t bytes[ENGINE_PACKED_MAX] = {0};
        struct engine_execution one;

        fill(&one);
        size_t len = engine_pack(&one, bytes);
        bytes[below((uint32_t)len)] = (uint8_t)below(256);
        if (below(4) == 0)
            len = below((uint32_t)len + 1);
        if (!engine_unpack(&one, bytes, len))
            continue;
        read++;
        engine_due(&plan, &one);
        const struct engine_event event = {
            .kind = (enum event_kind)below(EVENT_RESUMED + 1),
            .position = (uint8_t)below(3),
            .part = (uint8_t)below(3),
            .reason = (enum reason)below(REASON_COUNT),
            .report = (enum report)below(REPORT_EXPIRED + 1),
        };
        engine_step(&plan, &one, &event, some_instant(), &actions);
        uint8_t again[ENGINE_PACKED_MAX];
        engine_pack(&one, again);
    }
    assert_true(read > ROUNDS / 20 && read < ROUNDS);
}

/* What stores hold must be read for ever: these bytes never change. */
static void
bytes_of_version_1_are_read(void **state)
{
    static const uint8_t bytes[] = {0x01, 0xe8, 0x07, 0xa1, 0x01, 0x80, 0x9f,
        0x49, 0x01, 0x01, 0xff, 0x03, 0x04, 0x01, 0x00, 0xc0, 0xa9, 0x07, 0x06,
        0xd0, 0x0f, 0xc0, 0xa9, 0x07, 0x01, 0x01, 0x00, 0x0f, 0x01, 0x01, 0xc0,
        0xa9, 0x07, 0xc0, 0xfc, 0x15};
    struct engine_execution old;

    (void)state;
    assert_true(engine_unpack(&old, bytes, sizeof(bytes)));
    assert_int_equal(old.invoked_at, 1000);
    assert_int_equal(old.position, 1);
    assert_int_equal(old.attempts[0].deadline, 61000);
    assert_int_equal(old.attempts[0].moved_on, REASON_TIMEOUT);
    assert_int_equal(old.attempts[0].reported_at, 2000);
    assert_int_equal(old.attempts[1].deadline, 181000);
    play("1 invoked, 1.4 accepted 1, 2 sent 1, 61 tick");
    check_same(&old, &execution);
}

static int
two_channels(void **state)
{
    (void)state;
    play_plan(2, (int[]){60, 120});
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_what_was_written),
        cmocka_unit_test(the_largest_one_fits),
        cmocka_unit_test(bytes_that_are_not_ours_are_refused),
        cmocka_unit_test_setup(mutated_bytes_break_nothing, two_channels),
        cmocka_unit_test_setup(bytes_of_version_1_are_read, two_channels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
