/* Reading and atomic writing of whole files. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 16384
#define SECRET_BYTES_MAX 64000

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd); /* nothing left to save: writers have synced */
}

#define auto_fd __attribute__((cleanup(close_fd))) int

/* Like read(2), but what is a pipe is waited for: it was opened without. */
static ssize_t
read_some(int fd, char *into, size_t most)
{
    for (;;) {
        const ssize_t n = read(fd, into, most);
        struct pollfd wait = {.fd = fd, .events = POLLIN};

        if (n < 0 && errno == EAGAIN)
            (void)poll(&wait, 1, -1);
        else if (n >= 0 || errno != EINTR)
            return n;
    }
}

bool
file_read_start(
    const char *path, size_t most, struct text *text, struct failure *failure)
{
    const bool standard_input = !strcmp(path, "-");
    auto_fd opened =
        standard_input ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const int fd = standard_input ? STDIN_FILENO : opened;
    ssize_t n = 1;

    if (fd < 0)
        return failure_errno(failure, STATUS_DISK, "cannot open '%s'", path);
    while (n > 0 && most) {
        const size_t block = most < BLOCK ? most : BLOCK;

        n = read_some(fd, text_room(text, block), block);
        text_grown(text, n > 0 ? (size_t)n : 0);
        most -= n > 0 ? (size_t)n : 0;
    }
    if (n < 0 && errno == EISDIR)
        return failure_set(failure, STATUS_DISK, "'%s' is a folder", path);
    if (n < 0)
        return failure_errno(failure, STATUS_DISK, "cannot read '%s'", path);
    return true;
}

bool
file_read(
    const char *path, size_t cap, struct text *text, struct failure *failure)
{
    const size_t before = text->len;

    if (!file_read_start(path, cap + 1, text, failure))
        return false;
    if (text->len - before > cap)
        return failure_set(failure, STATUS_DISK,
            "'%s' is over %zu kB, the most that is read", path, cap / 1000);
    return true;
}

bool
file_read_private(const char *path, struct text *text, struct failure *failure)
{
    struct stat st;

    /* Pipes and terminals keep nothing that others could read later. */
    if (!stat(path, &st) && S_ISREG(st.st_mode) && st.st_mode & 077)
        return failure_set(failure, STATUS_DENIED,
            "'%s' can be read by others; 'chmod 600' it", path);
    text_clear(text);
    return file_read(path, SECRET_BYTES_MAX, text, failure);
}

bool
file_read_secret(const char *path, struct text *text, struct failure *failure)
{
    if (!file_read_private(path, text, failure))
        return false;
    text->len = strcspn(text->bytes, "\r\n");
    text->bytes[text->len] = '\0';
    return true;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

/* The folder part of path, "." if there is none. */
static char *
folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = !slash ? strdup(".")
        : slash == path   ? strdup("/")
                          : strndup(path, (size_t)(slash - path));

    if (!folder)
        abort();
    return folder;
}

static bool
sync_folder(const char *folder)
{
    auto_fd fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd >= 0 && fsync(fd) == 0;
}

static bool
write_and_rename(const char *temporary, const char *path, const char *bytes,
    size_t len, unsigned mode)
{
    struct stat old;

    /* A link is followed to what it names, so that it stays a link. */
    if (!stat(path, &old))
        mode = old.st_mode & 07777;
    auto_fd fd =
        open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0777);
    return fd >= 0 && fchmod(fd, (mode_t)mode) == 0 &&
        write_all(fd, bytes, len) && fsync(fd) == 0 &&
        rename(temporary, path) == 0;
}

bool
file_write(const char *path, const char *bytes, size_t len, unsigned mode,
    struct failure *failure)
{
    auto_(heap) char *real = realpath(path, NULL);
    const char *target = real ? real : path;
    auto_(heap) char *folder = folder_of(target);
    auto_(text) struct text temporary = {0};

    text_addf(&temporary, "%s/.fallback-%ld.tmp", folder, (long)getpid());
    (void)unlink(temporary.bytes); /* left by a process of the same id */
    if (write_and_rename(temporary.bytes, target, bytes, len, mode) &&
        sync_folder(folder))
        return true;
    (void)failure_errno(failure, STATUS_DISK, "cannot write '%s'", path);
    (void)unlink(temporary.bytes);
    return false;
}

bool
file_make_folder(const char *path, unsigned mode, struct failure *failure)
{
    auto_(heap) char *copy = strdup(path);

    if (!copy)
        abort();
    for (char *at = copy + 1;; at++) {
        const char end = *at;

        if (end != '/' && end)
            continue;
        *at = '\0';
        if (mkdir(copy, (mode_t)mode) && errno != EEXIST)
            return failure_errno(
                failure, STATUS_DISK, "cannot make the folder '%s'", copy);
        if (!end)
            break;
        *at = end;
    }
    return file_is_folder(path) ||
        failure_set(failure, STATUS_DISK, "'%s' is not a folder", path);
}

bool
file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool
file_is_folder(const char *path)
{
    struct stat st;

    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

bool
file_is_regular(const char *path, struct failure *failure)
{
    struct stat st;

    if (stat(path, &st))
        return failure_errno(failure, STATUS_DISK, "cannot open '%s'", path);
    if (!S_ISREG(st.st_mode))
        return failure_set(failure, STATUS_DISK, "'%s' is %s", path,
            S_ISDIR(st.st_mode) ? "a folder" : "no regular file");
    return true;
}

void
file_stamp(const char *path, struct file_stamp *stamp)
{
    struct stat st;

    *stamp = (struct file_stamp){0};
    if (stat(path, &st))
        return;
    *stamp = (struct file_stamp){
        .device = st.st_dev,
        .inode = st.st_ino,
        .size = st.st_size,
        .changed_s = st.st_ctim.tv_sec,
        .changed_ns = st.st_ctim.tv_nsec,
        .regular = S_ISREG(st.st_mode),
    };
}

bool
file_stamp_same(const struct file_stamp *a, const struct file_stamp *b)
{
    return a->device == b->device && a->inode == b->inode &&
        a->size == b->size && a->changed_s == b->changed_s &&
        a->changed_ns == b->changed_ns;
}
