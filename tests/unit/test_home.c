/* The list of flows with what a store said, and answers over a page. */
#include "pages_case.h"

#include "trash.h"

#define APPOINTMENT "01929f5c-9a40-7b52-8c1f-64d0a7e35b11"
#define OTP "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69"
#define LAST                                       \
    "\"last\": {\"kind\": \"published\", \"at\": " \
    "\"2026-11-23T22:37:20.989Z\", \"author\": \"grace\"}"
#define LIST                                                           \
    "{\"version\": 1, \"store\": \"sqlite:fallback.db\", \"flows\": [" \
    "{\"workflow_id\": \"" APPOINTMENT "\", \"title\": \"A\", "        \
    "\"revision\": 3, \"published\": true, " LAST "},"                 \
    "{\"workflow_id\": \"" OTP "\", \"title\": \"Login OTP\", "        \
    "\"revision\": 7, \"published\": true, " LAST "},"                 \
    "{\"workflow_id\": \"w-3\", \"title\": \"Old \\u001b[2J\", "       \
    "\"revision\": 2, \"published\": true, " LAST "},"                 \
    "{\"workflow_id\": \"w-4\", \"title\": \"Gone\", "                 \
    "\"revision\": 2, \"published\": false, " LAST "}]}"
#define DIFFERENCES                                                  \
    "\"differences\": [{\"path\": \"/channels/0/delay\", \"text\": " \
    "\"channel 2 (sms) is sent 10 s sooner: after 50 s instead of 60 s\"}]"
#define FLOW                                                             \
    "\"workflow_id\": \"" OTP "\", \"title\": \"Login OTP\", \"file\": " \
    "\"flows/login-otp.yaml\", \"change\": \"updated\", "                \
    "\"revision_before\": 7, \"revision\": 8, " DIFFERENCES
#define DRIFT                                                            \
    "\"drift\": {\"kind\": \"changed\", \"why\": \"this workspace last " \
    "knew revision 6\", \"revision\": 7, \"author\": \"grace\", "        \
    "\"message\": \"two\", \"at\": \"2026-11-23T22:37:20.989Z\", "       \
    "\"theirs\": [{\"text\": \"their delay\"}], "                        \
    "\"mine\": [{\"text\": \"my delay\"}], \"merged\": null, "           \
    "\"clashes\": true}"
#define PLAN "{\"version\": 1, \"pushed\": false, \"flows\": [{" FLOW "}]}"
#define DRIFTED \
    "{\"version\": 1, \"pushed\": false, \"flows\": [{" FLOW ", " DRIFT "}]}"
#define PUSHED "{\"version\": 1, \"pushed\": true, \"flows\": [{" FLOW "}]}"

static void
answer(struct fixture *f, enum ask ask, int status, const char *output,
    const char *errors)
{
    const struct answer said = {.id = 7,
        .status = status,
        .output = output,
        .output_len = strlen(output),
        .errors = errors,
        .errors_len = strlen(errors)};

    f->wizard.asked[ask] = 7;
    wizard_answer(&f->wizard, &said);
    if (f->wizard.told.at[0])
        (void)snprintf(
            f->wizard.told.at, sizeof(f->wizard.told.at), "14:02:31");
}

/* Lists learn their height when they are drawn. */
static void
draw(struct fixture *f)
{
    struct screen screen;

    screen_init(&screen, 24, 80, true);
    wizard_draw(&f->wizard, &screen);
    screen_done(&screen);
}

static void
go_home(struct fixture *f)
{
    wizard_go(&f->wizard, (struct stop){STEP_FLOWS, 0});
    draw(f);
}

static const struct flows_row *
row(struct fixture *f, const char *title)
{
    for (size_t i = 0; i < f->wizard.flows.n; i++)
        if (!strcmp(f->wizard.flows.rows[i].title, title))
            return &f->wizard.flows.rows[i];
    fail_msg("no flow '%s'", title);
    return NULL;
}

static void
assert_state(struct fixture *f, const char *title, const char *want)
{
    auto_(text) struct text state = {0};

    flows_state(row(f, title), &state);
    assert_string_equal(text_str(&state), want);
}

static void
the_list_says_what_the_store_has(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    assert_state(f, "Login OTP", "ok");
    answer(f, ASK_LIST, 0, LIST, "");
    answer(f, ASK_STATES, 4, DRIFTED, "conflict");
    assert_state(f, "Appointment reminder", "published 3");
    assert_state(f, "Login OTP", "! changed there, rev 7");
    answer(f, ASK_STATES, 0, PLAN, "");
    assert_state(f, "Login OTP", "published 7 +");
    assert_state(f, "Old \\x1B[2J", "published 2, no file");
    assert_int_equal(f->wizard.flows.n, 3);
    draw(f);
    press(f, PRESS_DOWN);
    compare_all(f, "home-store");
    draw(f);
    press(f, PRESS_END);
    press(f, PRESS_ENTER);
    assert_string_equal(text_str(&f->wizard.message), "no file here has it");
}

static void
a_store_that_cannot_be_asked_is_a_state(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    answer(f, ASK_LIST, 3, "", "fallback-publish: no answer from 'http://x'\n");
    assert_string_equal(f->wizard.flows.store_state,
        "store not reachable (^R): no answer from 'http://x'");
    assert_state(f, "Login OTP", "ok");
    answer(f, ASK_LIST, 5, "", "fallback-publish: the key\x1b lacks it\n");
    assert_string_equal(f->wizard.flows.store_state,
        "store: not allowed: the key\\x1B lacks it");
    answer(f, ASK_LIST, 0, "no JSON", "");
    assert_string_equal(f->wizard.flows.store_state, "store not asked");
}

static void
sorting_keeps_the_cursor_on_its_flow(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    answer(f, ASK_LIST, 0, LIST, "");
    answer(f, ASK_STATES, 0, PLAN, "");
    assert_int_equal(flows_at(&f->wizard.flows, 0), 0);
    press(f, 's');
    press(f, 's');
    assert_string_equal(text_str(&f->wizard.message), "sorted by state");
    assert_int_equal(flows_at(&f->wizard.flows, 0), 1);
    assert_int_equal(flows_at(&f->wizard.flows, 1), 0);
    assert_int_equal(f->wizard.flows_list.selected, 1);
    press(f, 'S');
    assert_string_equal(
        text_str(&f->wizard.message), "sorted by state, the other way round");
    assert_int_equal(flows_at(&f->wizard.flows, 2), 1);
    compare(f, 24, 80, "home-sorted");
    assert_int_equal(f->wizard.flows_list.selected, 0);
    press(f, 'S');
    press(f, 's');
    press(f, 's');
    assert_int_equal(f->wizard.flows_list.selected, 0);
    press(f, 'S'); /* as read, and that from its end */
    assert_int_equal(flows_at(&f->wizard.flows, 0), 2);
}

/* All answers that can come, right ones and wrong ones. */
static void
answer_all(struct fixture *f)
{
    static const char *const texts[] = {LIST, PLAN, "", "no JSON"};

    for (int ask = 0; ask < ASK_COUNT; ask++)
        for (int status = -1; status < 6; status++)
            for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                const struct answer late = {.id = 1000,
                    .status = status,
                    .output = texts[i],
                    .errors = "",
                    .output_len = strlen(texts[i])};

                wizard_answer(&f->wizard, &late); /* of a page that was left */
            }
}

static void
no_answer_moves_the_focus_of_the_list(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    press(f, '/');
    type(f, "otp");
    press(f, PRESS_LEFT);
    answer(f, ASK_LIST, 0, LIST, "");
    type(f, " ");
    answer(f, ASK_STATES, 0, PLAN, "");
    answer(f, ASK_LIST, 3, "", "fallback-publish: gone\n");
    answer_all(f);
    assert_string_equal(edit_text(&f->wizard.flows_find), "ot p");
    assert_true(f->wizard.finding_flows);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_int_equal(f->wizard.at.step, STEP_FLOWS);
    press(f, PRESS_ESCAPE);
    press(f, PRESS_DOWN);
    answer(f, ASK_LIST, 0, LIST, "");
    answer(f, ASK_STATES, 0, PLAN, "");
    assert_int_equal(f->wizard.flows_list.selected, 1);
}

static void
no_answer_changes_what_is_typed(void **state)
{
    struct fixture *f = *state;

    wizard_new(&f->wizard, "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a73");
    type(f, "Half");
    press(f, PRESS_LEFT);
    answer_all(f);
    answer(f, ASK_BRIEF, 0, PLAN, "");
    type(f, "x");
    assert_string_equal(edit_text(&f->wizard.form.fields[0].edit), "Halxf");
    assert_int_equal(f->wizard.form.focus, 0);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_int_equal(f->wizard.at.step, STEP_BASICS);
}

/* A question lies over the answer that is waited for. */
static void
no_answer_closes_a_question(void **state)
{
    struct workspace_environment live = {
        .name.text = "live", .production.value = true};
    struct fixture *f = *state;

    f->place.workspace->environment = &live;
    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'x');
    type(f, "li");
    answer(f, ASK_LIST, 0, LIST, "");
    answer(f, ASK_STATES, 0, PLAN, "");
    answer_all(f);
    type(f, "ve");
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    assert_string_equal(edit_text(&f->wizard.typed_name), "live");
    f->place.workspace->environment = NULL;
}

/* What was asked for is not shown over what is done meanwhile. */
static void
a_difference_comes_only_while_it_is_waited_for(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/flows/login-otp.yaml", f->place.root);
    assert_true(wizard_open(&f->wizard, path.bytes));
    wizard_go(&f->wizard, (struct stop){STEP_BASICS, 0});
    type(f, "!");
    f->wizard.asked[ASK_DIFFERENCE] = 7;
    type(f, "!");
    wizard_answer(&f->wizard,
        &(struct answer){.id = 7,
            .status = 1,
            .output = "-a\n",
            .errors = "",
            .output_len = 3});
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_string_equal(
        edit_text(&f->wizard.form.fields[0].edit), "Login OTP!!");
}

static void
a_plan_is_told_and_published_after_a_question(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'p');
    assert_true(f->wizard.told.waiting);
    compare(f, 24, 80, "told-waiting");
    press(f, PRESS_ENTER); /* nothing is published that was not seen */
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    press(f, 'p');
    answer(f, ASK_TOLD, 0, PLAN, "");
    compare_all(f, "told-plan");
    press(f, PRESS_ENTER);
    compare_all(f, "told-question");
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.overlay, OVERLAY_TOLD);
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.told.told, TOLD_PUSH);
    assert_true(f->wizard.told.waiting);
    assert_false(f->wizard.told.overwrite);
    press(f, 'h');
    press(f, PRESS_CONTROL('R'));
    assert_int_equal(f->wizard.told.told, TOLD_PUSH);
    press(f, PRESS_CONTROL('C'));
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.overlay, OVERLAY_TOLD);
    press(f, PRESS_ESCAPE);
    assert_string_equal(
        text_str(&f->wizard.message), "publishing Login OTP goes on");
    press(f, 'h');
    assert_string_equal(text_str(&f->wizard.message),
        "publishing Login OTP: its answer comes first");
    answer(f, ASK_TOLD, 0, PUSHED, "");
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_string_equal(
        text_str(&f->wizard.message), "~ Login OTP: updated, revision 7 -> 8");
}

static void
what_others_changed_is_published_over_knowingly(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'P');
    answer(f, ASK_TOLD, 0, DRIFTED, "");
    compare(f, 40, 80, "told-drift");
    press(f, PRESS_ENTER);
    assert_non_null(strstr(text_str(&f->wizard.overlay_text),
        "over what somebody else changed there"));
    press(f, PRESS_ENTER);
    assert_true(f->wizard.told.overwrite);
}

static void
a_push_that_others_outran_says_who_and_what_to_do(void **state)
{
    static const char outrun[] =
        "{\"version\": 1, \"pushed\": false, \"flows\": [{" FLOW
        ", \"conflict\": {\"kind\": \"unpublished\", \"why\": \"the store has "
        "changed since it was read\", \"revision\": 7, \"author\": \"ada\"}}]}";
    struct fixture *f = *state;

    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'p');
    answer(f, ASK_TOLD, 0, PLAN, "");
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER);
    answer(f, ASK_TOLD, 4, outrun, "fallback-publish: conflict\n");
    compare(f, 24, 80, "told-outrun");
    press(f, PRESS_CONTROL('R'));
    assert_int_equal(f->wizard.told.told, TOLD_PLAN);
}

static void
what_would_be_refused_cannot_be_published(void **state)
{
    static const char refused[] =
        "{\"version\": 1, \"flows\": [{" FLOW "}], \"findings\": "
        "[{\"severity\": \"warning\", \"path\": \"/title\", \"line\": 3, "
        "\"message\": \"long\"}, {\"severity\": \"error\", \"path\": "
        "\"/channels/1/from\", \"line\": 4, \"message\": \"no sender "
        "'ACME'\", \"hint\": \"add it\"}]}";
    struct fixture *f = *state;

    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'p');
    answer(f, ASK_TOLD, 1, refused, "flows/login-otp.yaml: error\n");
    compare(f, 24, 80, "told-refused");
    press(f, 'P');
    assert_string_equal(text_str(&f->wizard.message),
        "it would be refused: see what stands there");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_int_equal(f->wizard.at.step, STEP_CHANNEL);
    assert_int_equal(f->wizard.at.channel, 1);
    assert_string_equal(
        form_question(&f->wizard.form)->path, "/channels/1/from");
}

/* The file is wrong here already: our own checks know where. */
static void
what_is_refused_here_leads_to_its_field(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/flows/login-otp.yaml", f->place.root);
    auto_(heap) char *yaml =
        workspace_case_file(&f->place, "flows/login-otp.yaml");
    char *delay = strstr(yaml, "60s");
    assert_non_null(delay);
    memcpy(delay, "90h", 3);
    assert_true(file_write(path.bytes, yaml, strlen(yaml), 0644, NULL));
    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'p');
    answer(f, ASK_TOLD, 1, "", "flows/login-otp.yaml:15:1: error[x]: 90h\n");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_DELAY);
    assert_string_equal(
        text_str(&f->wizard.message), "this is the first of what is wrong");
}

static void
what_was_unpublished_is_said(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'x');
    press(f, PRESS_ENTER);
    answer(f, ASK_TOLD, 0,
        "{\"version\": 1, \"title\": \"Login\\u001b OTP\", \"change\": "
        "\"unpublished\", \"revision\": 7}",
        "");
    assert_string_equal(text_str(&f->wizard.told.words),
        "Login\\x1B OTP: unpublished; revision 7 stays in the store\n");
}

static void
answers_without_an_answer_say_what_to_do(void **state)
{
    static const struct {
        int status;
        const char *errors, *want;
    } cases[] = {
        {-1, "", "It was ended before it could answer."},
        {1, "flows/a.yaml:3:1: error", "Enter goes to the field"},
        {3, "fallback-publish: no answer", "not reachable"},
        {5, "fallback-publish: 403", "Not allowed."},
        {6, "fallback-publish: disk", "A file or the disk failed"},
    };
    struct fixture *f = *state;

    go_home(f);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        press(f, 'h');
        answer(f, ASK_TOLD, cases[i].status, "", cases[i].errors);
        assert_non_null(strstr(text_str(&f->wizard.told.words), cases[i].want));
        assert_non_null(
            strstr(text_str(&f->wizard.told.words), cases[i].errors));
        press(f, PRESS_ESCAPE);
    }
    press(f, 'h');
    answer(f, ASK_TOLD, 3, "", "fallback-publish: no answer from 'x'\n");
    compare_all(f, "told-unreachable");
}

static void
production_is_asked_for_by_name(void **state)
{
    struct workspace_environment live = {
        .name.text = "live", .production.value = true};
    struct fixture *f = *state;

    f->wizard.workspace->environment = &live;
    go_home(f);
    press(f, 'x');
    compare(f, 24, 80, "told-production");
    press(f, PRESS_ENTER);
    assert_string_equal(text_str(&f->wizard.message), "type 'live' first");
    type(f, "live");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.told.told, TOLD_UNPUBLISH);
    assert_true(f->wizard.told.waiting);
    f->wizard.workspace->environment = NULL;
}

static void
a_check_leads_to_the_flow_and_its_fields(void **state)
{
    static const char found[] =
        "{\"version\": 1, \"findings\": [{\"severity\": \"warning\", "
        "\"line\": 15, \"message\": \"a late one\", \"hint\": \"wait\"}]}";
    struct fixture *f = *state;

    go_home(f);
    press(f, PRESS_DOWN);
    press(f, 'v');
    answer(f, ASK_TOLD, 0, found, "1 warning");
    assert_string_equal(text_str(&f->wizard.told.words),
        "warning, line 15: a late one\n    wait\n");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
    assert_string_equal(draft_get(&f->wizard.draft, "/title"), "Login OTP");
    press(f, 'p'); /* it is as its file has it */
    assert_int_equal(f->wizard.overlay, OVERLAY_TOLD);
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.at.step, STEP_REVIEW);
    f->wizard.changed = true;
    press(f, 'p');
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_non_null(strstr(text_str(&f->wizard.message), "^S saves it first"));
}

static void
history_and_dry_run_are_told_in_words(void **state)
{
    static const char history[] =
        "{\"events\": [{\"kind\": \"published\", \"revision\": 2, \"author\": "
        "\"grace\", \"at\": \"2026-11-23T22:37:20.989Z\", \"message\": "
        "\"why\", \"now\": true}, {\"kind\": \"unpublished\", \"revision\": "
        "1, \"author\": null, \"message\": null}]}";
    static const char run[] =
        "{\"outcome\": \"delivered\", \"deliveredOn\": 2, \"endedAtMs\": "
        "60412, \"double\": true, \"costMicros\": 60000, \"events\": "
        "[{\"atMs\": 0, \"channel\": 1, \"rule\": \"sent\", \"message\": "
        "\"Hello\"}]}";
    struct fixture *f = *state;

    go_home(f);
    press(f, 'h');
    answer(f, ASK_TOLD, 0, history, "");
    assert_string_equal(text_str(&f->wizard.told.words),
        "> published, revision 2 by grace, 2026-11-23 22:37 UTC: \"why\"\n"
        "  unpublished, revision 1 by somebody\n");
    press(f, 'd');
    answer(f, ASK_TOLD, 0, run, "");
    assert_string_equal(text_str(&f->wizard.told.words),
        "     0.000 s  channel 1  sent\n"
        "              Hello\n"
        "\nResult: delivered on channel 2 after 60.412 s, delivered twice, "
        "costs 0.0600 EUR\n");
}

static bool
is_there(struct fixture *f, const char *file)
{
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/%s", f->place.root, file);
    return file_exists(path.bytes);
}

static void
removed_files_come_back_one_by_one(void **state)
{
    struct fixture *f = *state;

    go_home(f);
    press(f, PRESS_DELETE);
    press(f, PRESS_DELETE);
    assert_false(is_there(f, "flows/appointment.yaml"));
    assert_false(is_there(f, "flows/login-otp.yaml"));
    assert_true(is_there(f, ".fallback/trash/login-otp.yaml"));
    press(f, 'u');
    assert_true(is_there(f, "flows/login-otp.yaml"));
    workspace_case_copy(f->place.root, f->place.root, "flows/login-otp.yaml");
    press(f, PRESS_CONTROL('_'));
    assert_true(is_there(f, "flows/appointment.yaml"));
    press(f, 'u');
    assert_string_equal(text_str(&f->wizard.message), "nothing to bring back");
}

static void
undo_never_writes_over_another_file(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    go_home(f);
    press(f, PRESS_DELETE);
    text_addf(&path, "%s/flows/appointment.yaml", f->place.root);
    assert_true(file_write(path.bytes, "x", 1, 0600, NULL));
    press(f, 'u');
    assert_non_null(strstr(text_str(&f->wizard.message), "is there now"));
    assert_true(is_there(f, ".fallback/trash/appointment.yaml"));
    press(f, PRESS_CONTROL('R'));
    draw(f);
    press(f, PRESS_DELETE);
    assert_true(is_there(f, ".fallback/trash/appointment.yaml.2"));
}

static void
nothing_is_changed_where_it_is_read_only(void **state)
{
    static const int32_t keys[] = {PRESS_DELETE, 'c', 'x', 'P', 'e', 'n'};
    struct fixture *f = *state;

    f->wizard.read_only = true;
    go_home(f);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        press(f, keys[i]);
        assert_non_null(strstr(text_str(&f->wizard.message), "read-only"));
        assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    }
    press(f, 'p');
    answer(f, ASK_TOLD, 0, PLAN, "");
    press(f, PRESS_ENTER);
    assert_int_equal(f->wizard.overlay, OVERLAY_TOLD);
    assert_true(is_there(f, "flows/appointment.yaml"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(the_list_says_what_the_store_has),
        PAGES_TEST(a_store_that_cannot_be_asked_is_a_state),
        PAGES_TEST(no_answer_moves_the_focus_of_the_list),
        PAGES_TEST(no_answer_changes_what_is_typed),
        PAGES_TEST(no_answer_closes_a_question),
        PAGES_TEST(a_difference_comes_only_while_it_is_waited_for),
        PAGES_TEST(sorting_keeps_the_cursor_on_its_flow),
        PAGES_TEST(a_plan_is_told_and_published_after_a_question),
        PAGES_TEST(what_others_changed_is_published_over_knowingly),
        PAGES_TEST(a_push_that_others_outran_says_who_and_what_to_do),
        PAGES_TEST(what_would_be_refused_cannot_be_published),
        PAGES_TEST(what_is_refused_here_leads_to_its_field),
        PAGES_TEST(what_was_unpublished_is_said),
        PAGES_TEST(answers_without_an_answer_say_what_to_do),
        PAGES_TEST(production_is_asked_for_by_name),
        PAGES_TEST(a_check_leads_to_the_flow_and_its_fields),
        PAGES_TEST(history_and_dry_run_are_told_in_words),
        PAGES_TEST(removed_files_come_back_one_by_one),
        PAGES_TEST(undo_never_writes_over_another_file),
        PAGES_TEST(nothing_is_changed_where_it_is_read_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
