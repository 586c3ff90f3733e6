/*
 * Whole files, read with a cap and written atomically: a temporary file in
 * the same folder, fsync, rename, fsync of the folder. A reader sees the old
 * file or the new one, never a part.
 */
#pragma once

#include "failure.h"
#include "text.h"

#include <stdint.h>

/*
 * Appends the file to text. A file over `cap` bytes fails without being read
 * whole. `path` "-" is standard input; a pipe is waited for. STATUS_DISK on
 * failure.
 */
bool file_read(
    const char *path, size_t cap, struct text *text, struct failure *failure);

/* The same, but a longer file is no failure: `most` bytes of it are read. */
bool file_read_start(
    const char *path, size_t most, struct text *text, struct failure *failure);

/*
 * Sets text to the first line of a file that holds a secret, without its line
 * end. STATUS_DENIED when others may read the file: they would have it, too.
 */
bool file_read_secret(
    const char *path, struct text *text, struct failure *failure);

/* The same for a whole file, such as a private key. */
bool file_read_private(
    const char *path, struct text *text, struct failure *failure);

/* Writes with `mode` for a new file; an old file keeps the mode it has. */
bool file_write(const char *path, const char *bytes, size_t len, unsigned mode,
    struct failure *failure);

/* Makes the folder and its parents; one that is there is no error. */
bool file_make_folder(const char *path, unsigned mode, struct failure *failure);

bool file_exists(const char *path);

/* Links are followed. */
bool file_is_folder(const char *path);

/* False with a failure for what is no file, or one that might never end: a
 * pipe, a device. What nobody has named is not read then. */
bool file_is_regular(const char *path, struct failure *failure);

/* Which file a path names and how it was last changed: all zero for none. */
struct file_stamp {
    uint64_t device, inode;
    int64_t size, changed_s, changed_ns;
    bool regular;
};

void file_stamp(const char *path, struct file_stamp *stamp);
bool file_stamp_same(const struct file_stamp *a, const struct file_stamp *b);
