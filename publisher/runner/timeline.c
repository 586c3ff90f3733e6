/* Timelines as lines. */
#include "timeline.h"

#include <inttypes.h>

#include "clean.h"
#include "clock.h"

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
timeline_print(const json_t *told, FILE *out)
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
}
