/*
 * A form: the questions of a group as fields, drawn below each other. What is
 * typed goes into the draft with each key; leaving a field commits it: only
 * then it is checked, so that nothing shouts at half-typed text.
 */
#pragma once

#include "choice.h"
#include "edit.h"
#include "question.h"

struct form_field {
    const struct question *question;
    struct edit edit;
    struct choice choice;
    struct choice_item *items;
};

struct form {
    struct questions questions;
    struct form_field *fields;
    size_t n, focus;
    bool read_only; /* to be looked at: set before form_open() */
    bool typed;     /* the focused field was changed since it was entered */
};

enum form_result {
    FORM_IGNORED,
    FORM_MOVED,     /* also: typed */
    FORM_COMMITTED, /* a value is to be checked and kept */
    FORM_ENDED,   /* accepted on the last field, or before those that are seldom
                   wanted; it is committed */
    FORM_REFUSED, /* form_refusal() says why */
    FORM_FULL,    /* typed, and some of it was left out: the field is full */
};

/* Makes the fields anew from the draft. The focus stays on its path, the caret
 * where it was; another group begins at its first field. */
void form_open(struct form *form, const struct draft *draft,
    enum question_group group, size_t channel);

/* Puts the focus on the field of that path; false if there is none. */
bool form_focus(struct form *form, const char *path);

/* To the next field that is usually asked; false where there is none. */
bool form_step(struct form *form);

/* True for the first of the fields that are seldom wanted. */
bool form_begins_extras(const struct form *form, size_t field);

/* The question with the focus; NULL for an empty form. */
const struct question *form_question(const struct form *form);

/* Which keys are wanted: text or choice. */
enum focus form_focus_kind(const struct form *form);

enum form_result form_key(
    struct form *form, struct draft *draft, struct key key);
enum form_result form_paste(
    struct form *form, struct draft *draft, const char *text);

/* Why the choice with the cursor cannot be chosen. */
const char *form_refusal(const struct form *form);

/* Draws the fields with their findings; those of empty fields only if `all`.
 * It scrolls to the focus. */
void form_draw(const struct form *form, const struct findings *findings,
    bool all, struct screen *screen, struct area area);

void form_done(struct form *form);
