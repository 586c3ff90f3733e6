/* What the wizard asks other programs: fallback-publish and fallback-runner
 * run as children, and answer in the loop. */
#include "acts.h"

#include <string.h>
#include <unistd.h>

#include "clean.h"
#include "data.h"
#include "draft_open.h"
#include "file.h"
#include "template.h"

#define SANDBOX_NUMBER "+393331234513" /* silent on channel 1, then delivered */

#define FILES_MAX 400 /* in one command line */

struct words {
    const char **argv; /* ended by NULL */
    size_t n;
    struct arena arena;
};

static void
add(struct words *words, const char *word)
{
    for (int i = 0; i < 2; i++)
        words->argv = arena_grow(&words->arena, words->argv,
            words->n + (size_t)i, sizeof(*words->argv));
    words->argv[words->n++] = arena_strdup(&words->arena, word);
    words->argv[words->n] = NULL;
}

static void
begin(struct words *words, const struct wizard *wizard, const char *program,
    const char *command)
{
    auto_(heap) char *path = data_program(program);

    add(words, path);
    add(words, command);
    add(words, "-C");
    add(words, wizard->workspace->root);
    if (!wizard->environment)
        return;
    add(words, "--env");
    add(words, wizard->environment);
}

/* Starts it; an older one that asks the same is ended. */
static bool
start(struct wizard *wizard, enum ask ask, struct words *words)
{
    struct failure failure = {0};

    if (!wizard->loop) {
        arena_free(&words->arena);
        return false;
    }
    if (wizard->asked[ask])
        loop_drop(wizard->loop, wizard->asked[ask]);
    wizard->asked[ask] = loop_spawn(wizard->loop, words->argv, &failure);
    if (!wizard->asked[ask])
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
    arena_free(&words->arena);
    return wizard->asked[ask] != 0;
}

void
wizard_ask_store(struct wizard *wizard)
{
    struct words words = {0};

    begin(&words, wizard, "fallback-publish", "list");
    add(&words, "--format");
    add(&words, "json");
    if (start(wizard, ASK_LIST, &words))
        wizard->flows.store_state = "asking the store";
}

/* An input's example: of the parameter that it fills alone. */
static const char *
example_of(
    const struct wizard *wizard, const struct flow *flow, const char *input)
{
    auto_(text) struct text alone = {0};

    text_addf(&alone, "{{%s}}", input);
    for (size_t i = 0; i < flow->nchannels; i++) {
        const struct flow_channel *step = &flow->channels[i];
        const struct workspace_channel *channel = step->channel.text
            ? workspace_channel(wizard->workspace, step->channel.text)
            : NULL;
        const struct template *template =
            channel && step->template_name.text && step->language.text
            ? catalogue_find(&wizard->workspace->catalogue,
                  (enum kind)channel->kind.value, step->template_name.text,
                  step->language.text)
            : NULL;

        for (size_t k = 0; template && k < step->nparams; k++)
            if (!strcmp(step->params[k].value.text, alone.bytes) &&
                template_example(template, step->params[k].key.text))
                return template_example(template, step->params[k].key.text);
    }
    return NULL;
}

static void
add_examples(const struct wizard *wizard, const char *path, struct words *words)
{
    auto_(findings) struct findings findings = {0};
    auto_(flow) struct flow *flow =
        workspace_flow(wizard->workspace, path, &findings, NULL);

    for (size_t i = 0; flow && i < flow->ninputs; i++) {
        const char *name = flow->inputs[i].name.text;
        const char *example = example_of(wizard, flow, name);

        if (!example)
            continue;
        add(words, "--data");
        add(words, arena_printf(&words->arena, "%s=%s", name, example));
    }
}

static void
add_path(const struct wizard *wizard, struct words *words, const char *file)
{
    add(words,
        arena_printf(&words->arena, "%s/%s", wizard->workspace->root, file));
}

static void
add_json(struct words *words)
{
    add(words, "--format");
    add(words, "json");
}

/* Which flows a push would change. Those with errors would hide the others. */
static void
ask_states(struct wizard *wizard)
{
    const struct flows *flows = &wizard->flows;
    struct words words = {0};
    size_t fine = 0, wrong = 0;

    for (size_t i = flows->drafts; i < flows->n; i++) {
        wrong += flows->rows[i].file && flows->rows[i].errors;
        fine += flows->rows[i].file && !flows->rows[i].errors;
    }
    if (!fine || (wrong && fine > FILES_MAX))
        return;
    begin(&words, wizard, "fallback-publish", "plan");
    add(&words, "--brief");
    add_json(&words);
    for (size_t i = flows->drafts; wrong && i < flows->n; i++)
        if (flows->rows[i].file && !flows->rows[i].errors)
            add_path(wizard, &words, flows->rows[i].file);
    (void)start(wizard, ASK_STATES, &words);
}

void
wizard_ask_brief(struct wizard *wizard)
{
    struct words words = {0};

    text_clear(&wizard->brief);
    begin(&words, wizard, "fallback-publish", "plan");
    add(&words, "--brief");
    add_json(&words);
    add_path(wizard, &words, text_str(&wizard->saved));
    if (start(wizard, ASK_BRIEF, &words))
        text_add(&wizard->brief, "asking the store ...");
}

static void
add_dry_run(struct wizard *wizard, struct words *words)
{
    const char *path = arena_printf(&words->arena, "%s/%s",
        wizard->workspace->root, text_str(&wizard->told.file));

    begin(words, wizard, "fallback-runner", "dry-run");
    add(words, path);
    add(words, "--to");
    add(words, SANDBOX_NUMBER);
    add_json(words);
    add_examples(wizard, path, words);
}

static void
add_publish(struct wizard *wizard, struct words *words, const char *command)
{
    begin(words, wizard, "fallback-publish", command);
    add_json(words);
    add_path(wizard, words, text_str(&wizard->told.file));
}

/* By its Workflow ID: no file may be here. */
static void
add_stored(struct wizard *wizard, struct words *words, const char *command)
{
    begin(words, wizard, "fallback-publish", command);
    add(words, text_str(&wizard->told.workflow_id));
}

static void
add_question(struct wizard *wizard, struct words *words)
{
    switch (wizard->told.told) {
    case TOLD_CHECK:
        add_publish(wizard, words, "check");
        break;
    case TOLD_DRY_RUN:
        add_dry_run(wizard, words);
        break;
    case TOLD_PLAN:
        add_publish(wizard, words, "plan");
        break;
    case TOLD_PUSH:
        add_publish(wizard, words, "push");
        add(words, "--yes");
        if (wizard->told.overwrite)
            add(words, "--overwrite");
        break;
    case TOLD_UNPUBLISH:
        add_stored(wizard, words, "unpublish");
        add(words, "--yes");
        add_json(words);
        break;
    case TOLD_HISTORY:
        add_stored(wizard, words, "history");
        add_json(words);
        break;
    case TOLD_COUNT:
        break;
    }
}

bool
wizard_ask_told(struct wizard *wizard)
{
    struct words words = {0};

    add_question(wizard, &words);
    return start(wizard, ASK_TOLD, &words);
}

void
wizard_drop_asked(struct wizard *wizard)
{
    static const enum ask of_pages[] = {ASK_LIST, ASK_STATES, ASK_BRIEF};

    for (size_t i = 0; wizard->loop && i < ARRAY_LEN(of_pages); i++) {
        loop_drop(wizard->loop, wizard->asked[of_pages[i]]);
        wizard->asked[of_pages[i]] = 0;
    }
}

/* diff(1) compares files: ours lies beside the draft until it has. */
static void
add_mine(const struct draft *draft, struct text *path)
{
    text_addf(path, "%s.mine", draft->kept);
}

void
wizard_show_difference(struct wizard *wizard)
{
    const struct draft *draft = &wizard->draft;
    auto_(text) struct text yaml = {0}, mine = {0};
    struct failure failure = {0};
    struct words words = {0};

    add_mine(draft, &mine);
    draft_text(draft, &yaml);
    if (!file_write(mine.bytes, yaml.bytes, yaml.len, 0600, &failure)) {
        wizard_say(wizard, ROLE_ERROR, "%s", failure.text);
        return;
    }
    add(&words, "diff");
    add(&words, "-u");
    add(&words, "--label");
    add(&words, draft->file);
    add(&words, "--label");
    add(&words, "this draft");
    add(&words, "--");
    add(&words,
        arena_printf(
            &words.arena, "%s/%s", draft->workspace->root, draft->file));
    add(&words, mine.bytes);
    if (start(wizard, ASK_DIFFERENCE, &words))
        wizard_say(wizard, ROLE_TEXT, "comparing ...");
}

void
wizard_drop_difference(struct wizard *wizard)
{
    auto_(text) struct text mine = {0};

    if (!wizard->asked[ASK_DIFFERENCE])
        return;
    if (wizard->loop)
        loop_drop(wizard->loop, wizard->asked[ASK_DIFFERENCE]);
    wizard->asked[ASK_DIFFERENCE] = 0;
    add_mine(&wizard->draft, &mine);
    (void)unlink(mine.bytes);
}

/* What a store that cannot be asked means, in the row below the title. */
static const char *
store_trouble(struct wizard *wizard, const struct answer *answer)
{
    static const char *const states[] = {
        [STATUS_UNREACHABLE] = "store not reachable (^R)",
        [STATUS_DENIED] = "store: not allowed",
    };
    static const char program[] = "fallback-publish: ";
    const size_t status = (size_t)answer->status;
    const char *said = answer->errors_len ? answer->errors : "";
    const bool named = !strncmp(said, program, strlen(program));
    auto_(text) struct text line = {0};

    said += named ? strlen(program) : 0;
    text_add_bytes(&line, said, strcspn(said, "\n"));
    auto_(heap) char *why = clean_line(text_str(&line));
    if (answer->status > 0 && status < ARRAY_LEN(states) && states[status])
        return arena_printf(
            &wizard->flows.arena, "%s: %s", states[status], why);
    return arena_printf(
        &wizard->flows.arena, "store not asked%s%s", *why ? ": " : "", why);
}

static void
take_list(struct wizard *wizard, const struct answer *answer)
{
    const size_t at = flows_at(&wizard->flows, wizard->flows_list.selected);

    if (!answer->status &&
        flows_take_list(&wizard->flows, answer->output, answer->output_len))
        ask_states(wizard);
    else
        wizard->flows.store_state = store_trouble(wizard, answer);
    wizard_show_flows(wizard, at);
}

static void
take_states(struct wizard *wizard, const struct answer *answer)
{
    const size_t at = flows_at(&wizard->flows, wizard->flows_list.selected);

    (void)flows_take_plan(&wizard->flows, answer->output, answer->output_len);
    wizard_show_flows(wizard, at);
}

static void
take_brief(struct wizard *wizard, const struct answer *answer)
{
    const struct tale tale = {TOLD_PLAN, answer->status, answer->output,
        answer->errors, answer->output_len, answer->errors_len,
        wizard->workspace};

    text_clear(&wizard->brief);
    (void)tell_words(&tale, &wizard->brief);
}

/* In words, then line by line. */
static void
take_difference(struct wizard *wizard, const struct answer *answer)
{
    auto_(text) struct text mine = {0}, words = {0};

    add_mine(&wizard->draft, &mine);
    (void)unlink(mine.bytes);
    if (!wizard->draft.file)
        return;
    text_add(&words, "This draft, against the file:\n\n");
    draft_difference(&wizard->draft, &words);
    text_add_char(&words, '\n');
    text_add_bytes(&words, answer->output, answer->output_len);
    text_add_bytes(&words, answer->errors, answer->errors_len);
    text_clear(&wizard->message);
    if (answer->status || answer->output_len)
        wizard_show(wizard, "- the file, + this draft", words.bytes);
    else
        wizard_say(wizard, ROLE_TEXT, "the file and the draft are the same");
}

void
wizard_answer(struct wizard *wizard, const struct answer *answer)
{
    for (int ask = 0; ask < ASK_COUNT; ask++) {
        if (wizard->asked[ask] != answer->id)
            continue;
        wizard->asked[ask] = 0;
        switch ((enum ask)ask) {
        case ASK_LIST:
            take_list(wizard, answer);
            break;
        case ASK_STATES:
            take_states(wizard, answer);
            break;
        case ASK_BRIEF:
            take_brief(wizard, answer);
            break;
        case ASK_TOLD:
            wizard_take_told(wizard, answer);
            break;
        case ASK_DIFFERENCE:
            take_difference(wizard, answer);
            break;
        case ASK_COUNT:
            break;
        }
    }
}
