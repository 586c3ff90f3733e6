/* YAML in the canonical form, by libyaml's emitter. */
#include "write.h"

#include <ctype.h>
#include <string.h>
#include <yaml.h>

struct write {
    yaml_emitter_t emitter;
    struct text *out;
};

static int
append_bytes(void *data, unsigned char *bytes, size_t len)
{
    text_add_bytes(data, bytes, len);
    return 1;
}

/* The emitter fails only without memory or on our own wrong use of it. */
static void
emit(struct write *w, yaml_event_t *event, int made)
{
    if (!made || !yaml_emitter_emit(&w->emitter, event))
        abort();
}

/* Words that some YAML reader takes for something else than text. */
static const char *const typed_words[] = {
    "null", "true", "false", "yes", "no", "on", "off", "y", "n"};

/*
 * True for a text that every YAML reader, of 1.1 or 1.2, takes for the same
 * text when it stands there bare: it begins with a letter, holds nothing that
 * means something to YAML, and is no number, truth value, null or date.
 */
static bool
stands_bare(const char *text)
{
    const size_t len = strlen(text);

    for (size_t i = 0; i < ARRAY_LEN(typed_words); i++)
        if (!strcasecmp(text, typed_words[i]))
            return false;
    if (!isalpha((unsigned char)text[0]) && !(text[0] & 0x80))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && !(text[i] & 0x80) &&
            !strchr(" _-./()@+%;!?*$='", text[i]))
            return false;
    return text[len - 1] != ' ';
}

static void
write_text(struct write *w, const char *text, bool bare)
{
    yaml_event_t event;
    const yaml_scalar_style_t style = bare || stands_bare(text)
        ? YAML_PLAIN_SCALAR_STYLE
        : YAML_DOUBLE_QUOTED_SCALAR_STYLE;

    emit(w, &event,
        yaml_scalar_event_initialize(&event, NULL, NULL,
            (const yaml_char_t *)text, (int)strlen(text), 1, 1, style));
}

struct write *
write_begin(struct text *out)
{
    struct write *w = calloc(1, sizeof(*w));
    yaml_event_t event;

    if (!w || !yaml_emitter_initialize(&w->emitter))
        abort();
    w->out = out;
    yaml_emitter_set_output(&w->emitter, append_bytes, out);
    yaml_emitter_set_unicode(&w->emitter, 1);
    yaml_emitter_set_width(&w->emitter, -1);
    yaml_emitter_set_indent(&w->emitter, 2);
    emit(w, &event,
        yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(w, &event,
        yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    return w;
}

void
write_end(struct write *w)
{
    yaml_event_t event;

    emit(w, &event, yaml_document_end_event_initialize(&event, 1));
    emit(w, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&w->emitter);
    free(w);
}

void
write_open_map(struct write *w, const char *key, enum write_style style)
{
    yaml_event_t event;

    if (key)
        write_text(w, key, false);
    emit(w, &event,
        yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
            style == WRITE_LINE ? YAML_FLOW_MAPPING_STYLE
                                : YAML_BLOCK_MAPPING_STYLE));
}

void
write_close_map(struct write *w)
{
    yaml_event_t event;

    emit(w, &event, yaml_mapping_end_event_initialize(&event));
}

void
write_open_list(struct write *w, const char *key, enum write_style style)
{
    yaml_event_t event;

    write_text(w, key, false);
    emit(w, &event,
        yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
            style == WRITE_LINE ? YAML_FLOW_SEQUENCE_STYLE
                                : YAML_BLOCK_SEQUENCE_STYLE));
}

void
write_close_list(struct write *w)
{
    yaml_event_t event;

    emit(w, &event, yaml_sequence_end_event_initialize(&event));
}

void
write_item(struct write *w, const char *text)
{
    write_text(w, text, false);
}

void
write_value(struct write *w, const char *key, const char *text)
{
    if (!text)
        return;
    write_text(w, key, false);
    write_text(w, text, false);
}

void
write_bare(struct write *w, const char *key, const char *text)
{
    if (!text)
        return;
    write_text(w, key, false);
    write_text(w, text, true);
}

void
write_choice(struct write *w, const char *key,
    const struct value_choice *choice, const char *const *words)
{
    if (choice->given)
        write_bare(w, key, words[choice->value]);
}

void
write_number(
    struct write *w, const char *key, const struct value_number *number)
{
    char text[24];

    if (!number->given)
        return;
    (void)snprintf(text, sizeof(text), "%lld", (long long)number->number);
    write_bare(w, key, text);
}

void
write_list(struct write *w, const char *key, const struct value_list *list)
{
    if (!list->items)
        return;
    write_open_list(w, key, WRITE_LINE);
    for (size_t i = 0; i < list->n; i++)
        write_item(w, list->items[i].text);
    write_close_list(w);
}

void
write_node(struct write *w, const char *key, const struct node *node)
{
    if (key)
        write_text(w, key, false);
    if (node->kind == NODE_TEXT) {
        write_text(w, node->text, !node->quoted);
        return;
    }
    yaml_event_t event;
    const bool map = node->kind == NODE_MAP;
    emit(w, &event,
        map ? yaml_mapping_start_event_initialize(
                  &event, NULL, NULL, 1, YAML_FLOW_MAPPING_STYLE)
            : yaml_sequence_start_event_initialize(
                  &event, NULL, NULL, 1, YAML_FLOW_SEQUENCE_STYLE));
    for (size_t i = 0; i < node->n; i++) /* at most 16 deep, see node.h */
        write_node(w, map ? node->keys[i]->text : NULL, node->items[i]);
    emit(w, &event,
        map ? yaml_mapping_end_event_initialize(&event)
            : yaml_sequence_end_event_initialize(&event));
}
