/*
 * The least that checking a folder can cost: every file of it is read and
 * parsed into libyaml's events, of which nothing is kept. What the check of
 * the same files takes is told as a multiple of this.
 *
 *   bare_parse FOLDER...
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#define ROOM (64 * 1000 * 1000)

static unsigned char *bytes;
static size_t files, events;

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static void
parse(size_t len)
{
    yaml_parser_t parser;
    yaml_event_t event = {0};

    if (!yaml_parser_initialize(&parser))
        abort();
    yaml_parser_set_input_string(&parser, bytes, len);
    for (bool more = true; more; events++) {
        if (!yaml_parser_parse(&parser, &event))
            fail("this is no YAML");
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    files++;
}

static void
parse_file(int folder, const char *name)
{
    const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    ssize_t n;

    if (fd < 0)
        fail(name);
    while ((n = read(fd, bytes + len, ROOM - len)) > 0)
        len += (size_t)n;
    if (n < 0)
        fail(name);
    (void)close(fd);
    parse(len);
}

static void
parse_folder(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    if (!folder)
        fail(path);
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            parse_file(dirfd(folder), entry->d_name);
    (void)closedir(folder);
}

int
main(int argc, char **argv)
{
    bytes = malloc(ROOM);
    if (!bytes)
        abort();
    for (int i = 1; i < argc; i++)
        parse_folder(argv[i]);
    printf("%zu files, %zu events\n", files, events);
    free(bytes);
    return 0;
}
