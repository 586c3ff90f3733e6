/* Answers of children over a page, and the questions before publishing. */
#include "acts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clean.h"
#include "page.h"

#define SLOW_MS 150 /* what comes sooner needs no words in between */

static const struct {
    const char *title, *waiting;
} tolds[] = {
    [TOLD_CHECK] = {"Check", "checking"},
    [TOLD_DRY_RUN] = {"Dry run: nothing is sent", "running it"},
    [TOLD_PLAN] = {"Plan", "asking the store"},
    [TOLD_PUSH] = {"Publish", "publishing"},
    [TOLD_UNPUBLISH] = {"Unpublish", "unpublishing"},
    [TOLD_HISTORY] = {"History", "asking the store"},
};

static void
set(struct text *to, const char *text)
{
    auto_(heap) char *kept = strdup(text ? text : "");

    text_clear(to);
    text_add(to, kept);
}

static void
title_it(struct wizard *wizard)
{
    const struct told_page *page = &wizard->told;

    text_clear(&wizard->overlay_title);
    text_addf(&wizard->overlay_title, "%s: %s", text_str(&page->title),
        tolds[page->told].title);
}

void
wizard_show_told(struct wizard *wizard)
{
    title_it(wizard);
    wizard->view = (struct view){.text = text_str(&wizard->told.words)};
    wizard->told.open = true;
    wizard->overlay = OVERLAY_TOLD;
}

static bool
changes_the_store(enum told told)
{
    return told == TOLD_PUSH || told == TOLD_UNPUBLISH;
}

/* Nobody would know how far it came if it was ended. */
static bool
is_publishing(const struct told_page *page)
{
    return page->waiting && changes_the_store(page->told);
}

bool
wizard_is_publishing(const struct wizard *wizard)
{
    return is_publishing(&wizard->told);
}

static void
ask_anew(struct wizard *wizard)
{
    struct told_page *page = &wizard->told;

    text_clear(&page->words);
    page->tell = (struct tell){0};
    page->at[0] = '\0';
    page->slow = !wizard->loop;
    page->waiting = true;
    wizard_show_told(wizard);
    if (!wizard->loop)
        return;
    page->waiting = wizard_ask_told(wizard);
    if (page->waiting)
        loop_timer(wizard->loop, TIMER_SLOW, SLOW_MS);
    else
        set(&page->words, text_str(&wizard->message));
}

/* The same flow, another question. */
static void
go_on(struct wizard *wizard, enum told told)
{
    wizard->told.told = told;
    ask_anew(wizard);
}

static void
note_time(char at[16])
{
    const time_t now = time(NULL);
    struct tm tm;

    if (localtime_r(&now, &tm))
        (void)strftime(at, 16, "%H:%M:%S", &tm);
}

void
wizard_take_told(struct wizard *wizard, const struct answer *answer)
{
    struct told_page *page = &wizard->told;
    const struct tale tale = {page->told, answer->status, answer->output,
        answer->errors, answer->output_len, answer->errors_len,
        wizard->workspace};

    page->waiting = false;
    page->status = answer->status;
    text_clear(&page->words);
    page->tell = tell_words(&tale, &page->words);
    note_time(page->at);
    if (wizard->overlay == OVERLAY_TOLD)
        wizard_show_told(wizard);
    else if (!page->open) /* else a question lies over it */
        wizard_say(wizard, answer->status ? ROLE_ERROR : ROLE_OK, "%.*s",
            (int)strcspn(text_str(&page->words), "\n"), text_str(&page->words));
    if (changes_the_store(page->told) && wizard->at.step == STEP_FLOWS)
        wizard_ask_store(wizard);
    if (changes_the_store(page->told) && wizard->at.step == STEP_PUBLISH)
        wizard_ask_brief(wizard);
}

static void
leave(struct wizard *wizard)
{
    struct told_page *page = &wizard->told;

    wizard->overlay = OVERLAY_NONE;
    page->open = false;
    if (is_publishing(page)) {
        wizard_say(wizard, ROLE_TEXT, "%s %s goes on",
            tolds[page->told].waiting, text_str(&page->title));
        return;
    }
    if (wizard->loop)
        loop_drop(wizard->loop, wizard->asked[ASK_TOLD]);
    wizard->asked[ASK_TOLD] = 0;
    page->waiting = false;
}

static void
publish(struct wizard *wizard)
{
    go_on(wizard, TOLD_PUSH);
}

static void
unpublish(struct wizard *wizard)
{
    go_on(wizard, TOLD_UNPUBLISH);
}

/* As it names itself; else what the other programs will take. */
static const char *
store_of(const struct wizard *wizard)
{
    const char *named = getenv("FALLBACK_STORE");

    if (wizard->flows.store && *wizard->flows.store)
        return wizard->flows.store;
    return named && *named ? named : workspace_store(wizard->workspace);
}

static void
ask_before(struct wizard *wizard, const char *title, const char *words,
    const char *choice, void (*act)(struct wizard *))
{
    const struct workspace_environment *environment =
        wizard->workspace->environment;
    const bool production = environment && environment->production.value;
    auto_(heap) char *store = clean_line(store_of(wizard));
    auto_(text) struct text text = {0};

    text_addf(&text, "%s\nStore: %s\n", words, store);
    if (production)
        text_addf(&text,
            "\nThis is PRODUCTION: type '%s' to do it, then Enter.\n",
            environment->name.text);
    edit_set(&wizard->typed_name, "");
    wizard_ask(wizard,
        &(struct dialog){
            .title = title,
            .text = text.bytes,
            .name = production ? environment->name.text : NULL,
            .choices =
                {
                    {INTENT_ACCEPT, choice, act},
                    {INTENT_BACK, "do nothing", NULL},
                },
        });
}

static void
ask_publish(struct wizard *wizard)
{
    struct told_page *page = &wizard->told;
    auto_(text) struct text words = {0};

    if (page->told != TOLD_PLAN || page->waiting || !page->tell.answered) {
        go_on(wizard, TOLD_PLAN);
        return;
    }
    if (page->tell.refused || !page->tell.changes) {
        wizard_say(wizard, ROLE_WARNING,
            page->tell.refused ? "it would be refused: see what stands there"
                               : "the store has it as it is here");
        return;
    }
    page->overwrite = page->tell.drifted;
    text_addf(&words,
        "\"%s\" goes to the store%s. From then on it can be "
        "invoked.\n",
        text_str(&page->title),
        page->overwrite ? ", over what somebody else changed there" : "");
    ask_before(wizard, "Publish?", words.bytes, "publish", publish);
}

static void
ask_unpublish(struct wizard *wizard)
{
    auto_(text) struct text words = {0};

    text_addf(&words,
        "\"%s\" cannot be invoked from then on. What is under way goes on to "
        "its end.\n",
        text_str(&wizard->told.title));
    ask_before(wizard, "Unpublish?", words.bytes, "unpublish", unpublish);
}

static void
ask_again(struct wizard *wizard)
{
    if (changes_the_store(wizard->told.told))
        go_on(wizard, TOLD_PLAN);
    else
        ask_anew(wizard);
}

/* The field of the first error; where the answer does not say it, our own
 * checks do. */
static void
go_to_error(struct wizard *wizard, const char *told)
{
    const struct findings *findings = &wizard->findings;
    const char *path = *told ? told : NULL;

    for (size_t i = 0; !path && i < findings->n; i++)
        if (findings->items[i].severity == SEVERITY_ERROR)
            path = findings->items[i].path;
    if (!path || wizard->overlay != OVERLAY_NONE)
        return;
    wizard_go_to_path(wizard, path);
    wizard_say(wizard, ROLE_TEXT, "this is the first of what is wrong");
}

/* Opens the flow where it is not open yet, and goes to what is wrong. Its
 * Preview has all findings, and each leads to its field. */
static void
open_wrong(struct wizard *wizard)
{
    const struct tell tell = wizard->told.tell;
    auto_(text) struct text path = {0};

    leave(wizard);
    text_addf(
        &path, "%s/%s", wizard->workspace->root, text_str(&wizard->told.file));
    if (wizard->at.step == STEP_FLOWS)
        (void)wizard_open(wizard, path.bytes);
    if (wizard->has_draft)
        go_to_error(wizard, tell.path);
}

/* What was asked tells what is wrong with the file. */
static bool
is_wrong(const struct told_page *page)
{
    const bool mendable = page->told == TOLD_CHECK || page->told == TOLD_PLAN ||
        page->told == TOLD_PUSH;

    return mendable && !page->waiting && page->file.len &&
        (page->told == TOLD_CHECK || page->tell.wrong || page->status == 1);
}

static bool
has_file(struct wizard *wizard)
{
    if (wizard->told.file.len)
        return true;
    wizard_say(wizard, ROLE_WARNING, "no file here has it");
    return false;
}

static void
accept(struct wizard *wizard)
{
    const struct told_page *page = &wizard->told;

    if (is_wrong(page))
        open_wrong(wizard);
    else if (page->told == TOLD_PLAN && page->tell.changes)
        ask_publish(wizard);
    else
        leave(wizard);
}

/* Another question about the same flow. */
static void
ask_more(struct wizard *wizard, struct key key)
{
    switch ((int)key.intent) {
    case INTENT_PUBLISH:
        if (has_file(wizard))
            ask_publish(wizard);
        break;
    case INTENT_PLAN:
        if (has_file(wizard))
            go_on(wizard, TOLD_PLAN);
        break;
    case INTENT_DRY_RUN:
        if (has_file(wizard))
            go_on(wizard, TOLD_DRY_RUN);
        break;
    case INTENT_HISTORY:
        go_on(wizard, TOLD_HISTORY);
        break;
    case INTENT_RELOAD:
        ask_again(wizard);
        break;
    }
}

void
wizard_told_key(struct wizard *wizard, struct key key)
{
    if (!wizard->told.waiting && view_key(&wizard->view, key))
        return;
    if (key.intent == INTENT_BACK || key.intent == INTENT_QUIT)
        leave(wizard);
    else if (key.intent == INTENT_ACCEPT)
        accept(wizard);
    else if (!is_publishing(&wizard->told))
        ask_more(wizard, key);
}

const char *
wizard_told_help(const struct wizard *wizard, struct text *out)
{
    const struct told_page *page = &wizard->told;

    if (page->waiting && page->slow)
        text_addf(out, "%s ... Esc %s", tolds[page->told].waiting,
            changes_the_store(page->told) ? "leaves, it goes on" : "stops it");
    else if (page->waiting)
        return NULL;
    else if (page->told == TOLD_PLAN && page->tell.changes &&
        !page->tell.refused)
        text_addf(out, "As of %s. Enter publishes it%s, after a question.",
            page->at, page->tell.drifted ? " over theirs" : "");
    else if (is_wrong(page))
        text_addf(
            out, "As of %s. Enter goes to the field that is wrong.", page->at);
    else
        text_addf(out, "As of %s. ^R asks again.", page->at);
    return out->bytes;
}

void
wizard_draw_told(struct wizard *wizard, struct screen *screen, struct area page)
{
    const struct told_page *told = &wizard->told;

    if (told->waiting && told->slow)
        screen_putf(screen, page.row, page.col, ROLE_TEXT, "%s ...",
            tolds[told->told].waiting);
    screen_cursor(screen, page.row, page.col);
    if (told->waiting)
        return;
    view_fit(&wizard->view, page.rows, page.cols, screen->unicode);
    view_draw(&wizard->view, screen, page, true);
}

void
told_done(struct told_page *page)
{
    text_done(&page->file);
    text_done(&page->title);
    text_done(&page->workflow_id);
    text_done(&page->words);
}

static const struct {
    enum intent intent;
    enum told told;
    bool stored; /* asked by the Workflow ID: no file has to be here */
} asked[] = {
    {INTENT_CHECK, TOLD_CHECK, false},
    {INTENT_DRY_RUN, TOLD_DRY_RUN, false},
    {INTENT_PLAN, TOLD_PLAN, false},
    {INTENT_PUBLISH, TOLD_PLAN, false},
    {INTENT_HISTORY, TOLD_HISTORY, true},
    {INTENT_UNPUBLISH, TOLD_UNPUBLISH, true},
};

static size_t
asked_by(struct key key)
{
    size_t i = 0;

    while (i < ARRAY_LEN(asked) && asked[i].intent != key.intent)
        i++;
    return i;
}

bool
wizard_is_told(struct key key)
{
    return asked_by(key) < ARRAY_LEN(asked);
}

/* Says why it cannot be asked now. */
static bool
may_ask(struct wizard *wizard, const struct subject *subject, bool stored)
{
    const struct told_page *page = &wizard->told;

    if (is_publishing(page))
        wizard_say(wizard, ROLE_WARNING, "%s %s: its answer comes first",
            tolds[page->told].waiting, text_str(&page->title));
    else if (stored && !subject->workflow_id)
        wizard_say(wizard, ROLE_WARNING, "it has no Workflow ID yet");
    else if (!stored && !subject->file)
        wizard_say(wizard, ROLE_WARNING, "no file here has it");
    else
        return true;
    return false;
}

bool
wizard_tell_key(
    struct wizard *wizard, const struct subject *subject, struct key key)
{
    struct told_page *page = &wizard->told;
    const size_t i = asked_by(key);

    if (i == ARRAY_LEN(asked))
        return false;
    if (!may_ask(wizard, subject, asked[i].stored))
        return true;
    set(&page->file, subject->file);
    set(&page->title, subject->title);
    set(&page->workflow_id, subject->workflow_id);
    if (asked[i].told == TOLD_UNPUBLISH)
        ask_unpublish(wizard);
    else
        go_on(wizard, asked[i].told);
    return true;
}
