/* diff and diff3 as children. */
#include "textdiff.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clean.h"

#define TEXTS_MAX 3
#define FIRST_FD 10 /* where the child finds its texts */
#define TROUBLE 2   /* both programs end so when they could not do it */
#define WORDS_MAX 200

/* What a child has open; each -1 or an anonymous file. */
struct files {
    int texts[TEXTS_MAX], output, errors;
};

static const struct files no_files = {{-1, -1, -1}, -1, -1};

static void
close_fd(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

static void
files_cleanup(struct files *files)
{
    for (size_t i = 0; i < TEXTS_MAX; i++)
        close_fd(files->texts[i]);
    close_fd(files->output);
    close_fd(files->errors);
}

static bool
write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left) {
        const ssize_t n = write(fd, text, left);

        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            text += n;
            left -= (size_t)n;
        }
    }
    return true;
}

/* Made above the descriptors that the child gets, so that none is in the way
 * of another. */
static bool
make_file(int *fd, const char *text, struct failure *failure)
{
    const int made = memfd_create("text", MFD_CLOEXEC);

    *fd = made < 0 ? -1 : fcntl(made, F_DUPFD_CLOEXEC, FIRST_FD + TEXTS_MAX);
    close_fd(made);
    if (*fd >= 0 && write_all(*fd, text))
        return true;
    return failure_errno(
        failure, STATUS_DISK, "no memory to compare the texts in");
}

static bool
make_files(struct files *files, const char *const *texts, size_t n,
    struct failure *failure)
{
    for (size_t i = 0; i < n; i++)
        if (!make_file(&files->texts[i], texts[i], failure))
            return false;
    return make_file(&files->output, "", failure) &&
        make_file(&files->errors, "", failure);
}

static bool
read_file(int fd, struct text *out)
{
    char piece[16384];
    off_t at = 0;

    for (;;) {
        const ssize_t n = pread(fd, piece, sizeof(piece), at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        text_add_bytes(out, piece, (size_t)n);
        at += n;
    }
}

static void
add_actions(posix_spawn_file_actions_t *actions, const struct files *files)
{
    (void)posix_spawn_file_actions_addopen(
        actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_adddup2(
        actions, files->output, STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(
        actions, files->errors, STDERR_FILENO);
    for (int i = 0; i < TEXTS_MAX; i++)
        if (files->texts[i] >= 0)
            (void)posix_spawn_file_actions_adddup2(
                actions, files->texts[i], FIRST_FD + i);
}

/* The program says what it has to say in English, wherever we are. */
static pid_t
start(
    const char *const *argv, const struct files *files, struct failure *failure)
{
    static const char *const environment[] = {"LC_ALL=C", NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;

    (void)posix_spawn_file_actions_init(&actions);
    add_actions(&actions, files);
    errno = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)argv,
        (char *const *)environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (!errno)
        return pid;
    if (errno == ENOENT)
        (void)failure_set(failure, STATUS_DISK,
            "'%s' is not in PATH; it comes with diffutils", argv[0]);
    else
        (void)failure_errno(
            failure, STATUS_DISK, "'%s' could not be started", argv[0]);
    return 0;
}

/* The exit status; TROUBLE when a signal ended it. */
static int
wait_for(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return TROUBLE;
    return WIFEXITED(status) ? WEXITSTATUS(status) : TROUBLE;
}

/* Told by the first line of what the program said of it. */
static bool
say_trouble(
    const char *program, const struct files *files, struct failure *failure)
{
    auto_(text) struct text said = {0}, line = {0};

    (void)read_file(files->errors, &said);
    text_add_bytes(&line, text_str(&said), strcspn(text_str(&said), "\n"));
    auto_(heap) char *words = clean_line(text_str(&line));
    return failure_set(failure, STATUS_DISK,
        "'%s' could not compare the texts%s%.*s", program, *words ? ": " : "",
        WORDS_MAX, words);
}

/* Runs the program on the texts. False after a failure; else *differ tells
 * whether it found something. */
static bool
run(const char *const *argv, const char *const *texts, size_t n,
    struct text *out, bool *differ, struct failure *failure)
{
    auto_(files) struct files files = no_files;

    if (!make_files(&files, texts, n, failure))
        return false;
    const pid_t pid = start(argv, &files, failure);
    if (!pid)
        return false;
    const int status = wait_for(pid);
    if (status >= TROUBLE)
        return say_trouble(argv[0], &files, failure);
    *differ = status == 1;
    return read_file(files.output, out) ||
        failure_errno(failure, STATUS_DISK, "what '%s' said is lost", argv[0]);
}

bool
textdiff_unified(const char *before, const char *before_name, const char *after,
    const char *after_name, struct text *out, struct failure *failure)
{
    const char *const argv[] = {"diff", "--text", "-u", "--label", before_name,
        "--label", after_name, "/dev/fd/10", "/dev/fd/11", NULL};
    const char *const texts[] = {before, after};
    bool differ;

    return run(argv, texts, ARRAY_LEN(texts), out, &differ, failure);
}

bool
textdiff_merge(const struct textdiff_side *mine,
    const struct textdiff_side *base, const struct textdiff_side *theirs,
    struct text *out, bool *clashes, struct failure *failure)
{
    const char *const argv[] = {"diff3", "--text", "--merge", "-L", mine->name,
        "-L", base->name, "-L", theirs->name, "/dev/fd/10", "/dev/fd/11",
        "/dev/fd/12", NULL};
    const char *const texts[] = {mine->text, base->text, theirs->text};

    return run(argv, texts, ARRAY_LEN(texts), out, clashes, failure);
}
