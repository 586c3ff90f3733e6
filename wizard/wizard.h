/*
 * The wizard on a full screen: its state, and what pages may do with it.
 * Pages draw into a grid and take keys; the terminal, the loop and the
 * children are here. Without a loop (in tests) no child is started.
 */
#pragma once

#include "finder.h"
#include "flows.h"
#include "form.h"
#include "history.h"
#include "hold.h"
#include "loop.h"
#include "palette.h"
#include "preview.h"
#include "view.h"
#include "walk.h"

struct wizard;

enum overlay {
    OVERLAY_NONE,
    OVERLAY_VIEW,    /* a text to read: help, YAML, a dry run */
    OVERLAY_PREVIEW, /* the messages, over the whole page */
    OVERLAY_DIALOG,  /* a question */
    OVERLAY_PALETTE, /* all actions by name */
};

#define DIALOG_CHOICES 5

/* What can be answered to a question: the words are shown beside the key. */
struct dialog_choice {
    enum intent intent; /* INTENT_NONE: not offered */
    const char *words;
    void (*act)(struct wizard *wizard); /* NULL: the dialog closes */
};

struct dialog {
    const char *title, *text;
    struct dialog_choice choices[DIALOG_CHOICES]; /* ended by no words */
    void (*again)(struct wizard *wizard); /* after a text was shown; or NULL */
};

enum ask { ASK_LIST, ASK_DRY_RUN, ASK_PUSH, ASK_DIFFERENCE, ASK_COUNT };

struct wizard {
    struct workspace *workspace;
    const char *environment;   /* --env, or NULL */
    const char *record;        /* --record-answers, or NULL */
    bool read_only;            /* --read-only */
    bool go_plain;             /* the plain prompts go on from here */
    struct loop *loop;         /* NULL in tests */
    struct terminal *terminal; /* NULL in tests */
    struct stop at;
    bool has_draft, changed; /* the draft is not yet in its file */
    struct draft draft;
    struct hold hold; /* of the draft */
    bool borrowed;    /* somebody else has it: read-only */
    struct history history;
    struct findings findings; /* of the draft, as of the last commit */
    struct flow_index index;  /* of all flows, for these findings */
    unsigned seen[FLOW_CHANNELS_MAX + 1]; /* pages that were left: bits */
    char kept_at[16];                     /* "14:02:31" */
    bool keep_failed;

    struct flows flows; /* the list, and where its cursor is */
    struct list flows_list;
    struct form form;
    struct edit find; /* of the template page, and what it found */
    struct finder finder;
    bool find_usable;            /* only those that can be used */
    const char *find_language;   /* only this one; borrowed, or NULL */
    const struct template *like; /* offered instead of an unusable one */
    struct list templates, chain, review;

    enum overlay overlay;
    struct view view;
    struct text overlay_title, overlay_text;
    struct dialog dialog;
    struct palette palette;
    struct edit palette_find;
    struct list palette_list;
    struct text message;
    enum role message_role;
    unsigned asked[ASK_COUNT]; /* children: their ids, 0: none */
    struct text asked_file;    /* what is pushed or run */
    int rows, cols;            /* of the screen, as drawn last */
    struct text saved;         /* the file that this run saved last */
};

void wizard_init(struct wizard *wizard, struct workspace *workspace);
void wizard_done(struct wizard *wizard);

/* Hooks of the loop; `data` is the wizard. */
extern const struct loop_hooks wizard_hooks;

void wizard_draw(void *data, struct screen *screen);

/* The page, and what has the focus: which keys mean what. */
struct key_place wizard_place(const struct wizard *wizard);

/* A new flow; a file of flows/; a draft: then the walk begins. */
void wizard_new(struct wizard *wizard, const char *workflow_id);
bool wizard_open(struct wizard *wizard, const char *path);

/* Goes to a page; what was typed is committed before. */
void wizard_go(struct wizard *wizard, struct stop at);

/* To the page and the field of a finding. */
void wizard_go_to_path(struct wizard *wizard, const char *path);

/* After a value was committed: settles, keeps, checks, makes the form anew. */
void wizard_commit(struct wizard *wizard);

/* The draft may be another one: it is checked, kept, its form made anew. */
void wizard_renew(struct wizard *wizard);

/* Undo (wizard_undo.c): notes a change that was committed, false if it is
 * none; goes to the state before it or after it, and to the page of what
 * differs. */
bool wizard_remember(struct wizard *wizard);
void wizard_undo(struct wizard *wizard);
void wizard_redo(struct wizard *wizard);

/* Writes the draft now, whatever was typed so far. */
void wizard_keep(struct wizard *wizard);

/* Saves the flow, after a question where that is needed. */
void wizard_save(struct wizard *wizard);

/* True once the page of this step (and channel) has been left. */
bool wizard_seen(const struct wizard *wizard, struct stop at);

/* The row above the keys; for the current event. */
void wizard_say(struct wizard *wizard, enum role role, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* A text over the page. */
void wizard_show(struct wizard *wizard, const char *title, const char *text);

/* A question over the page. */
void wizard_ask(struct wizard *wizard, const struct dialog *dialog);

/* What is offered for the field with the focus, false where nothing is; takes
 * it (wizard_offer.c). */
bool wizard_offer(const struct wizard *wizard, struct text *out);
void wizard_take_offer(struct wizard *wizard);

/* The palette (wizard_palette.c). */
void wizard_open_palette(struct wizard *wizard);
void wizard_palette_key(struct wizard *wizard, struct key key);
void wizard_palette_paste(struct wizard *wizard, const char *text);
void wizard_draw_palette(
    struct wizard *wizard, struct screen *screen, struct area page);

/* What a key does on the page, when nothing lies over it. */
void wizard_key(struct wizard *wizard, struct key key);

/* The leave dialog, or the end where nothing is left to be kept. */
void wizard_leave(struct wizard *wizard);

/* Back to the list of flows; the draft is kept. */
void wizard_go_home(struct wizard *wizard);

/* Ends the draft in memory and gives its lock back. */
void wizard_drop_draft(struct wizard *wizard);

/* Checks the draft anew. */
void wizard_check(struct wizard *wizard);

/* Nothing of the draft may be changed, kept or saved. */
bool wizard_read_only(const struct wizard *wizard);

/* The flow as its file has it now; undo brings the draft back. */
void wizard_take_file(struct wizard *wizard);

/* What the file and the draft differ in, over the page. */
void wizard_show_difference(struct wizard *wizard);

/* Writes the answers that make the flow that was saved. */
void wizard_record(struct wizard *wizard);

void wizard_show_yaml(struct wizard *wizard);
void wizard_show_help(struct wizard *wizard);

/* Children (ask.c): the store's list, a dry run, publishing after a question. */
void wizard_ask_store(struct wizard *wizard);
void wizard_dry_run(struct wizard *wizard, const char *file);
void wizard_publish(struct wizard *wizard, const char *file);
void wizard_answer(struct wizard *wizard, const struct answer *answer);
