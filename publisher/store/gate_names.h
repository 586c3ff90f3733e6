/*
 * The names of what executions wait behind: "turn/sms" and "move/sms" before a
 * channel (the second leave it when it does not work), "flow/ID" while a flow
 * is paused, "paid/ID" for its budget.
 */
#pragma once

#define GATE_TURN "turn/"
#define GATE_MOVE "move/"
#define GATE_FLOW "flow/"
#define GATE_PAID "paid/"
#define GATE_PREFIX_LEN 5 /* of each */
