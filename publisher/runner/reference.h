/*
 * Our reference to providers: which execution and position a message belongs
 * to, "4AhJ...yQT-1", and the secret of the address that its reports go to.
 */
#pragma once

#include "runner.h"

#define REFERENCE_SIZE 40

/* The id's 22 characters, '-', and the position from 1. */
void reference_format(
    char out[REFERENCE_SIZE], const uint8_t id[STORE_ID_SIZE], size_t position);

/* False for a text that is none. */
bool reference_parse(
    const char *text, uint8_t id[STORE_ID_SIZE], uint8_t *position);

/* The address for reports of a message, with its secret; from `arena`. */
const char *reference_url(const struct runner *runner, struct arena *arena,
    const char *channel, const char *reference);

/* True when the secret of an address is right for its reference. */
bool reference_secret_right(const struct runner *runner, const char *channel,
    const char *reference, const char *secret);

/* A UUID that is always the same for a reference: Kaleyra's clientMessageId. */
void reference_uuid(char out[37], const char *reference);
