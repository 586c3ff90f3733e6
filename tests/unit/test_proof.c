/* Signatures of platforms: what their own tools made is taken, and nothing
 * that differs from it in a byte. */
#include "test.h"

#include "base.h"
#include "proof.h"

#define META \
    "sha256=fe6aaed5aff30b5679e782271914a2287bdd7de6bedb495c95c24ad91e5e3fdb"

static bool
meta(const char *secret, const char *signature, const char *body)
{
    return proof_meta(secret, signature, body, strlen(body));
}

static void
metas_signature_covers_every_byte(void **state)
{
    static const char body[] = "{\"entry\":[]}";

    (void)state;
    assert_true(meta("app-secret", META, body));
    assert_false(meta("app-secret", META, "{\"entry\": []}"));
    assert_false(meta("app-secret", META, ""));
    assert_false(meta("app-secreT", META, body));
    assert_false(meta("", META, body));
    assert_false(meta("app-secret", NULL, body));
    assert_false(meta("app-secret", "", body));
    assert_false(meta("app-secret", META "0", body));
    assert_false(meta("app-secret", &META[strlen("sha256=")], body));
    assert_false(meta("app-secret",
        "SHA256=fe6aaed5aff30b5679e782271914a2287bdd7de6bedb495c95c24ad91e5e3f"
        "db",
        body));
}

#define FORM "MessageSid=SM1&MessageStatus=delivered&To=%2B393331234513"
#define ADDRESS "https://runner.example/dlr/sms/4AhJ-1/0f3a"
#define SHA "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"

static void
twilios_signature_covers_address_and_form(void **state)
{
    static const struct {
        const char *signature, *url, *body;
        bool right;
    } rows[] = {
        {"RSOYDt4T1cUTdK1PDd93/VVr8B8=",
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309"
            "&To=%2B18005551212&Caller=%2B14158675309",
            true},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=", ADDRESS, FORM, true},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=", ADDRESS,
            "To=%2B393331234513&MessageStatus=delivered&MessageSid=SM1", true},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=",
            "https://runner.example:443/dlr/sms/4AhJ-1/0f3a", FORM, true},
        {"WVSYg68BiT3gfi3ZVh9MGEAxdW8=", ADDRESS, FORM, true},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=",
            "https://runner.example/dlr/sms/4AhJ-2/0f3a", FORM, false},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=", ADDRESS "?a=b", FORM, false},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=",
            "http://runner.example/dlr/sms/4AhJ-1/0f3a", FORM, false},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=", ADDRESS,
            "MessageSid=SM1&MessageStatus=failed&To=%2B393331234513", false},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=", ADDRESS, FORM "&ErrorCode=1", false},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=", ADDRESS, FORM "&%zz=1", false},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc", ADDRESS, FORM, false},
        {"", ADDRESS, FORM, false},
        {NULL, ADDRESS, FORM, false},
        {"449VF1/ewaVqFaa1ZJZ4RaJgqfc=", NULL, FORM, false},
        {"tMDegPyGNsoCMKJ0eHa9K9+EFSc=", "https://h.example/d",
            "A=b&a=x+y&A=a&A=b", true},
        {"fPXRNAnRT5ckOoJg5lAfe0rNFVA=", "https://h.example/d", "", true},
        {"fPXRNAnRT5ckOoJg5lAfe0rNFVA=", "https://h.example/d", "%zz", false},
        {"Z5dyDHDu/kTBBAIj3snBFjgCGZc=", "https://h.example/d?bodySHA256=" SHA,
            "{\"a\":1}", true},
        {"Z5dyDHDu/kTBBAIj3snBFjgCGZc=", "https://h.example/d?bodySHA256=" SHA,
            "{\"a\":2}", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (proof_twilio("12345", rows[i].signature, rows[i].url, rows[i].body,
                strlen(rows[i].body)) != rows[i].right)
            fail_msg("row %zu is judged wrongly", i);
    assert_false(proof_twilio(
        "12346", "449VF1/ewaVqFaa1ZJZ4RaJgqfc=", ADDRESS, FORM, strlen(FORM)));
}

#define GOOGLE                                                             \
    "XH9S2IcYzQoNbuXUt9a/XZHozUTAYZeiklC/vX6m1v+1b2y267VP6igRorxTj9MGG1sw" \
    "7EvQuKjOdHMRX58kCQ=="

static void
googles_signature_covers_the_data(void **state)
{
    static const char data[] = "{\"eventType\":\"DELIVERED\","
                               "\"messageId\":\"m1\"}";
    const size_t len = strlen(data);

    (void)state;
    assert_true(proof_google("client-token", GOOGLE, data, len));
    assert_false(proof_google("client-token", GOOGLE, data, len - 1));
    assert_false(proof_google("client-tokem", GOOGLE, data, len));
    assert_false(proof_google("client-token", NULL, data, len));
    assert_false(proof_google("client-token", "", data, len));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metas_signature_covers_every_byte),
        cmocka_unit_test(twilios_signature_covers_address_and_form),
        cmocka_unit_test(googles_signature_covers_the_data),
    };

    return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
