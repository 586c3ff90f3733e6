/* Making the request for a message, and reading its answer. */
#include "handover.h"

#include <string.h>
#include <strings.h>

#include "digest.h"
#include "fill.h"
#include "inquiry.h"
#include "recipe.h"
#include "secret.h"

#define HIDE_LEAST 4   /* shorter values of a message hide nothing of worth */
#define HEADERS_MORE 1 /* beside those of the file: that of `auth` */

const char *
handover_setting(struct arena *arena, const char *root,
    const struct workspace_channel *channel, const char *name,
    struct failure *failure)
{
    const struct node *node = node_get(channel->settings, name);

    if (!node)
        return NULL;
    if (node->kind == NODE_TEXT)
        return node->len ? node->text : NULL;
    const struct value_secret secret = {
        .env = node_text(node, "env"),
        .file = node_text(node, "file"),
        .at = node->at,
    };
    const char *value = secret_read(arena, root ? root : ".", &secret, failure);
    return value && *value ? value : NULL;
}

struct making {
    const struct message *message;
    const char *file;
    struct courier_job *job;
    const struct recipe_request *request;
    struct fields fields;
    struct failure *failure;
    const char **headers; /* of the job */
};

static bool
make_url(struct making *m)
{
    auto_(text) struct text url = {0}, query = {0};

    if (!fill_url(&m->fields, m->file, m->request->url, &url, m->failure) ||
        (m->request->query &&
            !fill_pairs(
                &m->fields, m->file, m->request->query, &query, m->failure)))
        return false;
    if (query.len) {
        text_add_char(&url, strchr(url.bytes, '?') ? '&' : '?');
        text_add(&url, query.bytes);
    }
    m->job->url = arena_strdup(&m->job->arena, text_str(&url));
    return true;
}

static void
add_header(struct making *m, const char *name, const char *value)
{
    m->headers[m->job->nheaders++] =
        arena_printf(&m->job->arena, "%s: %s", name, value);
}

static bool
make_headers(struct making *m)
{
    const struct node *map = m->request->headers;

    m->headers = arena_alloc(&m->job->arena,
        ((map ? map->n : 0) + HEADERS_MORE) * sizeof(*m->headers));
    m->job->headers = m->headers;
    for (size_t i = 0; map && i < map->n; i++) {
        auto_(text) struct text value = {0};
        const char *name = map->keys[i]->text;

        if (!fill_header(
                &m->fields, m->file, map->items[i], &value, m->failure))
            return false;
        if (!value.len)
            continue;
        if (!strcasecmp(name, "Content-Type"))
            m->job->content_type = arena_strdup(&m->job->arena, value.bytes);
        else
            add_header(m, name, value.bytes);
    }
    return true;
}

/* A setting that a proof is made of: it must be there. */
static const char *
proof_setting(struct making *m, const char *name)
{
    auto_(text) struct text full = {0};
    struct field field;

    text_addf(&full, "settings.%s", name);
    if (!fields_get(&m->fields, full.bytes, &field, m->failure))
        return NULL;
    if (!field.text)
        (void)failure_set(m->failure, STATUS_FINDINGS,
            "channel '%s' does not set '%s'", m->message->channel->name.text,
            name);
    else
        fields_hide(&m->fields, field.text);
    return field.text;
}

static bool
add_basic(struct making *m)
{
    auto_(text) struct text pair = {0}, value = {0};
    const char *username = proof_setting(m, m->request->auth.username);
    const char *password =
        username ? proof_setting(m, m->request->auth.password) : NULL;

    if (!password)
        return false;
    text_addf(&pair, "%s:%s", username, password);
    auto_(heap) char *credential = digest_base64(pair.bytes, pair.len);
    fields_hide(&m->fields, arena_strdup(&m->job->arena, credential));
    text_addf(&value, "Basic %s", credential);
    add_header(m, "Authorization", value.bytes);
    return true;
}

static bool
add_token(struct making *m, const char *header, const char *scheme)
{
    auto_(text) struct text value = {0};
    const char *token = proof_setting(m, m->request->auth.password);

    if (!token)
        return false;
    for (const char *c = token; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return failure_set(m->failure, STATUS_FINDINGS,
                "'%s' holds a control character", m->request->auth.password);
    text_addf(&value, "%s%s", scheme, token);
    add_header(m, header, value.bytes);
    return true;
}

static bool
make_auth(struct making *m)
{
    if (m->request->auth.proof == PROOF_BASIC)
        return add_basic(m);
    if (m->request->auth.proof == PROOF_BEARER)
        return add_token(m, "Authorization", "Bearer ");
    if (m->request->auth.proof == PROOF_HEADER)
        return add_token(m, m->request->auth.header, "");
    return true;
}

static void
set_body(struct making *m, const char *body, const char *content_type)
{
    m->job->body = arena_strdup(&m->job->arena, body);
    m->job->len = strlen(body);
    if (!m->job->content_type)
        m->job->content_type = content_type;
}

static bool
make_body(struct making *m)
{
    if (m->request->json) {
        json_auto_t *tree =
            fill_json(&m->fields, m->file, m->request->json, m->failure);
        auto_(heap) char *body =
            tree ? json_dumps(tree, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

        if (!body)
            return false;
        set_body(m, body, "application/json");
    } else if (m->request->form) {
        auto_(text) struct text body = {0};

        if (!fill_pairs(
                &m->fields, m->file, m->request->form, &body, m->failure))
            return false;
        set_body(m, text_str(&body), "application/x-www-form-urlencoded");
    }
    return true;
}

static void
hide(struct making *m, const char ***hidden, const char *text)
{
    struct courier_job *job = m->job;

    *hidden = arena_grow(&job->arena, *hidden, job->nhidden, sizeof(char *));
    (*hidden)[job->nhidden++] = arena_strdup(&job->arena, text);
}

/*
 * What the provider might say back, and nobody shall read in a timeline:
 * secrets, and the values of the message, of which some are one-time codes.
 */
static void
hide_all(struct making *m)
{
    const char **hidden = NULL;
    const struct message *message = m->message;

    for (size_t i = 0; i < m->fields.nsecrets; i++)
        if (m->fields.secrets[i][0])
            hide(m, &hidden, m->fields.secrets[i]);
    for (size_t i = 0; i < message->nparams; i++)
        if (strlen(message->params[i].value) >= HIDE_LEAST)
            hide(m, &hidden, message->params[i].value);
    if (message->text && strlen(message->text) >= HIDE_LEAST)
        hide(m, &hidden, message->text);
    m->job->hidden = hidden;
}

static bool
make_request(struct making *m)
{
    m->job->method = m->request->method;
    if (!make_url(m) || !make_headers(m) || !make_auth(m) || !make_body(m))
        return false;
    hide_all(m);
    return true;
}

static void
begin(struct making *m, const struct message *message, struct courier_job *job,
    struct failure *failure)
{
    *m = (struct making){
        .message = message,
        .file = message->provider->file,
        .job = job,
        .fields = {.message = message, .arena = &job->arena},
        .failure = failure,
    };
}

struct courier_job *
handover_make(const struct message *message, struct failure *failure)
{
    auto_(courier_job) struct courier_job *job = courier_job_new();
    auto_(findings) struct findings findings = {0};
    struct recipe_send send;
    struct making m;

    begin(&m, message, job, failure);
    if (!message->provider->send) {
        (void)failure_set(failure, STATUS_FINDINGS,
            "provider '%s' has no 'send'", message->provider->name);
        return NULL;
    }
    if (!recipe_read_send(&send, &job->arena, message->provider, &findings)) {
        (void)recipe_fail(&findings, failure);
        return NULL;
    }
    m.request = &send.request;
    return make_request(&m) ? take(job) : NULL;
}

/* What is asked for by an id that never came would be something else. */
static bool
check_id(const struct making *m)
{
    return !m->fields.lacks_id || m->fields.has_reference ||
        failure_set(m->failure, STATUS_FINDINGS,
            "the provider gave the message no id to ask by");
}

struct courier_job *
inquiry_make(const struct message *message, enum inquiry_kind kind,
    struct failure *failure)
{
    auto_(courier_job) struct courier_job *job = courier_job_new();
    auto_(findings) struct findings findings = {0};
    const struct provider *provider = message->provider;
    struct recipe_query query;
    struct recipe_recall recall;
    struct making m;

    begin(&m, message, job, failure);
    if (!inquiry_possible(provider, kind)) {
        (void)failure_set(failure, STATUS_FINDINGS, "provider '%s' has no '%s'",
            provider->name, inquiry_words[kind]);
        return NULL;
    }
    const bool right = kind == INQUIRY_QUERY
        ? recipe_read_query(&query, &job->arena, provider, &findings)
        : recipe_read_recall(&recall, &job->arena, provider, &findings);
    if (!right) {
        (void)recipe_fail(&findings, failure);
        return NULL;
    }
    m.request = kind == INQUIRY_QUERY ? &query.request : &recall.request;
    return make_request(&m) && check_id(&m) ? take(job) : NULL;
}
