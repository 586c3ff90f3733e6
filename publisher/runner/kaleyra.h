/*
 * What Kaleyra's V1 API for WhatsApp wants to be told of a template message
 * beside its name: the kind of template, and its values as one text.
 * Facts: https://developers.kaleyra.io/docs/message-template2 and
 * /docs/send-an-authentication-template-message
 */
#pragma once

#include "message.h"

/* "template", "mediatemplate" or "authenticationtemplate". */
const char *kaleyra_type(const struct message *message);

/*
 * The body's values, parted by commas, from `arena`; NULL where there are none.
 * How a comma in a value would be written is not documented: STATUS_FINDINGS
 * rather than a message with its values in the wrong places.
 */
bool kaleyra_params(const struct message *message, struct arena *arena,
    const char **list, struct failure *failure);

/* The one-time code of an authentication template, else NULL. */
const char *kaleyra_code(const struct message *message);
