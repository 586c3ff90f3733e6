/*
 * The parameters of a template, worked out from its texts: what a flow has to
 * fill, by the keys that flows use.
 *   body    "1", "2" or "first_name"; an SMS's variables by their names
 *   header  "header.1" or "header.name"
 *   button  "button.0": the variable of a URL button, by the button's place
 * The code of an OTP button is no parameter: it is the body's first one.
 * Facts: https://developers.facebook.com/documentation/business-messaging/
 * whatsapp/templates/components (limits), DLT: 30 characters a {#var#}, 40 an
 * alphanumeric one.
 */
#pragma once

#include "keys.h"
#include "template.h"

#define TEMPLATE_OTP_CODE_MAX 15
#define TEMPLATE_HEADER_MAX 60
#define TEMPLATE_BODY_MAX 1024
#define TEMPLATE_URL_MAX 2000
#define TEMPLATE_DLT_VARIABLE_MAX 30
#define TEMPLATE_DLT_ALPHANUMERIC_MAX 40

/* Fills template->params; broken placeholders become findings. */
void template_params_find(struct keys_reader *reader, struct template *template,
    const struct keys_path *path);
