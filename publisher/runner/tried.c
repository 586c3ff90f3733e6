/* Counting what examples leave out. */
#include "tried.h"

void
tried_init(struct tried *tried, struct arena *arena,
    const struct recipe_send *send, const struct recipe_reports *reports)
{
    *tried = (struct tried){
        .errors = arena_alloc(arena, send ? send->errors.n + 1 : 1),
        .words = arena_alloc(arena, reports ? reports->report.nwords + 1 : 1),
        .classes = arena_alloc(arena, reports ? reports->class.nwords + 1 : 1),
    };
}

struct telling {
    const struct provider *provider;
    struct findings *findings;
};

static void
warn(const struct telling *t, struct mark at, const char *path,
    const char *hint, const char *text)
{
    findings_add(t->findings, "provider-untried", t->provider->file, at, path,
        hint, "%s", text);
}

static void
tell_map(const struct telling *t, const struct recipe_map *map, const bool *met,
    const char *path)
{
    for (size_t i = 0; i < map->nwords; i++)
        if (!met[i])
            findings_add(t->findings, "provider-untried", t->provider->file,
                map->words[i].at, path, "add an example of such a report",
                "no example has '%s'", map->words[i].theirs);
}

void
tried_report(const struct tried *tried, const struct recipe_send *send,
    const struct recipe_reports *reports, const struct provider *provider,
    struct findings *findings)
{
    const struct telling t = {provider, findings};

    if (!send)
        return;
    if (!provider->examples || !provider->examples->n) {
        warn(&t, provider->send->at, "/examples", "record some exchanges",
            "nothing here is tried by an example");
        return;
    }
    if (provider->query_request && !tried->queried)
        warn(&t, provider->query_request->at, "/query",
            "add an example of 'query'", "no example asks for a message");
    if (provider->recall_request && !tried->recalled)
        warn(&t, provider->recall_request->at, "/recall",
            "add an example of 'recall'", "no example takes a message back");
    if (!tried->accepted)
        warn(&t, provider->send->at, "/send/accepted",
            "add an example of a message that is taken",
            "no example is accepted");
    for (size_t i = 0; i < send->errors.n; i++)
        if (!tried->errors[i])
            warn(&t, send->errors.items[i].class.at, "/send/errors",
                "add an example with such an answer",
                "no example meets this line");
    if (!reports)
        return;
    tell_map(&t, &reports->report, tried->words, "/reports/report");
    tell_map(&t, &reports->class, tried->classes, "/reports/class");
}
