/* The checks of a provider's trees and examples. */
#include "provider_check.h"

#include "example.h"
#include "recipe.h"

static void
complain(const struct provider *provider, struct findings *findings,
    const struct node *at, const char *path, const char *text)
{
    findings_add(findings, "provider-wrong", provider->file,
        at ? at->at : (struct mark){1, 1}, path, NULL, "%s", text);
}

static void
check_trees(const struct provider *provider, struct findings *findings)
{
    struct arena arena = {0};
    struct recipe_send send;
    struct recipe_reports reports;

    if (provider->send)
        (void)recipe_read_send(&send, &arena, provider, findings);
    else if (!provider->built_in)
        complain(provider, findings, NULL, "/send",
            "a provider needs 'send', the request that hands a message over");
    if (provider->reports)
        (void)recipe_read_reports(&reports, &arena, provider, findings);
    if (provider->recall_request)
        complain(provider, findings, provider->recall_request, "/recall",
            "'recall' is not there yet in this version");
    if (provider->query_request)
        complain(provider, findings, provider->query_request, "/query",
            "'query' is not there yet in this version");
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
