/* The keys of a client of OAuth 2. */
#include "oauth_client.h"

#include <string.h>

#define CLIENT(member) offsetof(struct oauth_client, member)

const struct keys_row oauth_client_keys[] = {
    {"url", keys_text, CLIENT(url), .required = true,
        .help = "the token endpoint, https://"},
    {"client_id", keys_text, CLIENT(client_id), .required = true,
        .help = "the name that the token endpoint knows us by"},
    {"client_secret", keys_secret, CLIENT(client_secret), .required = true,
        .help = "its secret: {env: NAME} or {file: path}"},
    {"scope", keys_text, CLIENT(scope),
        .help = "what the token is asked for, names separated by blanks"},
    {0},
};

/* True for a host of this machine, whatever stands behind it. */
static bool
is_here(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const size_t len = strlen(names[i]);

        if (!strncmp(host, names[i], len) && strchr(":/?", host[len]))
            return true;
    }
    return false;
}

const char *
oauth_client_fault(const struct oauth_client *client)
{
    static const char open[] = "http://";
    const char *url = client->url.text;

    if (!url || strncmp(url, open, strlen(open)) != 0)
        return NULL;
    return is_here(url + strlen(open))
        ? NULL
        : "is not https: the client's secret could be read on its way";
}
