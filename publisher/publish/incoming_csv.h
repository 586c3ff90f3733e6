/*
 * SMS templates in a CSV file (RFC 4180, by libcsv): a header row with the
 * names of the columns, in any order and either case, then a row for each
 * template. The register's exports and operators' lists have no common form,
 * so the names are ours: fallback-publish(1) lists them.
 */
#pragma once

#include "incoming.h"

void incoming_csv(struct incoming *in, const char *bytes, size_t len);
