/* posix_spawn, two pipes, anonymous files and poll. */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_FD 10 /* where the child finds its texts */

enum { OUTPUT, ERRORS, PIPES };

/* What the child gets; each -1 or open. */
struct ends {
    int pipes[PIPES], texts[PROGRAM_TEXTS_MAX];
};

/* Answers are read by us: they shall not be translated. */
static char **
make_environment(void)
{
    static char locale[] = "LC_ALL=C", locks[] = "GIT_OPTIONAL_LOCKS=0";
    size_t n = 0, kept = 0;

    while (environ[n])
        n++;
    char **list = calloc(n + 3, sizeof(*list));
    if (!list)
        abort();
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "LC_ALL=", 7) != 0)
            list[kept++] = environ[i];
    list[kept++] = locale;
    list[kept] = locks;
    return list;
}

static void
add_actions(posix_spawn_file_actions_t *files, const struct ends *ends)
{
    (void)posix_spawn_file_actions_addopen(
        files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_adddup2(
        files, ends->pipes[OUTPUT], STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(
        files, ends->pipes[ERRORS], STDERR_FILENO);
    for (int i = 0; i < PROGRAM_TEXTS_MAX; i++)
        if (ends->texts[i] >= 0)
            (void)posix_spawn_file_actions_adddup2(
                files, ends->texts[i], FIRST_FD + i);
}

static void
say_not_started(const struct program_call *call, struct failure *failure)
{
    if (errno == ENOENT && call->package)
        (void)failure_set(failure, STATUS_DISK,
            "'%s' is not in PATH; it comes with %s", call->argv[0],
            call->package);
    else
        (void)failure_errno(
            failure, STATUS_DISK, "'%s' could not be started", call->argv[0]);
}

static pid_t
spawn(const struct program_call *call, const struct ends *ends,
    struct failure *failure)
{
    posix_spawn_file_actions_t files;
    char **environment = make_environment();
    pid_t pid = 0;

    (void)posix_spawn_file_actions_init(&files);
    add_actions(&files, ends);
    errno = posix_spawnp(&pid, call->argv[0], &files, NULL,
        (char *const *)call->argv, environment);
    (void)posix_spawn_file_actions_destroy(&files);
    free(environment);
    if (!errno)
        return pid;
    say_not_started(call, failure);
    return 0;
}

/* False at the end of the pipe, or over the cap. */
static bool
read_some(int fd, struct text *into)
{
    char bytes[16384];
    const ssize_t n = read(fd, bytes, sizeof(bytes));

    if (n < 0)
        return errno == EINTR;
    if (n)
        text_add_bytes(into, bytes, (size_t)n);
    return n && into->len <= PROGRAM_OUTPUT_MAX;
}

static void
read_all(int fds[PIPES], struct program_answer *answer)
{
    struct text *texts[PIPES] = {&answer->output, &answer->errors};

    while (fds[OUTPUT] >= 0 || fds[ERRORS] >= 0) {
        struct pollfd wait[PIPES] = {
            {.fd = fds[OUTPUT], .events = POLLIN},
            {.fd = fds[ERRORS], .events = POLLIN},
        };

        if (poll(wait, PIPES, -1) < 0)
            continue;
        for (int i = 0; i < PIPES; i++) {
            if (!wait[i].revents || read_some(fds[i], texts[i]))
                continue;
            (void)close(fds[i]);
            fds[i] = -1;
        }
    }
}

static bool
make_pipes(int reads[PIPES], int writes[PIPES], struct failure *failure)
{
    for (int i = 0; i < PIPES; i++) {
        int ends[2];

        if (pipe2(ends, O_CLOEXEC))
            return failure_errno(failure, STATUS_DISK, "no pipe could be made");
        reads[i] = ends[0];
        writes[i] = ends[1];
    }
    return true;
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

static bool
no_memory(const struct program_call *call, struct failure *failure)
{
    return failure_errno(
        failure, STATUS_DISK, "no memory for the texts of '%s'", call->argv[0]);
}

/* Made above the descriptors that the child gets, so that none is in the way
 * of another. */
static bool
make_texts(const struct program_call *call, int fds[PROGRAM_TEXTS_MAX],
    struct failure *failure)
{
    for (size_t i = 0; i < PROGRAM_TEXTS_MAX && call->texts[i]; i++) {
        const int made = memfd_create("text", MFD_CLOEXEC);

        if (made < 0)
            return no_memory(call, failure);
        fds[i] = fcntl(made, F_DUPFD_CLOEXEC, FIRST_FD + PROGRAM_TEXTS_MAX);
        (void)close(made);
        if (fds[i] < 0 || !write_all(fds[i], call->texts[i]))
            return no_memory(call, failure);
    }
    return true;
}

static void
close_all(int *fds, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fds[i] >= 0)
            (void)close(fds[i]);
        fds[i] = -1;
    }
}

bool
program_ask(const struct program_call *call, struct program_answer *answer,
    struct failure *failure)
{
    struct ends ends = {{-1, -1}, {-1, -1, -1}};
    int reads[PIPES] = {-1, -1}, how = 0;
    pid_t pid = 0;

    if (make_pipes(reads, ends.pipes, failure) &&
        make_texts(call, ends.texts, failure))
        pid = spawn(call, &ends, failure);
    close_all(ends.pipes, PIPES);
    close_all(ends.texts, PROGRAM_TEXTS_MAX);
    if (pid)
        read_all(reads, answer);
    close_all(reads, PIPES);
    if (!pid)
        return false;
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
        continue;
    answer->status = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    /* POSIX: posix_spawn may find out in the child that there is no such
     * program, which then ends with 127. */
    if (answer->status == 127 && !answer->output.len && !answer->errors.len) {
        errno = ENOENT;
        say_not_started(call, failure);
        return false;
    }
    return answer->output.len <= PROGRAM_OUTPUT_MAX ||
        failure_set(failure, STATUS_DISK, "'%s' says too much", call->argv[0]);
}

void
program_answer_done(struct program_answer *answer)
{
    text_done(&answer->output);
    text_done(&answer->errors);
}
