/* What the store keeps of an invocation. */
#include "invocation.h"

static char *
dump(json_t *root)
{
    char *text = json_dumps(root, JSON_COMPACT);

    json_decref(root);
    if (!text)
        abort();
    return text;
}

char *
invocation_pack(
    const struct invocation *invocation, const struct published *published)
{
    json_t *to = json_array(), *in = json_array();

    for (size_t i = 0; i < published->flow->nchannels; i++) {
        json_array_append_new(to, json_string(invocation->recipients[i]));
        json_array_append(in, invocation->inputs[i]);
    }
    return dump(json_pack("{s:o,s:o}", "to", to, "in", in));
}

bool
invocation_unpack(
    struct invocation *invocation, struct arena *arena, const char *packed)
{
    json_t *root = json_loads(packed, 0, NULL);
    const json_t *to = json_object_get(root, "to");
    const json_t *in = json_object_get(root, "in");
    const size_t n = json_array_size(to);

    for (size_t i = 0; i < n && i < FLOW_CHANNELS_MAX; i++) {
        invocation->recipients[i] =
            arena_strdup(arena, json_string_value(json_array_get(to, i)));
        invocation->inputs[i] = json_incref(json_array_get(in, i));
    }
    json_decref(root);
    /* One that cannot be read has no numbers, but texts nevertheless. */
    for (size_t i = 0; i < FLOW_CHANNELS_MAX; i++)
        if (!invocation->recipients[i])
            invocation->recipients[i] = "";
    return n > 0;
}

bool
invocation_is_sensitive(const struct published *published)
{
    const struct flow *flow = published->flow;

    for (size_t i = 0; i < flow->ninputs; i++)
        if (flow->inputs[i].sensitive.value)
            return true;
    return false;
}

static void
erase_from(json_t *inputs, const struct flow *flow)
{
    for (size_t i = 0; i < flow->ninputs; i++)
        if (flow->inputs[i].sensitive.value)
            (void)json_object_del(inputs, flow->inputs[i].name.text);
}

/* What cannot be read may hold anything, so nothing of it stays. */
char *
invocation_erase(const char *packed, const struct published *published)
{
    json_t *root = json_loads(packed, 0, NULL);
    json_t *inputs;
    size_t i;

    json_array_foreach(json_object_get(root, "in"), i, inputs)
    {
        erase_from(inputs, published->flow);
    }
    return dump(root ? root : json_object());
}
