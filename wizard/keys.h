/*
 * The one table of keys: which press is which command, where, and in which
 * words. Decoding, the key line, the help page and the conflict check come
 * from it. Pages add their own rows and places here.
 */
#pragma once

#include "failure.h"
#include "press.h"
#include "text.h"

enum command {
    COMMAND_NONE,
    COMMAND_TYPE, /* a character for the text field: key.code */
    COMMAND_ACCEPT,
    COMMAND_CHOOSE,
    COMMAND_NEXT,
    COMMAND_PREVIOUS,
    COMMAND_UP,
    COMMAND_DOWN,
    COMMAND_PAGE_UP,
    COMMAND_PAGE_DOWN,
    COMMAND_LEFT,
    COMMAND_RIGHT,
    COMMAND_WORD_LEFT,
    COMMAND_WORD_RIGHT,
    COMMAND_HOME,
    COMMAND_END,
    COMMAND_ERASE,
    COMMAND_DELETE,
    COMMAND_ERASE_WORD,
    COMMAND_ERASE_TO_START,
    COMMAND_ERASE_TO_END,
    COMMAND_BACK,
    COMMAND_NEXT_STEP,
    COMMAND_PREVIOUS_STEP,
    COMMAND_GO_STEP, /* key.code is '1' to '9' */
    COMMAND_HELP,
    COMMAND_SAVE,
    COMMAND_UNDO,
    COMMAND_REDO,
    COMMAND_OFFER,
    COMMAND_PREVIEW,
    COMMAND_PALETTE,
    COMMAND_RELOAD,
    COMMAND_REDRAW,
    COMMAND_SUSPEND,
    COMMAND_LEAVE,
    COMMAND_SEARCH,
    COMMAND_SORT,
    COMMAND_NEW,
    COMMAND_EDITOR,
    COMMAND_PLAN,
    COMMAND_DRY_RUN,
    COMMAND_ADD,
    COMMAND_MOVE_UP,
    COMMAND_MOVE_DOWN,
    COMMAND_YAML,
    COMMAND_QUIT,
};

/* What has the focus. Letters are typed in the first two, else commands. */
enum focus {
    FOCUS_TEXT = 1,   /* a text field */
    FOCUS_FIND = 2,   /* a text field that filters the list below it */
    FOCUS_LIST = 4,   /* a list */
    FOCUS_CHOICE = 8, /* a radio list, a drop-down, a check mark */
    FOCUS_OTHER = 16, /* a button, a page to read */
};

enum page {
    PAGE_FLOWS = 1,
    PAGE_FORM = 2,  /* any page of a step with fields */
    PAGE_CHAIN = 4, /* the channels of a flow, in order */
    PAGE_REVIEW = 8,
    PAGE_VIEW = 16,  /* help, a preview, a file: a page to read */
    PAGE_DIALOG = 32 /* a question over a page */
};

struct key_place {
    enum focus focus;
    enum page page;
};

struct key {
    enum command command;
    int32_t code;
};

#define KEY_PRESSES 4

struct key_row {
    enum command command;
    unsigned focus, pages; /* where it acts: sums of the above; 0: everywhere */
    struct press presses[KEY_PRESSES]; /* ended by a code of 0 */
    const char *label; /* on the key line; NULL: the name of the first press */
    const char *hint;  /* its word on the key line; NULL: not there */
    const char *help;  /* its line on the help page; NULL: not there */
    bool keep;         /* the last to leave the key line */
};

/* In the order in which the key line has them. */
const struct key_row *keys_rows(size_t *count);

bool keys_row_acts(const struct key_row *row, struct key_place place);

/* What a press means at a place; COMMAND_NONE if nothing. */
struct key keys_decode(struct press press, struct key_place place);

/* "Enter next field  ^S save  Esc back  ^G help", in at most `columns`: hints
 * leave from the middle, those to be kept last. */
void keys_line(struct text *out, struct key_place place, int columns);

/*
 * False if two rows give one press two meanings at one place, if a letter acts
 * where text is typed, or if a command can only be reached by Alt or F-keys.
 */
bool keys_sound(
    const struct key_row *rows, size_t count, struct failure *failure);
