/*
 * Templates: the approved texts that flows send, and the catalogue of all of
 * them. Read from templates/NAME.yaml (fallback-templates(5)). Only `approved`
 * ones can be used; the others stay visible with their reason.
 */
#pragma once

#include "arena.h"
#include "finding.h"
#include "flow.h"
#include "mark.h"

#define TEMPLATES_BYTES_MAX (64 * 1000 * 1000) /* of one file */
#define TEMPLATE_STALE_MS (INT64_C(7) * 24 * 3600 * 1000)

enum kind { KIND_SMS, KIND_WHATSAPP, KIND_RCS, KIND_COUNT };
extern const char *const kind_words[];  /* "sms", "whatsapp", "rcs" */
extern const char *const kind_titles[]; /* "SMS", "WhatsApp", "RCS" */

enum template_status {
    TEMPLATE_APPROVED,
    TEMPLATE_PENDING,
    TEMPLATE_REJECTED,
    TEMPLATE_PAUSED,
    TEMPLATE_DISABLED,
    TEMPLATE_IN_APPEAL,
    TEMPLATE_FLAGGED,
    TEMPLATE_DELETED,
    TEMPLATE_ARCHIVED,
    TEMPLATE_LIMIT_EXCEEDED,
    TEMPLATE_LOCKED,
    TEMPLATE_PENDING_DELETION,
    TEMPLATE_REINSTATED, /* not `approved` again yet */
    TEMPLATE_UNARCHIVED,
    TEMPLATE_UNSUPPORTED, /* approved, and nothing that we can send */
};
extern const char *const template_status_words[];

/* What recipients think of it, as WhatsApp says: all can be sent. */
enum template_quality {
    QUALITY_UNKNOWN,
    QUALITY_GREEN,
    QUALITY_YELLOW,
    QUALITY_RED,
};
extern const char *const template_quality_words[];

/* India's DLT kinds of SMS, and Kaleyra's `type`. */
enum sms_type { SMS_TYPE_OTP, SMS_TYPE_TXN, SMS_TYPE_MKT };
extern const char *const sms_type_words[];

enum header_format {
    HEADER_TEXT,
    HEADER_IMAGE,
    HEADER_VIDEO,
    HEADER_DOCUMENT,
    HEADER_LOCATION,
};
extern const char *const header_format_words[];

enum button_type {
    BUTTON_OTP,
    BUTTON_URL,
    BUTTON_QUICK_REPLY,
    BUTTON_PHONE_NUMBER,
    BUTTON_COPY_CODE,
};
extern const char *const button_type_words[];

struct template_button {
    struct value_choice type;
    struct value_text text, url, phone_number;
};

struct template_example {
    struct value_text key, value;
};

/* A parameter that a flow has to fill: its key as flows spell it. */
struct template_param {
    const char *key;     /* "1", "code", "header.1", "button.0" */
    const char *part;    /* "body", "header" or "button": where it stands */
    unsigned max_length; /* characters; 0: no limit of its own */
};

struct template
{
    const char *file;
    struct mark at;
    struct value_text name, language, reason, body, footer;
    struct value_text header_text;
    struct value_choice kind, category, status, quality, type, header_format;
    struct value_text source_from, source_account, source_id, source_fetched;
    int64_t fetched_ms; /* 0: not given */
    struct value_time ttl;
    struct template_button *buttons;
    size_t nbuttons;
    struct template_example *examples;
    size_t nexamples;
    struct value_list variables; /* names for an SMS's {#var#}s, in order */
    struct value_text dlt_entity, dlt_template;
    struct template_param *params; /* worked out from the texts, in order; by
                                      number where they are numbered */
    size_t nparams;
    bool damaged; /* findings about its texts: the true ones may be others */
};

struct catalogue {
    struct arena arena;
    struct template *items; /* ordered by kind, name, language; on the heap */
    size_t n;
};

/* Adds the templates of one file; problems become findings. */
void catalogue_read(struct catalogue *catalogue, const char *file,
    const char *bytes, size_t len, struct findings *findings);

/* The same in pieces of some hundred microseconds: `bytes` stay where they are
 * until the end; false when all is read. It may be closed before that. */
struct catalogue_reader;
struct catalogue_reader *catalogue_open(struct catalogue *catalogue,
    const char *file, const char *bytes, size_t len, struct findings *findings);
bool catalogue_some(struct catalogue_reader *reader);
void catalogue_close(struct catalogue_reader *reader);

/* Orders what was read; twice the same kind, name and language is a finding.
 * Call it once after the last file and before any search. */
void catalogue_ready(struct catalogue *catalogue, struct findings *findings);

/* The same of a catalogue that is still being read: nothing is found in it. */
void catalogue_order(struct catalogue *catalogue);

const struct template *catalogue_find(const struct catalogue *catalogue,
    enum kind kind, const char *name, const char *language);

/* All languages of one name: *n of them, from the returned one on. */
const struct template *catalogue_named(const struct catalogue *catalogue,
    enum kind kind, const char *name, size_t *n);

/* Appends a templates file of these templates in the canonical form, of which
 * what lasts travels with a flow when it is pushed. */
void catalogue_write(
    const struct template *const *templates, size_t n, struct text *out);

void catalogue_done(struct catalogue *catalogue);

bool template_usable(const struct template *template);
const struct template_param *template_param(
    const struct template *template, const char *key);
const char *template_example(
    const struct template *template, const char *key); /* NULL: none */

/* The value of a parameter by its key, or NULL when there is none. */
typedef const char *template_value_fn(const char *key, void *data);

/*
 * Appends the body (or header) with its variables filled, in one pass: a
 * value is never expanded again. False when a value is missing; *missing is
 * then its key.
 */
bool template_render_body(const struct template *template,
    template_value_fn *value, void *data, struct text *out,
    const char **missing);
bool template_render_header(const struct template *template,
    template_value_fn *value, void *data, struct text *out,
    const char **missing);
