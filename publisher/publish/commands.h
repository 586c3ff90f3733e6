/* The commands of fallback-publish, one file each, and what they say alike. */
#pragma once

#include "command.h"
#include "finding.h"

command_fn cmd_check;

/* Prints the findings that explain the failure, if it is of that kind, then
 * the failure; returns its status. */
enum status commands_fail(const struct command_call *call,
    const struct findings *findings, const struct failure *failure);
