/* fallback-runner find: did they get it? A line for each invocation. */
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "column.h"
#include "phone.h"
#include "reach.h"

DEFINE_AUTO(json, json_t *, json_decref);

struct find {
    const char *limit, *before, *format;
    char number[PHONE_TEXT_SIZE];
};

static const char *
text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

/* "2026-11-20 09:12:00Z" of "2026-11-20T09:12:00.101Z". */
static void
short_time(char out[32], const char *instant)
{
    (void)snprintf(out, 32, "%.10s %.8sZ", instant,
        strlen(instant) > 11 ? instant + 11 : "");
}

/* Of the channels that were begun the one that counts: where it was delivered,
 * else the last. */
static const json_t *
channel_of(const json_t *found)
{
    const json_t *channels = json_object_get(found, "channels");
    const json_t *on = json_object_get(found, "deliveredOn");
    const json_t *channel, *last = NULL;
    size_t i;

    json_array_foreach(channels, i, channel)
    {
        last = channel;
        if (json_is_integer(on) &&
            json_equal(on, json_object_get(channel, "position")))
            break;
    }
    return last;
}

static void
print_row(const json_t *found, size_t width)
{
    const json_t *channel = channel_of(found);
    auto_(heap) char *title = clean_line(text_of(found, "title"));
    auto_(heap) char *outcome = clean_line(text_of(found, "outcome"));
    auto_(heap) char *name = clean_line(text_of(channel, "channel"));
    auto_(heap) char *status = clean_line(text_of(channel, "status"));
    auto_(heap) char *id = clean_line(text_of(found, "workflowInvocationId"));
    auto_(heap) char *at = clean_line(text_of(found, "invokedAt"));
    char when[32];

    short_time(when, at);
    printf("%s  %s%*s%-9s  %-12s  %-9s  %s\n", when, title,
        column_gap(title, width), "", outcome, *name ? name : "-",
        *status ? status : "-", id);
}

static void
print_table(const struct find *find, const json_t *answer)
{
    const json_t *list = json_object_get(answer, "invocations");
    const char *next = json_string_value(json_object_get(answer, "next"));
    char masked[PHONE_MASK_SIZE];
    const json_t *found;
    size_t i, width = strlen("FLOW");

    phone_mask(masked, find->number);
    if (!json_array_size(list)) {
        fprintf(stderr, "nothing was invoked for %s%s\n", masked,
            find->before ? " before that" : "");
        return;
    }
    json_array_foreach(list, i, found)
    {
        auto_(heap) char *title = clean_line(text_of(found, "title"));

        column_widen(&width, title);
    }
    printf("To %s, newest first\n", masked);
    printf("%-20s  FLOW%*s%-9s  %-12s  %-9s  %s\n", "WHEN",
        column_gap("FLOW", width), "", "OUTCOME", "CHANNEL", "STATUS",
        "EXECUTION");
    json_array_foreach(list, i, found) print_row(found, width);
    if (next)
        fprintf(
            stderr, "there are older ones: --before %.22s shows them\n", next);
}

static json_t *
ask(struct target *target, const struct find *find, struct failure *failure)
{
    auto_(text) struct text path = {0};

    text_add(&path, "/workflow/v1/invocations?recipient=");
    client_escape(&path, find->number);
    if (find->limit) {
        text_add(&path, "&limit=");
        client_escape(&path, find->limit);
    }
    if (find->before) {
        text_add(&path, "&before=");
        client_escape(&path, find->before);
    }
    return reach(target, "GET", text_str(&path), NULL, failure);
}

static enum status
run(struct command_call *call, struct find *find)
{
    auto_(target) struct target target = {0};
    struct failure failure = {0};
    const enum phone_fault fault =
        phone_normalise_typed(call->words[0], find->number);

    if (fault != PHONE_OK) {
        (void)failure_set(&failure, STATUS_USAGE, "the number '%s' %s",
            call->words[0], phone_fault_words(fault));
        return command_fail(call, &failure);
    }
    auto_(json) json_t *answer = NULL;
    if (target_find(&target, &call->common, NEED_WORKSPACE, &failure))
        answer = ask(&target, find, &failure);
    if (!answer)
        return command_fail(call, &failure);
    if (text_is(find->format, "json")) {
        json_dumpf(answer, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_table(find, answer);
    }
    return STATUS_DONE;
}

enum status
cmd_find(struct command_call *call)
{
    struct find find = {.format = "text"};
    const struct option_row rows[] = {
        {"limit", 0, OPTION_TEXT, "N", "so many at the most: 100, if not given",
            &find.limit},
        {"before", 0, OPTION_TEXT, "EXECUTION", "only older ones",
            &find.before},
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &find.format},
        {0},
    };
    static const char *const formats[] = {"text", "json", NULL};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1)
        return command_misused(call, "name one phone number");
    if (!command_choice(call, "--format", find.format, formats, &status))
        return status;
    return run(call, &find);
}
