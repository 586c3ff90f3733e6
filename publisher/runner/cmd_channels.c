/* fallback-runner channels: what holds messages back. */
#include "commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "clock.h"
#include "store_json_brake.h"
#include "target.h"

#define LINE "%-20s  %-9s  %9s  %8s  %-10s  %s\n"

/* Without a runner the store knows of what is paused and of what waits: the
 * other channels are the workspace's. */
static void
add_channels(struct store_request *done, const struct workspace *workspace)
{
    for (size_t i = 0; workspace && i < workspace->nchannels; i++) {
        const struct workspace_channel *channel = &workspace->channels[i];
        struct store_brake *found = NULL;

        for (size_t j = 0; j < done->out.nbrakes; j++)
            if (!done->out.brakes[j].pause.is_flow &&
                text_is(done->out.brakes[j].pause.name, channel->name.text))
                found = &done->out.brakes[j];
        if (!found) {
            done->out.brakes = arena_grow(&done->arena, done->out.brakes,
                done->out.nbrakes, sizeof(*done->out.brakes));
            found = &done->out.brakes[done->out.nbrakes++];
            *found = (struct store_brake){
                .budget = -1, .pause = {.name = channel->name.text}};
        }
        found->rate = channel->rate.text;
    }
}

static void
add_instant(struct text *out, const char *words, int64_t at)
{
    char text[CLOCK_TEXT_SIZE];

    if (!at)
        return;
    clock_format(text, at);
    text_addf(out, "%s%s %s", out->len ? ", " : "", words, text);
}

static void
add_words(struct text *out, const char *before, const char *words)
{
    auto_(heap) char *clean = clean_line(words ? words : "");

    if (*clean)
        text_addf(out, "%s%s", before, clean);
}

/* "since ..., next try ...; paused since ... by ada: wrong text" */
static void
add_details(struct text *out, const struct store_brake *brake)
{
    if (brake->failures)
        text_addf(out, "%lld failures in a row", (long long)brake->failures);
    add_instant(out, "down since", brake->since);
    add_instant(out, "next try", brake->next_probe);
    add_instant(out, "slowed down by the provider until", brake->slowed_until);
    if (brake->budget >= 0)
        text_addf(out, "%s%lld of %lld fallbacks in this hour",
            out->len ? ", " : "", (long long)brake->spent,
            (long long)brake->budget);
    add_instant(out, "oldest waits since", brake->oldest);
    add_instant(out, "paused since", brake->pause.at);
    if (!brake->pause.at)
        return;
    add_words(out, " by ", brake->pause.author);
    add_words(out, ": ", brake->pause.reason);
    if (brake->pause.refuses)
        text_add(out, " (new invocations are refused)");
}

static const char *
state_of(const struct store_brake *brake)
{
    if (brake->pause.at)
        return "paused";
    if (brake->pause.is_flow)
        return brake->budget >= 0 && brake->spent >= brake->budget ? "spent"
                                                                   : "open";
    switch (brake->breaker) {
    case STORE_BREAKER_UNKNOWN:
        return "no runner";
    case STORE_BREAKER_CLOSED:
        return brake->slowed_until ? "slowed" : "works";
    case STORE_BREAKER_OPEN:
        return "down";
    case STORE_BREAKER_HALF_OPEN:
        return "probing";
    }
    return "";
}

static void
print_brake(const struct store_brake *brake)
{
    auto_(text) struct text details = {0}, waiting = {0}, flight = {0};
    const char *named = brake->title ? brake->title : brake->pause.name;
    auto_(heap) char *name = clean_line(named);

    text_addf(
        &waiting, "%lld%s", (long long)brake->waiting, brake->more ? "+" : "");
    if (brake->breaker != STORE_BREAKER_UNKNOWN)
        text_addf(&flight, "%lld", (long long)brake->in_flight);
    add_details(&details, brake);
    printf(LINE, name, brake->rate ? brake->rate : "-",
        flight.len ? flight.bytes : "-", waiting.bytes, state_of(brake),
        text_str(&details));
}

static void
print_table(const struct store_request *done)
{
    bool titled = false;

    printf(LINE, "CHANNEL", "RATE", "IN FLIGHT", "WAITING", "STATE", "DETAILS");
    for (size_t i = 0; i < done->out.nbrakes; i++)
        if (!done->out.brakes[i].pause.is_flow)
            print_brake(&done->out.brakes[i]);
    for (size_t i = 0; i < done->out.nbrakes; i++) {
        if (!done->out.brakes[i].pause.is_flow)
            continue;
        if (!titled)
            printf("\n" LINE, "FLOW", "", "", "WAITING", "STATE", "DETAILS");
        titled = true;
        print_brake(&done->out.brakes[i]);
    }
}

static bool
run(struct command_call *call, struct target *target, const char *format,
    struct failure *failure)
{
    if (!target_find(target, &call->common, NEED_STORE, failure))
        return false;
    auto_(store) struct store *store =
        target_open(target, (struct store_options){0}, failure);
    if (!store)
        return false;
    struct store_request *request = store_request_new(STORE_BRAKES, NULL, NULL);
    request->in.now = clock_now();
    auto_(store_request) struct store_request *done = store_do(store, request);
    if (done->failure.status != STATUS_DONE) {
        *failure = done->failure;
        return false;
    }
    if (!target_runner(target))
        add_channels(done, target->workspace);
    if (!text_is(format, "json")) {
        print_table(done);
        return true;
    }
    json_t *json = store_json_brakes(done->out.brakes, done->out.nbrakes);
    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
    return true;
}

enum status
cmd_channels(struct command_call *call)
{
    static const char *const formats[] = {"text", "json", NULL};
    auto_(target) struct target target = {0};
    const char *format = "text";
    const struct option_row rows[] = {
        {"format", 0, OPTION_TEXT, "text|json", "how to print", &format},
        {0},
    };
    struct failure failure = {0};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (call->nwords)
        return command_misused(call, "'channels' takes no words");
    if (!command_choice(call, "--format", format, formats, &status))
        return status;
    return run(call, &target, format, &failure) ? STATUS_DONE
                                                : command_fail(call, &failure);
}
