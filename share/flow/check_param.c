/* Checks of the values that a channel gives to its template's parameters. */
#include "checking.h"

#include <string.h>

#include "longest.h"
#include "template_params.h"
#include "utf8.h"

#define BLANKS_MAX 4 /* in a row, in a value on WhatsApp */

static const char *
hint_for_missing(struct checking *c, const char *key)
{
    if (flow_input(c->flow, key))
        return checking_print(c, "add %s: \"{{%s}}\" to params", key, key);
    return checking_print(c, "add \"%s\" to params", key);
}

static void
check_missing(struct checking *c, const struct position *p)
{
    const struct template *t = p->template;

    for (size_t i = 0; i < t->nparams; i++) {
        const char *key = t->params[i].key;

        if (!flow_param(p->own, key))
            checking_add(c, "parameter-missing",
                p->own->nparams ? p->own->params_at : p->own->template_name.at,
                position_param_path(c, p, key), hint_for_missing(c, key),
                "template '%s' needs parameter '%s' (%s)", t->name.text, key,
                t->params[i].part);
    }
}

static void
check_extra(struct checking *c, const struct position *p)
{
    const struct template *t = p->template;
    const char **keys =
        arena_alloc(&c->arena, (t->nparams + 1) * sizeof(*keys));

    for (size_t i = 0; i < t->nparams; i++)
        keys[i] = t->params[i].key;
    for (size_t i = 0; i < p->own->nparams; i++) {
        const struct value_text *key = &p->own->params[i].key;

        if (!template_param(t, key->text))
            checking_add(c, "parameter-extra", key->at,
                position_param_path(c, p, key->text),
                checking_known(c, key->text, keys, t->nparams,
                    t->nparams ? NULL : "take it out"),
                "template '%s' has no parameter '%s'", t->name.text, key->text);
    }
}

/* What Meta refuses inside a value. */
static const char *
forbidden_part(const char *value)
{
    size_t blanks = 0;

    for (; *value; value++) {
        if (*value == '\n' || *value == '\r')
            return "a new line";
        if (*value == '\t')
            return "a tab";
        blanks = *value == ' ' ? blanks + 1 : 0;
        if (blanks > BLANKS_MAX)
            return "more than 4 blanks in a row";
    }
    return NULL;
}

static void
check_text(struct checking *c, const struct position *p)
{
    const bool sms = p->kind == KIND_SMS; /* its operators take any text */

    for (size_t i = 0; i < p->own->nparams; i++) {
        const struct flow_param *param = &p->own->params[i];
        const char *part = sms ? NULL : forbidden_part(param->value.text);
        const char *path = position_param_path(c, p, param->key.text);

        if (!template_param(p->template, param->key.text))
            continue;
        if (!param->value.text[0])
            checking_add(c, sms ? "parameter-blank" : "parameter-empty",
                param->value.at, path, "give it a text, or an input",
                sms ? "parameter '%s' is empty: the %s has a hole there"
                    : "parameter '%s' is empty, which %s refuses",
                param->key.text, kind_titles[p->kind]);
        if (part)
            checking_add(c, "parameter-text-wrong", param->value.at, path,
                "write it on one line, with single blanks",
                "parameter '%s' holds %s, which %s refuses", param->key.text,
                part, kind_titles[p->kind]);
    }
}

/* Limits so short that a value without any will pass them one day. */
static bool
is_short(const struct template_param *known)
{
    return known->max_length && known->max_length <= TEMPLATE_HEADER_MAX;
}

static bool
check_length_of(struct checking *c, const struct position *p,
    const struct flow_param *param, const struct template_param *known)
{
    const char *path = position_param_path(c, p, param->key.text);
    auto_(longest) struct longest longest = {0};

    longest_make(&longest, c->flow, param->value.text, NULL);
    if (known->max_length && longest.characters > known->max_length) {
        checking_add(c, "parameter-too-long", param->value.at, path,
            "shorten the text, or give its input a lower max_length",
            "parameter '%s' may get %zu characters, and %u is the most",
            param->key.text, longest.characters, known->max_length);
        return false;
    }
    if (longest.unlimited && is_short(known))
        checking_add(c, "input-unlimited", param->value.at, path,
            checking_print(
                c, "give input '%s' a max_length", longest.unlimited),
            "input '%s' may be of any length, and parameter '%s' takes %u "
            "characters",
            longest.unlimited, param->key.text, known->max_length);
    return true;
}

static void
check_whole(struct checking *c, const struct position *p, const char *part,
    const char *text, size_t most)
{
    const size_t length = utf8_length(text);

    if (length > most)
        checking_add(c, "text-too-long",
            p->own->nparams ? p->own->params_at : p->own->template_name.at,
            position_path(c, p, "params"),
            "shorten the values, or give the inputs a lower max_length",
            "with the longest values the %s has %zu characters, and %zu is "
            "the most",
            part, length, most);
}

static void
check_lengths(struct checking *c, const struct position *p)
{
    bool fits = true;

    for (size_t i = 0; i < p->own->nparams; i++) {
        const struct flow_param *param = &p->own->params[i];
        const struct template_param *known =
            template_param(p->template, param->key.text);

        if (known && !check_length_of(c, p, param, known))
            fits = false;
    }
    if (!fits || p->kind != KIND_WHATSAPP)
        return;
    check_whole(c, p, "body", position_longest_body(c, p), TEMPLATE_BODY_MAX);
    check_whole(
        c, p, "header", position_longest_header(c, p), TEMPLATE_HEADER_MAX);
}

position_check_fn *const param_checks[] = {
    check_missing,
    check_extra,
    check_text,
    check_lengths,
    NULL,
};
