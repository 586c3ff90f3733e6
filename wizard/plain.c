/* The walk of the plain front: which question comes next. */
#include "plain.h"

#include <string.h>
#include <unistd.h>

#include "blame.h"
#include "draft_open.h"
#include "plain_walk.h"

/* Another wizard goes on with the draft: nothing more is written here. */
static bool
is_lost(struct plain *plain)
{
    auto_(text) struct text who = {0};

    if (hold_renew(&plain->hold, &who) != HOLD_THEIRS)
        return false;
    prompt_say(&plain->prompt,
        "Error: another wizard has taken this flow over: %s. The last answer "
        "is not kept.",
        who.bytes);
    plain->ended = plain->lost = true;
    plain->status = STATUS_CONFLICT;
    return true;
}

static void
keep(struct plain *plain)
{
    struct failure failure = {0};

    if (plain->lost || is_lost(plain))
        return;
    if (plain->changed && !draft_keep(&plain->draft, &failure))
        prompt_say(
            &plain->prompt, "Error: the draft is NOT kept: %s.", failure.text);
}

void
plain_commit(struct plain *plain)
{
    draft_settle_inputs(&plain->draft);
    plain->changed |= change_note(&plain->history, &plain->draft);
    findings_done(&plain->findings);
    draft_findings(&plain->draft, &plain->index, &plain->findings);
    keep(plain);
}

void
plain_go(struct plain *plain, struct stop at, bool last)
{
    plain->at = at;
    plain->question = last ? PLAIN_LAST : 0;
    plain->extras = false;
    plain->announced = false;
}

static void
announce(struct plain *plain)
{
    const struct stop at = plain->at;
    struct prompt *prompt = &plain->prompt;

    if (plain->announced)
        return;
    plain->announced = true;
    if (at.step == STEP_BASICS)
        prompt_say(prompt, "Step 1 of 4, Basic Information.");
    else if (at.step == STEP_CHANNEL)
        prompt_say(prompt, "Step 2 of 4, channel %zu.", at.channel + 1);
    else if (at.step == STEP_REVIEW)
        prompt_say(prompt, "Step 3 of 4, Preview.");
}

static void
go_back(struct plain *plain)
{
    plain->back = true;
    plain->wrong = 0;
    if (plain->question > 0) {
        plain->question--;
        return;
    }
    const struct stop before = walk_previous(&plain->draft, plain->at);
    if (before.step == plain->at.step && before.channel == plain->at.channel)
        plain->back = false;
    if (!plain->back)
        prompt_say(&plain->prompt, "This is the first question.");
    else
        plain_go(plain, before, true);
}

typedef bool step_fn(
    struct history *history, struct draft *draft, struct change *change);

static void
change_back(struct plain *plain, step_fn *go, const char *what)
{
    auto_(change) struct change change = {0};

    if (!go(&plain->history, &plain->draft, &change)) {
        prompt_say(&plain->prompt, "There is nothing to do that with.");
        return;
    }
    plain->changed = true;
    plain_commit(plain);
    prompt_say(&plain->prompt, "%s: %s.", what, text_str(&change.words));
    if (!change.path)
        return;
    plain_go(plain, walk_stop_of(&plain->draft, change.path), false);
    plain_seek(plain, change.path);
}

/* All values that were given, in the words of their questions. */
static void
list_answers(struct plain *plain)
{
    auto_(questions) struct questions questions = {0};

    questions_add_all(&questions, &plain->draft);
    for (size_t i = 0; i < questions.n; i++) {
        const char *value = draft_get(&plain->draft, questions.items[i].path);
        char *rest;

        if (!value || !*value)
            continue;
        if (!strncmp(questions.items[i].path, "/channels/", 10))
            prompt_say(&plain->prompt, "Channel %lu, %s: %s.",
                strtoul(questions.items[i].path + 10, &rest, 10) + 1,
                questions.items[i].label, value);
        else
            prompt_say(
                &plain->prompt, "%s: %s.", questions.items[i].label, value);
    }
}

bool
plain_common(struct plain *plain, enum reply reply, const char *help)
{
    switch (reply) {
    case REPLY_TEXT:
        return false;
    case REPLY_HELP:
        prompt_say(&plain->prompt, "%s.", help);
        prompt_say(&plain->prompt, "%s", prompt_keys);
        break;
    case REPLY_BACK:
        go_back(plain);
        break;
    case REPLY_LIST:
        list_answers(plain);
        break;
    case REPLY_UNDO:
        change_back(plain, change_undo, "Undone");
        break;
    case REPLY_REDO:
        change_back(plain, change_redo, "Done again");
        break;
    case REPLY_QUIT:
    case REPLY_END:
        plain->ended = true;
        plain->status = reply == REPLY_END ? STATUS_FINDINGS : STATUS_DONE;
        break;
    }
    return true;
}

/* Which of the two, when a flow has a draft that nobody asked for. */
static bool
choose_origin(struct plain *plain, enum draft_origin origin)
{
    auto_(text) struct text since = {0};
    struct failure failure = {0};

    if (origin == DRAFT_OF_FILE)
        return true;
    draft_since(&plain->draft, &since);
    if (since.len)
        prompt_say(&plain->prompt, "Since the draft was left: %.*s.",
            (int)since.len - 1, since.bytes);
    if ((origin == DRAFT_RESUMED && !draft_is_stale(&plain->draft)) ||
        !plain->draft.file)
        return true;
    for (;;) {
        const enum reply reply = prompt_ask(&plain->prompt,
            "An unfinished draft. 1 go on with it, 2 begin from %s, 3 field by "
            "field. Number, default 1",
            plain->draft.file);

        if (reply == REPLY_END || reply == REPLY_QUIT)
            return false;
        if (!strcmp(plain->prompt.line, "2"))
            break;
        if (!strcmp(plain->prompt.line, "3")) {
            plain_merge(plain);
            return !plain->ended;
        }
        if (!*plain->prompt.line || !strcmp(plain->prompt.line, "1"))
            return true;
    }
    if (!draft_take_file(&plain->draft, &failure))
        prompt_say(&plain->prompt, "Error: %s.", failure.text);
    plain->changed = true;
    return true;
}

/* Who is asked by a pipe does not take over. */
static bool
take_over(struct plain *plain, const char *who, struct failure *failure)
{
    if (!plain->prompt.echo)
        prompt_say(
            &plain->prompt, "Another wizard has this flow open: %s.", who);
    while (!plain->prompt.echo) {
        const enum reply reply = prompt_ask(&plain->prompt,
            "1 leave it, 2 take it over (the other can only look from then "
            "on). Number, default 1");
        const char *answer = plain->prompt.line;

        if (reply == REPLY_END || reply == REPLY_QUIT || !*answer ||
            !strcmp(answer, "1"))
            break;
        if (strcmp(answer, "2") != 0)
            continue;
        if (!draft_seize(&plain->draft, &plain->hold))
            break;
        (void)draft_reopen(&plain->draft);
        return true;
    }
    return failure_set(
        failure, STATUS_CONFLICT, "another wizard has this flow open: %s", who);
}

static bool
begin(
    struct plain *plain, const struct plain_call *call, struct failure *failure)
{
    enum draft_origin origin = DRAFT_OF_FILE;
    auto_(text) struct text who = {0};

    if (!call->path)
        draft_new(&plain->draft, plain->workspace, call->workflow_id);
    else if (!draft_open(
                 &plain->draft, plain->workspace, call->path, &origin, failure))
        return false;
    if (draft_hold(&plain->draft, &plain->hold, &who) == HOLD_THEIRS &&
        !take_over(plain, who.bytes, failure))
        return false;
    prompt_say(&plain->prompt, "%s. 4 steps.",
        call->path ? "A flow that is there" : "New flow");
    prompt_say(&plain->prompt, "%s", prompt_keys);
    (void)change_note(&plain->history, &plain->draft);
    if (!choose_origin(plain, origin))
        plain->ended = true;
    plain->changed = plain->changed || origin != DRAFT_OF_FILE;
    plain_go(plain,
        origin == DRAFT_OF_FILE && call->path ? (struct stop){STEP_REVIEW, 0}
                                              : (struct stop){STEP_BASICS, 0},
        false);
    plain_commit(plain);
    return true;
}

static void
end(struct plain *plain)
{
    if (plain->changed && !plain->saved && !plain->lost)
        prompt_say(&plain->prompt,
            "The draft is kept. To go on: fallback-wizard --plain --resume %s",
            plain->draft.flow->workflow_id.text);
    hold_drop(&plain->hold);
    history_done(&plain->history);
    findings_done(&plain->findings);
    flow_index_done(&plain->index);
    prompt_done(&plain->prompt);
    if (plain->draft.workspace)
        draft_done(&plain->draft);
}

enum status
plain_run(const struct plain_call *call, struct workspace *workspace, FILE *in,
    FILE *out, struct failure *failure)
{
    struct plain plain = {
        .workspace = workspace,
        .record = call->record,
        .prompt = {.in = in, .out = out, .echo = !isatty(fileno(in))},
    };

    if (begin(&plain, call, failure))
        while (!plain.ended) {
            announce(&plain);
            if (plain.at.step == STEP_CHAIN)
                plain_chain(&plain);
            else if (plain.at.step == STEP_REVIEW)
                plain_review(&plain);
            else
                plain_page(&plain);
        }
    if (failure->status)
        plain.changed = false;
    end(&plain);
    return failure->status ? failure->status : plain.status;
}
