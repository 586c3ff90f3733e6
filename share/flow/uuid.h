/*
 * UUIDs, which name flows and messages. Time and random bytes are handed in.
 * Facts: RFC 9562, sections 4 and 5.7.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define UUID_TEXT_SIZE 37 /* with its NUL */
#define UUID_RANDOM 10    /* random bytes that a new one takes */

/*
 * A new UUIDv7 in lower case: now_ms (since 1970 UTC, not negative, 48 bits
 * kept), then 74 of the random bits.
 */
void uuid_v7(char out[UUID_TEXT_SIZE], int64_t now_ms,
    const uint8_t random[UUID_RANDOM]);

/*
 * True for the text form of any UUID, of any version, in lower or upper case:
 * 8-4-4-4-12 hexadecimal digits, no braces, no "urn:uuid:".
 */
bool uuid_valid(const char *text);

/*
 * The version, 1 to 15; 0 if the text is no UUID, or one of another variant
 * than RFC 9562's (which the all-zero and all-ones UUIDs are too).
 */
int uuid_version(const char *text);

/* The same UUID in lower case; false, and nothing written, if it is none. */
bool uuid_canonical(char out[UUID_TEXT_SIZE], const char *text);
