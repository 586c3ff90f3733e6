/* Findings by the paths of fields. */
#include "blame.h"

#include <string.h>

bool
blame_inside(const char *path, const char *parent)
{
    const size_t len = strlen(parent);

    return !strncmp(path, parent, len) && (!path[len] || path[len] == '/');
}

/* The field itself, or an item of its list: "/channels/0/stop_on/1". */
static bool
is_of_field(const char *path, const char *field)
{
    const size_t len = strlen(field);

    if (strncmp(path, field, len) != 0)
        return false;
    return !path[len] ||
        (path[len] == '/' && path[len + 1] &&
            !path[len + 1 + strspn(path + len + 1, "0123456789")]);
}

const struct finding *
blame_field(const struct findings *findings, const char *path)
{
    const struct finding *worst = NULL;

    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->items[i];

        if (is_of_field(finding->path, path) &&
            (!worst || finding->severity < worst->severity))
            worst = finding;
    }
    return worst;
}

const struct finding *
blame_error(const struct findings *findings, const char *path)
{
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i].severity == SEVERITY_ERROR &&
            blame_inside(findings->items[i].path, path))
            return &findings->items[i];
    return NULL;
}

size_t
blame_errors(const struct findings *findings, const char *path)
{
    size_t n = 0;

    for (size_t i = 0; i < findings->n; i++)
        n += findings->items[i].severity == SEVERITY_ERROR &&
            blame_inside(findings->items[i].path, path);
    return n;
}
