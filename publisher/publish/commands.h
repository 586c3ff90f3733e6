/* The commands of fallback-publish, one file each, and what they say alike. */
#pragma once

#include "command.h"
#include "finding.h"

command_fn cmd_check, cmd_delete, cmd_diff, cmd_explain, cmd_export, cmd_fmt,
    cmd_history, cmd_init, cmd_list, cmd_plan, cmd_push, cmd_rollback, cmd_show,
    cmd_templates, cmd_unpublish;

/* The sub-commands of `templates`. */
command_fn templates_import, templates_status;

/* Prints the findings that explain the failure, if it is of that kind, then
 * the failure; returns its status. */
enum status commands_fail(const struct command_call *call,
    const struct findings *findings, const struct failure *failure);

/* Prints the warnings on stderr, unless --quiet; with --verbose notes too. */
void commands_warn(
    const struct command_call *call, const struct findings *findings);

/* True when --format is text, json or not given; else says so. */
bool commands_format(
    const struct command_call *call, const char *format, enum status *status);
