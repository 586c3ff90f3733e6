/*
 * The wizard on a full screen: its state. What can be done with it: acts.h.
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
#include "merge.h"
#include "palette.h"
#include "preview.h"
#include "told.h"
#include "trash.h"
#include "view.h"
#include "walk.h"

struct wizard;

enum overlay {
    OVERLAY_NONE,
    OVERLAY_VIEW,    /* a text to read: help, YAML, a dry run */
    OVERLAY_PREVIEW, /* the messages, over the whole page */
    OVERLAY_DIALOG,  /* a question */
    OVERLAY_PALETTE, /* all actions by name */
    OVERLAY_TOLD,    /* the answer of a child */
    OVERLAY_MERGE,   /* mine or theirs, field by field */
};

#define DIALOG_CHOICES 6

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
    const char *name; /* has to be typed first; borrowed, or NULL */
};

enum ask {
    ASK_LIST,
    ASK_STATES, /* what a push of all would change */
    ASK_BRIEF,  /* what a push of the saved flow would change */
    ASK_TOLD,
    ASK_DIFFERENCE,
    ASK_COUNT,
};

/* Of the loop: a child has not answered yet; half a word is to be kept. */
enum { TIMER_SLOW, TIMER_KEEP };

struct wizard {
    struct workspace *workspace;
    const char *environment; /* --env, or NULL */
    const char *record;      /* --record-answers, or NULL */
    bool read_only;          /* --read-only */
    bool go_plain;           /* the plain prompts go on from here */

    /* What is read after the first frame (wizard_load.c): its findings; what
     * is done then, or NULL; the flow that is opened then, or NULL. */
    struct findings load_findings;
    void (*begin)(struct wizard *wizard, void *data);
    void *begin_data;
    char *opening;
    bool drawn, flows_begun;
    int64_t load_began, load_shown; /* monotonic ms; 0: not yet */
    struct loop *loop;              /* NULL in tests */
    struct terminal *terminal;      /* NULL in tests */
    struct stop at;
    bool has_draft, changed; /* the draft is not yet in its file */
    bool keep_soon;          /* TIMER_KEEP runs */
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
    enum flows_order flows_order;
    bool flows_turned; /* the last ones first */
    struct edit flows_find;
    bool finding_flows; /* a part of a name is typed */
    struct form form;
    struct edit find; /* of the template page, and what it found */
    struct finder finder;
    bool find_usable;                  /* only those that can be used */
    const char *find_language;         /* only this one; borrowed, or NULL */
    const struct template *like;       /* offered instead of an unusable one */
    struct template noted, noted_like; /* of these, while they move */
    struct list templates, chain, review;

    enum overlay overlay;
    struct view view;
    struct text overlay_title, overlay_text;
    struct dialog dialog;
    struct edit typed_name; /* where the dialog wants one */
    struct palette palette;
    struct edit palette_find;
    struct list palette_list;
    struct text message;
    enum role message_role;
    unsigned asked[ASK_COUNT]; /* children: their ids, 0: none */
    struct told_page told;
    struct text brief; /* what a push of the saved flow would change */
    struct trash trash;
    struct merge merge; /* of the draft and its file */
    struct list merge_list;
    int rows, cols;     /* of the screen, as drawn last */
    struct text saved;  /* the file that this run saved last */
    struct text edited; /* path of what the user's editor has last */
    bool edited_wrong;  /* it could not be taken over */
};

void wizard_init(struct wizard *wizard, struct workspace *workspace);
void wizard_done(struct wizard *wizard);

/* Hooks of the loop; `data` is the wizard. */
extern const struct loop_hooks wizard_hooks;

void wizard_draw(void *data, struct screen *screen);

/* The page, and what has the focus: which keys mean what. */
struct key_place wizard_place(const struct wizard *wizard);
