/* A draft and a file that others have changed: field by field. */
#include "pages_case.h"

#include "draft_open.h"

#define OTP_ID "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69"
#define OTP "flows/login-otp.yaml"

static void
path_in(struct fixture *f, const char *name, struct text *path)
{
    text_clear(path);
    text_addf(path, "%s/%s", f->place.root, name);
}

static void
open_flow(struct fixture *f)
{
    auto_(text) struct text path = {0};

    path_in(f, OTP, &path);
    assert_true(wizard_open(&f->wizard, path.bytes));
}

/* Others write the file anew, with one text for another. */
static void
they_change(struct fixture *f, const char *from, const char *to)
{
    auto_(heap) char *old = workspace_case_file(&f->place, OTP);
    auto_(text) struct text path = {0}, now = {0};
    const char *at = strstr(old, from);

    assert_non_null(at);
    text_add_bytes(&now, old, (size_t)(at - old));
    text_addf(&now, "%s%s", to, at + strlen(from));
    path_in(f, OTP, &path);
    assert_true(file_write(path.bytes, now.bytes, now.len, 0644, NULL));
}

static void
we_change(struct fixture *f, const char *path, const char *text)
{
    assert_true(draft_set(&f->wizard.draft, path, text));
    wizard_commit(&f->wizard);
}

static const char *
value(struct fixture *f, const char *path)
{
    const char *text = draft_get(&f->wizard.draft, path);

    return text ? text : "";
}

static const struct merge_field *
field(struct fixture *f, const char *path)
{
    const struct merge *merge = &f->wizard.merge;

    for (size_t i = 0; i < merge->n; i++)
        if (!strcmp(merge->fields[i].path, path))
            return &merge->fields[i];
    fail_msg("no field %s among %zu", path, merge->n);
    return NULL;
}

static void
assert_field(struct fixture *f, const char *path, const char *base,
    const char *mine, const char *theirs, enum merge_side take, bool both)
{
    const struct merge_field *found = field(f, path);

    assert_true(text_is(found->base, base));
    assert_true(text_is(found->mine, mine));
    assert_true(text_is(found->theirs, theirs));
    assert_int_equal(found->take, take);
    assert_int_equal(found->both, both);
}

static void
ask_fields(struct fixture *f)
{
    press(f, PRESS_CONTROL('S'));
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    press(f, 'f');
    assert_int_equal(f->wizard.overlay, OVERLAY_MERGE);
}

/* Each side has changed something, and both have changed one delay. */
static void
differ(struct fixture *f)
{
    open_flow(f);
    we_change(f, "/title", "Login web");
    we_change(f, "/channels/0/delay", "90s");
    they_change(f, "One-time", "Single-use");
    they_change(f, "delay: 60s", "delay: 45s");
}

static void
what_one_side_changed_is_taken_from_it(void **state)
{
    struct fixture *f = *state;

    differ(f);
    ask_fields(f);
    assert_int_equal(f->wizard.merge.n, 3);
    assert_field(
        f, "/title", "Login OTP", "Login web", "Login OTP", MERGE_MINE, false);
    assert_field(f, "/description", "One-time code at sign-in",
        "One-time code at sign-in", "Single-use code at sign-in", MERGE_THEIRS,
        false);
    assert_field(f, "/channels/0/delay", "60s", "90s", "45s", MERGE_MINE, true);
    compare_all(f, "page-merge");
    press(f, PRESS_ENTER);
    assert_string_equal(value(f, "/title"), "Login web");
    assert_string_equal(value(f, "/description"), "Single-use code at sign-in");
    assert_string_equal(value(f, "/channels/0/delay"), "90s");
    assert_string_equal(text_str(&f->wizard.message),
        "merged: 2 of mine, 1 of theirs; undo brings the draft back");
    press(f, PRESS_CONTROL('S'));
    assert_int_equal(f->wizard.at.step, STEP_PUBLISH);
    auto_(heap) char *file = workspace_case_file(&f->place, OTP);
    assert_non_null(strstr(file, "Single-use"));
    assert_non_null(strstr(file, "title: Login web"));
    assert_non_null(strstr(file, "delay: 90s"));
}

static void
each_field_can_be_chosen_and_undo_brings_the_draft_back(void **state)
{
    struct fixture *f = *state;

    differ(f);
    ask_fields(f);
    /* The cursor is on what both have changed. */
    press(f, 't');
    assert_int_equal(field(f, "/channels/0/delay")->take, MERGE_THEIRS);
    press(f, PRESS_SPACE);
    press(f, PRESS_RIGHT);
    assert_int_equal(field(f, "/channels/0/delay")->take, MERGE_THEIRS);
    press(f, PRESS_HOME);
    press(f, PRESS_SPACE);
    assert_int_equal(field(f, "/title")->take, MERGE_THEIRS);
    press(f, PRESS_ENTER);
    assert_string_equal(value(f, "/title"), "Login OTP");
    assert_string_equal(value(f, "/channels/0/delay"), "45s");
    press(f, PRESS_CONTROL('_'));
    assert_string_equal(value(f, "/title"), "Login web");
    assert_string_equal(value(f, "/channels/0/delay"), "90s");
    ask_fields(f); /* the file that it began from is still known */
    assert_field(f, "/channels/0/delay", "60s", "90s", "45s", MERGE_MINE, true);
    press(f, PRESS_ESCAPE);
    assert_string_equal(
        text_str(&f->wizard.message), "nothing was merged: the draft is kept");
    assert_string_equal(value(f, "/channels/0/delay"), "90s");
}

static void
help_over_a_merge_comes_back_to_it(void **state)
{
    struct fixture *f = *state;

    differ(f);
    ask_fields(f);
    press(f, 't');
    press(f, PRESS_CONTROL('G'));
    assert_int_equal(f->wizard.overlay, OVERLAY_VIEW);
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.overlay, OVERLAY_MERGE);
    assert_int_equal(field(f, "/channels/0/delay")->take, MERGE_THEIRS);
}

static void
a_channel_that_moved_keeps_what_was_changed_in_it(void **state)
{
    struct fixture *f = *state;

    open_flow(f);
    draft_move_channel(&f->wizard.draft, 0, 1);
    wizard_commit(&f->wizard);
    they_change(f, "delay: 60s", "delay: 45s");
    they_change(f, "brand: Acme", "brand: Their shop");
    ask_fields(f);
    assert_int_equal(f->wizard.merge.n, 3);
    assert_field(f, "/channels", "whatsapp > sms", "sms > whatsapp",
        "whatsapp > sms", MERGE_MINE, false);
    assert_field(
        f, "/channels/1/delay", "60s", "60s", "45s", MERGE_THEIRS, false);
    press(f, PRESS_ENTER);
    assert_string_equal(value(f, "/channels/0/channel"), "sms");
    assert_string_equal(value(f, "/channels/0/params/brand"), "Their shop");
    assert_string_equal(value(f, "/channels/1/delay"), "45s");
    press(f, PRESS_CONTROL('_'));
    ask_fields(f);
    press(f, PRESS_HOME);
    press(f, 't');
    press(f, PRESS_ENTER);
    assert_string_equal(value(f, "/channels/1/channel"), "sms");
    assert_string_equal(value(f, "/channels/1/params/brand"), "Their shop");
    assert_string_equal(value(f, "/channels/0/delay"), "45s");
}

static void
a_channel_that_one_side_took_away_is_asked_about(void **state)
{
    struct fixture *f = *state;

    open_flow(f);
    draft_remove_channel(&f->wizard.draft, 1);
    wizard_commit(&f->wizard);
    they_change(f, "brand: Acme", "brand: Their shop");
    press(f, PRESS_CONTROL('S'));
    press(f, 'f');
    assert_field(f, "/channels", "whatsapp > sms", "whatsapp", "whatsapp > sms",
        MERGE_MINE, true);
    press(f, 't');
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.draft.flow->nchannels, 2);
    assert_string_equal(value(f, "/channels/1/params/brand"), "Their shop");
}

static void
what_was_typed_wrong_can_be_mine_too(void **state)
{
    struct fixture *f = *state;
    auto_(merge) struct merge merge = {0};
    struct failure failure = {0};

    open_flow(f);
    we_change(f, "/channels/0/delay", "soon");
    they_change(f, "delay: 60s", "delay: 45s");
    they_change(f, "One-time", "Single-use");
    assert_true(merge_open(&merge, &f->wizard.draft, &failure));
    assert_int_equal(merge.n, 2);
    assert_string_equal(merge.fields[1].mine, "soon");
    merge_take(&merge, &f->wizard.draft);
    assert_string_equal(value(f, "/channels/0/delay"), "soon");
    assert_string_equal(value(f, "/description"), "Single-use code at sign-in");
    assert_int_equal(f->wizard.draft.nraws, 1);
    merge.fields[1].take = MERGE_THEIRS;
    merge_take(&merge, &f->wizard.draft);
    assert_string_equal(value(f, "/channels/0/delay"), "45s");
    assert_int_equal(f->wizard.draft.nraws, 0);
}

static void
a_draft_that_is_taken_up_again_knows_its_base(void **state)
{
    struct fixture *f = *state;

    differ(f);
    wizard_go_home(&f->wizard);
    open_flow(f);
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    press(f, 'f');
    assert_field(f, "/channels/0/delay", "60s", "90s", "45s", MERGE_MINE, true);
    press(f, PRESS_ENTER);
    assert_string_equal(value(f, "/title"), "Login web");
}

static void
without_a_base_all_is_asked(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    differ(f);
    wizard_go_home(&f->wizard);
    path_in(f, ".fallback/drafts/" OTP_ID ".base", &path);
    assert_true(file_write(path.bytes, "title: x\n", 9, 0600, NULL));
    open_flow(f);
    press(f, 'f');
    assert_false(f->wizard.merge.has_base);
    assert_field(f, "/description", NULL, "One-time code at sign-in",
        "Single-use code at sign-in", MERGE_MINE, true);
    compare(f, 24, 80, "page-merge-no-base");
    press(f, PRESS_ENTER);
    press(f, PRESS_CONTROL('S'));
    assert_false(file_exists(path.bytes));
}

static void
the_same_change_on_both_sides_is_no_question(void **state)
{
    struct fixture *f = *state;

    open_flow(f);
    we_change(f, "/description", "Single-use code at sign-in");
    they_change(f, "One-time", "Single-use");
    ask_fields(f);
    assert_int_equal(f->wizard.merge.n, 0);
    compare(f, 12, 40, "page-merge-same");
    press(f, PRESS_SPACE);
    press(f, PRESS_ENTER);
    press(f, PRESS_CONTROL('S'));
    assert_int_equal(f->wizard.at.step, STEP_PUBLISH);
}

static void
their_text_cannot_drive_the_terminal(void **state)
{
    struct fixture *f = *state;

    open_flow(f);
    we_change(f, "/title", "Login web");
    they_change(f, "One-time", "\"\\e]52;c;x\\a\xE2\x80\xAE\" # One-time");
    ask_fields(f);
    assert_string_equal(
        field(f, "/description")->theirs, "\\x1B]52;c;x\\x07U+202E");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(what_one_side_changed_is_taken_from_it),
        PAGES_TEST(each_field_can_be_chosen_and_undo_brings_the_draft_back),
        PAGES_TEST(help_over_a_merge_comes_back_to_it),
        PAGES_TEST(a_channel_that_moved_keeps_what_was_changed_in_it),
        PAGES_TEST(a_channel_that_one_side_took_away_is_asked_about),
        PAGES_TEST(what_was_typed_wrong_can_be_mine_too),
        PAGES_TEST(a_draft_that_is_taken_up_again_knows_its_base),
        PAGES_TEST(without_a_base_all_is_asked),
        PAGES_TEST(the_same_change_on_both_sides_is_no_question),
        PAGES_TEST(their_text_cannot_drive_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
