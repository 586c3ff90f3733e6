/* Whether a report comes from whom it says. */
#include "report.h"

#include <string.h>
#include <strings.h>

#include "digest.h"
#include "handover.h"
#include "pick.h"
#include "proof.h"
#include "recipe.h"

struct judging {
    struct arena arena;
    const struct workspace_channel *channel;
    const char *root;
    const struct report_request *request;
    struct recipe_reports recipe;
    struct failure *failure;
};

/* A setting that is not set proves nothing: NULL, after a failure. */
static const char *
setting(struct judging *j, const char *name)
{
    const char *value =
        handover_setting(&j->arena, j->root, j->channel, name, j->failure);

    if (!value || !*value) {
        (void)failure_set(j->failure, STATUS_FINDINGS, "'%s' is not set", name);
        return NULL;
    }
    return value;
}

static bool
same(const char *given, const char *right)
{
    return digest_equal(given, strlen(given), right, strlen(right));
}

/* What follows the scheme in Authorization, or NULL. */
static const char *
credential(const struct judging *j, const char *scheme)
{
    const char *value = j->request->header("Authorization", j->request->data);
    const size_t len = strlen(scheme);

    if (!value || strncasecmp(value, scheme, len) != 0 || value[len] != ' ')
        return NULL;
    return value + len + strspn(value + len, " ");
}

static bool
judge_basic(struct judging *j)
{
    const char *given = credential(j, "Basic");
    const char *username = setting(j, j->recipe.auth.username);
    const char *password = setting(j, j->recipe.auth.password);

    if (!given || !username || !password)
        return false;
    const char *right = arena_printf(&j->arena, "%s:%s", username, password);
    size_t len;
    auto_(heap) char *pair = (char *)digest_unbase64(given, &len);
    return pair && digest_equal(pair, len, right, strlen(right));
}

static bool
judge_token(struct judging *j, const char *given)
{
    const char *right = setting(j, j->recipe.auth.password);

    return given && right && same(given, right);
}

/* The header that a platform's signature stands in. */
static const char *
signature(const struct judging *j, const char *name)
{
    return j->request->header(name, j->request->data);
}

static bool
judge_meta(struct judging *j)
{
    const struct report_request *request = j->request;
    const char *secret = setting(j, j->recipe.auth.password);

    return secret &&
        proof_meta(secret, signature(j, "X-Hub-Signature-256"), request->body,
            request->len);
}

static bool
judge_twilio(struct judging *j)
{
    const struct report_request *request = j->request;
    const char *token = setting(j, j->recipe.auth.password);

    return token &&
        proof_twilio(token, signature(j, "X-Twilio-Signature"), request->url,
            request->body, request->len);
}

static bool
judge_google(struct judging *j)
{
    const struct report_request *request = j->request;
    const char *token = setting(j, j->recipe.auth.password);
    size_t len;
    auto_(heap) char *data = report_data(request, j->recipe.data, &len);

    return token && data &&
        proof_google(token, signature(j, "X-Goog-Signature"), data, len);
}

static bool
judge(struct judging *j)
{
    const struct report_request *request = j->request;

    switch (j->recipe.auth.proof) {
    case PROOF_NONE:
        return true;
    case PROOF_SECRET_PATH:
        return request->reference && request->secret_ok;
    case PROOF_BASIC:
        return judge_basic(j);
    case PROOF_BEARER:
        return judge_token(j, credential(j, "Bearer"));
    case PROOF_HEADER:
        return judge_token(
            j, request->header(j->recipe.auth.header, request->data));
    case PROOF_META_SIGNATURE:
        return judge_meta(j);
    case PROOF_TWILIO_SIGNATURE:
        return judge_twilio(j);
    case PROOF_GOOGLE_SIGNATURE:
        return judge_google(j);
    case PROOF_OAUTH_CLIENT:
    case PROOF_GOOGLE_ACCOUNT:
        break;
    }
    return false;
}

/* Reads the recipe: false after a failure. The caller frees the arena. */
static bool
begin(struct judging *j, const struct provider *provider)
{
    auto_(findings) struct findings findings = {0};

    if (!provider->reports)
        return failure_set(j->failure, STATUS_FINDINGS,
            "provider '%s' sends no reports", provider->name);
    return recipe_read_reports(&j->recipe, &j->arena, provider, &findings) ||
        recipe_fail(&findings, j->failure);
}

enum report_trust
report_judge(const struct provider *provider,
    const struct workspace_channel *channel, const char *root,
    const struct report_request *request, struct failure *failure)
{
    struct judging j = {
        .channel = channel,
        .root = root,
        .request = request,
        .failure = failure,
    };
    const bool trusted = begin(&j, provider) && judge(&j);

    arena_free(&j.arena);
    return trusted ? REPORT_TRUSTED : REPORT_UNSIGNED;
}

/* What the question shows, and the word that it wants. */
struct question {
    const char *token, *word;
};

static bool
read_meta_question(const struct judging *j, struct question *question)
{
    const struct report_request *request = j->request;

    if (!text_is(request->method, "GET") ||
        !text_is(request->query("hub.mode", request->data), "subscribe"))
        return false;
    question->token = request->query("hub.verify_token", request->data);
    question->word = request->query("hub.challenge", request->data);
    return true;
}

static bool
read_google_question(struct judging *j, struct question *question)
{
    json_auto_t *body = pick_read(j->request->body, j->request->len);
    const json_t *token = json_object_get(body, "clientToken");
    const json_t *secret = json_object_get(body, "secret");

    if (!token || !secret)
        return false;
    question->token = pick_text(&j->arena, token);
    question->word = pick_text(&j->arena, secret);
    return true;
}

static bool
ask(struct judging *j, struct question *question)
{
    const struct recipe_auth *auth = &j->recipe.auth;
    const char *name = NULL;

    if (auth->proof == PROOF_META_SIGNATURE && read_meta_question(j, question))
        name = auth->username;
    else if (auth->proof == PROOF_GOOGLE_SIGNATURE &&
        read_google_question(j, question))
        name = auth->password;
    else
        return false;
    const char *right = name ? setting(j, name) : NULL;
    if (!right || !question->token || !same(question->token, right))
        question->word = NULL;
    return true;
}

bool
report_handshake(struct arena *arena, const struct provider *provider,
    const struct workspace_channel *channel, const char *root,
    const struct report_request *request, const char **word)
{
    struct judging j = {.channel = channel, .root = root, .request = request};
    struct question question = {0};
    const bool asked = begin(&j, provider) && ask(&j, &question);

    if (asked)
        *word = arena_strdup(arena, question.word);
    arena_free(&j.arena);
    return asked;
}
