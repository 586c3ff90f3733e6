/* Checks of what an SMS costs: its encoding and its parts. */
#include "checking.h"

#include <string.h>

#include "longest.h"
#include "sms.h"
#include "sms_plain.h"

/* "'€' (U+20AC)", or "a curly apostrophe (U+2019)". */
static const char *
character_words(
    struct checking *c, const char *text, const struct sms_count *count)
{
    const char *words = sms_code_words(count->forcing_code);
    const char *at = text + count->forcing_offset;
    char name[SMS_CODE_NAME_SIZE];
    size_t len = 1;

    sms_code_name(name, count->forcing_code);
    while (((unsigned char)at[len] & 0xC0) == 0x80)
        len++;
    if (words)
        return checking_print(c, "%s (%s)", words, name);
    return checking_print(c, "'%.*s' (%s)", (int)len, at, name);
}

/* The parameter whose fixed text holds the character, else the template. */
static const struct flow_param *
guilty_param(
    const struct position *p, const char *text, const struct sms_count *count)
{
    const char *at = text + count->forcing_offset;
    char character[8] = {at[0]};

    for (size_t i = 1; ((unsigned char)at[i] & 0xC0) == 0x80 && i < 4; i++)
        character[i] = at[i];
    for (size_t i = 0; i < p->own->nparams; i++)
        if (strstr(p->own->params[i].value.text, character))
            return &p->own->params[i];
    return NULL;
}

static const char *
mend_unicode(struct checking *c, const struct sms_count *count)
{
    const char *plain = sms_plain_substitute(count->forcing_code);

    if (!plain)
        return "write it with another character, or accept fewer in a part";
    if (!*plain)
        return "leave it out";
    return checking_print(c, "write %s instead", plain);
}

static void
say_unicode(struct checking *c, const struct position *p, const char *text,
    const struct sms_count *count)
{
    const struct flow_param *param = guilty_param(p, text, count);

    checking_add(c, "sms-unicode",
        param ? param->value.at : p->own->template_name.at,
        param ? position_param_path(c, p, param->key.text)
              : position_path(c, p, "template"),
        mend_unicode(c, count),
        "%s makes the SMS Unicode: a part then holds 70 characters, not 160",
        character_words(c, text, count));
}

static void
say_parts(struct checking *c, const struct position *p, const char *text,
    const struct sms_count *count)
{
    const char *force = count->nforcing
        ? checking_print(c, " because of %s", character_words(c, text, count))
        : "";

    checking_add(c, "sms-several-parts", p->own->template_name.at,
        position_path(c, p, "template"),
        count->nforcing
            ? mend_unicode(c, count)
            : "each part is paid for; shorten the text or the inputs",
        "the SMS may take %zu parts: %zu units of %s%s, %zu a part",
        count->parts, count->units, sms_encoding_name(count->encoding), force,
        count->units_per_part);
}

static void
check_parts(struct checking *c, const struct position *p)
{
    struct sms_count count;

    if (p->kind != KIND_SMS)
        return;
    const char *text = position_longest_body(c, p);
    sms_count(text, &count);
    if (count.parts > 1)
        say_parts(c, p, text, &count);
    else if (count.nforcing)
        say_unicode(c, p, text, &count);
}

position_check_fn *const sms_checks[] = {
    check_parts,
    NULL,
};
