/* Access tokens: fetching, keeping, handing out. */
#include "token.h"

#include "clean.h"
#include "clock.h"
#include "digest.h"
#include "fill.h"
#include "lane.h"
#include "pick.h"
#include "secret.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define CAP 16384      /* of the endpoint's answer */
#define TOKEN_MAX 8192 /* of a token: a header of more is refused by many */
#define UNSAID_S 300   /* where the endpoint does not say how long it is good */
#define LONGEST_S 86400
#define MARGIN_S 60 /* most that is left of a token when it is not used again */

struct token { /* of one client */
    const struct oauth_client *client;
    char *header;  /* "Authorization: Bearer ..."; NULL: there is none */
    int64_t until; /* by the runner's clock */
    bool fetching;
    struct job_list waiting;
    struct token *next;
};

/* The data of a fetch's job, in its arena. */
struct fetch {
    struct errand errand;
    struct token *token;
};

int64_t
token_life_ms(int64_t expires_in_s)
{
    int64_t life = expires_in_s < 0 ? UNSAID_S : expires_in_s;

    if (life > LONGEST_S)
        life = LONGEST_S;
    const int64_t margin = life / 5 < MARGIN_S ? life / 5 : MARGIN_S;
    return (life - margin) * CLOCK_SECOND;
}

static struct token *
token_of(struct runner *runner, const struct oauth_client *client)
{
    for (struct token *t = runner->tokens; t; t = t->next)
        if (t->client == client)
            return t;
    struct token *t = calloc(1, sizeof(*t));

    if (!t)
        abort();
    t->client = client;
    t->next = runner->tokens;
    runner->tokens = t;
    return t;
}

static void
forget(struct token *t)
{
    if (t->header)
        explicit_bzero(t->header, strlen(t->header));
    free(t->header);
    t->header = NULL;
}

static void
send_with(struct runner *runner, const char *header, struct courier_job *job)
{
    const size_t n = job->nheaders;
    const char **headers = arena_alloc(&job->arena, (n + 1) * sizeof(*headers));

    for (size_t i = 0; i < n; i++)
        headers[i] = job->headers[i];
    headers[n] = arena_strdup(&job->arena, header);
    job->headers = headers;
    job->nheaders = n + 1;
    courier_submit(runner->courier, job);
}

/* Gives a job back as the courier does, unsent. */
static void
give_back(struct runner *runner, struct courier_job *job, const char *why,
    const char *retry_after)
{
    const struct errand *errand = job->data;

    job->answer.result = COURIER_NOT_SENT;
    job->answer.body = "";
    job->answer.words = arena_printf(&job->arena, "no access token: %s", why);
    job->answer.retry_after = arena_strdup(&job->arena, retry_after);
    errand->answered(runner, job);
    courier_job_free(job);
}

/* Those that waited: who comes while they are told waits for the next. */
static void
give_all_back(struct runner *runner, struct token *t, const char *why,
    const char *retry_after)
{
    struct job_list list = {0};
    struct courier_job *job;

    job_list_move(&list, &t->waiting);
    while ((job = job_list_take(&list)))
        give_back(runner, job, why, retry_after);
}

/* RFC 6750, section 2.1: what a token may be made of. */
static bool
is_token(const char *text)
{
    return text && *text && strlen(text) <= TOKEN_MAX &&
        !text[strspn(text,
            "-._~+/=0123456789abcdefghijklmnopqrstuvwxyz"
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ")];
}

/* Seconds, which some write as a text; -1: it does not say. */
static int64_t
read_life(const json_t *answer)
{
    const json_t *value = json_object_get(answer, "expires_in");
    const char *text = json_string_value(value);

    if (json_is_number(value)) {
        const double seconds = json_number_value(value);
        return seconds < 0        ? 0
            : seconds > LONGEST_S ? LONGEST_S
                                  : (int64_t)seconds;
    }
    if (!text || !*text || strlen(text) > 9 || text[strspn(text, "0123456789")])
        return -1;
    return strtoll(text, NULL, 10);
}

/* The words of RFC 6749, section 5.2: of what else an endpoint says nothing is
 * repeated, for it may hold what it was sent. */
static const char *
known_error(const json_t *answer)
{
    static const char *const words[] = {"invalid_request", "invalid_client",
        "invalid_grant", "unauthorized_client", "unsupported_grant_type",
        "invalid_scope"};
    const char *error = json_string_value(json_object_get(answer, "error"));

    for (size_t i = 0; error && i < ARRAY_LEN(words); i++)
        if (!strcmp(words[i], error))
            return words[i];
    return NULL;
}

/* Why the answer holds no token that can be used, from the job's arena; NULL:
 * it is kept. */
static const char *
take_token(struct runner *runner, struct token *t, struct courier_job *job)
{
    json_auto_t *answer = pick_read(job->answer.body, job->answer.len);
    const char *error = known_error(answer);
    const char *text =
        json_string_value(json_object_get(answer, "access_token"));
    const char *type = json_string_value(json_object_get(answer, "token_type"));
    auto_(text) struct text header = {0};

    if (job->answer.status != 200)
        return arena_printf(&job->arena, "its endpoint answered %ld%s%s",
            job->answer.status, error ? ": " : "", error ? error : "");
    if (job->answer.cut || !is_token(text))
        return "its endpoint's answer holds no access_token that can be sent";
    if (type && strcasecmp(type, "Bearer") != 0)
        return "its endpoint's answer is of a token_type that is not Bearer";
    text_addf(&header, "Authorization: Bearer %s", text);
    t->header = text_take(&header);
    t->until = runner_now(runner) + token_life_ms(read_life(answer));
    return NULL;
}

static void
fetched(struct runner *runner, struct courier_job *job)
{
    struct token *t = ((struct fetch *)job->data)->token;
    struct job_list list = {0};
    struct courier_job *waiting;

    t->fetching = false;
    const char *why = job->answer.result == COURIER_ANSWERED
        ? take_token(runner, t, job)
        : arena_printf(&job->arena, "its endpoint: %s", job->answer.words);
    if (why) {
        give_all_back(runner, t, why, job->answer.retry_after);
        return;
    }
    job_list_move(&list, &t->waiting);
    while ((waiting = job_list_take(&list)))
        send_with(runner, t->header, waiting);
}

/* RFC 6749, section 2.3.1: both are encoded before they are joined. */
static bool
add_client(struct courier_job *job, const struct oauth_client *client,
    const char *root, struct failure *failure)
{
    const char **headers = arena_alloc(&job->arena, 2 * sizeof(*headers));
    const char *secret =
        secret_read(&job->arena, root, &client->client_secret, failure);
    auto_(text) struct text pair = {0};

    if (!secret)
        return false;
    fill_encode(&pair, client->client_id.text);
    text_add(&pair, ":");
    fill_encode(&pair, secret);
    auto_(heap) char *credential = digest_base64(pair.bytes, pair.len);
    headers[0] =
        arena_printf(&job->arena, "Authorization: Basic %s", credential);
    headers[1] = "Accept: application/json";
    job->headers = headers;
    job->nheaders = 2;
    return true;
}

static void
add_form(struct courier_job *job, const struct oauth_client *client)
{
    auto_(text) struct text form = {0};

    text_add(&form, "grant_type=client_credentials");
    if (client->scope.text) {
        text_add(&form, "&scope=");
        fill_encode(&form, client->scope.text);
    }
    job->body = arena_strdup(&job->arena, text_str(&form));
    job->len = form.len;
    job->content_type = "application/x-www-form-urlencoded";
}

static bool
fetch(struct runner *runner, struct token *t, bool guarded,
    struct failure *failure)
{
    auto_(courier_job) struct courier_job *job = courier_job_new();
    struct fetch *data = arena_alloc(&job->arena, sizeof(*data));
    const char *fault = oauth_client_fault(t->client);

    if (fault)
        return failure_set(
            failure, STATUS_FINDINGS, "its endpoint's address %s", fault);
    data->errand.answered = fetched;
    data->token = t;
    job->method = "POST";
    job->url = t->client->url.text;
    job->timeout_ms = TOKEN_TIMEOUT_MS;
    job->cap = CAP;
    job->guard_addresses = guarded;
    job->data = data;
    if (!add_client(job, t->client, runner->workspace->root, failure))
        return false;
    add_form(job, t->client);
    t->fetching = true;
    courier_submit(runner->courier, take(job));
    return true;
}

void
token_send(struct runner *runner, const struct oauth_client *client,
    struct courier_job *job)
{
    struct token *t = token_of(runner, client);
    struct failure failure = {0};

    if (t->header && t->until > runner_now(runner)) {
        send_with(runner, t->header, job);
        return;
    }
    forget(t);
    job_list_add(&t->waiting, job);
    if (!t->fetching && !fetch(runner, t, job->guard_addresses, &failure))
        give_all_back(runner, t, failure.text, NULL);
}

void
token_refused(struct runner *runner, const struct oauth_client *client,
    const struct courier_job *job)
{
    struct token *t = token_of(runner, client);

    /* A newer one that came meanwhile is not to blame. */
    if (t->header && job->nheaders &&
        !strcmp(t->header, job->headers[job->nheaders - 1]))
        forget(t);
}

void
tokens_close(struct runner *runner)
{
    struct token *t;

    while ((t = runner->tokens)) {
        struct courier_job *job;

        while ((job = job_list_take(&t->waiting)))
            courier_job_free(job);
        forget(t);
        runner->tokens = t->next;
        free(t);
    }
}
