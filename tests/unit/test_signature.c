/* Signatures, against keys and a signature that openssl(1) made. */
#include "test.h"

#include "signature.h"
#include "store.h"

#define PRIVATE                                                          \
    "-----BEGIN PRIVATE KEY-----\n"                                      \
    "MC4CAQAwBQYDK2VwBCIEIMA3m2G1QxsxiN0Q2qB5BNvOQkeQj6K1UDApBylHy+ry\n" \
    "-----END PRIVATE KEY-----\n"
#define PUBLIC                                                       \
    "-----BEGIN PUBLIC KEY-----\n"                                   \
    "MCowBQYDK2VwAyEAEq6/PvE33YVOUdgG48wOO8kOl++B2WMHogoR9ALYiNc=\n" \
    "-----END PUBLIC KEY-----\n"
#define OTHER                                                        \
    "-----BEGIN PUBLIC KEY-----\n"                                   \
    "MCowBQYDK2VwAyEAY/ShrQVSpN1cvtJcMrZVJ21ir8APXX5XuETn+AT/ZZA=\n" \
    "-----END PUBLIC KEY-----\n"
#define NOT_ED25519                                                      \
    "-----BEGIN PUBLIC KEY-----\n"                                       \
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAER+nggcjl5fqKHZ/clIp3L1BC22ZC\n" \
    "M3kV9uC4PgAT0deMezuYev82lViQ54TZ6URUMzmIiEg82r8a65HpSvevEg==\n"     \
    "-----END PUBLIC KEY-----\n"
/* Of store_statement("w", "aa"), by `openssl pkeyutl -sign -rawin`. */
#define SIGNATURE                                  \
    "DVdh0uBQx3z/ONekpBhtbFTL3wW8DGBbFlYq3yhsPoFB" \
    "MLU+w+W3LD1iwLxw3OO8MOY+Q9Dw3zzkDmxhPD0CDA=="

static void
signs_as_openssl_does(void **state)
{
    auto_(signature_key) struct signature_key *key =
        signature_private(PRIVATE, NULL);
    auto_(heap) char *statement = store_statement("w", "aa");

    (void)state;
    assert_non_null(key);
    assert_string_equal(
        statement, "fallback revision 1\nworkflow_id: w\nsha256: aa\n");
    auto_(heap) char *signature = signature_make(key, statement);
    assert_string_equal(signature, SIGNATURE);
}

static void
fits_one_text_and_one_key(void **state)
{
    auto_(signature_key) struct signature_key *key =
        signature_public(PUBLIC, NULL);
    auto_(signature_key) struct signature_key *other =
        signature_public(OTHER, NULL);
    auto_(heap) char *statement = store_statement("w", "aa");
    auto_(heap) char *altered = store_statement("w", "ab");

    (void)state;
    assert_true(signature_fits(key, statement, SIGNATURE));
    assert_false(signature_fits(key, altered, SIGNATURE));
    assert_false(signature_fits(other, statement, SIGNATURE));
    assert_false(signature_fits(key, statement, ""));
    assert_false(signature_fits(key, statement, "c2ln"));
    assert_false(signature_fits(key, statement, "no base64!"));
    assert_false(signature_fits(key, statement, SIGNATURE "AAAA"));
}

static void
refuses_what_is_no_key(void **state)
{
    static const char *const no_private[] = {"", "x", PUBLIC, NOT_ED25519};
    static const char *const no_public[] = {"", "x", PRIVATE, NOT_ED25519};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(no_private); i++) {
        struct failure failure = {0};

        assert_null(signature_private(no_private[i], &failure));
        assert_int_equal(failure.status, STATUS_USAGE);
        assert_null(signature_public(no_public[i], &failure));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_as_openssl_does),
        cmocka_unit_test(fits_one_text_and_one_key),
        cmocka_unit_test(refuses_what_is_no_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
