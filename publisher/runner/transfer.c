/* One request by libcurl: sent once or not at all. */
#include "transfer.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "clean.h"

#define HEADERS_CAP 65536 /* all header lines of an answer together */

/* Idle connections are not used again after this: less than the 5 s at which
 * common servers drop theirs, for a request that meets the drop is UNKNOWN. */
#define IDLE_SECONDS 4L

static size_t
take_body(char *bytes, size_t one, size_t len, void *data)
{
    struct transfer *t = data;
    const size_t room = t->job->cap - t->body.len;

    (void)one;
    text_add_bytes(&t->body, bytes, len < room ? len : room);
    t->job->answer.cut = len > room;
    return t->job->answer.cut ? 0 : len;
}

/* The value of the line if it has that name, as text in the job's arena. */
static void
keep_header(struct transfer *t, const char *line, size_t len, const char *name,
    const char **value)
{
    const size_t n = strlen(name);

    if (len <= n || line[n] != ':' || strncasecmp(line, name, n) != 0)
        return;
    line += n + 1;
    len -= n + 1;
    for (; len && (*line == ' ' || *line == '\t'); len--)
        line++;
    while (len && strchr(" \t\r\n", line[len - 1]))
        len--;
    *value = arena_strndup(&t->job->arena, line, len);
}

static size_t
take_header(char *line, size_t one, size_t len, void *data)
{
    struct transfer *t = data;

    (void)one;
    t->header_bytes += len;
    if (t->header_bytes > HEADERS_CAP)
        return 0;
    keep_header(t, line, len, "Retry-After", &t->job->answer.retry_after);
    keep_header(t, line, len, "Content-Type", &t->job->answer.content_type);
    return len;
}

static curl_socket_t
open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *t = data;
    const char *refusal = t->job->guard_addresses
        ? guard_refusal(t->guard, &address->addr)
        : NULL;

    (void)purpose;
    if (refusal) {
        t->refusal = refusal;
        return CURL_SOCKET_BAD;
    }
    const curl_socket_t fd = socket(
        address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd != CURL_SOCKET_BAD)
        pump_opened(t->pump, fd);
    return fd;
}

/*
 * Called on a ready connection before anything of the request leaves. A second
 * call means that libcurl lost the connection after it began to send, and is
 * about to send again by itself: the first copy may have been taken.
 */
static int
before_request(void *data, char *address, char *local, int port, int local_port)
{
    struct transfer *t = data;

    (void)local;
    (void)port;
    (void)local_port;
    if (t->asked) {
        t->repeated = true;
        return CURL_PREREQFUNC_ABORT;
    }
    /* A kept connection may have been opened for a job without a guard. */
    const char *refusal =
        t->job->guard_addresses ? guard_refusal_text(t->guard, address) : NULL;
    if (refusal) {
        t->refusal = refusal;
        return CURL_PREREQFUNC_ABORT;
    }
    t->asked = true;
    return CURL_PREREQFUNC_OK;
}

/* What is the same for all jobs. */
static void
set_up(struct transfer *t, const struct courier_options *options)
{
    CURL *easy = t->easy;

    curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* not to wait for DNS */
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (options->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
    curl_easy_setopt(easy, CURLOPT_USERAGENT,
        options->agent ? options->agent : "fallback/" FALLBACK_VERSION);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, pump_close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, t->pump);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, t);
}

struct transfer *
transfer_new(const struct courier_options *options, struct pump *pump)
{
    struct transfer *t = calloc(1, sizeof(*t));

    if (!t)
        abort();
    t->guard = options->guard;
    t->pump = pump;
    t->easy = curl_easy_init();
    if (!t->easy)
        abort();
    set_up(t, options);
    return t;
}

static void
forget_job(struct transfer *t)
{
    curl_slist_free_all(t->headers);
    t->headers = NULL;
    t->job = NULL;
    t->refusal = NULL;
    t->asked = t->repeated = false;
    t->header_bytes = 0;
    t->error[0] = '\0';
    text_clear(&t->body);
}

void
transfer_free(struct transfer *t)
{
    if (!t)
        return;
    forget_job(t);
    curl_easy_cleanup(t->easy);
    text_done(&t->body);
    free(t);
}

static void
add_header(struct transfer *t, const char *line)
{
    t->headers = curl_slist_append(t->headers, line);
    if (!t->headers)
        abort();
}

static void
set_headers(struct transfer *t, const struct courier_job *job)
{
    auto_(text) struct text line = {0};

    for (size_t i = 0; i < job->nheaders; i++)
        add_header(t, job->headers[i]);
    text_addf(&line, job->content_type ? "Content-Type: %s" : "Content-Type:%s",
        job->content_type ? job->content_type : "");
    add_header(t, line.bytes);
    add_header(t, "Expect:"); /* never wait for a 100 */
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
}

static void
set_method(struct transfer *t, const struct courier_job *job)
{
    const char *method = job->method ? job->method : "GET";
    const bool head = text_is(method, "HEAD");
    const bool body = job->body || text_is(method, "POST");
    const bool plain = head || text_is(method, body ? "POST" : "GET");

    curl_easy_setopt(t->easy, CURLOPT_NOBODY, head ? 1L : 0L);
    if (body) {
        curl_easy_setopt(t->easy, CURLOPT_POST, 1L);
        curl_easy_setopt(
            t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)job->len);
        curl_easy_setopt(
            t->easy, CURLOPT_POSTFIELDS, job->body ? job->body : "");
    } else if (!head) {
        curl_easy_setopt(t->easy, CURLOPT_HTTPGET, 1L);
    }
    curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, plain ? NULL : method);
}

static bool
has_control(const char *text)
{
    for (; text && *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

/* Why the job is refused on sight: libcurl sends CR and LF as they are. */
static const char *
fault_of(const struct courier_job *job)
{
    if (has_control(job->url) || has_control(job->method))
        return "a control character in the URL";
    if (has_control(job->content_type))
        return "a control character in a header";
    for (size_t i = 0; i < job->nheaders; i++)
        if (has_control(job->headers[i]))
            return "a control character in a header";
    return NULL;
}

bool
transfer_begin(struct transfer *t, struct courier_job *job, int64_t now)
{
    const int64_t left = job->submitted + job->timeout_ms - now;
    const char *fault =
        left > 0 ? fault_of(job) : "waited too long for its turn";

    if (fault) {
        transfer_refuse(job, fault, now);
        return false;
    }
    t->job = job;
    curl_easy_setopt(t->easy, CURLOPT_URL, job->url);
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)left);
    curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)job->connect_ms);
    set_method(t, job);
    set_headers(t, job);
    return true;
}

static enum courier_result
result_of(const struct transfer *t, CURLcode code)
{
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && t->job->answer.cut))
        return COURIER_ANSWERED;
    if (t->asked)
        return COURIER_UNKNOWN;
    return t->refusal ? COURIER_REFUSED_ADDRESS : COURIER_NOT_SENT;
}

static void
say_words(struct courier_job *job, const char *words)
{
    auto_(heap) char *clean = clean_line(words);

    job->answer.words = arena_strdup(&job->arena, clean);
}

static void
fill_answer(struct transfer *t, CURLcode code, const char *words, int64_t now)
{
    struct courier_job *job = t->job;

    job->answer.result = result_of(t, code);
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &job->answer.status);
    job->answer.body =
        arena_strndup(&job->arena, text_str(&t->body), t->body.len);
    job->answer.len = t->body.len;
    job->answer.took_ms = now - job->submitted;
    job->answer.words = "";
    if (job->answer.result == COURIER_REFUSED_ADDRESS)
        job->answer.words =
            arena_printf(&job->arena, "the address is refused: %s", t->refusal);
    else if (job->answer.result != COURIER_ANSWERED)
        say_words(job, words);
    forget_job(t);
}

void
transfer_end(struct transfer *t, CURLcode code, int64_t now)
{
    const char *words = t->repeated
        ? "the connection ended after the request was sent"
        : t->error[0] ? t->error
                      : curl_easy_strerror(code);

    fill_answer(t, code, words, now);
}

void
transfer_cut(struct transfer *t, const char *words, int64_t now)
{
    fill_answer(t, CURLE_ABORTED_BY_CALLBACK, words, now);
}

void
transfer_refuse(struct courier_job *job, const char *words, int64_t now)
{
    job->answer.result = COURIER_NOT_SENT;
    job->answer.status = 0;
    job->answer.body = "";
    job->answer.len = 0;
    job->answer.took_ms = now - job->submitted;
    job->answer.words = words;
}
