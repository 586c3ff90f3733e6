/* Auth, pointers, statuses, classes: parts of every recipe. */
#include "recipe_parts.h"

#include <string.h>
#include <strings.h>

#include "nearest.h"
#include "pick.h"
#include "text.h"

const char *const *const recipe_class_words = &reason_words[RECIPE_CLASS_FIRST];

void
recipe_complain(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, const char *hint, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    auto_(heap) char *sentence = text_format(format, args);
    va_end(args);
    keys_complain(
        reader, "provider-wrong", value->at, path, hint, "%s", sentence);
}

void
recipe_unknown(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path, const char *word, const char *const *known)
{
    size_t n = 0;

    while (known[n])
        n++;
    const char *near = nearest_word(word, known, n);
    recipe_complain(reader, value, path,
        near ? arena_printf(reader->arena, "did you mean '%s'?", near) : NULL,
        "'%s' is not one of %s", word, keys_words(reader->arena, known));
}

bool
recipe_is_text(struct keys_reader *reader, const struct node *value,
    const struct keys_path *path)
{
    if (value->kind == NODE_TEXT)
        return true;
    recipe_complain(reader, value, path, NULL, "text is expected here");
    return false;
}

/* RFC 9110, section 5.6.2. */
bool
recipe_is_token(const char *name)
{
    return *name &&
        !name[strspn(name,
            "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ")];
}

void
recipe_keys_pointer(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    const char *fault =
        value->kind == NODE_TEXT ? pick_fault(value->text) : NULL;

    if (fault)
        recipe_complain(reader, value, path, "write /error/code", "%s", fault);
    else
        keys_text(reader, row, value, path, into);
}

/* "202" or "5xx". */
static bool
parse_status(const char *text, struct recipe_range *range)
{
    if (strlen(text) != 3 || text[0] < '1' || text[0] > '5')
        return false;
    range->from = (text[0] - '0') * 100;
    range->to = range->from + 99;
    if (!strcmp(text + 1, "xx"))
        return true;
    if (strspn(text, "0123456789") != 3)
        return false;
    range->from += (text[1] - '0') * 10 + text[2] - '0';
    range->to = range->from;
    return true;
}

void
recipe_keys_words(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct value_list *list = into;

    if (value->kind == NODE_LIST) {
        keys_list(reader, row, value, path, into);
        return;
    }
    if (!recipe_is_text(reader, value, path))
        return;
    list->items = arena_alloc(reader->arena, sizeof(*list->items));
    list->items[0] = (struct value_text){.text = value->text, .at = value->at};
    list->n = 1;
    list->at = value->at;
}

void
recipe_keys_statuses(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct recipe_match *match = into;
    struct value_list list = {0};

    recipe_keys_words(reader, row, value, path, &list);
    match->statuses =
        arena_alloc(reader->arena, (list.n + 1) * sizeof(*match->statuses));
    for (size_t i = 0; i < list.n; i++)
        if (parse_status(list.items[i].text, &match->statuses[i]))
            match->nstatuses++;
        else
            keys_complain(reader, "provider-wrong", list.items[i].at, path,
                NULL, "'%s' is no HTTP status such as 202 or 5xx",
                list.items[i].text);
}

void
recipe_keys_class(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    const int index = value->kind == NODE_TEXT
        ? keys_word(recipe_class_words, value->text)
        : -1;

    (void)row;
    if (!recipe_is_text(reader, value, path))
        return;
    if (index < 0)
        recipe_unknown(reader, value, path, value->text, recipe_class_words);
    else
        *(struct value_choice *)into = (struct value_choice){
            .value = index + RECIPE_CLASS_FIRST,
            .given = true,
            .at = value->at,
        };
}

#define NUMBER_MAX 9 /* digits of a code */

/* A whole number and what is behind it; false where there is none. */
static bool
read_number(const char **text, long *number)
{
    const size_t len = strspn(*text, "0123456789");

    if (!len || len > NUMBER_MAX)
        return false;
    *number = strtol(*text, NULL, 10);
    *text += len;
    return true;
}

bool
recipe_word_fits(const char *named, const char *word)
{
    long from, to, number;

    if (!strcasecmp(named, word))
        return true;
    if (!read_number(&named, &from) || strncmp(named, "..", 2) != 0)
        return false;
    named += 2;
    return read_number(&named, &to) && !*named && read_number(&word, &number) &&
        !*word && number >= from && number <= to;
}

/* "settings.NAME" of a setting that the provider has; NAME is kept. */
static void
read_setting(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    static const char prefix[] = "settings.";
    const struct provider *provider =
        ((const struct recipe_reader *)reader)->provider;

    (void)row;
    if (!recipe_is_text(reader, value, path))
        return;
    const char *name = strncmp(value->text, prefix, strlen(prefix)) != 0
        ? ""
        : value->text + strlen(prefix);
    for (size_t i = 0; i < provider->nsettings; i++)
        if (!strcmp(provider->settings[i].name, name)) {
            *(const char **)into = name;
            return;
        }
    recipe_complain(reader, value, path, "write settings.NAME",
        "'%s' is no setting of this provider", value->text);
}

static void
read_name(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    (void)row;
    if (!recipe_is_text(reader, value, path))
        return;
    if (recipe_is_token(value->text))
        *(const char **)into = value->text;
    else
        recipe_complain(reader, value, path, NULL,
            "'%s' cannot be the name of a header", value->text);
}

#define AUTH(member) offsetof(struct recipe_auth, member)

static const struct keys_row basic_keys[] = {
    {"username", read_setting, AUTH(username), .required = true,
        .help = "settings.NAME of the name"},
    {"password", read_setting, AUTH(password), .required = true,
        .help = "settings.NAME of the password"},
    {0},
};

static const struct keys_row bearer_keys[] = {
    {"token", read_setting, AUTH(password), .required = true,
        .help = "settings.NAME of the token"},
    {0},
};

static const struct keys_row header_keys[] = {
    {"name", read_name, AUTH(header), .required = true,
        .help = "the header's name"},
    {"value", read_setting, AUTH(password), .required = true,
        .help = "settings.NAME of its value"},
    {0},
};

static const struct keys_row meta_keys[] = {
    {"secret", read_setting, AUTH(password), .required = true,
        .help = "settings.NAME of the app's secret"},
    {"token", read_setting, AUTH(username),
        .help = "settings.NAME of the token that a handshake shows"},
    {0},
};

static const char *const proof_words[] = {
    [PROOF_NONE] = "none",
    [PROOF_BASIC] = "basic",
    [PROOF_BEARER] = "bearer",
    [PROOF_HEADER] = "header",
    [PROOF_SECRET_PATH] = "secret_path",
    [PROOF_OAUTH_CLIENT] = "oauth_client",
    [PROOF_GOOGLE_ACCOUNT] = "google_account",
    [PROOF_META_SIGNATURE] = "meta_signature",
    [PROOF_TWILIO_SIGNATURE] = "twilio_signature",
    [PROOF_GOOGLE_SIGNATURE] = "google_signature",
    NULL,
};

static const struct keys_row *const proof_keys[ARRAY_LEN(proof_words)] = {
    [PROOF_BASIC] = basic_keys,
    [PROOF_BEARER] = bearer_keys,
    [PROOF_HEADER] = header_keys,
    [PROOF_META_SIGNATURE] = meta_keys,
    [PROOF_TWILIO_SIGNATURE] = bearer_keys,
    [PROOF_GOOGLE_SIGNATURE] = bearer_keys,
};

static bool
is_of_reports_alone(enum recipe_proof proof)
{
    return proof == PROOF_SECRET_PATH || proof == PROOF_META_SIGNATURE ||
        proof == PROOF_TWILIO_SIGNATURE || proof == PROOF_GOOGLE_SIGNATURE;
}

static void
read_proof(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path,
    struct recipe_auth *auth)
{
    const struct keys_row *keys = proof_keys[auth->proof];
    const char *word = proof_words[auth->proof];

    if (auth->proof == PROOF_OAUTH_CLIENT ||
        auth->proof == PROOF_GOOGLE_ACCOUNT)
        recipe_complain(reader, value, path, NULL,
            "'%s' is not there yet in this version", word);
    else if (is_of_reports_alone(auth->proof) && text_is(row->detail, "send"))
        recipe_complain(reader, value, path, NULL,
            "'%s' is a proof of reports, not of requests", word);
    else if (!keys != (value->kind == NODE_TEXT))
        recipe_complain(reader, value, path, NULL,
            keys ? "'%s' needs a map behind it" : "'%s' stands alone", word);
    else if (keys)
        keys_read(reader, value->items[0],
            &(struct keys_path){.up = path, .key = word}, keys, auth);
}

void
recipe_keys_auth(struct keys_reader *reader, const struct keys_row *row,
    const struct node *value, const struct keys_path *path, void *into)
{
    struct recipe_auth *auth = into;
    const char *word = value->kind == NODE_TEXT    ? value->text
        : value->kind == NODE_MAP && value->n == 1 ? value->keys[0]->text
                                                   : NULL;

    if (!word) {
        recipe_complain(reader, value, path,
            "auth: {bearer: {token: settings.token}}",
            "auth is one word, or a map of one");
        return;
    }
    const int index = keys_word(proof_words, word);
    if (index < 0) {
        recipe_unknown(reader, value, path, word, proof_words);
        return;
    }
    auth->proof = (enum recipe_proof)index;
    read_proof(reader, row, value, path, auth);
}
