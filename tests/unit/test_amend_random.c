/*
 * Random files in random layouts, changed at random. What was not changed has
 * to stay: its lines to the byte, its comments, and what the file says.
 * AMEND_SEED=N tries one file alone and prints it.
 */
#include "test.h"

#include "amend.h"
#include "layouts.h"

#define FILES 500

/* One file, what is changed in it, and what came of it. */
struct round {
    struct layouts l;
    struct text source, made;
};

static struct node *
tree_of(struct round *r)
{
    return layouts_tree(&r->l, r->l.root);
}

static void
fail_round(const struct round *r, const char *why)
{
    fflush(stdout);
    print_message("# source\n");
    fputs(text_str(&r->source), stdout);
    fflush(stdout);
    print_message("# made\n");
    fputs(text_str(&r->made), stdout);
    fflush(stdout);
    fail_msg("seed %u: %s", r->l.seed, why);
}

/* Lines of the source, blank ones aside, that are not in what was made. */
static size_t
lines_lost(const struct round *r)
{
    const char *at = r->source.bytes, *end = at + r->source.len;
    size_t lost = 0;

    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        auto_(text) struct text line = {0};

        stop = stop ? stop : end;
        text_add_bytes(&line, at, (size_t)(stop - at));
        if (strspn(text_str(&line), " \r") < line.len &&
            !strstr(text_str(&r->made), text_str(&line)))
            lost++;
        at = stop + 1;
    }
    return lost;
}

/* What is inside a list or map that got empty has no place. */
static bool
may_go(const struct round *r, const struct layouts_node *owner)
{
    return layouts_is_gone(&r->l, owner) ||
        (owner->kind != NODE_TEXT && !owner->n);
}

static void
check_comments(struct round *r)
{
    for (size_t i = 0; i < r->l.ncomments; i++) {
        char name[24];

        snprintf(name, sizeof(name), "#c%zu.", i);
        if (!strstr(r->made.bytes, name) && !may_go(r, r->l.comments[i].owner))
            fail_round(r, "a comment was lost");
    }
}

static void
check_equal(struct round *r, const struct node *wanted)
{
    struct arena arena = {0};
    auto_(findings) struct findings findings = {0};
    const struct node *made = node_read(
        &arena, "", r->made.bytes, r->made.len, 100 * r->made.len, &findings);

    if (!made || !node_equal(made, wanted))
        fail_round(r, "it says something else");
    arena_free(&arena);
}

/* Amends the source to what the tree says now. */
static void
amend_round(struct round *r)
{
    const struct amend_how drop = {.drop = true};
    const struct node *wanted = tree_of(r);
    int line = 0;

    text_clear(&r->made);
    enum amend_end end =
        amend(r->source.bytes, r->source.len, wanted, NULL, &r->made, &line);
    if (end == AMEND_COMMENT)
        end = amend(
            r->source.bytes, r->source.len, wanted, &drop, &r->made, &line);
    if (end != AMEND_DONE)
        fail_round(r, "it was refused");
    check_equal(r, wanted);
}

static void
begin_round(struct round *r, unsigned seed)
{
    *r = (struct round){.l.seed = seed};
    layouts_make(&r->l, &r->source);
}

static void
end_round(struct round *r)
{
    text_done(&r->source);
    text_done(&r->made);
    layouts_done(&r->l);
}

static void
for_each_file(void (*test)(struct round *r))
{
    const char *one = getenv("AMEND_SEED");
    const unsigned only = one ? (unsigned)strtoul(one, NULL, 10) : 0;

    for (unsigned seed = 1; seed <= FILES; seed++) {
        struct round r;

        if (one && seed != only)
            continue;
        begin_round(&r, seed);
        if (one)
            print_message("%s\n", text_str(&r.source));
        test(&r);
        end_round(&r);
    }
}

static void
stay_the_same(struct round *r)
{
    amend_round(r);
    if (r->made.len != r->source.len ||
        memcmp(r->made.bytes, r->source.bytes, r->made.len) != 0)
        fail_round(r, "it is not the same");
}

static void
a_file_of_the_same_content_stays_the_same(void **state)
{
    (void)state;
    for_each_file(stay_the_same);
}

static void
change_once(struct round *r)
{
    size_t most = layouts_change(&r->l);

    amend_round(r);
    check_comments(r);
    if (lines_lost(r) > most) {
        print_message("%zu lines of at most %zu\n", lines_lost(r), most);
        fail_round(r, "too much was changed");
    }
}

static void
what_was_not_changed_stays_to_the_byte(void **state)
{
    (void)state;
    for_each_file(change_once);
}

static void
change_often(struct round *r)
{
    for (int i = 0; i < 8; i++) {
        layouts_change(&r->l);
        if (i % 3)
            layouts_change(&r->l);
        amend_round(r);
        struct text before = r->source;
        r->source = r->made;
        r->made = before;
    }
}

static void
many_changes_say_what_was_wanted(void **state)
{
    (void)state;
    for_each_file(change_often);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_of_the_same_content_stays_the_same),
        cmocka_unit_test(what_was_not_changed_stays_to_the_byte),
        cmocka_unit_test(many_changes_say_what_was_wanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
