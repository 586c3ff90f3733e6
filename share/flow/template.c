/* Templates: their words, their keys, and reading them. */
#include "template.h"

#include "clock.h"
#include "keys.h"
#include "template_keys.h"
#include "template_params.h"

#include <stdlib.h>
#include <string.h>

/* So much is read in one piece. */
#define PIECE_VALUES 400
#define PIECE_TEMPLATES 50

const char *const kind_words[] = {"sms", "whatsapp", "rcs", NULL};
const char *const kind_titles[] = {"SMS", "WhatsApp", "RCS", NULL};
const char *const template_status_words[] = {
    [TEMPLATE_APPROVED] = "approved",
    [TEMPLATE_PENDING] = "pending",
    [TEMPLATE_REJECTED] = "rejected",
    [TEMPLATE_PAUSED] = "paused",
    [TEMPLATE_DISABLED] = "disabled",
    [TEMPLATE_IN_APPEAL] = "in_appeal",
    [TEMPLATE_FLAGGED] = "flagged",
    [TEMPLATE_DELETED] = "deleted",
    [TEMPLATE_ARCHIVED] = "archived",
    [TEMPLATE_LIMIT_EXCEEDED] = "limit_exceeded",
    [TEMPLATE_LOCKED] = "locked",
    [TEMPLATE_PENDING_DELETION] = "pending_deletion",
    [TEMPLATE_REINSTATED] = "reinstated",
    [TEMPLATE_UNARCHIVED] = "unarchived",
    [TEMPLATE_UNSUPPORTED] = "unsupported",
    NULL,
};
const char *const template_quality_words[] = {
    [QUALITY_UNKNOWN] = "unknown",
    [QUALITY_GREEN] = "green",
    [QUALITY_YELLOW] = "yellow",
    [QUALITY_RED] = "red",
    NULL,
};
const char *const sms_type_words[] = {"otp", "txn", "mkt", NULL};
const char *const header_format_words[] = {
    "text", "image", "video", "document", "location", NULL};
const char *const button_type_words[] = {
    "otp", "url", "quick_reply", "phone_number", "copy_code", NULL};

static keys_fn read_buttons, read_examples;

#define TEMPLATE(member) offsetof(struct template, member)
#define BUTTON(member) offsetof(struct template_button, member)

static const struct keys_row source_keys[] = {
    {"from", keys_text, TEMPLATE(source_from), .required = true,
        .help = "where the template is kept: meta, kaleyra, csv"},
    {"account", keys_text, TEMPLATE(source_account),
        .help = "whose it is there: a WhatsApp business account, a SID"},
    {"id", keys_text, TEMPLATE(source_id), .help = "its id there"},
    {"fetched", keys_text, TEMPLATE(source_fetched),
        .help = "when its status was looked up, 2026-11-20T09:12:00Z"},
    {0},
};

static const struct keys_row dlt_keys[] = {
    {"entity_id", keys_text, TEMPLATE(dlt_entity), .required = true,
        .help = "the sender's entity in India's register, 12 to 19 digits"},
    {"template_id", keys_text, TEMPLATE(dlt_template), .required = true,
        .help = "the template's id in India's register, 19 digits"},
    {0},
};

static const struct keys_row header_keys[] = {
    {"format", keys_choice, TEMPLATE(header_format), .required = true,
        .detail = header_format_words,
        .help = "text, image, video, document or location"},
    {"text", keys_text, TEMPLATE(header_text),
        .help = "of a text header, with at most one variable"},
    {0},
};

const struct keys_row template_button_keys[] = {
    {"type", keys_choice, BUTTON(type), .required = true,
        .detail = button_type_words, .help = "what the button does"},
    {"text", keys_text, BUTTON(text), .required = true, .help = "its label"},
    {"url", keys_text, BUTTON(url),
        .help = "where it leads, with at most one variable at the end"},
    {"phone_number", keys_text, BUTTON(phone_number), .help = "whom it calls"},
    {0},
};

const struct keys_row template_keys[] = {
    {"name", keys_text, TEMPLATE(name), .required = true,
        .help = "the name by which flows call it"},
    {"kind", keys_choice, TEMPLATE(kind), .required = true,
        .detail = kind_words, .help = "sms, whatsapp or rcs"},
    {"language", keys_text, TEMPLATE(language), .required = true,
        .help = "en, it, pt_BR"},
    {"category", keys_choice, TEMPLATE(category), .required = true,
        .detail = category_words,
        .help = "authentication, utility or marketing"},
    {"type", keys_choice, TEMPLATE(type), .detail = sms_type_words,
        .help = "of an SMS: otp, txn or mkt"},
    {"status", keys_choice, TEMPLATE(status), .required = true,
        .detail = template_status_words,
        .help = "only approved ones can be sent"},
    {"reason", keys_text, TEMPLATE(reason), .help = "why it is not approved"},
    {"quality", keys_choice, TEMPLATE(quality),
        .detail = template_quality_words,
        .help = "what recipients think of it: green, yellow, red or unknown"},
    {"source", keys_map, 0, .detail = source_keys,
        .help = "where it came from, and when"},
    {"ttl", keys_time, TEMPLATE(ttl),
        .help = "how long the platform keeps trying"},
    {"header", keys_map, 0, .detail = header_keys, .help = "above the body"},
    {"body", keys_text, TEMPLATE(body), .required = true,
        .help = "the text, with its variables"},
    {"footer", keys_text, TEMPLATE(footer), .help = "below the body"},
    {"buttons", read_buttons, 0, .help = "below the message"},
    {"variables", keys_list, TEMPLATE(variables),
        .help = "names for the {#var#}s of an SMS, in order"},
    {"dlt", keys_map, 0, .detail = dlt_keys, .help = "India's register"},
    {"examples", read_examples, 0,
        .help = "a value for each parameter, for previews"},
    {0},
};

static void
read_buttons(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct template *template = into;
    void *items = NULL;

    (void)row;
    template->nbuttons = keys_items(
        reader, value, NODE_LIST, path, sizeof(*template->buttons), &items);
    template->buttons = items;
    for (size_t i = 0; i < template->nbuttons; i++) {
        const struct keys_path here = {.up = path, .index = i};

        keys_read(reader, value->items[i], &here, template_button_keys,
            &template->buttons[i]);
    }
}

static void
read_examples(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct template *template = into;
    void *items = NULL;

    template->nexamples = keys_items(
        reader, value, NODE_MAP, path, sizeof(*template->examples), &items);
    template->examples = items;
    for (size_t i = 0; i < template->nexamples; i++) {
        const struct node *key = value->keys[i];
        const struct keys_path here = {.up = path, .key = key->text};
        struct template_example *example = &template->examples[i];

        example->key = (struct value_text){.text = key->text, .at = key->at};
        keys_text(reader, row, value->items[i], &here, &example->value);
        if (!example->value.text)
            example->value.text = "";
    }
}

static void
read_fetched(struct keys_reader *reader, struct template *template,
    const struct keys_path *path)
{
    const struct value_text *fetched = &template->source_fetched;

    if (fetched->text && !clock_parse(fetched->text, &template->fetched_ms))
        keys_complain(reader, "value-wrong", fetched->at, path, NULL,
            "'%s' is not an instant such as 2026-11-20T09:12:00Z",
            fetched->text);
}

static void
read_template(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, struct template *template)
{
    template->file = reader->file;
    template->at = value->at;
    keys_read(reader, value, path, template_keys, template);
    read_fetched(reader, template, path);
    const size_t before = reader->findings->n;
    template_params_find(reader, template, path);
    template->damaged = reader->findings->n > before;
}

/* A template without what it is found by is left out: its findings stand. */
static bool
is_whole(const struct template *template)
{
    return template->name.text && template->language.text &&
        template->kind.given && template->body.text && template->status.given &&
        template->category.given;
}

struct templates_file {
    struct value_number format;
    const struct node *templates;
};

static const struct keys_row file_keys[] = {
    {"fallback", keys_number, offsetof(struct templates_file, format),
        .help = "version of the format"},
    {"templates", keys_node, offsetof(struct templates_file, templates),
        .required = true, .help = "a list of templates"},
    {0},
};

static void
make_room(struct catalogue *catalogue, size_t more)
{
    if (!more)
        return;
    catalogue->items = reallocarray(
        catalogue->items, catalogue->n + more, sizeof(*catalogue->items));
    if (!catalogue->items)
        abort();
}

struct catalogue_reader {
    struct keys_reader keys;
    struct catalogue *catalogue;
    struct arena tree; /* several times what is kept of it */
    struct node_reader *nodes;
    const struct node *list;
    size_t next;                    /* of the list */
    size_t before;                  /* templates of other files */
    struct findings own, *findings; /* about the templates; of the caller */
};

static void
begin_list(struct catalogue_reader *reader, const struct node *list)
{
    const struct keys_path path = {.key = "templates"};

    if (list->kind == NODE_LIST)
        reader->list = list;
    else
        keys_complain(&reader->keys, "value-kind", list->at, &path, NULL,
            "a list of templates is expected here");
}

/* The tree is there: what it holds beside the templates. Of a file that is no
 * YAML nothing is kept. */
static void
begin_templates(struct catalogue_reader *reader)
{
    struct templates_file content = {0};
    const struct node *root = node_reader_close(reader->nodes);

    reader->nodes = NULL;
    if (!root) {
        reader->list = NULL;
        reader->catalogue->n = reader->before;
        findings_done(&reader->own);
        return;
    }
    reader->keys.findings = reader->findings;
    keys_read(&reader->keys, root, NULL, file_keys, &content);
    keys_format(&reader->keys, &content.format, root);
    if (content.templates)
        begin_list(reader, content.templates);
    reader->keys.findings = &reader->own;
}

static void
read_next(struct catalogue_reader *reader)
{
    const struct keys_path path = {.key = "templates"};
    const struct keys_path here = {.up = &path, .index = reader->next};
    struct catalogue *catalogue = reader->catalogue;
    struct template *template = &catalogue->items[catalogue->n];

    *template = (struct template){0};
    read_template(
        &reader->keys, reader->list->items[reader->next++], &here, template);
    catalogue->n += is_whole(template);
}

/* At most so many of the list's first `whole` ones; false if there are none. */
static bool
read_templates(struct catalogue_reader *reader, size_t whole)
{
    const size_t there = whole > reader->next ? whole - reader->next : 0;
    const size_t n = there < PIECE_TEMPLATES ? there : PIECE_TEMPLATES;

    make_room(reader->catalogue, n);
    for (size_t i = 0; i < n; i++)
        read_next(reader);
    return n;
}

/* Those that are whole are there before the file is at its end. */
static void
read_ahead(struct catalogue_reader *reader)
{
    const struct node *list =
        node_get(node_reader_root(reader->nodes), "templates");

    if (!list || list->kind != NODE_LIST || !list->n)
        return;
    reader->list = list;
    (void)read_templates(reader, list->n - 1);
}

struct catalogue_reader *
catalogue_open(struct catalogue *catalogue, const char *file, const char *bytes,
    size_t len, struct findings *findings)
{
    struct catalogue_reader *reader = calloc(1, sizeof(*reader));

    if (!reader)
        abort();
    reader->catalogue = catalogue;
    reader->before = catalogue->n;
    reader->findings = findings;
    reader->keys = (struct keys_reader){
        .arena = &catalogue->arena,
        .file = arena_strdup(&catalogue->arena, file),
        .findings = &reader->own,
    };
    reader->nodes = node_reader_open(&reader->tree, &catalogue->arena,
        reader->keys.file, bytes, len, TEMPLATES_BYTES_MAX, findings);
    return reader;
}

bool
catalogue_some(struct catalogue_reader *reader)
{
    if (!reader->nodes)
        return reader->list && read_templates(reader, reader->list->n);
    if (node_reader_some(reader->nodes, PIECE_VALUES))
        read_ahead(reader);
    else
        begin_templates(reader);
    return true;
}

void
catalogue_close(struct catalogue_reader *reader)
{
    if (reader->nodes)
        (void)node_reader_close(reader->nodes); /* given up half way */
    findings_append(reader->findings, &reader->own);
    findings_done(&reader->own);
    arena_free(&reader->tree);
    free(reader);
}

void
catalogue_read(struct catalogue *catalogue, const char *file, const char *bytes,
    size_t len, struct findings *findings)
{
    struct catalogue_reader *reader =
        catalogue_open(catalogue, file, bytes, len, findings);

    while (catalogue_some(reader))
        continue;
    catalogue_close(reader);
}
