/* Working out what an import changes, and writing it. */
#include "import.h"

#include <stdio.h>
#include <string.h>

#include "amend.h"
#include "clock.h"
#include "file.h"
#include "folder.h"
#include "import_parts.h"

#define FILE_MODE 0644

/* A file that is not there yet. */
static const char begin[] = "fallback: 1\ntemplates: []\n";

const char *const import_words[] = {
    [IMPORT_NEW] = "new",
    [IMPORT_CHANGED] = "changed",
    [IMPORT_DELETED] = "deleted",
    [IMPORT_MISSING] = "missing",
    [IMPORT_SAME] = "same",
    [IMPORT_LEFT_OUT] = "left_out",
    NULL,
};

/* A template that stands in a file, or came in: what tells it from others. */
struct entry {
    const char *kind, *name, *language;
    struct import_file *file;
    struct node *item;
    bool seen;
};

struct index {
    struct entry *items;
    size_t n;
};

static int
compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    const int kinds = strcmp(a->kind, b->kind);
    const int names = kinds ? kinds : strcmp(a->name, b->name);

    return names ? names : strcmp(a->language, b->language);
}

static struct entry
entry_of(const struct node *item)
{
    const char *kind = node_text(item, "kind");
    const char *name = node_text(item, "name");
    const char *language = node_text(item, "language");

    return (struct entry){
        .kind = kind ? kind : "",
        .name = name ? name : "",
        .language = language ? language : "",
        .item = (struct node *)(uintptr_t)item,
    };
}

static void
change(struct import *import, enum import_kind kind,
    const struct import_file *file, const struct entry *entry, const char *text)
{
    import->changes = arena_grow(&import->arena, import->changes,
        import->nchanges, sizeof(*import->changes));
    struct import_change *c = &import->changes[import->nchanges++];
    *c = (struct import_change){
        .kind = kind,
        .file = file ? file->name : NULL,
        .name = entry->name,
        .language = entry->language,
        .text = text,
    };
    while (strcmp(kind_words[c->template_kind], entry->kind) != 0)
        c->template_kind++;
}

static bool
read_tree(struct import *import, struct import_file *file)
{
    file->root = node_read(&import->arena, file->name, file->bytes, file->len,
        TEMPLATES_BYTES_MAX, &import->findings);
    file->list = (struct node *)(uintptr_t)node_get(file->root, "templates");
    return file->list && file->list->kind == NODE_LIST;
}

static bool
read_file(struct import *import, const char *path, struct failure *failure)
{
    auto_(text) struct text content = {0};

    if (!file_read(path, TEMPLATES_BYTES_MAX, &content, failure))
        return false;
    import->files = arena_grow(
        &import->arena, import->files, import->nfiles, sizeof(*import->files));
    struct import_file *file = &import->files[import->nfiles++];
    *file = (struct import_file){
        .path = path,
        .name = workspace_relative(import->workspace, path),
        .bytes = arena_strndup(&import->arena, text_str(&content), content.len),
        .len = content.len,
    };
    if (read_tree(import, file))
        return true;
    (void)failure_set(failure, STATUS_FINDINGS,
        "'%s' has errors; 'fallback-publish check' lists them", file->name);
    return false;
}

static bool
read_files(struct import *import, struct failure *failure)
{
    struct arena *arena = &import->arena;
    size_t n;
    const char **paths = folder_files(arena,
        arena_printf(arena, "%s/templates", import->workspace->root), ".yaml",
        &n);

    for (size_t i = 0; i < n; i++)
        if (!read_file(import, paths[i], failure))
            return false;
    return true;
}

/* The templates that stand in the files, in order. */
static struct index
make_index(struct import *import)
{
    struct index index = {0};
    size_t room = 1;

    for (size_t i = 0; i < import->nfiles; i++)
        room += import->files[i].list->n;
    index.items = arena_alloc(&import->arena, room * sizeof(*index.items));
    for (size_t i = 0; i < import->nfiles; i++) {
        const struct node *list = import->files[i].list;

        for (size_t k = 0; k < list->n; k++) {
            struct entry *entry = &index.items[index.n++];

            *entry = entry_of(list->items[k]);
            entry->file = &import->files[i];
        }
    }
    qsort(index.items, index.n, sizeof(*index.items), compare);
    return index;
}

/* What came in, in the canonical form, as trees. */
static const struct node *
wanted_list(struct import *import)
{
    const struct incoming *in = import->in;
    struct arena *arena = &import->arena;
    auto_(text) struct text out = {0};
    char fetched[CLOCK_TEXT_SIZE];
    const struct template **all =
        arena_alloc(arena, (in->n + 1) * sizeof(*all));

    clock_format(fetched, import->fetched_ms);
    for (size_t i = 0; i < in->n; i++) {
        in->items[i].template.source_fetched.text =
            arena_printf(arena, "%.19sZ", fetched);
        all[i] = &in->items[i].template;
    }
    catalogue_write(all, in->n, &out);
    const struct node *root =
        node_read(arena, in->file, arena_strdup(arena, out.bytes), out.len,
            2 * (size_t)TEMPLATES_BYTES_MAX, &import->findings);
    return node_get(root, "templates");
}

static struct import_file *
find_into(struct import *import)
{
    for (size_t i = 0; i < import->nfiles; i++)
        if (!strcmp(import->files[i].name, import->into))
            return &import->files[i];
    return NULL;
}

/* The file for new templates, which may be new itself. */
static struct import_file *
open_into(struct import *import)
{
    struct import_file *file = find_into(import);

    if (file)
        return file;
    import->files = arena_grow(
        &import->arena, import->files, import->nfiles, sizeof(*import->files));
    file = &import->files[import->nfiles];
    *file = (struct import_file){
        .path = arena_printf(
            &import->arena, "%s/%s", import->workspace->root, import->into),
        .name = import->into,
    };
    file->root = node_read(&import->arena, file->name, begin, strlen(begin),
        TEMPLATES_BYTES_MAX, &import->findings);
    file->list = (struct node *)(uintptr_t)node_get(file->root, "templates");
    import->nfiles++;
    return file;
}

static const char *
lacks(const struct node *wanted)
{
    static const char *const needed[] = {"category", "status", "body"};

    for (size_t i = 0; i < ARRAY_LEN(needed); i++)
        if (!node_get(wanted, needed[i]))
            return needed[i];
    return NULL;
}

static void
add_new(struct import *import, const struct node *wanted,
    const struct template *template)
{
    const struct entry entry = entry_of(wanted);
    const char *lacking = lacks(wanted);
    const char *reason = node_text(wanted, "reason");

    if (lacking) {
        change(import, IMPORT_LEFT_OUT, NULL, &entry,
            arena_printf(
                &import->arena, "the source does not say its %s", lacking));
        return;
    }
    struct import_file *file = find_into(import);
    if (!file->list->n)
        file->list->line = false; /* "[]" becomes a list of lines */
    node_put(&import->arena, file->list, file->list->n, entry.item);
    file->touched = true;
    import->added = arena_grow(
        &import->arena, import->added, import->nadded, sizeof(*import->added));
    import->added[import->nadded++] = template;
    change(import, IMPORT_NEW, file, &entry,
        arena_printf(&import->arena, "new, %s%s%s", node_text(wanted, "status"),
            reason ? ": " : "", reason ? reason : ""));
}

static void
update(struct import *import, struct entry *found, const struct node *wanted,
    const struct incoming_template *incoming)
{
    const char *words =
        import_merge(&import->arena, found->item, wanted, incoming);
    const bool changed = words[0] != '\0';

    if (import_refresh(
            &import->arena, found->item, wanted, import->fetched_ms, changed) ||
        changed)
        found->file->touched = true;
    found->seen = true;
    change(import, changed ? IMPORT_CHANGED : IMPORT_SAME, found->file, found,
        words);
}

static bool
is_new(const struct index *index, const struct node *wanted)
{
    const struct entry key = entry_of(wanted);

    return !bsearch(&key, index->items, index->n, sizeof(key), compare);
}

/* Of the same source and account: another account's are not asked about. */
static bool
is_of_source(const struct import *import, const struct node *item)
{
    const struct node *source = node_get(item, "source");
    const char *account = node_text(source, "account");

    return text_is(node_text(source, "from"), import->in->from) &&
        (!account || !import->in->account ||
            text_is(account, import->in->account));
}

static void
mark_deleted(
    struct import *import, struct entry *entry, const struct node *status)
{
    static const char why[] = "not listed any more";
    struct arena *arena = &import->arena;
    const char *before = status ? status->text : "none";

    node_set(arena, entry->item, "status",
        node_new(arena, NODE_TEXT, template_status_words[TEMPLATE_DELETED]),
        "language");
    node_set(arena, entry->item, "reason", node_new(arena, NODE_TEXT, why),
        "status");
    entry->file->touched = true;
    change(import, IMPORT_DELETED, entry->file, entry,
        arena_printf(arena, "status %s -> deleted: %s", before, why));
}

static void
find_gone(struct import *import, struct index *index)
{
    for (size_t i = 0; i < index->n; i++) {
        struct entry *entry = &index->items[i];
        const struct node *status = node_get(entry->item, "status");

        if (entry->seen || !is_of_source(import, entry->item) ||
            (status && text_is(status->text, "deleted")))
            continue;
        if (import->complete)
            mark_deleted(import, entry, status);
        else
            change(import, IMPORT_MISSING, entry->file, entry,
                "the source does not list it");
    }
}

static void
take_all(struct import *import, const struct node *wanted)
{
    bool any_new = false;
    struct index index = make_index(import);

    for (size_t i = 0; i < wanted->n && !any_new; i++)
        any_new = is_new(&index, wanted->items[i]) && !lacks(wanted->items[i]);
    if (any_new) {
        (void)open_into(import); /* moves the files */
        index = make_index(import);
    }
    for (size_t i = 0; i < wanted->n; i++) {
        const struct entry key = entry_of(wanted->items[i]);
        struct entry *found =
            bsearch(&key, index.items, index.n, sizeof(key), compare);

        if (found)
            update(import, found, wanted->items[i], &import->in->items[i]);
        else
            add_new(import, wanted->items[i], &import->in->items[i].template);
    }
    find_gone(import, &index);
}

static bool
write_out(const struct import *import, struct import_file *file,
    struct failure *failure)
{
    static const char *const identity[] = {"kind", "name", "language", NULL};
    static const struct amend_how how = {.identity = identity, .drop = true};
    int line;

    if (!file->touched) {
        text_add_bytes(&file->out, file->bytes, file->len);
        return true;
    }
    if (!file->bytes) {
        catalogue_write(import->added, import->nadded, &file->out);
        return true;
    }
    if (amend(file->bytes, file->len, file->root, &how, &file->out, &line) ==
        AMEND_DONE)
        return true;
    return failure_set(failure, STATUS_FINDINGS,
        "'%s' cannot be changed without losing something", file->name);
}

/* The files as they would be are read as all others are. */
static bool
read_after(struct import *import, struct failure *failure)
{
    for (size_t i = 0; i < import->nfiles; i++) {
        struct import_file *file = &import->files[i];

        if (!write_out(import, file, failure))
            return false;
        catalogue_read(&import->after, file->name, text_str(&file->out),
            file->out.len, &import->findings);
    }
    catalogue_ready(&import->after, &import->findings);
    if (!findings_count(&import->findings, SEVERITY_ERROR))
        return true;
    return failure_set(failure, STATUS_FINDINGS,
        "the templates would have errors; nothing was written");
}

bool
import_plan(struct import *import, struct failure *failure)
{
    if (!read_files(import, failure))
        return false;
    const struct node *wanted = wanted_list(import);
    if (!wanted)
        return failure_set(failure, STATUS_FINDINGS,
            "what came in cannot be written as templates");
    take_all(import, wanted);
    return read_after(import, failure) && import_reach(import, failure);
}

bool
import_writes(const struct import *import)
{
    for (size_t i = 0; i < import->nfiles; i++)
        if (import->files[i].touched)
            return true;
    return false;
}

/* Between reading and writing an editor may have saved the file. */
static bool
is_unchanged(const struct import_file *file, struct failure *failure)
{
    auto_(text) struct text now = {0};

    if (!file->bytes)
        return !file_exists(file->path) ||
            failure_set(failure, STATUS_CONFLICT,
                "'%s' has come up meanwhile; import again", file->name);
    if (!file_read(file->path, TEMPLATES_BYTES_MAX, &now, failure))
        return false;
    return (now.len == file->len &&
               !memcmp(text_str(&now), file->bytes, now.len)) ||
        failure_set(failure, STATUS_CONFLICT,
            "'%s' was changed meanwhile; import again", file->name);
}

static bool
make_folder(const struct import *import, struct failure *failure)
{
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/templates", import->workspace->root);
    return file_make_folder(path.bytes, 0755, failure);
}

bool
import_write(const struct import *import, struct failure *failure)
{
    for (size_t i = 0; i < import->nfiles; i++)
        if (!is_unchanged(&import->files[i], failure))
            return false;
    if (import_writes(import) && !make_folder(import, failure))
        return false;
    for (size_t i = 0; i < import->nfiles; i++) {
        const struct import_file *file = &import->files[i];

        if (file->touched &&
            !file_write(
                file->path, file->out.bytes, file->out.len, FILE_MODE, failure))
            return false;
    }
    return true;
}

void
import_done(struct import *import)
{
    for (size_t i = 0; i < import->nfiles; i++)
        text_done(&import->files[i].out);
    catalogue_done(&import->after);
    findings_done(&import->findings);
    arena_free(&import->arena);
    *import = (struct import){0};
}
