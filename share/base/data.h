/*
 * Where the data files live (providers, schemas, examples): $FALLBACK_DATA if
 * set, else ../share/fallback beside the running program's folder, so that an
 * installed tree works wherever it stands.
 */
#pragma once

#include "base.h"

/* The path of a data file, "providers/sandbox.yaml". The caller frees it. */
char *data_path(const char *name);

/* The path of a program of ours: beside the running one if it is there, else
 * the bare name, to be found in PATH. The caller frees it. */
char *data_program(const char *name);
