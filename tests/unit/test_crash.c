/* Crash points: they end the process where they are told, and only there. */
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash.h"

#ifdef FALLBACK_CRASH_POINTS

/* How a child ends that passes `name` `times` times; 0: it came through. */
static int
pass(const char *at, const char *name, int times)
{
    int status;
    const pid_t child = fork();

    if (!child) {
        setenv("FALLBACK_CRASH_AT", at, 1);
        for (int i = 0; i < times; i++)
            CRASH_POINT(name);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
end_where_they_are_told(void **state)
{
    size_t n;
    const char *const *names = crash_point_names(&n);

    (void)state;
    assert_true(n > 1);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pass(names[i], names[i], 1), SIGKILL);
        assert_int_equal(pass(names[i], names[(i + 1) % n], 3), 0);
        assert_int_equal(pass("", names[i], 3), 0);
    }
}

static void
count_how_often_they_are_reached(void **state)
{
    size_t n;
    const char *name = crash_point_names(&n)[0];
    char at[64];

    (void)state;
    snprintf(at, sizeof(at), "%s:3", name);
    assert_int_equal(pass(at, name, 2), 0);
    assert_int_equal(pass(at, name, 3), SIGKILL);
    snprintf(at, sizeof(at), "%sx", name);
    assert_int_equal(pass(at, name, 3), 0);
}

static void
abort_where_they_have_no_row(void **state)
{
    (void)state;
    assert_int_equal(pass("nowhere", "nowhere", 1), SIGABRT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(end_where_they_are_told),
        cmocka_unit_test(count_how_often_they_are_reached),
        cmocka_unit_test(abort_where_they_have_no_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int
main(void)
{
    puts("1..0 # SKIP this build has no crash points");
    return 0;
}

#endif
