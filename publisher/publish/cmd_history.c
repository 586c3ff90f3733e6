/* fallback-publish history: what happened to a flow, and who did it. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "column.h"
#include "commands.h"
#include "store_json.h"
#include "stored.h"
#include "target.h"

#define COMMIT_SHOWN 8 /* digits of a commit, as git shows it */

struct history {
    struct command_call *call;
    struct target target;
    struct store_request *revisions, *events;
    const struct store_flow *newest;
};

static void
history_cleanup(struct history *h)
{
    store_request_free(h->revisions);
    store_request_free(h->events);
    target_done(&h->target);
}

static bool
find_events(struct history *h, struct store *store, struct failure *failure)
{
    struct store_request *request =
        store_request_new(STORE_HISTORY, NULL, NULL);

    request->in.workflow_id =
        arena_strdup(&request->arena, h->newest->workflow_id);
    h->events = stored_do(store, request, failure);
    return h->events != NULL;
}

/* A deleted flow has its history, too: by its Workflow ID. */
static bool
find(struct history *h, struct failure *failure)
{
    const char *word = h->call->words[0];
    char id[UUID_TEXT_SIZE];
    auto_(store) struct store *store = target_open(
        &h->target, (struct store_options){.read_only = true}, failure);

    if (!store || !stored_id(&h->target, store, word, id, failure))
        return false;
    h->revisions = stored_flows(store, id, failure);
    if (!h->revisions)
        return false;
    if (!h->revisions->out.nflows)
        return failure_set(failure, STATUS_USAGE,
            "%s has never had '%s'; 'fallback-publish list' shows what is "
            "there",
            h->target.name, word);
    h->newest = &h->revisions->out.flows[0];
    return find_events(h, store, failure);
}

/* True for the event since which the published revision is invoked. */
static bool
is_live(const struct history *h, size_t nth)
{
    return nth == 0 && h->newest->published &&
        h->events->out.events[nth].kind == EVENT_PUBLISHED;
}

static void
print_state(const struct history *h)
{
    auto_(heap) char *title = clean_line(h->newest->title);

    printf("%s (%s): ", title, h->newest->workflow_id);
    if (h->newest->published)
        printf("revision %lld is published\n", (long long)h->newest->published);
    else if (h->events->out.nevents &&
        h->events->out.events[0].kind == EVENT_DELETED)
        printf("deleted\n");
    else
        printf("unpublished\n");
}

/* Without blanks at its end, where there is no message. */
static void
print_row(const struct text *row)
{
    size_t len = row->len;

    while (len && row->bytes[len - 1] == ' ')
        len--;
    printf("%.*s\n", (int)len, row->bytes);
}

/* A commit's message is often the push's: what follows its subject is in JSON. */
static char *
subject_of(const char *message)
{
    struct text out = {0};

    if (!message)
        message = "";
    const size_t len = strcspn(message, "\r\n");
    clean_add(&out, message, len, false);
    if (message[len + strspn(message + len, "\r\n \t")])
        text_add(&out, " ...");
    return text_take(&out);
}

static void
print_event(const struct history *h, size_t nth, size_t width)
{
    const struct store_event *event = &h->events->out.events[nth];
    auto_(heap) char *author = clean_line(event->author);
    auto_(heap) char *commit = clean_line(event->commit);
    auto_(heap) char *message = subject_of(event->message);
    auto_(text) struct text row = {0};
    char when[32];

    stored_time(when, event->at);
    text_addf(&row, "%8lld  %-13s  %s  %s%*s", (long long)event->revision,
        is_live(h, nth) ? "published now" : store_event_words[event->kind],
        when, author, column_gap(author, width), "");
    text_addf(&row, "%-*.*s%s  %s", COMMIT_SHOWN, COMMIT_SHOWN, commit,
        strstr(commit, "-dirty") ? "+" : " ", message);
    print_row(&row);
}

static void
print_text(const struct history *h)
{
    static const char by[] = "BY";
    size_t width = strlen(by);

    print_state(h);
    for (size_t i = 0; i < h->events->out.nevents; i++) {
        auto_(heap) char *author = clean_line(h->events->out.events[i].author);

        column_widen(&width, author);
    }
    printf("%8s  %-13s  %-20s  %s%*s%-*s  %s\n", "REVISION", "WHAT", "WHEN", by,
        column_gap(by, width), "", COMMIT_SHOWN + 1, "COMMIT", "MESSAGE");
    for (size_t i = 0; i < h->events->out.nevents; i++)
        print_event(h, i, width);
}

static void
print_json(const struct history *h)
{
    json_t *answer = answer_new();

    answer_text(answer, "store", h->target.name);
    answer_text(answer, "workflow_id", h->newest->workflow_id);
    answer_text(answer, "title", h->newest->title);
    answer_number(answer, "published", h->newest->published);
    json_t *list = answer_list(answer, "events");
    for (size_t i = 0; i < h->events->out.nevents; i++) {
        const struct store_event *event = &h->events->out.events[i];
        json_t *item = stored_event_object(event);

        answer_flag(item, "now", is_live(h, i));
        answer_item(list, item);
    }
    answer_print(answer, stdout);
}

static enum status
history(struct command_call *call, const char *format)
{
    auto_(history) struct history h = {.call = call};
    struct failure failure = {0};

    if (!target_find(&h.target, &call->common, NEED_STORE, &failure))
        return commands_fail(call, &h.target.findings, &failure);
    if (!find(&h, &failure))
        return command_fail(call, &failure);
    if (text_is(format, "json"))
        print_json(&h);
    else
        print_text(&h);
    return STATUS_DONE;
}

enum status
cmd_history(struct command_call *call)
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
    if (call->nwords != 1)
        return command_misused(call, "history takes one flow");
    return history(call, format);
}
