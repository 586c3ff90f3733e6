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

/* What must be known of a position for a table to make sense. */
enum need { NEED_NOTHING, NEED_TEMPLATE, NEED_TEXT };

static const struct {
    position_check_fn *const *rows;
    enum need need;
} position_tables[] = {
    {name_checks, NEED_NOTHING},
    {channel_checks, NEED_NOTHING},
    {double_checks, NEED_NOTHING},
    {template_checks, NEED_TEMPLATE},
    {param_checks, NEED_TEXT},
    {sms_checks, NEED_TEXT},
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

static bool
has(const struct position *p, enum need need)
{
    switch (need) {
    case NEED_NOTHING:
        break;
    case NEED_TEMPLATE:
        return p->template != NULL;
    case NEED_TEXT:
        return p->template && !p->template->damaged;
    }
    return true;
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

        for (; *rows && has(p, position_tables[i].need); rows++)
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
