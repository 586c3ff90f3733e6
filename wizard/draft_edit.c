/* Changing a draft: channels, templates, inputs, and what has one answer. */
#include "draft.h"

#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "placeholder.h"
#include "slug.h"

#define DELAY_DEFAULT "60s"

static const char *
channel_path(struct draft *draft, size_t i, const char *key)
{
    return arena_printf(&draft->flow->arena, "/channels/%zu/%s", i, key);
}

bool
draft_add_channel(struct draft *draft, const char *channel)
{
    struct flow *flow = draft->flow;

    if (flow->nchannels == FLOW_CHANNELS_MAX)
        return false;
    flow->channels = arena_grow(
        &flow->arena, flow->channels, flow->nchannels, sizeof(*flow->channels));
    flow->channels[flow->nchannels++] = (struct flow_channel){0};
    const size_t i = flow->nchannels - 1;
    (void)draft_set(draft, channel_path(draft, i, "channel"), channel);
    (void)draft_set(draft, channel_path(draft, i, "delay"), DELAY_DEFAULT);
    draft_fill_in(draft);
    return true;
}

/* "/channels/3/..." -> 3; -1 for another path. `rest` is what follows. */
static int
channel_of(const char *path, const char **rest)
{
    char *end;

    if (strncmp(path, "/channels/", 10) != 0)
        return -1;
    const unsigned long i = strtoul(path + 10, &end, 10);
    *rest = end;
    return i < FLOW_CHANNELS_MAX ? (int)i : -1;
}

/* What was typed wrong goes where its channel goes; `to` -1: away. */
static void
move_raws(struct draft *draft, int from, int to)
{
    for (size_t k = 0; k < draft->nraws;) {
        struct draft_raw *raw = &draft->raws[k];
        const char *rest = "";
        const int at = channel_of(raw->path, &rest);

        if (at == from && to < 0) {
            *raw = draft->raws[--draft->nraws];
            continue;
        }
        int now = at;
        if (at == from)
            now = to;
        else if (at > from && (to < 0 || at <= to))
            now = at - 1;
        else if (at >= 0 && at < from && to >= 0 && at >= to)
            now = at + 1;
        if (now != at)
            raw->path =
                arena_printf(&draft->flow->arena, "/channels/%d%s", now, rest);
        k++;
    }
}

void
draft_remove_channel(struct draft *draft, size_t i)
{
    struct flow *flow = draft->flow;

    if (i >= flow->nchannels)
        return;
    memmove(&flow->channels[i], &flow->channels[i + 1],
        (flow->nchannels - i - 1) * sizeof(*flow->channels));
    flow->nchannels--;
    move_raws(draft, (int)i, -1);
}

void
draft_move_channel(struct draft *draft, size_t from, size_t to)
{
    struct flow *flow = draft->flow;

    if (from >= flow->nchannels || to >= flow->nchannels || from == to)
        return;
    const struct flow_channel moved = flow->channels[from];
    if (from < to)
        memmove(&flow->channels[from], &flow->channels[from + 1],
            (to - from) * sizeof(moved));
    else
        memmove(&flow->channels[to + 1], &flow->channels[to],
            (from - to) * sizeof(moved));
    flow->channels[to] = moved;
    move_raws(draft, (int)from, (int)to);
}

const struct template *
draft_template(const struct draft *draft, size_t i)
{
    const struct flow_channel *step = &draft->flow->channels[i];
    const struct workspace_channel *channel = step->channel.text
        ? workspace_channel(draft->workspace, step->channel.text)
        : NULL;

    if (!channel || !step->template_name.text || !step->language.text)
        return NULL;
    return catalogue_find(&draft->workspace->catalogue,
        (enum kind)channel->kind.value, step->template_name.text,
        step->language.text);
}

void
draft_templates_now(const struct draft *draft, char hex[65])
{
    const struct template *named[FLOW_CHANNELS_MAX];
    auto_(text) struct text text = {0};
    size_t n = 0;

    for (size_t i = 0; i < draft->flow->nchannels; i++) {
        const struct template *template = draft_template(draft, i);

        if (template && n < ARRAY_LEN(named))
            named[n++] = template;
    }
    catalogue_write(named, n, &text);
    digest_sha256_hex(hex, text_str(&text), text.len);
}

/* The value that an earlier channel, or an input of the same name, suggests
 * for a parameter; "" for none. */
static const char *
suggest_value(struct draft *draft, const struct template *template,
    const struct template_param *param)
{
    const struct flow *flow = draft->flow;

    if (flow_input(flow, param->key))
        return arena_printf(&draft->flow->arena, "{{%s}}", param->key);
    if (template->category.value == CATEGORY_AUTHENTICATION &&
        param == &template->params[0]) {
        if (flow->ninputs == 1)
            return arena_printf(
                &draft->flow->arena, "{{%s}}", flow->inputs[0].name.text);
        return "{{code}}";
    }
    return "";
}

void
draft_choose_template(
    struct draft *draft, size_t i, const struct template *template)
{
    struct flow_channel *step = &draft->flow->channels[i];
    const struct flow_channel before = *step;

    (void)draft_set(
        draft, channel_path(draft, i, "template"), template->name.text);
    (void)draft_set(
        draft, channel_path(draft, i, "language"), template->language.text);
    step->params = NULL;
    step->nparams = 0;
    for (size_t k = 0; k < template->nparams; k++) {
        const struct template_param *param = &template->params[k];
        const struct flow_param *old = flow_param(&before, param->key);
        const char *value =
            old ? old->value.text : suggest_value(draft, template, param);
        const char *path = arena_printf(
            &draft->flow->arena, "/channels/%zu/params/%s", i, param->key);

        /* A space makes the parameter; taking it away leaves it empty. */
        (void)draft_set(draft, path, " ");
        (void)draft_set(draft, path, value);
    }
}

void
draft_accept_suggestions(struct draft *draft)
{
    for (size_t i = 0; i < draft->flow->nchannels; i++) {
        const struct template *template = draft_template(draft, i);
        const struct flow_channel *step = &draft->flow->channels[i];

        for (size_t k = 0; template && k < template->nparams; k++) {
            const char *key = template->params[k].key;
            const struct flow_param *param = flow_param(step, key);

            if (!param || !*param->value.text)
                (void)draft_set(draft,
                    arena_printf(
                        &draft->flow->arena, "/channels/%zu/params/%s", i, key),
                    suggest_value(draft, template, &template->params[k]));
        }
    }
}

static bool
names_input(const struct flow *flow, const char *name)
{
    for (size_t i = 0; i < flow->nchannels; i++)
        for (size_t k = 0; k < flow->channels[i].nparams; k++) {
            const char *value = flow->channels[i].params[k].value.text;
            struct placeholder piece = {0};

            while (placeholder_next(PLACEHOLDER_INPUT, value, &piece))
                if (piece.kind == PLACEHOLDER_VARIABLE &&
                    !strcmp(piece.name, name))
                    return true;
        }
    return false;
}

static bool
is_code(const char *name)
{
    return strstr(name, "code") || strstr(name, "otp") || strstr(name, "pin");
}

static void
add_input(struct draft *draft, const char *name)
{
    struct arena *arena = &draft->flow->arena;

    if (flow_input(draft->flow, name))
        return;
    (void)draft_set(draft, arena_printf(arena, "/inputs/%s", name), " ");
    if (draft->flow->category.value == CATEGORY_AUTHENTICATION && is_code(name))
        (void)draft_set(
            draft, arena_printf(arena, "/inputs/%s/sensitive", name), "true");
}

/* Only its name: nobody has said anything about it. */
static bool
is_bare(const struct flow_input *input)
{
    return !input->pattern.text && !input->max_length.given &&
        !input->fallback.text;
}

void
draft_settle_inputs(struct draft *draft)
{
    struct flow *flow = draft->flow;

    for (size_t i = 0; i < flow->nchannels; i++)
        for (size_t k = 0; k < flow->channels[i].nparams; k++) {
            const char *value = flow->channels[i].params[k].value.text;
            struct placeholder piece = {0};

            while (placeholder_next(PLACEHOLDER_INPUT, value, &piece))
                if (piece.kind == PLACEHOLDER_VARIABLE)
                    add_input(draft, piece.name);
        }
    for (size_t i = 0; i < flow->ninputs;) {
        struct flow_input *input = &flow->inputs[i];

        if (!is_bare(input) || names_input(flow, input->name.text)) {
            i++;
            continue;
        }
        memmove(
            input, input + 1, (flow->ninputs - i - 1) * sizeof(*flow->inputs));
        flow->ninputs--;
    }
}

static void
fill_channel(struct draft *draft, size_t i)
{
    const struct flow_channel *step = &draft->flow->channels[i];
    const struct workspace_channel *channel = step->channel.text
        ? workspace_channel(draft->workspace, step->channel.text)
        : NULL;
    size_t n = 0;

    if (!channel)
        return;
    if (!draft_get(draft, channel_path(draft, i, "from")) &&
        channel->senders.n == 1)
        (void)draft_set(draft, channel_path(draft, i, "from"),
            channel->senders.items[0].text);
    if (step->template_name.text && !step->language.text) {
        const struct template *template =
            catalogue_named(&draft->workspace->catalogue,
                (enum kind)channel->kind.value, step->template_name.text, &n);

        if (n == 1)
            (void)draft_set(draft, channel_path(draft, i, "language"),
                template->language.text);
    }
    if (!draft_get(draft, channel_path(draft, i, "delay")))
        (void)draft_set(draft, channel_path(draft, i, "delay"), DELAY_DEFAULT);
}

void
draft_fill_in(struct draft *draft)
{
    for (size_t i = 0; i < draft->flow->nchannels; i++)
        fill_channel(draft, i);
}

/* "Login OTP (web)" -> "flows/login-otp-web.yaml" */
static char *
file_name(const char *title)
{
    struct text name = {0};

    text_add(&name, "flows/");
    slug_add(&name, title);
    text_add(&name, ".yaml");
    return text_take(&name);
}

char *
draft_file_name(const struct draft *draft)
{
    const char *title = draft->flow->title.text;

    if (draft->file)
        return strdup(draft->file);
    return title ? file_name(title) : NULL;
}

static bool
has_sender(const struct workspace_channel *channel, const char *sender)
{
    for (size_t i = 0; channel && i < channel->senders.n; i++)
        if (text_is(channel->senders.items[i].text, sender))
            return true;
    return false;
}

static bool
answer_channel(struct draft *draft, size_t i, const char *name)
{
    if (i == draft->flow->nchannels)
        return name && *name && draft_add_channel(draft, name);
    if (!draft_set(draft, channel_path(draft, i, "channel"), name))
        return false;
    if (name &&
        !has_sender(workspace_channel(draft->workspace, name),
            draft_get(draft, channel_path(draft, i, "from"))))
        (void)draft_set(draft, channel_path(draft, i, "from"), NULL);
    draft_fill_in(draft);
    return true;
}

bool
draft_answer(struct draft *draft, const char *path, const char *text)
{
    const char *rest = "";
    const int i = channel_of(path, &rest);

    if (i >= 0 && !strcmp(rest, "/channel"))
        return answer_channel(draft, (size_t)i, text);
    return draft_set(draft, path, text);
}
