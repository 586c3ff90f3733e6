/*
 * The variables in texts. Three syntaxes, all read in one pass from the left:
 * what a variable brings in is never looked at again. There is no escape.
 * Facts: Meta's template components (positional or named parameters), India's
 * DLT variables and tags ({#var#}, {#numeric#} ...).
 */
#pragma once

#include "text.h"

#define PLACEHOLDER_NAME_SIZE 65

enum placeholder_syntax {
    PLACEHOLDER_WHATSAPP, /* {{1}}, or {{first_name}}: [a-z_][a-z0-9_]{0,63} */
    PLACEHOLDER_DLT,      /* {#var#} and the tags below, known by their order */
    PLACEHOLDER_INPUT,    /* {{code}}: [a-z][a-z0-9_]{0,31} */
};

enum placeholder_kind {
    PLACEHOLDER_LITERAL,
    PLACEHOLDER_VARIABLE,
    PLACEHOLDER_BROKEN, /* `fault` says why; the caller may go on after it */
};

enum placeholder_tag { /* what a DLT variable may hold */
    PLACEHOLDER_ANY,   /* {#var#}, and all variables of the other syntaxes */
    PLACEHOLDER_NUMERIC,
    PLACEHOLDER_ALPHANUMERIC,
    PLACEHOLDER_URL,
    PLACEHOLDER_URLOTT,
    PLACEHOLDER_EMAIL,
    PLACEHOLDER_CBN,
};

enum placeholder_fault {
    PLACEHOLDER_FINE,
    PLACEHOLDER_UNCLOSED, /* "{{" or "{#" without its end */
    PLACEHOLDER_NAME,     /* the name between them is none */
    PLACEHOLDER_MIXED,    /* a name among numbers, or a number among names */
    PLACEHOLDER_GAP,      /* a number whose predecessor is nowhere */
    PLACEHOLDER_AT_START, /* the text begins with a variable (blanks aside) */
    PLACEHOLDER_AT_END,   /* it ends with one */
    PLACEHOLDER_NO_TEXT,  /* there is nothing but variables */
};

/* A piece of a text, in bytes; zeroed, it stands before the first. */
struct placeholder {
    enum placeholder_kind kind;
    enum placeholder_fault fault; /* of PLACEHOLDER_BROKEN: UNCLOSED or NAME */
    enum placeholder_tag tag;
    size_t start, len;                /* with its braces */
    size_t nth;                       /* variables up to this one, from 1 */
    unsigned number;                  /* of {{1}}; 0 for a name */
    char name[PLACEHOLDER_NAME_SIZE]; /* "1", "first_name", "var"; else "" */
};

/*
 * struct placeholder piece = {0};
 * while (placeholder_next(PLACEHOLDER_DLT, text, &piece)) ...
 * Pieces are never empty and join up to the whole text.
 */
bool placeholder_next(enum placeholder_syntax syntax, const char *text,
    struct placeholder *piece);

typedef void placeholder_report_fn(
    void *data, enum placeholder_fault fault, const struct placeholder *piece);

/*
 * Reports what is wrong with a body, from left to right, and returns how many
 * faults: for WHATSAPP all but NO_TEXT; for DLT UNCLOSED, NAME, NO_TEXT; for
 * INPUT UNCLOSED and NAME. `piece` is the variable it is about. AT_START and
 * AT_END do not hold for the preset bodies of authentication templates: their
 * callers leave them out.
 */
size_t placeholder_check(enum placeholder_syntax syntax, const char *text,
    placeholder_report_fn *report, void *data);

/* The value for a variable, or NULL where there is none. Borrowed. */
typedef const char *placeholder_lookup_fn(
    void *data, const struct placeholder *variable);

/*
 * Appends the text with its values. False where one is missing or a piece is
 * broken: `bad` is that piece then, and nothing was appended.
 */
bool placeholder_render(enum placeholder_syntax syntax, const char *text,
    placeholder_lookup_fn *lookup, void *data, struct text *out,
    struct placeholder *bad);

/* True if the text is exactly one variable, which is written to *only. */
bool placeholder_alone(
    enum placeholder_syntax syntax, const char *text, struct placeholder *only);

/* True for a name that may stand between the braces of this syntax. */
bool placeholder_name_valid(enum placeholder_syntax syntax, const char *name);
