/*
 * What is to be known of a template beside its text: when its status was
 * fetched from the platform, and which flows use it.
 */
#pragma once

#include "flow_index.h"

struct standing {
    const struct workspace *workspace;
    const struct flow_index *flows;
    const char *but; /* the file of the flow in work, which does not count */
    int64_t now_ms;
};

/* "today", "yesterday", "3 days ago"; appended; nothing where it was never
 * fetched. True if that is too long ago to be relied on. */
bool standing_checked(const struct standing *standing,
    const struct template *template, struct text *out);

/* How many other flows use it; their titles, three at most, cleaned. */
size_t standing_used(const struct standing *standing,
    const struct template *template, struct text *titles);

/* Both in words: "status checked 3 days ago\nused by Login OTP"; appended. */
void standing_say(const struct standing *standing,
    const struct template *template, struct text *out);
