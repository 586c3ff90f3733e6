/* The recipe of reports: where in a request each thing stands. */
#include "recipe.h"

#include <string.h>

#include "pick.h"
#include "recipe_parts.h"

static keys_fn read_source, read_pointer, read_map;

#define REPORTS(member) offsetof(struct recipe_reports, member)
#define MAP_(member) offsetof(struct recipe_map, member)

static const struct keys_row map_keys[] = {
    {"from", read_source, MAP_(from), .required = true,
        .help = "where the word stands: query.NAME, form.NAME or /pointer"},
    {"map", read_map, 0, .required = true,
        .help = "their words, and ours for each"},
    {0},
};

static const struct keys_row answer_map_keys[] = {
    {"from", read_source, MAP_(from), .required = true, .detail = "answer",
        .help = "where the word stands in the answer: /pointer"},
    {"map", read_map, 0, .required = true,
        .help = "their words, and ours for each"},
    {0},
};

static const struct keys_row reports_keys[] = {
    {"auth", recipe_keys_auth, REPORTS(auth), .required = true,
        .detail = "reports", .help = "how a report proves where it is from"},
    {"reference", read_source, REPORTS(reference), .detail = "path",
        .help = "our reference: path, query.NAME, form.NAME or /pointer"},
    {"message_id", read_source, REPORTS(message_id),
        .help = "the provider's id of the message, where there is one"},
    {"data", read_pointer, REPORTS(data),
        .help = "pointer to JSON in base64; other pointers begin inside it"},
    {"each", read_pointer, REPORTS(each),
        .help = "pointer to the items of a batch; other pointers begin there"},
    {"part", read_source, REPORTS(part),
        .help = "the number of the part, from 1"},
    {"report", recipe_keys_report, REPORTS(report), .required = true,
        .help = "what became of the message: {from, map}"},
    {"class", recipe_keys_reason, REPORTS(class),
        .help = "why it failed: {from, map}"},
    {0},
};

static bool
set_source(
    struct recipe_source *source, enum recipe_place place, const char *name)
{
    *source = (struct recipe_source){.place = place, .name = name};
    return true;
}

static bool
parse_source(const char *text, struct recipe_source *source)
{
    if (!strcmp(text, "path"))
        return set_source(source, PLACE_PATH, "");
    if (text[0] == '/')
        return set_source(source, PLACE_JSON, text);
    if (!strncmp(text, "query.", 6) && text[6])
        return set_source(source, PLACE_QUERY, text + 6);
    if (!strncmp(text, "form.", 5) && text[5])
        return set_source(source, PLACE_FORM, text + 5);
    return false;
}

/* False after a finding. */
static bool
read_place(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path,
    struct recipe_source *source)
{
    const size_t before = reader->findings->n;

    if (!recipe_is_text(reader, value, path))
        return false;
    const char *fault = value->text[0] == '/' ? pick_fault(value->text) : NULL;
    if (fault)
        recipe_complain(reader, value, path, NULL, "%s", fault);
    else if (!parse_source(value->text, source))
        recipe_complain(reader, value, path, NULL,
            "'%s' is not query.NAME, form.NAME or a /pointer", value->text);
    else if (text_is(row->detail, "answer") && source->place != PLACE_JSON)
        recipe_complain(reader, value, path, NULL,
            "'%s' is not a /pointer into the answer", value->text);
    else if (source->place == PLACE_PATH && !text_is(row->detail, "path"))
        recipe_complain(
            reader, value, path, NULL, "only the reference can be in the path");
    return reader->findings->n == before;
}

/* One place, or several of which the first that has something counts. */
static void
read_source(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct recipe_source first, *last = NULL;
    void *items = NULL;

    if (value->kind != NODE_LIST) {
        if (read_place(reader, row, value, path, &first))
            *(struct recipe_source *)into = first;
        return;
    }
    const size_t n =
        keys_items(reader, value, NODE_LIST, path, sizeof(char), &items);
    if (!n)
        recipe_complain(
            reader, value, path, NULL, "an empty list names no place");
    for (size_t i = 0; i < n; i++) {
        const struct keys_path here = {.up = path, .index = i};
        struct recipe_source *place =
            last ? arena_alloc(reader->arena, sizeof(*place)) : into;

        if (!read_place(reader, row, value->items[i], &here, &first))
            return;
        *place = first;
        if (last)
            last->next = place;
        last = place;
    }
}

static void
read_pointer(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct value_text text = {0};

    recipe_keys_pointer(reader, row, value, path, &text);
    *(const char **)into = text.text;
}

struct map_reading { /* what read_map() has to know beside the map */
    struct recipe_map map;
    const char *const *words;
    int first; /* the value of the first word */
};

static void
read_map(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct map_reading *reading = into;
    struct recipe_map *map = &reading->map;
    void *items = NULL;

    (void)row;
    map->nwords =
        keys_items(reader, value, NODE_MAP, path, sizeof(*map->words), &items);
    map->words = items;
    for (size_t i = 0; i < map->nwords; i++) {
        const struct node *word = value->items[i];
        const struct keys_path here = {.up = path, .key = value->keys[i]->text};

        map->words[i].theirs = value->keys[i]->text;
        map->words[i].at = value->keys[i]->at;
        if (!recipe_is_text(reader, word, &here))
            continue;
        const int index = keys_word(reading->words, word->text);
        if (index < 0)
            recipe_unknown(reader, word, &here, word->text, reading->words);
        map->words[i].ours = index + reading->first;
    }
}

static void
read_words(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path,
    struct map_reading *reading, struct recipe_map *into)
{
    keys_read(reader, value, path,
        text_is(row->detail, "answer") ? answer_map_keys : map_keys, reading);
    *into = reading->map;
}

void
recipe_keys_report(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct map_reading reading = {.words = report_words};

    read_words(reader, row, value, path, &reading, into);
}

void
recipe_keys_reason(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct map_reading reading = {
        .words = recipe_class_words, .first = RECIPE_CLASS_FIRST};

    read_words(reader, row, value, path, &reading, into);
}

/*
 * The secret of a path is good for the reference in that path and no other:
 * who knows it must not be able to speak of other messages.
 */
static void
check_together(struct keys_reader *reader, const struct recipe_reports *reports,
    const struct node *tree, const struct keys_path *path)
{
    if (reports->auth.proof == PROOF_SECRET_PATH &&
        reports->reference.place != PLACE_PATH)
        recipe_complain(reader, tree, path, "add 'reference: path'",
            "the secret of a path proves only the reference in it");
    else if (reports->auth.proof == PROOF_GOOGLE_SIGNATURE && !reports->data)
        recipe_complain(reader, tree, path, "add 'data: /message/data'",
            "the signature is that of the data inside");
    else if (!reports->reference.place && !reports->message_id.place)
        recipe_complain(reader, tree, path, "add 'message_id: /id'",
            "without reference and message_id no message can be found");
}

bool
recipe_read_reports(struct recipe_reports *reports, struct arena *arena,
    const struct provider *provider, struct findings *findings)
{
    struct recipe_reader reader = {
        .keys = {.arena = arena, .file = provider->file, .findings = findings},
        .provider = provider,
    };
    const struct keys_path path = {.key = "reports"};
    const size_t before = findings->n;

    *reports = (struct recipe_reports){0};
    keys_read(&reader.keys, provider->reports, &path, reports_keys, reports);
    if (findings->n == before)
        check_together(&reader.keys, reports, provider->reports, &path);
    return findings->n == before;
}
