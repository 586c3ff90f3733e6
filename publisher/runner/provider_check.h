/*
 * Checking a provider's file: its trees by the tables that read them before
 * each use, then its examples, played both ways. What provider_read() finds is
 * not repeated.
 */
#pragma once

#include "finding.h"
#include "provider.h"

/* Returns how many examples were played: none while a tree is wrong. */
size_t provider_check(
    const struct provider *provider, struct findings *findings);
