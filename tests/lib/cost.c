/*
 * Runs a program and says what it took: seconds of the clock, of the processor
 * (its own and the system's), and its largest memory in kB. A launcher of its
 * own, since the memory of a child counts that of the process it came from.
 *
 *   cost FILE PROGRAM [ARGUMENT...]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
    struct rusage used;
    int status;

    if (argc < 3)
        return 2;
    const double began = now();
    const pid_t child = fork();
    if (!child) {
        execv(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child) {
        perror("cost");
        return 126;
    }
    const double wall = now() - began;
    FILE *out = fopen(argv[1], "we");
    if (!out ||
        fprintf(out, "%.6f %.6f %ld\n", wall,
            seconds(used.ru_utime) + seconds(used.ru_stime),
            used.ru_maxrss) < 0 ||
        fclose(out)) {
        perror(argv[1]);
        return 126;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
