/* fallback-publish templates import: a platform's templates into templates/. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "commands.h"
#include "file.h"
#include "import.h"
#include "import_print.h"
#include "incoming_csv.h"
#include "platform.h"
#include "secret.h"
#include "target.h"

#define SECRET_VARIABLE "FALLBACK_PLATFORM_SECRET"

struct words { /* of the command line */
    const char *from, *into, *format, *fetched;
    const char *channel, *account, *url, *version, *secret_file;
    bool complete, dry_run;
};

static void
read_meta(struct incoming *in, const char *bytes, size_t len)
{
    (void)incoming_json(in, incoming_meta, bytes, len);
}

static void
read_kaleyra(struct incoming *in, const char *bytes, size_t len)
{
    (void)incoming_json(in, incoming_kaleyra, bytes, len);
}

/* A row without `read` is a platform that is asked. */
static const struct source {
    const char *word;
    const char *from; /* as `source` of the templates has it */
    void (*read)(struct incoming *in, const char *bytes, size_t len);
} sources[] = {
    {"meta-json", "meta", read_meta},
    {"meta", "meta", NULL},
    {"kaleyra", "kaleyra", NULL},
    {"kaleyra-json", "kaleyra", read_kaleyra},
    {"csv", "csv", incoming_csv},
};

static const struct source *
find_source(const char *word)
{
    for (size_t i = 0; word && i < ARRAY_LEN(sources); i++)
        if (!strcmp(sources[i].word, word))
            return &sources[i];
    return NULL;
}

struct templates_import {
    struct command_call *call;
    const struct words *words;
    const struct source *source;
    struct target target;
    struct incoming in;
    struct import import;
    bool whole;
};

/* A saved answer is as old as its file. */
static bool
find_fetched(
    struct templates_import *t, const char *path, struct failure *failure)
{
    struct stat st;

    t->import.fetched_ms = clock_now();
    if (t->words->fetched)
        return clock_parse(t->words->fetched, &t->import.fetched_ms) ||
            failure_set(failure, STATUS_USAGE,
                "--fetched '%s' is not an instant such as "
                "2026-11-20T09:12:00Z",
                t->words->fetched);
    if (strcmp(path, "-") != 0 && !stat(path, &st))
        t->import.fetched_ms = (int64_t)st.st_mtime * 1000;
    return true;
}

static bool
read_input(
    struct templates_import *t, const char *path, struct failure *failure)
{
    auto_(text) struct text content = {0};

    if (!file_read(path, INCOMING_BYTES_MAX, &content, failure))
        return false;
    t->in.file = strcmp(path, "-") != 0 ? path : "standard input";
    t->source->read(&t->in, text_str(&content), content.len);
    return true;
}

static const struct workspace_channel *
find_channel(struct templates_import *t, struct failure *failure)
{
    const struct workspace_channel *channel =
        workspace_channel(t->target.workspace, t->words->channel);

    if (!channel)
        (void)failure_set(failure, STATUS_USAGE, "no channel '%s' in %s",
            t->words->channel, WORKSPACE_FILE);
    return channel;
}

static const char *
setting(const struct workspace_channel *channel, const char *name)
{
    return channel ? node_text(channel->settings, name) : NULL;
}

/* From --secret-file, the channel's settings or the environment: never from
 * the command line, which every user of the machine can read. */
static const char *
find_secret(struct templates_import *t, const char *name,
    const struct workspace_channel *channel, struct failure *failure)
{
    const struct node *set = channel ? node_get(channel->settings, name) : NULL;
    struct value_secret secret = {.env = SECRET_VARIABLE};

    if (t->words->secret_file)
        secret = (struct value_secret){.file = t->words->secret_file};
    else if (set)
        secret = (struct value_secret){
            .env = node_text(set, "env"), .file = node_text(set, "file")};
    if (t->words->secret_file || set || getenv(SECRET_VARIABLE))
        return secret_read(&t->in.arena,
            t->words->secret_file ? "." : t->target.workspace->root, &secret,
            failure);
    (void)failure_set(failure, STATUS_USAGE,
        "no secret to ask with: give --secret-file, or %s in the environment",
        SECRET_VARIABLE);
    return NULL;
}

static bool
find_address(struct templates_import *t, const struct platform *platform,
    struct platform_address *address, struct failure *failure)
{
    const struct workspace_channel *channel = NULL;
    const char *name = platform_account_setting(platform);

    if (t->words->channel && !(channel = find_channel(t, failure)))
        return false;
    *address = (struct platform_address){
        .url = t->words->url ? t->words->url : setting(channel, "url"),
        .version =
            t->words->version ? t->words->version : setting(channel, "version"),
        .account =
            t->words->account ? t->words->account : setting(channel, name),
    };
    if (!address->account && !strcmp(name, "sid"))
        address->account = t->target.workspace->account.text;
    if (!address->account)
        return failure_set(failure, STATUS_USAGE,
            "whose templates? give --account, or --channel with '%s' in its "
            "settings",
            name);
    address->secret =
        find_secret(t, platform_secret_setting(platform), channel, failure);
    return address->secret != NULL;
}

static bool
ask(struct templates_import *t, struct failure *failure)
{
    const struct platform *platform = platform_find(t->source->word);
    struct platform_address address;

    if (!find_address(t, platform, &address, failure))
        return false;
    t->in.account = address.account;
    return platform_ask(platform, &address, &t->in, &t->whole, failure);
}

static bool
fetch(struct templates_import *t, const char *path, struct failure *failure)
{
    t->in.from = t->source->from;
    t->in.account = t->words->account;
    if (!find_fetched(t, path, failure))
        return false;
    if (t->source->read ? !read_input(t, path, failure) : !ask(t, failure))
        return false;
    incoming_ready(&t->in);
    return !findings_count(&t->in.findings, SEVERITY_ERROR) ||
        failure_set(failure, STATUS_FINDINGS,
            "'%s' has errors; nothing was written", t->in.file);
}

static bool
templates_are_sound(const struct templates_import *t, struct failure *failure)
{
    const struct findings *findings = &t->target.findings;

    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i].severity == SEVERITY_ERROR &&
            !strncmp(findings->items[i].file, "templates/", 10))
            return failure_set(failure, STATUS_FINDINGS,
                "the templates folder has errors; mend them first");
    return true;
}

/* "templates/NAME.yaml": where the workspace looks for templates. */
static bool
is_templates_file(const char *path)
{
    const char *name = path + strlen("templates/");
    const size_t len = strlen(path);

    return !strncmp(path, "templates/", strlen("templates/")) &&
        len > strlen("templates/.yaml") && !strchr(name, '/') &&
        name[0] != '.' && !strcmp(path + len - 5, ".yaml");
}

static bool
plan(struct templates_import *t, struct failure *failure)
{
    struct import *import = &t->import;

    import->workspace = t->target.workspace;
    import->in = &t->in;
    import->into = t->words->into
        ? t->words->into
        : arena_printf(&t->in.arena, "templates/%s.yaml", t->source->from);
    /* An empty listing is rather the wrong account than the end of it all. */
    import->complete = t->words->complete || (t->whole && t->in.n);
    return import_plan(import, failure);
}

static enum status
end(struct templates_import *t, bool ok, const struct failure *failure)
{
    struct command_call *call = t->call;

    if (ok) {
        commands_warn(call, &t->in.findings);
        import_print(&t->import, text_is(t->words->format, "json"),
            t->words->dry_run, call->common.quiet);
        return STATUS_DONE;
    }
    commands_warn(call, &t->target.findings);
    commands_warn(call, &t->in.findings);
    return commands_fail(call, &t->import.findings, failure);
}

static enum status
run(struct templates_import *t)
{
    struct failure failure = {0};
    const char *path = t->call->nwords ? t->call->words[0] : "-";
    const bool ok = target_workspace(&t->target, &t->call->common, &failure) &&
        templates_are_sound(t, &failure) && fetch(t, path, &failure) &&
        plan(t, &failure) &&
        (t->words->dry_run || import_write(&t->import, &failure));
    const enum status status = end(t, ok, &failure);

    import_done(&t->import);
    incoming_done(&t->in);
    target_done(&t->target);
    return status;
}

static bool
words_are_right(struct command_call *call, const struct words *words,
    const struct source *source, enum status *status)
{
    if (!source)
        *status = command_misused(call,
            "--from is meta-json, meta, kaleyra, kaleyra-json or csv%s%s%s",
            words->from ? ", not '" : "", words->from ? words->from : "",
            words->from ? "'" : "");
    else if (!source->read && call->nwords)
        *status = command_misused(call,
            "--from %s asks the platform and takes no file", source->word);
    else if (source->read && call->nwords != 1)
        *status =
            command_misused(call, "name one file, or - for standard input");
    else if (words->into && !is_templates_file(words->into))
        *status = command_misused(
            call, "--into is templates/NAME.yaml, not '%s'", words->into);
    else
        return commands_format(call, words->format, status);
    return false;
}

enum status
templates_import(struct command_call *call)
{
    struct words words = {0};
    const struct option_row rows[] = {
        {"from", 0, OPTION_TEXT, "SOURCE",
            "meta-json, kaleyra-json, csv: a file; meta, kaleyra: the platform",
            &words.from},
        {"into", 0, OPTION_TEXT, "FILE",
            "where new templates go (templates/SOURCE.yaml)", &words.into},
        {"complete", 0, OPTION_FLAG, NULL,
            "mark what the source has no longer as deleted", &words.complete},
        {"dry-run", 'n', OPTION_FLAG, NULL,
            "say what would change and write nothing", &words.dry_run},
        {"fetched", 0, OPTION_TEXT, "TIME",
            "when the file was fetched (when it was changed last)",
            &words.fetched},
        {"channel", 0, OPTION_TEXT, "NAME",
            "ask with the settings of this channel of fallback.yaml",
            &words.channel},
        {"account", 0, OPTION_TEXT, "ID",
            "the WhatsApp business account, or the SID", &words.account},
        {"secret-file", 0, OPTION_TEXT, "FILE",
            "holds the access token or API key (" SECRET_VARIABLE ")",
            &words.secret_file},
        {"url", 0, OPTION_TEXT, "URL", "of the platform's API", &words.url},
        {"api-version", 0, OPTION_TEXT, "V", "of Meta's API (v23.0)",
            &words.version},
        {"format", 0, OPTION_TEXT, "FORMAT", "text or json", &words.format},
        {0},
    };
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    struct templates_import t = {
        .call = call, .words = &words, .source = find_source(words.from)};
    return words_are_right(call, &words, t.source, &status) ? run(&t) : status;
}
