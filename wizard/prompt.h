/*
 * One prompt of the plain front: printing words, reading a line, and the
 * answers that mean the same everywhere: ? < ! undo redo quit.
 */
#pragma once

#include <stdio.h>

#include "question.h"

enum reply {
    REPLY_TEXT, /* an answer; "" is the Enter key alone */
    REPLY_HELP,
    REPLY_BACK,
    REPLY_LIST, /* all answers so far */
    REPLY_UNDO,
    REPLY_REDO,
    REPLY_QUIT,
    REPLY_END, /* of the input */
};

struct prompt {
    FILE *in, *out;
    bool echo;  /* the input is no terminal, which would show what is typed */
    char *line; /* the last one, without its end */
    size_t room;
};

/* What is said once, at the start and by "?". */
extern const char prompt_keys[];

/* Prints a line: cleaned, a newline behind it. */
void prompt_say(struct prompt *prompt, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* Prints the words, a colon and a space; reads the answer. */
enum reply prompt_ask(struct prompt *prompt, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* The option that was meant: by its number (from 1, over those that can be
 * chosen), its name or the only beginning; NULL: none or several. */
const struct question_option *prompt_option(
    const struct question *question, const char *answer);

/* yes or no; `usual` for an empty answer; -1 for something else. */
int prompt_yes(const char *answer, bool usual);

void prompt_done(struct prompt *prompt);
