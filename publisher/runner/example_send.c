/* Playing a hand-over: the request, and what its answer gives. */
#include "example_parts.h"

#include "fill.h"
#include "handover.h"

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

static struct courier_job *
make_job(struct stage *stage, struct catalogue *catalogue)
{
    struct workspace_channel channel;
    struct sending sending = {0};

    if (!example_read(
            stage, stage->example->send, "send", sending_keys, &sending) ||
        !example_channel(stage, &channel))
        return NULL;
    struct message message = {
        .channel = &channel,
        .provider = stage->provider,
        .template = read_template(stage, catalogue, sending.template),
        .from = example_either(&sending.from, "EXAMPLE"),
        .to = sending.to.text,
        .media_url = sending.media_url.text,
        .reference = example_either(&sending.reference, "example-1"),
        .report_url = example_either(
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
    struct handover_answer read;

    if (!example_answer(stage, job))
        return;
    handover_read(&read, &job->arena, stage->provider, job, NOW_MS);
    stage->play->tried->accepted |= read.kind == EVENT_ACCEPTED;
    if (read.line)
        stage->play->tried->errors[read.line - 1] = true;
    compare_answer(stage, &read);
}

void
example_play_send(struct stage *stage)
{
    struct catalogue catalogue = {0};
    auto_(courier_job) struct courier_job *job = make_job(stage, &catalogue);

    if (job) {
        example_compare_request(stage, job);
        play_answer(stage, job);
    }
    catalogue_done(&catalogue);
}
