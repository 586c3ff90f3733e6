/* Finding workspace and store. */
#include "target.h"

#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "nearest.h"
#include "utf8.h"

#define SQLITE_SCHEME "sqlite:"
#define TOKEN_BYTES_MAX 4096
#define TITLES_MAX 1024

static bool
find_url(struct target *target, const struct command_call *call)
{
    const char *url = call->common.store;
    const size_t scheme = strlen(SQLITE_SCHEME);
    struct text whole = {0};

    if (!url || !*url)
        url = workspace_store(target->workspace);
    /* A path of the workspace is below it, one of the command line is not. */
    if (!strncmp(url, SQLITE_SCHEME, scheme) && url[scheme] != '/' &&
        url != call->common.store)
        text_addf(&whole, "%s%s/%s", SQLITE_SCHEME, target->workspace->root,
            url + scheme);
    else
        text_add(&whole, url);
    target->url = text_take(&whole);
    return true;
}

bool
target_open(struct target *target, const struct command_call *call,
    bool lenient, struct failure *failure)
{
    const char *start = call->common.folder ? call->common.folder : ".";
    auto_(heap) char *root = workspace_find(start, failure);

    if (!root)
        return false;
    target->workspace = workspace_open(
        root, call->common.environment, &target->findings, failure);
    if (!target->workspace) {
        findings_print(&target->findings, stderr);
        return false;
    }
    if (!lenient && findings_count(&target->findings, SEVERITY_ERROR)) {
        findings_sort(&target->findings);
        findings_print(&target->findings, stderr);
        return failure_set(failure, STATUS_FINDINGS,
            "the workspace has errors; mend them first");
    }
    return find_url(target, call);
}

static bool
read_token(const struct command_call *call, struct text *token,
    struct failure *failure)
{
    const char *path = call->common.token_file;
    const char *given = getenv("FALLBACK_TOKEN");
    struct stat st;

    if (!path) {
        text_add(token, given ? given : "");
        return true;
    }
    if (!stat(path, &st) && st.st_mode & 077)
        return failure_set(failure, STATUS_DENIED,
            "the token file '%s' can be read by others; 'chmod 600' it", path);
    if (!file_read(path, TOKEN_BYTES_MAX, token, failure))
        return false;
    token->bytes[strcspn(token->bytes, "\r\n")] = '\0';
    return true;
}

bool
target_store(struct target *target, const struct command_call *call,
    bool direct, struct failure *failure)
{
    auto_(text) struct text token = {0};

    if (!read_token(call, &token, failure))
        return false;
    const struct store_options options = {
        .account = target->workspace->account.text,
        .token = token.bytes && *token.bytes ? token.bytes : NULL,
        .create = true,
        .direct = direct,
    };
    target->store = store_open(target->url, &options, failure);
    return target->store != NULL;
}

const char *
target_sqlite_path(const struct target *target)
{
    const size_t scheme = strlen(SQLITE_SCHEME);

    return strncmp(target->url, SQLITE_SCHEME, scheme) ? NULL
                                                       : target->url + scheme;
}

char *
target_socket(const struct target *target)
{
    const char *path = target_sqlite_path(target);
    struct text socket = {0};

    if (!path)
        return NULL;
    text_addf(&socket, "%s.sock", path);
    return text_take(&socket);
}

struct search {
    const char *word;
    char *folded;
    const char *found; /* a path */
    size_t matches;
    const char *titles[TITLES_MAX];
    size_t ntitles;
};

static void
look_at(struct search *search, struct workspace *workspace, const char *path)
{
    auto_(findings) struct findings findings = {0};
    auto_(flow) struct flow *flow =
        workspace_flow(workspace, path, &findings, NULL);

    if (!flow)
        return;
    auto_(heap) char *title =
        flow->title.text ? utf8_fold(flow->title.text) : NULL;
    if (text_is(flow->workflow_id.text, search->word) ||
        text_is(title, search->folded)) {
        search->found = path;
        search->matches++;
    }
    if (flow->title.text && search->ntitles < TITLES_MAX)
        search->titles[search->ntitles++] =
            arena_strdup(&workspace->arena, flow->title.text);
}

static bool
no_such_flow(const struct search *search, struct failure *failure)
{
    const char *near =
        nearest_word(search->word, search->titles, search->ntitles);

    if (near)
        return failure_set(failure, STATUS_USAGE,
            "no flow '%s' in this workspace; did you mean '%s'?", search->word,
            near);
    return failure_set(failure, STATUS_USAGE,
        "no flow '%s' in this workspace: a path, a Workflow ID or a title",
        search->word);
}

const char *
target_flow_path(
    struct target *target, const char *word, struct failure *failure)
{
    struct search search = {.word = word};
    struct workspace *workspace = target->workspace;
    const char **paths;
    size_t n;

    if (file_exists(word))
        return arena_strdup(&workspace->arena, word);
    if (!workspace_flow_files(workspace, &paths, &n, failure))
        return NULL;
    search.folded = utf8_fold(word);
    for (size_t i = 0; i < n; i++)
        look_at(&search, workspace, paths[i]);
    free(search.folded);
    if (!search.matches)
        (void)no_such_flow(&search, failure);
    else if (search.matches > 1)
        (void)failure_set(failure, STATUS_USAGE,
            "%zu flows are called '%s'; name the file", search.matches, word);
    return search.matches == 1 ? search.found : NULL;
}

void
target_close(struct target *target)
{
    store_close(target->store);
    workspace_free(target->workspace);
    findings_done(&target->findings);
    free(target->url);
    *target = (struct target){0};
}
