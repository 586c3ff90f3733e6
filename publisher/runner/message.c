/* From a flow, a template and values to one message. */
#include "message.h"

#include "placeholder.h"

#include <string.h>

static const char *
input_value(void *data, const struct placeholder *variable)
{
    const struct message_source *source = data;
    const char *value = source->input(variable->name, source->data);

    if (value)
        return value;
    const struct flow_input *input = flow_input(source->flow, variable->name);
    return input ? input->fallback.text : NULL;
}

static const char *
param_value(const char *key, void *data)
{
    const struct message *message = data;

    for (size_t i = 0; i < message->nparams; i++)
        if (!strcmp(message->params[i].key, key))
            return message->params[i].value;
    return NULL;
}

/* The parameters of the template, in its order, with the flow's values. */
static bool
fill_params(struct message *message, struct arena *arena,
    const struct message_source *source, struct failure *failure)
{
    const struct template *template = source->template;
    struct message_source values = *source;

    message->params =
        arena_alloc(arena, (template->nparams + 1) * sizeof(*message->params));
    for (size_t i = 0; i < template->nparams; i++) {
        const char *key = template->params[i].key;
        const struct flow_param *param = flow_param(source->step, key);
        auto_(text) struct text value = {0};
        struct placeholder bad = {0};

        if (!param)
            return failure_set(failure, STATUS_FINDINGS,
                "the flow gives no parameter '%s'", key);
        if (!placeholder_render(PLACEHOLDER_INPUT, param->value.text,
                input_value, &values, &value, &bad))
            return failure_set(failure, STATUS_FINDINGS,
                "the input '%s' is missing", bad.name);
        message->params[message->nparams++] = (struct message_param){
            .key = key,
            .value = arena_strdup(arena, text_str(&value)),
        };
    }
    return true;
}

static bool
fill_texts(
    struct message *message, struct arena *arena, struct failure *failure)
{
    auto_(text) struct text body = {0}, header = {0};
    const char *missing = NULL;

    if (!template_render_body(
            message->template, param_value, message, &body, &missing) ||
        !template_render_header(
            message->template, param_value, message, &header, &missing))
        return failure_set(failure, STATUS_FINDINGS,
            "parameter '%s' is missing", missing ? missing : "?");
    message->text = arena_strdup(arena, text_str(&body));
    if (message->template->header_text.text)
        message->header = arena_strdup(arena, text_str(&header));
    return true;
}

bool
message_make(struct message *message, struct arena *arena,
    const struct message_source *source, struct failure *failure)
{
    const struct workspace *workspace = source->workspace;
    const struct flow_channel *step = source->step;

    message->template = source->template;
    message->media_url = step->media_url.text;
    message->from = step->from.text;
    if (workspace) {
        message->root = workspace->root;
        message->from = workspace_sender(workspace, step->from.text);
        message->channel = workspace_channel(workspace, step->channel.text);
        message->provider = message->channel
            ? workspace_provider(workspace, message->channel)
            : NULL;
    }
    return fill_params(message, arena, source, failure) &&
        fill_texts(message, arena, failure);
}
