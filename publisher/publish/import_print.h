/* How an import is told. */
#pragma once

#include "import.h"

void import_print(
    const struct import *import, bool json, bool dry_run, bool quiet);
