/*
 * Templates on their way in: what a platform's listing or a file says of each,
 * and which keys of a template it says something about. What cannot be read is
 * a finding with its line or JSON pointer. Nothing is compared or written here.
 */
#pragma once

#include <jansson.h>

#include "template.h"

#define INCOMING_BYTES_MAX ((size_t)64 * 1000 * 1000)
#define INCOMING_TEXT_MAX 8192 /* bytes of one text: platforms take far less */

/* What the source knows: a key that it knows and does not give is taken out.
 * What it gives without knowing is for new templates alone. */
enum incoming_key {
    INCOMING_CATEGORY = 1 << 0,
    INCOMING_TYPE = 1 << 1,
    INCOMING_STATUS = 1 << 2,
    INCOMING_REASON = 1 << 3,
    INCOMING_QUALITY = 1 << 4,
    INCOMING_TTL = 1 << 5,
    INCOMING_BODY = 1 << 6,
    INCOMING_PARTS = 1 << 7, /* header and buttons */
    INCOMING_FOOTER = 1 << 8,
    INCOMING_VARIABLES = 1 << 9,
    INCOMING_DLT = 1 << 10,
};

struct incoming_template {
    struct template template; /* `at`: its line, where there are lines */
    unsigned knows;
    const char *place; /* "/data/3"; NULL: the line says it */
};

struct incoming {
    struct arena arena;
    const char *from; /* "meta", "kaleyra" or "csv" */
    const char *file; /* as findings name it: a path, or an address */
    const char *account;
    struct mark page; /* where the page begins that is read, if not the first */
    struct incoming_template *items;
    size_t n;
    struct findings findings;
};

/* A new template of a kind; it belongs to `in`, and moves with the next one. */
struct incoming_template *incoming_add(
    struct incoming *in, enum kind kind, struct mark at, const char *place);

/* "import-wrong" about a part of the item, "/name" or "" for all of it. */
void incoming_complain(struct incoming *in,
    const struct incoming_template *item, const char *part, const char *format,
    ...) PRINTF_LIKE(4, 5);

/* A status by any platform's word for it ("IN_APPEAL", "Submission Rejected").
 * One that is not known here is unsupported, with a reason. */
void incoming_status(
    struct incoming *in, struct incoming_template *item, const char *word);

/* What the platform has approved and we cannot send: unsupported. */
void incoming_unsupported(struct incoming *in, struct incoming_template *item,
    const char *format, ...) PRINTF_LIKE(3, 4);

void incoming_example(
    struct incoming *in, struct template *t, const char *key, const char *text);

/* "AUTHENTICATION", in either case. */
void incoming_category(
    struct incoming *in, struct incoming_template *item, const char *word);

/* Drops what has no name or language, or broken variables, each with a
 * finding; twice the same one is a finding, too. Call it once at the end. */
void incoming_ready(struct incoming *in);

void incoming_done(struct incoming *in);

static inline void
incoming_cleanup(struct incoming *in)
{
    incoming_done(in);
}
