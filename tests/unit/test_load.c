/* What is read after the first frame: keys work meanwhile, and nothing that is
 * typed or chosen moves. */
#include "pages_case.h"

#include "workspace_load.h"

#define MANY 3000
#define OTP "flows/login-otp.yaml"

static void
add_many(struct fixture *f)
{
    auto_(text) struct text yaml = {0}, path = {0};

    text_add(&yaml, "fallback: 1\ntemplates:\n");
    for (int i = 0; i < MANY; i++)
        text_addf(&yaml,
            "- {name: notice_%04d, kind: whatsapp, language: en, category: "
            "utility, status: approved, body: \"Notice number %d.\"}\n",
            i, i);
    text_addf(&path, "%s/templates/zz-many.yaml", f->place.root);
    assert_true(file_write(path.bytes, yaml.bytes, yaml.len, 0644, NULL));
}

/* The same workspace again, of which fallback.yaml alone is read. */
static void
open_bare(struct fixture *f)
{
    auto_(findings) struct findings findings = {0};
    struct failure failure = {0};

    wizard_done(&f->wizard);
    workspace_free(f->place.workspace);
    f->place.workspace =
        workspace_open_file(f->place.root, NULL, &findings, &failure);
    assert_non_null(f->place.workspace);
    wizard_init(&f->wizard, f->place.workspace);
    f->wizard.environment = "acme-dev";
}

static void
read_to_its_end(struct fixture *f)
{
    bool draw;

    while (wizard_load_some(&f->wizard, &draw))
        continue;
    assert_true(draw); /* the last piece is seen */
    assert_null(f->place.workspace->load);
}

/* Pieces until so many templates are there, but not all. */
static void
read_some(struct fixture *f, size_t n)
{
    while (workspace_load_count(f->place.workspace) < n)
        assert_true(
            workspace_load(f->place.workspace, &f->wizard.load_findings));
    wizard_note_found(&f->wizard);
    workspace_load_show(f->place.workspace);
    wizard_find_again(&f->wizard);
}

static void
the_picker_opens_at_once_and_fills(void **state)
{
    struct fixture *f = *state;

    add_many(f);
    open_bare(f);
    (void)workspace_load(f->place.workspace, &f->wizard.load_findings);
    answer_basics(f);
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_TEMPLATE);
    compare(f, 24, 80, "load-picker-empty");
    read_some(f, 400);
    f->wizard.load_began = 1; /* long ago */
    type(f, "notice 01");
    press(f, PRESS_DOWN);
    press(f, PRESS_DOWN);
    assert_in_range(f->wizard.finder.n, 3, 300);
    const char *name = f->wizard.finder.found[2]->name.text;
    read_some(f, 1500);
    assert_ptr_equal(
        f->wizard.finder.found[f->wizard.templates.selected]->name.text, name);
    assert_string_equal(edit_text(&f->wizard.find), "notice 01");
    read_to_its_end(f);
    assert_ptr_equal(
        f->wizard.finder.found[f->wizard.templates.selected]->name.text, name);
    assert_string_equal(edit_text(&f->wizard.find), "notice 01");
    assert_int_equal(f->wizard.at.step, STEP_TEMPLATE);
    press(f, PRESS_ENTER);
    assert_string_equal(
        draft_get(&f->wizard.draft, "/channels/0/template"), name);
}

static void
what_is_offered_instead_stays_the_same(void **state)
{
    struct fixture *f = *state;

    add_many(f);
    open_bare(f);
    read_some(f, 400);
    answer_basics(f);
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    type(f, "otp_old");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    assert_string_equal(f->wizard.like->name.text, "login_otp");
    read_to_its_end(f);
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    press(f, PRESS_ENTER);
    assert_string_equal(
        draft_get(&f->wizard.draft, "/channels/0/template"), "login_otp");
}

static void
a_flow_is_opened_when_its_templates_are_there(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    open_bare(f);
    text_addf(&path, "%s/%s", f->place.root, OTP);
    assert_true(wizard_open(&f->wizard, path.bytes));
    assert_false(f->wizard.has_draft);
    assert_string_equal(
        text_str(&f->wizard.message), "opening, when all templates are read");
    read_to_its_end(f);
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
    assert_int_equal(f->wizard.findings.n, 0);
}

static void
half_a_word_stays_when_all_is_read(void **state)
{
    struct fixture *f = *state;

    open_bare(f);
    wizard_new(&f->wizard, ID);
    type(f, "Log");
    press(f, PRESS_LEFT);
    read_to_its_end(f);
    type(f, "x");
    assert_string_equal(edit_text(&f->wizard.form.fields[0].edit), "Loxg");
    assert_int_equal(f->wizard.at.step, STEP_BASICS);
}

static void
saving_waits_for_the_templates(void **state)
{
    struct fixture *f = *state;

    open_bare(f);
    (void)workspace_load(f->place.workspace, &f->wizard.load_findings);
    wizard_new(&f->wizard, ID);
    press(f, PRESS_CONTROL('S'));
    assert_null(f->place.workspace->load);
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
}

static void
the_list_shows_files_before_they_are_read(void **state)
{
    struct fixture *f = *state;
    struct flows *flows = &f->wizard.flows;

    flows_begin(flows, f->place.workspace);
    f->wizard.flows_begun = true;
    f->wizard.flows_list.selected = 1;
    wizard_show_flows(&f->wizard, 1);
    compare(f, 24, 80, "load-list");
    assert_true(flows_some(flows, f->place.workspace));
    assert_int_equal(flows->read, 1);
    compare(f, 24, 80, "load-list-half");
    read_to_its_end(f);
    assert_int_equal(f->wizard.flows_list.selected, 1);
    assert_string_equal(flows->rows[1].title, "Login OTP");
}

static void
errors_of_templates_are_kept_for_the_end(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/templates/bad.yaml", f->place.root);
    assert_true(file_write(path.bytes, "templates: [\n", 13, 0644, NULL));
    open_bare(f);
    wizard_go(&f->wizard, (struct stop){STEP_FLOWS, 0});
    assert_int_equal(
        findings_count(&f->wizard.load_findings, SEVERITY_ERROR), 1);
}

/* Of one large file what is whole is there before its end; of one that turns
 * out to be no YAML nothing stays. */
static void
a_file_gives_its_templates_as_it_is_read(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0}, yaml = {0};
    auto_(findings) struct findings findings = {0};

    add_many(f);
    text_addf(&path, "%s/templates/zz-many.yaml", f->place.root);
    assert_true(file_read(path.bytes, 1 << 24, &yaml, NULL));
    text_add(&yaml, "- {name: [\n");
    assert_true(file_write(path.bytes, yaml.bytes, yaml.len, 0644, NULL));
    open_bare(f);
    while (workspace_load_count(f->place.workspace) < MANY / 2)
        assert_true(workspace_load(f->place.workspace, &findings));
    assert_int_equal(findings.n, 0);
    while (workspace_load(f->place.workspace, &findings))
        continue;
    assert_int_equal(findings.n, 1);
    assert_string_equal(findings.items[0].code, "yaml-syntax");
    assert_in_range(f->place.workspace->catalogue.n, 1, 20);
}

/* Who leaves meanwhile leaves nothing behind. */
static void
a_workspace_may_go_while_it_is_read(void **state)
{
    struct fixture *f = *state;

    add_many(f);
    open_bare(f);
    read_some(f, 400);
    wizard_done(&f->wizard);
    workspace_free(f->place.workspace);
    f->place.workspace = NULL;
    wizard_init(&f->wizard, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(the_picker_opens_at_once_and_fills),
        PAGES_TEST(what_is_offered_instead_stays_the_same),
        PAGES_TEST(a_flow_is_opened_when_its_templates_are_there),
        PAGES_TEST(half_a_word_stays_when_all_is_read),
        PAGES_TEST(saving_waits_for_the_templates),
        PAGES_TEST(the_list_shows_files_before_they_are_read),
        PAGES_TEST(a_file_gives_its_templates_as_it_is_read),
        PAGES_TEST(a_workspace_may_go_while_it_is_read),
        PAGES_TEST(errors_of_templates_are_kept_for_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
