/* Opt-outs and consents over the API: listed, added, removed. */
#include "api.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "phone.h"
#include "store_json_wish.h"

#define LIMIT_USUAL 100
#define LIMIT_MOST 1000
#define NOTE_MAX 500

static int
word_in(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (text_is(words[i], word))
            return i;
    return -1;
}

/* Reads number and channel of the query; false after an answer, for which the
 * request is freed. */
static bool
read_wished(struct api_call *call, struct store_request *request)
{
    struct store_wished *wished = &request->in.wished;
    const char *number = front_query(call->request, "number");
    const char *channel = front_query(call->request, "channel");
    const int found = channel ? word_in(wish_channel_words, channel) : 0;
    char normal[PHONE_TEXT_SIZE];

    if (number && phone_normalise(number, normal) != PHONE_OK) {
        store_request_free(request);
        api_problem(call, 400, "recipient-wrong", NULL,
            "give a phone number: ?number=393331234513");
        return false;
    }
    if (found < 0) {
        store_request_free(request);
        api_problem(call, 400, "query-wrong", NULL,
            "channel is all, sms, whatsapp or rcs");
        return false;
    }
    if (number)
        wished->number = arena_strdup(&request->arena, normal);
    wished->of_channel = channel;
    wished->channel = (enum wish_channel)found;
    return true;
}

static void
listed(struct store_request *request)
{
    struct api_call *call = request->data;

    if (api_store_failed(call, request))
        return;
    json_t *answer = store_json_wishes(
        request->in.wished.kind, request->out.wishes, request->out.nwishes);
    if (request->out.next_page) {
        const char *next =
            arena_printf(&call->arena, "%" PRId64, request->out.next_page);
        json_object_set_new(answer, "next", json_string(next));
    }
    api_answer(call, 200, answer);
}

static void
list(struct api_call *call, enum wish_kind kind)
{
    struct store_request *request =
        store_request_new(STORE_WISHES, listed, call);
    const char *limit = front_query(call->request, "limit");
    const char *before = front_query(call->request, "before");
    int64_t most = LIMIT_USUAL;

    request->in.wished.kind = kind;
    if (!read_wished(call, request))
        return;
    if ((!limit || (api_number(limit, &most) && most && most <= LIMIT_MOST)) &&
        (!before || api_number(before, &request->in.wished.before))) {
        request->in.limit = (size_t)most;
        store_submit(call->runner->store, request);
        return;
    }
    store_request_free(request);
    api_problem(call, 400, "query-wrong", NULL,
        "limit is a number from 1 to 1000, and before is the 'next' of the "
        "page before");
}

static void
changed(struct store_request *request)
{
    struct api_call *call = request->data;

    if (!api_store_failed(call, request))
        api_answer(call, 200,
            json_pack("{s:I}", "changed", (json_int_t)request->out.nchanged));
}

static void
remove_wishes(struct api_call *call, enum wish_kind kind)
{
    struct store_request *request =
        store_request_new(STORE_WISHES_REMOVE, changed, call);

    request->in.wished.kind = kind;
    if (!read_wished(call, request))
        return;
    if (request->in.wished.number) {
        store_submit(call->runner->store, request);
        return;
    }
    store_request_free(request);
    api_problem(
        call, 400, "recipient-wrong", NULL, "say whose: ?number=393331234513");
}

struct adding {
    struct api_call *call;
    struct store_request *request;
    bool alone; /* the body is one of them, not a list */
};

/* What is wrong with it, and which member; NULL when nothing is. */
static const char *
complete(const struct adding *a, struct store_wish *wish, const char **member)
{
    char number[PHONE_TEXT_SIZE];
    const enum phone_fault fault =
        wish->number ? phone_normalise(wish->number, number) : PHONE_EMPTY;

    *member = "number";
    if (fault != PHONE_OK)
        return arena_printf(&a->call->arena, "the number %s",
            wish->number ? phone_fault_words(fault) : "is missing");
    *member = "note";
    if (wish->note && strlen(wish->note) > NOTE_MAX)
        return "a note has at most 500 bytes";
    *member = "by";
    if (wish->by && strlen(wish->by) > NOTE_MAX)
        return "'by' has at most 500 bytes";
    *member = "source";
    if (wish->source == WISH_BY_PROVIDER)
        return "source is api or command";
    wish->number = arena_strdup(&a->request->arena, number);
    if (!wish->by)
        wish->by = arena_strdup(&a->request->arena, a->call->key_id);
    if (!wish->at)
        wish->at = runner_now(a->call->runner);
    return NULL;
}

/* False after an answer. */
static bool
complete_all(const struct adding *a, enum wish_kind kind,
    struct store_wish *wishes, size_t n)
{
    const char *member = NULL;

    if (n > LIMIT_MOST) {
        api_problem(a->call, 400, "body-wrong", NULL,
            "at most 1000 are taken at once, and these are %zu", n);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const char *fault = complete(a, &wishes[i], &member);

        if (!fault)
            continue;
        const char *pointer = a->alone
            ? arena_printf(&a->call->arena, "/%s", member)
            : arena_printf(&a->call->arena, "/%s/%zu/%s",
                  store_wish_lists[kind], i, member);
        api_problem(a->call, 400, "body-wrong", pointer, "%s", fault);
        return false;
    }
    return true;
}

/* One of them, or a list: {"number": ...} or {"optouts": [...]}. */
static void
add(struct api_call *call, enum wish_kind kind)
{
    struct failure failure = {0};
    json_t *body = api_body(call);
    size_t n = 0;

    if (!body)
        return;
    struct adding a = {
        .call = call,
        .request = store_request_new(STORE_WISHES_ADD, changed, call),
        .alone = !json_object_get(body, store_wish_lists[kind]),
    };
    if (a.alone)
        body = json_pack("{s:[o]}", store_wish_lists[kind], body);
    struct store_wish *wishes =
        store_json_read_wishes(kind, body, &a.request->arena, &n, &failure);
    json_decref(body);
    if (wishes && complete_all(&a, kind, wishes, n)) {
        a.request->in.wishes = wishes;
        a.request->in.nwishes = n;
        store_submit(call->runner->store, a.request);
        return;
    }
    store_request_free(a.request);
    if (!wishes)
        api_problem(call, 400, "body-wrong", NULL, "%s", failure.text);
}

void
api_optouts(struct api_call *call)
{
    list(call, WISH_OPT_OUT);
}

void
api_optout_add(struct api_call *call)
{
    add(call, WISH_OPT_OUT);
}

void
api_optout_remove(struct api_call *call)
{
    remove_wishes(call, WISH_OPT_OUT);
}

void
api_consents(struct api_call *call)
{
    list(call, WISH_CONSENT);
}

void
api_consent_add(struct api_call *call)
{
    add(call, WISH_CONSENT);
}

void
api_consent_remove(struct api_call *call)
{
    remove_wishes(call, WISH_CONSENT);
}
