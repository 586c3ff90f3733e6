/* Bringing one template up to date, key by key. */
#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "duration.h"
#include "import_parts.h"
#include "placeholder.h"

enum told {       /* how a change of a key is told */
    TOLD_VALUES,  /* "ttl 60s -> 10m" */
    TOLD_STATUS,  /* the same, with the reason */
    TOLD_CHANGED, /* "body changed" */
};

/* In the order of the canonical form. */
static const struct key {
    const char *name;
    unsigned known; /* 0: it identifies, or is looked after by itself */
    enum told told;
} keys[] = {
    {"name"},
    {"kind"},
    {"language"},
    {"category", INCOMING_CATEGORY, TOLD_VALUES},
    {"type", INCOMING_TYPE, TOLD_VALUES},
    {"status", INCOMING_STATUS, TOLD_STATUS},
    {"reason", INCOMING_REASON, TOLD_VALUES},
    {"quality", INCOMING_QUALITY, TOLD_VALUES},
    {"ttl", INCOMING_TTL, TOLD_VALUES},
    {"header", INCOMING_PARTS, TOLD_CHANGED},
    {"body", INCOMING_BODY, TOLD_CHANGED},
    {"footer", INCOMING_FOOTER, TOLD_CHANGED},
    {"buttons", INCOMING_PARTS, TOLD_CHANGED},
    {"variables", INCOMING_VARIABLES, TOLD_CHANGED},
    {"source"},
    {"dlt", INCOMING_DLT, TOLD_CHANGED},
    {"examples"},
};

struct merge {
    struct arena *arena;
    struct node *item;
    const struct node *wanted;
    unsigned knows;
    struct text words;
};

/* A tree lives as long as the import: what was read is put into another. */
static struct node *
as_value(const struct node *node)
{
    return (struct node *)(uintptr_t)node;
}

static void
set(struct merge *m, const char *key, const struct node *value)
{
    const char *after = NULL;

    for (size_t i = 0; strcmp(keys[i].name, key) != 0; i++)
        if (node_get(m->item, keys[i].name))
            after = keys[i].name;
    node_set(m->arena, m->item, key, as_value(value), after);
}

static void say(struct merge *m, const char *format, ...) PRINTF_LIKE(2, 3);

static void
say(struct merge *m, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *words = text_format(format, args);
    va_end(args);
    text_addf(&m->words, "%s%s", m->words.len ? "; " : "", words);
}

static const char *
or_none(const char *text)
{
    return text && *text ? text : "none";
}

static void
say_status(struct merge *m, const struct node *before)
{
    const char *reason =
        m->knows & INCOMING_REASON ? node_text(m->wanted, "reason") : NULL;

    say(m, "status %s -> %s%s%s", or_none(before ? before->text : NULL),
        or_none(node_text(m->wanted, "status")), reason ? ": " : "",
        reason ? reason : "");
}

static void
say_change(struct merge *m, const struct key *key, const struct node *before,
    const struct node *after)
{
    switch (key->told) {
    case TOLD_VALUES:
        say(m, "%s %s -> %s", key->name, or_none(before ? before->text : NULL),
            or_none(after ? after->text : NULL));
        break;
    case TOLD_STATUS:
        say_status(m, before);
        break;
    case TOLD_CHANGED:
        say(m, "%s %s", key->name,
            !before      ? "added"
                : !after ? "removed"
                         : "changed");
        break;
    }
}

static bool
is_same(const char *key, const struct node *a, const struct node *b)
{
    int64_t before, after;

    if (!a || !b)
        return a == b;
    if (!strcmp(key, "ttl") && duration_parse(a->text, &before) &&
        duration_parse(b->text, &after))
        return before == after;
    return node_equal(a, b);
}

/* A reason belongs to its status: with another one it is another's. */
static void
merge_key(struct merge *m, const struct key *key)
{
    const struct node *before = node_get(m->item, key->name);
    const struct node *after = node_get(m->wanted, key->name);

    if (!(m->knows & key->known) || is_same(key->name, before, after))
        return;
    const bool told_already =
        key->known == INCOMING_REASON && strstr(text_str(&m->words), "status ");
    if (key->known == INCOMING_STATUS)
        m->knows |= INCOMING_REASON;
    if (!told_already)
        say_change(m, key, before, after);
    set(m, key->name, after);
}

static size_t
count_variables(const char *body)
{
    struct placeholder piece = {0};

    while (placeholder_next(PLACEHOLDER_DLT, body, &piece))
        continue;
    return piece.nth;
}

/* Names of variables that the body has no longer would be an error. */
static void
cut_variables(struct merge *m)
{
    struct node *list = as_value(node_get(m->item, "variables"));
    const char *body = node_text(m->item, "body");

    if (!text_is(node_text(m->item, "kind"), "sms") || !list || !body ||
        list->kind != NODE_LIST)
        return;
    const size_t n = count_variables(body);
    if (list->n <= n)
        return;
    say(m, "variables changed");
    if (!n)
        set(m, "variables", NULL);
    while (n && list->n > n)
        node_put(m->arena, list, list->n - 1, NULL);
}

/* Examples that were written by hand stay. */
static void
merge_examples(struct merge *m)
{
    const struct node *wanted = node_get(m->wanted, "examples");
    struct node *own = as_value(node_get(m->item, "examples"));
    size_t added = 0;

    if (!wanted)
        return;
    if (!own) {
        set(m, "examples", wanted);
        say(m, "examples added");
        return;
    }
    for (size_t i = 0; own->kind == NODE_MAP && i < wanted->n; i++) {
        if (node_get(own, wanted->keys[i]->text))
            continue;
        node_set(m->arena, own, wanted->keys[i]->text, wanted->items[i], NULL);
        added++;
    }
    if (added)
        say(m, "examples added");
}

/* All of `source` but the time, which changes for itself. */
static void
merge_source(struct merge *m)
{
    static const char *const parts[] = {"from", "account", "id"};
    const struct node *wanted = node_get(m->wanted, "source");
    struct node *own = as_value(node_get(m->item, "source"));
    const char *after = NULL;

    if (!own || own->kind != NODE_MAP) {
        set(m, "source", wanted);
        say(m, "source set");
        return;
    }
    bool changed = false;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const struct node *value = node_get(wanted, parts[i]);
        const struct node *before = node_get(own, parts[i]);

        if (value && !is_same(parts[i], before, value)) {
            node_set(m->arena, own, parts[i], as_value(value), after);
            changed = true;
        }
        if (node_get(own, parts[i]))
            after = parts[i];
    }
    if (changed)
        say(m, "source changed");
}

const char *
import_merge(struct arena *arena, struct node *item, const struct node *wanted,
    const struct incoming_template *incoming)
{
    struct merge m = {arena, item, wanted, incoming->knows, {0}};

    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        merge_key(&m, &keys[i]);
    cut_variables(&m);
    merge_examples(&m);
    merge_source(&m);
    const char *words = arena_strdup(arena, text_str(&m.words));
    text_done(&m.words);
    return words;
}

bool
import_refresh(struct arena *arena, struct node *item,
    const struct node *wanted, int64_t fetched_ms, bool changed)
{
    struct node *source = as_value(node_get(item, "source"));
    const struct node *fetched =
        node_get(node_get(wanted, "source"), "fetched");
    const char *text = node_text(source, "fetched");
    int64_t before = 0;

    if (!source || !fetched)
        return false;
    if (text && clock_parse(text, &before) &&
        (before >= fetched_ms ||
            (!changed && fetched_ms - before < IMPORT_REFRESH_MS)))
        return false;
    node_set(arena, source, "fetched", as_value(fetched), NULL);
    return true;
}
