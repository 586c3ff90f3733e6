/*
 * What it costs to change one value in a large file of templates, as a
 * multiple of reading it.
 *	amend_bench [TEMPLATES]
 */
#include "amend.h"
#include "clock.h"

#include <stdio.h>
#include <string.h>

static void
make_file(struct text *file, long templates)
{
    text_add(file, "# All templates.\nfallback: 1\ntemplates:\n");
    for (long i = 0; i < templates; i++)
        text_addf(file,
            "\n# template %ld\n- name: template_%ld\n  kind: whatsapp\n"
            "  language: en  # English\n  category: utility\n"
            "  status: approved\n  body: \"Dear {{1}}, your order %ld is on "
            "its way.\"\n  examples: {\"1\": Ada}\n",
            i, i, i);
}

static struct node *
read_file(struct arena *arena, const struct text *file)
{
    auto_(findings) struct findings findings = {0};

    return node_read(
        arena, "", file->bytes, file->len, 100 * file->len, &findings);
}

/* The last of them is paused. */
static void
change(struct arena *arena, struct node *root)
{
    const struct node *list = root->items[node_find(root, "templates")];

    node_set(arena, list->items[list->n - 1], "status",
        node_new(arena, NODE_TEXT, "paused"), NULL);
}

int
main(int argc, char **argv)
{
    static const char *const identity[] = {"name", "kind", "language", NULL};
    const struct amend_how how = {.identity = identity};
    const long templates = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    auto_(text) struct text file = {0}, made = {0};
    struct arena arena = {0};
    int line;

    make_file(&file, templates);
    const int64_t begin = clock_monotonic();
    struct node *root = read_file(&arena, &file);
    const int64_t read = clock_monotonic();
    change(&arena, root);
    const enum amend_end end =
        amend(file.bytes, file.len, root, &how, &made, &line);
    const int64_t amended = clock_monotonic();
    printf("%ld templates, %zu kB: read in %lld ms, amended in %lld ms, %.1f "
           "times that\n",
        templates, file.len / 1000, (long long)(read - begin),
        (long long)(amended - read),
        (double)(amended - read) / (double)(read > begin ? read - begin : 1));
    arena_free(&arena);
    return end != AMEND_DONE || made.len != file.len - 2;
}
