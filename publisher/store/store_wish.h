/*
 * What recipients want: an opt-out says that nothing, or no marketing, may be
 * sent to a number on a kind of channel; a consent, that messages may. A number
 * has at most one of each on each kind of channel and one for all of them.
 *
 * They are found by a keyed digest of the number. The number itself is kept
 * beside it for lists alone, and only where it is not said to be forgotten: the
 * digest is enough to stop a message, and tells nobody who it is about.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum wish_kind { WISH_OPT_OUT, WISH_CONSENT };

/* All, or 1 + enum kind. */
enum wish_channel { WISH_ALL_CHANNELS, WISH_SMS, WISH_WHATSAPP, WISH_RCS };
extern const char *const wish_channel_words[];

/* What an opt-out is about; the later is more. */
enum wish_category { WISH_MARKETING, WISH_EVERYTHING };
extern const char *const wish_category_words[];

/* Who told us: a program, a person, a provider by its class `opted_out`. */
enum wish_source { WISH_BY_API, WISH_BY_COMMAND, WISH_BY_PROVIDER };
extern const char *const wish_source_words[];

struct store_wish {
    enum wish_kind kind;
    const char *number; /* E.164; NULL in answers: it was forgotten */
    enum wish_channel channel;
    enum wish_category category; /* of opt-outs */
    bool digest_only;            /* the number is not kept */
    int64_t at;
    enum wish_source source;
    const char *by;   /* id of a key, or of an invocation; may be NULL */
    const char *note; /* may be NULL */
};

/* Which of them: all that fit to what is given. */
struct store_wished {
    enum wish_kind kind;
    const char *number; /* NULL: any */
    bool of_channel;    /* false: any channel */
    enum wish_channel channel;
    int64_t before; /* of the next page: what the one before it gave; or 0 */
};

/* What a number wants, as sets of 1 << enum kind. */
struct store_standing {
    uint8_t no_marketing, nothing; /* opted out; the first has the second */
    uint8_t consented;
};
