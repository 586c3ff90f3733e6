/* fallback-runner optout, consent: what recipients want. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "author.h"
#include "clock.h"
#include "nearest.h"
#include "phone.h"
#include "target.h"
#include "wish_words.h"

#define LIMIT_USUAL "100"
#define NOTE_MAX 500

static const char *const verbs[] = {"add", "remove", "list"};

/* What people type, as it is stored; false with STATUS_USAGE. */
static bool
read_number(
    const char *typed, char number[PHONE_TEXT_SIZE], struct failure *failure)
{
    const enum phone_fault fault = phone_normalise_typed(typed, number);

    return fault == PHONE_OK ||
        failure_set(failure, STATUS_USAGE, "the number '%s' %s", typed,
            phone_fault_words(fault));
}

static bool
add(struct store *store, const struct command_call *call,
    const struct wish_words *words, struct failure *failure)
{
    auto_(text) struct text what = {0};
    const size_t n = (size_t)call->nwords - 1;
    struct store_request *request =
        store_request_new(STORE_WISHES_ADD, NULL, NULL);
    struct store_wish *wishes =
        arena_alloc(&request->arena, n * sizeof(*wishes));

    for (size_t i = 0; i < n; i++) {
        char number[PHONE_TEXT_SIZE];

        if (!read_number(call->words[i + 1], number, failure)) {
            store_request_free(request);
            return false;
        }
        wishes[i] = words->wish;
        wishes[i].number = arena_strdup(&request->arena, number);
    }
    request->in.wishes = wishes;
    request->in.nwishes = n;
    auto_(store_request) struct store_request *done = store_do(store, request);
    if (!wish_done(done, failure))
        return false;
    wish_count(&what, words, n);
    printf("%s recorded\n", text_str(&what));
    return true;
}

static bool
remove_one(struct store *store, const struct wish_words *words,
    const char *typed, size_t *removed, struct failure *failure)
{
    char number[PHONE_TEXT_SIZE];

    if (!read_number(typed, number, failure))
        return false;
    struct store_request *request =
        store_request_new(STORE_WISHES_REMOVE, NULL, NULL);
    request->in.wished = (struct store_wished){
        .kind = words->kind,
        .number = arena_strdup(&request->arena, number),
        .of_channel = words->of_channel,
        .channel = words->wish.channel,
    };
    auto_(store_request) struct store_request *done = store_do(store, request);
    *removed += done->out.nchanged;
    return wish_done(done, failure);
}

static bool
remove_all(struct store *store, const struct command_call *call,
    const struct wish_words *words, struct failure *failure)
{
    auto_(text) struct text what = {0};
    size_t removed = 0;

    for (int i = 1; i < call->nwords; i++)
        if (!remove_one(store, words, call->words[i], &removed, failure))
            return false;
    wish_count(&what, words, removed);
    printf("%s removed\n", text_str(&what));
    return true;
}

static bool
list(struct store *store, const struct command_call *call,
    const struct wish_words *words, struct failure *failure)
{
    char number[PHONE_TEXT_SIZE];

    if (call->nwords == 1)
        return wish_list(store, words, NULL, failure);
    return read_number(call->words[1], number, failure) &&
        wish_list(store, words, number, failure);
}

static bool
run(struct command_call *call, const struct wish_words *words,
    struct failure *failure)
{
    auto_(wish_file) struct wish_file *file =
        words->import ? wish_file_read(words, failure) : NULL;
    auto_(target) struct target target = {0};

    if ((words->import && !file) ||
        !target_find(&target, &call->common, NEED_STORE, failure))
        return false;
    auto_(store) struct store *store =
        target_open(&target, (struct store_options){.create = true}, failure);
    if (!store)
        return false;
    if (file)
        return wish_file_add(file, store, failure);
    if (!strcmp(call->words[0], "add"))
        return add(store, call, words, failure);
    if (!strcmp(call->words[0], "remove"))
        return remove_all(store, call, words, failure);
    return list(store, call, words, failure);
}

/* What is wrong with the options for this verb, or NULL. */
static const char *
option_astray(const struct wish_words *words, const char *verb)
{
    const bool adds = !strcmp(verb, "add"), lists = !strcmp(verb, "list");

    if (!adds && words->import)
        return "--import";
    if (!adds && words->category)
        return "--category";
    if (!adds && words->note)
        return "--note";
    if (!adds && words->at)
        return "--at";
    if (!adds && words->digest_only)
        return "--digest-only";
    if (!lists && words->limit)
        return "--limit";
    if (!lists && words->export)
        return "--export";
    return !lists && words->full ? "--full" : NULL;
}

static enum status
misused(const struct command_call *call)
{
    const char *name = call->command->name;
    const char *near = call->nwords
        ? nearest_word(call->words[0], verbs, ARRAY_LEN(verbs))
        : NULL;

    if (near && strcmp(near, call->words[0]) != 0)
        return command_misused(call, "no '%s %s'; did you mean '%s %s'?", name,
            call->words[0], name, near);
    return command_misused(call,
        "say add NUMBER... or add --import FILE, remove NUMBER..., or list "
        "[NUMBER]");
}

static bool
words_are_right(const struct command_call *call, const struct wish_words *words)
{
    const char *verb = call->nwords ? call->words[0] : "";

    if (!strcmp(verb, "add"))
        return words->import
            ? call->nwords == 1
            : call->nwords > 1 && call->nwords <= WISHES_AT_ONCE + 1;
    if (!strcmp(verb, "remove"))
        return call->nwords > 1;
    return !strcmp(verb, "list") && call->nwords <= 2;
}

static int
index_of(const char *word, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (text_is(words[i], word))
            return i;
    return 0;
}

/* The options as what they mean; false when one means nothing. */
static bool
read_words(const struct command_call *call, struct wish_words *words,
    enum status *status)
{
    const char *limit = words->limit ? words->limit : LIMIT_USUAL;

    words->of_channel = words->channel;
    words->wish = (struct store_wish){
        .kind = words->kind,
        .channel =
            (enum wish_channel)index_of(words->channel, wish_channel_words),
        .category = words->category
            ? (enum wish_category)index_of(words->category, wish_category_words)
            : WISH_EVERYTHING,
        .digest_only = words->digest_only,
        .source = WISH_BY_COMMAND,
        .at = clock_now(),
        .note = words->note,
    };
    words->most = strtoul(limit, NULL, 10);
    if (words->at && !clock_parse(words->at, &words->wish.at))
        *status = command_misused(call,
            "--at '%s' is no instant such as 2026-11-20T09:12:00Z", words->at);
    else if (words->note && strlen(words->note) > NOTE_MAX)
        *status = command_misused(call, "--note has at most 500 bytes");
    else if (limit[strspn(limit, "0123456789")] || !words->most ||
        words->most > WISHES_AT_ONCE)
        *status = command_misused(
            call, "--limit is a number from 1 to 1000, not '%s'", limit);
    else
        return true;
    return false;
}

static enum status
begin(struct command_call *call, struct wish_words *words,
    const struct option_row *rows)
{
    static const char *const formats[] = {"text", "json", NULL};
    struct failure failure = {0};
    enum status status;

    words->format = "text";
    if (!command_parse(call, rows, &status))
        return status;
    if (!words_are_right(call, words))
        return misused(call);
    const char *astray = option_astray(words, call->words[0]);
    if (astray)
        return command_misused(call, "%s means nothing to '%s %s'", astray,
            call->command->name, call->words[0]);
    if (!command_choice(
            call, "--channel", words->channel, wish_channel_words, &status) ||
        !command_choice(call, "--category", words->category,
            wish_category_words, &status) ||
        !command_choice(call, "--format", words->format, formats, &status) ||
        !read_words(call, words, &status))
        return status;
    auto_(heap) char *author = author_name();
    words->wish.by = author;
    return run(call, words, &failure) ? STATUS_DONE
                                      : command_fail(call, &failure);
}

#define CHANNEL_ROW                                                       \
    {                                                                     \
        "channel", 0, OPTION_TEXT, "KIND",                                \
            "sms, whatsapp, rcs, or all; add: all unless said, else any", \
            &words.channel                                                \
    }
#define OTHER_ROWS                                                             \
    {"note", 0, OPTION_TEXT, "TEXT", "add: what to remember of it",            \
        &words.note},                                                          \
        {"at", 0, OPTION_TEXT, "TIME",                                         \
            "add: when it was said, 2026-11-20T09:12:00Z (now)", &words.at},   \
        {"digest-only", 0, OPTION_FLAG, NULL,                                  \
            "add: keep no number; forgets one that was kept",                  \
            &words.digest_only},                                               \
        {"import", 0, OPTION_TEXT, "FILE",                                     \
            "add: those of a CSV file, all or none; - for standard input",     \
            &words.import},                                                    \
        {"export", 0, OPTION_TEXT, "FILE",                                     \
            "list: all of them as CSV; - for standard output", &words.export}, \
        {"full", 0, OPTION_FLAG, NULL, "list: whole numbers, not masked",      \
            &words.full},                                                      \
        {"limit", 0, OPTION_TEXT, "N", "list: at most so many (100)",          \
            &words.limit},                                                     \
    {                                                                          \
        "format", 0, OPTION_TEXT, "text|json", "list: how to print",           \
            &words.format                                                      \
    }

enum status
cmd_optout(struct command_call *call)
{
    struct wish_words words = {.kind = WISH_OPT_OUT, .noun = "opt-out"};
    const struct option_row rows[] = {
        CHANNEL_ROW,
        {"category", 0, OPTION_TEXT, "marketing|all",
            "add: what is not wanted any more (all)", &words.category},
        OTHER_ROWS,
        {0},
    };

    return begin(call, &words, rows);
}

enum status
cmd_consent(struct command_call *call)
{
    struct wish_words words = {.kind = WISH_CONSENT, .noun = "consent"};
    const struct option_row rows[] = {
        CHANNEL_ROW,
        OTHER_ROWS,
        {0},
    };

    return begin(call, &words, rows);
}
