/* Routes, the strict reading of headers, and problems as JSON. */
#include "test.h"

#include "problem.h"
#include "route.h"
#include "strict.h"

static void
nothing(
    struct front_request *request, const struct route_match *match, void *data)
{
    (void)request;
    (void)match;
    (void)data;
}

static const struct route rows[] = {
    {"GET", "/", nothing},
    {"GET", "/healthz", nothing},
    {"POST", "/v1/{sid}/workflow/v1/instances/{id}/invoke", nothing},
    {"GET", "/v1/{sid}/workflow/v1/instances/{id}", nothing},
    {"PUT", "/v1/{sid}/workflow/v1/instances/{id}", nothing},
    {"DELETE", "/v1/{sid}/workflow/v1/instances/{id}", nothing},
    {"GET", "/v1/{sid}/workflow/v1/instances", nothing},
    {"POST", "/dlr/{channel}/{rest...}", nothing},
    {0},
};

/* "row: value value ..." of a match, or the name of the refusal. */
static const char *
found(const char *method, const char *path)
{
    static const char *const refusals[] = {"found", "404", "405", "400"};
    static char text[2048];
    struct route_match match = {0};
    const enum route_result result = route_find(rows, method, path, &match);

    if (result == ROUTE_NO_METHOD) {
        snprintf(text, sizeof(text), "405 %s", match.allow);
        return text;
    }
    if (result != ROUTE_FOUND)
        return refusals[result];
    int len = snprintf(text, sizeof(text), "%d", (int)(match.route - rows));
    for (size_t i = 0; i < ROUTE_VALUES && match.values[i]; i++)
        len += snprintf(
            text + len, sizeof(text) - (size_t)len, " %s", match.values[i]);
    return text;
}

static void
finds_rows_and_catches_segments(void **state)
{
    (void)state;
    assert_string_equal(found("GET", "/"), "0");
    assert_string_equal(found("GET", "/healthz"), "1");
    assert_string_equal(found("HEAD", "/healthz"), "1");
    assert_string_equal(
        found("POST", "/v1/HX07IN/workflow/v1/instances/0192-9f/invoke"),
        "2 HX07IN 0192-9f");
    assert_string_equal(
        found("PUT", "/v1/HX/workflow/v1/instances/x"), "4 HX x");
    assert_string_equal(found("GET", "/v1/HX/workflow/v1/instances"), "6 HX");
    assert_string_equal(found("POST", "/dlr/sms/a/b//c"), "7 sms a/b//c");
    assert_string_equal(found("POST", "/dlr/sms/"), "7 sms ");
    assert_string_equal(found("POST", "/dlr/sms"), "7 sms ");
}

static void
decodes_a_segment_once(void **state)
{
    (void)state;
    assert_string_equal(
        found("PUT", "/v1/a%2Fb/workflow/v1/instances/%2541+%C3%a9"),
        "4 a/b %41+\303\251");
    assert_string_equal(found("POST", "/dlr/a%20b/%41"), "7 a b %41");
}

static void
refuses_wrong_escapes_and_long_paths(void **state)
{
    static const char *const wrong[] = {"%", "%4", "%zz", "%00", "a%0", "%-1"};
    char path[ROUTE_TEXT + 200];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        snprintf(
            path, sizeof(path), "/v1/x/workflow/v1/instances/%s", wrong[i]);
        assert_string_equal(found("PUT", path), "400");
    }
    snprintf(path, sizeof(path), "/dlr/sms/%0*d", ROUTE_TEXT, 0);
    assert_string_equal(found("POST", path), "400");
    snprintf(path, sizeof(path), "/dlr/sms/%0*d", ROUTE_TEXT - 40, 0);
    assert_true(found("POST", path)[0] == '7');
}

static void
says_what_is_not_there(void **state)
{
    static const char *const absent[] = {"", "*", "healthz", "//", "/healthz/",
        "/healthz/x", "/HEALTHZ", "/v1", "/v1/", "/v1//workflow/v1/instances",
        "/v1/HX/workflow/v1/instances/", "/v1/HX/workflow/v1/instances/a/b",
        "/v1/HX/workflow/v1/instances/a/invoke/", "/dlr", "/dlr/",
        "http://host/healthz", "/healthz%2f", "/%68ealthz"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(absent); i++)
        assert_string_equal(found("GET", absent[i]), "404");
}

static void
says_which_methods_there_are(void **state)
{
    (void)state;
    assert_string_equal(found("POST", "/v1/HX/workflow/v1/instances/x"),
        "405 GET, HEAD, PUT, DELETE");
    assert_string_equal(
        found("GET", "/v1/HX/workflow/v1/instances/x/invoke"), "405 POST");
    assert_string_equal(
        found("HEAD", "/v1/HX/workflow/v1/instances/x/invoke"), "405 POST");
    assert_string_equal(found("get", "/healthz"), "405 GET, HEAD");
}

static const char *
fault_of(const char *const *headers)
{
    struct strict strict = {0};

    for (; *headers; headers += 2)
        strict_header(&strict, headers[0], headers[1]);
    return strict_fault(&strict);
}

static void
takes_ordinary_headers(void **state)
{
    static const char *const rows_[][9] = {
        {"Host", "a", "Content-Length", "12", NULL},
        {"Host", "a", "Transfer-Encoding", "chunked", NULL},
        {"Host", "a", "transfer-encoding", "Chunked", NULL},
        {"Host", "a", "X-Twice", "1", "X-Twice", "2\t3", NULL},
        {"Host", "a", "Content-Length", "0", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows_); i++)
        assert_null(fault_of(rows_[i]));
}

static void
refuses_headers_with_two_meanings(void **state)
{
    static const char *const rows_[][9] = {
        {"Content-Length", "12", "Transfer-Encoding", "chunked", NULL},
        {"Transfer-Encoding", "chunked", "content-length", "12", NULL},
        {"Content-Length", "12", "Content-Length", "12", NULL},
        {"Content-Length", "12", "CONTENT-LENGTH", "13", NULL},
        {"Content-Length", "12, 12", NULL},
        {"Content-Length", "+12", NULL},
        {"Content-Length", "-1", NULL},
        {"Content-Length", "0x10", NULL},
        {"Content-Length", "", NULL},
        {"Content-Length", "1 2", NULL},
        {"Content-Length", "9999999999999999999999", NULL},
        {"Transfer-Encoding", "gzip, chunked", NULL},
        {"Transfer-Encoding", "identity", NULL},
        {"Transfer-Encoding", "", NULL},
        {"Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked", NULL},
        {"Transfer-Encoding", "chunked", "Transfer-Encoding", "gzip", NULL},
        {"Host", "a", "host", "a", NULL},
        {"Host", "a", "Host", "b", NULL},
        {"Content-Length ", "12", NULL},
        {" Content-Length", "12", NULL},
        {"Content\tLength", "12", NULL},
        {"", "12", NULL},
        {"X-\303\251", "12", NULL},
        {"X-Name", "a\rb", NULL},
        {"X-Name", "a\nb", NULL},
        {"X-Name", "a\x7f", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows_); i++)
        if (!fault_of(rows_[i]))
            fail_msg("row %zu is taken", i);
}

static void
problems_are_clean_json(void **state)
{
    (void)state;
    auto_(heap) char *full = problem_json(&(struct problem){
        .status = 422,
        .code = "unknown-input",
        .pointer = "/input/send1/templateParams/x",
        .detail = "'\x1b[2J' is not an input \xff",
    });
    assert_string_equal(full,
        "{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\","
        "\"status\":422,\"code\":\"unknown-input\","
        "\"detail\":\"'\\\\x1B[2J' is not an input \\\\xFF\","
        "\"pointer\":\"/input/send1/templateParams/x\"}");
    auto_(heap) char *brief =
        problem_json(&(struct problem){.status = 404, .code = "not-found"});
    assert_string_equal(brief,
        "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
        "\"code\":\"not-found\"}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_rows_and_catches_segments),
        cmocka_unit_test(decodes_a_segment_once),
        cmocka_unit_test(refuses_wrong_escapes_and_long_paths),
        cmocka_unit_test(says_what_is_not_there),
        cmocka_unit_test(says_which_methods_there_are),
        cmocka_unit_test(takes_ordinary_headers),
        cmocka_unit_test(refuses_headers_with_two_meanings),
        cmocka_unit_test(problems_are_clean_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
