/* fallback-publish unpublish: from now on a flow cannot be invoked. */
#include <stdio.h>

#include "alter.h"
#include "clean.h"

static enum status
say_result(const struct alter *alter, const char *format,
    const struct store_changed *changed)
{
    auto_(heap) char *title = clean_line(alter->flow->title);
    const bool done = changed->result == CHANGED;

    if (text_is(format, "json"))
        alter_print_json(
            alter, done ? "unpublished" : "unchanged", changed->revision);
    else if (!alter->call->common.quiet)
        printf("%s: %s, rev %lld stays in the store\n", title,
            done ? "unpublished" : "is unpublished already",
            (long long)changed->revision);
    return STATUS_DONE;
}

static enum status
unpublish(struct command_call *call, const struct alter_options *options)
{
    auto_(alter) struct alter alter = {
        .call = call, .message = options->message};
    struct failure failure = {0};
    enum status status;

    if (!alter_find(&alter, &status))
        return status;
    if (!options->yes && alter.flow->published &&
        !alter_allowed(&alter, "Unpublish", "")) {
        failure = (struct failure){STATUS_DENIED, "nothing was done"};
        return command_fail(call, &failure);
    }
    auto_(store_request) struct store_request *done = alter_do(
        &alter, (struct store_change){.kind = CHANGE_UNPUBLISH}, &failure);
    return done ? say_result(&alter, options->format, &done->out.changes[0])
                : command_fail(call, &failure);
}

enum status
cmd_unpublish(struct command_call *call)
{
    struct alter_options options;
    enum status status;

    return alter_parse(call, &options, &status) ? unpublish(call, &options)
                                                : status;
}
