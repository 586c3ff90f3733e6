/*
 * Templates as Kaleyra lists them, brought into the form of Meta's. Its
 * documentation names the statuses and says that newer answers have header,
 * body, footer and buttons; how the members are spelt there was not found, so
 * the spellings of its other pages are tried.
 */
#include <string.h>

#include "incoming_json.h"

/* The member of Meta's, then the ones that mean the same. */
static const struct {
    const char *name;
    const char *spellings[6];
} members[] = {
    {"name", {"name", "template_name", "templateName"}},
    {"language",
        {"language", "lang_code", "language_code", "lang", "languageCode"}},
    {"status", {"status", "template_status", "templateStatus"}},
    {"category", {"category", "template_category"}},
    {"id", {"id", "template_id", "templateId"}},
    {"rejected_reason", {"rejected_reason", "reason", "rejection_reason"}},
};

static const json_t *
find_member(const json_t *json, const char *const *spellings)
{
    for (size_t i = 0; spellings[i]; i++) {
        const json_t *found = json_object_get(json, spellings[i]);

        if (found && !json_is_null(found))
            return found;
    }
    return NULL;
}

static void
put(json_t *object, const char *key, const json_t *value)
{
    if (json_object_set_new(object, key, json_deep_copy(value)))
        abort();
}

/* A text, or {"text": ..., "format": ...}. */
static void
add_component(
    json_t *list, const char *type, const char *key, const json_t *json)
{
    const json_t *value = json_object_get(json, key);

    if (!value || json_is_null(value) ||
        (json_is_string(value) && !json_string_length(value)))
        return;
    json_t *component =
        json_is_object(value) ? json_deep_copy(value) : json_object();
    if (!json_is_object(value))
        put(component, json_is_array(value) ? "buttons" : "text", value);
    json_t *word = json_string(type);
    put(component, "type", word);
    json_decref(word);
    if (!strcmp(type, "HEADER") && !json_object_get(component, "format")) {
        word = json_string("TEXT");
        put(component, "format", word);
        json_decref(word);
    }
    if (json_array_append_new(list, component))
        abort();
}

static void
put_components(json_t *object, const json_t *json)
{
    const json_t *whole = json_object_get(json, "components");
    json_t *list = json_array();

    if (json_is_array(whole)) {
        put(object, "components", whole);
    } else {
        add_component(list, "HEADER", "header", json);
        add_component(list, "BODY", "body", json);
        add_component(list, "FOOTER", "footer", json);
        add_component(list, "BUTTONS", "buttons", json);
        if (json_array_size(list))
            put(object, "components", list);
    }
    json_decref(list);
}

void
incoming_kaleyra(struct incoming *in, const json_t *json, const char *place)
{
    json_t *object = json_object();

    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        const json_t *found = find_member(json, members[i].spellings);

        if (found)
            put(object, members[i].name, found);
    }
    put_components(object, json);
    incoming_meta(in, object, place);
    json_decref(object);
}
