/* The contract of every kind of store: opt-outs and consents. */
#include "test.h"

#include "phone.h"
#include "store_case.h"
#include "template.h"

#define ADA "+393331234513"
#define BOB "+393331234514"

static struct store_wish
opt_out(const char *number, enum wish_channel channel)
{
    return (struct store_wish){
        .kind = WISH_OPT_OUT,
        .number = number,
        .channel = channel,
        .category = WISH_EVERYTHING,
        .at = NOW,
        .source = WISH_BY_COMMAND,
        .by = "k1",
        .note = "wrote a letter",
    };
}

static struct store_wish
consent(const char *number, enum wish_channel channel)
{
    struct store_wish wish = opt_out(number, channel);

    wish.kind = WISH_CONSENT;
    return wish;
}

static struct store_request *
wishes(enum store_kind kind, const struct store_wish *list, size_t n)
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    request->in.wishes = list;
    request->in.nwishes = n;
    request->in.now = NOW;
    return request;
}

static void
put(struct store_wish wish)
{
    auto_(store_request) struct store_request *request =
        ask(wishes(STORE_WISHES_ADD, &wish, 1));

    assert_int_equal(request->out.nchanged, 1);
}

static struct store_request *
wished(enum store_kind kind, struct store_wished which, size_t limit)
{
    struct store_request *request = store_request_new(kind, NULL, NULL);

    request->in.wished = which;
    request->in.limit = limit;
    return ask(request);
}

static void
clear(void)
{
    static const char *const numbers[] = {ADA, BOB};

    for (int kind = WISH_OPT_OUT; kind <= WISH_CONSENT; kind++)
        for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
            store_request_free(wished(STORE_WISHES_REMOVE,
                (struct store_wished){
                    .kind = (enum wish_kind)kind, .number = numbers[i]},
                0));
}

static struct store_standing
standing(const char *number)
{
    const char *const recipients[] = {NULL, number};
    struct store_request *request =
        store_request_new(STORE_STANDINGS, NULL, NULL);

    request->in.recipients = recipients;
    request->in.nrecipients = 2;
    auto_(store_request) struct store_request *done = ask(request);
    assert_int_equal(done->out.standings[0].no_marketing, 0);
    return done->out.standings[1];
}

static void
an_opt_out_is_kept_with_where_it_came_from(void **state)
{
    (void)state;
    clear();
    put(opt_out(ADA, WISH_SMS));
    reopen();
    auto_(store_request) struct store_request *got =
        wished(STORE_WISHES, (struct store_wished){.number = ADA}, 0);
    assert_int_equal(got->out.nwishes, 1);
    const struct store_wish *wish = got->out.wishes;
    assert_int_equal(wish->kind, WISH_OPT_OUT);
    assert_string_equal(wish->number, ADA);
    assert_int_equal(wish->channel, WISH_SMS);
    assert_int_equal(wish->category, WISH_EVERYTHING);
    assert_int_equal(wish->at, NOW);
    assert_int_equal(wish->source, WISH_BY_COMMAND);
    assert_string_equal(wish->by, "k1");
    assert_string_equal(wish->note, "wrote a letter");
    assert_false(wish->digest_only);
}

static void
it_stands_for_its_channel_alone_or_for_all(void **state)
{
    (void)state;
    clear();
    assert_int_equal(standing(ADA).nothing, 0);
    put(opt_out(ADA, WISH_SMS));
    assert_int_equal(standing(ADA).nothing, 1U << KIND_SMS);
    put(opt_out(ADA, WISH_RCS));
    assert_int_equal(standing(ADA).nothing, 1U << KIND_SMS | 1U << KIND_RCS);
    assert_int_equal(standing(BOB).nothing, 0);
    put(opt_out(BOB, WISH_ALL_CHANNELS));
    assert_int_equal(standing(BOB).nothing, 0xff);
    assert_int_equal(standing(BOB).no_marketing, 0xff);
    assert_int_equal(standing(BOB).consented, 0);
}

static void
an_opt_out_of_marketing_is_made_one_of_everything_and_never_less(void **state)
{
    struct store_wish less = opt_out(ADA, WISH_WHATSAPP);

    (void)state;
    clear();
    less.category = WISH_MARKETING;
    put(less);
    assert_int_equal(standing(ADA).nothing, 0);
    assert_int_equal(standing(ADA).no_marketing, 1U << KIND_WHATSAPP);
    put(opt_out(ADA, WISH_WHATSAPP));
    assert_int_equal(standing(ADA).nothing, 1U << KIND_WHATSAPP);
    put(less);
    assert_int_equal(standing(ADA).nothing, 1U << KIND_WHATSAPP);
}

static void
a_number_is_forgotten_and_still_stops(void **state)
{
    struct store_wish wish = opt_out(ADA, WISH_SMS);

    (void)state;
    clear();
    put(wish);
    wish.digest_only = true;
    put(wish);
    auto_(store_request) struct store_request *got =
        wished(STORE_WISHES, (struct store_wished){.number = ADA}, 0);
    assert_int_equal(got->out.nwishes, 1);
    assert_null(got->out.wishes[0].number);
    assert_true(got->out.wishes[0].digest_only);
    assert_int_equal(standing(ADA).nothing, 1U << KIND_SMS);
}

static void
consents_are_apart_from_opt_outs(void **state)
{
    (void)state;
    clear();
    put(consent(ADA, WISH_SMS));
    put(opt_out(ADA, WISH_WHATSAPP));
    assert_int_equal(standing(ADA).consented, 1U << KIND_SMS);
    assert_int_equal(standing(ADA).nothing, 1U << KIND_WHATSAPP);
    auto_(store_request) struct store_request *got = wished(STORE_WISHES,
        (struct store_wished){.kind = WISH_CONSENT, .number = ADA}, 0);
    assert_int_equal(got->out.nwishes, 1);
    assert_int_equal(got->out.wishes[0].channel, WISH_SMS);
}

static void
removing_takes_one_channel_or_all_of_a_number(void **state)
{
    const struct store_wished sms = {
        .number = ADA, .of_channel = true, .channel = WISH_SMS};

    (void)state;
    clear();
    put(opt_out(ADA, WISH_SMS));
    put(opt_out(ADA, WISH_RCS));
    put(opt_out(ADA, WISH_ALL_CHANNELS));
    put(opt_out(BOB, WISH_SMS));
    auto_(store_request) struct store_request *one =
        wished(STORE_WISHES_REMOVE, sms, 0);
    assert_int_equal(one->out.nchanged, 1);
    auto_(store_request) struct store_request *again =
        wished(STORE_WISHES_REMOVE, sms, 0);
    assert_int_equal(again->out.nchanged, 0);
    auto_(store_request) struct store_request *rest =
        wished(STORE_WISHES_REMOVE, (struct store_wished){.number = ADA}, 0);
    assert_int_equal(rest->out.nchanged, 2);
    assert_int_equal(standing(ADA).nothing, 0);
    assert_int_equal(standing(BOB).nothing, 1U << KIND_SMS);
    /* Without a number nothing is named, and nothing removed. */
    auto_(store_request) struct store_request *none =
        wished(STORE_WISHES_REMOVE, (struct store_wished){0}, 0);
    assert_int_equal(none->out.nchanged, 0);
}

static void
lists_come_newest_first_page_by_page(void **state)
{
    struct store_wished which = {0};
    char number[PHONE_TEXT_SIZE];
    size_t seen = 0, pages = 0;
    int last = 25;

    (void)state;
    clear();
    for (int i = 0; i < 25; i++) {
        snprintf(number, sizeof(number), "+3933300000%02d", i);
        put(opt_out(number, WISH_SMS));
    }
    do {
        auto_(store_request) struct store_request *page =
            wished(STORE_WISHES, which, 10);

        for (size_t i = 0; i < page->out.nwishes; i++)
            assert_int_equal(
                strtol(page->out.wishes[i].number + 11, NULL, 10), --last);
        seen += page->out.nwishes;
        which.before = page->out.next_page;
        pages++;
    } while (which.before);
    assert_int_equal(seen, 25);
    assert_int_equal(pages, 3);
    which = (struct store_wished){.of_channel = true, .channel = WISH_RCS};
    auto_(store_request) struct store_request *other =
        wished(STORE_WISHES, which, 10);
    assert_int_equal(other->out.nwishes, 0);
    assert_int_equal(other->out.next_page, 0);
}

static void
a_step_and_its_opt_out_are_kept_together_or_not_at_all(void **state)
{
    struct case_id flow = case_name("flow");
    const struct store_wish wish = opt_out(ADA, WISH_SMS);
    uint8_t id[STORE_ID_SIZE];

    (void)state;
    clear();
    assert_int_equal(case_flow(flow.text), 1);
    case_execution_id(id, 9);
    store_request_free(ask(case_add(flow.text, id)));
    for (int version = 2; version; version--) {
        struct store_request *save = case_by_id(STORE_EXECUTION_SAVE, id);
        save->in.execution.version = version;
        save->in.execution.due = STORE_NEVER;
        save->in.wishes = &wish;
        save->in.nwishes = 1;
        auto_(store_request) struct store_request *done = ask(save);
        assert_int_equal(done->out.conflicted, version == 2);
        assert_int_equal(
            standing(ADA).nothing, version == 2 ? 0 : 1U << KIND_SMS);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opt_out_is_kept_with_where_it_came_from),
        cmocka_unit_test(it_stands_for_its_channel_alone_or_for_all),
        cmocka_unit_test(
            an_opt_out_of_marketing_is_made_one_of_everything_and_never_less),
        cmocka_unit_test(a_number_is_forgotten_and_still_stops),
        cmocka_unit_test(consents_are_apart_from_opt_outs),
        cmocka_unit_test(removing_takes_one_channel_or_all_of_a_number),
        cmocka_unit_test(lists_come_newest_first_page_by_page),
        cmocka_unit_test(
            a_step_and_its_opt_out_are_kept_together_or_not_at_all),
    };

    return case_run(tests, open_store);
}
