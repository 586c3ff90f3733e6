/*
 * A press: one key or one character as the terminal sent it, before it means
 * anything. The reader makes presses of what curses hands out, byte by byte,
 * so that characters survive being split between two reads.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys that are no character have codes beyond Unicode. */
enum press_code {
    PRESS_TAB = '\t',
    PRESS_ENTER = '\r',
    PRESS_ESCAPE = 0x1B,
    PRESS_SPACE = ' ',
    PRESS_BACKSPACE = 0x7F,
    PRESS_UP = 0x110000,
    PRESS_DOWN,
    PRESS_LEFT,
    PRESS_RIGHT,
    PRESS_HOME,
    PRESS_END,
    PRESS_PAGE_UP,
    PRESS_PAGE_DOWN,
    PRESS_DELETE,
    PRESS_BACK_TAB,
    PRESS_WORD_LEFT, /* Control and Left */
    PRESS_WORD_RIGHT,
    PRESS_F1,
    PRESS_F3,
    PRESS_PASTE_BEGIN,
    PRESS_PASTE_END,
    PRESS_LAST = PRESS_PASTE_END,
};

#define PRESS_CONTROL(letter) ((letter)&0x1F)

struct press {
    int32_t code;
    bool alt; /* Alt was held, or Esc came right before */
};

#define PRESS_NAME_SIZE 16

/* "^N", "Alt-B", "Esc", "PgUp", "q". */
void press_name(struct press press, char name[PRESS_NAME_SIZE]);

/* A character that can stand in a text: no control, no key, no Alt. */
bool press_is_text(struct press press);

struct press_reader {
    char bytes[4]; /* the beginning of a character */
    size_t len;
    bool escape; /* an Esc that may turn out to be Alt */
};

/*
 * Takes one byte or one enum press_code; writes the presses that it completes
 * and returns their number, 0 to 2. What is not UTF-8 becomes U+FFFD.
 */
size_t press_read(
    struct press_reader *reader, int32_t raw, struct press presses[2]);

/* No more input for now: an Esc that nothing followed is a press. */
bool press_rest(struct press_reader *reader, struct press *press);
