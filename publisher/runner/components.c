/* The components of a WhatsApp template message. */
#include "components.h"

#include <string.h>

static const struct template_param *
param_at(const struct message *message, size_t i)
{
    return template_param(message->template, message->params[i].key);
}

static bool
stands_in(const struct message *message, size_t i, const char *part)
{
    const struct template_param *param = param_at(message, i);

    return param && !strcmp(param->part, part);
}

/* {"type": "text", "text": ...}, with its name where it is no number. */
static json_t *
text_parameter(const char *name, const char *value)
{
    const bool numbered = !name || strspn(name, "0123456789") == strlen(name);

    return json_pack("{s:s, s:s, s:s*}", "type", "text", "text", value,
        "parameter_name", numbered ? NULL : name);
}

/* Takes over the parameters; without any there is no component. */
static bool
add_component(json_t *list, json_t *component, json_t *parameters, bool good)
{
    if (good && json_array_size(parameters)) {
        json_object_set(component, "parameters", parameters);
        json_array_append(list, component);
    }
    json_decref(parameters);
    json_decref(component);
    return good;
}

static bool
add_texts(json_t *list, const struct message *message, const char *part,
    const char *prefix)
{
    json_t *parameters = json_array();
    bool good = true;

    for (size_t i = 0; good && i < message->nparams; i++)
        if (stands_in(message, i, part))
            good = !json_array_append_new(parameters,
                text_parameter(message->params[i].key + strlen(prefix),
                    message->params[i].value));
    return add_component(
        list, json_pack("{s:s}", "type", part), parameters, good);
}

/* An image, a video or a document, from where the platform fetches it. */
static bool
add_media(json_t *list, const struct message *message)
{
    const struct value_choice *format = &message->template->header_format;
    const char *word = header_format_words[format->value];

    if (!message->media_url || !format->given || format->value == HEADER_TEXT ||
        format->value == HEADER_LOCATION)
        return true;
    json_t *media = json_pack(
        "{s:s, s:{s:s}}", "type", word, word, "link", message->media_url);
    return add_component(list, json_pack("{s:s}", "type", "header"),
        json_pack("[o*]", media), media);
}

static bool
add_button(json_t *list, size_t nth, const char *value)
{
    char index[24];
    json_t *text = text_parameter(NULL, value);

    (void)snprintf(index, sizeof(index), "%zu", nth);
    return add_component(list,
        json_pack("{s:s, s:s, s:s}", "type", "button", "sub_type", "url",
            "index", index),
        json_pack("[o*]", text), text);
}

/* The code of an OTP button is the body's first value. */
static const char *
button_value(const struct message *message, size_t nth)
{
    const bool code = message->template->buttons[nth].type.value == BUTTON_OTP;
    char key[32];

    (void)snprintf(key, sizeof(key), "button.%zu", nth);
    for (size_t i = 0; i < message->nparams; i++)
        if (code ? stands_in(message, i, "body")
                 : !strcmp(message->params[i].key, key))
            return message->params[i].value;
    return NULL;
}

static bool
add_buttons(json_t *list, const struct message *message)
{
    for (size_t i = 0; i < message->template->nbuttons; i++) {
        const char *value = button_value(message, i);

        if (value && !add_button(list, i, value))
            return false;
    }
    return true;
}

json_t *
components_make(const struct message *message)
{
    json_t *list = json_array();

    if (add_media(list, message) &&
        add_texts(list, message, "header", "header.") &&
        add_texts(list, message, "body", "") && add_buttons(list, message))
        return list;
    json_decref(list);
    return NULL;
}
