/*
 * The draft: a flow while it is designed, for all fronts (screen, plain
 * prompts, answers). Every value is known by its path, the same that findings
 * have: "/title", "/channels/0/delay", "/channels/0/params/code",
 * "/inputs/code/pattern". What was typed is kept even when it is wrong. The
 * draft knows no terminal and asks nobody anything.
 */
#pragma once

#include "failure.h"
#include "flow.h"
#include "flow_index.h"
#include "workspace.h"

struct draft_raw { /* typed, and not what the key takes */
    const char *path, *text;
};

struct draft {
    struct workspace *workspace; /* borrowed */
    struct flow *flow;
    struct draft_raw *raws; /* from the flow's arena */
    size_t nraws;
    char *file; /* where the flow is kept, relative to the root; or NULL: new */
    char base[65]; /* SHA-256 of that file when it was read; "": new */
    struct draft_base *bases; /* such files, as they were (draft_base.h) */
    char base_kept[65];       /* the one that lies beside the draft */
    char *kept;               /* path of the draft's own file */
    char place[32]; /* where its front was: for that one to say and to read */
    char templates[65];      /* SHA-256 of those it names, when it was kept */
    bool overwrite;          /* answers: a file that is there may be replaced */
    bool accept_suggestions; /* answers: what would be suggested is taken */
};

/* A new flow, with a Workflow ID (drawn when `workflow_id` is NULL). */
void draft_new(
    struct draft *draft, struct workspace *workspace, const char *workflow_id);

/* From a flow file of the workspace, or from answers or another draft. What
 * cannot be read is in findings; false when nothing could. */
bool draft_read(struct draft *draft, struct workspace *workspace,
    const char *path, struct findings *findings, struct failure *failure);

void draft_done(struct draft *draft);

/* The text of a value as it was typed, or NULL. */
const char *draft_get(const struct draft *draft, const char *path);

/*
 * Sets a value; NULL or "" takes it away. False for a path that is none. A
 * text that the key does not take is kept, and draft_findings() says so.
 */
bool draft_set(struct draft *draft, const char *path, const char *text);

/*
 * Answers a question about the value at `path`: as draft_set(), and what
 * follows from it is done too. The channel after the last is added; another
 * channel drops a sender that it does not have.
 */
bool draft_answer(struct draft *draft, const char *path, const char *text);

/* Says what is wrong with a text that was kept as it was typed. */
void draft_raw_finding(const struct draft *draft, const struct draft_raw *raw,
    struct findings *findings);

/* Says which parts of a limit are missing beside those that are there. */
void draft_gap_findings(const struct draft *draft, struct findings *findings);

/* Channels: a new one at the end (false when there are 8), and changes of
 * place; params follow a template that is chosen. */
bool draft_add_channel(struct draft *draft, const char *channel);
void draft_remove_channel(struct draft *draft, size_t i);
void draft_move_channel(struct draft *draft, size_t from, size_t to);
void draft_choose_template(
    struct draft *draft, size_t i, const struct template *template);

/* Fills parameters that have no value yet with what is suggested for them. */
void draft_accept_suggestions(struct draft *draft);

/* The template of a channel, or NULL while there is none that fits. */
const struct template *draft_template(const struct draft *draft, size_t i);

/* Adds the inputs that params name and nobody declared; drops those of no
 * use that were never touched. Code-like ones of authentication flows are
 * sensitive. */
void draft_settle_inputs(struct draft *draft);

/* Fills in what has only one possibility: the only sender, the only language,
 * the default delay. */
void draft_fill_in(struct draft *draft);

/* Where the flow is or will be kept, relative to the root: named after its
 * title until it is saved. The caller frees it; NULL while there is no title. */
char *draft_file_name(const struct draft *draft);

/* Every finding of the checks, and of what was typed wrong; and against the
 * other flows of the workspace: titles and ids. `index` knows these from the
 * last time; only files that have changed are read. */
void draft_findings(const struct draft *draft, struct flow_index *index,
    struct findings *findings);

/* The draft as text: the flow, then what the wizard has to remember. */
void draft_write(const struct draft *draft, struct text *out);

/* Takes the flow, and what was typed wrong, from such a text; what the draft
 * knows of files stays. False when the text is none, and nothing changed. */
bool draft_take(struct draft *draft, const char *bytes, size_t len);

/* A flow of its own: a new Workflow ID and file, "(copy)" behind its title. */
void draft_copy(struct draft *draft);

/* The templates that the flow names, as they are now, in one digest. */
void draft_templates_now(const struct draft *draft, char hex[65]);

/* True if the flow's file is not the one that was read: changed, or gone. */
bool draft_is_stale(const struct draft *draft);

/* Takes the flow from its file as that is now. */
bool draft_take_file(struct draft *draft, struct failure *failure);

/* Writes the draft's own file, .fallback/drafts/<workflow_id>.yaml. */
bool draft_keep(struct draft *draft, struct failure *failure);

/* Appends what the flow's file would hold if it was saved over what is there
 * now. */
void draft_text(const struct draft *draft, struct text *out);

/*
 * Writes the flow to its file, of which only what differs changes.
 * STATUS_CONFLICT when the file is not the one that was read, or when one of
 * its comments is about what goes: `overwrite` does it anyway. The draft's own
 * file goes.
 */
bool draft_save(struct draft *draft, bool overwrite, struct failure *failure);
