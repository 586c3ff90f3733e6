/* Checks of callback profiles: addresses, headers, names. */
#include "checking.h"

#include <string.h>
#include <strings.h>

#include "pointer.h"
#include "secret.h"

/* Those that the runner or the connection makes. */
static bool
is_reserved(const char *name)
{
    static const char *const names[] = {"Host", "Content-Length",
        "Content-Type", "Transfer-Encoding", "Connection", "Expect", "TE",
        "Upgrade"};
    static const char ours[] = "webhook-";

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!strcasecmp(names[i], name))
            return true;
    return !strncasecmp(name, ours, strlen(ours));
}

/* RFC 9110, section 5.6.2. */
static bool
is_token(const char *name)
{
    return *name &&
        !name[strspn(name,
            "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ")];
}

static bool
has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

static bool
is_twice(const struct workspace_callback *profile, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (!strcasecmp(profile->headers[i].name, profile->headers[j].name))
            return true;
    return false;
}

/* Why a header cannot be sent so, or NULL. */
static const char *
header_fault(const struct workspace_callback *profile, size_t i)
{
    const struct callback_header *header = &profile->headers[i];
    const char *text = header->text.text;

    if (!is_token(header->name))
        return "is not a name that a header can have";
    if (is_reserved(header->name))
        return "is made by the runner itself";
    if (profile->basic.username.text &&
        !strcasecmp(header->name, "Authorization"))
        return "is what basic makes";
    if (profile->token.url.text && !strcasecmp(header->name, "Authorization"))
        return "is what token makes";
    if (is_twice(profile, i))
        return "stands here twice";
    if (text && is_blank(text))
        return "has no value";
    return text && has_control(text) ? "holds a control character" : NULL;
}

static void
check_headers(struct checking *c, const struct workspace_callback *profile,
    const char *parent)
{
    const char *headers = pointer_join(&c->arena, parent, "headers");

    for (size_t i = 0; i < profile->nheaders; i++) {
        const struct callback_header *header = &profile->headers[i];
        const char *path = pointer_join(&c->arena, headers, header->name);
        const char *fault = header_fault(profile, i);

        if (fault)
            checking_add(c, "value-wrong", header->at, path, NULL,
                "header '%s' %s", header->name, fault);
        else if (header->text.text && secret_smells(header->name))
            checking_add(c, "secret-in-yaml", header->text.at, path,
                "write {env: NAME} or {file: path}",
                "header '%s' is a secret and must not stand in this file",
                header->name);
    }
}

/* RFC 7617: the first colon ends the name. */
static void
check_basic(struct checking *c, const struct workspace_callback *profile,
    const char *parent)
{
    const struct value_text *name = &profile->basic.username;

    if (name->text && (strchr(name->text, ':') || has_control(name->text)))
        checking_add(c, "value-wrong", name->at,
            pointer_join(&c->arena, pointer_join(&c->arena, parent, "basic"),
                "username"),
            NULL, "user name '%s' holds a colon or a control character",
            name->text);
}

/* RFC 6749, appendix A.4: scopes are of visible ASCII, blanks between them. */
static bool
is_scope(const char *text)
{
    for (; *text; text++)
        if (*text < 0x20 || *text > 0x7e || strchr("\"\\", *text))
            return false;
    return true;
}

/* The client's secret is sent to this address, and a token instead of basic. */
static void
check_token(struct checking *c, const struct workspace_callback *profile,
    const char *parent)
{
    const struct oauth_client *token = &profile->token;
    const char *path = pointer_join(&c->arena, parent, "token");
    const char *url = pointer_join(&c->arena, path, "url");
    const char *fault = oauth_client_fault(token);

    if (!token->url.text)
        return;
    check_web_address(c, &token->url, url);
    check_password(c, &token->url, url);
    if (fault)
        checking_add(c, "url-wrong", token->url.at, url,
            "begin it with https://", "'%s' %s", token->url.text, fault);
    if (profile->basic.username.text)
        checking_add(c, "value-wrong", token->url.at, path,
            "leave one of them out",
            "basic and token both make the header 'Authorization'");
    if (token->scope.text && !is_scope(token->scope.text))
        checking_add(c, "value-wrong", token->scope.at,
            pointer_join(&c->arena, path, "scope"), NULL,
            "scope '%s' holds a character that no scope has",
            token->scope.text);
}

void
check_callbacks(struct checking *c)
{
    const struct workspace *w = c->workspace;

    for (size_t i = 0; i < w->ncallbacks; i++) {
        const struct workspace_callback *profile = &w->callbacks[i];
        const char *path =
            pointer_join(&c->arena, "/callback_profiles", profile->name.text);
        const char *url = pointer_join(&c->arena, path, "url");

        check_web_address(c, &profile->url, url);
        check_password(c, &profile->url, url);
        check_headers(c, profile, path);
        check_basic(c, profile, path);
        check_token(c, profile, path);
    }
}
