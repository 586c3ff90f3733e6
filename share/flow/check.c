/* The checks: looking up what a flow names, and running the tables. */
#include "check.h"

#include "checking.h"
#include "pointer.h"

static check_fn *const *const tables[] = {
    flow_checks,
    window_checks,
    input_checks,
    kaleyra_checks,
};

/* Those of what is sent need the template, and keep silent without it. */
static const struct {
    position_check_fn *const *rows;
    bool with_template;
} position_tables[] = {
    {name_checks},
    {channel_checks},
    {double_checks},
    {template_checks, .with_template = true},
    {param_checks, .with_template = true},
    {sms_checks, .with_template = true},
};

/* A channel whose kind is not known is as good as none. */
static void
look_up(struct checking *c, struct position *p)
{
    const struct flow_channel *own = p->own;
    const struct workspace *workspace = c->workspace;
    const struct workspace_channel *channel = own->channel.text
        ? workspace_channel(workspace, own->channel.text)
        : NULL;

    if (!channel || !channel->kind.given)
        return;
    p->channel = channel;
    p->kind = (enum kind)channel->kind.value;
    p->provider = workspace_provider(workspace, channel);
    if (own->template_name.text && own->language.text)
        p->template = catalogue_find(&workspace->catalogue, p->kind,
            own->template_name.text, own->language.text);
}

static void
look_up_all(struct checking *c)
{
    const struct flow *flow = c->flow;

    c->n = flow->nchannels < FLOW_CHANNELS_MAX ? flow->nchannels
                                               : FLOW_CHANNELS_MAX;
    for (size_t i = 0; i < c->n; i++) {
        struct position *p = &c->positions[i];

        p->own = &flow->channels[i];
        p->path = pointer_item(&c->arena, "/channels", i);
        p->last = i + 1 == c->n;
        look_up(c, p);
    }
}

static void
run_rows(struct checking *c, check_fn *const *rows)
{
    for (; *rows; rows++)
        (*rows)(c);
}

static void
run_position(struct checking *c, const struct position *p)
{
    for (size_t i = 0; i < ARRAY_LEN(position_tables); i++) {
        position_check_fn *const *rows = position_tables[i].rows;

        if (position_tables[i].with_template && !p->template)
            continue;
        for (; *rows; rows++)
            (*rows)(c, p);
    }
}

void
check_flow(const struct check *check, const struct flow *flow,
    struct findings *findings)
{
    struct checking c = {
        .check = check,
        .workspace = check->workspace,
        .flow = flow,
        .file = flow->file,
        .findings = findings,
        .before = findings->n,
    };

    look_up_all(&c);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        run_rows(&c, tables[i]);
    for (size_t i = 0; i < c.n; i++)
        run_position(&c, &c.positions[i]);
    arena_free(&c.arena);
}

void
check_workspace(const struct check *check, struct findings *findings)
{
    struct checking c = {
        .check = check,
        .workspace = check->workspace,
        .file = check->workspace->file,
        .findings = findings,
        .before = findings->n,
    };

    run_rows(&c, workspace_checks);
    arena_free(&c.arena);
}
