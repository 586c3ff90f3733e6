/* The draft's values by their paths. */
#include "draft.h"

#include <stdio.h>
#include <string.h>

#include "flow_keys.h"

/* A value of the flow: its row in the tables of the format, and its struct. */
struct place {
    const struct keys_row *row;
    void *into;               /* the member */
    struct flow_param *param; /* or: the value of a parameter */
};

static const struct keys_row *
find_row(const struct keys_row *rows, const char *name, size_t len)
{
    for (; rows->name; rows++)
        if (strlen(rows->name) == len && !strncmp(rows->name, name, len))
            return rows;
    return NULL;
}

/* Follows keys that are maps of fixed keys: "send_window/from". */
static bool
find_in(const struct keys_row *rows, void *base, const char *path,
    struct place *place)
{
    const size_t len = strcspn(path, "/");
    const struct keys_row *row = find_row(rows, path, len);

    if (!row)
        return false;
    void *into = (char *)base + row->offset;
    if (path[len] == '/')
        return row->read == keys_map &&
            find_in(row->detail, into, path + len + 1, place);
    *place = (struct place){.row = row, .into = into};
    return true;
}

static struct flow_param *
make_param(struct draft *draft, struct flow_channel *channel, const char *key,
    bool make)
{
    for (size_t i = 0; i < channel->nparams; i++)
        if (!strcmp(channel->params[i].key.text, key))
            return &channel->params[i];
    if (!make)
        return NULL;
    struct arena *arena = &draft->flow->arena;
    channel->params = arena_grow(
        arena, channel->params, channel->nparams, sizeof(*channel->params));
    struct flow_param *param = &channel->params[channel->nparams++];
    *param = (struct flow_param){.key = {.text = arena_strdup(arena, key)}};
    return param;
}

static struct flow_input *
make_input(struct draft *draft, const char *name, size_t len, bool make)
{
    struct flow *flow = draft->flow;

    for (size_t i = 0; i < flow->ninputs; i++)
        if (strlen(flow->inputs[i].name.text) == len &&
            !strncmp(flow->inputs[i].name.text, name, len))
            return &flow->inputs[i];
    if (!make || !len)
        return NULL;
    flow->inputs = arena_grow(
        &flow->arena, flow->inputs, flow->ninputs, sizeof(*flow->inputs));
    struct flow_input *input = &flow->inputs[flow->ninputs++];
    *input = (struct flow_input){
        .name = {.text = arena_strndup(&flow->arena, name, len)}};
    return input;
}

/* "0/delay", "0/params/code" */
static bool
find_in_channel(
    struct draft *draft, const char *path, bool make, struct place *place)
{
    char *rest;
    const unsigned long i = strtoul(path, &rest, 10);

    if (rest == path || *rest != '/' || i >= draft->flow->nchannels)
        return false;
    struct flow_channel *channel = &draft->flow->channels[i];
    const char *key = rest + 1;
    if (strncmp(key, "params/", 7) != 0)
        return find_in(flow_channel_keys, channel, key, place);
    *place = (struct place){.param = make_param(draft, channel, key + 7, make)};
    return place->param || !make;
}

static bool
find(struct draft *draft, const char *path, bool make, struct place *place)
{
    *place = (struct place){0};
    if (path[0] != '/')
        return false;
    path++;
    if (!strncmp(path, "channels/", 9))
        return find_in_channel(draft, path + 9, make, place);
    if (!strncmp(path, "inputs/", 7)) {
        const char *name = path + 7;
        const size_t len = strcspn(name, "/");
        struct flow_input *input = make_input(draft, name, len, make);

        if (!name[len])
            return input != NULL;
        return input && find_in(flow_input_keys, input, name + len + 1, place);
    }
    return find_in(flow_keys, draft->flow, path, place);
}

/* How large each kind of member is, to take a value away. */
static size_t
size_of(const struct keys_row *row)
{
    static const struct {
        keys_fn *read;
        size_t size;
    } sizes[] = {
        {keys_text, sizeof(struct value_text)},
        {keys_time, sizeof(struct value_time)},
        {keys_number, sizeof(struct value_number)},
        {keys_choice, sizeof(struct value_choice)},
        {keys_flag, sizeof(struct value_choice)},
        {keys_list, sizeof(struct value_list)},
    };

    for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
        if (sizes[i].read == row->read)
            return sizes[i].size;
    return 0;
}

static const char *
number_text(struct draft *draft, const struct value_number *number)
{
    return number->given
        ? arena_printf(&draft->flow->arena, "%lld", (long long)number->number)
        : NULL;
}

static const char *
list_text(struct draft *draft, const struct value_list *list)
{
    auto_(text) struct text out = {0};

    if (!list->items)
        return NULL;
    for (size_t i = 0; i < list->n; i++)
        text_addf(&out, i ? ", %s" : "%s", list->items[i].text);
    return arena_strdup(&draft->flow->arena, text_str(&out));
}

static const char *
text_of(struct draft *draft, const struct place *place)
{
    const struct keys_row *row = place->row;
    const struct value_choice *choice = place->into;

    if (place->param)
        return place->param->value.text;
    if (!row)
        return NULL;
    if (row->read == keys_text)
        return ((const struct value_text *)place->into)->text;
    if (row->read == keys_time)
        return ((const struct value_time *)place->into)->text;
    if (row->read == keys_number)
        return number_text(draft, place->into);
    if (row->read == keys_list)
        return list_text(draft, place->into);
    if (row->read == keys_flag)
        return choice->given ? choice->value ? "true" : "false" : NULL;
    if (row->read == keys_choice)
        return choice->given ? ((const char *const *)row->detail)[choice->value]
                             : NULL;
    return NULL;
}

static struct draft_raw *
find_raw(const struct draft *draft, const char *path)
{
    for (size_t i = 0; i < draft->nraws; i++)
        if (!strcmp(draft->raws[i].path, path))
            return &draft->raws[i];
    return NULL;
}

static void
drop_raw(struct draft *draft, const char *path)
{
    struct draft_raw *raw = find_raw(draft, path);

    if (raw)
        *raw = draft->raws[--draft->nraws];
}

static void
keep_raw(struct draft *draft, const char *path, const char *text)
{
    struct arena *arena = &draft->flow->arena;

    draft->raws =
        arena_grow(arena, draft->raws, draft->nraws, sizeof(*draft->raws));
    draft->raws[draft->nraws++] = (struct draft_raw){
        .path = arena_strdup(arena, path), .text = arena_strdup(arena, text)};
}

const char *
draft_get(const struct draft *draft, const char *path)
{
    const struct draft_raw *raw = find_raw(draft, path);
    struct draft *changing = (struct draft *)(uintptr_t)draft;
    struct place place;

    if (raw)
        return raw->text;
    /* Numbers and lists are spelled into the arena: nothing else changes. */
    return find(changing, path, false, &place) ? text_of(changing, &place)
                                               : NULL;
}

/* "a, b" as the list that YAML would have. */
static struct node
list_node(struct arena *arena, const char *text)
{
    struct node list = {.kind = NODE_LIST, .at = {1, 1}};

    while (*text) {
        text += strspn(text, ", ");
        const size_t len = strcspn(text, ", ");
        struct node *item = arena_alloc(arena, sizeof(*item));

        if (!len)
            break;
        *item = (struct node){.kind = NODE_TEXT,
            .text = arena_strndup(arena, text, len),
            .len = len};
        list.items = arena_grow(arena, list.items, list.n, sizeof(item));
        list.items[list.n++] = item;
        text += len;
    }
    return list;
}

/* Reads the text by the key's own row: what a file may hold, and no more. */
static bool
read_value(struct draft *draft, const struct place *place, const char *text,
    void *into, struct findings *findings)
{
    struct keys_reader reader = {.arena = &draft->flow->arena,
        .file = draft->flow->file,
        .findings = findings};
    struct node node = {.kind = NODE_TEXT,
        .text = arena_strdup(&draft->flow->arena, text),
        .len = strlen(text),
        .quoted = true};

    if (place->row->read == keys_list)
        node = list_node(&draft->flow->arena, text);
    place->row->read(&reader, place->row, &node, NULL, into);
    return !findings->n;
}

bool
draft_set(struct draft *draft, const char *path, const char *text)
{
    auto_(findings) struct findings findings = {0};
    const bool given = text && *text;
    struct place place;

    if (!find(draft, path, given, &place))
        return false;
    drop_raw(draft, path);
    if (place.param) {
        place.param->value.text =
            arena_strdup(&draft->flow->arena, text ? text : "");
        return true;
    }
    if (!place.row)
        return true; /* an input was made, or there is nothing to take away */
    const size_t size = size_of(place.row);
    if (!size)
        return false;
    memset(place.into, 0, size);
    if (given && !read_value(draft, &place, text, place.into, &findings)) {
        memset(place.into, 0, size);
        keep_raw(draft, path, text);
    }
    return true;
}

static bool
is_given(struct draft *draft, const struct keys_row *row, void *base)
{
    const struct place place = {.row = row, .into = (char *)base + row->offset};

    return text_of(draft, &place) != NULL;
}

static bool
was_found(const struct findings *findings, const char *path, const char *name)
{
    auto_(text) struct text quoted = {0};

    text_addf(&quoted, "'%s' ", name);
    for (size_t i = 0; i < findings->n; i++)
        if (!strcmp(findings->items[i].code, "key-missing") &&
            !strcmp(findings->items[i].path, path) &&
            !strncmp(findings->items[i].text, quoted.bytes, quoted.len))
            return true;
    return false;
}

/* A map with some of its keys needs all that the format requires of it. */
static void
find_gaps(struct draft *draft, const struct keys_row *map, void *base,
    struct findings *findings)
{
    struct arena *arena = &draft->flow->arena;
    const char *parent = arena_printf(arena, "/%s", map->name);
    const struct keys_row *rows = map->detail;
    bool any = false;

    for (const struct keys_row *row = rows; row->name; row++)
        any = any || is_given(draft, row, base);
    for (const struct keys_row *row = rows; any && row->name; row++) {
        const char *path = arena_printf(arena, "%s/%s", parent, row->name);

        if (row->required && !is_given(draft, row, base) &&
            !find_raw(draft, path) && !was_found(findings, parent, row->name))
            findings_add(findings, "key-missing", draft->flow->file,
                (struct mark){0}, path, row->help, "'%s' is missing here",
                row->name);
    }
}

void
draft_gap_findings(const struct draft *draft, struct findings *findings)
{
    struct draft *changing = (struct draft *)(uintptr_t)draft;

    for (const struct keys_row *row = flow_keys; row->name; row++)
        if (row->read == keys_map)
            find_gaps(
                changing, row, (char *)draft->flow + row->offset, findings);
}

void
draft_raw_finding(const struct draft *draft, const struct draft_raw *raw,
    struct findings *findings)
{
    auto_(findings) struct findings said = {0};
    struct draft *changing = (struct draft *)(uintptr_t)draft;
    struct value_list nowhere; /* as large as any value */
    struct place place;

    if (!find(changing, raw->path, false, &place) || !place.row)
        return;
    memset(&nowhere, 0, sizeof(nowhere));
    (void)read_value(changing, &place, raw->text, &nowhere, &said);
    for (size_t i = 0; i < said.n; i++)
        findings_add(findings, said.items[i].code, draft->flow->file,
            (struct mark){0}, raw->path, said.items[i].hint, "%s",
            said.items[i].text);
}
