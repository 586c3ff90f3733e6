/* Asking git. Texts of the store reach its command line as commits only. */
#include "git.h"

#include <stdio.h>
#include <string.h>

#include "lookup.h"
#include "program.h"

#define HEX_LEN (GIT_COMMIT_SIZE - 1)
#define BATCH 1000 /* words of one command line */
#define WORDS_MAX (BATCH + 16)
#define DIRTY "-dirty"

static bool
is_commit(const char *text, size_t len)
{
    return len == HEX_LEN && strspn(text, "0123456789abcdef") >= HEX_LEN;
}

/* git -C FOLDER WORD... MORE... */
static bool
ask(struct git *git, const char *const *words, const char *const *more,
    size_t nmore, struct program_answer *answer)
{
    const char *argv[WORDS_MAX] = {"git", "-C", git->folder};
    size_t n = 3;

    while (*words)
        argv[n++] = *words++;
    for (size_t i = 0; i < nmore; i++)
        argv[n++] = more[i];
    return program_ask(&(struct program_call){.argv = argv}, answer, NULL);
}

/* Where the workspace is in no repository there is nothing to say; when git
 * will not tell (the folder is another user's, say) people want to know. */
static void
keep_trouble(struct git *git, const struct program_answer *answer)
{
    static const char *const usual[] = {
        "not a git repository", "ambiguous argument 'HEAD'"};
    const char *errors = text_str(&answer->errors);

    for (size_t i = 0; i < ARRAY_LEN(usual); i++)
        if (strstr(errors, usual[i]))
            return;
    git->trouble = arena_strndup(&git->arena, errors, strcspn(errors, "\n"));
}

/* A workspace in a folder that a repository ignores is not of it. */
static bool
is_ignored(struct git *git)
{
    static const char *const words[] = {"check-ignore", "-q", ".", NULL};
    auto_(program_answer) struct program_answer answer = {0};

    return ask(git, words, NULL, 0, &answer) && answer.status == 0;
}

void
git_open(struct git *git, const char *folder)
{
    static const char *const words[] = {
        "rev-parse", "--is-shallow-repository", "HEAD", NULL};
    auto_(program_answer) struct program_answer answer = {0};

    git->folder = arena_strdup(&git->arena, folder);
    if (!ask(git, words, NULL, 0, &answer))
        return;
    const char *output = text_str(&answer.output);
    const char *head = strchr(output, '\n');
    if (answer.status) {
        keep_trouble(git, &answer);
        return;
    }
    if (!head || !is_commit(head + 1, strcspn(head + 1, "\n")) ||
        is_ignored(git))
        return;
    git->shallow = !strncmp(output, "true", 4);
    git->head = arena_strndup(&git->arena, head + 1, HEX_LEN);
}

void
git_done(struct git *git)
{
    arena_free(&git->arena);
    *git = (struct git){0};
}

static size_t
batch_of(size_t n, size_t done)
{
    return n - done < BATCH ? n - done : BATCH;
}

bool
git_differs(struct git *git, const char *const *paths, size_t n)
{
    static const char *const words[] = {"--literal-pathspecs", "status",
        "--porcelain", "--untracked-files=all", "--ignored=matching", "--",
        NULL};

    for (size_t i = 0; i < n; i += BATCH) {
        auto_(program_answer) struct program_answer answer = {0};

        if (!ask(git, words, paths + i, batch_of(n, i), &answer) ||
            answer.status || answer.output.len)
            return true;
    }
    return false;
}

bool
git_commit_read(struct git_commit *commit, const char *text, bool *dirty)
{
    if (!text || strlen(text) < HEX_LEN || !is_commit(text, HEX_LEN))
        return false;
    *dirty = !strcmp(text + HEX_LEN, DIRTY);
    if (text[HEX_LEN] && !*dirty)
        return false;
    *commit = (struct git_commit){0};
    memcpy(commit->id, text, HEX_LEN);
    return true;
}

/* The commits that git lists for these words are marked, one flag each. */
static void
mark_listed(struct git *git, const char *const *words,
    struct git_commit *commits, size_t n,
    void (*mark)(struct git_commit *commit, bool listed))
{
    const char *ids[BATCH];
    auto_(program_answer) struct program_answer answer = {0};
    auto_(lookup) struct lookup listed = {0};

    for (size_t i = 0; i < n; i++)
        ids[i] = commits[i].id;
    const bool told = ask(git, words, ids, n, &answer) && !answer.status;
    for (char *line = answer.output.bytes, *end; line && *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        lookup_add(&listed, line, line);
    }
    lookup_ready(&listed);
    for (size_t i = 0; told && i < n; i++)
        mark(&commits[i], lookup_find(&listed, commits[i].id));
}

static void
mark_known(struct git_commit *commit, bool listed)
{
    commit->known = listed;
}

/* What is listed is reachable from the commits and not from HEAD. */
static void
mark_behind(struct git_commit *commit, bool listed)
{
    commit->behind = commit->known && !listed;
}

void
git_ask(struct git *git, struct git_commit *commits, size_t n)
{
    static const char *const there[] = {
        "rev-list", "--no-walk", "--ignore-missing", NULL};
    static const char *const ahead[] = {
        "rev-list", "--ignore-missing", "^HEAD", NULL};

    for (size_t i = 0; git->head && i < n; i += BATCH) {
        mark_listed(git, there, commits + i, batch_of(n, i), mark_known);
        mark_listed(git, ahead, commits + i, batch_of(n, i), mark_behind);
    }
}

const char *
git_show(struct git *git, const char *path)
{
    const char *name = arena_printf(&git->arena, "HEAD:./%s", path);
    const char *const words[] = {"cat-file", "blob", name, NULL};
    auto_(program_answer) struct program_answer answer = {0};

    if (!git->head || !ask(git, words, NULL, 0, &answer) || answer.status)
        return NULL;
    return arena_strndup(
        &git->arena, text_str(&answer.output), answer.output.len);
}
