/*
 * Durations as people write them: "60s", "1h30m", "30d". A number and a unit,
 * the units d h m s ms in falling order and each at most once; no sign, no
 * fraction, no blank. Spans are milliseconds.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define DURATION_TEXT_SIZE 40 /* room for any text that this header makes */

/*
 * Reads a duration; *ms is written only on success. "0s" is a duration; "",
 * "90", "1m 30s", "30s1m" and what does not fit are not.
 */
bool duration_parse(const char *text, int64_t *ms);

/*
 * The usual spelling, which reads back to the same value: up to 120 s in
 * seconds, up to 72 h in hours, beyond in days; then the smaller units, parts
 * that are zero left out. "90s", "5m", "1h30m", "72h", "30d", "1s500ms", "0s".
 * A negative span gets a "-" in front, for people only: it is not read back.
 */
void duration_format(char out[DURATION_TEXT_SIZE], int64_t ms);

/*
 * ISO 8601 in seconds alone, as Kaleyra's callback spells a timeout: "PT60S",
 * "PT0.5S"; "-PT1S" for a negative span.
 */
void duration_iso8601(char out[DURATION_TEXT_SIZE], int64_t ms);
