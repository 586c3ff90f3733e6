/* Hashes of texts for tables in memory; never stored, and no secret in them. */
#pragma once

#include <stddef.h>

size_t hash_text(const char *text);
