/* API keys: "fbk_ID_SECRET". The store keeps only the SHA-256 of the whole;
 * 192 random bits need no slow digest. */
#pragma once

#define KEY_ID_SIZE 11 /* 10 characters */
#define KEY_TEXT_SIZE 64

/* Draws a new key; it is shown once. */
void key_make(char key[KEY_TEXT_SIZE], char id[KEY_ID_SIZE]);

enum key_scope { /* a set */
    SCOPE_INVOKE = 1,
    SCOPE_READ = 2,
    SCOPE_PUBLISH = 4,
    SCOPE_ADMIN = 8,
};

/* "invoke,read" as a set; 0 for none or an unknown word. admin has all. */
unsigned key_scopes(const char *words);
