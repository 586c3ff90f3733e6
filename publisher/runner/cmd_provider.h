/* fallback-runner provider check FILE: is a provider's file right? */
#pragma once

#include "command.h"

command_fn cmd_provider;
