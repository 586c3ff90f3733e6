/* Reading reports by the recipe of their provider. */
#include "report.h"

#include <string.h>

#include "pairs.h"
#include "pick.h"
#include "recipe.h"
#include "remark.h"
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

/* What stands at a source, or NULL: nothing, or no text that we take. */
static const char *
value_at(const struct reading *r, const struct recipe_source *source,
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
words_of(const struct reading *r, const char *word, const char *class)
{
    const char *const values[] = {word, class};
    const struct recipe_source *const sources[] = {
        &r->recipe->report.from, &r->recipe->class.from};
    auto_(text) struct text words = {0};

    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        const char *name = sources[i]->name;

        if (!values[i])
            continue;
        const char *slash = strrchr(name, '/');
        text_addf(&words, "%s%s %s", words.len ? ", " : "",
            slash ? slash + 1 : name, values[i]);
    }
    return remark_make(r->arena, text_str(&words), NULL, 0);
}

static void
add_found(struct reading *r, const struct report_found *found)
{
    r->found = arena_grow(r->arena, r->found, r->n, sizeof(*r->found));
    r->found[r->n++] = *found;
}

static bool
read_item(const json_t *item, void *data)
{
    struct reading *r = data;
    const struct recipe_reports *recipe = r->recipe;
    const char *word = value_at(r, &recipe->report.from, item);
    const char *class = value_at(r, &recipe->class.from, item);
    int report, reason = REASON_FAILED;

    if (!recipe_translate(&recipe->report, word, &report)) {
        r->unknown++;
        return true;
    }
    if (report == REPORT_NONE)
        return true;
    if (report == REPORT_FAILED || report == REPORT_EXPIRED)
        (void)recipe_translate(&recipe->class, class, &reason);
    const struct report_found found = {
        .reference = value_at(r, &recipe->reference, item),
        .message_id = value_at(r, &recipe->message_id, item),
        .report = (enum report)report,
        .reason = (enum reason)reason,
        .part = part_at(r, item),
        .words = words_of(r, word, class),
    };
    if (found.reference || found.message_id)
        add_found(r, &found);
    else
        r->unknown++;
    return true;
}

static bool
needs(const struct recipe_reports *recipe, enum recipe_place place)
{
    const struct recipe_source *const sources[] = {&recipe->reference,
        &recipe->message_id, &recipe->part, &recipe->report.from,
        &recipe->class.from};

    for (size_t i = 0; i < ARRAY_LEN(sources); i++)
        if (sources[i]->place == place)
            return true;
    return false;
}

static void
read_request(struct reading *r)
{
    const struct report_request *request = r->request;
    const char *each = r->recipe->each;

    if (needs(r->recipe, PLACE_FORM))
        r->nform = pairs_read(r->arena, request->body, request->len, &r->form);
    if (!each && !needs(r->recipe, PLACE_JSON)) {
        (void)read_item(NULL, r);
        return;
    }
    json_auto_t *document = pick_read(request->body, request->len);
    if (document)
        (void)pick_each(document, each ? each : "", read_item, r);
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
