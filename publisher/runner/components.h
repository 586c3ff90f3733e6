/*
 * Meta's `components`: header, body, URL buttons and the button of a one-time
 * code, as a template message carries them.
 * Facts: https://developers.facebook.com/documentation/business-messaging/
 * whatsapp/templates/components
 */
#pragma once

#include <jansson.h>

#include "message.h"

/* A new list, empty where the template takes no values. NULL when a value is
 * not UTF-8. */
json_t *components_make(const struct message *message);
