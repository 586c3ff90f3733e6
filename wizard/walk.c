/* The order of the pages. */
#include "walk.h"

#include <string.h>

static bool
is_of_channel(enum step step)
{
    return step >= STEP_CHANNEL && step <= STEP_DELAY;
}

struct stop
walk_next(const struct draft *draft, struct stop at)
{
    const size_t n = draft->flow->nchannels;

    if (at.step == STEP_BASICS)
        return (struct stop){STEP_CHANNEL, 0};
    if (is_of_channel(at.step) && at.channel >= n) /* none was chosen */
        return (struct stop){STEP_CHAIN, 0};
    if (is_of_channel(at.step) && at.step < STEP_DELAY)
        return (struct stop){at.step + 1, at.channel};
    if (at.step == STEP_DELAY && at.channel + 1 < n)
        return (struct stop){STEP_CHANNEL, at.channel + 1};
    if (at.step == STEP_DELAY)
        return (struct stop){STEP_CHAIN, 0};
    if (at.step == STEP_CHAIN)
        return (struct stop){STEP_LIMITS, 0};
    if (at.step == STEP_LIMITS)
        return (struct stop){STEP_REVIEW, 0};
    return at;
}

struct stop
walk_previous(const struct draft *draft, struct stop at)
{
    const size_t n = draft->flow->nchannels;

    if (at.step == STEP_PUBLISH)
        return (struct stop){STEP_REVIEW, 0};
    if (at.step == STEP_REVIEW)
        return (struct stop){STEP_LIMITS, 0};
    if (at.step == STEP_LIMITS)
        return (struct stop){STEP_CHAIN, 0};
    if (at.step == STEP_CHAIN && n)
        return (struct stop){STEP_DELAY, n - 1};
    if (at.step == STEP_CHAIN)
        return (struct stop){STEP_CHANNEL, 0};
    if (at.step == STEP_CHANNEL && at.channel)
        return (struct stop){STEP_DELAY, at.channel - 1};
    if (at.step == STEP_CHANNEL)
        return (struct stop){STEP_BASICS, 0};
    if (is_of_channel(at.step))
        return (struct stop){at.step - 1, at.channel};
    return at;
}

static const struct {
    const char *key;
    enum step step;
} channel_pages[] = {
    {"channel", STEP_CHANNEL},
    {"from", STEP_CHANNEL},
    {"template", STEP_TEMPLATE},
    {"language", STEP_TEMPLATE},
    {"params", STEP_PARAMS},
    {"media", STEP_PARAMS},
    {"delay", STEP_DELAY},
};

static bool
is_limit(const char *path)
{
    static const char *const limits[] = {
        "not_after", "send_window", "consent", "budget", "retain"};
    const size_t len = path[0] ? strcspn(path + 1, "/") : 0;

    for (size_t i = 0; i < ARRAY_LEN(limits); i++)
        if (strlen(limits[i]) == len && !strncmp(limits[i], path + 1, len))
            return true;
    return false;
}

static enum step
page_of(const char *key)
{
    const size_t len = strcspn(key, "/");

    for (size_t i = 0; i < ARRAY_LEN(channel_pages); i++)
        if (strlen(channel_pages[i].key) == len &&
            !strncmp(channel_pages[i].key, key, len))
            return channel_pages[i].step;
    return STEP_DELAY;
}

/* The first channel whose parameters name the input, "code" of "code/pattern". */
static size_t
channel_of_input(const struct draft *draft, const char *rest)
{
    auto_(text) struct text braces = {0};

    text_addf(&braces, "{{%.*s}}", (int)strcspn(rest, "/"), rest);
    for (size_t i = 0; i < draft->flow->nchannels; i++)
        for (size_t k = 0; k < draft->flow->channels[i].nparams; k++)
            if (strstr(draft->flow->channels[i].params[k].value.text,
                    braces.bytes))
                return i;
    return 0;
}

struct stop
walk_stop_of(const struct draft *draft, const char *path)
{
    if (!strncmp(path, "/channels/", 10)) {
        char *rest;
        const size_t i = strtoul(path + 10, &rest, 10);

        if (i >= draft->flow->nchannels)
            return (struct stop){STEP_CHAIN, 0};
        return (struct stop){
            *rest == '/' ? page_of(rest + 1) : STEP_CHANNEL, i};
    }
    if (!strncmp(path, "/inputs/", 8))
        return (struct stop){STEP_PARAMS, channel_of_input(draft, path + 8)};
    if (!strcmp(path, "/channels"))
        return (struct stop){STEP_CHAIN, 0};
    return (struct stop){is_limit(path) ? STEP_LIMITS : STEP_BASICS, 0};
}

int
walk_rail_step(struct stop at)
{
    static const int steps[STEP_COUNT] = {
        [STEP_BASICS] = 1,
        [STEP_CHANNEL] = 2,
        [STEP_TEMPLATE] = 2,
        [STEP_PARAMS] = 2,
        [STEP_DELAY] = 2,
        [STEP_CHAIN] = 2,
        [STEP_LIMITS] = 2,
        [STEP_REVIEW] = 3,
        [STEP_PUBLISH] = 4,
    };

    return steps[at.step];
}

struct stop
walk_step(const struct draft *draft, int rail_step)
{
    if (rail_step <= 1)
        return (struct stop){STEP_BASICS, 0};
    if (rail_step == 2 && !draft->flow->nchannels)
        return (struct stop){STEP_CHANNEL, 0};
    if (rail_step == 2)
        return (struct stop){STEP_CHAIN, 0};
    return (struct stop){STEP_REVIEW, 0};
}
