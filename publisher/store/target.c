/* Finding the workspace and the store of a command. */
#include "target.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "store_ops.h"

#define SQLITE "sqlite:"

/* A folder that was named is meant, not one above it. */
char *
target_root(const struct command_common *common, struct failure *failure)
{
    const char *folder = common->folder;
    auto_(text) struct text file = {0};

    if (!folder)
        return workspace_find(".", failure);
    text_addf(&file, "%s/%s", folder, WORKSPACE_FILE);
    if (file_exists(file.bytes))
        return workspace_find(folder, failure);
    if (!file_exists(folder))
        (void)failure_set(failure, STATUS_USAGE, "no folder '%s'", folder);
    else if (!file_is_folder(folder))
        (void)failure_set(failure, STATUS_USAGE,
            "'%s' is a file; -C takes the folder that holds %s", folder,
            WORKSPACE_FILE);
    else
        (void)failure_set(failure, STATUS_USAGE,
            "no %s in '%s'; 'fallback-publish init' makes one", WORKSPACE_FILE,
            folder);
    return NULL;
}

bool
target_workspace(struct target *target, const struct command_common *common,
    struct failure *failure)
{
    auto_(heap) char *root = target_root(common, failure);

    if (!root)
        return false;
    target->workspace =
        workspace_open(root, common->environment, &target->findings, failure);
    return target->workspace != NULL;
}

/* Errors in templates or providers do not change which store is meant. */
static bool
is_sound(const struct target *target)
{
    for (size_t i = 0; i < target->findings.n; i++) {
        const struct finding *finding = &target->findings.items[i];

        if (finding->severity == SEVERITY_ERROR &&
            text_is(finding->file, WORKSPACE_FILE))
            return false;
    }
    return true;
}

/* Without the user and password that a URL may hold. */
static const char *
public_name(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    const char *at = host ? strchr(host + 3, '@') : NULL;

    if (!at || at > host + 3 + strcspn(host + 3, "/?#"))
        return arena_strdup(arena, url);
    return arena_printf(arena, "%.*s%s", (int)(host + 3 - url), url, at + 1);
}

/* A relative sqlite:PATH is beside fallback.yaml, wherever the command runs. */
static const char *
whole_url(struct target *target, const char *url)
{
    char here[PATH_MAX];
    const char *root = target->workspace ? target->workspace->root : NULL;

    if (!root || strncmp(url, SQLITE, strlen(SQLITE)) != 0 ||
        url[strlen(SQLITE)] == '/')
        return arena_strdup(&target->arena, url);
    if (getcwd(here, sizeof(here)) && !strcmp(here, root))
        return arena_strdup(&target->arena, url);
    return arena_printf(
        &target->arena, SQLITE "%s/%s", root, url + strlen(SQLITE));
}

static bool
read_token(struct target *target, const char *path, struct failure *failure)
{
    auto_(text) struct text content = {0};
    const char *token = getenv("FALLBACK_TOKEN");

    if (!path) {
        target->token = token && *token ? token : NULL;
        return true;
    }
    if (!file_read_secret(path, &content, failure))
        return false;
    if (!content.len)
        return failure_set(failure, STATUS_USAGE, "'%s' holds no token", path);
    target->token = arena_strdup(&target->arena, content.bytes);
    return true;
}

bool
target_find(struct target *target, const struct command_common *common,
    enum target_need need, struct failure *failure)
{
    const char *typed = common->store && *common->store ? common->store : NULL;
    const bool optional = need == NEED_STORE && typed && !common->folder;
    struct failure absent = {0};

    if (!target_workspace(target, common, &absent) &&
        !(optional && absent.status == STATUS_USAGE && !common->environment))
        return failure_set(failure, absent.status, "%s", absent.text);
    if (!is_sound(target))
        return failure_set(failure, STATUS_FINDINGS,
            "%s has errors; see 'fallback-publish check'", WORKSPACE_FILE);
    const char *url = typed ? typed : workspace_store(target->workspace);
    if (!strcmp(url, SQLITE))
        return failure_set(failure, STATUS_USAGE,
            "'%s' names no file; one is sqlite:PATH", url);
    target->name = public_name(&target->arena, url);
    target->url = whole_url(target, url);
    target->ca_file =
        common->ca_file ? common->ca_file : getenv("FALLBACK_CA_FILE");
    if (target->ca_file && !*target->ca_file)
        target->ca_file = NULL;
    return read_token(target, common->token_file, failure);
}

bool
target_absent(const struct target *target)
{
    return !strncmp(target->url, SQLITE, strlen(SQLITE)) &&
        !file_exists(target->url + strlen(SQLITE));
}

struct store *
target_open(const struct target *target, struct store_options options,
    struct failure *failure)
{
    if (target->workspace)
        options.account = target->workspace->account.text;
    options.token = target->token;
    options.ca_file = target->ca_file;
    return store_open(target->url, &options, failure);
}

const char *
target_socket(struct target *target)
{
    if (strncmp(target->url, SQLITE, strlen(SQLITE)) != 0)
        return NULL;
    return arena_printf(
        &target->arena, "%s.sock", target->url + strlen(SQLITE));
}

bool
target_runner(struct target *target)
{
    const char *socket = target_socket(target);

    return socket ? store_http_listens(socket)
                  : !strncmp(target->url, "http", strlen("http"));
}

void
target_done(struct target *target)
{
    workspace_free(target->workspace);
    findings_done(&target->findings);
    arena_free(&target->arena);
    *target = (struct target){0};
}
