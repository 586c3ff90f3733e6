/* The courier over TLS: it speaks to nobody who cannot say who he is, and a
 * request is on the wire once here too. */
#include "test.h"

#include <gnutls/x509.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "courier.h"
#include "failure.h"
#include "file.h"
#include "server.h"

/* A certificate that was signed by nobody but itself, for one name. */
struct identity {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
    gnutls_certificate_credentials_t credentials;
    char file[64]; /* the certificate as PEM */
};

static void
must(int result)
{
    if (result < 0)
        fail_msg("GnuTLS: %s", gnutls_strerror(result));
}

static void
write_certificate(struct identity *id)
{
    struct failure failure = {0};
    gnutls_datum_t pem;

    snprintf(id->file, sizeof(id->file), "courier-tls-%ld.pem", (long)getpid());
    must(gnutls_x509_crt_export2(id->certificate, GNUTLS_X509_FMT_PEM, &pem));
    assert_true(
        file_write(id->file, (const char *)pem.data, pem.size, 0600, &failure));
    gnutls_free(pem.data);
}

static void
make_identity(struct identity *id, const char *name, time_t until)
{
    gnutls_x509_crt_t c;

    must(gnutls_x509_privkey_init(&id->key));
    must(gnutls_x509_privkey_generate(id->key, GNUTLS_PK_ECDSA,
        GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
    must(gnutls_x509_crt_init(&c));
    must(gnutls_x509_crt_set_version(c, 3));
    must(gnutls_x509_crt_set_serial(c, "\1", 1));
    must(gnutls_x509_crt_set_dn(c, "CN=a test", NULL));
    must(gnutls_x509_crt_set_activation_time(c, time(NULL) - 86400));
    must(gnutls_x509_crt_set_expiration_time(c, until));
    must(gnutls_x509_crt_set_ca_status(c, 1));
    must(gnutls_x509_crt_set_subject_alt_name(
        c, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), GNUTLS_FSAN_SET));
    must(gnutls_x509_crt_set_key(c, id->key));
    must(gnutls_x509_crt_sign2(c, c, id->key, GNUTLS_DIG_SHA256, 0));
    id->certificate = c;
    must(gnutls_certificate_allocate_credentials(&id->credentials));
    must(gnutls_certificate_set_x509_key(id->credentials, &c, 1, id->key));
    write_certificate(id);
}

static void
forget_identity(struct identity *id)
{
    unlink(id->file);
    gnutls_certificate_free_credentials(id->credentials);
    gnutls_x509_crt_deinit(id->certificate);
    gnutls_x509_privkey_deinit(id->key);
}

static struct courier_job *
send_one(struct courier *courier, const struct server *server, const char *host)
{
    struct pollfd pfd = {.fd = courier_fd(courier), .events = POLLIN};
    struct courier_job *job = courier_job_new();

    job->method = "POST";
    job->url =
        arena_printf(&job->arena, "https://%s:%d/send", host, server->port);
    job->body = "words";
    job->len = strlen("words");
    courier_submit(courier, job);
    while (!(job = courier_next_result(courier)))
        assert_int_equal(poll(&pfd, 1, 20000), 1);
    return job;
}

struct meeting {
    const char *name; /* on the certificate */
    const char *host; /* in the URL */
    const char *versions;
    int days;     /* until the certificate ends */
    bool trusted; /* the courier was given the certificate */
    enum manner manner;
    int requests; /* sent one after the other */
};

/* The last job's result; *reached counts the requests at the server. */
static enum courier_result
meet(const struct meeting *meeting, int *reached)
{
    struct identity id;
    struct server server;
    struct failure failure = {0};
    enum courier_result result = COURIER_NOT_SENT;

    make_identity(&id, meeting->name, time(NULL) + meeting->days * 86400);
    server_make(&server, meeting->manner);
    server.credentials = id.credentials;
    server.versions = meeting->versions;
    server_run(&server);
    struct courier *courier = courier_open(
        &(struct courier_options){.ca_file = meeting->trusted ? id.file : NULL},
        &failure);
    assert_non_null(courier);
    for (int i = 0; i < meeting->requests; i++) {
        auto_(courier_job) struct courier_job *job =
            send_one(courier, &server, meeting->host);

        result = job->answer.result;
        if (result == COURIER_NOT_SENT)
            assert_string_not_equal(job->answer.words, "");
    }
    courier_close(courier);
    server_stop(&server);
    forget_identity(&id);
    *reached = server.requests;
    return result;
}

static void
speaks_to_whom_it_trusts(void **state)
{
    int reached;

    (void)state;
    assert_int_equal(meet(&(struct meeting){.name = "localhost",
                              .host = "localhost",
                              .days = 1,
                              .trusted = true,
                              .requests = 3},
                         &reached),
        COURIER_ANSWERED);
    assert_int_equal(reached, 3);
}

static void
says_nothing_to_strangers(void **state)
{
    static const struct meeting rows[] = {
        {"localhost", "localhost", NULL, 1, false, ANSWER, 1},
        {"other.example", "localhost", NULL, 1, true, ANSWER, 1},
        {"localhost", "127.0.0.1", NULL, 1, true, ANSWER, 1},
        {"localhost", "localhost", NULL, -1, true, ANSWER, 1},
        {"localhost", "localhost", "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT", 1,
            true, ANSWER, 1},
    };
    int reached;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (meet(&rows[i], &reached) != COURIER_NOT_SENT)
            fail_msg("row %zu was sent", i);
        assert_int_equal(reached, 0);
    }
}

static void
sends_once_where_a_kept_connection_ends(void **state)
{
    static const enum manner manners[] = {
        END_SECOND, RESET_SECOND, HALF_SECOND};
    int reached;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(manners); i++) {
        assert_int_equal(meet(&(struct meeting){.name = "localhost",
                                  .host = "localhost",
                                  .days = 1,
                                  .trusted = true,
                                  .manner = manners[i],
                                  .requests = 2},
                             &reached),
            COURIER_UNKNOWN);
        assert_int_equal(reached, 2);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speaks_to_whom_it_trusts),
        cmocka_unit_test(says_nothing_to_strangers),
        cmocka_unit_test(sends_once_where_a_kept_connection_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
