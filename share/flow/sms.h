/*
 * What a text costs as an SMS: its encoding, its length, its parts, and what
 * makes it expensive. Counted as gateways do: a part ends where the units do,
 * but never inside an escape pair or a surrogate pair; what readers see as one
 * character (an emoji of several code points) may be cut.
 * Facts: 3GPP TS 23.038 (alphabets), TS 23.040 9.2.3.24.1 (parts with an
 * 8-bit reference: 6 of the 140 octets are the header's).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SMS_PARTS_MAX 255 /* what the header of a part can count */

enum sms_encoding {
    SMS_GSM7, /* units are septets: 160, or 153 a part */
    SMS_UCS2, /* units are UTF-16 code units: 70, or 67 a part */
};

struct sms_count {
    enum sms_encoding encoding;
    size_t units;          /* in the whole text */
    size_t units_per_part; /* 160 or 70 in one part, 153 or 67 in several */
    size_t parts;          /* at least 1: an empty text is one empty part */
    size_t left;           /* units that the last part still has room for */
    size_t nforcing;       /* characters that GSM-7 lacks; 0 for SMS_GSM7 */
    int32_t forcing_code;  /* the first of them, and its offset in bytes */
    size_t forcing_offset;
};

/*
 * Counts well-formed UTF-8; a byte that is none counts as U+FFFD. There is no
 * upper limit here: callers compare parts with SMS_PARTS_MAX.
 */
void sms_count(const char *utf8, struct sms_count *out);

/* One part: a range of bytes of the text. Zeroed, it stands before the first. */
struct sms_part {
    size_t number; /* from 1 */
    size_t start, len;
    size_t units;
};

/*
 * struct sms_part part = {0};
 * while (sms_part_next(utf8, &count, &part)) ...
 * Steps to the next of count->parts parts; they join up to the whole text.
 */
bool sms_part_next(
    const char *utf8, const struct sms_count *count, struct sms_part *part);

/* Septets that a character takes in GSM-7: 1, 2 (escape pair) or 0 (none). */
unsigned sms_septets(int32_t code);

/* "GSM-7" or "UCS-2". */
const char *sms_encoding_name(enum sms_encoding encoding);
