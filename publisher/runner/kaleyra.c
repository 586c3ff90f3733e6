/* A template message in Kaleyra's words. */
#include "kaleyra.h"

#include <string.h>

static bool
is_authentication(const struct message *message)
{
    const struct value_choice *category = &message->template->category;

    return category->given && category->value == CATEGORY_AUTHENTICATION;
}

const char *
kaleyra_type(const struct message *message)
{
    const struct value_choice *format = &message->template->header_format;

    if (is_authentication(message))
        return "authenticationtemplate";
    return message->media_url && format->given && format->value != HEADER_TEXT
        ? "mediatemplate"
        : "template";
}

static bool
stands_in_body(const struct message *message, size_t i)
{
    const struct template_param *param =
        template_param(message->template, message->params[i].key);

    return param && !strcmp(param->part, "body");
}

bool
kaleyra_params(const struct message *message, struct arena *arena,
    const char **list, struct failure *failure)
{
    auto_(text) struct text all = {0};

    for (size_t i = 0; i < message->nparams; i++) {
        const struct message_param *param = &message->params[i];

        if (!stands_in_body(message, i))
            continue;
        if (strchr(param->value, ','))
            return failure_set(failure, STATUS_FINDINGS,
                "the value of '%s' holds a comma, which parts values here",
                param->key);
        text_addf(&all, "%s%s", all.bytes ? "," : "", param->value);
    }
    *list = all.bytes ? arena_strdup(arena, all.bytes) : NULL;
    return true;
}

const char *
kaleyra_code(const struct message *message)
{
    for (size_t i = 0; is_authentication(message) && i < message->nparams; i++)
        if (stands_in_body(message, i))
            return message->params[i].value;
    return NULL;
}
