/* The name behind a change. */
#include "author.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "text.h"

char *
author_name(void)
{
    const struct passwd *entry = getpwuid(getuid());
    const char *named = getenv("FALLBACK_AUTHOR");
    const char *user = getenv("USER");
    char host[256] = "";
    struct text out = {0};

    if (named && *named) {
        text_add(&out, named);
        return text_take(&out);
    }
    if (!user || !*user)
        user = entry ? entry->pw_name : "unknown";
    if (gethostname(host, sizeof(host) - 1))
        host[0] = '\0';
    text_addf(&out, "%s%s%s", user, *host ? "@" : "", host);
    return text_take(&out);
}
