/* Whether a report comes from whom it says. */
#include "report.h"

#include <string.h>
#include <strings.h>

#include "digest.h"
#include "handover.h"
#include "recipe.h"

struct judging {
    struct arena arena;
    const struct workspace_channel *channel;
    const char *root;
    const struct report_request *request;
    const struct recipe_auth *auth;
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
    const char *username = setting(j, j->auth->username);
    const char *password = setting(j, j->auth->password);

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
    const char *right = setting(j, j->auth->password);

    return given && right && same(given, right);
}

static bool
judge(struct judging *j)
{
    const struct report_request *request = j->request;

    switch (j->auth->proof) {
    case PROOF_NONE:
        return true;
    case PROOF_SECRET_PATH:
        return request->reference && request->secret_ok;
    case PROOF_BASIC:
        return judge_basic(j);
    case PROOF_BEARER:
        return judge_token(j, credential(j, "Bearer"));
    case PROOF_HEADER:
        return judge_token(j, request->header(j->auth->header, request->data));
    case PROOF_OAUTH_CLIENT:
    case PROOF_GOOGLE_ACCOUNT:
    case PROOF_META_SIGNATURE:
    case PROOF_TWILIO_SIGNATURE:
        break;
    }
    return false;
}

enum report_trust
report_judge(const struct provider *provider,
    const struct workspace_channel *channel, const char *root,
    const struct report_request *request, struct failure *failure)
{
    auto_(findings) struct findings findings = {0};
    struct recipe_reports recipe = {0};
    struct judging j = {
        .channel = channel,
        .root = root,
        .request = request,
        .auth = &recipe.auth,
        .failure = failure,
    };
    bool trusted = false;

    if (!provider->reports)
        (void)failure_set(failure, STATUS_FINDINGS,
            "provider '%s' sends no reports", provider->name);
    else if (recipe_read_reports(&recipe, &j.arena, provider, &findings))
        trusted = judge(&j);
    else
        (void)recipe_fail(&findings, failure);
    arena_free(&j.arena);
    return trusted ? REPORT_TRUSTED : REPORT_UNSIGNED;
}
