/* Callbacks: signatures as published, the schedule, the notes of ids. */
#include "test.h"

#include "callback.h"
#include "callback_proof.h"
#include "clock.h"
#include "token.h"

/* The example of the Standard Webhooks specification. */
static void
the_published_vector_is_signed_as_published(void **state)
{
    auto_(heap) char *signature = callback_sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}");

    (void)state;
    assert_string_equal(
        signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void
each_part_of_what_is_signed_counts(void **state)
{
    auto_(heap) char *one = callback_sign("secret", "msg_1", 1, "{}");
    auto_(heap) char *same = callback_sign("secret", "msg_1", 1, "{}");
    auto_(heap) char *secret = callback_sign("Secret", "msg_1", 1, "{}");
    auto_(heap) char *id = callback_sign("secret", "msg_2", 1, "{}");
    auto_(heap) char *time = callback_sign("secret", "msg_1", 2, "{}");
    auto_(heap) char *body = callback_sign("secret", "msg_1", 1, "{ }");

    (void)state;
    assert_string_equal(one, same);
    assert_string_not_equal(one, secret);
    assert_string_not_equal(one, id);
    assert_string_not_equal(one, time);
    assert_string_not_equal(one, body);
}

static void
a_written_secret_that_is_no_base64_signs_nothing(void **state)
{
    (void)state;
    assert_null(callback_sign("whsec_", "msg_1", 1, "{}"));
    assert_null(callback_sign("whsec_a*b=", "msg_1", 1, "{}"));
}

static void
tokens_are_used_until_shortly_before_their_end(void **state)
{
    (void)state;
    assert_int_equal(token_life_ms(0), 0);
    assert_int_equal(token_life_ms(1), 1000);
    assert_int_equal(token_life_ms(100), 80000);
    assert_int_equal(token_life_ms(3600), 3540000);
    assert_int_equal(token_life_ms(-1), 240000);
    assert_int_equal(token_life_ms(INT64_MAX), (86400 - 60) * 1000);
}

static void
waits_follow_the_schedule_and_end(void **state)
{
    static const int64_t schedule[] = {5 * CLOCK_SECOND, 5 * CLOCK_MINUTE,
        30 * CLOCK_MINUTE, 2 * CLOCK_HOUR, 5 * CLOCK_HOUR, 10 * CLOCK_HOUR,
        14 * CLOCK_HOUR, 20 * CLOCK_HOUR, 24 * CLOCK_HOUR};

    (void)state;
    for (unsigned i = 0; i < ARRAY_LEN(schedule); i++) {
        assert_int_equal(callback_wait(i + 1, 0), schedule[i]);
        for (uint32_t random = 1; random; random <<= 1) {
            const int64_t wait = callback_wait(i + 1, random);

            assert_true(wait >= schedule[i]);
            assert_true(wait <= schedule[i] + schedule[i] / 10);
        }
    }
    assert_int_equal(callback_wait(ARRAY_LEN(schedule) + 1, 0), -1);
    assert_int_equal(callback_wait(0, 0), -1);
}

static void
noted_ids_are_found_by_their_position(void **state)
{
    struct store_request *request =
        store_request_new(STORE_EXECUTION_SAVE, NULL, NULL);
    struct store_execution *execution = &request->in.execution;
    struct arena *arena = &request->arena;

    (void)state;
    callback_note_id(request, 0, "wamid.1");
    callback_note_id(request, 7, "sms\"8");
    callback_note_id(request, 0, "wamid.2");
    assert_string_equal(
        callback_noted_id(arena, execution->notes, 0), "wamid.2");
    assert_string_equal(
        callback_noted_id(arena, execution->notes, 7), "sms\"8");
    assert_null(callback_noted_id(arena, execution->notes, 1));
    assert_null(callback_noted_id(arena, NULL, 0));
    store_request_free(request);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vector_is_signed_as_published),
        cmocka_unit_test(each_part_of_what_is_signed_counts),
        cmocka_unit_test(a_written_secret_that_is_no_base64_signs_nothing),
        cmocka_unit_test(tokens_are_used_until_shortly_before_their_end),
        cmocka_unit_test(waits_follow_the_schedule_and_end),
        cmocka_unit_test(noted_ids_are_found_by_their_position),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
