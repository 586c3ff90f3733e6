/* The commands' HTTP client, by libcurl. */
#include "client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "arena.h"
#include "clean.h"
#include "file.h"
#include "patience.h"

#define LARGE ((size_t)1000 * 1000) /* of a body, bytes */
#define ANSWER_MAX ((size_t)64 * 1000 * 1000)

struct client {
    struct arena arena; /* owns the texts */
    CURL *curl;
    char *base;    /* "https://host:port" */
    char *socket;  /* as curl is told it, or NULL */
    int folder;    /* of a socket whose path is too long; else -1 */
    bool loopback; /* or the UNIX socket */
    char *token;
    const char *ca_file;
    bool bearer;
    struct patience patience;
    size_t answer_max;
    /* of the request that is out */
    struct client_answer *answer;
    bool sent, too_long;
    char why[CURL_ERROR_SIZE];
};

/* Addresses, and the one name that means this machine by RFC 6761. */
static bool
is_loopback(const char *host)
{
    struct in_addr address;

    if (!strcmp(host, "localhost") || !strcmp(host, "[::1]"))
        return true;
    return inet_pton(AF_INET, host, &address) == 1 &&
        ntohl(address.s_addr) >> 24 == 127;
}

static const char *
url_part(struct client *client, CURLU *url, CURLUPart part)
{
    char *got = NULL;

    if (curl_url_get(url, part, &got, 0) != CURLUE_OK)
        return "";
    const char *copy = arena_strdup(&client->arena, got);
    curl_free(got);
    return copy;
}

/* Only scheme, host and port: keys have their own ways, paths are ours. */
static bool
is_base(struct client *client, CURLU *url)
{
    static const CURLUPart no[] = {
        CURLUPART_USER,
        CURLUPART_PASSWORD,
        CURLUPART_QUERY,
        CURLUPART_FRAGMENT,
    };
    const char *scheme = url_part(client, url, CURLUPART_SCHEME);

    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        if (*url_part(client, url, no[i]))
            return false;
    return !strcmp(url_part(client, url, CURLUPART_PATH), "/") &&
        (!strcmp(scheme, "https") || !strcmp(scheme, "http"));
}

static bool
take_url(struct client *client, const char *text, struct failure *failure)
{
    CURLU *url = curl_url();
    const bool ok = curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
        is_base(client, url);
    const char *host = url_part(client, url, CURLUPART_HOST);
    const bool plain = strcmp(url_part(client, url, CURLUPART_SCHEME), "https");

    curl_url_cleanup(url);
    if (!ok)
        return failure_set(failure, STATUS_USAGE,
            "'%s' is no address of a server; one is https://HOST[:PORT]", text);
    client->loopback = is_loopback(host);
    client->base = arena_strdup(&client->arena, text);
    client->base[strlen(text) - (text[strlen(text) - 1] == '/')] = '\0';
    if (client->token && plain && !client->loopback)
        return failure_set(failure, STATUS_DENIED,
            "the API key is not sent over http:// to another machine; "
            "use https://%s",
            host);
    return true;
}

/* Paths over the 107 bytes of an address go by their folder's descriptor. */
static bool
take_socket(struct client *client, const char *path, struct failure *failure)
{
    const char *slash = strrchr(path, '/');
    struct sockaddr_un address;
    struct arena *arena = &client->arena;

    client->base = arena_strdup(arena, "http://localhost");
    client->loopback = true;
    if (strlen(path) < sizeof(address.sun_path)) {
        client->socket = arena_strdup(arena, path);
        return true;
    }
    const char *folder =
        slash ? arena_strndup(arena, path, (size_t)(slash - path) + 1) : ".";
    client->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (client->folder < 0)
        return failure_errno(
            failure, STATUS_UNREACHABLE, "cannot reach '%s'", path);
    client->socket = arena_printf(
        arena, "/proc/self/fd/%d/%s", client->folder, slash ? slash + 1 : path);
    return true;
}

static size_t
take_bytes(char *bytes, size_t size, size_t n, void *data)
{
    struct client *client = data;
    struct text *body = &client->answer->body;

    client->too_long = n * size > client->answer_max - body->len;
    if (client->too_long)
        return 0;
    text_add_bytes(body, bytes, n * size);
    return n * size;
}

static int
allow_once(void *data, char *ip, char *own_ip, int port, int own_port)
{
    struct client *client = data;

    (void)ip;
    (void)own_ip;
    (void)port;
    (void)own_port;
    if (client->sent)
        return CURL_PREREQFUNC_ABORT;
    client->sent = true;
    return CURL_PREREQFUNC_OK;
}

struct client *
client_open(const struct client_options *options, struct failure *failure)
{
    auto_(client) struct client *client = calloc(1, sizeof(*client));

    if (!client || curl_global_init(CURL_GLOBAL_DEFAULT))
        abort();
    client->curl = curl_easy_init();
    if (!client->curl)
        abort();
    client->folder = -1;
    client->token = arena_strdup(&client->arena, options->token);
    client->ca_file = arena_strdup(&client->arena, options->ca_file);
    client->bearer = options->bearer;
    client->patience = patience_usual();
    if (options->connect_ms)
        client->patience.connect_ms = options->connect_ms;
    if (options->total_ms)
        client->patience.total_ms = options->total_ms;
    client->answer_max = options->answer_max ? options->answer_max : ANSWER_MAX;
    if (client->token && client->token[strcspn(client->token, "\r\n")]) {
        failure_set(failure, STATUS_USAGE, "the API key has more than a line");
        return NULL;
    }
    if (client->ca_file && !file_exists(client->ca_file)) {
        failure_set(failure, STATUS_DISK,
            "there is no file '%s' of certificates", client->ca_file);
        return NULL;
    }
    if (options->socket ? !take_socket(client, options->socket, failure)
                        : !take_url(client, options->url, failure))
        return NULL;
    return take(client);
}

void
client_close(struct client *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->curl);
    if (client->folder >= 0)
        close(client->folder);
    if (client->token)
        explicit_bzero(client->token, strlen(client->token));
    arena_free(&client->arena);
    free(client);
    curl_global_cleanup();
}

static void
set_limits(struct client *client)
{
    CURL *curl = client->curl;

    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(
        curl, CURLOPT_CONNECTTIMEOUT_MS, client->patience.connect_ms);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, client->patience.total_ms);
    (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 30L);
    (void)curl_easy_setopt(
        curl, CURLOPT_LOW_SPEED_TIME, client->patience.idle_s);
    if (client->ca_file)
        (void)curl_easy_setopt(curl, CURLOPT_CAINFO, client->ca_file);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, client);
    (void)curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, allow_once);
    (void)curl_easy_setopt(curl, CURLOPT_PREREQDATA, client);
    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, client->why);
    (void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, client->socket);
    if (client->loopback) /* else as the environment says */
        (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
}

static struct curl_slist *
add_header(struct curl_slist *list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(list, line);

    if (!longer)
        abort();
    return longer;
}

static struct curl_slist *
make_headers(const struct client *client, const struct client_call *call,
    const char *body)
{
    struct curl_slist *list = add_header(NULL, "Accept: application/json");

    list = add_header(
        list, call->body ? "Content-Type: application/json" : "Content-Type:");
    /* Who refuses a large body says so before it comes. */
    list = add_header(list,
        body && strlen(body) > LARGE ? "Expect: 100-continue" : "Expect:");
    if (client->token) {
        auto_(text) struct text line = {0};

        text_addf(&line, "%s%s",
            client->bearer ? "Authorization: Bearer " : "api-key: ",
            client->token);
        list = add_header(list, text_str(&line));
        explicit_bzero(line.bytes, line.len);
    }
    for (size_t i = 0; call->headers && call->headers[i]; i++)
        list = add_header(list, call->headers[i]);
    return list;
}

static void
copy_header(CURL *curl, const char *name, char *out, size_t size)
{
    struct curl_header *header;

    if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
        (void)snprintf(out, size, "%s", header->value);
}

static const char *
advice(const struct client *client, CURLcode code)
{
    if (code == CURLE_PEER_FAILED_VERIFICATION && !client->ca_file)
        return "; '--ca-file FILE' names an authority of your own";
    return "";
}

static bool
no_answer(const struct client *client, const struct client_call *call,
    CURLcode code, struct failure *failure)
{
    const bool maybe_done =
        client->sent && !call->looks_itself && strcmp(call->method, "GET") != 0;
    const char *why = *client->why ? client->why : curl_easy_strerror(code);
    auto_(heap) char *clean = clean_line(why);

    if (client->too_long)
        return failure_set(failure, STATUS_UNREACHABLE,
            "the answer of '%s' has more than %zu bytes", client->base,
            client->answer_max);
    return failure_set(failure, STATUS_UNREACHABLE,
        "no answer from '%s': %s%s%s",
        client->socket ? client->socket : client->base, clean,
        advice(client, code),
        maybe_done ? "; it may have been done all the same" : "");
}

static void
take_answer(struct client *client, struct client_answer *answer)
{
    CURL *curl = client->curl;

    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    copy_header(curl, "ETag", answer->etag, sizeof(answer->etag));
    copy_header(
        curl, "Retry-After", answer->retry_after, sizeof(answer->retry_after));
    answer->json = json_loadb(text_str(&answer->body), answer->body.len,
        JSON_REJECT_DUPLICATES, NULL);
}

static CURLcode
perform(struct client *client, const struct client_call *call, const char *body)
{
    auto_(text) struct text url = {0};
    struct curl_slist *headers = make_headers(client, call, body);
    CURL *curl = client->curl;

    text_addf(&url, "%s%s", client->base, call->path);
    curl_easy_reset(curl);
    set_limits(client);
    (void)curl_easy_setopt(curl, CURLOPT_URL, text_str(&url));
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (body || !strcmp(call->method, "POST"))
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body ? body : "");
    (void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
    const CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    return code;
}

/* What may go well when it is asked again soon. */
static bool
is_fleeting(
    const struct client *client, CURLcode code, const struct client_answer *got)
{
    switch (code) {
    case CURLE_OK:
        return got->status == 429 || (got->status >= 502 && got->status <= 504);
    case CURLE_COULDNT_CONNECT:
        return !client->socket;
    case CURLE_ABORTED_BY_CALLBACK: /* a kept connection broke */
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return true;
    default:
        return false;
    }
}

static CURLcode
ask_once(struct client *client, const struct client_call *call,
    const char *body, struct client_answer *answer)
{
    client_answer_done(answer);
    *answer = (struct client_answer){0};
    client->answer = answer;
    client->sent = client->too_long = false;
    client->why[0] = '\0';
    const CURLcode code = perform(client, call, body);
    client->answer = NULL;
    answer->sent = client->sent;
    if (code == CURLE_OK)
        take_answer(client, answer);
    return code;
}

bool
client_ask(struct client *client, const struct client_call *call,
    struct client_answer *answer, struct failure *failure)
{
    auto_(heap) char *body =
        call->body ? json_dumps(call->body, JSON_COMPACT) : NULL;
    const bool harmless = !strcmp(call->method, "GET");
    CURLcode code;

    *answer = (struct client_answer){0};
    for (unsigned nth = 1;; nth++) {
        code = ask_once(client, call, body, answer);
        const int64_t wait = harmless && is_fleeting(client, code, answer)
            ? patience_wait(nth, answer->retry_after)
            : -1;

        if (wait < 0)
            break;
        (void)poll(NULL, 0, (int)wait);
    }
    return code == CURLE_OK || no_answer(client, call, code, failure);
}

/* By a handle of its own, whose end closes the connection. */
bool
client_reaches(struct client *client)
{
    CURL *const usual = client->curl;

    client->curl = curl_easy_init();
    if (!client->curl)
        abort();
    set_limits(client);
    (void)curl_easy_setopt(client->curl, CURLOPT_URL, client->base);
    (void)curl_easy_setopt(client->curl, CURLOPT_CONNECT_ONLY, 1L);
    const CURLcode code = curl_easy_perform(client->curl);
    curl_easy_cleanup(client->curl);
    client->curl = usual;
    return code == CURLE_OK;
}

void
client_answer_done(struct client_answer *answer)
{
    text_done(&answer->body);
    json_decref(answer->json);
    answer->json = NULL;
}

const char *
client_problem(const struct client_answer *answer)
{
    const char *code = json_string_value(json_object_get(answer->json, "code"));

    return code ? code : "";
}

/* What an answer comes to; the API speaks to all, our users have options. */
static const struct refusal {
    long http;
    enum status status;
    const char *mend;
} refusals[] = {
    {401, STATUS_DENIED, "; give a key by --token-file or FALLBACK_TOKEN"},
    {403, STATUS_DENIED,
        "; a publisher's comes from "
        "'fallback-runner key create --scope read,publish'"},
    {408, STATUS_UNREACHABLE, ""},
    {409, STATUS_CONFLICT, ""},
    {412, STATUS_CONFLICT, ""},
    {422, STATUS_FINDINGS, ""},
    {429, STATUS_UNREACHABLE, ""},
};

static struct refusal
refusal_of(long http)
{
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        if (refusals[i].http == http)
            return refusals[i];
    return (struct refusal){
        http, http / 100 == 4 ? STATUS_USAGE : STATUS_UNREACHABLE, ""};
}

bool
client_refused(const struct client_answer *answer, struct failure *failure)
{
    const char *words =
        json_string_value(json_object_get(answer->json, "detail"));

    if (!words)
        words = json_string_value(json_object_get(answer->json, "title"));
    auto_(heap) char *clean = clean_line(words);
    if (answer->status / 100 == 3)
        return failure_set(failure, STATUS_UNREACHABLE,
            "the runner answered %ld: it redirects, which is not followed; "
            "give the address that it is at",
            answer->status);
    const struct refusal refusal = refusal_of(answer->status);
    return failure_set(failure, refusal.status, "the runner answered %ld%s%s%s",
        answer->status, *clean ? ": " : "", clean, refusal.mend);
}

void
client_escape(struct text *path, const char *segment)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; *segment; segment++)
        if (strchr(plain, *segment))
            text_add_char(path, *segment);
        else
            text_addf(path, "%%%02X", (unsigned char)*segment);
}
