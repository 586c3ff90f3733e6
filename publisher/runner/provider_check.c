/* The checks of a provider's trees and examples. */
#include "provider_check.h"

#include "example.h"
#include "inquiry.h"
#include "recipe.h"

static void
complain(const struct provider *provider, struct findings *findings,
    const struct node *at, const char *path, const char *text)
{
    findings_add(findings, "provider-wrong", provider->file,
        at ? at->at : (struct mark){1, 1}, path, NULL, "%s", text);
}

/* The check of flows and the engine go by the ability, the sender by the
 * request: what only one of them has would be promised and never done. */
static void
check_ability(const struct provider *provider, struct findings *findings,
    enum inquiry_kind kind, const struct value_choice *ability,
    const struct node *request)
{
    const char *name = inquiry_words[kind];
    struct arena arena = {0};

    if (!ability->value == !request || provider->built_in)
        return;
    findings_add(findings, "provider-wrong", provider->file,
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
check_trees(const struct provider *provider, struct findings *findings)
{
    struct arena arena = {0};
    struct recipe_send send;
    struct recipe_reports reports;
    struct recipe_query query;
    struct recipe_recall recall;

    if (provider->send)
        (void)recipe_read_send(&send, &arena, provider, findings);
    else if (!provider->built_in)
        complain(provider, findings, NULL, "/send",
            "a provider needs 'send', the request that hands a message over");
    if (provider->reports)
        (void)recipe_read_reports(&reports, &arena, provider, findings);
    if (provider->query_request)
        (void)recipe_read_query(&query, &arena, provider, findings);
    if (provider->recall_request)
        (void)recipe_read_recall(&recall, &arena, provider, findings);
    check_ability(provider, findings, INQUIRY_QUERY, &provider->query,
        provider->query_request);
    check_ability(provider, findings, INQUIRY_RECALL, &provider->recall,
        provider->recall_request);
    arena_free(&arena);
}

size_t
provider_check(const struct provider *provider, struct findings *findings)
{
    const struct node *examples = provider->examples;
    const size_t before = findings->n;

    check_trees(provider, findings);
    if (!examples || findings->n != before)
        return 0;
    if (examples->kind != NODE_LIST) {
        complain(
            provider, findings, examples, "/examples", "examples are a list");
        return 0;
    }
    for (size_t i = 0; i < examples->n; i++)
        example_play(provider, examples->items[i], i, findings);
    return examples->n;
}
