/* The keys of a template: for its reader, and for tests that want each of them
 * looked at. Each table ends with a zero row. */
#pragma once

#include "keys.h"

extern const struct keys_row template_keys[], template_button_keys[];
