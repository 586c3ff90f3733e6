/* File names made of titles: "Login OTP (web)" -> "login-otp-web". */
#pragma once

#include "text.h"

#define SLUG_MAX 54 /* bytes, so that a name can be read at a glance */

/* Appends ASCII letters and digits in lower case, gaps as one '-'; "flow"
 * where a title has none of them. */
void slug_add(struct text *out, const char *title);
