/*
 * An execution's state as a few bytes for the store: a version, then what
 * differs from nothing. Bytes of any earlier version are read.
 */
#pragma once

#include "engine.h"

#define ENGINE_PACKED_MAX 1024

/* Returns the number of bytes written. */
size_t engine_pack(
    const struct engine_execution *execution, uint8_t out[ENGINE_PACKED_MAX]);

/* False when the bytes are none that engine_pack() wrote. */
bool engine_unpack(
    struct engine_execution *execution, const uint8_t *bytes, size_t len);
