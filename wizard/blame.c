/* Findings by the paths of fields. */
#include "blame.h"

#include <string.h>

bool
blame_inside(const char *path, const char *parent)
{
    const size_t len = strlen(parent);

    return !strncmp(path, parent, len) && (!path[len] || path[len] == '/');
}

const struct finding *
blame_field(const struct findings *findings, const char *path)
{
    const struct finding *worst = NULL;

    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->items[i];

        if (!strcmp(finding->path, path) &&
            (!worst || finding->severity < worst->severity))
            worst = finding;
    }
    return worst;
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
