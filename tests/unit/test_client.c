/* The commands' HTTP client: what it sends, what it refuses, what it says. */
#include "test.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "scripted.h"
#include "server.h"

static struct scripted server;

static struct client *
open_to_server(const char *token)
{
    struct failure failure = {0};
    char url[60];

    snprintf(url, sizeof(url), "http://127.0.0.1:%d", server.port);
    const struct client_options options = {
        .url = url,
        .token = token,
        .total_ms = 5000,
        .answer_max = 1000,
    };
    struct client *client = client_open(&options, &failure);
    assert_string_equal(failure.text, "");
    return client;
}

static void
asks_and_reads_the_answer(void **state)
{
    static const char *const replies[] = {
        SCRIPTED_WITH("201 Created", "ETag: \"3\"\r\nRetry-After: 17\r\n",
            "{\"a\":[1,2]}"),
        NULL,
    };
    static const char *const headers[] = {"If-Match: \"2\"", NULL};
    auto_(client_answer) struct client_answer answer = {0};
    struct failure failure = {0};
    json_t *body = json_pack("{s:s}", "title", "caf\xC3\xA9");
    const struct client_call call = {
        .method = "PUT",
        .path = "/v1/HX/x?y=1",
        .body = body,
        .headers = headers,
    };

    (void)state;
    scripted_start(&server, NULL, replies);
    auto_(client) struct client *client = open_to_server("secret");
    assert_true(client_ask(client, &call, &answer, &failure));
    assert_int_equal(answer.status, 201);
    assert_string_equal(answer.etag, "\"3\"");
    assert_string_equal(answer.retry_after, "17");
    assert_int_equal(json_array_size(json_object_get(answer.json, "a")), 2);
    scripted_stop(&server);
    const char *asked = server.asked[0];
    assert_ptr_equal(strstr(asked, "PUT /v1/HX/x?y=1 HTTP/1.1\r\n"), asked);
    assert_non_null(strstr(asked, "\r\napi-key: secret\r\n"));
    assert_non_null(strstr(asked, "\r\nIf-Match: \"2\"\r\n"));
    assert_non_null(strstr(asked, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(asked, "\r\n\r\n{\"title\":\"caf\xC3\xA9\"}"));
    json_decref(body);
}

static void
posts_without_a_body_say_its_length(void **state)
{
    static const char *const replies[] = {
        SCRIPTED_JSON("204 No Content", ""), NULL};
    const struct client_call call = {.method = "POST", .path = "/cancel"};
    auto_(client_answer) struct client_answer answer = {0};
    struct failure failure = {0};

    (void)state;
    scripted_start(&server, NULL, replies);
    auto_(client) struct client *client = open_to_server(NULL);
    assert_true(client_ask(client, &call, &answer, &failure));
    assert_null(answer.json);
    scripted_stop(&server);
    assert_non_null(strstr(server.asked[0], "Content-Length: 0\r\n"));
    assert_null(strstr(server.asked[0], "Content-Type"));
    assert_null(strstr(server.asked[0], "api-key"));
}

/* Asks a server that always says the same. */
static bool
ask_once(const char *method, const char *reply, struct client_answer *answer,
    struct failure *failure)
{
    const char *const replies[] = {reply, reply, reply, reply, NULL};
    const struct client_call call = {.method = method, .path = "/x"};

    scripted_start(&server, NULL, replies);
    auto_(client) struct client *client = open_to_server("secret");
    const bool ok = client_ask(client, &call, answer, failure);
    scripted_stop(&server);
    return ok;
}

static void
follows_no_redirect(void **state)
{
    auto_(client_answer) struct client_answer answer = {0};
    struct failure failure = {0};
    char reply[200];

    (void)state;
    snprintf(reply, sizeof(reply),
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:1/\r\n"
        "Content-Length: 0\r\nConnection: close\r\n\r\n");
    assert_true(ask_once("GET", reply, &answer, &failure));
    assert_int_equal(answer.status, 302);
    assert_int_equal(server.nasked, 1);
}

static void
says_that_a_broken_post_may_have_been_done(void **state)
{
    auto_(client_answer) struct client_answer answer = {0};
    struct failure failure = {0}, get_failure = {0};

    (void)state;
    assert_false(ask_once("POST", "", &answer, &failure));
    assert_int_equal(failure.status, STATUS_UNREACHABLE);
    assert_non_null(strstr(failure.text, "may have been done"));
    assert_int_equal(server.nasked, 1);
    assert_false(ask_once("GET", "", &answer, &get_failure));
    assert_null(strstr(get_failure.text, "may have been done"));
}

static void
asks_again_only_what_changes_nothing(void **state)
{
#define BUSY(headers) SCRIPTED_WITH("503 Service Unavailable", headers, "{}")
    static const struct {
        const char *method, *replies[5];
        size_t asked;
        long status;
    } cases[] = {
        {"GET", {"", BUSY(""), SCRIPTED_JSON("200 OK", "{}")}, 3, 200},
        {"GET", {BUSY("Retry-After: 0\r\n"), SCRIPTED_JSON("200 OK", "{}")}, 2,
            200},
        {"GET", {BUSY(""), BUSY(""), BUSY(""), BUSY("")}, 3, 503},
        {"GET", {BUSY("Retry-After: 60\r\n"), "", ""}, 1, 503},
        {"GET", {SCRIPTED_JSON("500 Internal Server Error", "{}"), ""}, 1, 500},
        {"POST", {BUSY("Retry-After: 0\r\n"), "", ""}, 1, 503},
        {"DELETE", {BUSY(""), "", ""}, 1, 503},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct client_call call = {.method = cases[i].method, "/x"};
        auto_(client_answer) struct client_answer answer = {0};
        struct failure failure = {0};

        scripted_start(&server, NULL, cases[i].replies);
        auto_(client) struct client *client = open_to_server(NULL);
        assert_true(client_ask(client, &call, &answer, &failure));
        scripted_stop(&server);
        assert_int_equal(answer.status, cases[i].status);
        assert_int_equal(server.nasked, cases[i].asked);
    }
}

/* A connection that is kept alive and breaks: curl would ask again. */
static void
asks_once_when_a_kept_connection_breaks(void **state)
{
    const struct client_call call = {.method = "POST", .path = "/x"};
    struct failure failure = {0};
    struct server breaking;
    char url[60];

    (void)state;
    server_start(&breaking, END_SECOND);
    snprintf(url, sizeof(url), "http://127.0.0.1:%d", breaking.port);
    const struct client_options options = {.url = url, .total_ms = 5000};
    auto_(client) struct client *client = client_open(&options, &failure);
    for (int i = 0; i < 2; i++) {
        auto_(client_answer) struct client_answer answer = {0};

        assert_int_equal(client_ask(client, &call, &answer, &failure), i == 0);
    }
    assert_non_null(strstr(failure.text, "may have been done"));
    assert_int_equal(breaking.requests, 2);
    server_stop(&breaking);
}

static void
caps_what_it_reads(void **state)
{
    auto_(client_answer) struct client_answer answer = {0};
    struct failure failure = {0};
    char reply[2000];

    (void)state;
    snprintf(reply, sizeof(reply), "%s%01500d", SCRIPTED_JSON("200 OK", ""), 0);
    assert_false(ask_once("GET", reply, &answer, &failure));
    assert_int_equal(failure.status, STATUS_UNREACHABLE);
    assert_non_null(strstr(failure.text, "more than 1000 bytes"));
}

/* A listener that nobody accepts from: the kernel connects, none answers. */
static void
gives_up_in_time(void **state)
{
    const struct client_call call = {.method = "GET", .path = "/x"};
    auto_(client_answer) struct client_answer answer = {0};
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t len = sizeof(address);
    struct failure failure = {0};
    char url[60];

    (void)state;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fd, 4), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    snprintf(url, sizeof(url), "http://127.0.0.1:%d", ntohs(address.sin_port));
    const struct client_options options = {.url = url, .total_ms = 100};
    auto_(client) struct client *client = client_open(&options, &failure);
    assert_false(client_ask(client, &call, &answer, &failure));
    assert_int_equal(failure.status, STATUS_UNREACHABLE);
    assert_non_null(strstr(failure.text, "timed out"));
    close(fd);
}

static void
refuses_addresses(void **state)
{
    static const struct {
        const char *url;
        enum status status;
    } cases[] = {
        {"http://run.acme.example", STATUS_DENIED},
        {"http://10.0.0.1:8080", STATUS_DENIED},
        {"http://127.0.0.1.acme.example", STATUS_DENIED},
        {"http://localhost.acme.example", STATUS_DENIED},
        {"http://[::2]:80", STATUS_DENIED},
        {"https://run.acme.example", STATUS_DONE},
        {"https://run.acme.example:8443/", STATUS_DONE},
        {"http://localhost:8080", STATUS_DONE},
        {"http://127.9.9.9", STATUS_DONE},
        {"http://[::1]:8080", STATUS_DONE},
        {"https://user:pass@run.acme.example", STATUS_USAGE},
        {"https://run.acme.example/path", STATUS_USAGE},
        {"https://run.acme.example/?a=b", STATUS_USAGE},
        {"ftp://run.acme.example", STATUS_USAGE},
        {"run.acme.example", STATUS_USAGE},
        {"", STATUS_USAGE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct client_options options = {
            .url = cases[i].url,
            .token = "secret",
        };
        struct failure failure = {0};
        auto_(client) struct client *client = client_open(&options, &failure);

        if (failure.status != cases[i].status)
            fail_msg("%s: %s", cases[i].url, failure.text);
        assert_int_equal(client != NULL, cases[i].status == STATUS_DONE);
        assert_null(strstr(failure.text, "secret"));
    }
    const struct client_options two_lines = {
        .url = "https://run.acme.example",
        .token = "a\r\nX: b",
    };
    struct failure failure = {0};
    assert_null(client_open(&two_lines, &failure));
    assert_int_equal(failure.status, STATUS_USAGE);
}

static void
problems_become_failures(void **state)
{
    static const struct {
        const char *reply;
        enum status status;
        const char *text, *code;
    } cases[] = {
        {SCRIPTED_JSON("401 Unauthorized",
             "{\"code\":\"key-wrong\",\"detail\":\"no such key\"}"),
            STATUS_DENIED,
            "the runner answered 401: no such key; give a key by --token-file "
            "or FALLBACK_TOKEN",
            "key-wrong"},
        {SCRIPTED_JSON("422 Unprocessable", "{\"title\":\"a\\u001b[0m\"}"),
            STATUS_FINDINGS, "the runner answered 422: a\\x1B[0m", ""},
        {SCRIPTED_JSON("502 Bad Gateway", "<html>"), STATUS_UNREACHABLE,
            "the runner answered 502", ""},
        {SCRIPTED_JSON("404 Not Found", "{}"), STATUS_USAGE,
            "the runner answered 404", ""},
        {SCRIPTED_JSON("412 Precondition Failed", "{}"), STATUS_CONFLICT,
            "the runner answered 412", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        auto_(client_answer) struct client_answer answer = {0};
        struct failure failure = {0};

        assert_true(ask_once("GET", cases[i].reply, &answer, &failure));
        assert_false(client_refused(&answer, &failure));
        assert_string_equal(failure.text, cases[i].text);
        assert_int_equal(failure.status, cases[i].status);
        assert_string_equal(client_problem(&answer), cases[i].code);
    }
}

static void
reaches_sockets_whatever_their_length(void **state)
{
    static const char *const replies[] = {SCRIPTED_JSON("200 OK", "{}"), NULL};
    auto_(client_answer) struct client_answer answer = {0};
    const struct client_call call = {.method = "GET", .path = "/x"};
    char folder[] = "/tmp/fallback-client-XXXXXX", path[300], near[60];
    struct failure failure = {0};
    struct text longer = {0};

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(near, sizeof(near), "%s/s", folder);
    text_add(&longer, folder);
    for (int i = 0; i < 60; i++)
        text_add(&longer, "/.");
    snprintf(path, sizeof(path), "%s/s", text_str(&longer));
    text_done(&longer);
    const struct client_options options = {.socket = path, .token = "secret"};
    auto_(client) struct client *client = client_open(&options, &failure);
    assert_false(client_reaches(client));
    scripted_start(&server, near, replies);
    assert_true(client_reaches(client));
    assert_true(client_ask(client, &call, &answer, &failure));
    assert_int_equal(answer.status, 200);
    scripted_stop(&server);
    assert_non_null(strstr(server.asked[0], "api-key: secret"));
    assert_false(client_reaches(client));
    unlink(near);
    rmdir(folder);
}

static void
escapes_what_a_path_cannot_hold(void **state)
{
    auto_(text) struct text path = {0};

    (void)state;
    client_escape(&path, "a/b?c=d e&\xC3\xA9~-._9%");
    assert_string_equal(text_str(&path), "a%2Fb%3Fc%3Dd%20e%26%C3%A9~-._9%25");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_and_reads_the_answer),
        cmocka_unit_test(posts_without_a_body_say_its_length),
        cmocka_unit_test(follows_no_redirect),
        cmocka_unit_test(says_that_a_broken_post_may_have_been_done),
        cmocka_unit_test(asks_once_when_a_kept_connection_breaks),
        cmocka_unit_test(caps_what_it_reads),
        cmocka_unit_test(gives_up_in_time),
        cmocka_unit_test(refuses_addresses),
        cmocka_unit_test(asks_again_only_what_changes_nothing),
        cmocka_unit_test(problems_become_failures),
        cmocka_unit_test(reaches_sockets_whatever_their_length),
        cmocka_unit_test(escapes_what_a_path_cannot_hold),
    };

    setenv("http_proxy", "http://127.0.0.1:1", 1); /* not for this machine */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
