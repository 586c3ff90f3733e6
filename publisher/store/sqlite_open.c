/* The store's file: found or made, locked, opened, and set up. */
#include "sqlite_store.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "text.h"

#define BUSY_MS 5000 /* the last to close a WAL file has it for a moment */
#define LENGTH_MAX (100 * 1000 * 1000) /* of one value or row, bytes */

/* The same file has one lock by whatever links it is reached. */
static char *
resolve(const char *path, struct failure *failure)
{
    auto_(heap) char *whole = realpath(path, NULL);

    if (whole)
        return take(whole);
    auto_(heap) char *for_folder = strdup(path);
    auto_(heap) char *for_name = strdup(path);
    if (!for_folder || !for_name)
        abort();
    auto_(heap) char *folder = realpath(dirname(for_folder), NULL);
    if (!folder || !*path) {
        failure_errno(
            failure, STATUS_UNREACHABLE, "no place for a store at '%s'", path);
        return NULL;
    }
    struct text made = {0};
    text_addf(&made, "%s/%s", folder, basename(for_name));
    return text_take(&made);
}

static bool
refuse_second(int lock, const char *path, struct failure *failure)
{
    char pid[24] = "";

    if (errno != EWOULDBLOCK)
        return failure_errno(
            failure, STATUS_DISK, "cannot lock '%s.lock'", path);
    const ssize_t len = pread(lock, pid, sizeof(pid) - 1, 0);
    if (len <= 0)
        return failure_set(failure, STATUS_UNREACHABLE,
            "'%s' is in use by another process", path);
    pid[strspn(pid, "0123456789")] = '\0';
    return failure_set(
        failure, STATUS_UNREACHABLE, "'%s' is in use by process %s", path, pid);
}

/* The kernel drops the lock when its holder dies. The file is never removed:
 * then two processes could each lock a file of that name. */
static bool
lock_file(struct sqlite *sqlite, const char *path, const char *whole,
    const struct store_options *options, struct failure *failure)
{
    auto_(text) struct text name = {0};
    char pid[24];

    text_addf(&name, "%s.lock", whole);
    sqlite->lock =
        open(text_str(&name), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (sqlite->lock < 0)
        return failure_errno(
            failure, STATUS_DISK, "cannot open '%s.lock'", path);
    if (flock(sqlite->lock, LOCK_EX | LOCK_NB) < 0) {
        if (options->held)
            *options->held = errno == EWOULDBLOCK;
        return refuse_second(sqlite->lock, path, failure);
    }
    const int len = snprintf(pid, sizeof(pid), "%d\n", (int)getpid());
    /* On a full disk the lock holds all the same, only without its number. */
    if (ftruncate(sqlite->lock, 0) == 0)
        (void)!pwrite(sqlite->lock, pid, (size_t)len, 0);
    return true;
}

/* SQLite makes files by the umask; a store is for its owner alone. */
static bool
make_file(const char *path, const char *whole, struct failure *failure)
{
    const int fd = open(whole, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return failure_errno(failure, STATUS_DISK, "cannot make '%s'", path);
    close(fd);
    return true;
}

static bool
find_file(struct sqlite *sqlite, const char *path, const char *whole,
    const struct store_options *options, struct failure *failure)
{
    const bool there = access(whole, F_OK) == 0;

    if (!there && (options->read_only || !options->create))
        return failure_set(
            failure, STATUS_UNREACHABLE, "there is no store '%s' yet", path);
    if (options->read_only)
        return true;
    if (!lock_file(sqlite, path, whole, options, failure))
        return false;
    return access(whole, F_OK) == 0 || make_file(path, whole, failure);
}

/* A connection that only reads must not checkpoint, not even at its end. */
static void
harden(struct sqlite *sqlite)
{
    sqlite3 *db = sqlite->db;

    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    (void)sqlite3_db_config(
        db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, sqlite->read_only, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
    (void)sqlite3_wal_autocheckpoint(db, sqlite->read_only ? 0 : 1000);
}

static bool
set_up(struct sqlite *sqlite, const char *path, struct failure *failure)
{
    static const char reader[] = "PRAGMA query_only=ON;"
                                 "PRAGMA mmap_size=0;"
                                 "PRAGMA temp_store=MEMORY;";
    static const char writer[] = "PRAGMA journal_mode=WAL;"
                                 "PRAGMA synchronous=FULL;"
                                 "PRAGMA secure_delete=ON;"
                                 "PRAGMA journal_size_limit=67108864;"
                                 "PRAGMA cache_size=-16384;"
                                 "PRAGMA mmap_size=0;"
                                 "PRAGMA temp_store=MEMORY;";
    const char *pragmas = sqlite->read_only ? reader : writer;

    harden(sqlite);
    (void)sqlite3_busy_timeout(sqlite->db, BUSY_MS);
    if (sqlite3_exec(sqlite->db, pragmas, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return failure_set(failure, STATUS_UNREACHABLE,
        "'%s' cannot be used as a store: %s", path, sqlite3_errmsg(sqlite->db));
}

bool
sqlite_open_file(struct sqlite *sqlite, const char *path,
    const struct store_options *options, struct failure *failure)
{
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
        SQLITE_OPEN_EXRESCODE |
        (options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    auto_(heap) char *whole = resolve(path, failure);

    if (!whole || !find_file(sqlite, path, whole, options, failure))
        return false;
    if (sqlite3_open_v2(whole, &sqlite->db, flags, NULL) != SQLITE_OK)
        return failure_set(failure, STATUS_UNREACHABLE, "cannot open '%s': %s",
            path, sqlite3_errmsg(sqlite->db));
    return set_up(sqlite, path, failure);
}
