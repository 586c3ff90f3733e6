/* Templates in the canonical form: what travels with a flow. */
#include "template.h"

#include "write.h"

static void
write_buttons(struct write *w, const struct template *template)
{
    if (!template->nbuttons)
        return;
    write_open_list(w, "buttons", WRITE_BLOCK);
    for (size_t i = 0; i < template->nbuttons; i++) {
        const struct template_button *button = &template->buttons[i];

        write_open_map(w, NULL, WRITE_LINE);
        write_choice(w, "type", &button->type, button_type_words);
        write_value(w, "text", button->text.text);
        write_value(w, "url", button->url.text);
        write_value(w, "phone_number", button->phone_number.text);
        write_close_map(w);
    }
    write_close_list(w);
}

static void
write_examples(struct write *w, const struct template *template)
{
    if (!template->nexamples)
        return;
    write_open_map(w, "examples", WRITE_LINE);
    for (size_t i = 0; i < template->nexamples; i++)
        write_value(w, template->examples[i].key.text,
            template->examples[i].value.text);
    write_close_map(w);
}

static void
write_origin(struct write *w, const struct template *template)
{
    if (template->source_from.text) {
        write_open_map(w, "source", WRITE_LINE);
        write_value(w, "from", template->source_from.text);
        write_value(w, "account", template->source_account.text);
        write_value(w, "id", template->source_id.text);
        write_value(w, "fetched", template->source_fetched.text);
        write_close_map(w);
    }
    if (template->dlt_entity.text) {
        write_open_map(w, "dlt", WRITE_LINE);
        write_value(w, "entity_id", template->dlt_entity.text);
        write_value(w, "template_id", template->dlt_template.text);
        write_close_map(w);
    }
}

static void
write_header(struct write *w, const struct template *template)
{
    if (!template->header_format.given)
        return;
    write_open_map(w, "header", WRITE_LINE);
    write_choice(w, "format", &template->header_format, header_format_words);
    write_value(w, "text", template->header_text.text);
    write_close_map(w);
}

static void
write_template(struct write *w, const struct template *template)
{
    write_open_map(w, NULL, WRITE_BLOCK);
    write_value(w, "name", template->name.text);
    write_choice(w, "kind", &template->kind, kind_words);
    write_value(w, "language", template->language.text);
    write_choice(w, "category", &template->category, category_words);
    write_choice(w, "type", &template->type, sms_type_words);
    write_choice(w, "status", &template->status, template_status_words);
    write_value(w, "reason", template->reason.text);
    write_choice(w, "quality", &template->quality, template_quality_words);
    write_bare(w, "ttl", template->ttl.text);
    write_header(w, template);
    write_value(w, "body", template->body.text);
    write_value(w, "footer", template->footer.text);
    write_buttons(w, template);
    write_list(w, "variables", &template->variables);
    write_origin(w, template);
    write_examples(w, template);
    write_close_map(w);
}

void
catalogue_write(
    const struct template *const *templates, size_t n, struct text *out)
{
    struct write *w = write_begin(out);

    write_open_map(w, NULL, WRITE_BLOCK);
    write_bare(w, "fallback", "1");
    write_open_list(w, "templates", WRITE_BLOCK);
    for (size_t i = 0; i < n; i++)
        write_template(w, templates[i]);
    write_close_list(w);
    write_close_map(w);
    write_end(w);
}
