/* Timelines as lines. */
#include "timeline.h"

#include <inttypes.h>
#include <string.h>

#include "clean.h"
#include "clock.h"
#include "duration.h"

static const char *
text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

const char *
timeline_outcome(const json_t *told)
{
    return text_of(told, "outcome");
}

/* Milliseconds after the invocation, or -1. */
static int64_t
since(const json_t *told, const char *instant)
{
    int64_t began, at;

    return clock_parse(text_of(told, "invokedAt"), &began) &&
            clock_parse(instant, &at)
        ? at - began
        : -1;
}

static const char *
channel_name(const json_t *told, const json_t *event)
{
    const json_t *number = json_object_get(event, "channel");

    if (!json_is_integer(number))
        return "";
    return text_of(json_array_get(json_object_get(told, "channels"),
                       (size_t)json_integer_value(number) - 1),
        "channel");
}

static void
print_event(const json_t *told, const json_t *event, FILE *out)
{
    const int64_t ms = since(told, text_of(event, "at"));
    auto_(heap) char *channel = clean_line(channel_name(told, event));
    auto_(heap) char *rule = clean_line(text_of(event, "rule"));
    auto_(heap) char *report = clean_line(text_of(event, "report"));
    auto_(heap) char *reason = clean_line(text_of(event, "class"));
    auto_(heap) char *said = clean_line(text_of(event, "said"));

    fprintf(out, "%9" PRId64 ".%03d s  %-12s %s", ms / 1000, (int)(ms % 1000),
        channel, rule);
    if (*report)
        fprintf(out, ": %s", report);
    if (*reason)
        fprintf(out, ": %s", reason);
    if (*said)
        fprintf(out, " (%s)", said);
    fputc('\n', out);
}

/* "channel 2, sms": whom the next step is about. */
static void
print_channel_of_next(const json_t *told, const json_t *next, FILE *out)
{
    auto_(heap) char *name = clean_line(channel_name(told, next));

    fprintf(out, "channel %" JSON_INTEGER_FORMAT ", %s",
        json_integer_value(json_object_get(next, "channel")), name);
}

static bool
waits_for_report(const json_t *told)
{
    const json_t *channel;
    size_t i;

    json_array_foreach(json_object_get(told, "channels"), i, channel)
    {
        if (json_is_string(json_object_get(channel, "sentAt")) &&
            !json_is_string(json_object_get(channel, "movedOn")))
            return true;
    }
    return false;
}

static void
print_action(const json_t *told, const json_t *next, FILE *out)
{
    const char *action = text_of(next, "action");

    if (!strcmp(action, "finish")) {
        auto_(heap) char *outcome = clean_line(text_of(next, "outcome"));

        fprintf(out, "the end, %s", outcome);
    } else if (!strcmp(action, "wait")) {
        fputs("a look whether it may go on", out);
    } else {
        if (!strcmp(action, "query"))
            fputs("the provider is asked about ", out);
        else if (!strcmp(action, "withdraw"))
            fputs("the provider is asked to take back ", out);
        print_channel_of_next(told, next, out);
    }
    if (waits_for_report(told) && strcmp(action, "query") != 0)
        fputs(", unless a report comes", out);
}

/* "Next: at 12:00:31Z (in 14 s): channel 2, sms, unless a report comes" */
static void
print_next(const json_t *told, int64_t now, FILE *out)
{
    const json_t *next = json_object_get(told, "next");
    char instant[CLOCK_TEXT_SIZE], span[DURATION_TEXT_SIZE];
    int64_t at;

    if (!next || !clock_parse(text_of(next, "at"), &at))
        return;
    clock_format(instant, at);
    const int64_t in = at > now ? (at - now + 999) / 1000 * 1000 : 0;
    duration_format(span, in);
    fprintf(out, "Next: at %.8sZ (in %s): ", instant + 11, span);
    print_action(told, next, out);
    fputc('\n', out);
}

static void
print_channel(const json_t *channel, FILE *out)
{
    auto_(heap) char *name = clean_line(text_of(channel, "channel"));
    auto_(heap) char *status = clean_line(text_of(channel, "status"));
    auto_(heap) char *to = clean_line(text_of(channel, "to"));

    fprintf(out, "  %" JSON_INTEGER_FORMAT "  %-12s %-10s %s%s\n",
        json_integer_value(json_object_get(channel, "position")), name, status,
        to, json_is_true(json_object_get(channel, "late")) ? ", late" : "");
}

void
timeline_print(const json_t *told, int64_t now, FILE *out)
{
    auto_(heap) char *title = clean_line(text_of(told, "title"));
    auto_(heap) char *id = clean_line(text_of(told, "workflowInvocationId"));
    auto_(heap) char *outcome = clean_line(text_of(told, "outcome"));
    const json_t *on = json_object_get(told, "deliveredOn");
    const json_t *item;
    size_t i;

    fprintf(out, "%s  %s  revision %" JSON_INTEGER_FORMAT "\n", id, title,
        json_integer_value(json_object_get(told, "revision")));
    json_array_foreach(json_object_get(told, "events"), i, item)
        print_event(told, item, out);
    fprintf(out, "Outcome: %s", outcome);
    if (json_is_integer(on))
        fprintf(
            out, " on channel %" JSON_INTEGER_FORMAT, json_integer_value(on));
    fprintf(out, "%s\n",
        json_is_true(json_object_get(told, "double")) ? ", delivered twice"
                                                      : "");
    json_array_foreach(json_object_get(told, "channels"), i, item)
        print_channel(item, out);
    print_next(told, now, out);
}
