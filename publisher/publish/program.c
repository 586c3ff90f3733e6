/* posix_spawn, two pipes and poll. */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT, ERRORS, PIPES };

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

static pid_t
spawn(const char *const argv[], const int ends[PIPES], struct failure *failure)
{
    posix_spawn_file_actions_t files;
    char **environment = make_environment();
    pid_t pid = 0;

    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_addopen(
        &files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_adddup2(&files, ends[OUTPUT], STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(&files, ends[ERRORS], STDERR_FILENO);
    errno = posix_spawnp(
        &pid, argv[0], &files, NULL, (char *const *)argv, environment);
    (void)posix_spawn_file_actions_destroy(&files);
    free(environment);
    if (!errno)
        return pid;
    (void)failure_errno(
        failure, STATUS_DISK, "'%s' could not be started", argv[0]);
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

static void
close_all(int fds[PIPES])
{
    for (int i = 0; i < PIPES; i++) {
        if (fds[i] >= 0)
            (void)close(fds[i]);
        fds[i] = -1;
    }
}

bool
program_ask(const char *const argv[], struct program_answer *answer,
    struct failure *failure)
{
    int reads[PIPES] = {-1, -1}, writes[PIPES] = {-1, -1}, how = 0;
    pid_t pid = 0;

    if (make_pipes(reads, writes, failure))
        pid = spawn(argv, writes, failure);
    close_all(writes);
    if (pid)
        read_all(reads, answer);
    close_all(reads);
    if (!pid)
        return false;
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
        continue;
    answer->status = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    return answer->output.len <= PROGRAM_OUTPUT_MAX ||
        failure_set(failure, STATUS_DISK, "'%s' says too much", argv[0]);
}

void
program_answer_done(struct program_answer *answer)
{
    text_done(&answer->output);
    text_done(&answer->errors);
}
