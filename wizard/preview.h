/*
 * The message of a channel as its recipient would see it: the template with
 * the values of the draft, and examples where an invocation brings the value.
 */
#pragma once

#include "bubble.h"
#include "draft.h"
#include "sms.h"

struct preview {
    struct arena arena; /* owns what the bubble points to */
    struct bubble bubble;
    bool sms;
    struct sms_count count; /* of an SMS */
    int64_t price;          /* of the message, millionths; 0: not known */
    const char *currency;   /* borrowed, or NULL */
    const char *missing;    /* a parameter without a value, or NULL */
};

/* `template` NULL: the one that was chosen. False where there is none. */
bool preview_make(struct preview *preview, const struct draft *draft,
    size_t channel, const struct template *template);

/* The telephone, and below it what an SMS costs and what makes it costly. */
void preview_draw(
    const struct preview *preview, struct screen *screen, struct area area);

/* "GSM-7, 33 of 160, 1 part, 0.0600 EUR"; appended. */
void preview_count(const struct preview *preview, struct text *out);

/* "U+2019, a curly apostrophe, makes it Unicode; write '": appended; nothing
 * where nothing is wrong. */
void preview_forcing(const struct preview *preview, struct text *out);

void preview_done(struct preview *preview);

/* auto_(preview) struct preview preview = {0}; */
static inline void
preview_cleanup(struct preview *preview)
{
    preview_done(preview);
}
