/* Senders. */
#include "test.h"

#include "base.h"
#include "sender.h"

static void
sms_senders_have_three_shapes(void **state)
{
    static const struct {
        const char *sender;
        enum sender_shape shape;
    } cases[] = {
        {"ACME", SENDER_NAME},
        {"A", SENDER_NAME},
        {"Acme Bank 1", SENDER_NAME},
        {"1234567890A", SENDER_NAME},
        {"+393331234513", SENDER_NUMBER},
        {"+6834123", SENDER_NUMBER},
        {"123", SENDER_SHORT_CODE},
        {"48221", SENDER_SHORT_CODE},
        {"12345678", SENDER_SHORT_CODE},
        {"", SENDER_NONE},
        {"12", SENDER_NONE},
        {"123456789", SENDER_NONE},
        {"393331234513", SENDER_NONE},
        {"ACME Bank 12", SENDER_NONE},
        {"12 34", SENDER_NONE},
        {" ", SENDER_NONE},
        {" ACME", SENDER_NONE},
        {"ACME ", SENDER_NONE},
        {"ACME-BANK", SENDER_NONE},
        {"ACME\n", SENDER_NONE},
        {"Caffè", SENDER_NONE},
        {"+39", SENDER_NONE},
        {"+39 333 1234513", SENDER_NONE},
        {"+ACME", SENDER_NONE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *fault = sender_fault("sms", cases[i].sender);

        assert_int_equal(sender_sms_shape(cases[i].sender), cases[i].shape);
        assert_int_equal(fault == NULL, cases[i].shape != SENDER_NONE);
    }
}

static void
reasons_say_what_is_wrong(void **state)
{
    static const struct {
        const char *kind, *sender, *word;
    } cases[] = {
        {"sms", "", "empty"},
        {"sms", "ACME Bank of Italy", "11"},
        {"sms", "Caffè", "A-Z"},
        {"sms", "393331234513", "'+'"},
        {"sms", "12 34", "no letter"},
        {"sms", "ACME ", "blank"},
        {"sms", "+39", "fewer"},
        {"whatsapp", "ACME", "'+'"},
        {"whatsapp", "390212345678", "'+'"},
        {"whatsapp", "+39 0212345678", "no digit"},
        {"whatsapp", "+1234567890123456", "15"},
        {"whatsapp", "", "empty"},
        {"rcs", "acme agent", "A-Z"},
        {"rcs", "", "empty"},
        {"fax", "", "empty"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *fault = sender_fault(cases[i].kind, cases[i].sender);

        assert_non_null(fault);
        assert_non_null(strstr(fault, cases[i].word));
    }
}

static void
other_kinds_have_their_own_forms(void **state)
{
    char agent[130];

    (void)state;
    assert_null(sender_fault("whatsapp", "+390212345678"));
    assert_null(sender_fault("rcs", "acme_agent.x-1@rbm.goog"));
    assert_null(sender_fault("fax", "anything at all"));
    memset(agent, 'a', sizeof(agent));
    agent[128] = '\0';
    assert_null(sender_fault("rcs", agent));
    agent[128] = 'a';
    agent[129] = '\0';
    assert_non_null(strstr(sender_fault("rcs", agent), "128"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sms_senders_have_three_shapes),
        cmocka_unit_test(reasons_say_what_is_wrong),
        cmocka_unit_test(other_kinds_have_their_own_forms),
    };

    return cmocka_run_group_tests_name("sender", tests, NULL, NULL);
}
