/* Reading reports by the recipe of their provider. */
#include "report.h"

#include <string.h>

#include "digest.h"
#include "pairs.h"
#include "pick.h"
#include "recipe.h"
#include "remark.h"
#include "tried.h"
#include "utf8.h"

#define PARTS_MAX 255

struct reading {
    struct arena *arena;
    const struct report_request *request;
    const struct recipe_reports *recipe;
    struct pair *form; /* the body's pairs, if it is looked at as a form */
    size_t nform;
    struct report_found *found;
    size_t n, unknown;
};

/* What stands at one place, or NULL: nothing, or no text that we take. */
static const char *
value_in(const struct reading *r, const struct recipe_source *source,
    const json_t *item)
{
    const struct report_request *request = r->request;
    const char *value = NULL;
    size_t bad;

    switch (source->place) {
    case PLACE_NOWHERE:
        return NULL;
    case PLACE_PATH:
        return request->reference;
    case PLACE_JSON:
        return pick_text(r->arena, pick_first(item, source->name));
    case PLACE_QUERY:
        value = request->query(source->name, request->data);
        break;
    case PLACE_FORM:
        value = pairs_value(r->form, r->nform, source->name);
        break;
    }
    if (!value || !*value || strlen(value) > PICK_TEXT_MAX ||
        !utf8_valid(value, strlen(value), &bad))
        return NULL;
    return value;
}

static const char *
value_at(const struct reading *r, const struct recipe_source *source,
    const json_t *item)
{
    const char *value = NULL;

    for (; source && !value; source = source->next)
        value = value_in(r, source, item);
    return value;
}

/* A word that a report has, and what its map makes of it. */
struct word {
    const char *text; /* NULL: there is none */
    const struct recipe_source *source;
    const struct recipe_word *row; /* NULL: the map does not know it */
};

/* The first word that the map knows, else the first that is there. */
static struct word
word_at(
    const struct reading *r, const struct recipe_map *map, const json_t *item)
{
    struct word first = {0};

    for (const struct recipe_source *at = &map->from; at; at = at->next) {
        const char *text = value_in(r, at, item);

        for (size_t i = 0; text && i < map->nwords; i++)
            if (recipe_word_fits(map->words[i].theirs, text))
                return (struct word){text, at, &map->words[i]};
        if (text && !first.text)
            first = (struct word){.text = text, .source = at};
    }
    return first;
}

static uint8_t
part_at(const struct reading *r, const json_t *item)
{
    const char *text = value_at(r, &r->recipe->part, item);

    if (!text || strlen(text) > 3 || text[strspn(text, "0123456789")])
        return 0;
    const unsigned long part = strtoul(text, NULL, 10);
    return part > PARTS_MAX ? 0 : (uint8_t)part;
}

/* "status 2", "status failed, code 131026": what stood there, by its name. */
static const char *
words_of(
    const struct reading *r, const struct word *word, const struct word *class)
{
    const struct word *const both[] = {word, class};
    auto_(text) struct text words = {0};

    for (size_t i = 0; i < ARRAY_LEN(both); i++) {
        if (!both[i]->text || (i && text_is(both[i]->text, word->text)))
            continue;
        const char *name = both[i]->source->name;
        const char *slash = strrchr(name, '/');
        text_addf(&words, "%s%s %s", words.len ? ", " : "",
            slash ? slash + 1 : name, both[i]->text);
    }
    return remark_make(r->arena, text_str(&words), NULL, 0);
}

static void
add_found(struct reading *r, const struct report_found *found)
{
    r->found = arena_grow(r->arena, r->found, r->n, sizeof(*r->found));
    r->found[r->n++] = *found;
}

static void
note_words(const struct reading *r, const struct recipe_word *word,
    const struct recipe_word *class)
{
    struct tried *tried = r->request->tried;

    if (!tried)
        return;
    tried->words[word - r->recipe->report.words] = true;
    if (class && (word->ours == REPORT_FAILED || word->ours == REPORT_EXPIRED))
        tried->classes[class - r->recipe->class.words] = true;
}

static bool
read_item(const json_t *item, void *data)
{
    struct reading *r = data;
    const struct recipe_reports *recipe = r->recipe;
    const struct word word = word_at(r, &recipe->report, item);
    struct word class = word_at(r, &recipe->class, item);
    enum reason reason = REASON_FAILED;

    if (!word.row) {
        r->unknown++;
        return true;
    }
    const enum report report = (enum report)word.row->ours;
    note_words(r, word.row, class.row);
    if (report == REPORT_NONE)
        return true;
    if (class.row && (report == REPORT_FAILED || report == REPORT_EXPIRED))
        reason = (enum reason) class.row->ours;
    const struct report_found found = {
        .reference = value_at(r, &recipe->reference, item),
        .message_id = value_at(r, &recipe->message_id, item),
        .report = report,
        .reason = reason,
        .part = part_at(r, item),
        .words = words_of(r, &word, &class),
    };
    if (found.reference || found.message_id)
        add_found(r, &found);
    else
        r->unknown++;
    return true;
}

static bool
has_place(const struct recipe_source *source, enum recipe_place place)
{
    for (; source; source = source->next)
        if (source->place == place)
            return true;
    return false;
}

static bool
needs(const struct recipe_reports *recipe, enum recipe_place place)
{
    return has_place(&recipe->reference, place) ||
        has_place(&recipe->message_id, place) ||
        has_place(&recipe->part, place) ||
        has_place(&recipe->report.from, place) ||
        has_place(&recipe->class.from, place);
}

char *
report_data(
    const struct report_request *request, const char *pointer, size_t *len)
{
    json_auto_t *document = pick_read(request->body, request->len);
    const char *text = json_string_value(pick_first(document, pointer));

    return text ? (char *)digest_unbase64(text, len) : NULL;
}

/* The document that the pointers begin in; the caller releases it. */
static json_t *
read_document(const struct reading *r)
{
    const struct report_request *request = r->request;
    size_t len;

    if (!r->recipe->data)
        return pick_read(request->body, request->len);
    auto_(heap) char *inside = report_data(request, r->recipe->data, &len);
    return inside ? pick_read(inside, len) : NULL;
}

/* A body that is no JSON may still be a form, where the file says so. */
static void
read_request(struct reading *r)
{
    const struct report_request *request = r->request;
    const struct recipe_reports *recipe = r->recipe;
    const struct recipe_source *from = &recipe->report.from;

    if (needs(recipe, PLACE_FORM))
        r->nform = pairs_read(r->arena, request->body, request->len, &r->form);
    json_auto_t *document =
        recipe->each || recipe->data || needs(recipe, PLACE_JSON)
        ? read_document(r)
        : NULL;
    if (document)
        (void)pick_each(
            document, recipe->each ? recipe->each : "", read_item, r);
    else if (has_place(from, PLACE_QUERY) || has_place(from, PLACE_FORM))
        (void)read_item(NULL, r);
    else
        r->unknown++;
}

size_t
report_read(struct arena *arena, const struct provider *provider,
    const struct report_request *request, struct report_found **found,
    size_t *unknown)
{
    auto_(findings) struct findings findings = {0};
    struct recipe_reports recipe = {0};
    struct reading r = {.arena = arena, .request = request, .recipe = &recipe};

    if (provider->reports &&
        recipe_read_reports(&recipe, arena, provider, &findings))
        read_request(&r);
    else
        r.unknown++;
    *found = r.found;
    *unknown = r.unknown;
    return r.n;
}
