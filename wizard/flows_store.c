/* What the store says of the flows in the list, and their order. */
#include <string.h>

#include "clean.h"
#include "flows.h"
#include "node.h"

#define ANSWER_MAX (8u << 20)

const char *const flows_order_words[FLOWS_ORDERS] = {
    [FLOWS_AS_READ] = "file",
    [FLOWS_BY_TITLE] = "title",
    [FLOWS_BY_STATE] = "state",
    [FLOWS_BY_CHANGE] = "last change",
};

static const char *
cleaned(struct flows *flows, const char *text)
{
    auto_(heap) char *clean = clean_line(text);

    return arena_strdup(&flows->arena, clean);
}

/* JSON is read as the YAML that it also is. */
static const struct node *
read_list(struct flows *flows, const char *json, size_t len, const char **store)
{
    auto_(findings) struct findings findings = {0};
    const struct node *root = node_read(
        &flows->arena, "the answer", json, len, ANSWER_MAX, &findings);
    const struct node *list = node_get(root, "flows");

    if (!list || list->kind != NODE_LIST)
        return NULL;
    *store = node_text(root, "store");
    return list;
}

/* "published by grace, 2026-11-23 22:37" */
static const char *
last_of(struct flows *flows, const struct node *item)
{
    const struct node *last = node_get(item, "last");
    const char *kind = node_text(last, "kind");
    const char *author = node_text(last, "author");
    const char *at = node_text(last, "at");
    auto_(text) struct text words = {0};

    if (!kind || !author || !at || strlen(at) < 16)
        return NULL;
    text_addf(&words, "%s by %s, %.10s %.5s UTC", kind, author, at, at + 11);
    return cleaned(flows, words.bytes);
}

static void
take_state(struct flows *flows, struct flows_row *row, const struct node *item)
{
    const char *revision = node_text(item, "revision");

    row->asked = true;
    row->published = text_is(node_text(item, "published"), "true");
    row->revision = revision ? strtoll(revision, NULL, 10) : 0;
    row->last = last_of(flows, item);
}

static void
add_stored(struct flows *flows, const struct node *item, const char *id)
{
    flows->rows =
        arena_grow(&flows->arena, flows->rows, flows->n, sizeof(*flows->rows));
    flows->rows[flows->n] = (struct flows_row){
        .title = cleaned(flows, node_text(item, "title")),
        .workflow_id = cleaned(flows, id),
        .channels = "",
        .way = "No file here has it. 'fallback-publish export' writes one.",
        .about = "",
        .changed = "",
    };
    take_state(flows, &flows->rows[flows->n++], item);
}

static void
take_row(struct flows *flows, const struct node *item)
{
    const char *id = node_text(item, "workflow_id");
    bool here = false;

    if (!id)
        return;
    for (size_t i = flows->drafts; i < flows->drafts + flows->files; i++)
        if (text_is(flows->rows[i].workflow_id, id)) {
            take_state(flows, &flows->rows[i], item);
            here = true;
        }
    if (!here && text_is(node_text(item, "published"), "true"))
        add_stored(flows, item, id);
}

bool
flows_take_list(struct flows *flows, const char *json, size_t len)
{
    const char *store = NULL;
    const struct node *list = read_list(flows, json, len, &store);

    if (!list)
        return false;
    flows->n = flows->drafts + flows->files;
    for (size_t i = flows->drafts; i < flows->n; i++)
        flows->rows[i].asked = true;
    for (size_t i = 0; i < list->n; i++)
        take_row(flows, list->items[i]);
    flows->store = cleaned(flows, store ? store : "");
    flows->store_state = NULL;
    return true;
}

static const char *
first_difference(struct flows *flows, const struct node *item)
{
    const struct node *list = node_get(item, "differences");

    return list && list->kind == NODE_LIST && list->n
        ? cleaned(flows, node_text(list->items[0], "text"))
        : NULL;
}

static void
take_change(struct flows *flows, const struct node *item)
{
    const char *id = node_text(item, "workflow_id");
    const bool changed = text_is(node_text(item, "change"), "updated");

    for (size_t i = flows->drafts; i < flows->drafts + flows->files; i++) {
        struct flows_row *row = &flows->rows[i];

        if (!id || !text_is(row->workflow_id, id))
            continue;
        row->changed_here = changed;
        row->changed_there =
            node_get(item, "drift") || node_get(item, "conflict");
        row->changes = changed ? first_difference(flows, item) : NULL;
    }
}

bool
flows_take_plan(struct flows *flows, const char *json, size_t len)
{
    const char *store = NULL;
    const struct node *list = len ? read_list(flows, json, len, &store) : NULL;

    for (size_t i = 0; list && i < list->n; i++)
        take_change(flows, list->items[i]);
    return list;
}

static const char *
plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void
add_stored_state(const struct flows_row *row, struct text *out)
{
    if (row->changed_there)
        text_addf(out, "! changed there, rev %lld", row->revision);
    else if (!row->revision)
        text_add(out, "not published");
    else
        text_addf(out, "%spublished %lld%s", row->published ? "" : "un",
            row->revision, row->changed_here ? " +" : "");
    if (!row->file)
        text_add(out, ", no file");
}

void
flows_state(const struct flows_row *row, struct text *out)
{
    if (row->unread)
        text_add(out, "...");
    else if (row->draft)
        text_add(out, "draft");
    else if (row->errors)
        text_addf(out, "! %zu error%s", row->errors, plural(row->errors));
    else if (row->asked)
        add_stored_state(row, out);
    else if (row->warnings)
        text_addf(out, "%zu warning%s", row->warnings, plural(row->warnings));
    else
        text_add(out, "ok");
    if (row->errors && row->published)
        text_addf(out, ", rev %lld", row->revision);
    else if (row->warnings && row->asked)
        text_add(out, " w");
}

/* What needs somebody first. */
static int
rank(const struct flows_row *row)
{
    const bool ranks[] = {row->errors != 0, row->changed_there, row->draft,
        row->changed_here, row->asked && !row->revision, row->published};
    int at = 0;

    while (at < (int)ARRAY_LEN(ranks) && !ranks[at])
        at++;
    return at;
}

static bool
comes_after(const struct flows_row *a, const struct flows_row *b,
    enum flows_order order)
{
    switch (order) {
    case FLOWS_BY_TITLE:
        return strcasecmp(a->title, b->title) > 0;
    case FLOWS_BY_STATE:
        return rank(a) > rank(b);
    case FLOWS_BY_CHANGE:
        return a->changed_s < b->changed_s;
    case FLOWS_AS_READ:
    case FLOWS_ORDERS:
        break;
    }
    return false;
}

struct sorting {
    const struct flows *flows;
    enum flows_order order;
    bool turned;
};

/* Equal ones stay as they were read. */
static int
compare(const void *a, const void *b, void *data)
{
    const struct sorting *sorting = data;
    const size_t at = *(const size_t *)a, other = *(const size_t *)b;
    const struct flows_row *rows = sorting->flows->rows;
    const int way = sorting->turned ? -1 : 1;

    if (comes_after(&rows[at], &rows[other], sorting->order))
        return way;
    if (comes_after(&rows[other], &rows[at], sorting->order))
        return -way;
    return sorting->order == FLOWS_AS_READ ? way * ((at > other) - (at < other))
                                           : (at > other) - (at < other);
}

void
flows_sort(struct flows *flows, enum flows_order order, bool turned)
{
    struct sorting sorting = {flows, order, turned};

    qsort_r(
        flows->shown, flows->nshown, sizeof(*flows->shown), compare, &sorting);
}

size_t
flows_at(const struct flows *flows, size_t place)
{
    return place < flows->nshown ? flows->shown[place] : flows->n;
}
