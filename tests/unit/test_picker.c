/* Choosing a template among many. */
#include "pages_case.h"

#include "clock.h"
#include "finder.h"
#include "standing.h"

#define MANY 10000

static void
go_to_templates(struct fixture *f)
{
    answer_basics(f);
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_TEMPLATE);
}

static const char *
selected(struct fixture *f)
{
    const size_t at = f->wizard.templates.selected;

    assert_true(at < f->wizard.finder.n);
    return f->wizard.finder.found[at]->name.text;
}

/* Ten thousand templates of the kind: three in four can be used. */
static void
add_many(struct catalogue *catalogue)
{
    auto_(findings) struct findings findings = {0};
    auto_(text) struct text yaml = {0};

    text_add(&yaml, "fallback: 1\ntemplates:\n");
    for (int i = 0; i < MANY; i++)
        text_addf(&yaml,
            "- {name: notice_%05d, kind: whatsapp, language: %s, category: "
            "utility, status: %s, body: \"Notice number %d for {{1}}\"}\n",
            i, i % 2 ? "en" : "it", i % 4 ? "approved" : "paused", i);
    catalogue_read(catalogue, "many.yaml", yaml.bytes, yaml.len, &findings);
    catalogue_ready(catalogue, &findings);
    assert_int_equal(findings.n, 0);
}

static void
set_age(struct fixture *f, const char *name, int64_t days)
{
    struct template *template = (struct template *)(uintptr_t)catalogue_find(
        &f->place.workspace->catalogue, KIND_WHATSAPP, name, "en");

    assert_non_null(template);
    template->fetched_ms = clock_now() - days *CLOCK_DAY - CLOCK_MINUTE;
}

static void
a_template_says_who_uses_it_and_when_it_was_checked(void **state)
{
    struct fixture *f = *state;
    struct screen screen;

    set_age(f, "login_otp", 3);
    set_age(f, "appointment_reminder", 12);
    set_age(f, "otp_old", 0);
    go_to_templates(f);
    compare(f, 24, 80, "page-template-standing");
    compare(f, 30, 160, "page-template-standing-wide");
    press(f, PRESS_END);
    press(f, PRESS_UP);
    press(f, PRESS_UP);
    assert_string_equal(selected(f), "appointment_reminder");
    screen_init(&screen, 24, 80, true);
    wizard_draw(&f->wizard, &screen);
    auto_(heap) char *rows = grid_rows(&screen);
    assert_non_null(strstr(rows, "status checked 12 days ago: too long ago"));
    screen_done(&screen);
    press(f, PRESS_ENTER);
    press(f, PRESS_CONTROL('V'));
    compare(f, 24, 80, "page-preview-standing");
}

/* The flow in work does not count itself. */
static void
other_flows_are_counted(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0}, titles = {0};
    auto_(flow_index) struct flow_index index = {0};
    struct standing standing = {.workspace = f->place.workspace,
        .flows = &index,
        .but = "flows/login-otp.yaml"};
    const struct template *template = catalogue_find(
        &f->place.workspace->catalogue, KIND_WHATSAPP, "login_otp", "en");

    for (int i = 0; i < 5; i++) {
        auto_(heap) char *yaml =
            workspace_case_file(&f->place, "flows/login-otp.yaml");
        char *title = strstr(yaml, "Login OTP");

        title[6] = (char)('A' + i);
        text_clear(&path);
        text_addf(&path, "%s/flows/zz-%d.yaml", f->place.root, i);
        assert_true(file_write(path.bytes, yaml, strlen(yaml), 0644, NULL));
    }
    for (int turn = 0; turn < 2; turn++) { /* the second one from the index */
        assert_true(flow_index_read(&index, f->place.workspace, NULL));
        text_clear(&titles);
        assert_int_equal(standing_used(&standing, template, &titles), 5);
        assert_string_equal(
            titles.bytes, "Login ATP, Login BTP, Login CTP and 2 more");
    }
    template = catalogue_find(
        &f->place.workspace->catalogue, KIND_WHATSAPP, "login_otp", "it");
    assert_int_equal(standing_used(&standing, template, &titles), 0);
}

static void
tab_and_shift_tab_turn_the_facets(void **state)
{
    struct fixture *f = *state;

    go_to_templates(f);
    assert_int_equal(f->wizard.finder.n, 5);
    press(f, PRESS_DOWN);
    press(f, PRESS_TAB);
    assert_int_equal(f->wizard.finder.n, 3);
    assert_int_equal(f->wizard.finder.hidden, 2);
    assert_int_equal(f->wizard.templates.selected, 1);
    press(f, PRESS_BACK_TAB);
    assert_string_equal(f->wizard.find_language, "en");
    press(f, PRESS_BACK_TAB);
    assert_string_equal(f->wizard.find_language, "it");
    assert_int_equal(f->wizard.finder.n, 1);
    compare(f, 24, 80, "page-template-facets");
    press(f, PRESS_BACK_TAB);
    assert_null(f->wizard.find_language);
    press(f, PRESS_TAB);
    assert_int_equal(f->wizard.finder.n, 5);
}

static void
what_is_hidden_or_near_is_said_where_nothing_matches(void **state)
{
    struct fixture *f = *state;

    go_to_templates(f);
    press(f, PRESS_TAB);
    type(f, "otp_old");
    compare(f, 24, 80, "page-template-hidden");
    press(f, PRESS_CONTROL('U'));
    type(f, "login_otq");
    compare(f, 24, 80, "page-template-nearest");
}

static void
enter_on_an_unusable_one_offers_the_nearest_usable(void **state)
{
    struct fixture *f = *state;

    go_to_templates(f);
    type(f, "otp_old");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    assert_non_null(strstr(text_str(&f->wizard.overlay_text),
        "Enter  take login_otp (en): like it, and approved"));
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_PARAMS);
    assert_string_equal(
        draft_get(&f->wizard.draft, "/channels/0/template"), "login_otp");
}

static void
where_nothing_is_like_it_enter_offers_nothing(void **state)
{
    struct fixture *f = *state;
    struct catalogue *catalogue = &f->place.workspace->catalogue;

    go_to_templates(f);
    for (size_t i = 0; i < catalogue->n; i++)
        catalogue->items[i].status.value = TEMPLATE_PAUSED;
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.at.step, STEP_TEMPLATE);
}

static void
ten_thousand_are_found_by_typing(void **state)
{
    struct fixture *f = *state;

    add_many(&f->place.workspace->catalogue);
    go_to_templates(f);
    assert_int_equal(f->wizard.finder.n, MANY + 5);
    assert_int_equal(f->wizard.finder.usable, MANY / 4 * 3 + 3);
    type(f, "07771");
    assert_string_equal(selected(f), "notice_07771");
    assert_int_equal(f->wizard.finder.n, 1);
    press(f, PRESS_CONTROL('U'));
    type(f, "number 42 it");
    compare(f, 24, 80, "page-template-many");
    compare(f, 60, 200, "page-template-many-200x60");
    press(f, PRESS_CONTROL('U'));
    press(f, PRESS_END);
    compare(f, 24, 80, "page-template-last");
    press(f, PRESS_HOME);
    assert_int_equal(f->wizard.templates.selected, 0);
    assert_string_equal(finder_nearest(&f->place.workspace->catalogue,
                            KIND_WHATSAPP, "notice_0777l"),
        "notice_07770");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(a_template_says_who_uses_it_and_when_it_was_checked),
        PAGES_TEST(other_flows_are_counted),
        PAGES_TEST(tab_and_shift_tab_turn_the_facets),
        PAGES_TEST(what_is_hidden_or_near_is_said_where_nothing_matches),
        PAGES_TEST(enter_on_an_unusable_one_offers_the_nearest_usable),
        PAGES_TEST(where_nothing_is_like_it_enter_offers_nothing),
        PAGES_TEST(ten_thousand_are_found_by_typing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
