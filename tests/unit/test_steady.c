/* The steady clock: nobody's hands on the wall clock move a timer. */
#include "test.h"

#include "base.h"
#include "steady.h"

#define HOUR INT64_C(3600000)
#define START INT64_C(1800000000000)

/* Lets `ms` pass in steps, with the wall clock `set` ms from the truth. */
static int64_t
let_pass(struct steady *steady, int64_t *passing, int64_t ms, int64_t set)
{
    int64_t now = 0, before = steady->now;

    for (int64_t end = *passing + ms; *passing < end;) {
        *passing += 7;
        now = steady_read(steady, START + *passing + set, *passing);
        assert_true(now >= before);
        before = now;
    }
    return now;
}

static void
it_is_the_wall_clock_while_nobody_sets_it(void **state)
{
    struct steady steady = {0};
    int64_t passing = 5;

    (void)state;
    assert_int_equal(steady_read(&steady, START + 5, 5), START + 5);
    const int64_t now = let_pass(&steady, &passing, HOUR, 0);
    assert_int_equal(now, START + passing);
    assert_int_equal(steady.apart, 0);
}

static void
a_wall_clock_that_is_set_moves_a_minute_by_a_second_at_most(void **state)
{
    static const int64_t jumps[] = {
        HOUR, -HOUR, 87600 * HOUR, -87600 * HOUR, 3000, -3000};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(jumps); i++) {
        struct steady steady = {0};
        int64_t passing = 0;

        (void)steady_read(&steady, START, 0);
        const int64_t before = let_pass(&steady, &passing, 10000, 0);
        const int64_t began = passing;
        const int64_t after = let_pass(&steady, &passing, 60000, jumps[i]);
        const int64_t off = after - before - (passing - began);
        assert_in_range(off + 1000, 0, 2000);
        assert_int_equal(steady.apart, START + passing + jumps[i] - after);
    }
}

static void
what_is_apart_is_made_up_for_in_the_end(void **state)
{
    struct steady steady = {0};
    int64_t passing = 0;

    (void)state;
    (void)steady_read(&steady, START, 0);
    const int64_t now = let_pass(&steady, &passing, 700000, 10000);
    assert_int_equal(now, START + passing + 10000);
    assert_int_equal(steady.apart, 0);
}

/* Stopped and continued, or asleep: the time that passed has passed. */
static void
a_sleep_is_time_that_passed(void **state)
{
    struct steady steady = {0};

    (void)state;
    (void)steady_read(&steady, START, 100);
    assert_int_equal(
        steady_read(&steady, START + HOUR, 100 + HOUR), START + HOUR);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_wall_clock_while_nobody_sets_it),
        cmocka_unit_test(
            a_wall_clock_that_is_set_moves_a_minute_by_a_second_at_most),
        cmocka_unit_test(what_is_apart_is_made_up_for_in_the_end),
        cmocka_unit_test(a_sleep_is_time_that_passed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
