/* The keys of a flow file: for its reader, for the field help of the wizard,
 * and for the manual. Each table ends with a zero row. */
#pragma once

#include "keys.h"

extern const struct keys_row flow_keys[], flow_channel_keys[],
    flow_input_keys[];
