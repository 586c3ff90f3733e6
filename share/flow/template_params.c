/* Working out a template's parameters, and filling them. */
#include "template_params.h"

#include "placeholder.h"

#include <stdlib.h>
#include <string.h>

static enum placeholder_syntax
syntax_of(const struct template *template)
{
    return template->kind.value == KIND_SMS ? PLACEHOLDER_DLT
                                            : PLACEHOLDER_WHATSAPP;
}

static const char *
fault_words(enum placeholder_fault fault)
{
    switch (fault) {
    case PLACEHOLDER_UNCLOSED:
        return "a variable begins here and does not end";
    case PLACEHOLDER_NAME:
        return "this is no name of a variable";
    case PLACEHOLDER_MIXED:
        return "numbered and named variables must not be mixed";
    case PLACEHOLDER_GAP:
        return "variables are numbered 1, 2, 3 without a gap";
    case PLACEHOLDER_NO_TEXT:
        return "the text is nothing but variables";
    case PLACEHOLDER_FINE:
    case PLACEHOLDER_AT_START:
    case PLACEHOLDER_AT_END:
        break;
    }
    return NULL;
}

struct complaint {
    struct keys_reader *reader;
    const struct value_text *text;
    const struct keys_path *path;
};

/* Beginning or ending with a variable is left out: the preset bodies of
 * authentication templates do so, and approval has judged the others. */
static void
complain(
    void *data, enum placeholder_fault fault, const struct placeholder *piece)
{
    const struct complaint *c = data;
    const char *words = fault_words(fault);

    if (words)
        keys_complain(c->reader, "template-placeholder", c->text->at, c->path,
            NULL, "'%.*s': %s", (int)piece->len, c->text->text + piece->start,
            words);
}

static void
add_param(struct keys_reader *reader, struct template *template,
    const char *key, const char *part, unsigned max_length)
{
    if (template_param(template, key))
        return; /* the same variable stands twice in the text */
    template->params = arena_grow(reader->arena, template->params,
        template->nparams, sizeof(*template->params));
    template->params[template->nparams++] = (struct template_param){
        .key = key,
        .part = part,
        .max_length = max_length,
    };
}

/* The name that a template gives to its n-th {#var#}, else its number. */
static const char *
dlt_name(
    struct keys_reader *reader, const struct template *template, size_t nth)
{
    if (nth <= template->variables.n)
        return template->variables.items[nth - 1].text;
    return arena_printf(reader->arena, "%zu", nth);
}

static unsigned
body_limit(const struct template *template, const struct placeholder *piece)
{
    if (template->kind.value == KIND_SMS)
        return piece->tag == PLACEHOLDER_ALPHANUMERIC
            ? TEMPLATE_DLT_ALPHANUMERIC_MAX
            : TEMPLATE_DLT_VARIABLE_MAX;
    for (size_t i = 0; i < template->nbuttons; i++)
        if (template->buttons[i].type.value == BUTTON_OTP && piece->nth == 1)
            return TEMPLATE_OTP_CODE_MAX;
    return TEMPLATE_BODY_MAX;
}

static bool
is_number(const char *key)
{
    return key[strspn(key, "0123456789")] == '\0';
}

static int
compare_numbers(const void *a, const void *b)
{
    const struct template_param *first = a, *second = b;
    const long difference =
        strtol(first->key, NULL, 10) - strtol(second->key, NULL, 10);

    return difference < 0 ? -1 : difference > 0;
}

/* Platforms take numbered values by their numbers, wherever the text has them:
 * a translation may well begin with {{2}}. */
static void
order_numbers(struct template *template)
{
    if (template->nparams && is_number(template->params[0].key))
        qsort(template->params, template->nparams, sizeof(*template->params),
            compare_numbers);
}

static void
find_in_body(struct keys_reader *reader, struct template *template,
    const struct keys_path *path)
{
    const struct keys_path here = {.up = path, .key = "body"};
    const enum placeholder_syntax syntax = syntax_of(template);
    struct complaint c = {reader, &template->body, &here};
    struct placeholder piece = {0};

    (void)placeholder_check(syntax, template->body.text, complain, &c);
    while (placeholder_next(syntax, template->body.text, &piece)) {
        if (piece.kind != PLACEHOLDER_VARIABLE)
            continue;
        const char *key = syntax == PLACEHOLDER_DLT
            ? dlt_name(reader, template, piece.nth)
            : arena_strdup(reader->arena, piece.name);

        add_param(reader, template, key, "body", body_limit(template, &piece));
    }
    if (syntax == PLACEHOLDER_WHATSAPP)
        order_numbers(template);
    if (syntax == PLACEHOLDER_DLT && template->variables.n > piece.nth)
        keys_complain(reader, "template-placeholder", template->variables.at,
            path, "one name for each {#var#}, in order",
            "%zu variables are named, and the body has %zu",
            template->variables.n, piece.nth);
}

static void
find_in_header(struct keys_reader *reader, struct template *template,
    const struct keys_path *path)
{
    const struct keys_path here = {.up = path, .key = "header"};
    struct complaint c = {reader, &template->header_text, &here};
    struct placeholder piece = {0};

    if (!template->header_text.text)
        return;
    (void)placeholder_check(
        PLACEHOLDER_WHATSAPP, template->header_text.text, complain, &c);
    while (placeholder_next(
        PLACEHOLDER_WHATSAPP, template->header_text.text, &piece))
        if (piece.kind == PLACEHOLDER_VARIABLE)
            add_param(reader, template,
                arena_printf(reader->arena, "header.%s", piece.name), "header",
                TEMPLATE_HEADER_MAX);
}

static void
find_in_buttons(struct keys_reader *reader, struct template *template)
{
    for (size_t i = 0; i < template->nbuttons; i++) {
        const struct template_button *button = &template->buttons[i];

        if (button->type.value == BUTTON_URL && button->url.text &&
            strstr(button->url.text, "{{"))
            add_param(reader, template,
                arena_printf(reader->arena, "button.%zu", i), "button",
                TEMPLATE_URL_MAX);
    }
}

void
template_params_find(struct keys_reader *reader, struct template *template,
    const struct keys_path *path)
{
    if (!template->body.text)
        return;
    find_in_body(reader, template, path);
    find_in_header(reader, template, path);
    find_in_buttons(reader, template);
}

struct filling {
    const struct template *template;
    template_value_fn *value;
    void *data;
    const char *prefix;
    const char **missing;
};

/* The key of the n-th variable of an SMS is that of its n-th parameter: the
 * same name may stand for two of them, so it is looked up by its order. */
static const char *
key_of(const struct filling *f, const struct placeholder *variable,
    struct text *key)
{
    const struct template *t = f->template;

    if (t->kind.value == KIND_SMS) {
        if (variable->nth <= t->variables.n)
            return t->variables.items[variable->nth - 1].text;
        text_addf(key, "%zu", variable->nth);
    } else {
        text_addf(key, "%s%s", f->prefix, variable->name);
    }
    return text_str(key);
}

static const char *
look_up(void *data, const struct placeholder *variable)
{
    const struct filling *f = data;
    auto_(text) struct text own = {0};
    const char *key = key_of(f, variable, &own);
    const char *value = f->value(key, f->data);

    if (!value && f->missing) {
        const struct template_param *param = template_param(f->template, key);

        *f->missing = param ? param->key : "";
    }
    return value;
}

static bool
render(const struct template *template, const char *text, const char *prefix,
    template_value_fn *value, void *data, struct text *out,
    const char **missing)
{
    struct filling f = {template, value, data, prefix, missing};
    struct placeholder bad;

    return placeholder_render(
        syntax_of(template), text, look_up, &f, out, &bad);
}

bool
template_render_body(const struct template *template, template_value_fn *value,
    void *data, struct text *out, const char **missing)
{
    return render(template, template->body.text, "", value, data, out, missing);
}

bool
template_render_header(const struct template *template,
    template_value_fn *value, void *data, struct text *out,
    const char **missing)
{
    return !template->header_text.text ||
        render(template, template->header_text.text, "header.", value, data,
            out, missing);
}
