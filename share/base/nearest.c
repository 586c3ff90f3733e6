/* Damerau-Levenshtein distance (optimal string alignment) over bytes. */
#include "nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define WORD_MAX 64

static unsigned
min3(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;

    return least < c ? least : c;
}

static int
lower(const char *word, size_t i)
{
    return tolower((unsigned char)word[i]);
}

static unsigned
distance(const char *a, size_t na, const char *b, size_t nb)
{
    unsigned rows[3][WORD_MAX + 1];

    for (unsigned j = 0; j <= nb; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= na; i++) {
        unsigned *row = rows[i % 3], *before = rows[(i + 2) % 3],
                 *earlier = rows[(i + 1) % 3];

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= nb; j++) {
            const bool same = lower(a, i - 1) == lower(b, j - 1);

            row[j] = min3(before[j] + 1, row[j - 1] + 1, before[j - 1] + !same);
            if (i > 1 && j > 1 && lower(a, i - 1) == lower(b, j - 2) &&
                lower(a, i - 2) == lower(b, j - 1) && row[j] > earlier[j - 2])
                row[j] = earlier[j - 2] + 1;
        }
    }
    return rows[na % 3][nb];
}

const char *
nearest_word(const char *word, const char *const *known, size_t nknown)
{
    const size_t len = strlen(word);
    const char *best = NULL;
    unsigned least = (unsigned)len / 3 + 1;

    if (len > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < nknown; i++) {
        const size_t n = strlen(known[i]);

        /* Each byte too many or too few is one to add or take away. */
        if (n > WORD_MAX || n >= len + least || len >= n + least)
            continue;
        unsigned d = distance(word, len, known[i], n);
        if (d < least) {
            least = d;
            best = known[i];
        }
    }
    return best;
}
