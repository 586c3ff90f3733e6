/* The courier: a request is on the wire once or not at all, and the result
 * says which. */
#include "test.h"

#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "courier.h"
#include "server.h"
#include "text.h"

#define PATIENCE_MS 60000
#define MADE_HERE 0x7E57 /* ai_flags of the addresses below */

static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t names_changed = PTHREAD_COND_INITIALIZER;
static bool names_hang;

static struct addrinfo *
made_address(uint32_t address, const char *port, struct addrinfo *next)
{
    struct addrinfo *made =
        calloc(1, sizeof(*made) + sizeof(struct sockaddr_in));
    struct sockaddr_in *in = (struct sockaddr_in *)(void *)(made + 1);

    in->sin_family = AF_INET;
    in->sin_addr.s_addr = htonl(address);
    in->sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    *made = (struct addrinfo){.ai_flags = MADE_HERE,
        .ai_family = AF_INET,
        .ai_socktype = SOCK_STREAM,
        .ai_addrlen = sizeof(*in),
        .ai_addr = (struct sockaddr *)in,
        .ai_next = next};
    return made;
}

/*
 * In the place of libc's, for libcurl too: names without an entry in any DNS.
 * "two.test" is 10.1.1.1 and then 127.0.0.1; "hang.test" comes to no end
 * while names_hang. The arguments have libc's names.
 */
int
getaddrinfo(const char *name, const char *service, const struct addrinfo *req,
    struct addrinfo **pai)
{
    int (*real)(const char *, const char *, const struct addrinfo *,
        struct addrinfo **);

    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (name && !strcmp(name, "two.test")) {
        *pai = made_address(
            0x0A010101, service, made_address(INADDR_LOOPBACK, service, NULL));
        return 0;
    }
    if (!name || strcmp(name, "hang.test") != 0)
        return real(name, service, req, pai);
    pthread_mutex_lock(&names_lock);
    while (names_hang)
        pthread_cond_wait(&names_changed, &names_lock);
    pthread_mutex_unlock(&names_lock);
    return EAI_AGAIN;
}

void
freeaddrinfo(struct addrinfo *ai)
{
    void (*real)(struct addrinfo *);
    const bool made = ai && ai->ai_flags == MADE_HERE;

    *(void **)&real = dlsym(RTLD_NEXT, "freeaddrinfo");
    if (!made) {
        real(ai);
        return;
    }
    while (ai) {
        struct addrinfo *next = ai->ai_next;

        free(ai);
        ai = next;
    }
}

static struct courier *
open_courier(const struct guard *guard, size_t in_flight)
{
    struct failure failure = {0};
    struct courier *courier = courier_open(
        &(struct courier_options){.guard = guard, .in_flight = in_flight},
        &failure);

    assert_non_null(courier);
    return courier;
}

static struct courier_job *
new_job(const struct server *server, const char *path)
{
    struct courier_job *job = courier_job_new();

    job->method = "POST";
    job->url =
        arena_printf(&job->arena, "http://127.0.0.1:%d%s", server->port, path);
    job->body = "{\"to\":\"393331234567\"}";
    job->len = strlen(job->body);
    job->content_type = "application/json";
    job->timeout_ms = PATIENCE_MS;
    return job;
}

static struct courier_job *
take_result(struct courier *courier)
{
    struct pollfd pfd = {.fd = courier_fd(courier), .events = POLLIN};
    struct courier_job *job;

    while (!(job = courier_next_result(courier)))
        assert_int_equal(poll(&pfd, 1, 2 * PATIENCE_MS), 1);
    return job;
}

static struct courier_job *
send_one(struct courier *courier, struct courier_job *job)
{
    courier_submit(courier, job);
    return take_result(courier);
}

/* One job to a server of that manner; its result, and what the test reads. */
static struct courier_job *
meet(enum manner manner, struct server *server,
    void (*change)(struct courier_job *))
{
    struct courier *courier = open_courier(NULL, 0);

    server_start(server, manner);
    struct courier_job *job = new_job(server, "/send");
    if (change)
        change(job);
    assert_ptr_equal(send_one(courier, job), job);
    assert_int_equal(courier_busy(courier), 0);
    courier_close(courier);
    server_stop(server);
    return job;
}

static void
brings_the_answer_back(void **state)
{
    struct server server;
    auto_(courier_job) struct courier_job *job = meet(ANSWER, &server, NULL);

    (void)state;
    assert_int_equal(job->answer.result, COURIER_ANSWERED);
    assert_int_equal(job->answer.status, 200);
    assert_string_equal(job->answer.body, "hello");
    assert_int_equal(job->answer.len, 5);
    assert_string_equal(job->answer.words, "");
    assert_non_null(strstr(server.last, "POST /send HTTP/1.1\r\n"));
    assert_non_null(
        strstr(server.last, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(server.last, "\r\n\r\n{\"to\":\"393331234567\"}"));
    assert_null(strstr(server.last, "Expect"));
}

static void
make_get(struct courier_job *job)
{
    static const char *const headers[] = {
        "X-One: 1", "Authorization: Basic eA=="};

    job->method = "GET";
    job->body = NULL;
    job->len = 0;
    job->content_type = NULL;
    job->headers = headers;
    job->nheaders = 2;
}

static void
make_delete(struct courier_job *job)
{
    make_get(job);
    job->method = "DELETE";
}

static void
make_put(struct courier_job *job)
{
    job->method = "PUT";
}

static void
empty_post(struct courier_job *job)
{
    job->body = NULL;
    job->len = 0;
    job->content_type = NULL;
}

static void
speaks_every_method(void **state)
{
    static const struct {
        void (*change)(struct courier_job *);
        const char *begins, *holds;
    } rows[] = {
        {make_get, "GET /send HTTP/1.1\r\n", "X-One: 1\r\n"},
        {make_delete, "DELETE /send HTTP/1.1\r\n", "Authorization: Basic eA=="},
        {make_put, "PUT /send HTTP/1.1\r\n", "{\"to\""},
        {empty_post, "POST /send HTTP/1.1\r\n", "Content-Length: 0\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct server server;
        auto_(courier_job) struct courier_job *job =
            meet(ANSWER, &server, rows[i].change);

        assert_int_equal(job->answer.result, COURIER_ANSWERED);
        assert_memory_equal(
            server.last, rows[i].begins, strlen(rows[i].begins));
        assert_non_null(strstr(server.last, rows[i].holds));
        assert_null(strstr(server.last, "urlencoded"));
    }
}

/* `idle` kept connections, each of which ends when it is used again. */
static void
use_a_dying_connection(enum manner manner, int idle, size_t body)
{
    struct courier *courier = open_courier(NULL, 0);
    struct server server;
    auto_(heap) char *bytes = calloc(1, body + 1);

    server_start(&server, manner);
    server.together = idle;
    for (int i = 0; i < idle; i++)
        courier_submit(courier, new_job(&server, "/first"));
    for (int i = 0; i < idle; i++) {
        auto_(courier_job) struct courier_job *job = take_result(courier);

        assert_int_equal(job->answer.result, COURIER_ANSWERED);
    }
    assert_int_equal(server.connections, idle);
    struct courier_job *second = new_job(&server, "/second");
    second->body = bytes;
    second->len = body;
    auto_(courier_job) struct courier_job *job = send_one(courier, second);
    assert_int_equal(job->answer.result, COURIER_UNKNOWN);
    assert_string_not_equal(job->answer.words, "");
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.requests, idle + 1);
}

static void
never_sends_twice_where_a_kept_connection_ends(void **state)
{
    static const enum manner manners[] = {
        END_SECOND, RESET_SECOND, HALF_SECOND};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(manners); i++) {
        use_a_dying_connection(manners[i], 1, 200);
        use_a_dying_connection(manners[i], 1, 200000);
        use_a_dying_connection(manners[i], 5, 200);
    }
}

static void
does_not_know_what_a_lost_answer_said(void **state)
{
    static const enum manner manners[] = {
        END_FIRST, CUT_SHORT, ENDLESS_HEADERS};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(manners); i++) {
        struct server server;
        auto_(courier_job) struct courier_job *job =
            meet(manners[i], &server, NULL);

        assert_int_equal(job->answer.result, COURIER_UNKNOWN);
        assert_string_not_equal(job->answer.words, "");
        assert_int_equal(server.requests, 1);
    }
}

static void
be_brief(struct courier_job *job)
{
    job->timeout_ms = 300;
}

static void
gives_up_on_silence_and_drips_at_the_total_time(void **state)
{
    static const enum manner manners[] = {HANG, DRIP};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(manners); i++) {
        struct server server;
        auto_(courier_job) struct courier_job *job =
            meet(manners[i], &server, be_brief);

        assert_int_equal(job->answer.result, COURIER_UNKNOWN);
        assert_in_range(job->answer.took_ms, 290, PATIENCE_MS / 2);
        assert_int_equal(server.requests, 1);
    }
}

static void
keeps_a_huge_body_to_its_cap(void **state)
{
    struct server server;
    auto_(courier_job) struct courier_job *job = meet(HUGE_BODY, &server, NULL);

    (void)state;
    assert_int_equal(job->answer.result, COURIER_ANSWERED);
    assert_int_equal(job->answer.status, 200);
    assert_true(job->answer.cut);
    assert_int_equal(job->answer.len, COURIER_CAP);
}

static void
passes_retry_after_on(void **state)
{
    struct server server;
    auto_(courier_job) struct courier_job *job = meet(BUSY, &server, NULL);

    (void)state;
    assert_int_equal(job->answer.result, COURIER_ANSWERED);
    assert_int_equal(job->answer.status, 429);
    assert_string_equal(job->answer.retry_after, "17");
    assert_string_equal(job->answer.content_type, "text/plain");
    assert_string_equal(job->answer.body, "slow");
}

static void
follows_no_redirect(void **state)
{
    struct server server;
    auto_(courier_job) struct courier_job *job = meet(REDIRECT, &server, NULL);

    (void)state;
    assert_int_equal(job->answer.result, COURIER_ANSWERED);
    assert_int_equal(job->answer.status, 302);
    assert_int_equal(server.requests, 1);
}

/* A port that nobody listens on: its server is gone. */
static void
nobody_there(struct server *server)
{
    server_start(server, ANSWER);
    server_stop(server);
}

static void
knows_what_was_surely_not_sent(void **state)
{
    static const char *const urls[] = {
        "http://127.0.0.1:%d/",
        "https://127.0.0.1:%d/",
        "http://no-such-name.invalid:%d/",
        "ftp://127.0.0.1:%d/",
        "file:///etc/passwd#%d",
        "not a URL %d",
        "http://127.0.0.1:%d/\r\nX-Smuggled: 1",
        "",
    };
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    nobody_there(&server);
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        struct courier_job *made = new_job(&server, "");
        auto_(text) struct text url = {0};

        text_add_bytes(&url, urls[i], strcspn(urls[i], "%"));
        if (strchr(urls[i], '%'))
            text_addf(&url, "%d%s", server.port, strchr(urls[i], '%') + 2);
        made->url = text_str(&url);
        auto_(courier_job) struct courier_job *job = send_one(courier, made);
        assert_int_equal(job->answer.result, COURIER_NOT_SENT);
        assert_int_equal(job->answer.status, 0);
        assert_string_not_equal(job->answer.words, "");
    }
    courier_close(courier);
}

static void
ask_for_tls(struct courier_job *job)
{
    job->url = arena_printf(&job->arena, "https%s", job->url + strlen("http"));
}

static void
sends_nothing_where_tls_fails(void **state)
{
    struct server server;
    auto_(courier_job) struct courier_job *job =
        meet(NOT_TLS, &server, ask_for_tls);

    (void)state;
    assert_int_equal(job->answer.result, COURIER_NOT_SENT);
    assert_null(strstr(server.last, "3933"));
}

static void
refuses_control_characters_in_headers(void **state)
{
    static const char *const headers[] = {"X-Name: a\r\nX-Other: b"};
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    server_start(&server, ANSWER);
    struct courier_job *made = new_job(&server, "/");
    made->headers = headers;
    made->nheaders = 1;
    auto_(courier_job) struct courier_job *job = send_one(courier, made);
    assert_int_equal(job->answer.result, COURIER_NOT_SENT);
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.requests, 0);
}

/* A guarded job to that host on the server's port. */
static enum courier_result
try_host(struct courier *courier, const struct server *server, const char *host)
{
    struct courier_job *made = new_job(server, "/");

    made->url = arena_printf(&made->arena, "http://%s:%d/", host, server->port);
    made->guard_addresses = true;
    auto_(courier_job) struct courier_job *job = send_one(courier, made);
    if (job->answer.result == COURIER_REFUSED_ADDRESS)
        assert_non_null(strstr(job->answer.words, "the address is refused: "));
    return job->answer.result;
}

static void
guards_the_resolved_address(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "127.1",
        "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "0.0.0.0", "two.test", "10.0.0.1",
        "169.254.169.254"};
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    server_start(&server, ANSWER);
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
        assert_int_equal(
            try_host(courier, &server, hosts[i]), COURIER_REFUSED_ADDRESS);
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.connections, 0);
}

static void
lets_allowed_networks_through(void **state)
{
    struct guard guard = {0};
    struct failure failure = {0};
    struct server server;

    (void)state;
    assert_true(guard_allow(&guard, "127.0.0.0/8", &failure));
    struct courier *courier = open_courier(&guard, 0);
    server_start(&server, ANSWER);
    assert_int_equal(try_host(courier, &server, "localhost"), COURIER_ANSWERED);
    /* Its first address is refused, its second is taken. */
    assert_int_equal(try_host(courier, &server, "two.test"), COURIER_ANSWERED);
    assert_int_equal(
        try_host(courier, &server, "[::1]"), COURIER_REFUSED_ADDRESS);
    courier_close(courier);
    server_stop(&server);
    guard_done(&guard);
}

static void
guards_kept_connections_too(void **state)
{
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    server_start(&server, ANSWER);
    auto_(courier_job) struct courier_job *job =
        send_one(courier, new_job(&server, "/unguarded"));
    assert_int_equal(job->answer.result, COURIER_ANSWERED);
    assert_int_equal(
        try_host(courier, &server, "127.0.0.1"), COURIER_REFUSED_ADDRESS);
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.requests, 1);
}

static void
carries_two_hundred_at_once(void **state)
{
    enum { MANY = 200 };
    struct courier *courier = open_courier(NULL, 0);
    struct server server;
    bool seen[MANY] = {false};

    (void)state;
    server_start(&server, ANSWER_SLOWLY);
    server.together = MANY; /* no answer before all have asked */
    for (uintptr_t i = 0; i < MANY; i++) {
        struct courier_job *job = new_job(&server, "/many");

        job->data = &seen[i];
        courier_submit(courier, job);
    }
    assert_int_equal(courier_busy(courier), MANY);
    for (size_t i = 0; i < MANY; i++) {
        auto_(courier_job) struct courier_job *job = take_result(courier);

        assert_int_equal(job->answer.result, COURIER_ANSWERED);
        assert_false(*(bool *)job->data);
        *(bool *)job->data = true;
    }
    assert_int_equal(courier_busy(courier), 0);
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.requests, MANY);
}

static void
keeps_connections_for_the_next(void **state)
{
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    server_start(&server, ANSWER);
    for (int i = 0; i < 50; i++) {
        auto_(courier_job) struct courier_job *job =
            send_one(courier, new_job(&server, "/again"));

        assert_int_equal(job->answer.result, COURIER_ANSWERED);
    }
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.requests, 50);
    assert_int_equal(server.connections, 1);
}

static int64_t
cpu_used_ms(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static void
replaces_connections_that_ended_while_idle(void **state)
{
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    server_start(&server, END_IDLE);
    for (int i = 1; i <= 3; i++) {
        auto_(courier_job) struct courier_job *job =
            send_one(courier, new_job(&server, "/again"));

        assert_int_equal(job->answer.result, COURIER_ANSWERED);
        /* The end comes, and the thread sleeps on in spite of it. */
        const int64_t before = cpu_used_ms();
        assert_int_equal(poll(NULL, 0, 300), 0);
        assert_in_range(cpu_used_ms() - before, 0, 150);
    }
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.requests, 3);
    assert_int_equal(server.connections, 3);
}

static void
lets_jobs_wait_no_longer_than_they_want(void **state)
{
    struct courier *courier = open_courier(NULL, 1);
    struct server server;

    (void)state;
    server_start(&server, HANG);
    struct courier_job *first = new_job(&server, "/first");
    struct courier_job *second = new_job(&server, "/second");
    first->timeout_ms = 900;
    second->timeout_ms = 200;
    courier_submit(courier, first);
    courier_submit(courier, second);
    auto_(courier_job) struct courier_job *sooner = take_result(courier);
    auto_(courier_job) struct courier_job *later = take_result(courier);
    assert_ptr_equal(sooner, second);
    assert_int_equal(sooner->answer.result, COURIER_NOT_SENT);
    assert_int_equal(later->answer.result, COURIER_UNKNOWN);
    courier_close(courier);
    server_stop(&server);
    assert_int_equal(server.requests, 1);
}

static void
a_host_that_hangs_holds_up_itself_alone(void **state)
{
    struct failure failure = {0};
    struct courier *courier = courier_open(
        &(struct courier_options){.in_flight_each = 3, .in_flight = 10},
        &failure);
    struct server hanging, well;

    (void)state;
    server_start(&hanging, HANG);
    server_start(&well, ANSWER);
    for (int i = 0; i < 20; i++)
        courier_submit(courier, new_job(&hanging, "/stuck"));
    for (int i = 0; i < 20; i++)
        courier_submit(courier, new_job(&well, "/well"));
    for (int i = 0; i < 20; i++) {
        auto_(courier_job) struct courier_job *job = take_result(courier);

        assert_int_equal(job->answer.result, COURIER_ANSWERED);
        assert_non_null(strstr(job->url, "/well"));
    }
    courier_close(courier);
    server_stop(&hanging);
    server_stop(&well);
    assert_in_range(hanging.requests, 0, 3);
    assert_in_range(well.connections, 1, 3);
}

static void
serves_more_hosts_than_it_remembers(void **state)
{
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    server_start(&server, ANSWER);
    for (int i = 1; i <= 150; i++) {
        struct courier_job *made = new_job(&server, "/");

        made->url =
            arena_printf(&made->arena, "http://127.0.0.%d:%d/", i, server.port);
        made->timeout_ms = 2000;
        courier_submit(courier, made);
    }
    for (int i = 1; i <= 150; i++) {
        auto_(courier_job) struct courier_job *job = take_result(courier);

        /* The server is on 127.0.0.1 alone. */
        if (strstr(job->url, "//127.0.0.1:"))
            assert_int_equal(job->answer.result, COURIER_ANSWERED);
        else
            assert_int_equal(job->answer.result, COURIER_NOT_SENT);
    }
    courier_close(courier);
    server_stop(&server);
}

static void
is_not_held_up_by_a_name_that_hangs(void **state)
{
    struct courier *courier = open_courier(NULL, 0);
    struct server server;

    (void)state;
    names_hang = true;
    server_start(&server, ANSWER);
    struct courier_job *stuck = new_job(&server, "/");
    stuck->url = "http://hang.test/";
    stuck->timeout_ms = 200;
    auto_(courier_job) struct courier_job *unresolved =
        send_one(courier, stuck);
    assert_int_equal(unresolved->answer.result, COURIER_NOT_SENT);
    assert_in_range(unresolved->answer.took_ms, 190, PATIENCE_MS / 2);
    auto_(courier_job) struct courier_job *job =
        send_one(courier, new_job(&server, "/"));
    assert_int_equal(job->answer.result, COURIER_ANSWERED);
    pthread_mutex_lock(&names_lock);
    names_hang = false;
    pthread_cond_broadcast(&names_changed);
    pthread_mutex_unlock(&names_lock);
    courier_close(courier);
    server_stop(&server);
}

static void
stops_by_its_deadline(void **state)
{
    struct courier *courier = open_courier(NULL, 1);
    struct server server;

    (void)state;
    server_start(&server, HANG);
    courier_submit(courier, new_job(&server, "/in-flight"));
    courier_submit(courier, new_job(&server, "/waiting"));
    while (!server.requests)
        usleep(1000); /* until the first is on the wire */
    const int64_t before = clock_monotonic();
    courier_stop(courier, 300);
    courier_submit(courier, new_job(&server, "/late"));
    for (int i = 0; i < 2; i++) {
        auto_(courier_job) struct courier_job *job = take_result(courier);

        assert_int_equal(job->answer.result, COURIER_NOT_SENT);
        assert_null(strstr(job->url, "in-flight"));
    }
    auto_(courier_job) struct courier_job *cut = take_result(courier);
    assert_int_equal(cut->answer.result, COURIER_UNKNOWN);
    assert_in_range(clock_monotonic() - before, 290, PATIENCE_MS / 2);
    assert_int_equal(courier_busy(courier), 0);
    courier_close(courier);
    server_stop(&server);
}

static void
frees_what_nobody_takes(void **state)
{
    struct courier *courier = open_courier(NULL, 2);
    struct server server;

    (void)state;
    server_start(&server, HANG);
    for (int i = 0; i < 5; i++)
        courier_submit(courier, new_job(&server, "/"));
    courier_close(courier);
    server_stop(&server);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brings_the_answer_back),
        cmocka_unit_test(speaks_every_method),
        cmocka_unit_test(never_sends_twice_where_a_kept_connection_ends),
        cmocka_unit_test(does_not_know_what_a_lost_answer_said),
        cmocka_unit_test(gives_up_on_silence_and_drips_at_the_total_time),
        cmocka_unit_test(keeps_a_huge_body_to_its_cap),
        cmocka_unit_test(passes_retry_after_on),
        cmocka_unit_test(follows_no_redirect),
        cmocka_unit_test(knows_what_was_surely_not_sent),
        cmocka_unit_test(sends_nothing_where_tls_fails),
        cmocka_unit_test(refuses_control_characters_in_headers),
        cmocka_unit_test(guards_the_resolved_address),
        cmocka_unit_test(lets_allowed_networks_through),
        cmocka_unit_test(guards_kept_connections_too),
        cmocka_unit_test(carries_two_hundred_at_once),
        cmocka_unit_test(keeps_connections_for_the_next),
        cmocka_unit_test(replaces_connections_that_ended_while_idle),
        cmocka_unit_test(lets_jobs_wait_no_longer_than_they_want),
        cmocka_unit_test(a_host_that_hangs_holds_up_itself_alone),
        cmocka_unit_test(serves_more_hosts_than_it_remembers),
        cmocka_unit_test(is_not_held_up_by_a_name_that_hangs),
        cmocka_unit_test(stops_by_its_deadline),
        cmocka_unit_test(frees_what_nobody_takes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
