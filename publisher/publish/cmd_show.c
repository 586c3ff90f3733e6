/* fallback-publish show: one flow as the store has it. */
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "clean.h"
#include "commands.h"
#include "duration.h"
#include "stored.h"
#include "target.h"

static void
print_line(const char *name, const char *value)
{
    auto_(heap) char *clean = clean_line(value);

    if (value && *value)
        printf("  %-12s %s\n", name, clean);
}

static void
print_inputs(const struct flow *flow)
{
    auto_(text) struct text out = {0};

    for (size_t i = 0; i < flow->ninputs; i++) {
        const struct flow_input *input = &flow->inputs[i];

        text_addf(&out, "%s%s%s", i ? ", " : "", input->name.text,
            input->sensitive.value ? " (sensitive)" : "");
    }
    print_line("inputs", text_str(&out));
}

static void
print_channel(const struct flow_channel *channel, size_t nth)
{
    auto_(text) struct text out = {0};
    char delay[DURATION_TEXT_SIZE];

    duration_format(delay, channel->delay.ms);
    text_addf(&out, "%s from %s, template %s (%s), then %s for a report",
        channel->channel.text, channel->from.text, channel->template_name.text,
        channel->language.text, delay);
    auto_(heap) char *clean = clean_line(text_str(&out));
    printf("  %zu. %s\n", nth, clean);
    for (size_t i = 0; i < channel->nparams; i++) {
        auto_(heap) char *key = clean_line(channel->params[i].key.text);
        auto_(heap) char *value = clean_line(channel->params[i].value.text);

        printf("       %s = %s\n", key, value);
    }
}

static void
print_flow(const struct flow *flow)
{
    char not_after[DURATION_TEXT_SIZE];

    print_line("about", flow->description.text);
    print_line("category", category_words[flow->category.value]);
    print_line("callback", flow->callback_profile.text);
    duration_format(not_after, flow_not_after(flow));
    print_line("not after", not_after);
    print_inputs(flow);
    for (size_t i = 0; i < flow->nchannels; i++)
        print_channel(&flow->channels[i], i + 1);
}

/* What is invoked may be another revision than the one that is shown. */
static void
print_state(const struct store_flow *stored)
{
    char other[64];

    (void)snprintf(other, sizeof(other), "revision %lld is published",
        (long long)stored->published);
    print_line("state",
        !stored->published                          ? "unpublished"
            : stored->published == stored->revision ? "published"
                                                    : other);
}

static void
print_text(const struct store_flow *stored)
{
    auto_(findings) struct findings findings = {0};
    auto_(heap) char *title = clean_line(stored->title);
    auto_(heap) char *words = stored_words(stored);
    auto_(flow) struct flow *flow = flow_read(
        "", stored->yaml, strlen(stored->yaml), FLOW_PUBLISHED, &findings);

    printf("%s\n", title);
    print_line("Workflow ID", stored->workflow_id);
    print_line("pushed", words);
    print_line("message", stored->message);
    print_line("commit", stored->commit);
    print_line("digest", stored->sha256);
    print_state(stored);
    print_line("but", stored_unserved(stored));
    /* A newer program may have pushed what this one cannot read. */
    if (flow && !findings_count(&findings, SEVERITY_ERROR))
        print_flow(flow);
    else
        print_line("content", "of a format that this program does not know");
}

static void
print_json(const struct target *target, const struct store_flow *stored)
{
    json_t *answer = answer_new();
    json_t *flow = stored_object(stored);

    answer_text(answer, "store", target->name);
    answer_text(flow, "yaml", stored->yaml);
    answer_text(flow, "templates", stored->templates);
    answer_put(answer, "flow", flow);
    answer_print(answer, stdout);
}

static enum status
show(struct command_call *call, const char *format, int64_t revision)
{
    auto_(target) struct target target = {0};
    struct failure failure = {0};

    if (!target_find(&target, &call->common, NEED_STORE, &failure))
        return commands_fail(call, &target.findings, &failure);
    auto_(store) struct store *store = target_open(
        &target, (struct store_options){.read_only = true}, &failure);
    if (!store)
        return command_fail(call, &failure);
    auto_(store_request) struct store_request *request =
        stored_revision(&target, store, call->words[0], revision, &failure);
    if (!request)
        return command_fail(call, &failure);
    const struct store_flow *stored = &request->out.flows[0];
    if (text_is(format, "yaml"))
        fputs(stored->yaml, stdout);
    else if (text_is(format, "json"))
        print_json(&target, stored);
    else
        print_text(stored);
    return STATUS_DONE;
}

enum status
cmd_show(struct command_call *call)
{
    const char *format = NULL, *number = NULL;
    int64_t revision = STORED_NEWEST;
    const struct option_row rows[] = {
        {"revision", 0, OPTION_TEXT, "N", "that one, not the newest", &number},
        {"format", 0, OPTION_TEXT, "FORMAT",
            "text, json, or yaml: as it was pushed, to the byte", &format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1)
        return command_misused(call, "show takes one flow");
    if (!text_is(format, "yaml") && !commands_format(call, format, &status))
        return status;
    if (number && !stored_number(number, &revision))
        return command_misused(call, "'%s' is no number of a revision", number);
    return show(call, format, revision);
}
