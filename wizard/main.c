/* fallback-wizard: designs message flows, step by step. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acts.h"
#include "answers.h"
#include "clean.h"
#include "color.h"
#include "file.h"
#include "plain.h"
#include "terminal.h"
#include "uuid.h"
#include "workspace_load.h"

#define PROGRAM "fallback-wizard"

struct call {
    const char *folder, *environment, *answers, *record, *resume, *workflow_id,
        *color;
    struct option_list sets;
    bool help, version, read_only, plain;
    const char *flow; /* the word, or NULL */
};

/* Started without them (2>&-), a file that is opened would be taken for one:
 * an error message in a draft. */
static void
open_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
            abort();
}

static enum status
fail(const struct failure *failure)
{
    auto_(heap) char *clean = clean_line(failure->text);

    (void)fprintf(stderr, PROGRAM ": %s\n", clean);
    return failure->status;
}

static void
print_help(const struct option_row *rows)
{
    (void)printf("Usage: " PROGRAM " [OPTION...] [FLOW]\n\n"
                 "Designs message flows in the terminal, step by step, and "
                 "saves them as YAML.\nFLOW is a file of flows/, a Workflow ID "
                 "or a title.\n\n");
    options_help(rows, stdout);
}

/* The path of a flow by its file, Workflow ID or title. The caller frees it.
 * A file that is a link is called by the name that it has in its folder. */
static char *
find_flow(
    struct workspace *workspace, const char *word, struct failure *failure)
{
    const char *path = workspace_flow_path(workspace, word, failure);
    const char *slash = path ? strrchr(path, '/') : NULL;
    struct text whole = {0};

    if (!path)
        return NULL;
    auto_(heap) char *named =
        slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    auto_(heap) char *folder = realpath(named, NULL);
    if (!folder)
        return strdup(path);
    text_addf(&whole, "%s/%s", folder, slash ? slash + 1 : path);
    return text_take(&whole);
}

/* The path of a draft by its file or its Workflow ID. */
static char *
find_draft(
    struct workspace *workspace, const char *word, struct failure *failure)
{
    auto_(text) struct text path = {0};

    if (file_exists(word))
        return realpath(word, NULL);
    text_addf(&path, "%s/.fallback/drafts/%s.yaml", workspace->root, word);
    if (!strchr(word, '/') && file_exists(path.bytes))
        return text_take(&path);
    (void)failure_set(failure, STATUS_USAGE, "there is no draft '%s'", word);
    return NULL;
}

/* What the words of the command line name: a draft, a flow, or NULL. */
static char *
find_named(struct workspace *workspace, const struct call *call,
    struct failure *failure)
{
    if (call->resume)
        return find_draft(workspace, call->resume, failure);
    return call->flow ? find_flow(workspace, call->flow, failure) : NULL;
}

/* Goes to the page that the words of the command line ask for; once all is
 * read, for it may be an old flow. */
static bool
open_first_page(
    struct wizard *wizard, const struct call *call, struct failure *failure)
{
    auto_(heap) char *path = find_named(wizard->workspace, call, failure);

    if (failure->status)
        return false;
    if (!wizard_open(wizard, path))
        (void)failure_set(
            failure, STATUS_FINDINGS, "%s", text_str(&wizard->message));
    return !failure->status;
}

struct begin {
    const struct call *call;
    struct failure *failure;
};

static void
open_first(struct wizard *wizard, void *data)
{
    const struct begin *begin = data;

    if (!open_first_page(wizard, begin->call, begin->failure))
        loop_stop(wizard->loop);
}

/* The first frame waits for no file. */
static void
show_first_page(struct wizard *wizard, struct begin *begin)
{
    const struct call *call = begin->call;

    wizard->begin_data = begin;
    if (call->resume || call->flow) {
        wizard_say(wizard, ROLE_TEXT, "opening '%s'",
            call->resume ? call->resume : call->flow);
        wizard->begin = open_first;
    }
    if (!wizard->begin && call->workflow_id)
        wizard_new(wizard, call->workflow_id);
    wizard_load(wizard);
}

/* What no screen has to wait for. */
static void
load_all(struct workspace *workspace)
{
    auto_(findings) struct findings findings = {0};

    while (workspace_load(workspace, &findings))
        continue;
    if (findings_count(&findings, SEVERITY_ERROR))
        findings_print(&findings, stderr);
}

static enum status
run_plain(struct workspace *workspace, const struct call *call,
    const char *path, struct failure *failure)
{
    const struct plain_call plain = {
        .path = path,
        .workflow_id = call->workflow_id,
        .record = call->record,
    };

    load_all(workspace); /* the screen may have been left while it was read */
    if (call->read_only)
        (void)failure_set(failure, STATUS_USAGE,
            "--read-only is for the full screen; 'cat' shows a flow");
    return failure->status
        ? failure->status
        : plain_run(&plain, workspace, stdin, stdout, failure);
}

/* The last place where what could not be kept is not lost. */
static void
print_draft(const struct draft *draft)
{
    auto_(text) struct text yaml = {0};

    draft_write(draft, &yaml);
    (void)printf(
        "The draft could not be kept. In a file, this goes on with " PROGRAM
        " --resume FILE:\n\n%s",
        yaml.bytes);
}

static void
say_goodbye(const struct wizard *wizard)
{
    if (wizard->changed && !wizard->keep_failed)
        (void)printf("The draft is kept. To go on: " PROGRAM " --resume %s\n",
            wizard->draft.flow->workflow_id.text);
    if (wizard->changed && wizard->keep_failed)
        print_draft(&wizard->draft);
    if (wizard->saved.len)
        (void)printf("Saved %s\nTo publish: fallback-publish push %s\n",
            wizard->saved.bytes, wizard->saved.bytes);
}

/* Where the plain front goes on from the screen. */
static char *
left_at(const struct wizard *wizard)
{
    auto_(text) struct text path = {0};

    if (!wizard->has_draft)
        return NULL;
    if (wizard->changed)
        return strdup(wizard->draft.kept);
    if (!wizard->draft.file)
        return NULL;
    text_addf(&path, "%s/%s", wizard->workspace->root, wizard->draft.file);
    return text_take(&path);
}

static enum status
run_screen(struct workspace *workspace, const struct call *call,
    struct failure *failure)
{
    struct wizard wizard;
    struct loop loop;
    struct begin begin = {call, failure};
    int number = 0;

    wizard_init(&wizard, workspace);
    wizard.environment = call->environment;
    wizard.record = call->record;
    wizard.read_only = call->read_only;
    wizard.terminal =
        terminal_open(color_wanted(call->color, STDOUT_FILENO), failure);
    if (wizard.terminal &&
        loop_open(&loop, wizard.terminal, &wizard_hooks, &wizard, failure)) {
        wizard.loop = &loop;
        show_first_page(&wizard, &begin);
        number = loop_run(&loop);
        if (number)
            wizard_keep(&wizard);
        loop_close(&loop);
    }
    terminal_close(wizard.terminal);
    if (!failure->status && !number && !wizard.go_plain)
        say_goodbye(&wizard);
    auto_(heap) char *path = wizard.go_plain ? left_at(&wizard) : NULL;
    const bool plain = wizard.go_plain;
    if (findings_count(&wizard.load_findings, SEVERITY_ERROR))
        findings_print(&wizard.load_findings, stderr);
    wizard_done(&wizard);
    if (number)
        terminal_die(number);
    return plain ? run_plain(workspace, call, path, failure) : failure->status;
}

/* ACCESSIBLE is what other programs, too, take for "no full screen". */
static bool
is_accessible(void)
{
    const char *accessible = getenv("ACCESSIBLE");

    return accessible && *accessible && strcmp(accessible, "0") != 0 &&
        strcasecmp(accessible, "false") != 0;
}

/* Without a terminal nobody can be asked: what would be, is said. */
static enum status
refuse_to_ask(struct workspace *workspace, const struct call *call,
    const struct failure *why, struct failure *failure)
{
    if (!call->resume && !call->flow)
        answers_say_missing(workspace, stderr);
    (void)failure_set(failure, STATUS_USAGE,
        "%s; without a full screen give --answers FILE or --set K=V, or "
        "--plain to be asked line by line",
        why->text);
    return failure->status;
}

/* On the screen, or line by line where that is wanted or all there is. */
static enum status
run_asking(struct workspace *workspace, const struct call *call,
    struct failure *failure)
{
    const bool wanted = call->plain || is_accessible();
    struct failure why = {0};

    if (!wanted && terminal_able(&why))
        return run_screen(workspace, call, failure);
    load_all(workspace);
    if (!wanted && !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)))
        return refuse_to_ask(workspace, call, &why, failure);
    auto_(heap) char *reason = clean_line(why.text);
    if (!wanted)
        (void)printf("Plain prompts: %s.\n", reason);
    auto_(heap) char *path = find_named(workspace, call, failure);
    return run_plain(workspace, call, path, failure);
}

static enum status
run_in(struct workspace *workspace, const struct call *call,
    struct failure *failure)
{
    const struct answers answers = {
        .file = call->answers,
        .sets = &call->sets,
        .workflow_id = call->workflow_id,
        .record = call->record,
    };

    if (call->workflow_id && uuid_version(call->workflow_id) != 7) {
        (void)failure_set(failure, STATUS_USAGE,
            "--workflow-id wants a UUID of version 7, not '%s'",
            call->workflow_id);
        return failure->status;
    }
    if (call->answers || call->sets.n)
        load_all(workspace);
    if (call->answers || call->sets.n)
        return answers_run(&answers, workspace, stdout, stderr, failure);
    return run_asking(workspace, call, failure);
}

static enum status
run(const struct call *call)
{
    auto_(findings) struct findings findings = {0};
    auto_(workspace) struct workspace *workspace = NULL;
    struct failure failure = {0};
    auto_(heap) char *root =
        workspace_find(call->folder ? call->folder : ".", &failure);

    if (!root)
        return fail(&failure);
    workspace =
        workspace_open_file(root, call->environment, &findings, &failure);
    if (!workspace || findings_count(&findings, SEVERITY_ERROR))
        findings_print(&findings, stderr);
    if (!workspace)
        return fail(&failure);
    const enum status status = run_in(workspace, call, &failure);
    return failure.status ? fail(&failure) : status;
}

int
main(int argc, char **argv)
{
    struct call call = {.environment = getenv("FALLBACK_ENV")};
    const struct option_row rows[] = {
        {"directory", 'C', OPTION_TEXT, "DIR",
            "the workspace (default: the nearest one upward)", &call.folder},
        {"env", 0, OPTION_TEXT, "NAME", "an environment of fallback.yaml",
            &call.environment},
        {"answers", 0, OPTION_TEXT, "FILE",
            "no screen: take the answers from a file, - for standard input",
            &call.answers},
        {"set", 0, OPTION_LIST, "K=V",
            "no screen: one answer, title or channels.0.delay", &call.sets},
        {"record-answers", 0, OPTION_TEXT, "FILE",
            "write the answers that make the flow", &call.record},
        {"resume", 0, OPTION_TEXT, "DRAFT", "go on with a draft", &call.resume},
        {"workflow-id", 0, OPTION_TEXT, "UUID", "the id of the new flow",
            &call.workflow_id},
        {"plain", 0, OPTION_FLAG, NULL, "no screen: questions, line by line",
            &call.plain},
        {"read-only", 0, OPTION_FLAG, NULL, "look only: nothing is changed",
            &call.read_only},
        {"color", 0, OPTION_TEXT, "WHEN", "auto, always or never", &call.color},
        {"help", 0, OPTION_FLAG, NULL, "print this help", &call.help},
        {"version", 0, OPTION_FLAG, NULL, "print the version", &call.version},
        {0},
    };
    struct failure failure = {0};
    enum status status = STATUS_DONE;
    int nwords = 0;

    open_standard_files();
    (void)setlocale(LC_ALL, "");
    if (!options_parse(argc, argv, rows, NULL, &nwords, &failure))
        status = fail(&failure);
    else if (call.help)
        print_help(rows);
    else if (call.version)
        (void)printf(PROGRAM " " FALLBACK_VERSION "\n");
    else if (nwords > 1) {
        (void)failure_set(&failure, STATUS_USAGE, "name one flow at most");
        status = fail(&failure);
    } else {
        call.flow = nwords ? argv[0] : NULL;
        status = run(&call);
    }
    options_list_done(&call.sets);
    return (int)status;
}
