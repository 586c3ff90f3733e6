/* The longest text of a value. */
#include "longest.h"

#include <string.h>

#include "pattern.h"
#include "pattern_length.h"
#include "placeholder.h"
#include "utf8.h"

#define FILLER "0"       /* of one septet, and narrow */
#define UNICODE "\u0416" /* two bytes, one unit, and not in GSM-7 */
#define FILLER_MAX 5000  /* longer than any text that a channel takes */

size_t
longest_input(const struct flow_input *input)
{
    const char *reason;
    size_t longest = LONGEST_ENDLESS;

    if (input->pattern.text) {
        auto_(pattern) struct pattern *pattern =
            pattern_compile(input->pattern.text, &reason);

        longest = pattern ? pattern_longest(input->pattern.text) : 0;
    }
    if (input->max_length.given && (size_t)input->max_length.number < longest)
        longest = (size_t)input->max_length.number;
    return longest;
}

bool
longest_is_ascii(const struct flow_input *input)
{
    return input->pattern.text && pattern_is_ascii(input->pattern.text);
}

void
longest_fill(struct text *text, size_t n, bool unicode)
{
    for (size_t i = 0; i < n && i < FILLER_MAX; i++)
        text_add(text, unicode ? UNICODE : FILLER);
}

/* What an input may bring: the example first, filled up to the most. */
static void
add_input(struct longest *longest, const struct flow_input *input,
    const char *example)
{
    const size_t most = longest_input(input);
    const char *sample = example ? example : input->fallback.text;
    const size_t length = sample ? utf8_length(sample) : 0;

    if (sample)
        text_add(&longest->text, sample);
    if (most == LONGEST_ENDLESS) {
        longest->unlimited = input->name.text;
        return;
    }
    longest->characters += most;
    if (length < most)
        longest_fill(&longest->text, most - length,
            longest->unicode && !longest_is_ascii(input));
}

static void
add_fixed(struct longest *longest, const char *text, size_t len)
{
    auto_(text) struct text piece = {0};

    text_add_bytes(&piece, text, len);
    text_add_bytes(&longest->text, text, len);
    longest->characters += utf8_length(text_str(&piece));
}

void
longest_make(struct longest *longest, const struct flow *flow,
    const char *value, const char *example)
{
    struct placeholder piece = {0}, only;
    const bool alone = placeholder_alone(PLACEHOLDER_INPUT, value, &only);

    while (placeholder_next(PLACEHOLDER_INPUT, value, &piece)) {
        const struct flow_input *input = piece.kind == PLACEHOLDER_VARIABLE
            ? flow_input(flow, piece.name)
            : NULL;

        if (input)
            add_input(longest, input, alone ? example : NULL);
        else if (piece.kind != PLACEHOLDER_VARIABLE)
            add_fixed(longest, value + piece.start, piece.len);
    }
}

void
longest_done(struct longest *longest)
{
    text_done(&longest->text);
    *longest = (struct longest){0};
}
