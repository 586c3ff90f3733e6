/*
 * Opt-outs and consents over a runner's API; LIST is optouts or consents:
 *
 *   WISHES         GET     admin/LIST?number=N&channel=C&limit=L&before=B
 *                          {LIST:[...],"next":"..."}
 *   WISHES_ADD     POST    admin/LIST  {LIST:[...]}    {"changed":N}
 *   WISHES_REMOVE  DELETE  admin/LIST?number=N&channel=C   {"changed":N}
 */
#include "http_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store_json_wish.h"

static void
add_value(struct text *path, const char *name, const char *value)
{
    if (!value)
        return;
    text_addf(path, "%c%s=", strchr(path->bytes, '?') ? '&' : '?', name);
    client_escape(path, value);
}

static void
add_wished(struct text *path, const struct store_wished *wished)
{
    text_addf(path, "admin/%s", store_wish_lists[wished->kind]);
    add_value(path, "number", wished->number);
    if (wished->of_channel)
        add_value(path, "channel", wish_channel_words[wished->channel]);
}

static void
take_changed(struct store_request *request, const json_t *answer)
{
    const json_t *changed = json_object_get(answer, "changed");

    if (json_is_integer(changed) && json_integer_value(changed) >= 0)
        request->out.nchanged = (size_t)json_integer_value(changed);
    else
        http_misunderstood(
            request, &(struct failure){.text = "it does not say how many"});
}

/* All of a request are of one kind, as its caller has them. */
void
http_wishes_add(struct http *http, struct store_request *request)
{
    const enum wish_kind kind =
        request->in.nwishes ? request->in.wishes[0].kind : WISH_OPT_OUT;
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};
    json_t *body =
        store_json_wishes(kind, request->in.wishes, request->in.nwishes);

    add_wished(&path, &(struct store_wished){.kind = kind});
    const struct client_call call = {
        .method = "POST",
        .path = text_str(&path),
        .body = body,
    };
    if (http_ask(http, request, &call, NOTHING_ELSE, &answer))
        take_changed(request, answer.json);
    json_decref(body);
}

void
http_wishes_remove(struct http *http, struct store_request *request)
{
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0};

    add_wished(&path, &request->in.wished);
    const struct client_call call = {
        .method = "DELETE",
        .path = text_str(&path),
    };
    if (http_ask(http, request, &call, NOTHING_ELSE, &answer))
        take_changed(request, answer.json);
}

static void
read_next_page(struct store_request *request, const json_t *answer)
{
    const char *next = json_string_value(json_object_get(answer, "next"));

    if (next && sscanf(next, "%" SCNd64, &request->out.next_page) != 1)
        http_misunderstood(
            request, &(struct failure){.text = "'next' is no number"});
}

void
http_wishes(struct http *http, struct store_request *request)
{
    const struct store_wished *wished = &request->in.wished;
    auto_(client_answer) struct client_answer answer = {0};
    auto_(text) struct text path = {0}, before = {0}, limit = {0};
    struct failure why = {0};

    add_wished(&path, wished);
    text_addf(&limit, "%zu", request->in.limit);
    add_value(&path, "limit", request->in.limit ? text_str(&limit) : NULL);
    text_addf(&before, "%" PRId64, wished->before);
    add_value(&path, "before", wished->before ? text_str(&before) : NULL);
    const struct client_call call = {.method = "GET", .path = text_str(&path)};
    if (!http_ask(http, request, &call, NOTHING_ELSE, &answer))
        return;
    request->out.wishes = store_json_read_wishes(wished->kind, answer.json,
        &request->arena, &request->out.nwishes, &why);
    if (request->out.wishes)
        read_next_page(request, answer.json);
    else
        http_misunderstood(request, &why);
}
