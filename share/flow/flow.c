/* The flow: its words, its keys, and reading it. */
#include "flow.h"

#include "clock.h"
#include "flow_keys.h"
#include "keys.h"
#include "utf8.h"
#include "uuid.h"

#include <string.h>

const char *const category_words[] = {
    "authentication", "utility", "marketing", NULL};
const char *const success_words[] = {"sent", "delivered", "read", NULL};
const char *const withdraw_words[] = {"auto", "never", "require", NULL};
const char *const on_unknown_words[] = {"hold", "retry", "fallback", NULL};
const char *const consent_words[] = {"assumed", "required", "recorded", NULL};
const char *const when_spent_words[] = {"hold", "stop", NULL};
const char *const reason_words[] = {
    [REASON_FAILED] = "failed",
    [REASON_TIMEOUT] = "timeout",
    [REASON_NOT_ON_CHANNEL] = "not_on_channel",
    [REASON_UNREACHABLE] = "unreachable",
    [REASON_BLOCKED] = "blocked",
    [REASON_INVALID_RECIPIENT] = "invalid_recipient",
    [REASON_EXPIRED] = "expired",
    [REASON_OTHER] = "other",
    [REASON_OPTED_OUT] = "opted_out",
    [REASON_TEMPLATE_UNUSABLE] = "template_unusable",
    [REASON_PARAMETERS_WRONG] = "parameters_wrong",
    [REASON_AUTH] = "auth",
    [REASON_PAYMENT] = "payment",
    [REASON_RATE_LIMITED] = "rate_limited",
    [REASON_PROVIDER_DOWN] = "provider_down",
    [REASON_COUNT] = NULL,
};

static keys_fn read_inputs, read_channels, read_params;

#define INPUT(member) offsetof(struct flow_input, member)
#define WINDOW(member) offsetof(struct flow_window, member)
#define BUDGET(member) offsetof(struct flow_budget, member)
#define CHANNEL(member) offsetof(struct flow_channel, member)
#define FLOW(member) offsetof(struct flow, member)

const struct keys_row flow_input_keys[] = {
    {"pattern", keys_text, INPUT(pattern),
        .help = "POSIX extended expression that the whole value must match"},
    {"max_length", keys_number, INPUT(max_length),
        .help = "the most characters that a value may have"},
    {"default", keys_text, INPUT(fallback),
        .help = "the value when an invocation brings none"},
    {"sensitive", keys_flag, INPUT(sensitive),
        .help = "true: masked in logs, erased when no send can need it"},
    {0},
};

static const struct keys_row window_keys[] = {
    {"from", keys_text, WINDOW(from), .required = true,
        .help = "first minute of the day, 09:00"},
    {"to", keys_text, WINDOW(to), .required = true,
        .help = "end of the window, 21:00"},
    {"timezone", keys_text, WINDOW(timezone), .required = true,
        .help = "a name such as Europe/Rome"},
    {0},
};

static const struct keys_row budget_keys[] = {
    {"fallbacks_per_hour", keys_number, BUDGET(fallbacks_per_hour),
        .required = true, .help = "how many may move on in one hour"},
    {"when_spent", keys_choice, BUDGET(when_spent), .detail = when_spent_words,
        .help = "hold: wait for the next hour; stop: end the flow"},
    {0},
};

static const struct keys_row media_keys[] = {
    {"url", keys_text, 0, .required = true,
        .help = "address of the picture, video or document of the header"},
    {0},
};

const struct keys_row flow_channel_keys[] = {
    {"channel", keys_text, CHANNEL(channel),
        .help = "a channel of fallback.yaml"},
    {"from", keys_text, CHANNEL(from),
        .help = "one of the senders of that channel"},
    {"template", keys_text, CHANNEL(template_name),
        .help = "name of an approved template of the channel's kind"},
    {"language", keys_text, CHANNEL(language),
        .help = "language of the template"},
    {"params", read_params, 0,
        .help = "parameter: fixed text with {{input}} inside"},
    {"media", keys_map, CHANNEL(media_url), .detail = media_keys,
        .help = "what a WhatsApp header with media shows"},
    {"delay", keys_time, CHANNEL(delay),
        .help = "how long a final report is waited for"},
    {"success", keys_choice, CHANNEL(success), .detail = success_words,
        .help = "the report that ends the flow: delivered unless said"},
    {"fallback_on", keys_list, CHANNEL(fallback_on),
        .help = "what moves on to the next channel"},
    {"stop_on", keys_list, CHANNEL(stop_on), .help = "what ends the flow"},
    {"withdraw", keys_choice, CHANNEL(withdraw), .detail = withdraw_words,
        .help = "whether the message is taken back before moving on"},
    {"on_unknown", keys_choice, CHANNEL(on_unknown), .detail = on_unknown_words,
        .help = "what to do when nobody knows if it was handed over"},
    {"only_for", keys_list, CHANNEL(only_for),
        .help = "country prefixes that this channel is for"},
    {"skip_for", keys_list, CHANNEL(skip_for),
        .help = "country prefixes that skip this channel"},
    {0},
};

const struct keys_row flow_keys[] = {
    {"fallback", keys_number, FLOW(format), .help = "version of the format"},
    {"workflow_id", keys_text, FLOW(workflow_id),
        .help = "UUID of version 7, given once and kept for ever"},
    {"title", keys_text, FLOW(title),
        .help = "unique in the workspace and in the store"},
    {"description", keys_text, FLOW(description),
        .help = "what the flow is for"},
    {"category", keys_choice, FLOW(category), .detail = category_words,
        .help = "authentication, utility or marketing"},
    {"callback_profile", keys_text, FLOW(callback_profile),
        .help = "who is told of the end: a profile of fallback.yaml"},
    {"not_after", keys_time, FLOW(not_after),
        .help = "never send later than this after the invocation"},
    {"send_window", keys_map, FLOW(send_window), .detail = window_keys,
        .help = "hours of the day in which messages may go out"},
    {"consent", keys_choice, FLOW(consent), .detail = consent_words,
        .help = "assumed, required in each invocation, or recorded"},
    {"budget", keys_map, FLOW(budget), .detail = budget_keys,
        .help = "the most that may move on in an hour"},
    {"retain", keys_time, FLOW(retain),
        .help = "when numbers and texts are erased"},
    {"inputs", read_inputs, 0, .help = "what an invocation brings"},
    {"channels", read_channels, 0, .help = "what is tried, in this order"},
    {"wizard", keys_node, FLOW(wizard), .help = "drafts and answers only"},
    {0},
};

/* The two rows above without an offset fill several members of their parent. */
static void
read_inputs(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct flow *flow = into;
    void *items = NULL;

    (void)row;
    flow->ninputs = keys_items(
        reader, value, NODE_MAP, path, sizeof(*flow->inputs), &items);
    flow->inputs = items;
    for (size_t i = 0; i < flow->ninputs; i++) {
        const struct node *key = value->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};

        flow->inputs[i].name =
            (struct value_text){.text = key->text, .at = key->at};
        keys_map(reader, &(struct keys_row){.detail = flow_input_keys},
            value->items[i], &here, &flow->inputs[i]);
    }
}

static void
read_params(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct flow_channel *channel = into;
    void *items = NULL;

    channel->params_at = value->at;
    channel->nparams = keys_items(
        reader, value, NODE_MAP, path, sizeof(*channel->params), &items);
    channel->params = items;
    for (size_t i = 0; i < channel->nparams; i++) {
        const struct node *key = value->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};
        struct flow_param *param = &channel->params[i];

        param->key = (struct value_text){.text = key->text, .at = key->at};
        keys_text(reader, row, value->items[i], &here, &param->value);
        if (!param->value.text) /* a map or a list, already complained of */
            param->value.text = "";
    }
}

static void
read_channels(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct flow *flow = into;
    void *items = NULL;

    (void)row;
    size_t n = keys_items(
        reader, value, NODE_LIST, path, sizeof(*flow->channels), &items);
    if (n > FLOW_CHANNELS_MAX) {
        keys_complain(reader, "too-many-channels",
            value->items[FLOW_CHANNELS_MAX]->at, path, NULL,
            "a flow has at most %d channels, not %zu", FLOW_CHANNELS_MAX, n);
        n = FLOW_CHANNELS_MAX;
    }
    flow->channels = items;
    flow->nchannels = n;
    for (size_t i = 0; i < n; i++) {
        const struct keys_path here = {.up = path, .index = i};

        flow->channels[i].at = value->items[i]->at;
        keys_read(reader, value->items[i], &here, flow_channel_keys,
            &flow->channels[i]);
    }
}

struct flow *
flow_new(const char *file)
{
    struct flow *flow = calloc(1, sizeof(*flow));

    if (!flow)
        abort();
    flow->file = arena_strdup(&flow->arena, file);
    flow->format = (struct value_number){.number = FLOW_FORMAT, .given = true};
    return flow;
}

void
flow_free(struct flow *flow)
{
    if (!flow)
        return;
    arena_free(&flow->arena);
    free(flow);
}

struct flow *
flow_read(const char *file, const char *bytes, size_t len,
    enum flow_source source, struct findings *findings)
{
    auto_(flow) struct flow *flow = flow_new(file);
    struct keys_reader reader = {
        .arena = &flow->arena, .file = flow->file, .findings = findings};

    flow->format.given = false;
    const struct node *root = node_read(
        &flow->arena, flow->file, bytes, len, FLOW_BYTES_MAX, findings);
    if (!root)
        return NULL;
    keys_read(&reader, root, NULL, flow_keys, flow);
    keys_format(&reader, &flow->format, root);
    if (flow->wizard && source == FLOW_PUBLISHED)
        keys_complain(&reader, "wizard-in-flow", flow->wizard->at,
            &(struct keys_path){.key = "wizard"}, "leave it out",
            "'wizard' belongs into drafts and answers files only");
    return take(flow);
}

int64_t
flow_not_after(const struct flow *flow)
{
    static const int64_t defaults[] = {
        [CATEGORY_AUTHENTICATION] = 10 * CLOCK_MINUTE,
        [CATEGORY_UTILITY] = 24 * CLOCK_HOUR,
        [CATEGORY_MARKETING] = 72 * CLOCK_HOUR,
    };

    return flow->not_after.text ? flow->not_after.ms
                                : defaults[flow->category.value];
}

char *
flow_title_key(const char *title)
{
    return utf8_fold(title);
}

static bool
begins_with_any(const char *recipient, const struct value_list *prefixes)
{
    for (size_t i = 0; i < prefixes->n; i++) {
        const char *prefix = prefixes->items[i].text;

        if (prefix && !strncmp(recipient, prefix, strlen(prefix)))
            return true;
    }
    return false;
}

bool
flow_channel_is_for(const struct flow_channel *channel, const char *recipient)
{
    if (channel->only_for.at.line &&
        !begins_with_any(recipient, &channel->only_for))
        return false;
    return !begins_with_any(recipient, &channel->skip_for);
}

const struct flow_input *
flow_input(const struct flow *flow, const char *name)
{
    for (size_t i = 0; i < flow->ninputs; i++)
        if (!strcmp(flow->inputs[i].name.text, name))
            return &flow->inputs[i];
    return NULL;
}

const struct flow_param *
flow_param(const struct flow_channel *channel, const char *key)
{
    for (size_t i = 0; i < channel->nparams; i++)
        if (!strcmp(channel->params[i].key.text, key))
            return &channel->params[i];
    return NULL;
}
