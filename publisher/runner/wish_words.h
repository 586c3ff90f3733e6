/*
 * The commands `optout` and `consent`: what their command line says, and what
 * they share. The two differ in their nouns and in that only an opt-out has a
 * category.
 */
#pragma once

#include "command.h"
#include "store_json_wish.h"

#define WISHES_AT_ONCE 1000 /* as the API has it */

struct wish_words {
    enum wish_kind kind;
    const char *noun;                                    /* "opt-out" */
    const char *channel, *category, *at, *note, *import; /* add */
    bool digest_only;
    const char *limit, *export, *format; /* list */
    bool full;
    /* What they mean. */
    struct store_wish wish; /* without its number */
    bool of_channel;
    size_t most;
};

/* "3 opt-outs", "1 consent" */
void wish_count(struct text *out, const struct wish_words *words, size_t n);

/* False with the failure when the store did not do it. */
bool wish_done(const struct store_request *done, struct failure *failure);

/* wish_list.c: a page for people or programs, or all of them as CSV. */
bool wish_list(struct store *store, const struct wish_words *words,
    const char *number, struct failure *failure);

/* wish_file.c: reads a CSV file whole before the store is opened; then adds
 * what it read. Its errors are printed, each with its line. */
struct wish_file;

struct wish_file *wish_file_read(
    const struct wish_words *words, struct failure *failure);
bool wish_file_add(
    struct wish_file *file, struct store *store, struct failure *failure);
void wish_file_free(struct wish_file *file);
DEFINE_AUTO(wish_file, struct wish_file *, wish_file_free);
