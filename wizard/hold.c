/* A lock file that is removed while it is still locked, and so may be gone
 * between its opening and its locking: then it is made again. */
#include "hold.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clean.h"

#define WHO_MAX 200

static bool
is_still_there(int fd, const char *path)
{
    struct stat ours, there;

    return fstat(fd, &ours) == 0 && stat(path, &there) == 0 &&
        ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

static void
write_who(int fd)
{
    auto_(text) struct text who = {0};
    const char *terminal = ttyname(STDIN_FILENO);
    const char *user = getenv("USER");
    const time_t now = time(NULL);
    char host[64] = "", when[32] = "";
    struct tm tm;

    (void)gethostname(host, sizeof(host) - 1);
    if (localtime_r(&now, &tm))
        (void)strftime(when, sizeof(when), "%e %b %H:%M", &tm);
    text_addf(&who, "%s on %s, process %ld", user ? user : "somebody", host,
        (long)getpid());
    if (terminal)
        text_addf(&who, ", %s", terminal);
    text_addf(&who, ", since %s", when);
    if (ftruncate(fd, 0) || write(fd, who.bytes, who.len) < 0)
        return; /* the lock holds all the same; only its words are missing */
}

static void
read_who(int fd, struct text *who)
{
    char bytes[WHO_MAX + 1];
    const ssize_t len = pread(fd, bytes, WHO_MAX, 0);

    bytes[len > 0 ? len : 0] = '\0';
    auto_(heap) char *clean = clean_line(bytes);
    text_add(who, *clean ? clean : "another wizard");
}

enum hold_result
hold_take(struct hold *hold, const char *path, struct text *who)
{
    for (;;) {
        const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

        if (fd < 0)
            return HOLD_FAILED;
        if (flock(fd, LOCK_EX | LOCK_NB)) {
            const bool theirs = errno == EWOULDBLOCK;

            if (theirs)
                read_who(fd, who);
            (void)close(fd);
            return theirs ? HOLD_THEIRS : HOLD_FAILED;
        }
        if (is_still_there(fd, path)) {
            write_who(fd);
            *hold = (struct hold){.fd = fd, .path = strdup(path)};
            return HOLD_TAKEN;
        }
        (void)close(fd);
    }
}

bool
hold_look(const char *path, struct text *who)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    const bool theirs = flock(fd, LOCK_SH | LOCK_NB) != 0;
    if (theirs)
        read_who(fd, who);
    (void)close(fd);
    return theirs;
}

void
hold_drop(struct hold *hold)
{
    if (!hold->fd)
        return;
    (void)unlink(hold->path); /* before the lock goes: nobody else has it yet */
    (void)close(hold->fd);
    free(hold->path);
    *hold = (struct hold){0};
}
