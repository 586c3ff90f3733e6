/* Playing a report: what is read of it. */
#include "example_parts.h"

#include <stdio.h>
#include <string.h>

#include "pairs.h"
#include "report.h"

struct request { /* `report` */
    struct value_text method, query, body, reference;
    const struct node *json;
    struct pair *pairs; /* of the query */
    size_t npairs;
};

#define REQUEST(member) offsetof(struct request, member)

static const struct keys_row request_keys[] = {
    {"method", keys_text, REQUEST(method), .help = "GET or POST"},
    {"query", keys_text, REQUEST(query), .help = "\"status=1\""},
    {"body", keys_text, REQUEST(body), .help = "the body as a text"},
    {"json", keys_node, REQUEST(json), .help = "the body as a tree"},
    {"reference", keys_text, REQUEST(reference), .help = "ours, of the path"},
    {0},
};

struct given { /* an item of `gives` */
    struct value_text report, class, reference, message_id, part;
};

#define GIVEN(member) offsetof(struct given, member)

static const struct keys_row given_keys[] = {
    {"report", keys_text, GIVEN(report), .required = true,
        .help = "accepted, sent, delivered, read, failed or expired"},
    {"class", keys_text, GIVEN(class), .help = "why it failed"},
    {"reference", keys_text, GIVEN(reference), .help = "ours"},
    {"message_id", keys_text, GIVEN(message_id), .help = "the provider's"},
    {"part", keys_text, GIVEN(part), .help = "its number, 0 for the whole"},
    {0},
};

static const char *
query(const char *name, void *data)
{
    const struct request *request = data;

    return pairs_value(request->pairs, request->npairs, name);
}

static const char *
header(const char *name, void *data)
{
    (void)name;
    (void)data;
    return NULL;
}

static void
compare_one(struct stage *stage, const struct node *at,
    const struct report_found *found)
{
    struct given given = {0};
    char part[8];

    if (!example_read(stage, at, "gives", given_keys, &given))
        return;
    (void)snprintf(part, sizeof(part), "%u", found->part);
    example_compare(stage, at, "the report", report_words[found->report],
        given.report.text);
    example_compare(stage, at, "class",
        found->reason == REASON_FAILED ? NULL : reason_words[found->reason],
        given.class.text);
    if (!given.class.text && found->reason != REASON_FAILED)
        example_differs(stage, at, "class is '%s', and the example has none",
            reason_words[found->reason]);
    example_compare(
        stage, at, "reference", found->reference, given.reference.text);
    example_compare(
        stage, at, "message id", found->message_id, given.message_id.text);
    example_compare(stage, at, "the part", part, given.part.text);
}

static void
compare_all(
    struct stage *stage, const struct report_found *found, size_t nfound)
{
    const struct node *gives = stage->example->gives;
    const size_t wanted = gives->kind == NODE_LIST ? gives->n : 1;

    if (nfound != wanted)
        example_differs(stage, gives,
            "%zu reports are read, and the example has %zu", nfound, wanted);
    for (size_t i = 0; i < nfound && i < wanted; i++)
        compare_one(stage, gives->kind == NODE_LIST ? gives->items[i] : gives,
            &found[i]);
}

void
example_play_report(struct stage *stage)
{
    struct request given = {0};
    struct report_found *found;
    size_t unknown;

    if (!example_read(
            stage, stage->example->report, "report", request_keys, &given))
        return;
    const char *body = example_body(stage, given.body.text, given.json);
    const char *text = given.query.text ? given.query.text : "";
    given.npairs =
        pairs_read(stage->keys.arena, text, strlen(text), &given.pairs);
    const struct report_request request = {
        .method = given.method.text ? given.method.text : "POST",
        .body = body,
        .len = strlen(body),
        .reference = given.reference.text ? given.reference.text : "example-1",
        .secret_ok = true,
        .tried = stage->play->tried,
        .query = query,
        .header = header,
        .data = &given,
    };
    const size_t n = report_read(
        stage->keys.arena, stage->provider, &request, &found, &unknown);
    compare_all(stage, found, n);
}
