/* The contract of every kind of store: what a turn promises. */
#include "test.h"

#include <poll.h>

#include "store_case.h"

static struct case_id workflow;
static char told[100]; /* what happened, a letter each */

static int
set_up_flow(void **state)
{
    workflow = case_name("flow");
    if (open_store(state))
        return -1;
    assert_int_equal(case_flow(workflow.text), 1);
    return 0;
}

static int
forget_told(void **state)
{
    (void)state;
    told[0] = '\0';
    return 0;
}

static void
tell(char letter)
{
    const size_t len = strlen(told);

    told[len] = letter;
    told[len + 1] = '\0';
}

static bool
is_readable(void)
{
    struct pollfd pollfd = {.fd = store_fd(store), .events = POLLIN};

    return poll(&pollfd, 1, 0) == 1;
}

static void
turn(void)
{
    struct failure failure = {0};

    assert_true(store_run(store, &failure));
    assert_string_equal(failure.text, "");
}

static void
done_adding(struct store_request *request)
{
    assert_string_equal(request->failure.text, "");
    tell('A');
}

static void
done_reading(struct store_request *request)
{
    assert_string_equal(request->failure.text, "");
    tell(request->out.nexecutions ? 'R' : 'r');
}

static struct store_request *
with_done(struct store_request *request, store_done_fn *done)
{
    request->done = done;
    return request;
}

static void
reads_see_the_turn_and_writes_wait_for_its_commit(void **state)
{
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_execution_id(id, 7);
    assert_false(is_readable());
    store_submit(
        store, with_done(case_by_id(STORE_EXECUTION, id), done_reading));
    assert_true(is_readable());
    store_submit(store, with_done(case_add(workflow.text, id), done_adding));
    store_submit(
        store, with_done(case_by_id(STORE_EXECUTION, id), done_reading));
    turn();
    assert_string_equal(told, "rRA");
    assert_false(is_readable());
    turn();
    assert_string_equal(told, "rRA");
}

/* Reads, decides, saves: the shape of all that the runner does. */
static void
done_saving(struct store_request *request)
{
    assert_false(request->out.conflicted);
    tell('S');
}

static void
save_what_was_read(struct store_request *request)
{
    const struct store_execution *execution = request->out.executions;
    struct store_request *save =
        case_by_id(STORE_EXECUTION_SAVE, execution->id);

    save->in.execution.version = execution->version;
    save->in.execution.due = STORE_NEVER;
    tell('D');
    store_submit(store, with_done(save, done_saving));
}

static void
two_who_read_and_save_in_a_turn_do_not_conflict(void **state)
{
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_execution_id(id, 7);
    store_submit(store, with_done(case_add(workflow.text, id), done_adding));
    store_submit(
        store, with_done(case_by_id(STORE_EXECUTION, id), save_what_was_read));
    turn();
    assert_string_equal(told, "DAS");
    auto_(store_request) struct store_request *got =
        ask(case_by_id(STORE_EXECUTION, id));
    assert_int_equal(got->out.executions[0].version, 2);
}

static void
read_it_next(struct store_request *request)
{
    tell('A');
    store_submit(store,
        with_done(case_by_id(STORE_EXECUTION, request->in.execution.id),
            done_reading));
}

static void
what_a_write_submits_is_the_next_turn(void **state)
{
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_execution_id(id, 7);
    store_submit(store, with_done(case_add(workflow.text, id), read_it_next));
    turn();
    assert_string_equal(told, "A");
    assert_true(is_readable());
    turn();
    assert_string_equal(told, "AR");
    assert_false(is_readable());
}

static void
done_failing(struct store_request *request)
{
    assert_int_equal(request->failure.status, STATUS_CONFLICT);
    tell('F');
}

static void
a_request_that_fails_leaves_the_others_alone(void **state)
{
    const struct case_id number = case_name("+39");
    const char *const numbers[] = {number.text};
    uint8_t first[STORE_ID_SIZE], second[STORE_ID_SIZE];

    (void)state;
    case_execution_id(first, 7);
    case_execution_id(second, 8);
    store_submit(store, with_done(case_add(workflow.text, first), done_adding));
    struct store_request *twice = case_add(workflow.text, first);
    twice->in.recipients = numbers;
    twice->in.nrecipients = 1;
    store_submit(store, with_done(twice, done_failing));
    store_submit(
        store, with_done(case_add(workflow.text, second), done_adding));
    store_submit(
        store, with_done(case_by_id(STORE_EXECUTION, second), done_reading));
    turn();
    assert_string_equal(told, "RAFA");

    reopen();
    struct store_request *find = store_request_new(STORE_FIND, NULL, NULL);
    find->in.recipients = numbers;
    find->in.nrecipients = 1;
    auto_(store_request) struct store_request *none = ask(find);
    assert_int_equal(none->out.nexecutions, 0);
}

static void
read_orphans_and_tell(struct store_request *request)
{
    tell((char)('0' + request->out.norphans));
}

static void
orphans_are_answered_within_the_turn(void **state)
{
    const struct case_id name = case_name("m");
    uint8_t id[STORE_ID_SIZE];
    struct store_request *request;

    (void)state;
    case_execution_id(id, 7);
    request = store_request_new(STORE_ORPHAN_ADD, NULL, NULL);
    request->in.orphan.scope = "sms";
    request->in.orphan.message_id = name.text;
    store_request_free(ask(request));
    store_submit(store, with_done(case_add(workflow.text, id), done_adding));
    request = store_request_new(STORE_ORPHANS, read_orphans_and_tell, NULL);
    request->in.scope = "sms";
    request->in.message_id = name.text;
    store_submit(store, request);
    turn();
    assert_string_equal(told, "1A");
}

static void
done_closing(struct store_request *request)
{
    assert_int_equal(request->failure.status, STATUS_UNREACHABLE);
    tell('C');
    store_submit(store, case_by_id(STORE_EXECUTION, request->in.execution.id));
}

static void
closing_answers_what_did_not_run(void **state)
{
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_execution_id(id, 7);
    store_submit(store, with_done(case_add(workflow.text, id), done_closing));
    reopen();
    assert_string_equal(told, "C");
    auto_(store_request) struct store_request *none =
        ask(case_by_id(STORE_EXECUTION, id));
    assert_int_equal(none->out.nexecutions, 0);
}

#define TURN_TEST(name) cmocka_unit_test_setup(name, forget_told)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TURN_TEST(reads_see_the_turn_and_writes_wait_for_its_commit),
        TURN_TEST(two_who_read_and_save_in_a_turn_do_not_conflict),
        TURN_TEST(what_a_write_submits_is_the_next_turn),
        TURN_TEST(a_request_that_fails_leaves_the_others_alone),
        TURN_TEST(orphans_are_answered_within_the_turn),
        TURN_TEST(closing_answers_what_did_not_run),
    };

    return case_run(tests, set_up_flow);
}
