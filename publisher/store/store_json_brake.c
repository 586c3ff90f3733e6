/* The JSON of brakes. */
#include "store_json_brake.h"

#include "members.h"

const char *const store_breaker_words[] = {
    [STORE_BREAKER_UNKNOWN] = "unknown",
    [STORE_BREAKER_CLOSED] = "closed",
    [STORE_BREAKER_OPEN] = "open",
    [STORE_BREAKER_HALF_OPEN] = "half_open",
    NULL,
};

#define BRAKE(member) offsetof(struct store_brake, member)
#define PAUSE(member) offsetof(struct store_pause, member)

static const struct member channel_members[] = {
    {"channel", MEMBER_TEXT, true, BRAKE(pause.name)},
    {"rate", MEMBER_TEXT, false, BRAKE(rate)},
    {"in_flight", MEMBER_NUMBER, true, BRAKE(in_flight)},
    {"waiting", MEMBER_NUMBER, true, BRAKE(waiting)},
    {"more", MEMBER_FLAG, false, BRAKE(more)},
    {"oldest", MEMBER_INSTANT, false, BRAKE(oldest), 0},
    {"breaker", MEMBER_WORD, true, BRAKE(breaker), 0, store_breaker_words},
    {"failures", MEMBER_NUMBER, false, BRAKE(failures), 0},
    {"since", MEMBER_INSTANT, false, BRAKE(since), 0},
    {"next_probe", MEMBER_INSTANT, false, BRAKE(next_probe), 0},
    {"slowed_until", MEMBER_INSTANT, false, BRAKE(slowed_until), 0},
    {0},
};

static const struct member flow_members[] = {
    {"workflow_id", MEMBER_TEXT, true, BRAKE(pause.name)},
    {"title", MEMBER_TEXT, false, BRAKE(title)},
    {"waiting", MEMBER_NUMBER, true, BRAKE(waiting)},
    {"more", MEMBER_FLAG, false, BRAKE(more)},
    {"oldest", MEMBER_INSTANT, false, BRAKE(oldest), 0},
    {"budget", MEMBER_NUMBER, false, BRAKE(budget), -1},
    {"spent", MEMBER_NUMBER, false, BRAKE(spent), 0},
    {0},
};

static const struct member pause_members[] = {
    {"at", MEMBER_INSTANT, true, PAUSE(at), INT64_MIN},
    {"author", MEMBER_TEXT, false, PAUSE(author)},
    {"key", MEMBER_TEXT, false, PAUSE(key_id)},
    {"reason", MEMBER_TEXT, false, PAUSE(reason)},
    {"refuses", MEMBER_FLAG, false, PAUSE(refuses)},
    {0},
};

static const struct member order_members[] = {
    {"author", MEMBER_TEXT, false, PAUSE(author)},
    {"reason", MEMBER_TEXT, false, PAUSE(reason)},
    {"refuses", MEMBER_FLAG, false, PAUSE(refuses)},
    {0},
};

json_t *
store_json_pause(const struct store_pause *pause)
{
    return pause->at ? members_write(pause_members, pause) : json_null();
}

json_t *
store_json_order(const struct store_pause *pause)
{
    return members_write(order_members, pause);
}

static json_t *
write_brake(const struct store_brake *brake)
{
    json_t *json = members_write(
        brake->pause.is_flow ? flow_members : channel_members, brake);

    if (brake->pause.at)
        (void)json_object_set_new(
            json, "paused", store_json_pause(&brake->pause));
    return json;
}

json_t *
store_json_brakes(const struct store_brake *brakes, size_t n)
{
    json_t *channels = json_array(), *flows = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(brakes[i].pause.is_flow ? flows : channels,
            write_brake(&brakes[i]));
    return json_pack("{s:o,s:o}", "channels", channels, "flows", flows);
}

static bool
read_brake(const struct members_reader *reader, const struct member *members,
    const json_t *json, struct store_brake *brake)
{
    const json_t *paused = json_object_get(json, "paused");

    brake->budget = -1;
    return members_read(reader, members, json, brake) &&
        (!paused || json_is_null(paused) ||
            members_read(reader, pause_members, paused, &brake->pause));
}

static bool
read_channel(
    const struct members_reader *reader, const json_t *json, void *into)
{
    return read_brake(reader, channel_members, json, into);
}

static bool
read_flow(const struct members_reader *reader, const json_t *json, void *into)
{
    struct store_brake *brake = into;

    brake->pause.is_flow = true;
    return read_brake(reader, flow_members, json, brake);
}

bool
store_json_read_brakes(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {
        .arena = &request->arena, .failure = failure, .where = ""};
    size_t nchannels = 0, nflows = 0;
    const struct store_brake *channels = members_read_list(&reader, "channels",
        json_object_get(json, "channels"), read_channel, sizeof(*channels),
        &nchannels);
    const struct store_brake *flows = channels
        ? members_read_list(&reader, "flows", json_object_get(json, "flows"),
              read_flow, sizeof(*flows), &nflows)
        : NULL;

    if (!flows)
        return false;
    request->out.nbrakes = nchannels + nflows;
    request->out.brakes =
        arena_alloc(&request->arena, (nchannels + nflows + 1) * sizeof(*flows));
    for (size_t i = 0; i < nchannels + nflows; i++)
        request->out.brakes[i] =
            i < nchannels ? channels[i] : flows[i - nchannels];
    return true;
}

bool
store_json_read_order(const json_t *json, struct arena *arena,
    struct store_pause *pause, struct failure *failure)
{
    const struct members_reader reader = {
        .arena = arena, .failure = failure, .where = ""};

    return members_read(&reader, order_members, json, pause);
}

bool
store_json_read_before(
    const json_t *json, struct store_request *request, struct failure *failure)
{
    const struct members_reader reader = {
        .arena = &request->arena, .failure = failure, .where = "before/"};
    const json_t *before = json_object_get(json, "before");
    struct store_brake *brake = arena_alloc(&request->arena, sizeof(*brake));

    if (!before)
        return members_wrong(&reader, "", "an object or null");
    if (json_is_null(before))
        return true;
    *brake = (struct store_brake){.pause = request->in.pause};
    request->out.brakes = brake;
    request->out.nbrakes = 1;
    return members_read(&reader, pause_members, before, &brake->pause);
}
