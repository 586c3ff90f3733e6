/* Playing a hand-over: the request, and what its answer gives. */
#include "example_parts.h"

#include <string.h>
#include <strings.h>

#include "fill.h"
#include "handover.h"
#include "pairs.h"
#include "pick.h"

/* The instant at which examples are played: dates in them stay right. */
#define NOW_MS INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

struct sending { /* `send` */
    struct value_text from, to, text, reference, report_url, media_url;
    struct value_time expiry;
    const struct node *template, *params;
};

#define SENDING(member) offsetof(struct sending, member)

static const struct keys_row sending_keys[] = {
    {"from", keys_text, SENDING(from), .help = "the sender"},
    {"to", keys_text, SENDING(to), .required = true,
        .help = "the recipient, E.164 with its plus"},
    {"text", keys_text, SENDING(text), .help = "the text, ready to be sent"},
    {"reference", keys_text, SENDING(reference), .help = "ours"},
    {"report_url", keys_text, SENDING(report_url),
        .help = "where reports are to go"},
    {"media_url", keys_text, SENDING(media_url), .help = "of the header"},
    {"expiry", keys_time, SENDING(expiry), .help = "how long it may be tried"},
    {"template", keys_node, SENDING(template),
        .help = "as in a templates file; what is left out is made up"},
    {"params", keys_node, SENDING(params), .help = "values by their keys"},
    {0},
};

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

struct given { /* `gives` */
    struct value_text result, class, message_id;
    struct value_list message_ids;
    struct value_time retry_after;
};

#define GIVEN(member) offsetof(struct given, member)

static const struct keys_row given_keys[] = {
    {"result", keys_text, GIVEN(result), .required = true,
        .help = "accepted, rejected or unknown"},
    {"class", keys_text, GIVEN(class), .help = "of a rejection"},
    {"message_id", keys_text, GIVEN(message_id), .help = "the provider's id"},
    {"message_ids", keys_list, GIVEN(message_ids), .help = "one for each part"},
    {"retry_after", keys_time, GIVEN(retry_after), .help = "the wait"},
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
            given                       ? given
                : p->settings[i].fallback ? p->settings[i].fallback
                                          : made_up(name));
        map->n++;
    }
    return map;
}

/* A templates file around the example's template: JSON is YAML too. */
static void
write_template(struct stage *stage, const struct node *given, struct text *out)
{
    const char *const made_up_keys[][2] = {
        {"name", "example"},
        {"kind", kind_words[stage->provider->kind]},
        {"language", "en"},
        {"category", "utility"},
        {"status", "approved"},
        {"body", "example"},
    };
    json_auto_t *template =
        given ? fill_json(NULL, stage->keys.file, given, NULL) : json_object();

    for (size_t i = 0; i < ARRAY_LEN(made_up_keys); i++)
        if (!json_object_get(template, made_up_keys[i][0]))
            json_object_set_new(
                template, made_up_keys[i][0], json_string(made_up_keys[i][1]));
    auto_(heap) char *json = json_dumps(template, JSON_COMPACT);
    text_addf(out, "fallback: 1\ntemplates: [%s]\n", json ? json : "");
}

static const struct template *
read_template(
    struct stage *stage, struct catalogue *catalogue, const struct node *given)
{
    auto_(text) struct text bytes = {0};
    auto_(findings) struct findings findings = {0};
    const struct node *at = given ? given : stage->example->send;

    if (given && given->kind != NODE_MAP) {
        example_wrong(stage, at, "'template' is a map, as in a templates file");
        return NULL;
    }
    write_template(stage, given, &bytes);
    catalogue_read(
        catalogue, stage->keys.file, bytes.bytes, bytes.len, &findings);
    catalogue_ready(catalogue, &findings);
    if (findings.n)
        example_wrong(
            stage, at, "the example's template: %s", findings.items[0].text);
    return findings.n || !catalogue->n ? NULL : &catalogue->items[0];
}

static const char *
param_value(const char *key, void *data)
{
    return node_text(data, key);
}

/* Parameters in the template's order, and the texts that they fill. */
static bool
fill_message(
    struct stage *stage, struct message *m, const struct sending *sending)
{
    struct arena *arena = stage->keys.arena;
    auto_(text) struct text body = {0}, header = {0};
    void *params = (void *)(uintptr_t)sending->params;
    const char *missing = NULL;

    m->params =
        arena_alloc(arena, (m->template->nparams + 1) * sizeof(*m->params));
    for (size_t i = 0; i < m->template->nparams; i++) {
        const char *key = m->template->params[i].key;
        const char *value = node_text(sending->params, key);

        if (!value) {
            example_wrong(stage, stage->example->send,
                "'params' lacks the template's '%s'", key);
            return false;
        }
        m->params[m->nparams++] = (struct message_param){key, value};
    }
    if (!template_render_body(
            m->template, param_value, params, &body, &missing) ||
        !template_render_header(
            m->template, param_value, params, &header, &missing))
        return false;
    m->text = sending->text.text ? sending->text.text
                                 : arena_strdup(arena, text_str(&body));
    if (m->template->header_text.text)
        m->header = arena_strdup(arena, text_str(&header));
    return true;
}

static const char *
either(const struct value_text *given, const char *otherwise)
{
    return given->text ? given->text : otherwise;
}

static struct courier_job *
make_job(struct stage *stage, struct catalogue *catalogue)
{
    struct sending sending = {0};

    if (!example_read(
            stage, stage->example->send, "send", sending_keys, &sending) ||
        !settings_are_known(stage))
        return NULL;
    const struct workspace_channel channel = {
        .name = {.text = "example"},
        .settings = make_settings(stage),
    };
    struct message message = {
        .channel = &channel,
        .provider = stage->provider,
        .template = read_template(stage, catalogue, sending.template),
        .from = either(&sending.from, "EXAMPLE"),
        .to = sending.to.text,
        .media_url = sending.media_url.text,
        .reference = either(&sending.reference, "example-1"),
        .report_url = either(
            &sending.report_url, "https://runner.example/dlr/sms/example-1/s"),
        .expiry_ms = stage->provider->expiry_max_ms ? sending.expiry.ms : 0,
        .now = NOW_MS,
    };
    struct failure failure = {0};
    if (!message.template || !fill_message(stage, &message, &sending))
        return NULL;
    struct courier_job *job = handover_make(&message, &failure);
    if (!job)
        example_differs(stage, stage->example->send,
            "no request can be made: %s", failure.text);
    return job;
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

static void
compare_request(struct stage *stage, const struct courier_job *job)
{
    const struct node *at = stage->example->request;
    struct request request = {0};
    const size_t len = strcspn(job->url, "?");
    const char *query = job->url[len] ? job->url + len + 1 : "";

    if (!at || !example_read(stage, at, "request", request_keys, &request))
        return;
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

static const char *
result_word(enum event_kind kind)
{
    return kind == EVENT_ACCEPTED ? "accepted"
        : kind == EVENT_REJECTED  ? "rejected"
                                  : "unknown";
}

static void
compare_ids(struct stage *stage, const struct given *given,
    const struct handover_answer *answer)
{
    const struct node *at = stage->example->gives;
    const struct value_list *list = &given->message_ids;

    if (given->message_id.text)
        example_compare(stage, at, "the message id",
            answer->nids ? answer->ids[0] : NULL, given->message_id.text);
    if (!list->n)
        return;
    if (answer->nids != list->n)
        example_differs(stage, at, "%zu message ids are read, not %zu",
            answer->nids, list->n);
    for (size_t i = 0; i < list->n && i < answer->nids; i++)
        example_compare(
            stage, at, "a message id", answer->ids[i], list->items[i].text);
}

static void
compare_answer(struct stage *stage, const struct handover_answer *answer)
{
    const struct node *at = stage->example->gives;
    const bool rejected = answer->kind == EVENT_REJECTED;
    struct given given = {0};

    if (!example_read(stage, at, "gives", given_keys, &given))
        return;
    example_compare(
        stage, at, "the result", result_word(answer->kind), given.result.text);
    if (rejected && !given.class.text)
        example_differs(stage, at,
            "the class is '%s', and the example has none",
            reason_words[answer->reason]);
    example_compare(stage, at, "class",
        rejected ? reason_words[answer->reason] : NULL, given.class.text);
    if (given.retry_after.text &&
        given.retry_after.ms != answer->retry_after_ms)
        example_differs(stage, at, "the wait is %lld ms",
            (long long)answer->retry_after_ms);
    compare_ids(stage, &given, answer);
}

static void
play_answer(struct stage *stage, struct courier_job *job)
{
    struct answer answer = {0};
    struct handover_answer read;

    if (!stage->example->answer ||
        !example_read(
            stage, stage->example->answer, "answer", answer_keys, &answer))
        return;
    const char *body = example_body(stage, answer.body.text, answer.json);
    job->answer.result = COURIER_ANSWERED;
    job->answer.status = (long)answer.status.number;
    job->answer.body = body;
    job->answer.len = strlen(body);
    job->answer.retry_after = answer.retry_after.text;
    job->answer.content_type = answer.content_type.text;
    job->answer.words = "";
    handover_read(&read, &job->arena, stage->provider, job, NOW_MS);
    compare_answer(stage, &read);
}

void
example_play_send(struct stage *stage)
{
    struct catalogue catalogue = {0};
    auto_(courier_job) struct courier_job *job = make_job(stage, &catalogue);

    if (job) {
        compare_request(stage, job);
        play_answer(stage, job);
    }
    catalogue_done(&catalogue);
}
