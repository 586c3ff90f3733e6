/* Changing one flow in the store. */
#include "alter.h"

#include <stdio.h>

#include "answer.h"
#include "ask.h"
#include "author.h"
#include "digest.h"
#include "memory.h"
#include "stored.h"

static bool
find(struct alter *alter, struct failure *failure)
{
    const struct command_call *call = alter->call;

    if (!target_find(&alter->target, &call->common, NEED_STORE, failure))
        return false;
    auto_(store) struct store *store = target_open(
        &alter->target, (struct store_options){.read_only = true}, failure);
    if (!store)
        return false;
    alter->seen = stored_flow(&alter->target, store, call->words[0], failure);
    if (!alter->seen)
        return false;
    alter->flow = &alter->seen->out.flows[0];
    return true;
}

bool
alter_parse(struct command_call *call, struct alter_options *options,
    enum status *status)
{
    const struct option_row rows[] = {
        {"yes", 'y', OPTION_FLAG, NULL, "do not ask", &options->yes},
        {"message", 'm', OPTION_TEXT, "TEXT",
            "why, for those who read the history", &options->message},
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &options->format},
        {0},
    };
    const char *name = call->command->name;

    *options = (struct alter_options){0};
    if (!command_parse(call, rows, status) ||
        !commands_format(call, options->format, status))
        return false;
    if (call->nwords == 1 && (options->yes || ask_possible()))
        return true;
    *status = call->nwords != 1
        ? command_misused(call, "%s takes one flow", name)
        : command_misused(call,
              "%s asks first; where there is no terminal, give --yes", name);
    return false;
}

bool
alter_find(struct alter *alter, enum status *status)
{
    struct failure failure = {0};

    if (find(alter, &failure))
        return true;
    *status = commands_fail(alter->call, &alter->target.findings, &failure);
    return false;
}

bool
alter_allowed(const struct alter *alter, const char *what, const char *more)
{
    auto_(text) struct text question = {0};

    text_addf(&question, "%s '%s'%s in %s", what, alter->flow->title, more,
        alter->target.name);
    return ask_whether(
        text_str(&question), workspace_production(alter->target.workspace));
}

/* Says who or what stood against it. */
static bool
refused(const struct alter *alter, const struct store_change *change,
    const struct store_changed *changed, struct failure *failure)
{
    const char *title = alter->flow->title;
    auto_(heap) char *theirs =
        changed->current.workflow_id ? stored_last(&changed->current) : NULL;

    switch (changed->result) {
    case CHANGED:
    case CHANGE_SAME:
        break;
    case CHANGE_CONFLICT:
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' has changed in the store since it was read: %s; nothing was "
            "done",
            title, theirs ? theirs : "");
    case CHANGE_TITLE_TAKEN:
        return failure_set(failure, STATUS_CONFLICT,
            "the title '%s' is taken in the store by %s (%s); nothing was done",
            change->title, changed->current.workflow_id, theirs ? theirs : "");
    case CHANGE_UNKNOWN:
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' is not in the store any more; nothing was done", title);
    case CHANGE_PUBLISHED:
        return failure_set(failure, STATUS_CONFLICT,
            "'%s' is not deleted while it is published: %s; 'fallback-publish "
            "unpublish' comes first",
            title, theirs ? theirs : "");
    }
    return failure_set(failure, STATUS_CONFLICT, "'%s' was not changed", title);
}

/* So that the next plan knows that it was done from here. */
static void
remember(const struct alter *alter, const struct store_change *change,
    int64_t revision)
{
    const struct target *target = &alter->target;
    struct failure failure = {0};
    char sha256[SHA256_HEX_SIZE];

    switch (change->kind) {
    case CHANGE_UNPUBLISH:
        (void)memory_keep_unpublished(target, change->workflow_id, &failure);
        break;
    case CHANGE_DELETE:
        (void)memory_keep_deleted(target, change->workflow_id, &failure);
        break;
    case CHANGE_PUBLISH:
        store_content_sha256(sha256, change->yaml, change->templates);
        const struct store_flow flow = {
            .workflow_id = change->workflow_id,
            .revision = revision,
            .published = revision,
            .sha256 = sha256,
        };
        (void)memory_keep_flow(target, &flow, &failure);
        break;
    }
    if (failure.status)
        fprintf(stderr,
            "%s: it was done, but this workspace cannot remember it: %s\n",
            alter->call->program, failure.text);
}

struct store_request *
alter_do(const struct alter *alter, struct store_change change,
    struct failure *failure)
{
    auto_(store) struct store *store =
        target_open(&alter->target, (struct store_options){0}, failure);

    if (!store)
        return NULL;
    auto_(heap) char *author = author_name();
    struct store_request *request =
        store_request_new(STORE_PUBLISH, NULL, NULL);
    change.workflow_id = alter->flow->workflow_id;
    change.expected = alter->flow->revision;
    change.expected_event = alter->flow->last.number;
    request->in.changes = &change;
    request->in.nchanges = 1;
    request->in.author = author;
    request->in.message = alter->message;
    request->in.commit = alter->commit;
    auto_(store_request) struct store_request *done =
        stored_do(store, request, failure);
    if (!done)
        return NULL;
    if (done->out.committed) {
        remember(alter, &change, done->out.changes[0].revision);
        return take(done);
    }
    (void)refused(alter, &change, &done->out.changes[0], failure);
    return NULL;
}

void
alter_print_json(
    const struct alter *alter, const char *change, int64_t revision)
{
    json_t *answer = answer_new();

    answer_text(answer, "store", alter->target.name);
    answer_text(answer, "workflow_id", alter->flow->workflow_id);
    answer_text(answer, "title", alter->flow->title);
    answer_text(answer, "change", change);
    answer_number(answer, "revision", revision);
    answer_print(answer, stdout);
}

void
alter_done(struct alter *alter)
{
    store_request_free(alter->seen);
    target_done(&alter->target);
}
