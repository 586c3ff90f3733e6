/* What only the SQLite store promises: its file, its lock, its schema. */
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store_case.h"

static char path[100]; /* a new file for each test */

static int
new_path(void **state)
{
    const struct case_id name = case_name("store");

    (void)state;
    snprintf(path, sizeof(path), "%s/%s.db", case_folder, name.text);
    snprintf(case_url, sizeof(case_url), "sqlite:%s", path);
    return 0;
}

static int
remove_path(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char file[120];

    (void)close_store(state);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        snprintf(file, sizeof(file), "%s%s", path, ends[i]);
        (void)unlink(file);
    }
    return 0;
}

static void
expect_refused(
    const struct store_options *options, enum status status, const char *words)
{
    struct failure failure = {0};
    struct store *refused = store_open(case_url, options, &failure);

    assert_null(refused);
    assert_int_equal(failure.status, status);
    if (!strstr(failure.text, words))
        fail_msg("'%s' lacks '%s'", failure.text, words);
}

static void
run_sql(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
a_new_file_is_for_its_owner_alone(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    const mode_t umask_before = umask(0);
    struct stat st;
    char file[120];

    (void)open_store(state);
    umask(umask_before);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        snprintf(file, sizeof(file), "%s%s", path, ends[i]);
        assert_int_equal(stat(file, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
}

static void
makes_a_file_only_when_it_may(void **state)
{
    const struct store_options no_create = {.account = "HXTEST"};
    const struct store_options no_account = {.create = true};

    (void)state;
    expect_refused(&no_create, STATUS_UNREACHABLE, "there is no store");
    assert_int_equal(access(path, F_OK), -1);
    expect_refused(&no_account, STATUS_USAGE, "account");
}

/* A child that has the store open until it is killed. */
static pid_t
hold_in_child(void)
{
    int fds[2];
    char byte = 0;

    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)open_store(NULL);
        (void)!write(fds[1], &byte, 1);
        for (;;)
            pause();
    }
    close(fds[1]);
    assert_int_equal(read(fds[0], &byte, 1), 1);
    close(fds[0]);
    return child;
}

static void
kill_child(pid_t child)
{
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void
a_second_opener_is_refused_until_the_first_dies(void **state)
{
    const struct store_options options = {
        .account = "HXTEST",
        .create = true,
        .direct = true,
    };
    const pid_t child = hold_in_child();
    char words[60];

    snprintf(words, sizeof(words), "is in use by process %d", (int)child);
    expect_refused(&options, STATUS_UNREACHABLE, words);

    char other[100];
    snprintf(other, sizeof(other), "%s/link.db", case_folder);
    assert_int_equal(symlink(path, other), 0);
    snprintf(case_url, sizeof(case_url), "sqlite:%s", other);
    expect_refused(&options, STATUS_UNREACHABLE, words);
    assert_int_equal(unlink(other), 0);
    snprintf(case_url, sizeof(case_url), "sqlite:%s", path);

    kill_child(child);
    (void)open_store(state);
    snprintf(words, sizeof(words), "is in use by process %d", (int)getpid());
    expect_refused(&options, STATUS_UNREACHABLE, words);
    reopen();
}

static void *
kill_later(void *child)
{
    usleep(100000); /* while the other waits; sooner would be no harm */
    kill_child(*(pid_t *)child);
    return NULL;
}

static void
a_command_waits_for_the_file(void **state)
{
    const struct store_options options = {.account = "HXTEST", .create = true};
    pid_t child = hold_in_child();
    struct failure failure = {0};
    pthread_t killer;

    (void)state;
    assert_int_equal(pthread_create(&killer, NULL, kill_later, &child), 0);
    auto_(store) struct store *opened =
        store_open(case_url, &options, &failure);
    assert_string_equal(failure.text, "");
    assert_non_null(opened);
    assert_int_equal(pthread_join(killer, NULL), 0);
}

static void
reads_beside_the_one_that_writes(void **state)
{
    const struct store_options options = {
        .account = "HXTEST",
        .read_only = true,
    };
    struct failure failure = {0};

    (void)open_store(state);
    case_flow("first");
    auto_(store) struct store *reader =
        store_open(case_url, &options, &failure);
    assert_string_equal(failure.text, "");
    struct store_request *list = store_request_new(STORE_FLOWS, NULL, NULL);
    auto_(store_request) struct store_request *got = store_do(reader, list);
    assert_int_equal(got->out.nflows, 1);

    struct store_request *add = store_request_new(STORE_ORPHAN_ADD, NULL, NULL);
    auto_(store_request) struct store_request *denied = store_do(reader, add);
    assert_int_equal(denied->failure.status, STATUS_DENIED);
    case_flow("second");
    auto_(store_request) struct store_request *more =
        store_do(reader, store_request_new(STORE_FLOWS, NULL, NULL));
    assert_int_equal(more->out.nflows, 2);
}

static void
refuses_a_newer_schema(void **state)
{
    const struct store_options options = {.account = "HXTEST"};

    (void)open_store(state);
    (void)close_store(state);
    run_sql("UPDATE meta SET value = 99 WHERE name = 'schema'");
    expect_refused(&options, STATUS_CONFLICT, "newer Fallback (schema 99");
}

/* As the first schema had it. */
static void
make_old(void)
{
    run_sql("DROP TABLE pauses");
    run_sql("DROP TABLE fallbacks");
    run_sql("DROP INDEX executions_gate");
    run_sql("ALTER TABLE executions DROP COLUMN queued");
    run_sql("ALTER TABLE executions DROP COLUMN gate");
    run_sql("DROP TABLE wishes");
    run_sql("DROP INDEX executions_open");
    run_sql("DROP INDEX executions_running");
    run_sql("ALTER TABLE executions DROP COLUMN open");
    run_sql("DROP INDEX callbacks_given_up");
    run_sql("DROP INDEX callbacks_webhook");
    run_sql("DROP TABLE events");
    run_sql("ALTER TABLE flows DROP COLUMN events");
    run_sql("ALTER TABLE revisions DROP COLUMN git_commit");
    run_sql("UPDATE meta SET value = 1 WHERE name = 'schema'");
}

static void
brings_an_older_schema_up(void **state)
{
    const struct store_options reading = {
        .account = "HXTEST",
        .read_only = true,
    };

    (void)open_store(state);
    case_flow("first");
    (void)close_store(state);
    make_old();
    expect_refused(&reading, STATUS_CONFLICT, "of an older Fallback");
    (void)open_store(state);
    auto_(store_request) struct store_request *old = case_flow_read("first", 0);
    assert_int_equal(old->out.nflows, 1);
    assert_null(old->out.flows[0].commit);
    assert_int_equal(old->out.flows[0].last.number, 1);
    assert_int_equal(old->out.flows[0].last.kind, EVENT_PUBLISHED);
    assert_string_equal(old->out.flows[0].last.author, "ada");
    case_flow("second");
    auto_(store_request) struct store_request *new =
        case_flow_read("second", 0);
    assert_string_equal(new->out.flows[0].commit, CASE_COMMIT);
}

static void
refuses_another_account(void **state)
{
    const struct store_options other = {.account = "HXOTHER"};
    const struct store_options any = {0};
    struct failure failure = {0};

    (void)open_store(state);
    (void)close_store(state);
    expect_refused(&other, STATUS_CONFLICT, "account 'HXTEST'");
    auto_(store) struct store *open = store_open(case_url, &any, &failure);
    assert_non_null(open);
}

static void
refuses_what_is_no_store(void **state)
{
    const struct store_options options = {.account = "HXTEST", .create = true};

    (void)state;
    run_sql("CREATE TABLE meta(name, value)");
    expect_refused(&options, STATUS_UNREACHABLE, "no Fallback store");
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    for (int i = 0; i < 100; i++)
        fputs("This is a text of somebody, and no database at all.\n", file);
    fclose(file);
    expect_refused(&options, STATUS_UNREACHABLE, "not a database");
    snprintf(case_url, sizeof(case_url), "sqlite:%s/none/a.db", case_folder);
    expect_refused(&options, STATUS_UNREACHABLE, "no place for a store");
    snprintf(case_url, sizeof(case_url), "mysql:%s", path);
    expect_refused(&options, STATUS_USAGE, "is no store");
}

static int
read_number(void *into, int n, char **values, char **names)
{
    (void)n;
    (void)names;
    *(long *)into = values[0] ? strtol(values[0], NULL, 10) : -1;
    return 0;
}

static void
settings_hold_what_they_promise(void **state)
{
    static const struct {
        const char *sql;
        long value;
    } settings[] = {
        {"SELECT count(*) FROM pragma_journal_mode"
         " WHERE journal_mode = 'wal'",
            1},
        {"SELECT length(value) FROM meta WHERE name = 'recipient_key'", 32},
        {"SELECT value FROM meta WHERE name = 'schema'", 7},
        {"SELECT count(*) FROM pragma_foreign_key_list('revisions')", 1},
    };
    sqlite3 *db;

    (void)open_store(state);
    (void)close_store(state);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        long value = -1;

        assert_int_equal(
            sqlite3_exec(db, settings[i].sql, read_number, &value, NULL),
            SQLITE_OK);
        assert_int_equal(value, settings[i].value);
    }
    sqlite3_close(db);
}

static void
count_failure(struct store_request *request)
{
    if (request->failure.text[0])
        ++*(int *)request->data;
}

/* A callback without its id is our own mistake, and refused last of all. */
static void
what_is_refused_late_leaves_nothing_behind(void **state)
{
    uint8_t good[STORE_ID_SIZE], bad[STORE_ID_SIZE];
    struct failure failure = {0};
    int failures = 0;

    (void)open_store(state);
    case_flow("flow");
    case_execution_id(good, 1);
    case_execution_id(bad, 2);
    struct store_request *first = case_add("flow", good);
    struct store_request *second = case_add("flow", bad);
    first->done = second->done = count_failure;
    first->data = second->data = &failures;
    second->in.callbacks =
        &(struct store_callback){.body = "{}", .profile = "crm"};
    second->in.ncallbacks = 1;
    store_submit(store, first);
    store_submit(store, second);
    assert_false(store_run(store, &failure));
    assert_int_equal(failures, 2);
    reopen();
    auto_(store_request) struct store_request *none =
        ask(case_by_id(STORE_EXECUTION, bad));
    assert_int_equal(none->out.nexecutions, 0);
    auto_(store_request) struct store_request *neither =
        ask(case_by_id(STORE_EXECUTION, good));
    assert_int_equal(neither->out.nexecutions, 0);
    store_request_free(ask(case_add("flow", good)));
}

static void
expect_not_in_file(const char *word)
{
    char bytes[65536];
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    for (size_t n; (n = fread(bytes, 1, sizeof(bytes), file));)
        assert_null(memmem(bytes, n, word, strlen(word)));
    fclose(file);
}

/* Numbers are kept inside `input` and nowhere else. */
static void
numbers_are_not_in_the_index(void **state)
{
    const char *const numbers[] = {"+393331234567"};
    uint8_t id[STORE_ID_SIZE];

    (void)open_store(state);
    case_flow("flow");
    case_execution_id(id, 1);
    struct store_request *add = case_add("flow", id);
    add->in.recipients = numbers;
    add->in.nrecipients = 1;
    store_request_free(ask(add));
    (void)close_store(state); /* checkpoints, so that all is in the file */
    expect_not_in_file("393331234567");
}

/* A digest tells nobody's number, and what was taken out is overwritten. */
static void
a_number_that_is_forgotten_is_not_in_the_file(void **state)
{
    struct store_wish wish = {.number = "+393331234567", .note = "by letter"};

    (void)open_store(state);
    for (int i = 0; i < 2; i++) {
        struct store_request *add =
            store_request_new(STORE_WISHES_ADD, NULL, NULL);

        add->in.wishes = &wish;
        add->in.nwishes = 1;
        store_request_free(ask(add));
        (void)close_store(state);
        if (!i)
            (void)open_store(state);
        wish.digest_only = true;
    }
    expect_not_in_file("393331234567");
}

#define FILE_TEST(name) \
    cmocka_unit_test_setup_teardown(name, new_path, remove_path)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(a_new_file_is_for_its_owner_alone),
        FILE_TEST(makes_a_file_only_when_it_may),
        FILE_TEST(a_second_opener_is_refused_until_the_first_dies),
        FILE_TEST(a_command_waits_for_the_file),
        FILE_TEST(reads_beside_the_one_that_writes),
        FILE_TEST(refuses_a_newer_schema),
        FILE_TEST(brings_an_older_schema_up),
        FILE_TEST(refuses_another_account),
        FILE_TEST(refuses_what_is_no_store),
        FILE_TEST(settings_hold_what_they_promise),
        FILE_TEST(what_is_refused_late_leaves_nothing_behind),
        FILE_TEST(numbers_are_not_in_the_index),
        FILE_TEST(a_number_that_is_forgotten_is_not_in_the_file),
    };

    case_set_up();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    case_tear_down();
    return failed;
}
