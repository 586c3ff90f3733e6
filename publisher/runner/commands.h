/* The commands of fallback-runner: one file for each. */
#pragma once

#include "command.h"

command_fn cmd_serve, cmd_dry_run, cmd_invoke, cmd_explain, cmd_find,
    cmd_cancel, cmd_key, cmd_callbacks, cmd_channels, cmd_pause, cmd_resume,
    cmd_optout, cmd_consent, cmd_provider;
