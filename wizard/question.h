/*
 * What is asked to make a flow: one list for the pages, the plain prompts and
 * the answers mode, grouped into steps. A question is about one value of the
 * draft and carries its path, its words and what may be answered. No terminal.
 */
#pragma once

#include "draft.h"

enum question_kind { QUESTION_TEXT, QUESTION_CHOICE };

/* The groups, in the order of asking: the first and the last are of the flow,
 * the others of one channel. */
enum question_group {
    QUESTION_BASICS,
    QUESTION_CHANNEL,
    QUESTION_TEMPLATE,
    QUESTION_PARAMS,
    QUESTION_DELAY,
    QUESTION_LIMITS,
};

struct question_option {
    const char *value; /* what the draft takes; "" takes the value away */
    const char *label, *note;
    const char *reason; /* why it cannot be chosen; NULL: it can */
};

struct question {
    const char *path;  /* "/channels/0/delay" */
    const char *label; /* "Delay" */
    const char *ask;   /* "How long to wait for its report?" */
    const char *help;  /* what it is for, and the rule */
    enum question_kind kind;
    bool required;
    bool extra; /* seldom wanted: who accepts the field before is not asked */
    bool menu;  /* a drop-down suits better than a radio list */
    struct question_option *options;
    size_t noptions;
};

struct questions {
    struct arena arena; /* owns all of it, but for borrowed words */
    struct question *items;
    size_t n;
};

/* Appends the questions of a group; `channel` may be the number of channels:
 * the one that is to be added. They depend on what was answered before. */
void questions_add(struct questions *questions, const struct draft *draft,
    enum question_group group, size_t channel);

/* Appends all groups, for all channels (for the first, if there is none). */
void questions_add_all(struct questions *questions, const struct draft *draft);

/* "whatsapp or sms": what may be answered, or the rule; from the arena. */
const char *question_allowed(
    struct questions *questions, const struct question *question);

void questions_done(struct questions *questions);

/* auto_(questions) struct questions questions = {0}; */
static inline void
questions_cleanup(struct questions *questions)
{
    questions_done(questions);
}
