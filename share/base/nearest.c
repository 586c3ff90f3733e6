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

/* From what a row of the table is counted: cells outside of it are `limit`. */
static size_t
band_begin(size_t i, unsigned limit)
{
    return i > limit ? i - limit : 1;
}

static size_t
band_end(size_t i, unsigned limit, size_t most)
{
    return i + limit < most ? i + limit : most;
}

/* One cell: from its neighbours left, above and across, and by a swap. */
static unsigned
cell(const char *a, const char *b, unsigned *const rows[3], size_t j)
{
    const bool same = a[0] == b[0];
    const unsigned least =
        min3(rows[1][j] + 1, rows[0][j - 1] + 1, rows[1][j - 1] + !same);
    const bool swapped = rows[2] && j > 1 && a[0] == b[-1] && a[-1] == b[0];

    return swapped && rows[2][j - 2] + 1 < least ? rows[2][j - 2] + 1 : least;
}

/* The slips between two words in lower case, or `limit` when they are more:
 * then only the middle of the table is filled, and not to its end. */
static unsigned
distance(const char *a, size_t na, const char *b, size_t nb, unsigned limit)
{
    unsigned table[3][WORD_MAX + 1], before = 0;

    for (unsigned j = 0; j <= nb; j++)
        table[0][j] = j;
    for (size_t i = 1; i <= na; i++) {
        unsigned *const rows[3] = {table[i % 3], table[(i + 2) % 3],
            i > 1 ? table[(i + 1) % 3] : NULL};
        unsigned least = i < limit ? (unsigned)i : limit;

        for (size_t j = 0; j <= nb; j++)
            rows[0][j] = limit;
        rows[0][0] = (unsigned)i;
        for (size_t j = band_begin(i, limit); j <= band_end(i, limit, nb);
             j++) {
            rows[0][j] = cell(a + i - 1, b + j - 1, rows, j);
            least = rows[0][j] < least ? rows[0][j] : least;
        }
        if (least >= limit && before >= limit)
            return limit; /* a swap looks back two rows, nothing further */
        before = least;
    }
    return table[na % 3][nb];
}

static void
lower(char into[WORD_MAX], const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        into[i] = (char)tolower((unsigned char)word[i]);
}

const char *
nearest_word(const char *word, const char *const *known, size_t nknown)
{
    const size_t len = strlen(word);
    char mistyped[WORD_MAX], other[WORD_MAX];
    const char *best = NULL;
    unsigned least = (unsigned)len / 3 + 1;

    if (len > WORD_MAX)
        return NULL;
    lower(mistyped, word, len);
    for (size_t i = 0; i < nknown; i++) {
        const size_t n = strlen(known[i]);

        /* Each byte too many or too few is one to add or take away. */
        if (n > WORD_MAX || n >= len + least || len >= n + least)
            continue;
        lower(other, known[i], n);
        const unsigned d = distance(mistyped, len, other, n, least);
        if (d < least) {
            least = d;
            best = known[i];
        }
    }
    return best;
}
