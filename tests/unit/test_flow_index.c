/* The index of flows: what it knows, and what it reads again. */
#include "test.h"

#include "flow_index.h"
#include "workspace_case.h"

struct fixture {
    struct workspace_case place;
    struct flow_index index;
};

static int
begin(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    workspace_case_open(&f->place);
    return 0;
}

static int
end(void **state)
{
    struct fixture *f = *state;

    flow_index_done(&f->index);
    workspace_case_close(&f->place);
    free(f);
    return 0;
}

static void
write_flow(struct fixture *f, const char *name, const char *content)
{
    auto_(text) struct text path = {0};

    text_addf(&path, "%s/flows/%s", f->place.root, name);
    assert_true(file_write(path.bytes, content, strlen(content), 0644, NULL));
}

static const struct flow_entry *
entry(struct fixture *f, const char *file)
{
    for (size_t i = 0; i < f->index.n; i++)
        if (!strcmp(f->index.entries[i].file, file))
            return &f->index.entries[i];
    return NULL;
}

static void
bring_up_to_date(struct fixture *f)
{
    assert_true(flow_index_read(&f->index, f->place.workspace, NULL));
}

static void
it_knows_titles_ids_and_places(void **state)
{
    struct fixture *f = *state;

    bring_up_to_date(f);
    assert_int_equal(f->index.n, 2);
    const struct flow_entry *login = entry(f, "flows/login-otp.yaml");
    assert_non_null(login);
    assert_string_equal(login->title, "Login OTP");
    assert_string_equal(login->key, "login otp");
    assert_string_equal(
        login->workflow_id, "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69");
    assert_int_equal(login->title_at.line, 3);
    assert_int_equal(login->id_at.line, 2);
}

static void
a_file_that_is_no_flow_has_no_title(void **state)
{
    struct fixture *f = *state;

    write_flow(f, "broken.yaml", "title: [");
    write_flow(f, "bare.yaml", "fallback: 1\nworkflow_id: none\n");
    bring_up_to_date(f);
    assert_int_equal(f->index.n, 4);
    assert_null(entry(f, "flows/broken.yaml")->title);
    assert_null(entry(f, "flows/bare.yaml")->key);
    assert_string_equal(entry(f, "flows/bare.yaml")->workflow_id, "");
}

/* A title that only the index has shows that its file was not read again. */
static void
only_what_changed_is_read_again(void **state)
{
    struct fixture *f = *state;

    bring_up_to_date(f);
    for (size_t i = 0; i < f->index.n; i++)
        f->index.entries[i].title = "remembered";
    write_flow(f, "login-otp.yaml", "title: Another\n");
    write_flow(f, "a-new-one.yaml", "title: New\n");
    bring_up_to_date(f);
    assert_int_equal(f->index.n, 3);
    assert_string_equal(entry(f, "flows/a-new-one.yaml")->title, "New");
    assert_string_equal(entry(f, "flows/login-otp.yaml")->title, "Another");
    assert_string_equal(
        entry(f, "flows/appointment.yaml")->title, "remembered");
}

static void
what_is_gone_is_forgotten(void **state)
{
    struct fixture *f = *state;
    auto_(text) struct text path = {0};

    bring_up_to_date(f);
    text_addf(&path, "%s/flows/appointment.yaml", f->place.root);
    assert_int_equal(unlink(path.bytes), 0);
    bring_up_to_date(f);
    assert_int_equal(f->index.n, 1);
    assert_non_null(entry(f, "flows/login-otp.yaml"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(it_knows_titles_ids_and_places),
        TEST(a_file_that_is_no_flow_has_no_title),
        TEST(only_what_changed_is_read_again),
        TEST(what_is_gone_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
