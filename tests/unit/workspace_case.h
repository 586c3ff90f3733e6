/* A copy of the example workspace in a folder of its own, for tests that
 * write into it. */
#pragma once

#include "test.h"

#include <ftw.h>
#include <unistd.h>

#include "base.h"
#include "file.h"
#include "folder.h"
#include "workspace.h"

struct workspace_case {
    char root[64];
    struct workspace *workspace;
};

static inline void
workspace_case_copy(const char *from, const char *root, const char *name)
{
    auto_(text) struct text content = {0}, path = {0}, to = {0};

    text_addf(&path, "%s/%s", from, name);
    text_addf(&to, "%s/%s", root, name);
    assert_true(file_read(path.bytes, 1 << 20, &content, NULL));
    assert_true(file_write(to.bytes, content.bytes, content.len, 0644, NULL));
}

/* Opens the copy; made anew by each test. */
static inline void
workspace_case_open(struct workspace_case *c)
{
    static const char *const files[] = {"fallback.yaml",
        "flows/appointment.yaml", "flows/login-otp.yaml",
        "templates/appointments.yaml", "templates/otp.yaml"};
    auto_(text) struct text from = {0}, folder = {0};
    auto_(findings) struct findings findings = {0};

    snprintf(c->root, sizeof(c->root), "/tmp/fallback-test-XXXXXX");
    assert_non_null(mkdtemp(c->root));
    text_addf(&from, "%s/examples", getenv("FALLBACK_DATA"));
    text_addf(&folder, "%s/flows", c->root);
    assert_true(file_make_folder(folder.bytes, 0755, NULL));
    text_clear(&folder);
    text_addf(&folder, "%s/templates", c->root);
    assert_true(file_make_folder(folder.bytes, 0755, NULL));
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        workspace_case_copy(from.bytes, c->root, files[i]);
    c->workspace = workspace_open(c->root, NULL, &findings, NULL);
    assert_non_null(c->workspace);
    assert_int_equal(findings.n, 0);
}

static inline int
workspace_case_remove(
    const char *path, const struct stat *stat, int kind, struct FTW *at)
{
    (void)stat, (void)kind, (void)at;
    return remove(path);
}

static inline void
workspace_case_close(struct workspace_case *c)
{
    workspace_free(c->workspace);
    (void)nftw(c->root, workspace_case_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* A file of the copy, whole; the caller frees it. NULL where there is none. */
static inline char *
workspace_case_file(const struct workspace_case *c, const char *name)
{
    auto_(text) struct text path = {0};
    struct text content = {0};

    text_addf(&path, "%s/%s", c->root, name);
    if (!file_read(path.bytes, 1 << 20, &content, NULL))
        return NULL;
    text_add(&content, "");
    return text_take(&content);
}
