/* Drafts that others touch: a second wizard, a file that changes, templates
 * that are not what they were. */
#include "pages_case.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OTP_ID "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69"
#define OTP "flows/login-otp.yaml"

static void
path_in(struct fixture *f, const char *name, struct text *path)
{
    text_clear(path);
    text_addf(path, "%s/%s", f->place.root, name);
}

static void
open_flow(struct fixture *f, const char *name)
{
    auto_(text) struct text path = {0};

    path_in(f, name, &path);
    assert_true(wizard_open(&f->wizard, path.bytes));
}

static bool
exists(struct fixture *f, const char *name)
{
    auto_(text) struct text path = {0};

    path_in(f, name, &path);
    return file_exists(path.bytes);
}

/* Writes the file anew with one text for another. */
static void
edit_file(struct fixture *f, const char *name, const char *from, const char *to)
{
    auto_(heap) char *old = workspace_case_file(&f->place, name);
    auto_(text) struct text path = {0}, now = {0};
    const char *at = strstr(old, from);

    assert_non_null(at);
    text_add_bytes(&now, old, (size_t)(at - old));
    text_addf(&now, "%s%s", to, at + strlen(from));
    path_in(f, name, &path);
    assert_true(file_write(path.bytes, now.bytes, now.len, 0644, NULL));
}

static void
assert_asked(struct fixture *f, const char *words)
{
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    if (!strstr(text_str(&f->wizard.overlay_text), words))
        fail_msg("%s\nlacks: %s", text_str(&f->wizard.overlay_text), words);
}

static const char *
purpose(struct fixture *f)
{
    const char *text = draft_get(&f->wizard.draft, "/description");

    return text ? text : "";
}

static void
change_purpose(struct fixture *f, const char *text)
{
    wizard_go(&f->wizard, (struct stop){STEP_BASICS, 0});
    press(f, PRESS_DOWN);
    press(f, PRESS_CONTROL('U'));
    type(f, text);
    press(f, PRESS_DOWN);
}

static void
a_second_wizard_is_told_who_has_the_flow(void **state)
{
    struct fixture *f = *state;
    struct wizard other;

    open_flow(f, OTP);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    wizard_init(&other, f->place.workspace);
    struct fixture second = {.place = f->place, .wizard = other};
    open_flow(&second, OTP);
    assert_asked(&second, "process ");
    press(&second, PRESS_ENTER);
    assert_true(wizard_read_only(&second.wizard));
    change_purpose(&second, "mine");
    assert_string_equal(purpose(&second), "One-time code at sign-in");
    press(&second, PRESS_CONTROL('S'));
    assert_string_equal(
        text_str(&second.wizard.message), "read-only: nothing is changed");
    second.wizard.environment = "acme-dev";
    compare(&second, 24, 80, "page-read-only");
    wizard_done(&second.wizard);
    wizard_go_home(&f->wizard);
    assert_false(exists(f, ".fallback/drafts/" OTP_ID ".lock"));
    open_flow(f, OTP);
    assert_false(wizard_read_only(&f->wizard));
}

/* Writes the lock as a wizard elsewhere would have left it. */
static void
leave_lock(struct fixture *f, const char *content)
{
    auto_(text) struct text path = {0};

    path_in(f, ".fallback/drafts/" OTP_ID ".lock", &path);
    assert_true(file_write(path.bytes, content, strlen(content), 0600, NULL));
}

static void
a_flow_that_is_taken_over_goes_on_with_what_the_first_kept(void **state)
{
    struct fixture *f = *state;
    struct wizard other;

    open_flow(f, OTP);
    change_purpose(f, "First");
    type(f, "9"); /* half a word, in another field */
    wizard_init(&other, f->place.workspace);
    struct fixture second = {.place = f->place, .wizard = other};
    open_flow(&second, OTP);
    change_purpose(f, "Later");
    assert_asked(&second, "it still runs");
    press(&second, 't');
    assert_false(wizard_read_only(&second.wizard));
    assert_string_equal(purpose(&second), "Later");
    change_purpose(&second, "Second");

    press(f, PRESS_DOWN); /* is told, and nothing is done */
    assert_asked(f, "has taken this flow over");
    assert_asked(f, "it still runs");
    press(f, PRESS_ENTER);
    change_purpose(f, "Mine again");
    assert_string_equal(purpose(f), "Later");
    wizard_go_home(&f->wizard);
    assert_true(exists(f, ".fallback/drafts/" OTP_ID ".lock"));

    open_flow(f, OTP);
    press(f, 't'); /* and back */
    assert_string_equal(purpose(f), "Second");
    assert_true(wizard_lost(&second.wizard));
    press(&second, 'c');
    assert_false(wizard_read_only(&second.wizard));
    assert_string_equal(purpose(&second), "Second");
    wizard_done(&second.wizard);
}

static void
a_lock_that_nobody_has_any_more_is_taken(void **state)
{
    struct fixture *f = *state;

    open_flow(f, OTP); /* makes the folder */
    wizard_go_home(&f->wizard);
    leave_lock(f, "user ada\nhost \nprocess 1\nsince today\n");
    open_flow(f, OTP);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    assert_false(wizard_read_only(&f->wizard));
}

/* Opens the flow while somebody has its lock, who is this process by name. */
static void
look_at_lock(struct fixture *f, pid_t pid, const char *words)
{
    char host[64] = "", owner[200];
    auto_(text) struct text path = {0};

    (void)gethostname(host, sizeof(host) - 1);
    (void)snprintf(owner, sizeof(owner),
        "user ada\nhost %s\nprocess %ld\nsince today\n", host, (long)pid);
    leave_lock(f, owner);
    path_in(f, ".fallback/drafts/" OTP_ID ".lock", &path);
    const int fd = open(path.bytes, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    open_flow(f, OTP);
    assert_asked(f, words);
    (void)close(fd);
}

static void
a_lock_says_whether_its_process_lives(void **state)
{
    struct fixture *f = *state;
    siginfo_t how;

    open_flow(f, OTP);
    wizard_go_home(&f->wizard);
    const pid_t child = fork();
    if (!child) {
        (void)raise(SIGSTOP);
        _exit(0);
    }
    assert_int_equal(waitid(P_PID, (id_t)child, &how, WSTOPPED), 0);
    look_at_lock(f, child, ": it is suspended (^Z)");
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitid(P_PID, (id_t)child, &how, WEXITED), 0);
    look_at_lock(f, child, ": it has ended");
    look_at_lock(f, getpid(), ": it still runs");
}

static void
a_lock_of_another_computer_is_asked_about(void **state)
{
    struct fixture *f = *state;

    open_flow(f, OTP);
    wizard_go_home(&f->wizard);
    leave_lock(f,
        "user ada\nhost a-computer.example\nprocess 17\n"
        "since 23 Nov 14:02\nterminal /dev/pts/3\n");
    open_flow(f, OTP);
    assert_asked(f,
        "ada on a-computer.example since 23 Nov 14:02, /dev/pts/3, process "
        "17: on another computer");
    press(f, 't');
    assert_false(wizard_read_only(&f->wizard));
    wizard_go_home(&f->wizard);
    assert_false(exists(f, ".fallback/drafts/" OTP_ID ".lock"));
}

static void
a_lock_file_that_was_removed_is_made_again(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    open_flow(f, OTP);
    path_in(f, ".fallback/drafts/" OTP_ID ".lock", &path);
    assert_int_equal(unlink(path.bytes), 0);
    change_purpose(f, "Mine");
    assert_false(wizard_read_only(&f->wizard));
    assert_true(file_exists(path.bytes));
}

static void
half_a_word_is_kept_before_its_field_is_left(void **state)
{
    struct fixture *f = *state;

    open_flow(f, OTP);
    wizard_go(&f->wizard, (struct stop){STEP_BASICS, 0});
    type(f, " an");
    assert_false(exists(f, ".fallback/drafts/" OTP_ID ".yaml"));
    wizard_hooks.tick(&f->wizard, TIMER_KEEP);
    auto_(heap) char *kept =
        workspace_case_file(&f->place, ".fallback/drafts/" OTP_ID ".yaml");
    assert_non_null(strstr(kept, "title: Login OTP an\n"));
    type(f, "d more");
    assert_string_equal(
        edit_text(&f->wizard.form.fields[0].edit), "Login OTP and more");
}

static void
a_copy_is_a_flow_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct wizard other;

    open_flow(f, OTP);
    wizard_init(&other, f->place.workspace);
    struct fixture second = {.place = f->place, .wizard = other};
    open_flow(&second, OTP);
    press(&second, 'c');
    assert_false(wizard_read_only(&second.wizard));
    assert_string_not_equal(second.wizard.draft.flow->workflow_id.text, OTP_ID);
    assert_string_equal(
        draft_get(&second.wizard.draft, "/title"), "Login OTP (copy)");
    assert_int_equal(
        findings_count(&second.wizard.findings, SEVERITY_ERROR), 0);
    press(&second, PRESS_CONTROL('S'));
    assert_true(exists(f, "flows/login-otp-copy.yaml"));
    wizard_done(&second.wizard);
}

static void
back_from_a_flow_that_is_in_work_is_the_list(void **state)
{
    struct fixture *f = *state;
    struct wizard other;

    open_flow(f, OTP);
    wizard_init(&other, f->place.workspace);
    struct fixture second = {.place = f->place, .wizard = other};
    open_flow(&second, OTP);
    press(&second, PRESS_ESCAPE);
    assert_int_equal(second.wizard.at.step, STEP_FLOWS);
    wizard_done(&second.wizard);
}

static void
looking_only_writes_nothing(void **state)
{
    struct fixture *f = *state;

    f->wizard.read_only = true;
    open_flow(f, OTP);
    change_purpose(f, "other");
    press(f, PRESS_CONTROL('O'));
    for (int i = 0; i < 6; i++)
        press(f, PRESS_ENTER);
    press(f, PRESS_CONTROL('S'));
    wizard_go_home(&f->wizard);
    press(f, 'n');
    assert_int_equal(f->wizard.at.step, STEP_FLOWS);
    assert_false(exists(f, ".fallback"));
}

static void
a_file_that_changed_is_never_overwritten_silently(void **state)
{
    struct fixture *f = *state;

    open_flow(f, OTP);
    change_purpose(f, "Mine");
    edit_file(f, OTP, "One-time code at sign-in", "Theirs");
    press(f, PRESS_CONTROL('S'));
    assert_asked(f, "m      keep mine");
    compare(f, 24, 80, "page-whose");
    press(f, PRESS_ENTER); /* means nothing here */
    assert_int_equal(f->wizard.overlay, OVERLAY_DIALOG);
    press(f, PRESS_ESCAPE);
    auto_(heap) char *theirs = workspace_case_file(&f->place, OTP);
    assert_non_null(strstr(theirs, "Theirs"));
    press(f, PRESS_CONTROL('S'));
    press(f, 'm');
    auto_(heap) char *mine = workspace_case_file(&f->place, OTP);
    assert_non_null(strstr(mine, "description: Mine"));
}

static void
theirs_is_taken_and_undo_brings_mine_back(void **state)
{
    struct fixture *f = *state;

    open_flow(f, OTP);
    change_purpose(f, "Mine");
    edit_file(f, OTP, "One-time code at sign-in", "Theirs");
    press(f, PRESS_CONTROL('S'));
    press(f, 't');
    assert_string_equal(purpose(f), "Theirs");
    assert_false(draft_is_stale(&f->wizard.draft));
    press(f, PRESS_CONTROL('_'));
    assert_string_equal(purpose(f), "Mine");
    assert_string_equal(
        text_str(&f->wizard.message), "undone: Purpose: Theirs -> Mine");
    press(f, PRESS_CONTROL('S')); /* mine is against theirs again */
    assert_asked(f, "t      take theirs");
    press(f, PRESS_ESCAPE);
    press(f, PRESS_CONTROL('Y'));
    assert_string_equal(purpose(f), "Theirs");
    press(f, PRESS_CONTROL('S'));
    assert_int_equal(f->wizard.at.step, STEP_PUBLISH);
}

static void
a_new_flow_does_not_take_a_name_that_is_there(void **state)
{
    struct fixture *f = *state;

    answer_basics(f);
    answer_first_channel(f);
    edit_file(f, OTP, "title: Login OTP", "title: Login web"); /* its name */
    auto_(text) struct text from = {0}, to = {0};
    path_in(f, OTP, &from);
    path_in(f, "flows/login-web.yaml", &to);
    assert_int_equal(rename(from.bytes, to.bytes), 0);
    edit_file(f, "flows/login-web.yaml", "title: Login web", "title: Other");
    press(f, PRESS_CONTROL('S'));
    assert_asked(f, "is there already");
    press(f, 'c');
    assert_int_equal(f->wizard.at.step, STEP_PUBLISH);
    assert_true(exists(f, "flows/login-web-2.yaml"));
    auto_(heap) char *other =
        workspace_case_file(&f->place, "flows/login-web.yaml");
    assert_non_null(strstr(other, "title: Other"));
}

static void
leave_a_draft(struct fixture *f)
{
    open_flow(f, OTP);
    change_purpose(f, "Mine");
    wizard_go_home(&f->wizard);
    assert_true(exists(f, ".fallback/drafts/" OTP_ID ".yaml"));
}

static void
a_flow_with_a_draft_asks_which_to_go_on_with(void **state)
{
    struct fixture *f = *state;

    leave_a_draft(f);
    open_flow(f, OTP);
    assert_asked(f, "\"Login OTP\" was left on the page 'Basic Information'.");
    compare(f, 24, 80, "page-unfinished");
    press(f, PRESS_ESCAPE);
    assert_int_equal(f->wizard.at.step, STEP_FLOWS);
    open_flow(f, OTP);
    press(f, 't');
    assert_string_equal(purpose(f), "One-time code at sign-in");
    press(f, PRESS_CONTROL('_'));
    assert_string_equal(purpose(f), "Mine");
}

static void
a_draft_says_what_has_changed_since(void **state)
{
    static const char *const draft = ".fallback/drafts/" OTP_ID ".yaml";
    struct fixture *f = *state;

    leave_a_draft(f);
    open_flow(f, draft);
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
    wizard_go_home(&f->wizard);
    edit_file(f, OTP, "One-time code at sign-in", "Theirs");
    struct template *template = (struct template *)(uintptr_t)catalogue_find(
        &f->place.workspace->catalogue, KIND_SMS, "otp_sms", "en");
    template->status.value = TEMPLATE_PAUSED;
    open_flow(f, draft);
    assert_asked(f,
        "Since then:\ntemplate otp_sms (en) paused\n" OTP
        " was changed on disk, ");
    press(f, PRESS_ESCAPE); /* later: it is asked again */
    open_flow(f, draft);
    assert_asked(f, "Since then:");
    press(f, PRESS_ENTER);
    press(f, PRESS_CONTROL('S'));
    assert_string_equal(text_str(&f->wizard.message),
        "1 error to be mended before it can be saved; the draft is kept");
}

static void
another_text_of_a_template_is_noticed(void **state)
{
    struct fixture *f = *state;

    leave_a_draft(f);
    struct template *template = (struct template *)(uintptr_t)catalogue_find(
        &f->place.workspace->catalogue, KIND_SMS, "otp_sms", "en");
    template->body.text = "{#var#} is the {#var#} code.";
    open_flow(f, ".fallback/drafts/" OTP_ID ".yaml");
    assert_asked(f, "a template that it names has changed");
}

static void
the_list_says_who_has_a_draft_and_throws_one_away(void **state)
{
    struct fixture *f = *state;
    struct wizard other;

    leave_a_draft(f);
    wizard_init(&other, f->place.workspace);
    struct fixture second = {.place = f->place, .wizard = other};
    open_flow(&second, ".fallback/drafts/" OTP_ID ".yaml");
    wizard_go_home(&f->wizard);
    assert_true(f->wizard.flows.rows[0].draft);
    assert_non_null(
        strstr(f->wizard.flows.rows[0].about, "in work elsewhere: "));
    press(f, 'D');
    assert_string_equal(
        text_str(&f->wizard.message), "this draft is in work elsewhere");
    wizard_done(&second.wizard);
    press(f, PRESS_CONTROL('R'));
    press(f, 'D');
    assert_asked(f, "The draft \"Login OTP\" is lost then.");
    press(f, 'D');
    assert_false(exists(f, ".fallback/drafts/" OTP_ID ".yaml"));
    assert_int_equal(f->wizard.flows.drafts, 0);
    press(f, 'D');
    assert_int_equal(f->wizard.overlay, OVERLAY_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PAGES_TEST(a_second_wizard_is_told_who_has_the_flow),
        PAGES_TEST(a_flow_that_is_taken_over_goes_on_with_what_the_first_kept),
        PAGES_TEST(a_lock_that_nobody_has_any_more_is_taken),
        PAGES_TEST(a_lock_says_whether_its_process_lives),
        PAGES_TEST(a_lock_of_another_computer_is_asked_about),
        PAGES_TEST(a_lock_file_that_was_removed_is_made_again),
        PAGES_TEST(half_a_word_is_kept_before_its_field_is_left),
        PAGES_TEST(a_copy_is_a_flow_of_its_own),
        PAGES_TEST(back_from_a_flow_that_is_in_work_is_the_list),
        PAGES_TEST(looking_only_writes_nothing),
        PAGES_TEST(a_file_that_changed_is_never_overwritten_silently),
        PAGES_TEST(theirs_is_taken_and_undo_brings_mine_back),
        PAGES_TEST(a_new_flow_does_not_take_a_name_that_is_there),
        PAGES_TEST(a_flow_with_a_draft_asks_which_to_go_on_with),
        PAGES_TEST(a_draft_says_what_has_changed_since),
        PAGES_TEST(another_text_of_a_template_is_noticed),
        PAGES_TEST(the_list_says_who_has_a_draft_and_throws_one_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
