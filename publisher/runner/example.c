/* Reading an example, and what both ways of playing it need. */
#include "example.h"

#include <string.h>

#include "example_parts.h"
#include "fill.h"

#define EXAMPLE(member) offsetof(struct example, member)

static const struct keys_row example_keys[] = {
    {"settings", keys_node, EXAMPLE(settings), .help = "made-up settings"},
    {"send", keys_node, EXAMPLE(send), .help = "a message to hand over"},
    {"query", keys_node, EXAMPLE(query),
        .help = "a message that is asked about"},
    {"recall", keys_node, EXAMPLE(recall),
        .help = "a message that is taken back"},
    {"request", keys_node, EXAMPLE(request),
        .help = "the request that it becomes"},
    {"answer", keys_node, EXAMPLE(answer), .help = "what the provider says"},
    {"report", keys_node, EXAMPLE(report), .help = "a request of a report"},
    {"gives", keys_node, EXAMPLE(gives), .help = "what is understood"},
    {0},
};

static void
complain(struct stage *stage, const char *code, const struct node *at,
    const char *format, va_list args)
{
    auto_(heap) char *sentence = text_format(format, args);
    keys_complain(
        &stage->keys, code, at->at, stage->path, NULL, "%s", sentence);
}

void
example_wrong(
    struct stage *stage, const struct node *at, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(stage, "provider-wrong", at, format, args);
    va_end(args);
}

void
example_differs(
    struct stage *stage, const struct node *at, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(stage, "provider-example-differs", at, format, args);
    va_end(args);
}

bool
example_read(struct stage *stage, const struct node *map, const char *key,
    const struct keys_row *rows, void *into)
{
    const struct keys_path path = {.up = stage->path, .key = key};
    const size_t before = stage->keys.findings->n;

    keys_read(&stage->keys, map, &path, rows, into);
    return stage->keys.findings->n == before;
}

void
example_compare(struct stage *stage, const struct node *at, const char *what,
    const char *got, const char *wanted)
{
    if (!wanted || text_is(got, wanted))
        return;
    if (got)
        example_differs(stage, at, "%s is '%s', and the example says '%s'",
            what, got, wanted);
    else
        example_differs(stage, at, "there is no %s, and the example says '%s'",
            what, wanted);
}

const char *
example_body(struct stage *stage, const char *text, const struct node *json)
{
    if (!json)
        return text ? text : "";
    json_auto_t *tree = fill_json(NULL, stage->keys.file, json, NULL);
    auto_(heap) char *body = json_dumps(tree, JSON_COMPACT | JSON_ENCODE_ANY);
    return arena_strdup(stage->keys.arena, body);
}

static bool
is_whole(struct stage *stage, const struct node *node)
{
    const struct example *e = stage->example;
    const int ways = !!e->send + !!e->query + !!e->recall + !!e->report;

    if (ways != 1)
        example_wrong(stage, node,
            "an example has 'send', 'query', 'recall' or 'report'");
    else if (e->report && (e->request || e->answer || e->settings))
        example_wrong(stage, node,
            "'settings', 'request' and 'answer' belong to an example of 'send'");
    else if (e->report ? !e->gives : !e->request && !e->answer)
        example_wrong(stage, node, "the example shows nothing: add %s",
            e->report ? "'gives'" : "'request', or 'answer' and 'gives'");
    else if (!e->answer != !e->gives && !e->report)
        example_wrong(stage, node, "'answer' and 'gives' belong together");
    else
        return true;
    return false;
}

static void
play_stage(struct stage *stage)
{
    const struct example *e = stage->example;

    if (e->send)
        example_play_send(stage);
    else if (e->query)
        example_play_inquiry(stage, INQUIRY_QUERY);
    else if (e->recall)
        example_play_inquiry(stage, INQUIRY_RECALL);
    else
        example_play_report(stage);
}

void
example_play(struct example_play *play, const struct node *example, size_t nth)
{
    const struct provider *provider = play->provider;
    const struct keys_path list = {.key = "examples"};
    const struct keys_path path = {.up = &list, .index = nth};
    struct example content = {0};
    struct arena arena = {0};
    struct stage stage = {
        .keys = {.arena = &arena,
            .file = provider->file,
            .findings = play->findings},
        .provider = provider,
        .example = &content,
        .path = &path,
        .play = play,
    };
    const size_t before = play->findings->n;

    keys_read(&stage.keys, example, &path, example_keys, &content);
    if (play->findings->n == before && is_whole(&stage, example))
        play_stage(&stage);
    arena_free(&arena);
}
