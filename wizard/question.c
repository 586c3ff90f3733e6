/* The questions, as a table, and what may be answered. */
#include "question.h"

#include <stdio.h>
#include <string.h>

#include "duration.h"
#include "flow_keys.h"
#include "placeholder.h"

struct maker {
    struct questions *out;
    const struct draft *draft;
    size_t at;                          /* the channel */
    const struct flow_channel *step;    /* NULL: to be added */
    const struct workspace_channel *of; /* NULL: not known */
};

typedef void fill_fn(struct maker *m, struct question *question);

static fill_fn fill_category, fill_callback, fill_channel, fill_from,
    fill_template, fill_language, fill_delay, fill_reasons;

struct row {
    enum question_group group;
    const char *key, *label, *ask;
    const char *rule; /* beside what the format's own table says */
    bool required, extra, menu;
    fill_fn *fill;
    const char *const *words; /* what may be chosen, beside the usual one */
    const char *usual;        /* what holds when nothing is chosen */
};

static const struct row rows[] = {
    {QUESTION_BASICS, "title", "Title", "What is the flow called?",
        "3 to 80 characters", .required = true},
    {QUESTION_BASICS, "description", "Purpose", "What is it for?", "optional"},
    {QUESTION_BASICS, "category", "Category", "What kind of messages?", NULL,
        .required = true, .fill = fill_category},
    {QUESTION_BASICS, "callback_profile", "Callback",
        "Who is told how it ended?", "optional", .menu = true,
        .fill = fill_callback},
    {QUESTION_CHANNEL, "channel", "Send on", "On which channel?", NULL,
        .required = true, .fill = fill_channel},
    {QUESTION_CHANNEL, "from", "From", "Who is the sender?", NULL,
        .required = true, .menu = true, .fill = fill_from},
    {QUESTION_TEMPLATE, "template", "Template", "Which approved template?",
        NULL, .required = true, .menu = true, .fill = fill_template},
    {QUESTION_TEMPLATE, "language", "Language", "In which language?", NULL,
        .required = true, .menu = true, .fill = fill_language},
    {QUESTION_DELAY, "delay", "Delay", "How long is its report waited for?",
        NULL, .required = true, .fill = fill_delay},
    {QUESTION_DELAY, "success", "Success is",
        "Which report ends the flow well?", NULL, .extra = true, .menu = true,
        .words = success_words, .usual = "delivered"},
    {QUESTION_DELAY, "fallback_on", "Move on when",
        "What moves on to the next channel?", "all but opted_out when empty",
        .extra = true, .fill = fill_reasons},
    {QUESTION_DELAY, "stop_on", "Stop when", "What ends the flow?",
        "opted_out when empty", .extra = true, .fill = fill_reasons},
    {QUESTION_DELAY, "withdraw", "Withdraw",
        "Is the message taken back before moving on?", NULL, .extra = true,
        .menu = true, .words = withdraw_words, .usual = "auto"},
    {QUESTION_DELAY, "on_unknown", "If unknown",
        "What if nobody knows whether it was handed over?", NULL, .extra = true,
        .menu = true, .words = on_unknown_words, .usual = "hold"},
    {QUESTION_DELAY, "only_for", "Only for", "For which country prefixes only?",
        "such as +39, +33", .extra = true},
    {QUESTION_DELAY, "skip_for", "Skip for",
        "Which country prefixes skip this channel?", "such as +1",
        .extra = true},
    {QUESTION_LIMITS, "not_after", "Never later",
        "After how long is nothing sent any more?",
        "empty: 10m for authentication, 24h for utility, 72h for marketing",
        .extra = true},
    {QUESTION_LIMITS, "send_window/from", "Only from",
        "From which minute of the day may messages go out?",
        "empty: at any hour", .extra = true},
    {QUESTION_LIMITS, "send_window/to", "until",
        "Until which minute of the day?", "with 'Only from'", .extra = true},
    {QUESTION_LIMITS, "send_window/timezone", "Time zone",
        "In which time zone?", "with 'Only from'", .extra = true},
    {QUESTION_LIMITS, "consent", "Consent", "Has the recipient to agree?", NULL,
        .extra = true, .menu = true, .words = consent_words,
        .usual = "assumed"},
    {QUESTION_LIMITS, "budget/fallbacks_per_hour", "Fallbacks/h",
        "How many may move on to a later channel in one hour?",
        "empty: any number", .extra = true},
    {QUESTION_LIMITS, "budget/when_spent", "When spent",
        "What then, when as many have?", NULL, .extra = true, .menu = true,
        .words = when_spent_words, .usual = "hold"},
    {QUESTION_LIMITS, "retain", "Data kept",
        "After how long are numbers and texts erased?",
        "such as 30d; empty: as the store does", .extra = true},
};

static bool
is_of_flow(enum question_group group)
{
    return group == QUESTION_BASICS || group == QUESTION_LIMITS;
}

/* "send_window/from": what the format's table says, also of maps in maps. */
static const char *
help_of(const struct keys_row *keys, const char *name)
{
    const size_t len = strcspn(name, "/");

    for (; keys->name; keys++) {
        if (strlen(keys->name) != len || strncmp(keys->name, name, len) != 0)
            continue;
        return name[len] ? help_of(keys->detail, name + len + 1) : keys->help;
    }
    return "";
}

static void
add_option(struct maker *m, struct question *question,
    const struct question_option *option)
{
    question->options = arena_grow(
        &m->out->arena, question->options, question->noptions, sizeof(*option));
    question->options[question->noptions++] = *option;
}

static void
add_plain_option(struct maker *m, struct question *question, const char *value)
{
    add_option(
        m, question, &(struct question_option){.value = value, .label = value});
}

static void
fill_category(struct maker *m, struct question *question)
{
    for (size_t i = 0; category_words[i]; i++)
        add_plain_option(m, question, category_words[i]);
}

static void
fill_callback(struct maker *m, struct question *question)
{
    const struct workspace *workspace = m->draft->workspace;

    add_option(
        m, question, &(struct question_option){.value = "", .label = "nobody"});
    for (size_t i = 0; i < workspace->ncallbacks; i++)
        add_plain_option(m, question, workspace->callbacks[i].name.text);
}

static size_t
usable_templates(const struct workspace *workspace, int kind)
{
    const struct catalogue *catalogue = &workspace->catalogue;
    size_t n = 0;

    for (size_t i = 0; i < catalogue->n; i++)
        n += catalogue->items[i].kind.value == kind &&
            template_usable(&catalogue->items[i]);
    return n;
}

/* Why nothing can be sent on a channel of the workspace, or NULL. */
static const char *
channel_reason(
    const struct workspace *workspace, const struct workspace_channel *channel)
{
    if (!channel->senders.n)
        return "not available: it has no senders in fallback.yaml";
    if (!workspace_provider(workspace, channel))
        return "not available: its provider is not there";
    if (!workspace->load && !usable_templates(workspace, channel->kind.value))
        return "not available: no approved template";
    return NULL;
}

static void
fill_channel(struct maker *m, struct question *question)
{
    const struct workspace *workspace = m->draft->workspace;

    for (size_t i = 0; i < workspace->nchannels; i++) {
        const struct workspace_channel *channel = &workspace->channels[i];
        const int kind = channel->kind.value;

        add_option(m, question,
            &(struct question_option){
                .value = channel->name.text,
                .label = channel->name.text,
                .note = arena_printf(&m->out->arena, "%zu approved%s",
                    usable_templates(workspace, kind),
                    workspace->load ? " so far" : ""),
                .reason = channel_reason(workspace, channel),
            });
    }
}

static void
fill_from(struct maker *m, struct question *question)
{
    for (size_t i = 0; m->of && i < m->of->senders.n; i++)
        add_plain_option(m, question, m->of->senders.items[i].text);
}

static void
fill_template(struct maker *m, struct question *question)
{
    const struct catalogue *catalogue = &m->draft->workspace->catalogue;
    const char *last = NULL;

    for (size_t i = 0; m->of && i < catalogue->n; i++) {
        const struct template *template = &catalogue->items[i];

        if (template->kind.value != m->of->kind.value ||
            !template_usable(template) || text_is(last, template->name.text))
            continue;
        last = template->name.text;
        add_plain_option(m, question, last);
    }
}

static void
fill_language(struct maker *m, struct question *question)
{
    const struct template *template;
    size_t n = 0;

    if (!m->of || !m->step->template_name.text)
        return;
    template = catalogue_named(&m->draft->workspace->catalogue,
        (enum kind)m->of->kind.value, m->step->template_name.text, &n);
    for (size_t i = 0; i < n; i++)
        if (template_usable(&template[i]))
            add_plain_option(m, question, template[i].language.text);
}

static void
fill_delay(struct maker *m, struct question *question)
{
    const int64_t least = m->draft->workspace->min_delay.ms;
    char text[DURATION_TEXT_SIZE];

    duration_format(text, least);
    question->help = arena_printf(&m->out->arena,
        "%s; %s to 72h, as 90s, 2m or 1h30m", question->help, text);
    question->kind = QUESTION_TEXT;
}

/* A list of words is typed: the rule names them all. */
static void
fill_reasons(struct maker *m, struct question *question)
{
    struct arena *arena = &m->out->arena;

    question->help = arena_printf(
        arena, "%s: %s", question->help, keys_words(arena, reason_words));
    question->kind = QUESTION_TEXT;
}

/* The words of the format, before them what holds without any. */
static void
fill_words(struct maker *m, struct question *question, const struct row *row)
{
    add_option(m, question,
        &(struct question_option){.value = "",
            .label =
                arena_printf(&m->out->arena, "as usual (%s)", row->usual)});
    for (size_t i = 0; row->words[i]; i++)
        add_plain_option(m, question, row->words[i]);
}

static struct question *
add_question(struct maker *m)
{
    struct questions *out = m->out;

    out->items =
        arena_grow(&out->arena, out->items, out->n, sizeof(*out->items));
    out->items[out->n] = (struct question){0};
    return &out->items[out->n++];
}

static void
add_row(struct maker *m, const struct row *row)
{
    struct question *question = add_question(m);
    struct arena *arena = &m->out->arena;
    const bool of_flow = is_of_flow(row->group);
    const char *help =
        help_of(of_flow ? flow_keys : flow_channel_keys, row->key);

    *question = (struct question){
        .path = of_flow
            ? arena_printf(arena, "/%s", row->key)
            : arena_printf(arena, "/channels/%zu/%s", m->at, row->key),
        .label = row->label,
        .ask = row->ask,
        .help =
            row->rule ? arena_printf(arena, "%s; %s", help, row->rule) : help,
        .kind = row->fill || row->words ? QUESTION_CHOICE : QUESTION_TEXT,
        .required = row->required,
        .extra = row->extra,
        .menu = row->menu,
    };
    if (row->words)
        fill_words(m, question, row);
    if (row->fill)
        row->fill(m, question);
}

static void
add_param(struct maker *m, const struct template_param *param)
{
    struct question *question = add_question(m);
    struct arena *arena = &m->out->arena;

    *question = (struct question){
        .path =
            arena_printf(arena, "/channels/%zu/params/%s", m->at, param->key),
        .label = strchr(param->key, '.')
            ? param->key
            : arena_printf(arena, "%s (%s)", param->key, param->part),
        .ask = arena_printf(arena, "What stands for \"%s\" in the %s?",
            param->key, param->part),
        .help = "text, with {{input}} for what an invocation brings",
        .required = true,
    };
    if (param->max_length)
        question->help = arena_printf(arena, "%s; %u characters at most",
            question->help, param->max_length);
}

static bool
channel_names(const struct flow_channel *step, const char *input)
{
    for (size_t i = 0; i < step->nparams; i++) {
        struct placeholder piece = {0};

        while (placeholder_next(
            PLACEHOLDER_INPUT, step->params[i].value.text, &piece))
            if (piece.kind == PLACEHOLDER_VARIABLE &&
                !strcmp(piece.name, input))
                return true;
    }
    return false;
}

static void
add_media(struct maker *m, const struct template *template)
{
    struct question *question = add_question(m);
    struct arena *arena = &m->out->arena;
    const char *what = header_format_words[template->header_format.value];

    *question = (struct question){
        .path = arena_printf(arena, "/channels/%zu/media/url", m->at),
        .label = arena_printf(arena, "header %s", what),
        .ask = arena_printf(arena, "Where is the header's %s?", what),
        .help = help_of(flow_channel_keys, "media/url"),
        .required = true,
    };
}

static const struct input_row {
    const char *key, *label, *ask;
    bool extra, flag;
} input_rows[] = {
    {"pattern", "pattern", "Which pattern must it match?"},
    {"max_length", "at most", "How many characters at most?"},
    {"default", "default", "What stands there when none is brought?",
        .extra = true},
    {"sensitive", "masked", "Is it masked, and erased early?", .extra = true,
        .flag = true},
};

static void
add_input(struct maker *m, const char *name, const struct input_row *row)
{
    static const char *const flags[] = {"true", "false", NULL};
    struct arena *arena = &m->out->arena;
    struct question *question = add_question(m);

    *question = (struct question){
        .path = arena_printf(arena, "/inputs/%s/%s", name, row->key),
        .label = arena_printf(arena, "%s: %s", name, row->label),
        .ask = arena_printf(arena, "Input %s: %s", name, row->ask),
        .help = arena_printf(arena, "input %s: %s; optional", name,
            help_of(flow_input_keys, row->key)),
        .extra = row->extra,
    };
    if (!row->flag)
        return;
    question->kind = QUESTION_CHOICE;
    question->menu = true;
    fill_words(m, question, &(struct row){.words = flags, .usual = "false"});
}

/* About each input that the channel names; what is seldom wanted comes last. */
static void
add_inputs(struct maker *m, bool extra)
{
    const struct flow *flow = m->draft->flow;

    for (size_t i = 0; i < flow->ninputs; i++) {
        const char *name = flow->inputs[i].name.text;

        for (size_t k = 0; k < ARRAY_LEN(input_rows); k++)
            if (input_rows[k].extra == extra && channel_names(m->step, name))
                add_input(m, name, &input_rows[k]);
    }
}

static bool
has_media(const struct template *template)
{
    const int format = template->header_format.value;

    return template->header_format.given &&
        (format == HEADER_IMAGE || format == HEADER_VIDEO ||
            format == HEADER_DOCUMENT);
}

static void
add_params(struct maker *m)
{
    const struct template *template = draft_template(m->draft, m->at);

    if (template && has_media(template))
        add_media(m, template);
    for (size_t i = 0; template && i < template->nparams; i++)
        add_param(m, &template->params[i]);
    add_inputs(m, false);
    add_inputs(m, true);
}

void
questions_add(struct questions *questions, const struct draft *draft,
    enum question_group group, size_t channel)
{
    const struct flow *flow = draft->flow;
    struct maker m = {.out = questions, .draft = draft, .at = channel};
    bool first = true;

    if (channel < flow->nchannels)
        m.step = &flow->channels[channel];
    if (m.step && m.step->channel.text)
        m.of = workspace_channel(draft->workspace, m.step->channel.text);
    if (group == QUESTION_PARAMS && m.step)
        add_params(&m);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].group != group)
            continue;
        /* Of a channel that is to be added, only its name can be asked. */
        if (is_of_flow(group) || m.step || (group == QUESTION_CHANNEL && first))
            add_row(&m, &rows[i]);
        first = false;
    }
}

void
questions_add_all(struct questions *questions, const struct draft *draft)
{
    const size_t n = draft->flow->nchannels ? draft->flow->nchannels : 1;

    questions_add(questions, draft, QUESTION_BASICS, 0);
    for (size_t i = 0; i < n; i++)
        for (unsigned group = QUESTION_CHANNEL; group < QUESTION_LIMITS;
             group++)
            questions_add(questions, draft, (enum question_group)group, i);
    questions_add(questions, draft, QUESTION_LIMITS, 0);
}

const char *
question_allowed(struct questions *questions, const struct question *question)
{
    auto_(text) struct text out = {0};
    size_t said = 0;

    for (size_t i = 0; i < question->noptions; i++)
        if (!question->options[i].reason && *question->options[i].value)
            text_addf(&out, said++ ? ", %s" : "%s", question->options[i].value);
    if (!said)
        return question->help;
    return arena_printf(
        &questions->arena, said > 1 ? "one of %s" : "only %s", text_str(&out));
}

void
questions_done(struct questions *questions)
{
    arena_free(&questions->arena);
    *questions = (struct questions){0};
}
