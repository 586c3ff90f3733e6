/* Keys and scopes. */
#include "key.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "id62.h"

static const struct {
    const char *word;
    unsigned scope;
} words_of[] = {
    {"invoke", SCOPE_INVOKE},
    {"read", SCOPE_READ},
    {"publish", SCOPE_PUBLISH},
    {"admin", SCOPE_ADMIN | SCOPE_INVOKE | SCOPE_READ | SCOPE_PUBLISH},
};

void
key_make(char key[KEY_TEXT_SIZE], char id[KEY_ID_SIZE])
{
    uint8_t random[2 * ID62_SIZE];
    char first[ID62_TEXT_SIZE], second[ID62_TEXT_SIZE];

    digest_random(random, sizeof(random));
    id62_format(first, random);
    id62_format(second, random + ID62_SIZE);
    /* The last digits: the first of a 128-bit number are not evenly spread. */
    (void)snprintf(id, KEY_ID_SIZE, "%s", first + ID62_TEXT_SIZE - KEY_ID_SIZE);
    (void)snprintf(key, KEY_TEXT_SIZE, "fbk_%s_%s%.10s", id, second, first);
}

static unsigned
scope_of(const char *word, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(words_of); i++)
        if (strlen(words_of[i].word) == len &&
            !strncmp(words_of[i].word, word, len))
            return words_of[i].scope;
    return 0;
}

unsigned
key_scopes(const char *words)
{
    unsigned scopes = 0;

    while (words && *words) {
        const size_t len = strcspn(words, ",");
        const unsigned scope = scope_of(words, len);

        if (!scope)
            return 0;
        scopes |= scope;
        words += len + (words[len] == ',');
    }
    return scopes;
}
