/* Imports into a folder that others work in. */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "import.h"
#include "incoming_json.h"

#define TEMPLATES                          \
    "# ours\n"                             \
    "fallback: 1\n"                        \
    "templates:\n"                         \
    "    - status: approved # since May\n" \
    "      name: a\n"                      \
    "      kind: whatsapp\n"               \
    "      language: en\n\n"               \
    "      category: 'utility'\n"          \
    "      ttl: 1m\n"                      \
    "      body: Hello.\n"                 \
    "      examples: {\"1\": Ada}\n"
#define PAGE                                                    \
    "[{\"name\":\"a\",\"language\":\"en\",\"status\":\"%s\","   \
    "\"category\":\"UTILITY\",\"message_send_ttl_seconds\":60," \
    "\"components\":[{\"type\":\"BODY\",\"text\":\"Hello.\"}]}]"

struct desk {
    char folder[32], path[64];
    struct workspace *workspace;
    struct findings findings;
    struct incoming in;
    struct import import;
    struct failure failure;
};

static void
put(const char *path, const char *text)
{
    assert_true(file_write(path, text, strlen(text), 0644, NULL));
}

static void
assert_holds(const char *path, const char *text)
{
    auto_(text) struct text content = {0};

    assert_true(file_read(path, 100000, &content, NULL));
    assert_string_equal(text_str(&content), text);
}

static struct desk *
desk_open(const char *status)
{
    struct desk *d = calloc(1, sizeof(*d));
    auto_(text) struct text page = {0}, file = {0};

    assert_non_null(d);
    (void)snprintf(d->folder, sizeof(d->folder), "/tmp/import-XXXXXX");
    assert_non_null(mkdtemp(d->folder));
    (void)snprintf(d->path, sizeof(d->path), "%s/templates", d->folder);
    assert_int_equal(mkdir(d->path, 0755), 0);
    text_addf(&file, "%s/fallback.yaml", d->folder);
    put(file.bytes, "fallback: 1\naccount: HX\nchannels: {}\n");
    (void)snprintf(d->path, sizeof(d->path), "%s/templates/t.yaml", d->folder);
    put(d->path, TEMPLATES);
    text_addf(&page, PAGE, status);
    d->workspace = workspace_open(d->folder, NULL, &d->findings, &d->failure);
    assert_non_null(d->workspace);
    d->in = (struct incoming){.from = "meta", .file = "page"};
    assert_true(incoming_json(&d->in, incoming_meta, page.bytes, page.len));
    incoming_ready(&d->in);
    d->import = (struct import){
        .workspace = d->workspace,
        .in = &d->in,
        .into = "templates/meta.yaml",
        .fetched_ms = INT64_C(1795165920000), /* 2026-11-20T09:12:00Z */
    };
    assert_true(import_plan(&d->import, &d->failure));
    return d;
}

static void
desk_close(struct desk *d)
{
    auto_(text) struct text folder = {0};

    (void)unlink(d->path);
    text_addf(&folder, "%s/fallback.yaml", d->folder);
    (void)unlink(folder.bytes);
    text_clear(&folder);
    text_addf(&folder, "%s/templates", d->folder);
    (void)rmdir(folder.bytes);
    (void)rmdir(d->folder);
    import_done(&d->import);
    incoming_done(&d->in);
    workspace_free(d->workspace);
    findings_done(&d->findings);
    free(d);
}
DEFINE_AUTO(desk, struct desk *, desk_close);

static void
only_what_differs_is_touched(void **state)
{
    auto_(desk) struct desk *d = desk_open("PAUSED");

    (void)state;
    assert_int_equal(d->import.nchanges, 1);
    assert_string_equal(
        d->import.changes[0].text, "status approved -> paused; source set");
    assert_true(import_writes(&d->import));
    assert_true(import_write(&d->import, &d->failure));
    assert_holds(d->path,
        "# ours\n"
        "fallback: 1\n"
        "templates:\n"
        "    - status: paused # since May\n"
        "      name: a\n"
        "      kind: whatsapp\n"
        "      language: en\n\n"
        "      category: 'utility'\n"
        "      ttl: 1m\n"
        "      body: Hello.\n"
        "      source: {from: meta, fetched: \"2026-11-20T09:12:00Z\"}\n"
        "      examples: {\"1\": Ada}\n");
}

static void
a_file_that_was_changed_meanwhile_stays(void **state)
{
    auto_(desk) struct desk *d = desk_open("PAUSED");

    (void)state;
    put(d->path, TEMPLATES "# saved by an editor\n");
    assert_false(import_write(&d->import, &d->failure));
    assert_int_equal(d->failure.status, STATUS_CONFLICT);
    assert_non_null(strstr(d->failure.text, "changed meanwhile"));
    assert_holds(d->path, TEMPLATES "# saved by an editor\n");
}

static void
a_file_that_went_meanwhile_is_told(void **state)
{
    auto_(desk) struct desk *d = desk_open("PAUSED");

    (void)state;
    assert_int_equal(unlink(d->path), 0);
    assert_false(import_write(&d->import, &d->failure));
    assert_int_equal(d->failure.status, STATUS_DISK);
    assert_false(file_exists(d->path));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_differs_is_touched),
        cmocka_unit_test(a_file_that_was_changed_meanwhile_stays),
        cmocka_unit_test(a_file_that_went_meanwhile_is_told),
    };

    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
