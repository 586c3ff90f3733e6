/* The workspace as a folder: finding it, and reading all that is in it. */
#include "workspace.h"

#include "file.h"
#include "folder.h"
#include "nearest.h"
#include "phone.h"
#include "text.h"
#include "workspace_load.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

char *
workspace_find(const char *start, struct failure *failure)
{
    char folder[PATH_MAX];

    if (!realpath(start, folder)) {
        (void)failure_errno(
            failure, STATUS_USAGE, "no workspace in '%s'", start);
        return NULL;
    }
    for (;;) {
        auto_(text) struct text file = {0};

        text_addf(&file, "%s/%s", folder, WORKSPACE_FILE);
        if (file_exists(file.bytes))
            return strdup(folder);
        char *slash = strrchr(folder, '/');
        if (!slash || slash == folder)
            break;
        *slash = '\0';
    }
    (void)failure_set(failure, STATUS_USAGE,
        "no %s in '%s' or above it; 'fallback-publish init' makes one",
        WORKSPACE_FILE, start);
    return NULL;
}

static bool
choose_environment(
    struct workspace *workspace, const char *name, struct failure *failure)
{
    const char *known[32];
    size_t n = 0;

    if (!name || !*name)
        return true;
    for (size_t i = 0; i < workspace->nenvironments; i++) {
        if (!strcmp(workspace->environments[i].name.text, name)) {
            workspace->environment = &workspace->environments[i];
            return true;
        }
        if (n < ARRAY_LEN(known))
            known[n++] = workspace->environments[i].name.text;
    }
    const char *near = nearest_word(name, known, n);
    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no environment '%s' in %s; did you mean '%s'?", name,
            workspace->file, near);
    auto_(text) struct text has = {0};
    for (size_t i = 0; i < n; i++)
        text_addf(&has, "%s'%s'", i ? ", " : "", known[i]);
    return failure_set(failure, STATUS_USAGE,
        "no environment '%s' in %s, which has %s", name, workspace->file,
        n ? text_str(&has) : "none");
}

const char *
workspace_relative(const struct workspace *workspace, const char *path)
{
    const size_t len = strlen(workspace->root);

    if (!strncmp(path, workspace->root, len) && path[len] == '/')
        return path + len + 1;
    return path;
}

struct workspace *
workspace_open_file(const char *root, const char *environment,
    struct findings *findings, struct failure *failure)
{
    auto_(text) struct text path = {0}, content = {0};

    text_addf(&path, "%s/%s", root, WORKSPACE_FILE);
    if (!file_read(path.bytes, FLOW_BYTES_MAX, &content, failure))
        return NULL;
    auto_(workspace) struct workspace *workspace =
        workspace_read(WORKSPACE_FILE, content.bytes, content.len, findings);
    if (!workspace) {
        (void)failure_set(failure, STATUS_FINDINGS,
            "%s cannot be read; its errors are listed", path.bytes);
        return NULL;
    }
    workspace->root = arena_strdup(&workspace->arena, root);
    if (!choose_environment(workspace, environment, failure))
        return NULL;
    workspace_load_begin(workspace);
    return take(workspace);
}

struct workspace *
workspace_open(const char *root, const char *environment,
    struct findings *findings, struct failure *failure)
{
    struct workspace *workspace =
        workspace_open_file(root, environment, findings, failure);

    while (workspace && workspace_load(workspace, findings))
        continue;
    return workspace;
}

bool
workspace_flow_files(const struct workspace *workspace, struct arena *arena,
    const char ***paths, size_t *n, struct failure *failure)
{
    const char *folder = arena_printf(arena, "%s/flows", workspace->root);

    if (access(folder, R_OK | X_OK) && file_exists(folder))
        return failure_errno(
            failure, STATUS_DISK, "cannot read the folder '%s'", folder);
    *paths = folder_files(arena, folder, ".yaml", n);
    return true;
}

struct flow *
workspace_flow_read(const struct workspace *workspace, const char *path,
    const char *bytes, size_t len, struct findings *findings)
{
    const bool draft = strstr(path, ".fallback/drafts/") != NULL;

    return flow_read(workspace_relative(workspace, path), bytes, len,
        draft ? FLOW_DRAFT : FLOW_PUBLISHED, findings);
}

struct flow *
workspace_flow(const struct workspace *workspace, const char *path,
    struct findings *findings, struct failure *failure)
{
    auto_(text) struct text content = {0};
    const bool ours = workspace_relative(workspace, path) != path;

    if (ours && !file_is_regular(path, failure))
        return NULL; /* what lies in a folder was named by nobody */
    if (!file_read_start(path, (size_t)FLOW_BYTES_MAX + 1, &content, failure))
        return NULL;
    return workspace_flow_read(
        workspace, path, content.bytes, content.len, findings);
}

const struct workspace_channel *
workspace_channel(const struct workspace *workspace, const char *name)
{
    for (size_t i = 0; i < workspace->nchannels; i++)
        if (!strcmp(workspace->channels[i].name.text, name))
            return &workspace->channels[i];
    return NULL;
}

const struct workspace_callback *
workspace_callback(const struct workspace *workspace, const char *name)
{
    for (size_t i = 0; i < workspace->ncallbacks; i++)
        if (!strcmp(workspace->callbacks[i].name.text, name))
            return &workspace->callbacks[i];
    return NULL;
}

const struct provider *
workspace_provider(
    const struct workspace *workspace, const struct workspace_channel *channel)
{
    return channel->provider.text
        ? provider_find(&workspace->providers, channel->provider.text)
        : NULL;
}

const char *
workspace_sender(const struct workspace *workspace, const char *sender)
{
    const struct workspace_environment *e = workspace->environment;

    for (size_t i = 0; e && i < e->senders_from.n; i++)
        if (!strcmp(e->senders_from.items[i].text, sender))
            return e->senders_to.items[i].text;
    return sender;
}

const char *
workspace_production(const struct workspace *workspace)
{
    const struct workspace_environment *environment =
        workspace ? workspace->environment : NULL;

    return environment && environment->production.value ? environment->name.text
                                                        : NULL;
}

const char *
workspace_store(const struct workspace *workspace)
{
    return workspace->environment && workspace->environment->store.text
        ? workspace->environment->store.text
        : workspace->store.text;
}

int64_t
workspace_price(const struct workspace_channel *channel, const char *number)
{
    size_t longest = 0;
    int64_t micros = 0;

    for (size_t i = 0; i < channel->nprices; i++) {
        const struct workspace_price *price = &channel->prices[i];
        const size_t len = strlen(price->prefix);

        if (len >= longest &&
            (!len || phone_has_prefix(number, price->prefix))) {
            longest = len;
            micros = price->price.micros;
        }
    }
    return micros;
}
