/* posix_spawn, pipes and waitpid. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What we block and ignore is no business of a child. */
static pid_t
spawn(const char *const argv[], short flags,
    const posix_spawn_file_actions_t *files, struct failure *failure)
{
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t pid = 0;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    (void)posix_spawnattr_setflags(&attributes,
        (short)(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    errno = posix_spawnp(
        &pid, argv[0], files, &attributes, (char *const *)argv, environ);
    (void)posix_spawnattr_destroy(&attributes);
    if (!errno)
        return pid;
    (void)failure_errno(
        failure, STATUS_DISK, "'%s' could not be started", argv[0]);
    return 0;
}

static void
close_pipe(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static pid_t
spawn_with_pipes(
    const char *const argv[], int output, int errors, struct failure *failure)
{
    posix_spawn_file_actions_t files;

    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_addopen(
        &files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    const pid_t pid = spawn(argv, POSIX_SPAWN_SETPGROUP, &files, failure);
    (void)posix_spawn_file_actions_destroy(&files);
    return pid;
}

bool
child_start(
    struct child *child, const char *const argv[], struct failure *failure)
{
    int ends[CHILD_PIPES][2] = {{-1, -1}, {-1, -1}};

    *child = CHILD_NONE;
    for (size_t i = 0; i < CHILD_PIPES; i++)
        if (pipe2(ends[i], O_CLOEXEC) == 0)
            (void)fcntl(ends[i][0], F_SETFL, O_NONBLOCK);
    if (ends[0][0] < 0 || ends[1][0] < 0)
        (void)failure_errno(failure, STATUS_DISK, "no pipe could be made");
    else
        child->pid = spawn_with_pipes(argv, ends[0][1], ends[1][1], failure);
    for (size_t i = 0; i < CHILD_PIPES; i++) {
        close_pipe(&ends[i][1]);
        child->fds[i] = ends[i][0];
    }
    if (!child->pid)
        child_clear(child);
    return child->pid;
}

void
child_read(struct child *child, enum child_pipe pipe)
{
    char bytes[8192];
    ssize_t n;

    while ((n = read(child->fds[pipe], bytes, sizeof(bytes))) > 0) {
        struct text *text = &child->texts[pipe];

        if (text->len + (size_t)n > CHILD_OUTPUT_MAX) {
            child_kill(child);
            child->too_long = true;
            return;
        }
        text_add_bytes(text, bytes, (size_t)n);
    }
    if (n == 0 || (errno != EAGAIN && errno != EINTR))
        close_pipe(&child->fds[pipe]);
}

void
child_reap(struct child *child)
{
    if (child->pid && !child->exited &&
        waitpid(child->pid, &child->status, WNOHANG) == child->pid)
        child->exited = true;
}

bool
child_done(const struct child *child)
{
    return child->exited && child->fds[0] < 0 && child->fds[1] < 0;
}

int
child_status(const struct child *child)
{
    return WIFEXITED(child->status) ? WEXITSTATUS(child->status) : -1;
}

static void
forget(struct child *child)
{
    for (size_t i = 0; i < CHILD_PIPES; i++) {
        close_pipe(&child->fds[i]);
        text_done(&child->texts[i]);
    }
}

void
child_kill(struct child *child)
{
    if (child->pid && !child->exited)
        (void)kill(-child->pid, SIGTERM);
    forget(child);
}

void
child_clear(struct child *child)
{
    forget(child);
    *child = CHILD_NONE;
}

/* ^Z stops the program in front: we stop too, so that the shell of the job
 * sees it; its fg wakes both. */
static void
stop_with_it(void)
{
    sigset_t stop;

    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTSTP);
    (void)signal(SIGTSTP, SIG_DFL);
    (void)raise(SIGTSTP);
    (void)sigprocmask(SIG_UNBLOCK, &stop, NULL);
    (void)sigprocmask(SIG_BLOCK, &stop, NULL);
}

/* How it ended. */
static int
wait_for(pid_t pid)
{
    int how = 0;

    for (;;) {
        const pid_t who = waitpid(pid, &how, WUNTRACED);

        if (who == pid && WIFSTOPPED(how))
            stop_with_it();
        else if (who == pid || errno != EINTR)
            return how;
    }
}

bool
child_run(const char *const argv[], int *status, struct failure *failure)
{
    static const int keys[] = {SIGINT, SIGQUIT};
    const pid_t pid = spawn(argv, 0, NULL, failure);
    const int how = pid ? wait_for(pid) : 0;

    /* Those meant for it wait, blocked: ignoring them throws them away. */
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        (void)signal(keys[i], SIG_IGN);
        (void)signal(keys[i], SIG_DFL);
    }
    if (pid)
        *status = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    return pid;
}
