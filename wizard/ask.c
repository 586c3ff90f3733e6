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

#define WORDS_MAX 48
#define SANDBOX_NUMBER "+393331234513" /* silent on channel 1, then delivered */

struct words {
    const char *argv[WORDS_MAX + 1];
    size_t n;
    struct arena arena;
};

static void
add(struct words *words, const char *word)
{
    if (words->n < WORDS_MAX)
        words->argv[words->n++] = arena_strdup(&words->arena, word);
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

void
wizard_dry_run(struct wizard *wizard, const char *file)
{
    struct words words = {0};
    const char *path =
        arena_printf(&words.arena, "%s/%s", wizard->workspace->root, file);

    begin(&words, wizard, "fallback-runner", "dry-run");
    add(&words, path);
    add(&words, "--to");
    add(&words, SANDBOX_NUMBER);
    add_examples(wizard, path, &words);
    if (start(wizard, ASK_DRY_RUN, &words))
        wizard_say(wizard, ROLE_TEXT, "dry run of %s ...", file);
}

static void
publish(struct wizard *wizard)
{
    struct words words = {0};
    const char *path = arena_printf(&words.arena, "%s/%s",
        wizard->workspace->root, wizard->asked_file.bytes);

    begin(&words, wizard, "fallback-publish", "push");
    add(&words, path);
    add(&words, "--yes");
    if (start(wizard, ASK_PUSH, &words))
        wizard_say(
            wizard, ROLE_TEXT, "publishing %s ...", wizard->asked_file.bytes);
}

void
wizard_publish(struct wizard *wizard, const char *file)
{
    const struct workspace_environment *environment =
        wizard->workspace->environment;
    const char *store = workspace_store(wizard->workspace);
    auto_(heap) char *clean = clean_line(store);
    auto_(text) struct text words = {0};

    text_clear(&wizard->asked_file);
    text_add(&wizard->asked_file, file);
    text_addf(&words,
        "%s goes to the store%s:\n%s\n\n"
        "From then on the flow can be invoked.\n",
        file,
        environment && environment->production.value ? " of PRODUCTION" : "",
        clean);
    wizard_ask(wizard,
        &(struct dialog){
            .title = "Publish?",
            .text = words.bytes,
            .choices =
                {
                    {INTENT_ACCEPT, "publish", publish},
                    {INTENT_BACK, "do nothing", NULL},
                },
        });
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

static void
take_list(struct wizard *wizard, const struct answer *answer)
{
    auto_(heap) char *why = clean_line(answer->errors);

    if (!answer->status &&
        flows_take_list(&wizard->flows, answer->output, answer->output_len))
        return;
    wizard->flows.store_state = arena_printf(
        &wizard->flows.arena, "store not asked%s%s", *why ? ": " : "", why);
}

static void
show_answer(
    struct wizard *wizard, const char *title, const struct answer *answer)
{
    auto_(text) struct text words = {0};

    text_add_bytes(&words, answer->output, answer->output_len);
    if (answer->output_len && answer->errors_len)
        text_add_char(&words, '\n');
    text_add_bytes(&words, answer->errors, answer->errors_len);
    if (answer->status < 0)
        text_add(&words, "It was ended before it could answer.\n");
    text_clear(&wizard->message);
    wizard_show(wizard, title, text_str(&words));
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

static void
take_push(struct wizard *wizard, const struct answer *answer)
{
    show_answer(wizard, answer->status ? "Not published" : "Published", answer);
    if (wizard->at.step == STEP_FLOWS)
        wizard_ask_store(wizard);
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
        case ASK_DRY_RUN:
            show_answer(wizard, "Dry run: nothing was sent", answer);
            break;
        case ASK_PUSH:
            take_push(wizard, answer);
            break;
        case ASK_DIFFERENCE:
            take_difference(wizard, answer);
            break;
        case ASK_COUNT:
            break;
        }
    }
}
