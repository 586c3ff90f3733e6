/* Crash handlers that restore the terminal. */
#include "guard.h"

#include <signal.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/* Made before anything goes wrong; the handler only reads it. */
static struct {
    alignas(max_align_t) char stack[64 * 1024];
    char restore[256], note[200];
    struct termios modes;
} prepared;

static void
emit(int fd, const char *text)
{
    ssize_t n = write(fd, text, strlen(text));

    (void)n; /* there is nobody left to tell */
}

/* SA_RESETHAND has put the default action back: raising again ends it. */
static void
restore_and_die(int signal)
{
    emit(STDOUT_FILENO, prepared.restore);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &prepared.modes);
    emit(STDERR_FILENO, prepared.note);
    (void)raise(signal);
}

void
guard_arm(const char *restore, const struct termios *modes)
{
    const stack_t stack = {
        .ss_sp = prepared.stack,
        .ss_size = sizeof(prepared.stack),
    };
    const struct sigaction action = {
        .sa_handler = restore_and_die,
        .sa_flags = SA_ONSTACK | (int)SA_RESETHAND,
    };

    (void)snprintf(prepared.restore, sizeof(prepared.restore), "%s", restore);
    prepared.modes = *modes;
    (void)sigaltstack(&stack, NULL);
    for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
        (void)sigaction(crashes[i], &action, NULL);
}

void
guard_note(const char *text)
{
    (void)snprintf(prepared.note, sizeof(prepared.note), "%s", text);
}

void
guard_disarm(void)
{
    const stack_t none = {.ss_flags = SS_DISABLE};

    for (size_t i = 0; i < ARRAY_LEN(crashes); i++)
        (void)signal(crashes[i], SIG_DFL);
    (void)sigaltstack(&none, NULL);
}
