/* The address guard: what is refused, in all its spellings. */
#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "guard.h"

static void
refuses_what_is_not_the_public_internet(void **state)
{
    static const char *const refused[] = {"0.0.0.0", "0.255.255.255",
        "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.1", "127.255.255.254", "169.254.0.1", "169.254.169.254",
        "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
        "192.168.0.0", "192.168.255.255", "198.18.0.1", "198.19.255.255",
        "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255",
        /* IPv6 */
        "::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1",
        "::ffff:8.8.8.8", "0:0:0:0:0:ffff:0a00:0001", "::ffff:0:8.8.8.8",
        "64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:0:53aa:64c:0:7b3f:f5ff:fffe", "2001:10::1",
        "2001:20::1", "2001:db8::1",
        "2001:0db8:ffff::", "2002:7f00:1::", "2002:808:808::1", "3fff::1",
        "5f00::1", "fc00::1", "fd12:3456:789a::1",
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1", "febf::1",
        "fec0::1", "ff02::1", "ff0e::1"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        if (!guard_refusal_text(NULL, refused[i]))
            fail_msg("%s is let through", refused[i]);
}

static void
lets_the_public_internet_through(void **state)
{
    static const char *const free_ones[] = {"1.1.1.1", "8.8.8.8",
        "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
        "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
        "2001:200::1", "2001:4860:4860::8888", "2003::1", "2600::1",
        "2606:4700::1111", "3ffe::1", "64:ff9c::1", "2a00:1450::1", "fbff::1"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(free_ones); i++)
        if (guard_refusal_text(NULL, free_ones[i]))
            fail_msg("%s is refused: %s", free_ones[i],
                guard_refusal_text(NULL, free_ones[i]));
}

static void
refuses_what_is_no_address(void **state)
{
    static const char *const none[] = {"", "localhost", "127.1", "0x7f.1",
        "1.2.3.4.5", "fe80::1%lo", "[::1]", "/run/socket", "8.8.8.8 "};
    const struct sockaddr_un local = {.sun_family = AF_UNIX};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        assert_non_null(guard_refusal_text(NULL, none[i]));
    assert_non_null(guard_refusal(NULL, (const struct sockaddr *)&local));
}

static void
reads_socket_addresses(void **state)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

    (void)state;
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_string_equal(
        guard_refusal(NULL, (const struct sockaddr *)&v4), "loopback");
    v4.sin_addr.s_addr = htonl(0x08080808);
    assert_null(guard_refusal(NULL, (const struct sockaddr *)&v4));
    v6.sin6_addr = in6addr_loopback;
    assert_string_equal(
        guard_refusal(NULL, (const struct sockaddr *)&v6), "loopback");
    inet_pton(AF_INET6, "fe80::1", &v6.sin6_addr);
    assert_string_equal(
        guard_refusal(NULL, (const struct sockaddr *)&v6), "link-local");
    inet_pton(AF_INET6, "2606:4700::1", &v6.sin6_addr);
    assert_null(guard_refusal(NULL, (const struct sockaddr *)&v6));
}

static void
allows_listed_networks_and_no_more(void **state)
{
    static const char *const listed[] = {
        "127.0.0.0/8", "10.1.2.3", "fd00:1::/33", "172.20.0.0/14"};
    static const char *const through[] = {"127.0.0.1", "127.200.0.9",
        "10.1.2.3", "fd00:1::5", "fd00:1:7fff::5", "172.23.255.255"};
    static const char *const refused[] = {"10.1.2.4", "10.1.2.2",
        "fd00:1:8000::5", "fd00:2::", "172.24.0.0", "172.19.255.255",
        "::ffff:127.0.0.1", "::127.0.0.1", "::1"};
    struct guard guard = {0};
    struct failure failure = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(listed); i++)
        assert_true(guard_allow(&guard, listed[i], &failure));
    for (size_t i = 0; i < ARRAY_LEN(through); i++)
        assert_null(guard_refusal_text(&guard, through[i]));
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        assert_non_null(guard_refusal_text(&guard, refused[i]));
    guard_done(&guard);
}

static void
a_network_of_no_bits_is_everything_of_its_family(void **state)
{
    struct guard guard = {0};

    (void)state;
    assert_true(guard_allow(&guard, "0.0.0.0/0", NULL));
    assert_null(guard_refusal_text(&guard, "10.0.0.1"));
    assert_non_null(guard_refusal_text(&guard, "::1"));
    assert_true(guard_allow(&guard, "::/0", NULL));
    assert_null(guard_refusal_text(&guard, "::1"));
    assert_null(guard_refusal_text(&guard, "::ffff:10.0.0.1"));
    guard_done(&guard);
}

static void
networks_are_written_in_one_way(void **state)
{
    static const char *const wrong[] = {"", "/", "/8", "10/8", "10.0.0.0/",
        "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/-1",
        "10.0.0.0/8x", "10.0.0.0/8/8", "10.0.0.1/8", "10.0.0.0 /8",
        "010.0.0.0/8", "0x0a.0.0.0/8", "localhost", "fd00::/129", "fd00::1/8",
        "fd00::/8%lo", "::ffff:1.2.3.4.5", "10.0.0.0/99999999999999999999",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/8"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct guard_net net;
        struct failure failure = {0};

        if (guard_net_parse(&net, wrong[i], &failure))
            fail_msg("'%s' is taken", wrong[i]);
        assert_int_equal(failure.status, STATUS_USAGE);
        assert_string_not_equal(failure.text, "");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_not_the_public_internet),
        cmocka_unit_test(lets_the_public_internet_through),
        cmocka_unit_test(refuses_what_is_no_address),
        cmocka_unit_test(reads_socket_addresses),
        cmocka_unit_test(allows_listed_networks_and_no_more),
        cmocka_unit_test(a_network_of_no_bits_is_everything_of_its_family),
        cmocka_unit_test(networks_are_written_in_one_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
