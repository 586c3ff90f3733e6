/* Planning and writing an export. */
#include "export.h"

#include <string.h>

#include "clock.h"
#include "file.h"
#include "folder.h"
#include "slug.h"

static const char *
path_of(struct export *export, const char *file)
{
    return arena_printf(&export->arena, "%s/%s", export->folder, file);
}

static void
add_note(struct export *export, const char *note)
{
    export->notes = arena_grow(
        &export->arena, export->notes, export->nnotes, sizeof(*export->notes));
    export->notes[export->nnotes++] = note;
}

static struct export_file *
add_file(struct export *export, const char *file, const char *bytes)
{
    export->files = arena_grow(
        &export->arena, export->files, export->n, sizeof(*export->files));
    struct export_file *added = &export->files[export->n++];
    *added = (struct export_file){.file = file, .bytes = bytes};
    return added;
}

/* NULL where there is none, or none that can be read. */
static const char *
read_old(struct export *export, const char *file, size_t cap)
{
    auto_(text) struct text content = {0};

    if (!file_read(path_of(export, file), cap, &content, NULL))
        return NULL;
    return arena_strndup(&export->arena, text_str(&content), content.len);
}

static void
find_step(struct export *export, struct export_file *file)
{
    const char *old = read_old(export, file->file, TEMPLATES_BYTES_MAX);

    if (old)
        file->step = strcmp(old, file->bytes) != 0 ? EXPORT_OTHER : EXPORT_SAME;
    else if (file_exists(path_of(export, file->file)))
        file->step = EXPORT_OTHER;
}

/* The Workflow ID in a file, canonical; NULL where there is none. */
static const char *
id_in(struct export *export, const char *file)
{
    const char *bytes = read_old(export, file, FLOW_BYTES_MAX);
    auto_(findings) struct findings findings = {0};
    char id[UUID_TEXT_SIZE];

    if (!bytes)
        return NULL;
    auto_(flow) struct flow *flow =
        flow_read(file, bytes, strlen(bytes), FLOW_DRAFT, &findings);
    if (!flow || !flow->workflow_id.text ||
        !uuid_canonical(id, flow->workflow_id.text))
        return NULL;
    return arena_strdup(&export->arena, id);
}

/* The files of flows/ and whose they are, so that a flow goes where it is. */
struct place {
    const char *file, *id;
};

struct places {
    struct place *items;
    size_t n;
};

static void
find_places(struct export *export, struct places *places)
{
    size_t n;
    const char **paths =
        folder_files(&export->arena, path_of(export, "flows"), ".yaml", &n);

    places->items = arena_alloc(&export->arena, (n + 1) * sizeof(struct place));
    for (size_t i = 0; i < n; i++) {
        const char *file = paths[i] + strlen(export->folder) + 1;

        places->items[places->n++] = (struct place){file, id_in(export, file)};
    }
}

static bool
is_taken(const struct export *export, const struct places *places,
    const char *file, const char *id)
{
    for (size_t i = 0; i < export->n; i++)
        if (!strcmp(export->files[i].file, file))
            return true;
    for (size_t i = 0; i < places->n; i++)
        if (!strcmp(places->items[i].file, file))
            return places->items[i].id && strcmp(places->items[i].id, id) != 0;
    return false;
}

/* Where the flow is already, else a name as the wizard makes it. */
static const char *
name_flow(struct export *export, const struct places *places,
    const struct store_flow *flow)
{
    auto_(text) struct text slug = {0};

    for (size_t i = 0; i < places->n; i++)
        if (text_is(places->items[i].id, flow->workflow_id))
            return places->items[i].file;
    slug_add(&slug, flow->title);
    for (size_t nth = 1;; nth++) {
        const char *file = nth == 1
            ? arena_printf(&export->arena, "flows/%s.yaml", slug.bytes)
            : arena_printf(
                  &export->arena, "flows/%s-%zu.yaml", slug.bytes, nth);

        if (!is_taken(export, places, file, flow->workflow_id))
            return file;
    }
}

static bool
add_flow(struct export *export, struct store *store,
    const struct places *places, const struct store_flow *listed,
    struct failure *failure)
{
    struct version *version = &export->flows[export->nflows++];

    if (!version_load(
            version, store, listed->workflow_id, STORED_NEWEST, failure))
        return false;
    if (version->yaml) /* else it was deleted since it was listed */
        find_step(export,
            add_file(export, name_flow(export, places, listed), version->yaml));
    return true;
}

static bool
is_same_template(const struct template *a, const struct template *b)
{
    return a->kind.value == b->kind.value &&
        !strcmp(a->name.text, b->name.text) &&
        !strcmp(a->language.text, b->language.text);
}

/* What is the same reads the same, whenever it was fetched. */
static char *
template_text(const struct template *template)
{
    struct template plain = *template;
    const struct template *const one[] = {&plain};
    struct text out = {0};

    plain.source_fetched.text = NULL;
    catalogue_write(one, 1, &out);
    return text_take(&out);
}

static bool
reads_the_same(const struct template *a, const struct template *b)
{
    auto_(heap) char *left = template_text(a);
    auto_(heap) char *right = template_text(b);

    return !strcmp(left, right);
}

static const char *
template_words(struct export *export, const struct template *t)
{
    return arena_printf(&export->arena, "template %s (%s, %s)", t->name.text,
        kind_words[t->kind.value], t->language.text);
}

/* The store does not keep when a template was fetched: it was known to be so
 * when it was pushed. */
static struct export_template
take_template(
    struct export *export, const struct template *template, int64_t at)
{
    struct export_template taken = {.template = *template, .at = at};
    auto_(text) struct text slug = {0};
    char when[CLOCK_TEXT_SIZE];

    slug_add(&slug, template->name.text);
    taken.slug = arena_strdup(&export->arena, slug.bytes);
    clock_format(when, at);
    if (template->source_from.text)
        taken.template.source_fetched.text = arena_strdup(&export->arena, when);
    return taken;
}

/* Flows may have been pushed with different versions of one template; a
 * workspace has one of each: the newest. */
static void
add_template(struct export *export, const struct template *template, int64_t at)
{
    const struct export_template taken = take_template(export, template, at);

    for (size_t i = 0; i < export->ntemplates; i++) {
        struct export_template *other = &export->templates[i];

        if (!is_same_template(&other->template, template))
            continue;
        if (!reads_the_same(&other->template, template))
            add_note(export,
                arena_printf(&export->arena,
                    "%s is not the same in all flows: the newest is taken, and "
                    "a push would bring it to the others",
                    template_words(export, template)));
        if (other->at < at)
            *other = taken;
        return;
    }
    export->templates = arena_grow(&export->arena, export->templates,
        export->ntemplates, sizeof(*export->templates));
    export->templates[export->ntemplates++] = taken;
}

static int
compare_templates(const void *left, const void *right)
{
    const struct export_template *a = left, *b = right;
    const int slugs = strcmp(a->slug, b->slug);
    const int names = strcmp(a->template.name.text, b->template.name.text);
    const int kinds = a->template.kind.value - b->template.kind.value;

    return slugs ? slugs
        : names  ? names
        : kinds  ? kinds
                 : strcmp(a->template.language.text, b->template.language.text);
}

static void
gather_templates(struct export *export)
{
    for (size_t i = 0; i < export->nflows; i++) {
        const struct version *version = &export->flows[i];

        for (size_t j = 0; j < version->catalogue->n; j++)
            add_template(export, &version->catalogue->items[j],
                version->request->out.flows[0].at);
    }
    if (export->ntemplates)
        qsort(export->templates, export->ntemplates, sizeof(*export->templates),
            compare_templates);
}

/* The templates that the folder has already. */
static void
read_catalogue(struct export *export, struct catalogue *catalogue)
{
    auto_(findings) struct findings findings = {0};
    size_t n;
    const char **paths =
        folder_files(&export->arena, path_of(export, "templates"), ".yaml", &n);

    for (size_t i = 0; i < n; i++) {
        const char *file = paths[i] + strlen(export->folder) + 1;
        const char *bytes = read_old(export, file, TEMPLATES_BYTES_MAX);

        if (bytes)
            catalogue_read(catalogue, file, bytes, strlen(bytes), &findings);
    }
    catalogue_ready(catalogue, &findings);
}

/* A template that is in another file of the folder stays there. */
static bool
is_there(struct export *export, const struct catalogue *catalogue,
    const struct export_template *wanted, const char *file)
{
    const struct template *t = &wanted->template;
    const struct template *old = catalogue_find(
        catalogue, (enum kind)t->kind.value, t->name.text, t->language.text);

    if (!old || !strcmp(old->file, file))
        return false;
    if (reads_the_same(old, t))
        return true;
    struct export_file *kept =
        add_file(export, arena_strdup(&export->arena, old->file), "");
    kept->step = EXPORT_KEPT;
    kept->why = arena_printf(&export->arena,
        "%s is there, and is not what the store has",
        template_words(export, t));
    return true;
}

/* The templates of one slug, from the i-th on; returns the next one's. */
static size_t
add_templates(
    struct export *export, const struct catalogue *catalogue, size_t i)
{
    const char *slug = export->templates[i].slug;
    const char *file = arena_printf(&export->arena, "templates/%s.yaml", slug);
    const struct template **group =
        arena_alloc(&export->arena, export->ntemplates * sizeof(*group));
    auto_(text) struct text out = {0};
    size_t n = 0;

    for (; i < export->ntemplates && !strcmp(export->templates[i].slug, slug);
         i++)
        if (!is_there(export, catalogue, &export->templates[i], file))
            group[n++] = &export->templates[i].template;
    if (!n)
        return i;
    catalogue_write(group, n, &out);
    find_step(export,
        add_file(export, file, arena_strdup(&export->arena, out.bytes)));
    return i;
}

static void
add_all_templates(struct export *export)
{
    struct catalogue catalogue = {0};

    gather_templates(export);
    read_catalogue(export, &catalogue);
    for (size_t i = 0; i < export->ntemplates;)
        i = add_templates(export, &catalogue, i);
    catalogue_done(&catalogue);
}

bool
export_plan(struct export *export, struct store *store, bool unpublished,
    struct failure *failure)
{
    auto_(store_request) struct store_request *all =
        stored_flows(store, NULL, failure);
    struct places places = {0};

    if (!all)
        return false;
    find_places(export, &places);
    export->flows = arena_alloc(
        &export->arena, (all->out.nflows + 1) * sizeof(*export->flows));
    for (size_t i = 0; i < all->out.nflows; i++) {
        const struct store_flow *flow = &all->out.flows[i];

        if (!flow->published && !unpublished)
            add_note(export,
                arena_printf(&export->arena,
                    "'%s' is unpublished and was left out; --unpublished "
                    "brings it too",
                    flow->title));
        else if (!add_flow(export, store, &places, flow, failure))
            return false;
    }
    add_all_templates(export);
    return true;
}

size_t
export_count(const struct export *export, enum export_step step)
{
    size_t n = 0;

    for (size_t i = 0; i < export->n; i++)
        n += export->files[i].step == step;
    return n;
}

bool
export_write(const struct export *export, struct failure *failure)
{
    static const char *const folders[] = {"flows", "templates"};

    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        auto_(text) struct text folder = {0};

        text_addf(&folder, "%s/%s", export->folder, folders[i]);
        if (export->n && !file_make_folder(folder.bytes, 0777, failure))
            return false;
    }
    for (size_t i = 0; i < export->n; i++) {
        const struct export_file *file = &export->files[i];
        auto_(text) struct text path = {0};

        text_addf(&path, "%s/%s", export->folder, file->file);
        if ((file->step == EXPORT_NEW || file->step == EXPORT_OTHER) &&
            !file_write(
                path.bytes, file->bytes, strlen(file->bytes), 0644, failure))
            return false;
    }
    return true;
}

void
export_done(struct export *export)
{
    for (size_t i = 0; i < export->nflows; i++)
        version_done(&export->flows[i]);
    arena_free(&export->arena);
    *export = (struct export){0};
}
