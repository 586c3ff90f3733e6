/* fallback-publish list: the flows that the store has. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "column.h"
#include "commands.h"
#include "stored.h"
#include "target.h"

#define DIGEST_SHOWN 12 /* digits: enough to tell two apart by eye */

/* Of what is invoked; nothing of an unpublished flow is. */
static const char *
digest_of(const struct store_flow *flow)
{
    return flow->published ? flow->sha256 : "-";
}

static void
print_row(const struct store_flow *flow, size_t width)
{
    auto_(heap) char *title = clean_line(flow->title);
    const struct store_event *last = &flow->last;
    auto_(heap) char *author =
        clean_line(last->number ? last->author : flow->author);
    char when[32];

    stored_time(when, last->number ? last->at : flow->at);
    printf("%s%*s", title, column_gap(title, width), "");
    printf("%-36s  %8lld  %-11s  %-*.*s  %s  %s\n", flow->workflow_id,
        (long long)flow->revision,
        flow->published ? "published" : "unpublished", DIGEST_SHOWN,
        DIGEST_SHOWN, digest_of(flow), when, author);
}

static void
print_table(const struct store_request *flows)
{
    static const char head[] = "TITLE";
    size_t width = strlen(head);

    for (size_t i = 0; i < flows->out.nflows; i++) {
        auto_(heap) char *title = clean_line(flows->out.flows[i].title);

        column_widen(&width, title);
    }
    printf("%s%*s", head, column_gap(head, width), "");
    printf("%-36s  %s  %-11s  %-*s  %-20s  %s\n", "WORKFLOW ID", "REVISION",
        "STATE", DIGEST_SHOWN, "DIGEST", "WHEN", "BY");
    for (size_t i = 0; i < flows->out.nflows; i++) {
        const char *but = stored_unserved(&flows->out.flows[i]);

        print_row(&flows->out.flows[i], width);
        if (but)
            printf("  %s\n", but);
    }
}

static void
print_json(const struct target *target, const struct store_request *flows)
{
    json_t *answer = answer_new();

    answer_text(answer, "store", target->name);
    json_t *list = answer_list(answer, "flows");
    for (size_t i = 0; flows && i < flows->out.nflows; i++)
        answer_item(list, stored_object(&flows->out.flows[i]));
    answer_print(answer, stdout);
}

static enum status
list(struct command_call *call, const char *format)
{
    auto_(target) struct target target = {0};
    auto_(store_request) struct store_request *flows = NULL;
    struct failure failure = {0};

    if (!target_find(&target, &call->common, NEED_STORE, &failure))
        return commands_fail(call, &target.findings, &failure);
    auto_(store) struct store *store = stored_open(&target, &failure);
    if (store)
        flows = stored_flows(store, NULL, &failure);
    if (failure.status)
        return command_fail(call, &failure);
    if (text_is(format, "json"))
        print_json(&target, flows);
    else if (flows && flows->out.nflows)
        print_table(flows);
    else if (!call->common.quiet)
        fprintf(stderr, "no flows in %s%s\n", target.name,
            store ? "" : ", which is not there yet: 'push' makes it");
    return STATUS_DONE;
}

enum status
cmd_list(struct command_call *call)
{
    const char *format = NULL;
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status) ||
        !commands_format(call, format, &status))
        return status;
    if (call->nwords)
        return command_misused(call,
            "list takes no words; '%s show' shows one flow", call->program);
    return list(call, format);
}
