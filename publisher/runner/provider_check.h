/*
 * Checking a provider's file: its trees by the tables that read them before
 * each use, then its examples, played both ways, and what these leave out. What provider_read() finds is
 * not repeated.
 */
#pragma once

#include "finding.h"
#include "provider.h"

#include <stdio.h>

/* Returns how many examples were played: none while a tree is wrong. `shown`
 * (NULL: nobody) gets the requests that they make. */
size_t provider_check(
    const struct provider *provider, struct findings *findings, FILE *shown);
