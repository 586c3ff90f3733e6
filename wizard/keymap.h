/*
 * The one table of keys: which press means what, where, and in which words.
 * Decoding, the key line, the help page and the conflict check come from it.
 * Pages add their own rows and places here.
 */
#pragma once

#include "failure.h"
#include "press.h"
#include "text.h"

enum intent {
    INTENT_NONE,
    INTENT_TYPE, /* a character for the text field: key.code */
    INTENT_ACCEPT,
    INTENT_CHOOSE,
    INTENT_NEXT,
    INTENT_PREVIOUS,
    INTENT_UP,
    INTENT_DOWN,
    INTENT_PAGE_UP,
    INTENT_PAGE_DOWN,
    INTENT_LEFT,
    INTENT_RIGHT,
    INTENT_WORD_LEFT,
    INTENT_WORD_RIGHT,
    INTENT_HOME,
    INTENT_END,
    INTENT_ERASE,
    INTENT_DELETE,
    INTENT_ERASE_WORD,
    INTENT_ERASE_TO_START,
    INTENT_ERASE_TO_END,
    INTENT_BACK,
    INTENT_NEXT_STEP,
    INTENT_PREVIOUS_STEP,
    INTENT_GO_STEP, /* key.code is '1' to '9' */
    INTENT_HELP,
    INTENT_SAVE,
    INTENT_UNDO,
    INTENT_REDO,
    INTENT_OFFER,
    INTENT_PREVIEW,
    INTENT_PALETTE,
    INTENT_RELOAD,
    INTENT_REDRAW,
    INTENT_SUSPEND,
    INTENT_LEAVE,
    INTENT_SEARCH,
    INTENT_SORT,
    INTENT_TURN, /* the order of a list */
    INTENT_NEW,
    INTENT_EDITOR,
    INTENT_PLAN, /* what publishing would change */
    INTENT_PUBLISH,
    INTENT_UNPUBLISH,
    INTENT_HISTORY,
    INTENT_CHECK,
    INTENT_DISCARD, /* throw a draft away */
    INTENT_MINE,    /* of a draft and a file that differ */
    INTENT_THEIRS,
    INTENT_DIFFERENCE,
    INTENT_FIELDS,
    INTENT_COPY,
    INTENT_DRY_RUN,
    INTENT_ADD,
    INTENT_MOVE_UP,
    INTENT_MOVE_DOWN,
    INTENT_YAML,
    INTENT_QUIT,
    INTENT_PLAIN,  /* go on with plain prompts */
    INTENT_RECORD, /* write the answers that make the flow */
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
    PAGE_VIEW = 16,     /* help, a preview, a file: a page to read */
    PAGE_DIALOG = 32,   /* a question over a page */
    PAGE_NOTICE = 64,   /* the window is too small for a page */
    PAGE_SAVED = 128,   /* the flow is saved: what now */
    PAGE_PALETTE = 256, /* all actions by name */
    PAGE_TOLD = 512,    /* what a child said about a flow */
    PAGE_MERGE = 1024,  /* mine or theirs, field by field */
};

struct key_place {
    enum focus focus;
    enum page page;
};

struct key {
    enum intent intent;
    int32_t code;
};

#define KEY_PRESSES 4

struct key_row {
    enum intent intent;
    unsigned focus, pages; /* where it acts: sums of the above; 0: everywhere */
    struct press presses[KEY_PRESSES]; /* ended by a code of 0 */
    const char *label; /* on the key line; NULL: the name of the first press */
    const char *hint;  /* its word on the key line; NULL: not there */
    const char *help;  /* its line on the help page; NULL: not there */
    bool keep;         /* the last to leave the key line */
};

/* The name of the key of an intent at a place, "^S"; "" where it has none. */
void keymap_name(
    enum intent intent, struct key_place place, char name[PRESS_NAME_SIZE]);

/* In the order in which the key line has them. */
const struct key_row *keymap_rows(size_t *count);

bool keymap_row_acts(const struct key_row *row, struct key_place place);

/* What a press means at a place; INTENT_NONE if nothing. */
struct key keymap_decode(struct press press, struct key_place place);

/* "Enter next field  ^S save  Esc back  ^G help", in at most `columns`: hints
 * leave from the middle, those to be kept last. */
void keymap_line(struct text *out, struct key_place place, int columns);

/*
 * False if two rows give one press two meanings at one place, if a letter acts
 * where text is typed, or if a intent can only be reached by Alt or F-keys.
 */
bool keymap_sound(
    const struct key_row *rows, size_t count, struct failure *failure);
