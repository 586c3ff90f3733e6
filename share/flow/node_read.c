/* YAML events into a tree, with every refusal at its place. */
#include "node.h"

#include "hash.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* One event is allowed for so many bytes of the cap. */
#define BYTES_AN_EVENT 25

struct level {
    struct node *node;
    struct node *key; /* of a map: read, and its value is still to come */
    struct node_seen *seen;
};

struct builder {
    yaml_parser_t parser;
    struct arena *arena, *texts;
    struct findings *findings;
    const char *file;
    const char *bytes;
    size_t len;
    struct level levels[NODE_DEPTH_MAX + 1];
    size_t depth;
    struct node *root;
    size_t events, events_max;
    struct { /* a character as libyaml counts them, and where it begins */
        size_t index, byte;
    } cursor;
    bool failed;
};

static struct mark
mark_of(const yaml_mark_t *mark)
{
    return (struct mark){(int)mark->line + 1, (int)mark->column + 1};
}

static void
refuse(struct builder *b, const char *code, struct mark at, const char *hint,
    const char *text)
{
    findings_add(b->findings, code, b->file, at, "", hint, "%s", text);
    b->failed = true;
}

/* The line and column of a byte, for what is refused before libyaml looks. */
static struct mark
mark_at(const char *bytes, size_t offset)
{
    struct mark at = {1, 1};

    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] == '\n')
            at = (struct mark){at.line + 1, 1};
        else if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            at.column++;
    }
    return at;
}

static bool
bytes_are_text(struct builder *b, size_t len, size_t cap)
{
    size_t bad;

    if (len > cap) {
        findings_add(b->findings, "yaml-too-big", b->file, (struct mark){1, 1},
            "", NULL, "the file is over %zu kB", cap / 1000);
        return false;
    }
    const char *nul = memchr(b->bytes, '\0', len);
    if (nul) {
        refuse(b, "yaml-nul", mark_at(b->bytes, (size_t)(nul - b->bytes)),
            "is this a binary file?", "a NUL byte cannot stand in YAML");
        return false;
    }
    if (!utf8_valid(b->bytes, len, &bad)) {
        refuse(b, "yaml-not-utf8", mark_at(b->bytes, bad),
            "save the file as UTF-8", "this is not UTF-8");
        return false;
    }
    return true;
}

/* Keys of a map seen so far, in a hash set that grows with the map. */
struct node_seen {
    struct node **slots;
    size_t used, size; /* size is a power of two */
};

static struct node **
find_slot(const struct node_seen *seen, const char *text)
{
    size_t i = hash_text(text) & (seen->size - 1);

    while (seen->slots[i] && strcmp(seen->slots[i]->text, text) != 0)
        i = (i + 1) & (seen->size - 1);
    return &seen->slots[i];
}

static void
grow_seen(struct builder *b, struct node_seen *seen)
{
    struct node_seen larger = {.size = seen->size ? seen->size * 4 : 16};

    larger.slots = arena_alloc(b->arena, larger.size * sizeof(*larger.slots));
    for (size_t i = 0; i < seen->size; i++)
        if (seen->slots[i])
            *find_slot(&larger, seen->slots[i]->text) = seen->slots[i];
    larger.used = seen->used;
    *seen = larger;
}

/* True for a key that its map did not have yet. */
static bool
key_is_new(struct builder *b, struct level *level, struct node *key)
{
    if (!level->seen)
        level->seen = arena_alloc(b->arena, sizeof(*level->seen));
    if (2 * level->seen->used >= level->seen->size)
        grow_seen(b, level->seen);
    struct node **slot = find_slot(level->seen, key->text);
    if (*slot) {
        findings_add(b->findings, "yaml-duplicate-key", b->file, key->at, "",
            "keep one of the two", "'%s' is already on line %d", key->text,
            (*slot)->at.line);
        return false;
    }
    *slot = key;
    level->seen->used++;
    return true;
}

static void
append(
    struct builder *b, struct node *list, struct node *key, struct node *value)
{
    list->items =
        arena_grow(b->arena, list->items, list->n, sizeof(*list->items));
    list->items[list->n] = value;
    if (list->kind == NODE_MAP) {
        list->keys =
            arena_grow(b->arena, list->keys, list->n, sizeof(*list->keys));
        list->keys[list->n] = key;
    }
    list->n++;
}

/* Puts a finished or just opened node where it belongs. */
static void
place(struct builder *b, struct node *node)
{
    if (!b->depth) {
        b->root = node;
        return;
    }
    struct level *level = &b->levels[b->depth - 1];
    if (level->node->kind == NODE_LIST) {
        append(b, level->node, NULL, node);
        return;
    }
    if (level->key) {
        append(b, level->node, level->key, node);
        level->key = NULL;
        return;
    }
    if (node->kind != NODE_TEXT) {
        refuse(b, "value-kind", node->at,
            node->kind == NODE_MAP ? "put {{ and }} in quotes: \"{{code}}\""
                                   : NULL,
            "a key must be plain text");
        return;
    }
    if (!node->quoted && !strcmp(node->text, "<<")) {
        refuse(b, "yaml-merge-key", node->at, "write the keys out",
            "merge keys are not accepted");
        return;
    }
    (void)key_is_new(b, level, node); /* the second is kept for its place */
    level->key = node;
}

/* Where the character begins that stands before, or behind, another. */
static size_t
step_back(const struct builder *b, size_t byte)
{
    do
        byte--;
    while (((unsigned char)b->bytes[byte] & 0xC0) == 0x80);
    return byte;
}

static size_t
step_on(const struct builder *b, size_t byte)
{
    do
        byte++;
    while (byte < b->len && ((unsigned char)b->bytes[byte] & 0xC0) == 0x80);
    return byte;
}

/* Where a mark is, in bytes. Marks are near each other. */
static size_t
byte_at(struct builder *b, const yaml_mark_t *mark)
{
    for (; b->cursor.index < mark->index && b->cursor.byte < b->len;
         b->cursor.index++)
        b->cursor.byte = step_on(b, b->cursor.byte);
    for (; b->cursor.index > mark->index; b->cursor.index--)
        b->cursor.byte = step_back(b, b->cursor.byte);
    return b->cursor.byte;
}

static struct node *
new_node_of(struct builder *b, enum node_kind kind, const yaml_event_t *event)
{
    struct node *node = arena_alloc(b->arena, sizeof(*node));

    node->kind = kind;
    node->at = mark_of(&event->start_mark);
    node->begin = byte_at(b, &event->start_mark);
    node->end = byte_at(b, &event->end_mark);
    return node;
}

static void
open_level(struct builder *b, enum node_kind kind, const yaml_event_t *event,
    bool line)
{
    struct node *node = new_node_of(b, kind, event);

    node->line = line;
    if (b->depth == NODE_DEPTH_MAX) {
        refuse(b, "yaml-too-deep", node->at, NULL,
            "more than 16 levels are nested here");
        return;
    }
    place(b, node);
    b->levels[b->depth++] = (struct level){.node = node};
}

static void
add_text(struct builder *b, const yaml_event_t *event)
{
    struct node *node = new_node_of(b, NODE_TEXT, event);
    const char *value = (const char *)event->data.scalar.value;

    node->text = arena_strndup(b->texts, value, event->data.scalar.length);
    node->len = event->data.scalar.length;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->style = node->quoted ? b->bytes[node->begin] : '\0';
    if (strlen(node->text) != node->len) { /* an escape: "\0" */
        refuse(b, "yaml-nul", node->at, NULL, "a text must not hold NUL");
        return;
    }
    place(b, node);
}

/* Anchors and tags: what flow files never need and attackers like. */
static bool
refuse_property(struct builder *b, const yaml_event_t *event,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
    const struct mark at = mark_of(&event->start_mark);

    if (anchor)
        refuse(b, "yaml-anchor", at, "write the value out where it is needed",
            "anchors are not accepted");
    else if (tag)
        refuse(b, "yaml-tag", at, "leave the tag out: every value is text",
            "tags are not accepted");
    return b->failed;
}

static void
take_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        if (!refuse_property(
                b, event, event->data.scalar.anchor, event->data.scalar.tag))
            add_text(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        if (!refuse_property(b, event, event->data.sequence_start.anchor,
                event->data.sequence_start.tag))
            open_level(b, NODE_LIST, event,
                event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
        break;
    case YAML_MAPPING_START_EVENT:
        if (!refuse_property(b, event, event->data.mapping_start.anchor,
                event->data.mapping_start.tag))
            open_level(b, NODE_MAP, event,
                event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        b->levels[--b->depth].node->end = byte_at(b, &event->end_mark);
        break;
    case YAML_ALIAS_EVENT:
        refuse(b, "yaml-alias", mark_of(&event->start_mark),
            "write the value out", "aliases are not accepted");
        break;
    case YAML_DOCUMENT_START_EVENT:
        if (b->root)
            refuse(b, "yaml-several-documents", mark_of(&event->start_mark),
                "one file holds one document", "a second document begins");
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
}

/* What libyaml's words come from nearly always, in a file made by hand. */
static const char *
syntax_hint(const char *problem)
{
    static const struct {
        const char *problem, *hint;
    } rows[] = {
        {"tab", "indent with spaces"},
        {"mapping values are not allowed",
            "indent the line as its neighbours are; quote a text with ': ' in "
            "it"},
        {"did not find expected key",
            "indent the line as its neighbours are, and close the quotes above"},
        {"could not find expected ':'",
            "write 'key: value', with a blank behind the colon"},
        {"did not find expected ',' or '}'",
            "look above for a '{' that is not closed, or a missing ',' or "
            "quote"},
        {"did not find expected ',' or ']'",
            "look above for a '[' that is not closed, or a missing ',' or "
            "quote"},
        {"did not find expected '-' indicator",
            "indent the line as its neighbours are"},
        {"cannot start any token",
            "indent with spaces, not tabs; quote a text that begins so"},
        {"unknown escape character", "write a backslash twice, or use '...'"},
        {"unexpected end of stream", "a quote above is not closed"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strstr(problem, rows[i].problem))
            return rows[i].hint;
    return NULL;
}

static void
syntax_error(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;
    const char *problem = p->problem ? p->problem : "this is no YAML";
    const char *hint = syntax_hint(problem);

    if (p->context)
        findings_add(b->findings, "yaml-syntax", b->file,
            mark_of(&p->problem_mark), "", hint, "%s, %s", problem, p->context);
    else
        findings_add(b->findings, "yaml-syntax", b->file,
            mark_of(&p->problem_mark), "", hint, "%s", problem);
    b->failed = true;
}

/* False at the end of the stream, or where it is refused. */
static bool
read_event(struct builder *b)
{
    yaml_event_t event;

    if (!yaml_parser_parse(&b->parser, &event)) {
        syntax_error(b);
        return false;
    }
    const bool more = event.type != YAML_STREAM_END_EVENT;
    if (++b->events > b->events_max)
        refuse(b, "yaml-too-many", mark_of(&event.start_mark), NULL,
            "the file holds more values than any flow needs");
    else
        take_event(b, &event);
    yaml_event_delete(&event);
    return more && !b->failed;
}

struct node_reader {
    struct builder builder;
};

struct node_reader *
node_reader_open(struct arena *arena, struct arena *texts, const char *file,
    const char *bytes, size_t len, size_t cap, struct findings *findings)
{
    struct builder b = {
        .arena = arena,
        .texts = texts,
        .findings = findings,
        .file = file,
        .bytes = bytes,
        .len = len,
        .events_max = cap / BYTES_AN_EVENT,
    };

    if (!bytes_are_text(&b, len, cap))
        return NULL;
    struct node_reader *reader = calloc(1, sizeof(*reader));
    if (!reader)
        abort();
    if (len >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3))
        b.cursor.byte = 3; /* the byte order mark is no character */
    reader->builder = b;
    if (!yaml_parser_initialize(&reader->builder.parser))
        abort();
    yaml_parser_set_input_string(
        &reader->builder.parser, (const unsigned char *)bytes, len);
    return reader;
}

bool
node_reader_some(struct node_reader *reader, size_t values)
{
    bool more = true;

    while (more && values--)
        more = read_event(&reader->builder);
    return more;
}

const struct node *
node_reader_root(const struct node_reader *reader)
{
    return reader->builder.root;
}

struct node *
node_reader_close(struct node_reader *reader)
{
    struct builder *b = &reader->builder;

    yaml_parser_delete(&b->parser);
    if (!b->failed && !b->root)
        refuse(b, "yaml-empty", (struct mark){1, 1}, NULL,
            "there is nothing in this file");
    struct node *root = b->failed ? NULL : b->root;
    free(reader);
    return root;
}

struct node *
node_read_apart(struct arena *arena, struct arena *texts, const char *file,
    const char *bytes, size_t len, size_t cap, struct findings *findings)
{
    struct node_reader *reader =
        node_reader_open(arena, texts, file, bytes, len, cap, findings);

    if (!reader)
        return NULL;
    (void)node_reader_some(reader, SIZE_MAX);
    return node_reader_close(reader);
}

struct node *
node_read(struct arena *arena, const char *file, const char *bytes, size_t len,
    size_t cap, struct findings *findings)
{
    return node_read_apart(arena, arena, file, bytes, len, cap, findings);
}
