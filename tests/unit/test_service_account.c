/* Tokens of service accounts, against one that openssl(1) signed. */
#include "test.h"

#include "base.h"
#include "jwt.h"
#include "service_account.h"
#include "text.h"

#define KEY                                                              \
    "-----BEGIN PRIVATE KEY-----\n"                                      \
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDHu/m2v3Ai8N9B\n" \
    "yGgH4BNgXAIBl3iceM4EKeeYVLDx3GCt+G5uEAhzlCMzXGw+7yRtG+4B5Vs5OG6+\n" \
    "djiuqy2O6jVhrEW75K7UxteBNPfYnXYdUefQyy4oVL7SyPrXmNVCAWSkp9NuSK9R\n" \
    "fYcZ4J09yfpAIjExygLNCKEUISIfk4enrm4XMrhnEp7XJtjLLIuSdNWFJyRGesj3\n" \
    "NGC0gUXhk5HawBRgxYrACGRAO7upi2RKkFPVmRVgp2pD1vsS2JmWQWi1GxauzRcF\n" \
    "G+8qlZyBQcqyIYsiLIw9+aj0m03/1TocTpx95cDyK9jfyGWZ5SWZ4DA8l71D6OOl\n" \
    "BtjqxVlZAgMBAAECggEAC+IAEkJDbqC795LvtYA8RuBScjvLvitlvlOr5qErQchl\n" \
    "rBP6peuoRRAMJBMckYXyudcOiuhVTAsyc3xfFO00Mat3b48rOul5CUmnKpW3JRkB\n" \
    "HO9xhjeAUH/yNmIkok0CawHgNfeSGZ6TZ5q7PeviDvoEPGqMWLT3A7G+u47ZE929\n" \
    "LQ7qsexXVIntfaLX0HJ84rdNn9aw3P5MXiifG8/kGc3IELNKy86rV1w28ziOx1gi\n" \
    "1Vx0X+bsFOLjHIQ6ebHztCDjfvpP11AVlQum9fzHDBVghrRL51uYZjYvUp8vaFAM\n" \
    "9qrJAqYuksf3jSs9uedFBonEJGG9u9tCfnme4mHogQKBgQDkaVhB+HTzC/690dEl\n" \
    "2eUcuChYoTVqmRmkBeNo3ohg7oVJlrIQ0RY0p3vBgVvf8Zs0A9cCbrutw6vYn2vs\n" \
    "u6WAZX8hGllwgKZ8QSFTSMXEClYEGJacVgskw5z9K5FdOeKwXY2ZXOJmhI46QMW7\n" \
    "gjbvD5Q9gbxIWigEonHT8SjJ8QKBgQDf2+jNc7M/v/oS0XFxVMvoonop0usMOtyO\n" \
    "r/zG9Tm0USa3MiweRwlovaRy+9ZWgVEFsoPjy6FUMOlyj0EJF8/MKyOb+8+2ObYj\n" \
    "uCUnoCvUd/GUTO5+8GgRacciDD03pqoInVnA6tUuX8rFOBKPfdgsT2pNlzZzbexQ\n" \
    "SYz8Ttld6QKBgBhbt6LJaUdmFxONJZ3Av/MxHHRfNMAadaaNTjQnzylvJl2zqWer\n" \
    "tI+G8Oaw8ehO7rs8UZib0H32aQQf9DV5yWuI52bTVYhu39JOa8xi7Vw7sfKb4Kvp\n" \
    "bSTNi5dgJw9nFeqy/1/EjQxbxIMn1y5o84zI/4kTpc2dd7kOzc7JYA0xAoGAW4Ij\n" \
    "qkiPj5HEggjH3NITAKfaVFp55ufw3Qsnw5Te380EjIKf8kiLmhtbq/0yYu491pxg\n" \
    "ua+15RqRc1kH9tWbBhTkW5EWGaGByRwvZAFfqVzWjg7ct1tCz0t0MYDbTXJ9s0PP\n" \
    "OsNEHc7errv7KlkBEyvrgog7o/fdT/yg+0qoJHECgYEA1dD+GvcK2VGTBoXpSJys\n" \
    "MHmPNQkpvATZlcMnGX3hk4rrPEoazQasN3AMxFMTjtu5AH9nY/qvruRjNR+1KLh2\n" \
    "2ukypxtLa/hlf4XZIFpmjVb7F5NYIBGtGXPlwkDjOu1xfMnnoDwZqRWbIkqZ2mho\n" \
    "BSCapyrJ/oxhZv/z0tymH7o=\n"                                         \
    "-----END PRIVATE KEY-----\n"
#define TOKEN                                                          \
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.eyJpc3MiOiJi" \
    "b3RAYWNtZS5leGFtcGxlIiwic2NvcGUiOiJodHRwczovL3Njb3BlLmV4YW1wbGUv" \
    "cmJtIiwiYXVkIjoiaHR0cHM6Ly90b2tlbi5leGFtcGxlL3QiLCJpYXQiOjE3NjQw" \
    "MDAwMDAsImV4cCI6MTc2NDAwMzYwMH0.t2lEGqjkmkVsmp3rC-tmtmQRgfhS0iTv" \
    "0S3osH848ubAljmVIZnzt8bejpvaewnr1AAMB2ZNKEL4VauU7xHj027TC4C2x1gL" \
    "uA3ZubyZBYE-ltdPKT4FJYqfIRGbrpqDuMEv76cJbwRBKabVYwdfqIecr9IiLXqN" \
    "-H10I75bdA8jbPLtxfTXgsQB3TmFfLRrugGjqY5MrtpeC5jMElq5mH69_3xgBX9h" \
    "iJvIAnfDFf08d_OUk7LcU-DzyvtvBAE3S2JfrhjxgAV2K5QJGHKpqw1IlqDSisao" \
    "VlBMqAQuM3Ct3CKi8_j9XKmXAuIVH8jUm1d3Jv_qtCNR82Vow9PeWA"
#define CLAIMS                                                               \
    "{\"iss\":\"bot@acme.example\",\"scope\":\"https://scope.example/rbm\"," \
    "\"aud\":\"https://token.example/t\",\"iat\":1764000000,\"exp\":1764003600}"
#define HEADER "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}"

static void
signs_as_openssl_does(void **state)
{
    auto_(heap) char *token = jwt_rs256(KEY, HEADER, CLAIMS, NULL);

    (void)state;
    assert_string_equal(token, TOKEN);
}

static void
another_key_is_refused(void **state)
{
    static const char *const keys[] = {"", "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIMA3m2G1QxsxiN0Q2qB5BNvOQkeQj6K1UDApBylHy+ry\n"
        "-----END PRIVATE KEY-----\n"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        struct failure failure = {0};

        assert_null(jwt_rs256(keys[i], HEADER, CLAIMS, &failure));
        assert_string_equal(
            failure.text, "the private key is no RSA key in PEM");
    }
}

/* A key file as Google gives it, the new lines of the key escaped. */
static const char *
key_file(struct arena *arena)
{
    auto_(text) struct text file = {0};

    text_add(&file,
        "{\"type\":\"service_account\",\"private_key_id\":\"k1\","
        "\"client_email\":\"bot@acme.example\","
        "\"token_uri\":\"https://token.example/t\",\"private_key\":\"");
    for (const char *c = KEY; *c; c++)
        if (*c == '\n')
            text_add(&file, "\\n");
        else
            text_add_char(&file, *c);
    text_add(&file, "\"}");
    return arena_strdup(arena, file.bytes);
}

static void
an_account_asks_for_its_token(void **state)
{
    struct service_account account;
    struct arena arena = {0};

    (void)state;
    assert_true(service_account_read(&account, &arena, key_file(&arena), NULL));
    assert_string_equal(account.token_url, "https://token.example/t");
    assert_string_equal(
        service_account_form(&account, "https://scope.example/rbm",
            INT64_C(1764000000999), &arena, NULL),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
        "&assertion=" TOKEN);
    arena_free(&arena);
}

static void
what_is_no_key_file_is_refused(void **state)
{
    static const char *const files[] = {"", "[]", "{}", "{\"client_email\":1}",
        "{\"client_email\":\"a\",\"private_key\":\"b\"}"};
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct service_account account;
        struct failure failure = {0};

        assert_false(
            service_account_read(&account, &arena, files[i], &failure));
        assert_non_null(strstr(failure.text, "no key file"));
    }
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_as_openssl_does),
        cmocka_unit_test(another_key_is_refused),
        cmocka_unit_test(an_account_asks_for_its_token),
        cmocka_unit_test(what_is_no_key_file_is_refused),
    };

    return cmocka_run_group_tests_name("service_account", tests, NULL, NULL);
}
