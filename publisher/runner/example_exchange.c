/* What examples of every request share: settings, the request, the answer. */
#include "example_parts.h"

#include <string.h>
#include <strings.h>

#include "fill.h"
#include "pairs.h"
#include "pick.h"

struct request { /* `request` */
    struct value_text method, url, body;
    const struct node *query, *headers, *form, *json;
};

#define REQUEST(member) offsetof(struct request, member)

static const struct keys_row request_keys[] = {
    {"method", keys_text, REQUEST(method), .help = "GET, POST, ..."},
    {"url", keys_text, REQUEST(url), .help = "the address without its query"},
    {"query", keys_node, REQUEST(query), .help = "all pairs of the query"},
    {"headers", keys_node, REQUEST(headers), .help = "some of the headers"},
    {"body", keys_text, REQUEST(body), .help = "the body, to the byte"},
    {"form", keys_node, REQUEST(form), .help = "all pairs of the form"},
    {"json", keys_node, REQUEST(json), .help = "the body as a tree"},
    {0},
};

struct answer { /* `answer` */
    struct value_number status;
    struct value_text body, retry_after, content_type;
    const struct node *json;
};

#define ANSWER(member) offsetof(struct answer, member)

static const struct keys_row answer_keys[] = {
    {"status", keys_number, ANSWER(status), .required = true,
        .help = "the HTTP status"},
    {"body", keys_text, ANSWER(body), .help = "the body as a text"},
    {"json", keys_node, ANSWER(json), .help = "the body as a tree"},
    {"retry_after", keys_text, ANSWER(retry_after), .help = "that header"},
    {"content_type", keys_text, ANSWER(content_type), .help = "that header"},
    {0},
};

/* What stands for a setting that the example does not give. */
static const char *
made_up(const char *name)
{
    return strcmp(name, "url") ? name : "http://provider.example";
}

static struct node *
new_text(struct arena *arena, const char *text)
{
    struct node *node = arena_alloc(arena, sizeof(*node));

    *node = (struct node){
        .kind = NODE_TEXT, .quoted = true, .text = text, .len = strlen(text)};
    return node;
}

static bool
settings_are_known(struct stage *stage)
{
    const struct provider *p = stage->provider;
    const struct node *given = stage->example->settings;
    bool good = true;

    for (size_t i = 0; given && i < given->n; i++) {
        bool known = false;

        for (size_t s = 0; s < p->nsettings && given->kind == NODE_MAP; s++)
            known |= !strcmp(p->settings[s].name, given->keys[i]->text);
        if (!known || given->items[i]->kind != NODE_TEXT)
            example_wrong(stage, given->items[i],
                "'settings' are texts by the names of the provider's settings");
        good &= known && given->items[i]->kind == NODE_TEXT;
    }
    return good;
}

static struct node *
make_settings(struct stage *stage)
{
    const struct provider *p = stage->provider;
    struct arena *arena = stage->keys.arena;
    struct node *map = arena_alloc(arena, sizeof(*map));

    map->kind = NODE_MAP;
    map->keys = arena_alloc(arena, (p->nsettings + 1) * sizeof(struct node *));
    map->items = arena_alloc(arena, (p->nsettings + 1) * sizeof(struct node *));
    for (size_t i = 0; i < p->nsettings; i++) {
        const char *name = p->settings[i].name;
        const char *given = node_text(stage->example->settings, name);

        map->keys[i] = new_text(arena, name);
        map->items[i] = new_text(arena,
            given                         ? given
                : p->settings[i].fallback ? p->settings[i].fallback
                                          : made_up(name));
        map->n++;
    }
    return map;
}

bool
example_channel(struct stage *stage, struct workspace_channel *channel)
{
    if (!settings_are_known(stage))
        return false;
    *channel = (struct workspace_channel){
        .name = {.text = "example"},
        .settings = make_settings(stage),
    };
    return true;
}

const char *
example_either(const struct value_text *given, const char *otherwise)
{
    return given->text ? given->text : otherwise;
}

/* All pairs, both ways. */
static void
compare_pairs(struct stage *stage, const struct node *wanted, const char *what,
    const char *bytes, size_t len)
{
    struct arena *arena = stage->keys.arena;
    struct pair *pairs;
    const size_t n = pairs_read(arena, bytes, len, &pairs);

    for (size_t i = 0; i < wanted->n; i++) {
        const char *name = wanted->keys ? wanted->keys[i]->text : "";

        example_compare(stage, wanted->items[i],
            arena_printf(arena, "%s '%s'", what, name),
            pairs_value(pairs, n, name), wanted->items[i]->text);
    }
    for (size_t i = 0; i < n; i++)
        if (!node_get(wanted, pairs[i].name))
            example_differs(stage, wanted,
                "%s '%s' is '%s', and the example has none", what,
                pairs[i].name, pairs[i].value);
}

static const char *
find_header(
    struct arena *arena, const struct courier_job *job, const char *name)
{
    const size_t len = strlen(name);

    if (!strcasecmp(name, "Content-Type"))
        return job->content_type;
    for (size_t i = 0; i < job->nheaders; i++)
        if (!strncasecmp(job->headers[i], name, len) &&
            !strncmp(job->headers[i] + len, ": ", 2))
            return arena_strdup(arena, job->headers[i] + len + 2);
    return NULL;
}

static void
compare_headers(struct stage *stage, const struct node *wanted,
    const struct courier_job *job)
{
    struct arena *arena = stage->keys.arena;

    for (size_t i = 0; wanted->keys && i < wanted->n; i++) {
        const char *name = wanted->keys[i]->text;

        example_compare(stage, wanted->items[i],
            arena_printf(arena, "header '%s'", name),
            find_header(arena, job, name), wanted->items[i]->text);
    }
}

static void
compare_json(struct stage *stage, const struct node *wanted,
    const struct courier_job *job)
{
    json_auto_t *right = fill_json(NULL, stage->keys.file, wanted, NULL);
    json_auto_t *made = pick_read(job->body, job->len);

    if (!made || !json_equal(right, made))
        example_differs(stage, wanted, "the body is %s",
            job->body ? (const char *)job->body : "empty");
}

/* As it would go out. Secrets of examples are made up. */
static void
show_request(FILE *out, const struct courier_job *job, int line)
{
    fprintf(out, "line %d: %s %s\n", line, job->method, job->url);
    for (size_t i = 0; i < job->nheaders; i++)
        fprintf(out, "  %s\n", job->headers[i]);
    if (job->content_type)
        fprintf(out, "  Content-Type: %s\n", job->content_type);
    if (job->len)
        fprintf(out, "\n  %s\n", (const char *)job->body);
    fputc('\n', out);
}

void
example_compare_request(struct stage *stage, const struct courier_job *job)
{
    const struct node *at = stage->example->request;
    struct request request = {0};
    const size_t len = strcspn(job->url, "?");
    const char *query = job->url[len] ? job->url + len + 1 : "";

    if (!at || !example_read(stage, at, "request", request_keys, &request))
        return;
    if (stage->play->shown)
        show_request(stage->play->shown, job, at->at.line);
    example_compare(stage, at, "the method", job->method, request.method.text);
    example_compare(stage, at, "the address",
        arena_strndup(stage->keys.arena, job->url, len), request.url.text);
    example_compare(stage, at, "the body", job->body, request.body.text);
    if (request.query)
        compare_pairs(stage, request.query, "query", query, strlen(query));
    if (request.form)
        compare_pairs(stage, request.form, "form", job->body, job->len);
    if (request.headers)
        compare_headers(stage, request.headers, job);
    if (request.json)
        compare_json(stage, request.json, job);
}

bool
example_answer(struct stage *stage, struct courier_job *job)
{
    struct answer answer = {0};

    if (!stage->example->answer ||
        !example_read(
            stage, stage->example->answer, "answer", answer_keys, &answer))
        return false;
    const char *body = example_body(stage, answer.body.text, answer.json);
    job->answer.result = COURIER_ANSWERED;
    job->answer.status = (long)answer.status.number;
    job->answer.body = body;
    job->answer.len = strlen(body);
    job->answer.retry_after = answer.retry_after.text;
    job->answer.content_type = answer.content_type.text;
    job->answer.words = "";
    return true;
}
