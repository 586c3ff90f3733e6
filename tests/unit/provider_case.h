/* Small providers, and messages for them: what tests of hand-overs and reports
 * begin with. */
#pragma once

#include "test.h"

#include "handover.h"
#include "recipe.h"

struct provider_case {
    struct providers providers;
    struct findings findings;
    struct workspace_channel channel;
    struct template template;
    struct message_param params[8];
    struct message message;
    struct node settings;
    struct node *keys[8], *items[8];
    struct arena arena;
};

static inline struct node *
case_node(struct provider_case *c, const char *text)
{
    struct node *node = arena_alloc(&c->arena, sizeof(*node));

    *node = (struct node){
        .kind = NODE_TEXT, .quoted = true, .text = text, .len = strlen(text)};
    return node;
}

/* A setting of the channel: a text, or {env: NAME} where `env`. */
static inline void
case_set(struct provider_case *c, const char *name, const char *text, bool env)
{
    const size_t n = c->settings.n++;
    struct node *value = case_node(c, text);

    assert_true(n < ARRAY_LEN(c->keys));
    if (env) {
        struct node *map = arena_alloc(&c->arena, sizeof(*map));

        map->kind = NODE_MAP;
        map->n = 1;
        map->keys = arena_alloc(&c->arena, sizeof(struct node *));
        map->items = arena_alloc(&c->arena, sizeof(struct node *));
        map->keys[0] = case_node(c, "env");
        map->items[0] = value;
        value = map;
    }
    c->keys[n] = case_node(c, name);
    c->items[n] = value;
}

static inline void
case_param(struct provider_case *c, const char *key, const char *part,
    const char *value)
{
    struct template *t = &c->template;

    t->params =
        arena_grow(&c->arena, t->params, t->nparams, sizeof(*t->params));
    t->params[t->nparams++] = (struct template_param){.key = key, .part = part};
    c->params[c->message.nparams++] = (struct message_param){key, value};
}

/* A provider with the settings url, token, word; the lines are its trees. */
static inline struct provider_case *
case_open(const char *lines)
{
    struct provider_case *c = calloc(1, sizeof(*c));
    auto_(text) struct text yaml = {0};

    assert_non_null(c);
    text_addf(&yaml,
        "fallback: 1\nprovider: case\nkind: sms\n"
        "settings: {url: {required: true}, token: {secret: true}, word: {}}\n"
        "abilities: {expiry: 1m..1h}\n%s",
        lines);
    provider_read(
        &c->providers, "case.yaml", yaml.bytes, yaml.len, &c->findings);
    if (c->findings.n)
        fail_msg("%d:%d %s", c->findings.items[0].at.line,
            c->findings.items[0].at.column, c->findings.items[0].text);
    c->settings =
        (struct node){.kind = NODE_MAP, .keys = c->keys, .items = c->items};
    c->channel = (struct workspace_channel){
        .name = {.text = "out"}, .settings = &c->settings};
    c->template.kind = (struct value_choice){.value = KIND_SMS, .given = true};
    c->template.name.text = "hello";
    c->template.language.text = "it";
    c->message = (struct message){
        .channel = &c->channel,
        .provider = &c->providers.items[0],
        .template = &c->template,
        .from = "+390212345678",
        .to = "+393331234513",
        .params = c->params,
        .text = "Hello",
        .reference = "ref-1",
        .report_url = "https://r.example/d/1",
    };
    return c;
}

static inline void
case_close(struct provider_case *c)
{
    providers_done(&c->providers);
    findings_done(&c->findings);
    arena_free(&c->arena);
    free(c);
}
DEFINE_AUTO(provider_case, struct provider_case *, case_close);

static inline struct courier_job *
case_make(struct provider_case *c)
{
    struct failure failure = {0};
    struct courier_job *job = handover_make(&c->message, &failure);

    if (!job)
        fail_msg("%s", failure.text);
    return job;
}

/* Asserts that no request can be made; the words must hold `part`. */
static inline void
case_refuses(struct provider_case *c, const char *part)
{
    struct failure failure = {0};
    struct courier_job *job = handover_make(&c->message, &failure);

    assert_null(job);
    if (!strstr(failure.text, part))
        fail_msg("'%s' does not hold '%s'", failure.text, part);
}
