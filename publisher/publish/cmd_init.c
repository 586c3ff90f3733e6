/* fallback-publish init: copies the example workspace into a folder. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "clean.h"
#include "commands.h"
#include "data.h"
#include "file.h"
#include "workspace.h"

#define EXAMPLE_BYTES_MAX (1000 * 1000)
#define DEPTH_MAX 4

/* Does something with one file of the examples: its path there and here. */
typedef bool visit_fn(
    const char *from, const char *to, struct failure *failure);

static bool walk(const char *from, const char *to, int depth, visit_fn *visit,
    struct failure *failure);

static bool
walk_entry(const char *from, const char *to, const char *name, int depth,
    visit_fn *visit, struct failure *failure)
{
    auto_(text) struct text source = {0}, goal = {0};

    if (!strcmp(name, ".") || !strcmp(name, ".."))
        return true;
    text_addf(&source, "%s/%s", from, name);
    text_addf(&goal, "%s/%s", to, name);
    if (file_is_folder(source.bytes))
        return depth == DEPTH_MAX ||
            walk(source.bytes, goal.bytes, depth + 1, visit, failure);
    return visit(source.bytes, goal.bytes, failure);
}

static bool
walk(const char *from, const char *to, int depth, visit_fn *visit,
    struct failure *failure)
{
    DIR *dir = opendir(from);
    const struct dirent *entry;
    bool ok = true;

    if (!dir)
        return failure_errno(
            failure, STATUS_DISK, "cannot read the examples in '%s'", from);
    while (ok && (entry = readdir(dir)))
        ok = walk_entry(from, to, entry->d_name, depth, visit, failure);
    (void)closedir(dir);
    return ok;
}

static bool
is_workspace(const char *folder)
{
    auto_(text) struct text file = {0};

    text_addf(&file, "%s/" WORKSPACE_FILE, folder);
    return file_exists(file.bytes);
}

/* A .gitignore may be there already: it stays, and we say what it lacks. */
static bool
is_gitignore(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && !strcmp(slash, "/.gitignore");
}

static bool
check_free(const char *from, const char *to, struct failure *failure)
{
    (void)from;
    if (!file_exists(to) || is_gitignore(to))
        return true;
    return failure_set(failure, STATUS_CONFLICT,
        "'%s' is there already; nothing was written", to);
}

static bool
copy(const char *from, const char *to, struct failure *failure)
{
    auto_(text) struct text content = {0};
    auto_(heap) char *folder =
        strndup(to, (size_t)(strrchr(to, '/') - to)); /* walk() put one there */

    if (!folder)
        abort();
    if (file_exists(to)) {
        fprintf(stderr,
            "'%s' stays as it is; it should have: .fallback/ *.db *.db-* "
            "*.db.* *.pem secrets/\n",
            to);
        return true;
    }
    return file_make_folder(folder, 0777, failure) &&
        file_read(from, EXAMPLE_BYTES_MAX, &content, failure) &&
        file_write(to, text_str(&content), content.len, 0644, failure);
}

static void
say_next(const char *folder)
{
    auto_(heap) char *clean = clean_line(folder);

    printf("a workspace is in %s, all of it on the sandbox. Next:\n", clean);
    if (strcmp(folder, ".") != 0)
        printf("  cd %s\n", clean);
    printf("  fallback-publish check      what is wrong with its flows\n"
           "  fallback-publish push       publish them to the store\n"
           "  fallback-wizard             design a flow of your own\n");
}

static bool
is_file(const char *path)
{
    struct stat st;

    return !stat(path, &st) && S_ISREG(st.st_mode);
}

enum status
cmd_init(struct command_call *call)
{
    struct failure failure = {0};
    enum status status;

    if (!command_parse(call, NULL, &status))
        return status;
    if (call->nwords > 1)
        return command_misused(call, "init takes one folder");
    const char *given = call->common.folder ? call->common.folder : ".";
    const char *folder = call->nwords ? call->words[0] : given;
    auto_(heap) char *examples = data_path("examples");
    if (is_file(folder))
        (void)failure_set(&failure, STATUS_USAGE,
            "'%s' is a file; init takes a folder", folder);
    else if (is_workspace(folder))
        (void)failure_set(&failure, STATUS_CONFLICT,
            "'%s' is a workspace already; nothing was written", folder);
    if (failure.status || !walk(examples, folder, 0, check_free, &failure) ||
        !walk(examples, folder, 0, copy, &failure))
        return command_fail(call, &failure);
    if (!call->common.quiet)
        say_next(folder);
    return STATUS_DONE;
}
