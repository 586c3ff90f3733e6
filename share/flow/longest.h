/*
 * The longest text that a parameter's value can become: fixed text stays, an
 * input counts with the most characters that it may have. Where an input has
 * no limit, its example stands for it.
 */
#pragma once

#include "flow.h"

#define LONGEST_ENDLESS SIZE_MAX

struct longest {
    bool unicode; /* the caller's: inputs that may hold more than ASCII do */
    struct text text;      /* what it may look like */
    size_t characters;     /* at least so many are possible */
    const char *unlimited; /* an input without a limit, or NULL */
};

/* True when the input's pattern lets nothing but ASCII through. */
bool longest_is_ascii(const struct flow_input *input);

/* Appends `n` characters to a text: '0', or with `unicode` one that is of one
 * unit in an SMS, and not of GSM-7. */
void longest_fill(struct text *text, size_t n, bool unicode);

/* The most characters of an input: of max_length and its pattern the less;
 * LONGEST_ENDLESS where neither limits it; 0 where the pattern is wrong. */
size_t longest_input(const struct flow_input *input);

/*
 * Works out a value such as "{{code}}" or "Dear {{name}}". `example` is the
 * whole parameter's, and may be NULL.
 */
void longest_make(struct longest *longest, const struct flow *flow,
    const char *value, const char *example);

void longest_done(struct longest *longest);

/* auto_(longest) struct longest longest = {0}; */
static inline void
longest_cleanup(struct longest *longest)
{
    longest_done(longest);
}
