/* fallback-runner dry-run: a flow on a virtual clock. */
#include "commands.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "clean.h"
#include "clock.h"
#include "dryrun.h"
#include "message.h"
#include "phone.h"
#include "plan.h"
#include "sandbox.h"
#include "target.h"

struct dry_run {
    struct target target;
    struct flow *flow;
    struct engine_plan plan;
    struct dryrun play;
    struct dryrun_result result;
    const char *to, *format, *outcome;
    struct option_list data;
    char number[PHONE_TEXT_SIZE];
    bool incomplete; /* an invocation with these values would be refused */
};

static const char *
given_input(const char *name, void *data)
{
    const struct dry_run *run = data;
    const size_t len = strlen(name);

    for (size_t i = 0; i < run->data.n; i++)
        if (!strncmp(run->data.items[i], name, len) &&
            run->data.items[i][len] == '=')
            return run->data.items[i] + len + 1;
    return NULL;
}

static const struct workspace_channel *
channel_at(const struct dry_run *run, size_t i)
{
    return workspace_channel(
        run->target.workspace, run->flow->channels[i].channel.text);
}

/* What the sandbox would do to this number, unless --outcome says else. */
static void
ask_sandbox(struct dry_run *run, size_t i)
{
    struct dryrun_outcome *outcome = &run->play.outcomes[i];
    const int64_t delay = run->plan.channels[i].delay_ms;
    struct sandbox_fate fate;

    sandbox_fate(&fate, run->number, i, 0, delay);
    *outcome = (struct dryrun_outcome){
        .given = true,
        .answer = fate.answer,
        .reason = fate.reason,
    };
    if (fate.nreports) {
        outcome->report = fate.reports[fate.nreports - 1].report;
        outcome->report_ms = fate.reports[fate.nreports - 1].at;
        outcome->late = outcome->report_ms > delay;
    }
}

/* "1=timeout,2=delivered" */
static bool
read_outcomes(struct dry_run *run, struct failure *failure)
{
    auto_(heap) char *copy = strdup(run->outcome ? run->outcome : "");
    char *rest = NULL;

    if (!copy)
        abort();
    for (char *word = strtok_r(copy, ",", &rest); word;
         word = strtok_r(NULL, ",", &rest))
        if (!dryrun_outcome_read(word, &run->play, failure))
            return false;
    return true;
}

static bool
check_recipient(struct dry_run *run, struct failure *failure)
{
    if (!run->to)
        return failure_set(failure, STATUS_USAGE,
            "--to NUMBER is missing: its digits tell the sandbox what to do");
    const enum phone_fault fault = phone_normalise_typed(run->to, run->number);
    return fault == PHONE_OK ||
        failure_set(failure, STATUS_USAGE, "the number '%s' %s", run->to,
            phone_fault_words(fault));
}

static bool
read_flow(struct dry_run *run, const char *word, struct failure *failure)
{
    auto_(findings) struct findings findings = {0};
    const char *path =
        workspace_flow_path(run->target.workspace, word, failure);
    const struct check check = {
        .workspace = run->target.workspace, .now_ms = clock_now()};

    if (!path)
        return false;
    run->flow = workspace_flow(run->target.workspace, path, &findings, failure);
    if (run->flow)
        check_flow(&check, run->flow, &findings);
    if (!findings_count(&findings, SEVERITY_ERROR))
        return run->flow != NULL;
    findings_sort(&findings);
    findings_print(&findings, stderr);
    return failure_set(
        failure, STATUS_FINDINGS, "the flow has errors; mend them first");
}

/* A mistyped name would leave its input empty without a word. */
static bool
check_data(const struct dry_run *run, struct failure *failure)
{
    for (size_t i = 0; i < run->data.n; i++) {
        char *name = arena_strdup(&run->flow->arena, run->data.items[i]);

        if (!strchr(name, '=') || *name == '=')
            return failure_set(
                failure, STATUS_USAGE, "--data is NAME=VALUE, not '%s'", name);
        name[strcspn(name, "=")] = '\0';
        if (!flow_input(run->flow, name))
            return failure_set(failure, STATUS_USAGE,
                "the flow has no input '%s', so --data cannot give it", name);
    }
    return true;
}

static bool
prepare(struct dry_run *run, const char *word, struct failure *failure)
{
    const char *recipients[FLOW_CHANNELS_MAX];

    if (!check_recipient(run, failure) || !read_flow(run, word, failure) ||
        !check_data(run, failure))
        return false;
    engine_plan_make(&run->plan, run->flow, run->target.workspace);
    run->play.plan = &run->plan;
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        recipients[i] = run->number;
    run->play.skip = engine_plan_skip(run->flow, recipients);
    for (size_t i = 0; i < run->flow->nchannels; i++) {
        const struct workspace_channel *channel = channel_at(run, i);
        const struct provider *provider =
            workspace_provider(run->target.workspace, channel);

        if (provider && provider->built_in)
            ask_sandbox(run, i);
        else
            run->play.outcomes[i] = (struct dryrun_outcome){.given = true,
                .answer = EVENT_ACCEPTED,
                .report = REPORT_DELIVERED,
                .answer_ms = DRYRUN_ANSWER_MS,
                .report_ms = DRYRUN_REPORT_MS};
    }
    return read_outcomes(run, failure);
}

/* The text that would go out, with an example where no value was given. */
static char *
message_text(struct dry_run *run, size_t i)
{
    const struct flow_channel *step = &run->flow->channels[i];
    const struct workspace_channel *channel = channel_at(run, i);
    const struct template *template = catalogue_find(
        &run->target.workspace->catalogue, (enum kind)channel->kind.value,
        step->template_name.text, step->language.text);
    const struct message_source source = {
        .flow = run->flow,
        .step = step,
        .template = template,
        .workspace = run->target.workspace,
        .input = given_input,
        .data = run,
    };
    struct message message = {.to = run->number};
    struct failure failure = {0};
    struct text out = {0};

    if (!template)
        return NULL;
    if (message_make(&message, &run->flow->arena, &source, &failure))
        text_addf(&out, "\"%s\"", message.text);
    else {
        run->incomplete = true;
        text_addf(&out, "(%s: give it with --data)", failure.text);
    }
    auto_(heap) char *foul = text_take(&out);
    return clean_line(foul);
}

static void
line_words(
    const struct dry_run *run, const struct dryrun_line *line, struct text *out)
{
    const struct engine_action *action = &line->action;

    text_add(out, engine_rule_words[action->rule]);
    if (action->report != REPORT_NONE)
        text_addf(out, ": %s", report_words[action->report]);
    else if (action->rule == RULE_REJECTED ||
        action->rule == RULE_CLASS_MOVES_ON || action->rule == RULE_STOPPED)
        text_addf(out, ": %s", reason_words[action->reason]);
    if (action->kind == ACTION_FINISH)
        text_addf(out, ": %s", outcome_words[run->result.execution.outcome]);
}

static void
print_line(struct dry_run *run, const struct dryrun_line *line)
{
    const struct engine_action *action = &line->action;
    const char *name = action->rule == RULE_INVOKED ||
            action->kind == ACTION_FINISH || action->rule == RULE_DOUBLE
        ? ""
        : run->flow->channels[action->position].channel.text;
    auto_(text) struct text words = {0};

    line_words(run, line, &words);
    printf("%9" PRId64 ".%03d s  %-12s %s\n", line->at_ms / 1000,
        (int)(line->at_ms % 1000), name, words.bytes);
    if (action->kind == ACTION_SEND) {
        auto_(heap) char *text = message_text(run, action->position);

        if (text)
            printf("%28s%s\n", "", text);
    }
}

/* What the hand-overs cost: the price of each channel that was sent on. */
static int64_t
cost_micros(const struct dry_run *run)
{
    int64_t micros = 0;

    for (size_t i = 0; i < run->flow->nchannels; i++) {
        const struct engine_attempt *attempt =
            &run->result.execution.attempts[i];
        const struct workspace_channel *channel = channel_at(run, i);
        const enum report report = engine_report(attempt);
        const bool delivered =
            report == REPORT_DELIVERED || report == REPORT_READ;

        if (!attempt->sending_at && !attempt->tries)
            continue;
        if (channel->price_per.value == PRICE_PER_DELIVERED && !delivered)
            continue;
        micros += workspace_price(channel, run->number);
    }
    return micros;
}

static void
print_text(struct dry_run *run)
{
    const struct engine_execution *execution = &run->result.execution;
    const int64_t micros = cost_micros(run);

    for (size_t i = 0; i < run->result.nlines; i++)
        print_line(run, &run->result.lines[i]);
    printf("\nResult: %s", outcome_words[execution->outcome]);
    if (execution->delivered_on)
        printf(" on channel %d", execution->delivered_on);
    printf(" after %" PRId64 ".%03d s%s; %" PRId64 ".%04d %s\n",
        execution->ended_at / 1000, (int)(execution->ended_at % 1000),
        execution->doubled ? ", delivered twice" : "", micros / 1000000,
        (int)(micros % 1000000 / 100), run->target.workspace->currency.text);
}

static void
print_json(struct dry_run *run)
{
    const struct engine_execution *execution = &run->result.execution;
    json_t *lines = json_array();

    for (size_t i = 0; i < run->result.nlines; i++) {
        const struct dryrun_line *line = &run->result.lines[i];
        auto_(text) struct text words = {0};

        line_words(run, line, &words);
        json_t *event =
            json_pack("{s:I,s:i,s:s}", "atMs", (json_int_t)line->at_ms,
                "channel", line->action.position + 1, "rule", words.bytes);
        if (line->action.kind == ACTION_SEND) {
            auto_(heap) char *message =
                message_text(run, line->action.position);

            if (message)
                json_object_set_new(event, "message", json_string(message));
        }
        json_array_append_new(lines, event);
    }
    json_t *all = json_pack("{s:i,s:s,s:i,s:I,s:b,s:I,s:o}", "version", 1,
        "outcome", outcome_words[execution->outcome], "deliveredOn",
        execution->delivered_on, "endedAtMs", (json_int_t)execution->ended_at,
        "double", execution->doubled, "costMicros",
        (json_int_t)cost_micros(run), "events", lines);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static enum status
play(struct dry_run *run, const struct command_call *call)
{
    struct failure failure = {0};

    if (!target_find(&run->target, &call->common, NEED_WORKSPACE, &failure) ||
        !prepare(run, call->words[0], &failure))
        return command_fail(call, &failure);
    dryrun_play(&run->play, &run->result);
    if (text_is(run->format, "json"))
        print_json(run);
    else
        print_text(run);
    if (!run->incomplete)
        return STATUS_DONE;
    fprintf(stderr, "%s: an invocation without these values would be refused\n",
        call->program);
    return STATUS_FINDINGS;
}

enum status
cmd_dry_run(struct command_call *call)
{
    struct dry_run run = {.format = "text"};
    auto_(option_list) struct option_list data = {0};
    const struct option_row rows[] = {
        {"to", 0, OPTION_TEXT, "NUMBER", "the recipient", &run.to},
        {"data", 'd', OPTION_LIST, "K=V", "the value of an input", &data},
        {"outcome", 0, OPTION_TEXT, "1=timeout,2=delivered",
            "what happens on each channel", &run.outcome},
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &run.format},
        {0},
    };
    static const char *const formats[] = {"text", "json", NULL};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords != 1)
        return command_misused(call, "name one flow");
    if (!command_choice(call, "--format", run.format, formats, &status))
        return status;
    run.data = data;
    status = play(&run, call);
    dryrun_done(&run.result);
    flow_free(run.flow);
    target_done(&run.target);
    return status;
}
