/* The way of a message through a flow, in one line of words. */
#pragma once

#include "flow.h"
#include "text.h"

/* "whatsapp login_otp (en), 60s, then sms otp_sms (en), 120s"; appended. */
void way_add(struct text *out, const struct flow *flow);

/* "whatsapp login_otp (en), 60s"; appended. */
void way_add_channel(struct text *out, const struct flow_channel *channel);
