/* What the answers to hand-overs mean. */
#include "provider_case.h"

#define NOW INT64_C(1795165920000) /* 2026-11-20T09:12:00Z */
#define SEND "send:\n  url: \"{settings.url}\"\n"

struct asked {
    struct provider_case *c;
    struct courier_job *job;
    struct handover_answer answer;
};

static void
asked_close(struct asked *a)
{
    courier_job_free(a->job);
    case_close(a->c);
    free(a);
}
DEFINE_AUTO(asked, struct asked *, asked_close);

static struct asked *
ask(const char *lines, long status, const char *body)
{
    struct asked *a = calloc(1, sizeof(*a));

    assert_non_null(a);
    a->c = case_open(lines);
    case_set(a->c, "url", "http://h", false);
    a->job = case_make(a->c);
    a->job->answer.result = COURIER_ANSWERED;
    a->job->answer.status = status;
    a->job->answer.body = body;
    a->job->answer.len = strlen(body);
    a->job->answer.words = "";
    return a;
}

static void
read_it(struct asked *a)
{
    handover_read(
        &a->answer, &a->job->arena, a->c->message.provider, a->job, NOW);
    assert_non_null(a->answer.words);
}

/* "accepted", "unknown", or the class of a rejection. */
static const char *
word_of(const struct handover_answer *answer)
{
    if (answer->kind == EVENT_ACCEPTED)
        return "accepted";
    if (answer->kind == EVENT_UNKNOWN)
        return "unknown";
    assert_int_equal(answer->kind, EVENT_REJECTED);
    return reason_words[answer->reason];
}

static void
assert_word(const char *lines, long status, const char *body, const char *word)
{
    auto_(asked) struct asked *a = ask(lines, status, body);

    read_it(a);
    if (strcmp(word_of(&a->answer), word) != 0)
        fail_msg(
            "%ld %s is %s, not %s", status, body, word_of(&a->answer), word);
}

static void
undeclared_answers_have_a_meaning(void **state)
{
    static const struct {
        long status;
        const char *word;
    } rows[] = {
        {100, "unknown"},
        {200, "unknown"},
        {202, "accepted"},
        {204, "unknown"},
        {301, "unknown"},
        {400, "other"},
        {403, "other"},
        {408, "unknown"},
        {429, "rate_limited"},
        {499, "other"},
        {500, "unknown"},
        {503, "unknown"},
        {504, "unknown"},
        {599, "unknown"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_word(SEND "  accepted: {status: 202}\n", rows[i].status, "",
            rows[i].word);
}

static void
without_a_status_any_2xx_is_accepted(void **state)
{
    (void)state;
    assert_word(SEND "  accepted: {}\n", 200, "", "accepted");
    assert_word(SEND "  accepted: {}\n", 299, "", "accepted");
    assert_word(SEND "  accepted: {}\n", 300, "", "unknown");
    assert_word(SEND "  accepted: {}\n", 199, "", "unknown");
    assert_word(SEND "  accepted: {status: [201, 3xx]}\n", 302, "", "accepted");
    assert_word(SEND "  accepted: {status: [201, 3xx]}\n", 200, "", "unknown");
}

static void
declared_errors_come_first_and_in_order(void **state)
{
    const char *lines = SEND
        "  accepted: {status: 2xx}\n"
        "  errors:\n"
        "    - {status: 200, at: /error/code, is: [7, \"8\"], class: blocked}\n"
        "    - {at: /error/code, is: 9, class: payment}\n"
        "    - {status: 5xx, body: \"too busy\", class: provider_down}\n"
        "    - {status: [400, 404], class: parameters_wrong}\n"
        "    - {at: /fatal, class: auth}\n"
        "    - {status: 400, class: opted_out}\n";

    (void)state;
    assert_word(lines, 200, "{\"error\":{\"code\":7}}", "blocked");
    assert_word(lines, 200, "{\"error\":{\"code\":\"8\"}}", "blocked");
    assert_word(lines, 201, "{\"error\":{\"code\":7}}", "accepted");
    assert_word(lines, 200, "{\"error\":{\"code\":77}}", "accepted");
    assert_word(lines, 200, "{\"error\":7}", "accepted");
    assert_word(lines, 418, "{\"error\":{\"code\":9}}", "payment");
    assert_word(lines, 400, "{\"error\":{\"code\":9}}", "payment");
    assert_word(lines, 400, "", "parameters_wrong");
    assert_word(lines, 404, "{\"fatal\":null}", "parameters_wrong");
    assert_word(lines, 200, "{\"fatal\":null}", "auth");
    assert_word(lines, 503, "Sorry, too busy.", "provider_down");
    assert_word(lines, 503, "Sorry, too BUSY.", "unknown");
    assert_word(lines, 418, "", "other");
}

static void
a_word_anywhere_in_a_list_fits(void **state)
{
    const char *lines =
        SEND "  accepted: {at: /m/*/status, is: [\"0\"], message_id: /m/*/id}\n"
             "  errors: [{at: /m/*/status, is: [\"9\"], class: payment}]\n";

    (void)state;
    assert_word(
        lines, 200, "{\"m\":[{\"status\":\"0\",\"id\":\"a\"}]}", "accepted");
    assert_word(lines, 200,
        "{\"m\":[{\"status\":\"0\",\"id\":\"a\"},{\"status\":\"9\"}]}",
        "payment");
    assert_word(
        lines, 200, "{\"m\":[{\"status\":\"1\",\"id\":\"a\"}]}", "unknown");
}

static void
ids_are_read_for_each_part(void **state)
{
    const char *lines = SEND "  accepted: {message_id: /messages/*/id}\n";
    auto_(asked) struct asked *one =
        ask(lines, 200, "{\"messages\":[{\"id\":\"wamid.A==\"}]}");
    auto_(asked) struct asked *two = ask(
        lines, 200, "{\"messages\":[{\"id\":12345678901},{\"id\":\"007\"}]}");

    (void)state;
    read_it(one);
    assert_string_equal(word_of(&one->answer), "accepted");
    assert_int_equal(one->answer.nids, 1);
    assert_string_equal(one->answer.ids[0], "wamid.A==");
    read_it(two);
    assert_int_equal(two->answer.nids, 2);
    assert_string_equal(two->answer.ids[0], "12345678901");
    assert_string_equal(two->answer.ids[1], "007");
}

static void
an_acceptance_without_its_id_is_none(void **state)
{
    const char *lines = SEND "  accepted: {message_id: /id}\n";

    (void)state;
    assert_word(lines, 200, "{\"id\":\"\"}", "unknown");
    assert_word(lines, 200, "{\"id\":{}}", "unknown");
    assert_word(lines, 200, "{\"error\":\"no\"}", "unknown");
    assert_word(lines, 200, "OK", "unknown");
    assert_word(lines, 200, "", "unknown");
    assert_word(lines, 200, "{\"id\":\"a\",\"id\":\"b\"}", "unknown");
    assert_word(lines, 400, "{\"id\":\"a\"}", "other");
}

static void
more_ids_than_parts_are_dropped(void **state)
{
    auto_(text) struct text body = {0};

    (void)state;
    text_add(&body, "[");
    for (int i = 0; i < HANDOVER_IDS_MAX + 5; i++)
        text_addf(&body, "%s\"m%d\"", i ? "," : "", i);
    text_add(&body, "]");
    auto_(asked) struct asked *a =
        ask(SEND "  accepted: {message_id: /*}\n", 200, body.bytes);
    read_it(a);
    assert_int_equal(a->answer.nids, HANDOVER_IDS_MAX);
    assert_string_equal(a->answer.ids[HANDOVER_IDS_MAX - 1], "m15");
}

static void
results_of_the_courier_are_told_apart(void **state)
{
    static const struct {
        enum courier_result result;
        const char *word;
    } rows[] = {
        {COURIER_NOT_SENT, "provider_down"},
        {COURIER_UNKNOWN, "unknown"},
        {COURIER_REFUSED_ADDRESS, "other"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(asked) struct asked *a =
            ask(SEND "  accepted: {status: 200}\n", 200, "");

        a->job->answer.result = rows[i].result;
        a->job->answer.body = NULL;
        a->job->answer.words = "Could not resolve host: h\n";
        read_it(a);
        assert_string_equal(word_of(&a->answer), rows[i].word);
        assert_string_equal(a->answer.words, "Could not resolve host: h");
    }
}

static void
a_wish_to_wait_is_kept_where_it_counts(void **state)
{
    static const struct {
        long status;
        const char *after;
        int64_t wait;
    } rows[] = {
        {429, "7", 7000},
        {429, "Fri, 20 Nov 2026 09:12:30 GMT", 30000},
        {429, "99999999", INT64_C(86400000)},
        {429, NULL, 0},
        {503, "7", 7000},
        {400, "7", 0},
        {202, "7", 0},
        {500, "7", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(asked) struct asked *a =
            ask(SEND "  accepted: {status: 202}\n"
                     "  errors: [{status: 503, class: provider_down}]\n",
                rows[i].status, "");

        a->job->answer.retry_after = rows[i].after;
        read_it(a);
        assert_int_equal(a->answer.retry_after_ms, rows[i].wait);
    }
}

static void
assert_words(struct asked *a, const char *wanted)
{
    read_it(a);
    assert_string_equal(a->answer.words, wanted);
}

static void
words_say_what_was_said(void **state)
{
    const char *lines = SEND "  accepted: {status: 202}\n";
    auto_(asked) struct asked *said =
        ask(lines, 403, "  Authorization\r\nfailed \x1b[31m");
    auto_(asked) struct asked *nothing = ask(lines, 500, "");
    auto_(asked) struct asked *page = ask(lines, 502, "<html>Bad</html>");

    (void)state;
    assert_words(said, "HTTP 403: Authorization failed \\x1B[31m");
    assert_words(nothing, "HTTP 500");
    page->job->answer.content_type = "Text/HTML; charset=utf-8";
    assert_words(page, "HTTP 502");
}

static void
secrets_and_values_do_not_come_back(void **state)
{
    auto_(provider_case) struct provider_case *c =
        case_open(SEND "  auth: {basic: {username: settings.word, password: "
                       "settings.token}}\n  accepted: {status: 202}\n");
    struct handover_answer answer;

    (void)state;
    case_set(c, "url", "http://h", false);
    case_set(c, "word", "Aladdin", false);
    case_set(c, "token", "open \"sesame\"", false);
    case_param(c, "code", "body", "482913");
    case_param(c, "n", "body", "12");
    c->message.text = "482913 is your code";
    auto_(courier_job) struct courier_job *job = case_make(c);
    job->answer.result = COURIER_ANSWERED;
    job->answer.status = 400;
    job->answer.body = "12 open \"sesame\" open%20%22sesame%22 "
                       "{\"k\":\"open \\\"sesame\\\"\"} "
                       "QWxhZGRpbjpvcGVuICJzZXNhbWUi 482913 text";
    job->answer.len = strlen(job->answer.body);
    handover_read(&answer, &job->arena, c->message.provider, job, NOW);
    assert_string_equal(
        answer.words, "HTTP 400: 12 *** *** {\"k\":\"***\"} *** *** text");
    job->answer.status = 202;
    handover_read(&answer, &job->arena, c->message.provider, job, NOW);
    assert_string_equal(answer.words, "HTTP 202");
    job->answer.result = COURIER_NOT_SENT;
    job->answer.words = "cannot reach open \"sesame\"";
    handover_read(&answer, &job->arena, c->message.provider, job, NOW);
    assert_string_equal(answer.words, "cannot reach ***");
}

static void
secrets_of_fields_do_not_come_back(void **state)
{
    auto_(provider_case) struct provider_case *c =
        case_open(SEND "  query: {t: \"{settings.token}\", w: "
                       "\"{settings.word}\", u: \"{to}\"}\n"
                       "  accepted: {status: 202}\n");
    struct handover_answer answer;

    (void)state;
    case_set(c, "url", "http://h", false);
    case_set(c, "token", "t1", false); /* secret by the provider's word */
    case_set(c, "word", "FALLBACK_CASE_WORD", true); /* and by the channel's */
    setenv("FALLBACK_CASE_WORD", "w2", 1);
    auto_(courier_job) struct courier_job *job = case_make(c);
    unsetenv("FALLBACK_CASE_WORD");
    assert_string_equal(job->url, "http://h?t=t1&w=w2&u=%2B393331234513");
    job->answer.result = COURIER_ANSWERED;
    job->answer.status = 400;
    job->answer.body = "t1 w2 h";
    job->answer.len = strlen(job->answer.body);
    handover_read(&answer, &job->arena, c->message.provider, job, NOW);
    assert_string_equal(answer.words, "HTTP 400: *** *** h");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undeclared_answers_have_a_meaning),
        cmocka_unit_test(without_a_status_any_2xx_is_accepted),
        cmocka_unit_test(declared_errors_come_first_and_in_order),
        cmocka_unit_test(a_word_anywhere_in_a_list_fits),
        cmocka_unit_test(ids_are_read_for_each_part),
        cmocka_unit_test(an_acceptance_without_its_id_is_none),
        cmocka_unit_test(more_ids_than_parts_are_dropped),
        cmocka_unit_test(results_of_the_courier_are_told_apart),
        cmocka_unit_test(a_wish_to_wait_is_kept_where_it_counts),
        cmocka_unit_test(words_say_what_was_said),
        cmocka_unit_test(secrets_and_values_do_not_come_back),
        cmocka_unit_test(secrets_of_fields_do_not_come_back),
    };

    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
