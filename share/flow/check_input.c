/* Checks of the inputs: what an invocation brings, and where it is used. */
#include "checking.h"

#include <string.h>

#include "longest.h"
#include "pattern.h"
#include "placeholder.h"
#include "pointer.h"
#include "utf8.h"

static const char *
member(struct checking *c, const struct flow_input *input, const char *key)
{
    return pointer_join(
        &c->arena, checking_input_path(c, input->name.text), key);
}

static void
check_name(struct checking *c, const struct flow_input *input)
{
    if (!placeholder_name_valid(PLACEHOLDER_INPUT, input->name.text))
        checking_add(c, "input-name-malformed", input->name.at,
            checking_input_path(c, input->name.text),
            "use a-z, 0-9 and _, a letter first, at most 32 of them",
            "'%s' is not a name for an input", input->name.text);
}

static void
check_pattern(struct checking *c, const struct flow_input *input)
{
    const char *reason = NULL;

    if (!input->pattern.text)
        return;
    auto_(pattern) struct pattern *pattern =
        pattern_compile(input->pattern.text, &reason);
    if (!pattern)
        checking_add(c, "input-pattern-wrong", input->pattern.at,
            member(c, input, "pattern"),
            "write a POSIX extended expression, such as [0-9]{4,8}",
            "the pattern of input '%s' cannot be used: %s", input->name.text,
            reason);
}

static void
check_max_length(struct checking *c, const struct flow_input *input)
{
    if (input->max_length.given && input->max_length.number < 1)
        checking_add(c, "value-wrong", input->max_length.at,
            member(c, input, "max_length"), "leave it out for no limit",
            "input '%s' could never have a character", input->name.text);
}

static bool
matches(const struct flow_input *input, const char *value)
{
    const char *reason;

    if (!input->pattern.text)
        return true;
    auto_(pattern) struct pattern *pattern =
        pattern_compile(input->pattern.text, &reason);
    return !pattern || pattern_matches(pattern, value, strlen(value));
}

static void
check_default(struct checking *c, const struct flow_input *input)
{
    const struct value_text *value = &input->fallback;
    const char *path = member(c, input, "default");

    if (!value->text)
        return;
    if (input->sensitive.value)
        checking_add(c, "input-default-sensitive", value->at, path,
            "take one of the two out",
            "input '%s' is sensitive, and its default is here for all to read",
            input->name.text);
    if (!matches(input, value->text))
        checking_add(c, "input-default-mismatch", value->at, path, NULL,
            "the default of input '%s' does not match its pattern",
            input->name.text);
    else if (input->max_length.given &&
        utf8_length(value->text) > (size_t)input->max_length.number)
        checking_add(c, "input-default-mismatch", value->at, path, NULL,
            "the default of input '%s' is longer than its max_length",
            input->name.text);
}

static bool
mentions(const char *text, const char *input)
{
    struct placeholder piece = {0};

    while (text && placeholder_next(PLACEHOLDER_INPUT, text, &piece))
        if (piece.kind == PLACEHOLDER_VARIABLE && text_is(piece.name, input))
            return true;
    return false;
}

static bool
position_mentions(const struct position *p, const char *input)
{
    for (size_t i = 0; i < p->own->nparams; i++)
        if (mentions(p->own->params[i].value.text, input))
            return true;
    return mentions(p->own->media_url.text, input);
}

static void
check_used(struct checking *c, const struct flow_input *input)
{
    for (size_t i = 0; i < c->n; i++)
        if (position_mentions(&c->positions[i], input->name.text))
            return;
    if (c->n && placeholder_name_valid(PLACEHOLDER_INPUT, input->name.text))
        checking_add(c, "input-unused", input->name.at,
            checking_input_path(c, input->name.text),
            checking_print(
                c, "use it as {{%s}}, or take it out", input->name.text),
            "no channel uses input '%s'", input->name.text);
}

static bool
is_code_template(const struct template *t)
{
    return t && t->category.given && t->kind.value == KIND_WHATSAPP &&
        t->category.value == CATEGORY_AUTHENTICATION;
}

/* An authentication template of WhatsApp has one parameter: the code. */
static bool
is_code(const struct checking *c, const struct flow_input *input)
{
    static const char *const words[] = {
        "code", "otp", "pin", "token", "password", "passcode", "secret"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (c->flow->category.given &&
            c->flow->category.value == CATEGORY_AUTHENTICATION &&
            strstr(input->name.text, words[i]))
            return true;
    for (size_t i = 0; i < c->n; i++)
        if (is_code_template(c->positions[i].template) &&
            position_mentions(&c->positions[i], input->name.text))
            return true;
    return false;
}

static void
check_sensitive(struct checking *c, const struct flow_input *input)
{
    if (!input->sensitive.given && is_code(c, input))
        checking_add(c, "input-sensitive-hint", input->name.at,
            member(c, input, "sensitive"),
            "add 'sensitive: true': it is then masked in logs and erased early",
            "input '%s' looks like a one-time code", input->name.text);
}

typedef void input_check_fn(struct checking *c, const struct flow_input *input);

static input_check_fn *const rows[] = {
    check_name,
    check_pattern,
    check_max_length,
    check_default,
    check_used,
    check_sensitive,
};

static void
check_inputs(struct checking *c)
{
    for (size_t i = 0; i < c->flow->ninputs; i++)
        for (size_t r = 0; r < ARRAY_LEN(rows); r++)
            rows[r](c, &c->flow->inputs[i]);
}

static void
undeclared(struct checking *c, const struct value_text *value, const char *path,
    const char *name)
{
    const struct flow *flow = c->flow;
    const char **names =
        arena_alloc(&c->arena, (flow->ninputs + 1) * sizeof(*names));

    for (size_t i = 0; i < flow->ninputs; i++)
        names[i] = flow->inputs[i].name.text;
    checking_add(c, "input-undeclared", value->at, path,
        checking_known(c, name, names, flow->ninputs,
            checking_print(c, "declare it: inputs: {%s: {}}", name)),
        "'%s' is not an input of this flow", name);
}

/* A value with inputs in it. */
static void
check_value(
    struct checking *c, const struct value_text *value, const char *path)
{
    struct placeholder piece = {0};

    while (
        value->text && placeholder_next(PLACEHOLDER_INPUT, value->text, &piece))
        if (piece.kind == PLACEHOLDER_BROKEN)
            checking_add(c, "parameter-placeholder", value->at, path,
                "an input is written {{name}}",
                piece.fault == PLACEHOLDER_UNCLOSED
                    ? "'%.*s' begins an input and does not end it"
                    : "'%.*s' holds no name of an input",
                (int)piece.len, value->text + piece.start);
        else if (piece.kind == PLACEHOLDER_VARIABLE &&
            !flow_input(c->flow, piece.name))
            undeclared(c, value, path, piece.name);
}

static void
check_values(struct checking *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct position *p = &c->positions[i];

        for (size_t j = 0; j < p->own->nparams; j++)
            check_value(c, &p->own->params[j].value,
                position_param_path(c, p, p->own->params[j].key.text));
        check_value(
            c, &p->own->media_url, checking_print(c, "%s/media/url", p->path));
    }
}

check_fn *const input_checks[] = {
    check_inputs,
    check_values,
    NULL,
};
