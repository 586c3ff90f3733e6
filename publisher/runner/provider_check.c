/* The checks of a provider's trees and examples. */
#include "provider_check.h"

#include "example.h"
#include "inquiry.h"
#include "recipe.h"
#include "shadow.h"

static void
complain(const struct provider *provider, struct findings *findings,
    const struct node *at, const char *path, const char *text)
{
    findings_add(findings, "provider-wrong", provider->file,
        at ? at->at : (struct mark){1, 1}, path, NULL, "%s", text);
}

struct checking {
    const struct provider *provider;
    struct findings *findings;
    struct arena arena;
    struct recipe_send send;
    struct recipe_query query;
    struct recipe_recall recall;
    struct recipe_reports reports;
};

/* The check of flows and the engine go by the ability, the sender by the
 * request: what only one of them has would be promised and never done. */
static void
check_ability(const struct checking *c, enum inquiry_kind kind,
    const struct value_choice *ability, const struct node *request)
{
    const struct provider *provider = c->provider;
    const char *name = inquiry_words[kind];
    struct arena arena = {0};

    if (!ability->value == !request || provider->built_in)
        return;
    findings_add(c->findings, "provider-wrong", provider->file,
        ability->given ? ability->at
            : request  ? request->at
                       : (struct mark){1, 1},
        arena_printf(&arena, "/abilities/%s", name),
        request ? arena_printf(&arena, "add 'abilities: {%s: true}'", name)
                : arena_printf(
                      &arena, "add '%s', or write '%s: false'", name, name),
        request ? "there is '%s', the request, and 'abilities' denies it"
                : "'abilities' has '%s', and there is no such request",
        name);
    arena_free(&arena);
}

static void
check_inquiries(struct checking *c)
{
    const struct provider *p = c->provider;

    if (p->query_request &&
        recipe_read_query(&c->query, &c->arena, p, c->findings))
        shadow_check(&c->query.errors, NULL, p->query_request, p, c->findings);
    if (p->recall_request &&
        recipe_read_recall(&c->recall, &c->arena, p, c->findings))
        shadow_check(
            &c->recall.errors, NULL, p->recall_request, p, c->findings);
    check_ability(c, INQUIRY_QUERY, &p->query, p->query_request);
    check_ability(c, INQUIRY_RECALL, &p->recall, p->recall_request);
}

static void
check_trees(struct checking *c)
{
    const struct provider *p = c->provider;

    if (p->send) {
        if (recipe_read_send(&c->send, &c->arena, p, c->findings))
            shadow_check(
                &c->send.errors, &c->send.accepted, p->send, p, c->findings);
    } else if (!p->built_in) {
        complain(p, c->findings, NULL, "/send",
            "a provider needs 'send', the request that hands a message over");
    }
    if (p->reports)
        (void)recipe_read_reports(&c->reports, &c->arena, p, c->findings);
    check_inquiries(c);
}

static size_t
play_examples(struct checking *c, FILE *shown)
{
    const struct node *examples = c->provider->examples;
    const struct recipe_send *send = c->provider->send ? &c->send : NULL;
    const struct recipe_reports *reports =
        c->provider->reports ? &c->reports : NULL;
    struct tried tried;
    struct example_play play = {
        .provider = c->provider,
        .findings = c->findings,
        .tried = &tried,
        .shown = shown,
    };

    if (examples && examples->kind != NODE_LIST) {
        complain(c->provider, c->findings, examples, "/examples",
            "examples are a list");
        return 0;
    }
    tried_init(&tried, &c->arena, send, reports);
    for (size_t i = 0; examples && i < examples->n; i++)
        example_play(&play, examples->items[i], i);
    tried_report(&tried, send, reports, c->provider, c->findings);
    return examples ? examples->n : 0;
}

size_t
provider_check(
    const struct provider *provider, struct findings *findings, FILE *shown)
{
    struct checking c = {.provider = provider, .findings = findings};
    const size_t before = findings->n;

    check_trees(&c);
    const size_t played = findings->n == before ? play_examples(&c, shown) : 0;
    arena_free(&c.arena);
    return played;
}
