/* Reading key files, and asserting who we are. */
#include "service_account.h"

#include <jansson.h>
#include <string.h>

#include "clock.h"
#include "fill.h"
#include "jwt.h"
#include "pick.h"

#define GOOD_FOR_S 3600 /* the longest that Google takes */

static const char *
member(struct arena *arena, const json_t *file, const char *name)
{
    return arena_strdup(arena, json_string_value(json_object_get(file, name)));
}

bool
service_account_read(struct service_account *account, struct arena *arena,
    const char *json, struct failure *failure)
{
    json_auto_t *file = pick_read(json, strlen(json));

    *account = (struct service_account){
        .email = member(arena, file, "client_email"),
        .key = member(arena, file, "private_key"),
        .key_id = member(arena, file, "private_key_id"),
        .token_url = member(arena, file, "token_uri"),
    };
    if (account->email && account->key && account->token_url)
        return true;
    return failure_set(failure, STATUS_FINDINGS,
        "this is no key file of a service account: it has no client_email, "
        "private_key or token_uri");
}

/* A new JSON text of these members; the caller frees it. */
static char *
write_claims(
    const struct service_account *account, const char *scope, int64_t now)
{
    const json_int_t seconds = now / CLOCK_SECOND;
    json_auto_t *claims = json_pack("{s:s, s:s, s:s, s:I, s:I}", "iss",
        account->email, "scope", scope, "aud", account->token_url, "iat",
        seconds, "exp", seconds + GOOD_FOR_S);

    return json_dumps(claims, JSON_COMPACT);
}

static char *
write_header(const struct service_account *account)
{
    json_auto_t *header = json_pack("{s:s, s:s, s:s*}", "alg", "RS256", "typ",
        "JWT", "kid", account->key_id);

    return json_dumps(header, JSON_COMPACT);
}

const char *
service_account_form(const struct service_account *account, const char *scope,
    int64_t now, struct arena *arena, struct failure *failure)
{
    auto_(text) struct text form = {0};
    auto_(heap) char *header = write_header(account);
    auto_(heap) char *claims = write_claims(account, scope, now);
    auto_(heap) char *token = jwt_rs256(account->key, header, claims, failure);

    if (!token)
        return NULL;
    text_add(&form, "grant_type=");
    fill_encode(&form, "urn:ietf:params:oauth:grant-type:jwt-bearer");
    text_addf(&form, "&assertion=%s", token);
    return arena_strdup(arena, text_str(&form));
}
