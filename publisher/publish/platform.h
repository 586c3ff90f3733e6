/*
 * Asking a platform for its templates: Meta's listing page by page to the end,
 * Kaleyra's in one answer. The pages stay on the host that was asked first, and
 * are followed to a limit.
 *
 * Facts: Meta pages by `paging.next`, an address (github.com/facebook/openapi);
 * whether it holds what was asked for in a header, too, is not told, so only
 * its path and query are used. How Kaleyra pages was not found.
 */
#pragma once

#include "failure.h"
#include "incoming_json.h"

struct platform;

/* By the word of --from; NULL: no platform that can be asked. */
const struct platform *platform_find(const char *from);

/* Names of a channel's settings that say where and as whom to ask. */
const char *platform_account_setting(const struct platform *platform);
const char *platform_secret_setting(const struct platform *platform);

struct platform_address {
    const char *url;     /* https://host[:port]; NULL: the platform's own */
    const char *version; /* of Meta's API; NULL: the one that is known here */
    const char *account; /* a WhatsApp business account, or a SID */
    const char *secret;
};

/*
 * Adds what the platform lists. *whole: it is all that there is. False after a
 * failure: STATUS_DENIED when the secret is not taken, STATUS_UNREACHABLE,
 * STATUS_FINDINGS when the answer is no listing (the findings say why).
 */
bool platform_ask(const struct platform *platform,
    const struct platform_address *address, struct incoming *in, bool *whole,
    struct failure *failure);
