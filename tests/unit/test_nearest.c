/* The nearest word against the whole table of slips, filled cell by cell. */
#include "test.h"

#include <ctype.h>
#include <string.h>

#include "nearest.h"

#define LONGEST 12
#define WORDS 6

static unsigned
least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned
slips(const char *a, const char *b)
{
    unsigned table[LONGEST + 1][LONGEST + 1];
    const size_t na = strlen(a), nb = strlen(b);

    for (unsigned i = 0; i <= na; i++)
        for (unsigned j = 0; j <= nb; j++) {
            if (!i || !j) {
                table[i][j] = i + j;
                continue;
            }
            const bool same = tolower(a[i - 1]) == tolower(b[j - 1]);
            unsigned d = table[i - 1][j - 1] + !same;

            d = least_of(d, table[i - 1][j] + 1);
            d = least_of(d, table[i][j - 1] + 1);
            if (i > 1 && j > 1 && tolower(a[i - 1]) == tolower(b[j - 2]) &&
                tolower(a[i - 2]) == tolower(b[j - 1]))
                d = least_of(d, table[i - 2][j - 2] + 1);
            table[i][j] = d;
        }
    return table[na][nb];
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Few letters, so that words are near each other. */
static void
make_word(char word[LONGEST + 1], uint32_t *seed)
{
    static const char letters[] = "abcA_";
    const size_t len = next_random(seed) % (LONGEST + 1);

    for (size_t i = 0; i < len; i++)
        word[i] = letters[next_random(seed) % (sizeof(letters) - 1)];
    word[len] = '\0';
}

static const char *
nearest_of_all(const char *word, const char *const *known)
{
    unsigned least = (unsigned)strlen(word) / 3 + 1;
    const char *best = NULL;

    for (size_t i = 0; i < WORDS; i++) {
        const unsigned d = slips(word, known[i]);

        if (d >= least)
            continue;
        least = d;
        best = known[i];
    }
    return best;
}

static void
the_nearest_is_what_the_whole_table_says(void **state)
{
    char words[WORDS][LONGEST + 1], word[LONGEST + 1];
    const char *known[WORDS];
    uint32_t seed = 1;
    unsigned found = 0;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        make_word(word, &seed);
        for (size_t i = 0; i < WORDS; i++) {
            make_word(words[i], &seed);
            known[i] = words[i];
        }
        const char *want = nearest_of_all(word, known);
        const char *got = nearest_word(word, known, WORDS);

        if (got != want)
            fail_msg("'%s': '%s', not '%s'", word, got ? got : "none",
                want ? want : "none");
        found += want != NULL;
    }
    assert_in_range(found, 1000, 19000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_is_what_the_whole_table_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
