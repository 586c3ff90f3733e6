/*
 * The SQLite store under faults: killed at a random moment, and with no room
 * left on the disk. What it has told is kept; nothing is there by half.
 */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "store_case.h"

#define ROUNDS 50

static int told_to = -1; /* the child's end of the pipe */
static uint32_t next_number;
static unsigned failed_requests;

static void
tell_number(struct store_request *request)
{
    uint32_t number;

    memcpy(&number, request->in.execution.id + 12, sizeof(number));
    if (request->failure.text[0])
        failed_requests++;
    else if (told_to >= 0)
        (void)!write(told_to, &number, sizeof(number));
}

static void
make_id(uint8_t id[STORE_ID_SIZE], uint32_t number)
{
    memset(id, 0, STORE_ID_SIZE);
    memcpy(id + 12, &number, sizeof(number));
}

static void
submit_numbered(void)
{
    static const char *const numbers[] = {"+393331234567"};
    static const struct store_line line = {.at = NOW, .rule = RULE_INVOKED};
    static const struct store_message message = {
        .scope = "sms",
        .message_id = "same",
    };
    uint8_t id[STORE_ID_SIZE];

    make_id(id, next_number++);
    struct store_request *request = case_add("flow", id);
    request->done = tell_number;
    request->in.lines = &line;
    request->in.nlines = 1;
    request->in.recipients = numbers;
    request->in.nrecipients = 1;
    request->in.messages = &message;
    request->in.nmessages = 1;
    store_submit(store, request);
}

static bool
is_there(uint32_t number)
{
    uint8_t id[STORE_ID_SIZE];

    make_id(id, number);
    auto_(store_request) struct store_request *got =
        ask(case_by_id(STORE_EXECUTION, id));
    return got->out.nexecutions == 1;
}

static int
read_text(void *into, int n, char **values, char **names)
{
    (void)n;
    (void)names;
    (void)snprintf(into, 100, "%s", values[0]);
    return 0;
}

/* Whole by SQLite's own check, and each execution with all that is its own. */
static void
check_whole(void)
{
    static const struct {
        const char *sql, *expected;
    } checks[] = {
        {"PRAGMA integrity_check", "ok"},
        {"SELECT count(*) FROM executions WHERE"
         " id NOT IN (SELECT execution FROM lines) OR"
         " id NOT IN (SELECT execution FROM recipients) OR"
         " id NOT IN (SELECT execution FROM messages)",
            "0"},
        {"SELECT count(*) FROM lines"
         " WHERE execution NOT IN (SELECT id FROM executions)",
            "0"},
    };
    sqlite3 *db;
    char got[100];

    assert_int_equal(
        sqlite3_open(case_url + strlen("sqlite:"), &db), SQLITE_OK);
    for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
        assert_int_equal(
            sqlite3_exec(db, checks[i].sql, read_text, got, NULL), SQLITE_OK);
        assert_string_equal(got, checks[i].expected);
    }
    sqlite3_close(db);
}

static void
write_for_ever(unsigned seed)
{
    struct failure failure = {0};

    (void)open_store(NULL);
    for (;;) {
        for (unsigned n = 1 + (unsigned)rand_r(&seed) % 30; n; n--)
            submit_numbered();
        if (!store_run(store, &failure))
            _exit(1);
    }
}

/* Reads what the child tells until it is killed; the last number, plus 1. */
static uint32_t
listen_and_kill(pid_t child, int from, unsigned *seed)
{
    unsigned wanted = (unsigned)rand_r(seed) % 300;
    uint32_t number, end = 0;
    bool killed = false;

    while (read(from, &number, sizeof(number)) == sizeof(number)) {
        end = number + 1;
        if (killed || wanted--)
            continue;
        struct timespec moment = {.tv_nsec = rand_r(seed) % 2000000};
        nanosleep(&moment, NULL); /* only to strike anywhere in a turn */
        assert_int_equal(kill(child, SIGKILL), 0);
        killed = true;
    }
    return end;
}

static void
one_round(unsigned seed)
{
    const uint32_t begin = next_number;
    int fds[2], status;

    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(fds[0]);
        told_to = fds[1];
        write_for_ever(seed);
    }
    close(fds[1]);
    const uint32_t end = listen_and_kill(child, fds[0], &seed);
    close(fds[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_true(end > begin);

    (void)open_store(NULL);
    for (uint32_t number = begin; number < end; number++)
        if (!is_there(number))
            fail_msg("seed %u: %u was told and is lost", seed, number);
    for (next_number = end; is_there(next_number);)
        next_number++; /* committed, but killed before it was told */
    (void)close_store(NULL);
}

static void
keeps_what_it_told_before_it_was_killed(void **state)
{
    const char *given = getenv("TEST_SEED");
    const unsigned seed =
        given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)getpid();

    print_message("# TEST_SEED=%u\n", seed);
    (void)open_store(state);
    case_flow("flow");
    (void)close_store(state);
    next_number = 0;
    for (unsigned round = 0; round < ROUNDS; round++)
        one_round(seed + round);
    check_whole();
}

/* Fills the disk, turn by turn; the number of the first that failed. */
static uint32_t
fill(void)
{
    for (int turn = 0; turn < 100000; turn++) {
        const uint32_t begin = next_number;
        struct failure failure = {0};

        for (int i = 0; i < 20; i++)
            submit_numbered();
        if (store_run(store, &failure))
            continue;
        assert_int_equal(failure.status, STATUS_DISK);
        assert_int_equal(failed_requests, 20);
        return begin;
    }
    fail_msg("the disk was never full");
    return 0;
}

static void
check_after_full(uint32_t failed_from)
{
    for (uint32_t number = failed_from; number < failed_from + 20; number++)
        assert_false(is_there(number));
    submit_numbered();
    assert_true(store_run(store, NULL));
    reopen();
    for (uint32_t number = 0; number < failed_from; number++)
        assert_true(is_there(number));
    assert_true(is_there(next_number - 1));
    (void)close_store(NULL);
    check_whole();
}

/* A file that cannot grow: EFBIG where a full disk gives ENOSPC. */
static void
fails_whole_turns_when_the_file_cannot_grow(void **state)
{
    struct rlimit before;
    struct stat st;

    case_tear_down_file();
    (void)open_store(state);
    case_flow("flow");
    next_number = failed_requests = 0;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(stat(case_url + strlen("sqlite:"), &st), 0);
    struct rlimit low = {
        .rlim_cur = (rlim_t)st.st_size + 600 * 1024,
        .rlim_max = before.rlim_max,
    };
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    const uint32_t failed_from = fill();
    assert_true(failed_from > 0);
    assert_false(is_there(failed_from)); /* it reads on, and fails again */
    for (int i = 0; i < 20; i++)
        submit_numbered();
    assert_false(store_run(store, NULL));
    assert_int_equal(failed_requests, 40);
    next_number = failed_from + 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    check_after_full(failed_from);
}

/* A real full disk needs a small file system of our own. */
static void
fails_whole_turns_when_the_disk_is_full(void **state)
{
    char ballast[120];

    if (mount("none", case_folder, "tmpfs", 0, "size=2m") < 0)
        skip();
    snprintf(ballast, sizeof(ballast), "%s/ballast", case_folder);
    FILE *file = fopen(ballast, "we");
    assert_non_null(file);
    for (int i = 0; i < 512; i++)
        fprintf(file, "%1023d\n", i);
    fclose(file);
    (void)open_store(state);
    case_flow("flow");
    next_number = failed_requests = 0;
    const uint32_t failed_from = fill();
    assert_true(failed_from > 0);
    assert_int_equal(unlink(ballast), 0);
    check_after_full(failed_from);
    assert_int_equal(umount(case_folder), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_it_told_before_it_was_killed),
        cmocka_unit_test(fails_whole_turns_when_the_file_cannot_grow),
        cmocka_unit_test(fails_whole_turns_when_the_disk_is_full),
    };

    unsetenv("STORE_URL");
    case_set_up();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    case_tear_down();
    return failed;
}
