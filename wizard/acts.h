/*
 * What pages and keys make the wizard do: going from page to page, keeping and
 * saving, undo, questions and texts over a page, other programs.
 */
#pragma once

#include "wizard.h"

/* A new flow; a file of flows/; a draft: then the walk begins. */
void wizard_new(struct wizard *wizard, const char *workflow_id);
bool wizard_open(struct wizard *wizard, const char *path);

/*
 * Reading after the first frame (wizard_load.c): begins it anew; ends it at
 * once, for what cannot go on without all templates; a piece of it, for the
 * loop. In words what is read, nothing while that is quick; appended.
 */
void wizard_load(struct wizard *wizard);
void wizard_load_all(struct wizard *wizard);
bool wizard_load_some(void *data, bool *draw);
void wizard_say_load(const struct wizard *wizard, struct text *out);

/* Templates move when more are read (page_template.c): what is chosen among
 * them is noted before, and found again after. */
void wizard_note_found(struct wizard *wizard);
void wizard_find_again(struct wizard *wizard);

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

/* The draft's lock (wizard_hold.c): takes it, or notes that somebody else has
 * it and says who; asks what to do then. */
void wizard_hold(struct wizard *wizard, struct text *who);
void wizard_ask_holder(struct wizard *wizard, const char *who);

/* True if another wizard has taken the draft over meanwhile: it is read-only
 * from now on, and the user is asked. */
bool wizard_lost(struct wizard *wizard);

/* Nothing of the draft may be changed, kept or saved. */
bool wizard_read_only(const struct wizard *wizard);

/* The flow as its file has it now; undo brings the draft back. */
void wizard_take_file(struct wizard *wizard);

/* What the file and the draft differ in, over the page; who presses a key
 * meanwhile does not want it any more. */
void wizard_show_difference(struct wizard *wizard);
void wizard_drop_difference(struct wizard *wizard);

/* Mine or theirs for each field, over the page (wizard_merge.c). */
void wizard_ask_fields(struct wizard *wizard);
void wizard_merge_key(struct wizard *wizard, struct key key);
const char *wizard_merge_help(const struct wizard *wizard, struct text *out);
void wizard_draw_merge(
    struct wizard *wizard, struct screen *screen, struct area page);

/* Writes the answers that make the flow that was saved. */
void wizard_record(struct wizard *wizard);

void wizard_show_yaml(struct wizard *wizard);
void wizard_show_help(struct wizard *wizard);

/* Children (ask.c): the store's list and what a push would change; what a push
 * of the saved flow would change. Those of a page end when it is left. */
void wizard_ask_store(struct wizard *wizard);
void wizard_ask_brief(struct wizard *wizard);
bool wizard_ask_told(struct wizard *wizard);
void wizard_drop_asked(struct wizard *wizard);
void wizard_answer(struct wizard *wizard, const struct answer *answer);

/* The list as it is now, sorted and filtered; the cursor stays on the row `at`
 * (page_flows.c). */
void wizard_show_flows(struct wizard *wizard, size_t at);

/*
 * An answer over the page (wizard_told.c): of one question about one flow.
 * Unpublishing asks the user first; publishing follows a plan. False for a key
 * that asks nothing.
 */
bool wizard_is_told(struct key key);
bool wizard_tell_key(
    struct wizard *wizard, const struct subject *subject, struct key key);
bool wizard_is_publishing(const struct wizard *wizard);
void wizard_show_told(struct wizard *wizard);
void wizard_take_told(struct wizard *wizard, const struct answer *answer);
void wizard_told_key(struct wizard *wizard, struct key key);
const char *wizard_told_help(const struct wizard *wizard, struct text *out);
void wizard_draw_told(
    struct wizard *wizard, struct screen *screen, struct area page);

/* What can be done with the files of the list (wizard_files.c): a copy of a
 * flow; taking its file away, which undo brings back. */
void wizard_copy(struct wizard *wizard, const char *path);
void wizard_remove(struct wizard *wizard, const struct flows_row *row);
void wizard_unremove(struct wizard *wizard);

/* The user's editor (wizard_editor.c): on a file of the list; on the flow that
 * is designed, where what was changed is taken over. */
void wizard_edit_file(struct wizard *wizard, const struct flows_row *row);
void wizard_edit_draft(struct wizard *wizard);

/* Says what the flow's file has that no field shows, such as an unknown key,
 * with its place; false where there is nothing. */
bool wizard_tell_unread(struct wizard *wizard);
