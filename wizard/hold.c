/* A lock file that is removed while it is still locked, and so may be gone
 * between its opening and its locking: then it is made again. */
#include "hold.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clean.h"

#define OWNER_MAX 400 /* bytes of the file that are read */
#define NAME_MAX_BYTES 64

struct owner {
    char user[NAME_MAX_BYTES], host[NAME_MAX_BYTES], terminal[NAME_MAX_BYTES];
    char since[NAME_MAX_BYTES];
    pid_t pid; /* 0: the file does not say */
};

static bool
is_still_there(int fd, const char *path)
{
    struct stat ours, there;

    return fstat(fd, &ours) == 0 && stat(path, &there) == 0 &&
        ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

static void
name_host(char host[NAME_MAX_BYTES])
{
    host[0] = host[NAME_MAX_BYTES - 1] = '\0';
    (void)gethostname(host, NAME_MAX_BYTES - 1);
}

/* A line each: people read it, too. */
static void
write_owner(int fd)
{
    auto_(text) struct text who = {0};
    const char *terminal = ttyname(STDIN_FILENO);
    const char *user = getenv("USER");
    const time_t now = time(NULL);
    char host[NAME_MAX_BYTES], when[32] = "";
    struct tm tm;

    name_host(host);
    if (localtime_r(&now, &tm))
        (void)strftime(when, sizeof(when), "%e %b %H:%M", &tm);
    text_addf(&who, "user %s\nhost %s\nprocess %ld\nsince %s\n",
        user && *user ? user : "somebody", host, (long)getpid(),
        when + (when[0] == ' '));
    if (terminal)
        text_addf(&who, "terminal %s\n", terminal);
    if (ftruncate(fd, 0) || pwrite(fd, who.bytes, who.len, 0) < 0)
        return; /* the lock holds all the same; only its words are missing */
}

static void
take_line(struct owner *owner, const char *line)
{
    const struct {
        const char *key;
        char *into;
    } names[] = {
        {"user ", owner->user},
        {"host ", owner->host},
        {"since ", owner->since},
        {"terminal ", owner->terminal},
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!strncmp(line, names[i].key, strlen(names[i].key)))
            (void)snprintf(names[i].into, NAME_MAX_BYTES, "%s",
                line + strlen(names[i].key));
    if (!strncmp(line, "process ", 8))
        owner->pid = (pid_t)strtol(line + 8, NULL, 10);
}

static void
read_owner(int fd, struct owner *owner)
{
    char bytes[OWNER_MAX + 1];
    const ssize_t len = pread(fd, bytes, OWNER_MAX, 0);
    char *rest = bytes;

    *owner = (struct owner){0};
    bytes[len > 0 ? len : 0] = '\0';
    for (char *line; (line = strsep(&rest, "\n"));)
        take_line(owner, line);
}

static bool
is_far(const struct owner *owner)
{
    char here[NAME_MAX_BYTES];

    name_host(here);
    return owner->host[0] && strcmp(owner->host, here) != 0;
}

/* The letter of /proc that says what a process does; 0: there is none. */
static char
state_of(pid_t pid)
{
    char path[64], line[512] = "";

    (void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return '\0';
    if (read(fd, line, sizeof(line) - 1) < 0)
        line[0] = '\0';
    (void)close(fd);
    const char *end = strrchr(line, ')'); /* of its name */
    return end && end[1] ? end[2] : '\0';
}

static const char *
life_of(const struct owner *owner)
{
    if (is_far(owner))
        return "on another computer: whether it still runs cannot be seen "
               "from here";
    if (kill(owner->pid, 0) && errno == ESRCH)
        return "it has ended";
    switch (state_of(owner->pid)) {
    case 'T':
        return "it is suspended (^Z)";
    case 'Z':
        return "it has ended";
    default:
        return "it still runs";
    }
}

/* "ada on mars since 23 Nov 14:02, /dev/pts/3, process 123: it still runs" */
static void
say_owner(const struct owner *owner, struct text *out)
{
    auto_(text) struct text words = {0};

    if (owner->pid <= 0) {
        text_add(out, "another wizard");
        return;
    }
    text_addf(
        &words, "%s on %s since %s", owner->user, owner->host, owner->since);
    if (owner->terminal[0])
        text_addf(&words, ", %s", owner->terminal);
    text_addf(&words, ", process %ld: %s", (long)owner->pid, life_of(owner));
    auto_(heap) char *clean = clean_line(words.bytes);
    text_add(out, clean);
}

/* Who has the file that is open here, if it is not free. */
static bool
is_theirs(int fd, bool locked, struct text *who)
{
    struct owner owner;

    read_owner(fd, &owner);
    if (!locked && !is_far(&owner))
        return false;
    say_owner(&owner, who);
    return true;
}

enum hold_result
hold_take(struct hold *hold, const char *path, struct text *who)
{
    for (;;) {
        const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

        if (fd < 0)
            return HOLD_FAILED;
        const bool locked = flock(fd, LOCK_EX | LOCK_NB) != 0;
        if (locked && errno != EWOULDBLOCK) {
            (void)close(fd);
            return HOLD_FAILED;
        }
        if (is_theirs(fd, locked, who)) {
            (void)close(fd);
            return HOLD_THEIRS;
        }
        if (is_still_there(fd, path)) {
            write_owner(fd);
            *hold = (struct hold){.fd = fd, .path = strdup(path)};
            return HOLD_TAKEN;
        }
        (void)close(fd);
    }
}

bool
hold_seize(struct hold *hold, const char *path)
{
    auto_(text) struct text own = {0};

    text_addf(&own, "%s.%ld", path, (long)getpid());
    const int fd = open(own.bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    write_owner(fd);
    if (flock(fd, LOCK_EX | LOCK_NB) || rename(own.bytes, path)) {
        (void)unlink(own.bytes);
        (void)close(fd);
        return false;
    }
    hold_drop(hold);
    *hold = (struct hold){.fd = fd, .path = strdup(path)};
    return true;
}

enum hold_result
hold_renew(struct hold *hold, struct text *who)
{
    struct hold again = {0};

    if (!hold->fd)
        return HOLD_FAILED;
    if (is_still_there(hold->fd, hold->path))
        return HOLD_TAKEN;
    const enum hold_result result = hold_take(&again, hold->path, who);
    if (result == HOLD_TAKEN) {
        hold_drop(hold);
        *hold = again;
    }
    return result == HOLD_FAILED ? HOLD_TAKEN : result;
}

bool
hold_look(const char *path, struct text *who)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    const bool theirs = is_theirs(fd, flock(fd, LOCK_SH | LOCK_NB) != 0, who);
    (void)close(fd);
    return theirs;
}

void
hold_drop(struct hold *hold)
{
    if (!hold->fd)
        return;
    if (is_still_there(hold->fd, hold->path))
        (void)unlink(hold->path); /* before the lock goes: it is still ours */
    (void)close(hold->fd);
    free(hold->path);
    *hold = (struct hold){0};
}
