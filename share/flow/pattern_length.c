/* The longest value of a pattern and its characters: walks over its text, since
 * the automaton has its repetitions written out. */
#include "pattern_length.h"

#include <string.h>

#include "pattern_set.h"

#define DEPTH_MAX 64 /* groups that fit into a pattern's 128 bytes */

struct walk {
    const char *at;
    unsigned depth;
};

static size_t
add(size_t a, size_t b)
{
    return a > PATTERN_ENDLESS - b ? PATTERN_ENDLESS : a + b;
}

static size_t
multiply(size_t a, size_t b)
{
    return a && b > PATTERN_ENDLESS / a ? PATTERN_ENDLESS : a * b;
}

/* "[^]a-z[:digit:]]": a ']' that comes first is a member. */
static void
skip_set(struct walk *w)
{
    w->at++;
    if (*w->at == '^')
        w->at++;
    if (*w->at == ']')
        w->at++;
    while (*w->at && *w->at != ']') {
        if (w->at[0] == '[' && w->at[1] && strchr(":.=", w->at[1])) {
            const char close[] = {w->at[1], ']', '\0'};
            const char *end = strstr(w->at + 2, close);

            w->at = end ? end + 1 : w->at;
        }
        w->at++;
    }
    if (*w->at)
        w->at++;
}

static void
skip_character(struct walk *w)
{
    if (*w->at == '\\' && w->at[1])
        w->at++;
    w->at++;
    while (((unsigned char)*w->at & 0xC0) == 0x80) /* the rest of it */
        w->at++;
}

static size_t longest_alternative(struct walk *w);

static size_t
longest_group(struct walk *w)
{
    w->at++;
    if (++w->depth > DEPTH_MAX)
        return PATTERN_ENDLESS;
    const size_t longest = longest_alternative(w);
    w->depth--;
    if (*w->at == ')')
        w->at++;
    return longest;
}

static size_t
longest_atom(struct walk *w)
{
    if (*w->at == '(')
        return longest_group(w);
    if (*w->at == '^' || *w->at == '$') {
        w->at++;
        return 0;
    }
    if (*w->at == '[')
        skip_set(w);
    else
        skip_character(w);
    return 1;
}

/* "{3}", "{3,}", "{3,5}": the last number, or none. */
static size_t
most_of_count(struct walk *w)
{
    size_t most = 0;

    for (w->at++; *w->at && *w->at != '}'; w->at++)
        if (*w->at == ',')
            most = w->at[1] == '}' ? PATTERN_ENDLESS : 0;
        else
            most = add(multiply(most, 10), (size_t)(*w->at - '0'));
    if (*w->at)
        w->at++;
    return most;
}

static size_t
most_repetitions(struct walk *w)
{
    switch (*w->at) {
    case '*':
    case '+':
        w->at++;
        return PATTERN_ENDLESS;
    case '?':
        w->at++;
        return 1;
    case '{':
        return most_of_count(w);
    default:
        return 1;
    }
}

static size_t
longest_branch(struct walk *w)
{
    size_t longest = 0;

    while (*w->at && *w->at != '|' && *w->at != ')') {
        const size_t atom = longest_atom(w);

        longest = add(longest, multiply(atom, most_repetitions(w)));
    }
    return longest;
}

static size_t
longest_alternative(struct walk *w)
{
    size_t longest = longest_branch(w);

    while (*w->at == '|') {
        w->at++;
        const size_t other = longest_branch(w);

        longest = other > longest ? other : longest;
    }
    return longest;
}

size_t
pattern_longest(const char *pattern)
{
    struct walk w = {.at = pattern};

    return longest_alternative(&w);
}

/* Moves behind the set. */
static bool
is_ascii_set(const char **at, struct arena *arena)
{
    struct pattern_set set = {0};

    *at += 1;
    if (pattern_set_parse(&set, arena, at) || set.negated || set.categories)
        return false;
    for (size_t i = 0; i < set.nranges; i++)
        if (set.ranges[i].last > 127)
            return false;
    return true;
}

bool
pattern_is_ascii(const char *pattern)
{
    struct arena arena = {0};
    bool ascii = true;

    while (ascii && *pattern) {
        if (*pattern == '[') {
            ascii = is_ascii_set(&pattern, &arena);
            continue;
        }
        if (*pattern == '\\' && pattern[1])
            pattern++;
        else
            ascii = *pattern != '.';
        ascii = ascii && (unsigned char)*pattern < 128;
        pattern++;
    }
    arena_free(&arena);
    return ascii;
}
