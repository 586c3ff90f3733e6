/* fallback-runner key: the API's keys. Only their digests are kept. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "clean.h"
#include "clock.h"
#include "digest.h"
#include "duration.h"
#include "id62.h"
#include "key.h"
#include "nearest.h"
#include "target.h"

#define SCOPES_DEFAULT "invoke,read"

struct key_words {
    const char *scopes, *expires, *name;
};

static bool
create(
    struct store *store, const struct key_words *words, struct failure *failure)
{
    char secret[KEY_TEXT_SIZE], id[KEY_ID_SIZE];
    struct store_request *request =
        store_request_new(STORE_KEY_ADD, NULL, NULL);
    struct store_key *key = &request->in.key;
    int64_t life = 0;

    if (words->expires && !duration_parse(words->expires, &life)) {
        store_request_free(request);
        return failure_set(failure, STATUS_USAGE,
            "--expires '%s' is no time such as 90d", words->expires);
    }
    key_make(secret, id);
    key->id = arena_strdup(&request->arena, id);
    key->name = words->name ? words->name : "";
    key->scopes = words->scopes;
    key->created = clock_now();
    key->expires = words->expires ? key->created + life : STORE_NEVER;
    digest_sha256(key->hash, secret, strlen(secret));
    auto_(store_request) struct store_request *done = store_do(store, request);
    if (done->failure.status != STATUS_DONE) {
        *failure = done->failure;
        return false;
    }
    printf("%s\n", secret);
    return true;
}

#define LINE "%-10s  %-28s  %-24s  %-24s  %s\n"

static const char *
state_words(const struct store_key *key)
{
    if (key->revoked)
        return "revoked";
    return key->expires < clock_now() ? "expired" : "";
}

static void
print_key(const struct store_key *key)
{
    char created[CLOCK_TEXT_SIZE], expires[CLOCK_TEXT_SIZE] = "never";
    auto_(heap) char *name = clean_line(key->name);
    auto_(text) struct text last = {0};

    clock_format(created, key->created);
    if (key->expires != STORE_NEVER)
        clock_format(expires, key->expires);
    text_add(&last, state_words(key));
    text_addf(&last, "%s%s", last.len && *name ? " " : "", name);
    printf(LINE, key->id, key->scopes, created, expires, text_str(&last));
}

static bool
list(struct store *store, struct failure *failure)
{
    auto_(store_request) struct store_request *done =
        store_do(store, store_request_new(STORE_KEYS, NULL, NULL));

    if (done->failure.status != STATUS_DONE) {
        *failure = done->failure;
        return false;
    }
    if (!done->out.nkeys) {
        fprintf(stderr, "There is no key yet: 'fallback-runner key create'.\n");
        return true;
    }
    printf(LINE, "ID", "SCOPES", "CREATED", "EXPIRES", "NAME");
    for (size_t i = 0; i < done->out.nkeys; i++)
        print_key(&done->out.keys[i]);
    return true;
}

static bool
revoke(struct store *store, const char *id, struct failure *failure)
{
    struct store_request *request =
        store_request_new(STORE_KEY_REVOKE, NULL, NULL);

    request->in.key.id = arena_strdup(&request->arena, id);
    request->in.now = clock_now();
    auto_(store_request) struct store_request *done = store_do(store, request);
    if (done->failure.status != STATUS_DONE) {
        *failure = done->failure;
        return false;
    }
    return done->out.nkeys ||
        failure_set(failure, STATUS_USAGE, "there is no key '%s'", id);
}

static bool
run(struct command_call *call, const struct key_words *words,
    struct failure *failure)
{
    const char *verb = call->words[0];
    auto_(target) struct target target = {0};

    if (!target_find(&target, &call->common, NEED_STORE, failure))
        return false;
    auto_(store) struct store *store =
        target_open(&target, (struct store_options){.create = true}, failure);
    if (!store)
        return false;
    if (!strcmp(verb, "create"))
        return create(store, words, failure);
    if (!strcmp(verb, "list"))
        return list(store, failure);
    return revoke(store, call->words[1], failure);
}

/* "create", "list", or "revoke ID" */
static bool
words_are_right(const struct command_call *call)
{
    if (call->nwords == 1)
        return !strcmp(call->words[0], "create") ||
            !strcmp(call->words[0], "list");
    return call->nwords == 2 && !strcmp(call->words[0], "revoke");
}

static enum status
misused(const struct command_call *call)
{
    static const char *const verbs[] = {"create", "list", "revoke"};
    const char *near = call->nwords
        ? nearest_word(call->words[0], verbs, ARRAY_LEN(verbs))
        : NULL;

    if (near && strcmp(near, call->words[0]) != 0)
        return command_misused(
            call, "no 'key %s'; did you mean 'key %s'?", call->words[0], near);
    return command_misused(call, "say create, list or revoke ID");
}

enum status
cmd_key(struct command_call *call)
{
    struct key_words words = {.scopes = SCOPES_DEFAULT};
    const struct option_row rows[] = {
        {"scope", 0, OPTION_TEXT, "LIST",
            "of invoke, read, publish, admin (" SCOPES_DEFAULT ")",
            &words.scopes},
        {"expires", 0, OPTION_TEXT, "TIME", "90d, 12h (never)", &words.expires},
        {"name", 0, OPTION_TEXT, "TEXT", "what it is for", &words.name},
        {0},
    };
    struct failure failure = {0};
    enum status status;

    if (!command_parse(call, rows, &status))
        return status;
    if (!words_are_right(call))
        return misused(call);
    if (!key_scopes(words.scopes))
        return command_misused(call,
            "--scope is a list of invoke, read, publish and admin, not '%s'",
            words.scopes);
    return run(call, &words, &failure) ? STATUS_DONE
                                       : command_fail(call, &failure);
}
