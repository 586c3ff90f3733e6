/* The loop: the order of a turn, and when it wakes. */
#include "test.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "clock.h"
#include "loop.h"
#include "text.h"

struct turns {
    struct text told;
    int64_t due;
    int signo, store;
    bool commit_fails;
    struct loop *loop;
};

static void
note(struct turns *t, const char *word)
{
    if (t->told.len)
        text_add(&t->told, " ");
    text_add(&t->told, word);
}

static void
signalled(int signo, void *data)
{
    struct turns *t = data;

    t->signo = signo;
    note(t, "signal");
}

static void
decide(int64_t now, void *data)
{
    struct turns *t = data;

    if (t->due <= now) {
        note(t, "due");
        t->due = LOOP_NEVER;
    }
    note(t, "decide");
}

static bool
commit(void *data)
{
    struct turns *t = data;
    eventfd_t count;

    if (t->store >= 0)
        (void)eventfd_read(t->store, &count);
    note(t, "commit");
    return !t->commit_fails;
}

static void
answered(void *data)
{
    note(data, "answered");
}

static int64_t
due(void *data)
{
    return ((struct turns *)data)->due;
}

static struct loop *
open_loop(struct turns *t)
{
    struct failure failure = {0};

    t->loop = loop_open(&(struct loop_parts){.store_fd = t->store,
                            .signalled = signalled,
                            .decide = decide,
                            .commit = commit,
                            .answered = answered,
                            .due = due,
                            .data = t},
        &failure);
    assert_non_null(t->loop);
    return t->loop;
}

static void
a_turn_has_one_order(void **state)
{
    struct turns t = {.store = -1, .due = clock_now()};
    auto_(loop) struct loop *loop = open_loop(&t);

    (void)state;
    assert_true(loop_turn(loop));
    assert_string_equal(text_str(&t.told), "due decide commit answered");
    text_done(&t.told);
}

static void
sleeps_until_it_is_due_and_not_less(void **state)
{
    struct turns t = {.store = -1};
    auto_(loop) struct loop *loop = open_loop(&t);

    (void)state;
    for (int i = 0; i < 20; i++) {
        const int64_t at = clock_now() + 7;

        t.due = at;
        assert_true(loop_turn(loop));
        assert_int_equal(t.due, LOOP_NEVER);
        assert_in_range(clock_now() - at, 0, 5000);
    }
    text_done(&t.told);
}

static void
what_was_due_long_ago_is_due_now(void **state)
{
    struct turns t = {.store = -1, .due = 0};
    auto_(loop) struct loop *loop = open_loop(&t);
    const int64_t before = clock_monotonic();

    (void)state;
    assert_true(loop_turn(loop));
    assert_in_range(clock_monotonic() - before, 0, 5000);
    assert_int_equal(t.due, LOOP_NEVER);
    text_done(&t.told);
}

static void
the_store_wakes_it(void **state)
{
    struct turns t = {.store = eventfd(0, EFD_NONBLOCK), .due = LOOP_NEVER};
    auto_(loop) struct loop *loop = open_loop(&t);
    struct failure failure = {0};
    const int first = t.store, second = eventfd(0, EFD_NONBLOCK);

    (void)state;
    eventfd_write(first, 1);
    assert_true(loop_turn(loop));
    assert_string_equal(text_str(&t.told), "decide commit answered");
    assert_true(loop_store_fd(loop, second, &failure));
    close(first);
    t.store = second;
    eventfd_write(second, 1);
    assert_true(loop_turn(loop));
    assert_true(loop_store_fd(loop, -1, &failure));
    close(second);
    text_done(&t.told);
}

static void
signals_are_input(void **state)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    struct turns t = {.store = -1, .due = LOOP_NEVER};
    auto_(loop) struct loop *loop = open_loop(&t);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        text_clear(&t.told);
        kill(getpid(), signals[i]);
        assert_true(loop_turn(loop));
        assert_int_equal(t.signo, signals[i]);
        assert_string_equal(text_str(&t.told), "signal decide commit answered");
    }
    text_done(&t.told);
}

static void
nothing_is_answered_that_was_not_committed(void **state)
{
    struct turns t = {.store = -1, .due = 0, .commit_fails = true};
    auto_(loop) struct loop *loop = open_loop(&t);

    (void)state;
    assert_false(loop_run(loop));
    assert_string_equal(text_str(&t.told), "due decide commit");
    text_done(&t.told);
}

static void
ends_after_the_turn_in_which_it_is_told(void **state)
{
    struct turns t = {.store = -1, .due = 0};
    auto_(loop) struct loop *loop = open_loop(&t);

    (void)state;
    loop_again(loop);
    assert_true(loop_turn(loop)); /* at once, and only once */
    loop_stop(loop);
    assert_true(loop_run(loop));
    assert_string_equal(text_str(&t.told), "due decide commit answered");
    text_done(&t.told);
}

static void
comes_again_when_something_is_left(void **state)
{
    struct turns t = {.store = -1, .due = LOOP_NEVER};
    auto_(loop) struct loop *loop = open_loop(&t);
    const int64_t before = clock_monotonic();

    (void)state;
    loop_again(loop);
    assert_true(loop_turn(loop));
    assert_in_range(clock_monotonic() - before, 0, 5000);
    assert_string_equal(text_str(&t.told), "decide commit answered");
    text_done(&t.told);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_has_one_order),
        cmocka_unit_test(sleeps_until_it_is_due_and_not_less),
        cmocka_unit_test(what_was_due_long_ago_is_due_now),
        cmocka_unit_test(the_store_wakes_it),
        cmocka_unit_test(signals_are_input),
        cmocka_unit_test(nothing_is_answered_that_was_not_committed),
        cmocka_unit_test(ends_after_the_turn_in_which_it_is_told),
        cmocka_unit_test(comes_again_when_something_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
