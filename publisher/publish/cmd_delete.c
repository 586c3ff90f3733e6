/* fallback-publish delete: gives the title of an unpublished flow free. */
#include <stdio.h>

#include "alter.h"
#include "clean.h"
#include "stored.h"

/* Asked for before the question: a published one is never deleted. */
static bool
is_deletable(const struct alter *alter, struct failure *failure)
{
    auto_(heap) char *words = stored_last(alter->flow);

    if (!alter->flow->published)
        return true;
    return failure_set(failure, STATUS_CONFLICT,
        "'%s' is not deleted while it is published: %s; 'fallback-publish "
        "unpublish' comes first",
        alter->flow->title, words);
}

static enum status
delete_flow(struct command_call *call, const struct alter_options *options)
{
    auto_(alter) struct alter alter = {
        .call = call, .message = options->message};
    struct failure failure = {0};
    enum status status;

    if (!alter_find(&alter, &status))
        return status;
    if (!is_deletable(&alter, &failure))
        return command_fail(call, &failure);
    if (!options->yes && !alter_allowed(&alter, "Delete", "")) {
        failure = (struct failure){STATUS_DENIED, "nothing was done"};
        return command_fail(call, &failure);
    }
    auto_(store_request) struct store_request *done = alter_do(
        &alter, (struct store_change){.kind = CHANGE_DELETE}, &failure);
    if (!done)
        return command_fail(call, &failure);
    auto_(heap) char *title = clean_line(alter.flow->title);
    if (text_is(options->format, "json"))
        alter_print_json(&alter, "deleted", alter.flow->revision);
    else if (!call->common.quiet)
        printf("%s (%s): deleted, the title is free\n", title,
            alter.flow->workflow_id);
    return STATUS_DONE;
}

enum status
cmd_delete(struct command_call *call)
{
    struct alter_options options;
    enum status status;

    return alter_parse(call, &options, &status) ? delete_flow(call, &options)
                                                : status;
}
