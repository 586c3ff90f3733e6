/* The chain, the review and the saving of the plain front. */
#include <string.h>
#include <unistd.h>

#include "answers.h"
#include "child.h"
#include "draft_open.h"
#include "file.h"
#include "plain_walk.h"

static const char *
or_none(const char *text)
{
    return text && *text ? text : "none yet";
}

static void
say_channels(struct plain *plain)
{
    const struct flow *flow = plain->draft.flow;

    for (size_t i = 0; i < flow->nchannels; i++) {
        char path[48];

        (void)snprintf(path, sizeof(path), "/channels/%zu/delay", i);
        prompt_say(&plain->prompt,
            "Channel %zu: %s from %s, template %s (%s). After a failed report "
            "or %s of silence %s.",
            i + 1, or_none(flow->channels[i].channel.text),
            or_none(flow->channels[i].from.text),
            or_none(flow->channels[i].template_name.text),
            or_none(flow->channels[i].language.text),
            or_none(draft_get(&plain->draft, path)),
            i + 1 < flow->nchannels ? "the next channel follows"
                                    : "the flow ends");
    }
}

/* "remove 2", "move 2 1": true if it was one of them. */
static bool
change_chain(struct plain *plain, const char *answer)
{
    const size_t n = plain->draft.flow->nchannels;
    size_t from = 0, to = 0;
    char *rest = NULL;

    if (!strncmp(answer, "remove ", 7))
        from = strtoul(answer + 7, &rest, 10);
    else if (!strncmp(answer, "move ", 5)) {
        from = strtoul(answer + 5, &rest, 10);
        to = strtoul(rest, &rest, 10);
    } else
        return false;
    if (*rest || !from || from > n || to > n || (answer[0] == 'm' && !to)) {
        prompt_say(&plain->prompt, "Error: there are %zu channels.", n);
        return true;
    }
    if (to)
        draft_move_channel(&plain->draft, from - 1, to - 1);
    else
        draft_remove_channel(&plain->draft, from - 1);
    plain_commit(plain);
    prompt_say(&plain->prompt, "Done; undo brings it back.");
    return true;
}

void
plain_chain(struct plain *plain)
{
    const size_t n = plain->draft.flow->nchannels;

    plain->back = false;
    if (!n) {
        plain_go(plain, (struct stop){STEP_CHANNEL, 0}, false);
        return;
    }
    say_channels(plain);
    const enum reply reply = prompt_ask(&plain->prompt,
        "Add another channel? yes or no, also \"remove 1\" or \"move 1 2\", "
        "default %s",
        n == 1 ? "yes" : "no");
    if (plain_common(plain, reply,
            "Channels are tried in this order; a flow has 8 at the most") ||
        change_chain(plain, plain->prompt.line))
        return;
    const int yes = prompt_yes(plain->prompt.line, n == 1);
    if (yes < 0)
        prompt_say(&plain->prompt, "Error: yes or no is asked for.");
    else if (yes && n == FLOW_CHANNELS_MAX)
        prompt_say(&plain->prompt, "Error: a flow has 8 channels at the most.");
    else if (yes)
        plain_go(plain, (struct stop){STEP_CHANNEL, n}, false);
    else
        plain_go(plain, walk_next(&plain->draft, plain->at), false);
}

/* diff(1) prints between our lines. */
static void
show_difference(struct plain *plain)
{
    const struct draft *draft = &plain->draft;
    auto_(text) struct text mine = {0}, theirs = {0}, yaml = {0}, words = {0};
    struct failure failure = {0};
    int status;

    text_addf(&mine, "%s.mine", draft->kept);
    text_addf(&theirs, "%s/%s", draft->workspace->root, draft->file);
    draft_text(draft, &yaml);
    draft_difference(draft, &words);
    for (char *rest = words.bytes, *line; (line = strsep(&rest, "\n"));)
        if (*line)
            prompt_say(&plain->prompt, "%s.", line);
    (void)fflush(plain->prompt.out);
    const char *const argv[] = {"diff", "-u", "--label", draft->file, "--label",
        "this draft", "--", theirs.bytes, mine.bytes, NULL};
    if (!file_write(mine.bytes, yaml.bytes, yaml.len, 0600, &failure) ||
        !child_run(argv, &status, &failure))
        prompt_say(&plain->prompt, "Error: %s.", failure.text);
    (void)unlink(mine.bytes);
}

static void save(struct plain *plain, bool overwrite);

/* The file is another one than the draft began from. */
static void
ask_whose(struct plain *plain, const char *why)
{
    const bool stale = plain->draft.base[0] && draft_is_stale(&plain->draft);
    struct failure failure = {0};

    prompt_say(&plain->prompt, "Error: %s.", why);
    for (;;) {
        const enum reply reply = prompt_ask(&plain->prompt,
            stale ? "1 keep mine: write it over theirs, 2 take theirs, 3 show "
                    "the difference, 4 do nothing, 5 field by field. Number, "
                    "default 4"
                  : "1 overwrite it, 4 do nothing. Number, default 4");
        const char *answer = plain->prompt.line;

        if (reply == REPLY_END || reply == REPLY_QUIT) {
            (void)plain_common(plain, reply, NULL);
            return;
        }
        if (!*answer || !strcmp(answer, "4"))
            return;
        if (!strcmp(answer, "1")) {
            save(plain, true);
            return;
        }
        if (stale && !strcmp(answer, "2")) {
            if (!draft_take_file(&plain->draft, &failure))
                prompt_say(&plain->prompt, "Error: %s.", failure.text);
            plain_commit(plain);
            prompt_say(&plain->prompt, "Taken; undo brings mine back.");
            return;
        }
        if (stale && !strcmp(answer, "5")) {
            plain_merge(plain);
            return;
        }
        if (stale && !strcmp(answer, "3"))
            show_difference(plain);
        else
            prompt_say(&plain->prompt, "Error: a number is asked for.");
    }
}

static void
save(struct plain *plain, bool overwrite)
{
    struct failure failure = {0};
    struct draft *draft = &plain->draft;

    if (!draft_save(draft, overwrite, &failure)) {
        if (failure.status == STATUS_CONFLICT && !overwrite) {
            ask_whose(plain, failure.text);
            return;
        }
        prompt_say(&plain->prompt, "Error: %s.", failure.text);
        return;
    }
    plain->saved = plain->ended = true;
    prompt_say(&plain->prompt, "Step 4 of 4, Publish.");
    prompt_say(&plain->prompt, "Saved %s. Workflow ID %s.", draft->file,
        draft->flow->workflow_id.text);
    prompt_say(&plain->prompt,
        "Not published. To publish: fallback-publish push %s", draft->file);
    if (plain->record && !answers_record(draft, plain->record, &failure))
        prompt_say(&plain->prompt, "Error: %s.", failure.text);
}

static const struct finding *
error_at(const struct plain *plain, size_t number)
{
    for (size_t i = 0; i < plain->findings.n; i++)
        if (plain->findings.items[i].severity == SEVERITY_ERROR && !--number)
            return &plain->findings.items[i];
    return NULL;
}

static void
say_findings(struct plain *plain)
{
    const struct findings *all = &plain->findings;
    const size_t errors = findings_count(all, SEVERITY_ERROR);
    const size_t warnings = findings_count(all, SEVERITY_WARNING);
    size_t n = 0;

    prompt_say(&plain->prompt, "%zu error%s, %zu warning%s.", errors,
        errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].severity == SEVERITY_ERROR)
            prompt_say(
                &plain->prompt, "Error %zu: %s.", ++n, all->items[i].text);
        else
            prompt_say(&plain->prompt, "%s: %s.",
                all->items[i].severity == SEVERITY_WARNING ? "Warning" : "Note",
                all->items[i].text);
}

static void
ask_to_mend(struct plain *plain)
{
    const enum reply reply =
        prompt_ask(&plain->prompt, "Number of the error to mend, default 1");

    if (plain_common(plain, reply, "An error has to be mended before saving"))
        return;
    const char *answer = plain->prompt.line;
    const struct finding *finding =
        error_at(plain, *answer ? strtoul(answer, NULL, 10) : 1);
    if (!finding) {
        prompt_say(&plain->prompt, "Error: there is no error '%s'.", answer);
        return;
    }
    auto_(heap) char *path = strdup(finding->path);
    plain_go(plain, walk_stop_of(&plain->draft, path), false);
    plain_seek(plain, path);
}

void
plain_review(struct plain *plain)
{
    plain->back = false;
    say_findings(plain);
    say_channels(plain);
    for (size_t i = 0; i < plain->draft.flow->nchannels; i++)
        plain_say_message(plain, i);
    if (findings_count(&plain->findings, SEVERITY_ERROR)) {
        ask_to_mend(plain);
        return;
    }
    auto_(heap) char *file = draft_file_name(&plain->draft);
    const enum reply reply = prompt_ask(&plain->prompt,
        "Save as %s? yes or no (the draft is kept), default yes", file);
    if (plain_common(plain, reply, "Saving publishes nothing"))
        return;
    const int yes = prompt_yes(plain->prompt.line, true);
    if (yes < 0)
        prompt_say(&plain->prompt, "Error: yes or no is asked for.");
    else if (yes)
        save(plain, false);
    else
        plain->ended = true;
}
