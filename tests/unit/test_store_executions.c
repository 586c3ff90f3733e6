/* The contract of every kind of store: executions and what belongs to them. */
#include "test.h"

#include "store_case.h"

static struct case_id workflow; /* a published flow that all tests use */

static int
set_up_flow(void **state)
{
    workflow = case_name("flow");
    if (open_store(state))
        return -1;
    assert_int_equal(case_flow(workflow.text), 1);
    return 0;
}

/* Adds an execution of its own and leaves its id. */
static void
add(uint8_t id[STORE_ID_SIZE])
{
    case_execution_id(id, 7);
    store_request_free(ask(case_add(workflow.text, id)));
}

static struct store_request *
save(const uint8_t id[STORE_ID_SIZE], int64_t version, int64_t due)
{
    struct store_request *request = case_by_id(STORE_EXECUTION_SAVE, id);

    request->in.execution.version = version;
    request->in.execution.due = due;
    return request;
}

static void
keeps_an_execution(void **state)
{
    static const struct engine_attempt attempt = {
        .state = ATTEMPT_WAITING,
        .reports = 1 << REPORT_SENT,
        .parts = {1 << REPORT_SENT, 1 << REPORT_DELIVERED},
        .tries = 2,
        .sending_at = NOW + 1,
        .deadline = NOW + 60000,
    };
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_execution_id(id, 7);
    struct store_request *put = case_add(workflow.text, id);
    put->in.execution.request_id = "order-7";
    put->in.execution.due = NOW + 60000;
    put->in.execution.engine.attempts[0] = attempt;
    put->in.execution.engine.not_after = NOW + 600000;
    store_request_free(ask(put));

    reopen();
    auto_(store_request) struct store_request *got =
        ask(case_by_id(STORE_EXECUTION, id));
    assert_int_equal(got->out.nexecutions, 1);
    const struct store_execution *execution = got->out.executions;
    assert_memory_equal(execution->id, id, sizeof(id));
    assert_string_equal(execution->workflow_id, workflow.text);
    assert_int_equal(execution->revision, 1);
    assert_string_equal(execution->key_id, "k1");
    assert_string_equal(execution->request_id, "order-7");
    assert_string_equal(execution->input, "{\"code\":\"482913\"}");
    assert_string_equal(execution->notes, "{}");
    assert_int_equal(execution->version, 1);
    assert_int_equal(execution->due, NOW + 60000);
    assert_int_equal(execution->engine.not_after, NOW + 600000);
    assert_int_equal(execution->engine.invoked_at, NOW);
    assert_memory_equal(
        &execution->engine.attempts[0], &attempt, sizeof(attempt));
    store_request_free(ask(save(id, 1, STORE_NEVER)));

    id[15] ^= 1;
    auto_(store_request) struct store_request *none =
        ask(case_by_id(STORE_EXECUTION, id));
    assert_int_equal(none->out.nexecutions, 0);
}

static void
refuses_an_execution_of_no_revision(void **state)
{
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_execution_id(id, 7);
    auto_(store_request) struct store_request *nobody =
        store_do(store, case_add("nobody", id));
    assert_int_equal(nobody->failure.status, STATUS_CONFLICT);
    struct store_request *later = case_add(workflow.text, id);
    later->in.execution.revision = 2;
    auto_(store_request) struct store_request *refused = store_do(store, later);
    assert_int_equal(refused->failure.status, STATUS_CONFLICT);
}

static void
saves_only_over_the_last_version(void **state)
{
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    add(id);
    struct store_request *first = save(id, 1, STORE_NEVER);
    first->in.execution.notes = "{\"n\":1}";
    first->in.execution.engine.outcome = OUTCOME_STOPPED;
    store_request_free(ask(first));

    struct store_request *stale = save(id, 1, STORE_NEVER);
    const struct store_line line = {.at = NOW, .rule = RULE_SENT};
    stale->in.execution.notes = "{\"n\":2}";
    stale->in.lines = &line;
    stale->in.nlines = 1;
    auto_(store_request) struct store_request *refused = ask(stale);
    assert_true(refused->out.conflicted);

    auto_(store_request) struct store_request *got =
        ask(case_by_id(STORE_EXECUTION, id));
    assert_int_equal(got->out.executions[0].version, 2);
    assert_string_equal(got->out.executions[0].notes, "{\"n\":1}");
    assert_string_equal(got->out.executions[0].input, "{\"code\":\"482913\"}");
    assert_int_equal(got->out.executions[0].engine.outcome, OUTCOME_STOPPED);
    auto_(store_request) struct store_request *lines =
        ask(case_by_id(STORE_TIMELINE, id));
    assert_int_equal(lines->out.nlines, 0);
}

static void
timeline_keeps_its_order(void **state)
{
    const struct store_line first[] = {
        {.at = NOW, .rule = RULE_INVOKED},
        {.at = NOW, .rule = RULE_SENT, .text = "as caf\xC3\xA9"},
    };
    const struct store_line second[] = {
        {
            .at = NOW - 5, /* a clock that went back changes no order */
            .position = 1,
            .rule = RULE_REPORT,
            .reason = REASON_UNREACHABLE,
            .report = REPORT_FAILED,
        },
    };
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_execution_id(id, 7);
    struct store_request *put = case_add(workflow.text, id);
    put->in.lines = first;
    put->in.nlines = 2;
    store_request_free(ask(put));
    struct store_request *more = save(id, 1, STORE_NEVER);
    more->in.lines = second;
    more->in.nlines = 1;
    store_request_free(ask(more));
    auto_(store_request) struct store_request *got =
        ask(case_by_id(STORE_TIMELINE, id));
    assert_int_equal(got->out.nlines, 3);
    assert_int_equal(got->out.lines[0].rule, RULE_INVOKED);
    assert_null(got->out.lines[0].text);
    assert_string_equal(got->out.lines[1].text, "as caf\xC3\xA9");
    assert_int_equal(got->out.lines[2].at, NOW - 5);
    assert_int_equal(got->out.lines[2].position, 1);
    assert_int_equal(got->out.lines[2].rule, RULE_REPORT);
    assert_int_equal(got->out.lines[2].reason, REASON_UNREACHABLE);
    assert_int_equal(got->out.lines[2].report, REPORT_FAILED);
}

static struct store_request *
add_once(const uint8_t id[STORE_ID_SIZE], const char *key_id, const char *name,
    const char *fingerprint, int64_t now)
{
    struct store_request *request = case_add(workflow.text, id);

    request->in.execution.key_id = key_id;
    request->in.idempotency_key = name;
    request->in.fingerprint = fingerprint;
    request->in.now = now;
    request->in.idempotency_until = now + 1000;
    return ask(request);
}

static void
repeats_the_answer_for_the_same_idempotency_key(void **state)
{
    const struct case_id name = case_name("order");
    uint8_t first[STORE_ID_SIZE], second[STORE_ID_SIZE];

    (void)state;
    case_execution_id(first, 7);
    case_execution_id(second, 8);
    auto_(store_request) struct store_request *new =
        add_once(first, "k1", name.text, "aa", NOW);
    assert_false(new->out.repeated || new->out.mismatched);
    reopen();
    auto_(store_request) struct store_request *same =
        add_once(second, "k1", name.text, "aa", NOW + 999);
    assert_true(same->out.repeated);
    assert_false(same->out.mismatched);
    assert_memory_equal(same->out.executions[0].id, first, sizeof(first));
    auto_(store_request) struct store_request *other =
        add_once(second, "k1", name.text, "bb", NOW + 999);
    assert_true(other->out.mismatched);
    assert_false(other->out.repeated);
    auto_(store_request) struct store_request *none =
        ask(case_by_id(STORE_EXECUTION, second));
    assert_int_equal(none->out.nexecutions, 0);

    auto_(store_request) struct store_request *own =
        add_once(second, "k2", name.text, "bb", NOW);
    assert_false(own->out.repeated || own->out.mismatched);
    case_execution_id(second, 9);
    auto_(store_request) struct store_request *expired =
        add_once(second, "k1", name.text, "bb", NOW + 1000);
    assert_false(expired->out.repeated || expired->out.mismatched);
    auto_(store_request) struct store_request *there =
        ask(case_by_id(STORE_EXECUTION, second));
    assert_int_equal(there->out.nexecutions, 1);
}

static void
idempotency_keys_of_two_flows_are_two(void **state)
{
    const struct case_id name = case_name("order"), other = case_name("flow");
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    case_flow(other.text);
    case_execution_id(id, 7);
    store_request_free(add_once(id, NULL, name.text, "aa", NOW));
    case_execution_id(id, 8);
    struct store_request *request = case_add(other.text, id);
    request->in.execution.key_id = NULL;
    request->in.idempotency_key = name.text;
    request->in.fingerprint = "aa";
    request->in.idempotency_until = NOW + 1000;
    auto_(store_request) struct store_request *added = ask(request);
    assert_false(added->out.repeated || added->out.mismatched);
}

static struct store_request *
listed(enum store_kind kind, int64_t now, size_t limit)
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    request->in.now = now;
    request->in.limit = limit;
    return ask(request);
}

/* Other executions of the store are due in our century, if at all. */
static void
due_ones_come_oldest_first(void **state)
{
    static const int64_t due[] = {3000, 1000, 2000};
    uint8_t ids[3][STORE_ID_SIZE];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        add(ids[i]);
        store_request_free(ask(save(ids[i], 1, due[i])));
    }
    auto_(store_request) struct store_request *early =
        listed(STORE_DUE, 999, 10);
    assert_int_equal(early->out.nexecutions, 0);
    assert_int_equal(early->out.next, 1000);
    auto_(store_request) struct store_request *two =
        listed(STORE_DUE, 2000, 10);
    assert_int_equal(two->out.nexecutions, 2);
    assert_memory_equal(two->out.executions[0].id, ids[1], STORE_ID_SIZE);
    assert_memory_equal(two->out.executions[1].id, ids[2], STORE_ID_SIZE);
    assert_int_equal(two->out.executions[0].version, 2);
    assert_int_equal(two->out.next, 3000);
    auto_(store_request) struct store_request *one = listed(STORE_DUE, 3000, 1);
    assert_int_equal(one->out.nexecutions, 1);
    assert_int_equal(one->out.next, 2000);
    for (size_t i = 0; i < 3; i++)
        store_request_free(ask(save(ids[i], 2, STORE_NEVER)));
    auto_(store_request) struct store_request *none =
        listed(STORE_DUE, 3000, 10);
    assert_int_equal(none->out.nexecutions, 0);
    assert_true(none->out.next > 3000);
}

static bool
is_interrupted(const uint8_t id[STORE_ID_SIZE])
{
    auto_(store_request) struct store_request *list =
        listed(STORE_INTERRUPTED, NOW, 0);

    for (size_t i = 0; i < list->out.nexecutions; i++)
        if (!memcmp(list->out.executions[i].id, id, STORE_ID_SIZE))
            return true;
    return false;
}

static void
finds_what_a_crash_interrupted(void **state)
{
    static const struct {
        struct engine_attempt attempt;
        bool interrupted;
    } cases[] = {
        {{.state = ATTEMPT_SENDING}, true},
        {{.state = ATTEMPT_WAITING}, false},
        {{.state = ATTEMPT_WAITING, .query_by = NOW}, true},
        {{.state = ATTEMPT_CLOSED, .query_by = NOW}, false},
        {{.state = ATTEMPT_CLOSED, .withdraw_by = NOW}, true},
        {{.state = ATTEMPT_UNKNOWN}, true},
        {{.state = ATTEMPT_PLANNED}, false},
    };
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    add(id);
    assert_false(is_interrupted(id));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct store_request *request = save(id, (int64_t)i + 1, STORE_NEVER);

        request->in.execution.engine.attempts[1] = cases[i].attempt;
        store_request_free(ask(request));
        assert_int_equal(is_interrupted(id), cases[i].interrupted);
    }
}

static void
expect_found(const char *number, const char *workflow_id, size_t limit,
    const uint8_t *before, const char *expected)
{
    struct store_request *request = store_request_new(STORE_FIND, NULL, NULL);
    char found[10] = "";

    request->in.recipients = &number;
    request->in.nrecipients = number != NULL;
    request->in.workflow_id = workflow_id;
    request->in.limit = limit;
    if (before)
        memcpy(request->in.execution.id, before, STORE_ID_SIZE);
    auto_(store_request) struct store_request *got = ask(request);
    for (size_t i = 0; i < got->out.nexecutions; i++)
        found[i] = (char)('a' + got->out.executions[i].id[4]);
    assert_string_equal(found, expected);
}

static void
finds_by_recipient_and_flow(void **state)
{
    const struct case_id one = case_name("flow"), two = case_name("flow");
    const struct case_id mine = case_name("+39"), other = case_name("+39");
    const char *const numbers[] = {mine.text, other.text};
    uint8_t ids[4][STORE_ID_SIZE];

    (void)state;
    case_flow(one.text);
    case_flow(two.text);
    for (uint32_t i = 0; i < 4; i++) {
        case_execution_id(ids[i], i);
        struct store_request *put =
            case_add(i == 3 ? two.text : one.text, ids[i]);
        put->in.recipients = i == 1 ? numbers + 1 : numbers;
        put->in.nrecipients = i == 0 ? 2 : 1;
        store_request_free(ask(put));
    }
    reopen();
    expect_found(mine.text, NULL, 0, NULL, "dca");
    expect_found(mine.text, NULL, 2, NULL, "dc");
    expect_found(mine.text, one.text, 0, NULL, "ca");
    expect_found(other.text, NULL, 0, NULL, "ba");
    expect_found(NULL, one.text, 0, NULL, "cba");
    expect_found(NULL, one.text, 1, ids[2], "b");
    expect_found(mine.text, NULL, 0, ids[3], "ca");
    expect_found(NULL, "nobody", 0, NULL, "");
    expect_found("+390000000", NULL, 0, NULL, "");
}

/* What ended is left out, however much of it there is. */
static void
finds_what_still_runs_of_a_flow(void **state)
{
    const struct case_id flow = case_name("flow"), other = case_name("flow");
    uint8_t ids[4][STORE_ID_SIZE];
    char found[5] = "";

    (void)state;
    case_flow(flow.text);
    case_flow(other.text);
    for (uint32_t i = 0; i < 4; i++) {
        case_execution_id(ids[i], i);
        struct store_request *put =
            case_add(i == 2 ? other.text : flow.text, ids[i]);
        put->in.execution.due = i == 1 ? STORE_NEVER : 1000;
        store_request_free(ask(put));
    }
    struct store_request *request = store_request_new(STORE_FIND, NULL, NULL);
    request->in.workflow_id = flow.text;
    request->in.running = true;
    auto_(store_request) struct store_request *got = ask(request);
    for (size_t i = 0; i < got->out.nexecutions; i++)
        found[i] = (char)('a' + got->out.executions[i].id[4]);
    assert_string_equal(found, "da");
}

static struct store_request *
by_message(enum store_kind kind, const char *scope, const char *message_id)
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    request->in.scope = scope;
    request->in.message_id = message_id;
    return ask(request);
}

static void
message_ids_lead_to_their_execution(void **state)
{
    const struct case_id name = case_name("m");
    const struct store_message messages[] = {
        {.scope = "sms", .message_id = name.text, .position = 1, .part = 2},
        {.scope = "sms", .message_id = name.text, .position = 1, .part = 2},
    };
    uint8_t old[STORE_ID_SIZE], new[STORE_ID_SIZE];

    (void)state;
    case_execution_id(old, 7);
    case_execution_id(new, 8);
    struct store_request *put = case_add(workflow.text, new);
    put->in.messages = messages;
    put->in.nmessages = 2;
    store_request_free(ask(put));
    store_request_free(ask(case_add(workflow.text, old)));
    struct store_request *more = save(old, 1, STORE_NEVER);
    more->in.messages = messages;
    more->in.nmessages = 1;
    store_request_free(ask(more));

    auto_(store_request) struct store_request *got =
        by_message(STORE_MESSAGE, "sms", name.text);
    assert_int_equal(got->out.nmessages, 2);
    assert_memory_equal(got->out.messages[0].execution, new, sizeof(new));
    assert_memory_equal(got->out.messages[1].execution, old, sizeof(old));
    assert_int_equal(got->out.messages[0].position, 1);
    assert_int_equal(got->out.messages[0].part, 2);
    auto_(store_request) struct store_request *none =
        by_message(STORE_MESSAGE, "whatsapp", name.text);
    assert_int_equal(none->out.nmessages, 0);
}

static void
orphans_are_handed_out_once(void **state)
{
    const struct case_id name = case_name("m");

    (void)state;
    for (uint8_t i = 1; i <= 2; i++) {
        struct store_request *put =
            store_request_new(STORE_ORPHAN_ADD, NULL, NULL);

        put->in.orphan = (struct store_orphan){
            .scope = "sms",
            .message_id = name.text,
            .report = i == 1 ? REPORT_SENT : REPORT_FAILED,
            .reason = REASON_BLOCKED,
            .part = i,
            .at = NOW + i,
        };
        store_request_free(ask(put));
    }
    reopen();
    auto_(store_request) struct store_request *other =
        by_message(STORE_ORPHANS, "whatsapp", name.text);
    assert_int_equal(other->out.norphans, 0);
    auto_(store_request) struct store_request *got =
        by_message(STORE_ORPHANS, "sms", name.text);
    assert_int_equal(got->out.norphans, 2);
    assert_int_equal(got->out.orphans[0].report, REPORT_SENT);
    assert_int_equal(got->out.orphans[1].report, REPORT_FAILED);
    assert_int_equal(got->out.orphans[1].reason, REASON_BLOCKED);
    assert_int_equal(got->out.orphans[1].part, 2);
    assert_int_equal(got->out.orphans[1].at, NOW + 2);
    auto_(store_request) struct store_request *gone =
        by_message(STORE_ORPHANS, "sms", name.text);
    assert_int_equal(gone->out.norphans, 0);
}

/* By the instant at which they came, so many of the oldest at once. */
static void
old_orphans_are_forgotten(void **state)
{
    const struct case_id name = case_name("old");

    (void)state;
    for (uint8_t i = 1; i <= 3; i++) {
        struct store_request *put =
            store_request_new(STORE_ORPHAN_ADD, NULL, NULL);

        put->in.orphan = (struct store_orphan){
            .scope = "sms",
            .message_id = name.text,
            .report = REPORT_SENT,
            .at = i,
        };
        store_request_free(ask(put));
    }
    for (size_t limit = 1; limit <= 2; limit++) {
        struct store_request *purge =
            store_request_new(STORE_ORPHANS_PURGE, NULL, NULL);

        purge->in.before = 3;
        purge->in.limit = limit;
        auto_(store_request) struct store_request *done = ask(purge);
        assert_int_equal(done->out.npurged, 1);
    }
    auto_(store_request) struct store_request *left =
        by_message(STORE_ORPHANS, "sms", name.text);
    assert_int_equal(left->out.norphans, 1);
    assert_int_equal(left->out.orphans[0].at, 3);
}

static void
callbacks_wait_until_they_are_delivered(void **state)
{
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    add(id);
    struct store_request *put = save(id, 1, STORE_NEVER);
    put->in.ncallbacks = 1;
    put->in.callbacks = &(struct store_callback){
        .webhook_id = "msg_1",
        .profile = "crm",
        .body = "{}",
        .due = 1000,
        .created = NOW,
    };
    store_request_free(ask(put));
    reopen();
    auto_(store_request) struct store_request *early =
        listed(STORE_CALLBACKS_DUE, 999, 10);
    assert_int_equal(early->out.ncallbacks, 0);
    assert_int_equal(early->out.next, 1000);
    auto_(store_request) struct store_request *due =
        listed(STORE_CALLBACKS_DUE, 1000, 10);
    assert_int_equal(due->out.ncallbacks, 1);
    const struct store_callback *callback = due->out.callbacks;
    assert_memory_equal(callback->execution, id, sizeof(id));
    assert_string_equal(callback->webhook_id, "msg_1");
    assert_string_equal(callback->profile, "crm");
    assert_string_equal(callback->body, "{}");
    assert_int_equal(callback->created, NOW);
    assert_null(callback->last);

    struct store_request *again =
        store_request_new(STORE_CALLBACK_SAVE, NULL, NULL);
    again->in.callback = *callback;
    again->in.callback.due = 2000;
    again->in.callback.tries = 1;
    again->in.callback.last = "503";
    auto_(store_request) struct store_request *saved = ask(again);
    auto_(store_request) struct store_request *later =
        listed(STORE_CALLBACKS_DUE, 2000, 10);
    assert_int_equal(later->out.ncallbacks, 1);
    assert_int_equal(later->out.callbacks[0].tries, 1);
    assert_string_equal(later->out.callbacks[0].last, "503");
    assert_false(later->out.callbacks[0].delivered);

    struct store_request *given_up =
        store_request_new(STORE_CALLBACK_SAVE, NULL, NULL);
    given_up->in.callback = saved->in.callback;
    given_up->in.callback.due = STORE_NEVER;
    store_request_free(ask(given_up));
    struct store_request *other = save(id, 2, STORE_NEVER);
    struct store_callback both[] = {saved->in.callback, saved->in.callback};
    both[0].due = both[1].due = 3000;
    other->in.callbacks = both;
    other->in.ncallbacks = ARRAY_LEN(both);
    store_request_free(ask(other));
    auto_(store_request) struct store_request *second =
        listed(STORE_CALLBACKS_DUE, 3000, 10);
    assert_int_equal(second->out.ncallbacks, 2);

    struct store_request *end =
        store_request_new(STORE_CALLBACK_SAVE, NULL, NULL);
    end->in.callback = second->out.callbacks[0];
    end->in.callback.due = STORE_NEVER;
    end->in.callback.delivered = true;
    store_request_free(ask(end));
    auto_(store_request) struct store_request *none =
        listed(STORE_CALLBACKS_DUE, 3000, 10);
    assert_int_equal(none->out.ncallbacks, 1);
    struct store_request *last =
        store_request_new(STORE_CALLBACK_SAVE, NULL, NULL);
    last->in.callback = none->out.callbacks[0];
    last->in.callback.due = STORE_NEVER;
    store_request_free(ask(last));

    struct store_request *unknown =
        store_request_new(STORE_CALLBACK_SAVE, NULL, NULL);
    unknown->in.callback.id = INT64_MAX;
    auto_(store_request) struct store_request *refused =
        store_do(store, unknown);
    assert_int_equal(refused->failure.status, STATUS_CONFLICT);
}

static struct case_id mine; /* what the names of a test begin with */

static const char *
own(struct arena *arena, const char *name)
{
    return name ? arena_printf(arena, "%s%s", mine.text, name) : NULL;
}

/* An execution that ended with a callback, made at NOW + `at`. */
static void
call_back(const char *webhook_id, const char *profile, int64_t at, int64_t due,
    bool delivered)
{
    uint8_t id[STORE_ID_SIZE];

    add(id);
    struct store_request *put = save(id, 1, STORE_NEVER);
    put->in.ncallbacks = 1;
    put->in.callbacks = &(struct store_callback){
        .webhook_id = own(&put->arena, webhook_id),
        .profile = own(&put->arena, profile),
        .body = "{}",
        .due = due,
        .created = NOW + at,
        .tries = 10,
        .last = "answered 503",
        .delivered = delivered,
    };
    store_request_free(ask(put));
}

static struct store_request *
outbox(enum store_kind kind, struct store_outbox wanted)
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    request->in.outbox = wanted;
    request->in.outbox.webhook_id = own(&request->arena, wanted.webhook_id);
    request->in.outbox.profile = own(&request->arena, wanted.profile);
    request->in.now = NOW + 50;
    return ask(request);
}

/* The ids of this test's own callbacks among what is listed. */
static void
expect_listed(struct store_outbox wanted, const char *ids)
{
    auto_(store_request) struct store_request *got =
        outbox(STORE_CALLBACKS, wanted);
    const size_t skip = strlen(mine.text);
    auto_(text) struct text list = {0};

    for (size_t i = 0; i < got->out.ncallbacks; i++)
        if (!strncmp(got->out.callbacks[i].webhook_id, mine.text, skip))
            text_addf(&list, "%s ", got->out.callbacks[i].webhook_id + skip);
    assert_string_equal(text_str(&list), ids);
}

static void
expect_replayed(struct store_outbox wanted, size_t n)
{
    auto_(store_request) struct store_request *got =
        outbox(STORE_CALLBACK_REPLAY, wanted);

    assert_int_equal(got->out.nreplayed, n);
}

static void
five_callbacks(void)
{
    mine = case_name("callback");
    call_back("w1", "crm", 0, 9000, false);
    call_back("g2", "crm", 1, STORE_NEVER, false);
    call_back("d3", "crm", 2, STORE_NEVER, true);
    call_back("g4", "erp", 3, STORE_NEVER, false);
    call_back("g5", "crm", 4, STORE_NEVER, false);
    reopen();
}

static struct store_request *
listed_with_open(const struct store_open *open, size_t limit)
{
    struct store_request *request =
        store_request_new(STORE_CALLBACKS_DUE, NULL, NULL);

    request->in.now = 1000;
    request->in.limit = limit;
    request->in.open = open;
    request->in.nopen = open ? 1 : 0;
    return ask(request);
}

/* How many of each profile of this test are due, as "crm:2 erp:1 ". */
static void
expect_due(const struct store_open *open, size_t limit, const char *counts)
{
    struct store_request *request = listed_with_open(open, limit);
    auto_(text) struct text told = {0};
    const size_t skip = strlen(mine.text);
    const char *names[] = {"crm", "erp"};

    for (size_t n = 0; n < ARRAY_LEN(names); n++) {
        size_t found = 0;

        for (size_t i = 0; i < request->out.ncallbacks; i++)
            found +=
                !strncmp(request->out.callbacks[i].profile, mine.text, skip) &&
                text_is(request->out.callbacks[i].profile + skip, names[n]);
        text_addf(&told, "%s:%zu ", names[n], found);
    }
    assert_string_equal(text_str(&told), counts);
    store_request_free(request);
}

static void
a_profile_with_many_holds_up_no_other(void **state)
{
    (void)state;
    mine = case_name("callback");
    for (int i = 0; i < 5; i++)
        call_back("c", "crm", 0, 100 + i, false);
    call_back("e", "erp", 0, 900, false);
    reopen();
    expect_due(NULL, 0, "crm:5 erp:1 ");
    expect_due(NULL, 3, "crm:3 erp:1 ");
    struct arena arena = {0};
    const struct store_open open = {.profile = own(&arena, "crm"), .n = 2};
    const struct store_open full = {.profile = open.profile, .n = 3};
    expect_due(&open, 3, "crm:1 erp:1 ");
    expect_due(&full, 3, "crm:0 erp:1 ");
    arena_free(&arena);
}

static void
callbacks_are_listed_by_what_became_of_them(void **state)
{
    const struct store_outbox any = {0}, dead = {.state = CALLBACK_GIVEN_UP},
                              late = {.state = CALLBACK_GIVEN_UP,
                                  .profile = "crm",
                                  .since = NOW + 2};

    (void)state;
    five_callbacks();
    expect_listed(any, "g5 g4 d3 g2 w1 ");
    expect_listed(dead, "g5 g4 g2 ");
    expect_listed(late, "g5 ");
    expect_listed((struct store_outbox){.state = CALLBACK_WAITING}, "w1 ");
    expect_listed((struct store_outbox){.state = CALLBACK_DELIVERED}, "d3 ");
    expect_listed((struct store_outbox){.webhook_id = "d3"}, "d3 ");
    expect_listed((struct store_outbox){.webhook_id = "none"}, "");
    auto_(store_request) struct store_request *one =
        outbox(STORE_CALLBACKS, (struct store_outbox){.webhook_id = "g2"});
    assert_string_equal(one->out.callbacks[0].body, "{}");
    assert_string_equal(one->out.callbacks[0].last, "answered 503");
    auto_(store_request) struct store_request *many =
        outbox(STORE_CALLBACKS, (struct store_outbox){.profile = "erp"});
    assert_int_equal(many->out.ncallbacks, 1);
    assert_null(many->out.callbacks[0].body);
}

static void
callbacks_that_were_given_up_are_replayed(void **state)
{
    const struct store_outbox late = {.profile = "crm", .since = NOW + 2},
                              waiting = {.state = CALLBACK_WAITING},
                              delivered = {.state = CALLBACK_DELIVERED};

    (void)state;
    five_callbacks();
    expect_replayed((struct store_outbox){.webhook_id = "w1"}, 0);
    expect_replayed(late, 1);
    expect_replayed(late, 0);
    expect_listed(waiting, "g5 w1 ");
    auto_(store_request) struct store_request *one =
        outbox(STORE_CALLBACKS, (struct store_outbox){.webhook_id = "g5"});
    assert_int_equal(one->out.callbacks[0].due, NOW + 50);
    assert_int_equal(one->out.callbacks[0].tries, 0);
    store_request_free(outbox(STORE_CALLBACK_REPLAY, (struct store_outbox){0}));
    expect_listed(waiting, "g5 g4 g2 w1 ");
    expect_replayed((struct store_outbox){0}, 0);
    expect_listed(delivered, "d3 ");
    expect_replayed((struct store_outbox){.webhook_id = "d3"}, 1);
    expect_listed(delivered, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_an_execution),
        cmocka_unit_test(refuses_an_execution_of_no_revision),
        cmocka_unit_test(saves_only_over_the_last_version),
        cmocka_unit_test(timeline_keeps_its_order),
        cmocka_unit_test(repeats_the_answer_for_the_same_idempotency_key),
        cmocka_unit_test(idempotency_keys_of_two_flows_are_two),
        cmocka_unit_test(due_ones_come_oldest_first),
        cmocka_unit_test(finds_what_a_crash_interrupted),
        cmocka_unit_test(finds_what_still_runs_of_a_flow),
        cmocka_unit_test(finds_by_recipient_and_flow),
        cmocka_unit_test(message_ids_lead_to_their_execution),
        cmocka_unit_test(orphans_are_handed_out_once),
        cmocka_unit_test(old_orphans_are_forgotten),
        cmocka_unit_test(callbacks_wait_until_they_are_delivered),
        cmocka_unit_test(a_profile_with_many_holds_up_no_other),
        cmocka_unit_test(callbacks_are_listed_by_what_became_of_them),
        cmocka_unit_test(callbacks_that_were_given_up_are_replayed),
    };

    return case_run(tests, set_up_flow);
}
