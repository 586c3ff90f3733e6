/* Until share/flow has them. */
#include "flow.h"

const char *const reason_words[] = {
    "failed",
    "timeout",
    "not_on_channel",
    "unreachable",
    "blocked",
    "invalid_recipient",
    "expired",
    "other",
    "opted_out",
    "template_unusable",
    "parameters_wrong",
    "auth",
    "payment",
    "rate_limited",
    "provider_down",
    NULL,
};
