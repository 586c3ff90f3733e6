/* Listing opt-outs and consents. */
#include "wish_words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clean.h"
#include "clock.h"
#include "column.h"
#include "phone.h"
#include "table.h"

#define NUMBER_WIDTH 16 /* of the longest, whole */

void
wish_count(struct text *out, const struct wish_words *words, size_t n)
{
    text_addf(out, "%zu %s%s", n, words->noun, n == 1 ? "" : "s");
}

bool
wish_done(const struct store_request *done, struct failure *failure)
{
    if (done->failure.status == STATUS_DONE)
        return true;
    *failure = done->failure;
    return false;
}

static struct store_request *
ask_page(struct store *store, const struct wish_words *words,
    const char *number, int64_t before, size_t limit)
{
    struct store_request *request = store_request_new(STORE_WISHES, NULL, NULL);

    request->in.wished = (struct store_wished){
        .kind = words->kind,
        .number = number,
        .of_channel = words->of_channel,
        .channel = words->wish.channel,
        .before = before,
    };
    request->in.limit = limit;
    return store_do(store, request);
}

/* Numbers are masked unless they are wanted whole. */
static void
mask(const struct wish_words *words, struct store_request *page)
{
    for (size_t i = 0; !words->full && i < page->out.nwishes; i++) {
        struct store_wish *wish = &page->out.wishes[i];
        char masked[PHONE_MASK_SIZE];

        if (!wish->number)
            continue;
        phone_mask(masked, wish->number);
        wish->number = arena_strdup(&page->arena, masked);
    }
}

static void
print_row(const struct wish_words *words, const struct store_wish *wish)
{
    auto_(heap) char *note = clean_line(wish->note ? wish->note : "");
    char at[CLOCK_TEXT_SIZE];

    const char *number = wish->number ? wish->number : "(forgotten)";

    clock_format(at, wish->at);
    printf("%s%*s%-8s  ", number, column_gap(number, NUMBER_WIDTH), "",
        wish_channel_words[wish->channel]);
    if (words->kind == WISH_OPT_OUT)
        printf("%-9s  ", wish_category_words[wish->category]);
    printf("%-24s  ", at);
    if (*note)
        printf("%-8s  %s\n", wish_source_words[wish->source], note);
    else
        printf("%s\n", wish_source_words[wish->source]);
}

static void
print_text(const struct wish_words *words, const struct store_request *page)
{
    if (!page->out.nwishes) {
        fprintf(stderr, "There is no such %s.\n", words->noun);
        return;
    }
    printf("%-16s  %-8s  %s%-24s  %-8s  %s\n", "NUMBER", "CHANNEL",
        words->kind == WISH_OPT_OUT ? "CATEGORY   " : "", "SINCE", "SOURCE",
        "NOTE");
    for (size_t i = 0; i < page->out.nwishes; i++)
        print_row(words, &page->out.wishes[i]);
    if (page->out.next_page)
        fprintf(stderr, "There are older ones: --export writes all.\n");
}

static void
print_json(const struct wish_words *words, const struct store_request *page)
{
    json_t *json =
        store_json_wishes(words->kind, page->out.wishes, page->out.nwishes);

    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
}

static void
add_row(struct text *out, const struct wish_words *words,
    const struct store_wish *wish)
{
    char at[CLOCK_TEXT_SIZE];

    clock_format(at, wish->at);
    text_addf(out, "%s,%s,", wish->number, wish_channel_words[wish->channel]);
    if (words->kind == WISH_OPT_OUT)
        text_addf(out, "%s,", wish_category_words[wish->category]);
    text_addf(out, "%s,%s,", at, wish_source_words[wish->source]);
    table_quote(out, wish->by ? wish->by : "");
    text_add_char(out, ',');
    table_quote(out, wish->note ? wish->note : "");
    text_add(out, "\n");
}

struct export
{
    FILE *out;
    size_t rows, forgotten;
};

/* Who was forgotten has no row: it could not be read back. */
static void
write_page(struct export *e, const struct wish_words *words,
    struct store_request *page)
{
    auto_(text) struct text rows = {0};

    mask(words, page);
    for (size_t i = 0; i < page->out.nwishes; i++) {
        if (page->out.wishes[i].number) {
            add_row(&rows, words, &page->out.wishes[i]);
            e->rows++;
        } else {
            e->forgotten++;
        }
    }
    (void)fwrite(text_str(&rows), 1, rows.len, e->out);
}

static bool
write_all(struct export *e, struct store *store, const struct wish_words *words,
    const char *number, struct failure *failure)
{
    int64_t before = 0;

    fprintf(e->out, "number,channel,%sat,source,by,note\n",
        words->kind == WISH_OPT_OUT ? "category," : "");
    do {
        auto_(store_request) struct store_request *page =
            ask_page(store, words, number, before, WISHES_AT_ONCE);

        if (!wish_done(page, failure))
            return false;
        write_page(e, words, page);
        before = page->out.next_page;
    } while (before);
    return (!fflush(e->out) && !ferror(e->out)) ||
        failure_errno(
            failure, STATUS_DISK, "'%s' cannot be written", words->export);
}

/* Numbers are nobody else's business: a new file is its owner's alone. */
static FILE *
open_export(const char *path, struct failure *failure)
{
    const mode_t usual = umask(0077);
    FILE *out = text_is(path, "-") ? stdout : fopen(path, "we");

    (void)umask(usual);
    if (!out)
        failure_errno(failure, STATUS_DISK, "'%s' cannot be written", path);
    return out;
}

static bool export(struct store *store, const struct wish_words *words,
    const char *number, struct failure *failure)
{
    auto_(text) struct text what = {0};
    struct export e = {.out = open_export(words->export, failure)};

    if (!e.out)
        return false;
    bool fine = write_all(&e, store, words, number, failure);
    if (e.out != stdout && fclose(e.out) && fine)
        fine = failure_errno(
            failure, STATUS_DISK, "'%s' cannot be written", words->export);
    if (!fine)
        return false;
    wish_count(&what, words, e.rows);
    fprintf(stderr, "%s exported%s\n", text_str(&what),
        words->full ? "" : ", with masked numbers: --full writes them whole");
    if (e.forgotten)
        fprintf(stderr, "%zu whose number is not kept left out\n", e.forgotten);
    return true;
}

bool
wish_list(struct store *store, const struct wish_words *words,
    const char *number, struct failure *failure)
{
    if (words->export)
        return export(store, words, number, failure);
    auto_(store_request) struct store_request *page =
        ask_page(store, words, number, 0, words->most);
    if (!wish_done(page, failure))
        return false;
    mask(words, page);
    if (text_is(words->format, "json"))
        print_json(words, page);
    else
        print_text(words, page);
    return true;
}
