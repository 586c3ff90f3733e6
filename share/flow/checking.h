/*
 * What the checks of one file share: the flow with everything that it names
 * looked up once, and how a finding is added. A check is a row of one of the
 * tables below. Private to check.c and check_*.c.
 */
#pragma once

#include <string.h>

#include "check.h"

/* One channel of the flow and what it names. A pointer is NULL where that is
 * unknown: one row says so, the others then keep silent. */
struct position {
    const struct flow_channel *own;
    const struct workspace_channel *channel;
    const struct provider *provider;
    const struct template *template; /* of that name, kind and language */
    const char *path;                /* "/channels/0" */
    enum kind kind;                  /* only where there is a channel */
    bool last;
};

struct checking {
    const struct check *check;
    const struct workspace *workspace;
    const struct flow *flow; /* NULL for checks of the workspace */
    const char *file;
    struct position positions[FLOW_CHANNELS_MAX];
    size_t n;
    struct findings *findings;
    size_t before;      /* findings that were there: what the reader said */
    struct arena arena; /* paths and hints, until the checks are done */
};

typedef void check_fn(struct checking *c);
typedef void position_check_fn(struct checking *c, const struct position *p);

/* NULL-ended tables, each at the end of its file. */
extern check_fn *const flow_checks[], *const window_checks[];
extern check_fn *const input_checks[], *const kaleyra_checks[];
extern check_fn *const workspace_checks[];
extern position_check_fn *const name_checks[], *const channel_checks[];
extern position_check_fn *const double_checks[], *const template_checks[];
extern position_check_fn *const param_checks[], *const sms_checks[];

/* check_callback.c: one of workspace_checks. */
check_fn check_callbacks;

/* check_workspace.c: an address of the web, and one without a password. */
void check_web_address(
    struct checking *c, const struct value_text *url, const char *path);
void check_password(
    struct checking *c, const struct value_text *url, const char *path);

/*
 * Adds a finding to the file that is checked, unless the reader has already
 * complained about the same value. `hint` may be NULL.
 */
void checking_add(struct checking *c, const char *code, struct mark at,
    const char *path, const char *hint, const char *format, ...)
    PRINTF_LIKE(6, 7);

/* The path of a member of a position: "/channels/0/delay". */
const char *position_path(
    struct checking *c, const struct position *p, const char *key);

/* The path of one of its parameters: "/channels/0/params/1". */
const char *position_param_path(
    struct checking *c, const struct position *p, const char *key);

/* The path of an input: "/inputs/code". */
const char *checking_input_path(struct checking *c, const char *name);

/*
 * A hint about a word that is none of the known ones: the nearest, or all of
 * them while they are few, or `otherwise` (which may be NULL).
 */
const char *checking_known(struct checking *c, const char *word,
    const char *const *known, size_t n, const char *otherwise);

/* True for a text of nothing but blanks. */
static inline bool
is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* How a sender of the kind is written, for hints. */
const char *checking_sender_hint(enum kind kind);

/* The template's text as long as the flow can make it, "" where it has none.
 * From the arena. */
const char *position_longest_body(struct checking *c, const struct position *p);
const char *position_longest_header(
    struct checking *c, const struct position *p);

/* A text from the arena. */
const char *checking_print(struct checking *c, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* A span as people write it: "10m". From the arena. */
const char *checking_span(struct checking *c, int64_t ms);
