/* The JSON of the outbox of callbacks. */
#include "store_json_callback.h"

#include "members.h"

const char *const store_callback_words[] = {
    "all", "given_up", "waiting", "delivered", NULL};

/* How a callback travels: ids as text, and its state for those who read. */
struct told {
    const char *webhook_id, *profile, *last, *body;
    enum store_callback_state state;
    int64_t created, due, tries;
};

#define TOLD(member) offsetof(struct told, member)

static const struct member callback_members[] = {
    {"webhook_id", MEMBER_TEXT, true, TOLD(webhook_id)},
    {"profile", MEMBER_TEXT, true, TOLD(profile)},
    {"state", MEMBER_WORD, true, TOLD(state), 0, store_callback_words},
    {"created", MEMBER_INSTANT, true, TOLD(created), INT64_MIN},
    {"due", MEMBER_INSTANT, false, TOLD(due), STORE_NEVER},
    {"tries", MEMBER_NUMBER, true, TOLD(tries)},
    {"last", MEMBER_TEXT, false, TOLD(last)},
    {"body", MEMBER_TEXT, false, TOLD(body)},
    {0},
};

#define OUTBOX(member) offsetof(struct store_outbox, member)

static const struct member outbox_members[] = {
    {"webhook_id", MEMBER_TEXT, false, OUTBOX(webhook_id)},
    {"profile", MEMBER_TEXT, false, OUTBOX(profile)},
    {"since", MEMBER_INSTANT, false, OUTBOX(since), 0},
    {0},
};

enum store_callback_state
store_callback_state(const struct store_callback *callback)
{
    if (callback->delivered)
        return CALLBACK_DELIVERED;
    return callback->due == STORE_NEVER ? CALLBACK_GIVEN_UP : CALLBACK_WAITING;
}

json_t *
store_json_callback(const struct store_callback *callback)
{
    const struct told told = {
        .webhook_id = callback->webhook_id,
        .profile = callback->profile,
        .last = callback->last,
        .body = callback->body,
        .state = store_callback_state(callback),
        .created = callback->created,
        .due = callback->due,
        .tries = callback->tries,
    };

    return members_write(callback_members, &told);
}

json_t *
store_json_callbacks(const struct store_callback *callbacks, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, store_json_callback(&callbacks[i]));
    return list;
}

json_t *
store_json_outbox(const struct store_outbox *outbox)
{
    return members_write(outbox_members, outbox);
}

static bool
read_callback(
    const struct members_reader *reader, const json_t *json, void *into)
{
    struct told told = {0};

    if (!members_read(reader, callback_members, json, &told))
        return false;
    *(struct store_callback *)into = (struct store_callback){
        .webhook_id = told.webhook_id,
        .profile = told.profile,
        .last = told.last,
        .body = told.body,
        .created = told.created,
        .due = told.due,
        .tries = (unsigned)told.tries,
        .delivered = told.state == CALLBACK_DELIVERED,
    };
    return true;
}

bool
store_json_read_callbacks(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {
        .arena = &request->arena, .failure = failure, .where = ""};

    request->out.callbacks =
        members_read_list(&reader, "callbacks", json, read_callback,
            sizeof(*request->out.callbacks), &request->out.ncallbacks);
    return request->out.callbacks;
}

bool
store_json_read_outbox(const json_t *json, struct arena *arena,
    struct store_outbox *outbox, struct failure *failure)
{
    const struct members_reader reader = {
        .arena = arena, .failure = failure, .where = ""};

    return members_read(&reader, outbox_members, json, outbox);
}
