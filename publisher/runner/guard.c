/* Which addresses a request for somebody else may reach. */
#include "guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define NET4(a, b, c, d, len) \
    .net = {.family = AF_INET, .bytes = {a, b, c, d}, .bits = (len)}
#define NET6(len, ...) \
    .net = {.family = AF_INET6, .bytes = {__VA_ARGS__}, .bits = (len)}

static const struct {
    struct guard_net net;
    const char *words;
} refused[] = {
    {NET4(0, 0, 0, 0, 8), "this host"},
    {NET4(10, 0, 0, 0, 8), "a private network"},
    {NET4(100, 64, 0, 0, 10), "carrier-grade NAT"},
    {NET4(127, 0, 0, 0, 8), "loopback"},
    {NET4(169, 254, 0, 0, 16), "link-local"},
    {NET4(172, 16, 0, 0, 12), "a private network"},
    {NET4(192, 0, 0, 0, 24), "a reserved network"},
    {NET4(192, 0, 2, 0, 24), "a documentation network"},
    {NET4(192, 88, 99, 0, 24), "a 6to4 relay"},
    {NET4(192, 168, 0, 0, 16), "a private network"},
    {NET4(198, 18, 0, 0, 15), "a benchmark network"},
    {NET4(198, 51, 100, 0, 24), "a documentation network"},
    {NET4(203, 0, 113, 0, 24), "a documentation network"},
    {NET4(224, 0, 0, 0, 4), "multicast"},
    {NET4(240, 0, 0, 0, 4), "a reserved network"},
    {NET6(128, 0), "this host"},
    {NET6(128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), "loopback"},
    {NET6(96, 0), "an IPv4 address inside an IPv6 one"},
    {NET6(96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
        "an IPv4 address inside an IPv6 one"},
    {NET6(96, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
        "an IPv4 address inside an IPv6 one"},
    {NET6(96, 0, 0x64, 0xff, 0x9b), "NAT64"},
    {NET6(48, 0, 0x64, 0xff, 0x9b, 0, 1), "NAT64"},
    {NET6(64, 1), "a discard network"},
    {NET6(32, 0x20, 0x01), "Teredo"},
    {NET6(23, 0x20, 0x01), "a reserved network"},
    {NET6(32, 0x20, 0x01, 0x0d, 0xb8), "a documentation network"},
    {NET6(16, 0x20, 0x02), "6to4"},
    {NET6(20, 0x3f, 0xff), "a documentation network"},
    {NET6(16, 0x5f), "segment routing"},
    {NET6(7, 0xfc), "a private network"},
    {NET6(10, 0xfe, 0x80), "link-local"},
    {NET6(10, 0xfe, 0xc0), "a private network"},
    {NET6(8, 0xff), "multicast"},
};

static bool
bits_equal(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    const unsigned whole = bits / 8, rest = bits % 8;

    if (memcmp(a, b, whole))
        return false;
    return !rest || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

static bool
net_holds(const struct guard_net *net, int family, const uint8_t *bytes)
{
    return net->family == family && bits_equal(net->bytes, bytes, net->bits);
}

/* Whether a bit beyond the network's own is set. */
static bool
has_host_bits(const struct guard_net *net)
{
    const unsigned size = net->family == AF_INET ? 32 : 128;

    for (unsigned i = net->bits; i < size; i++)
        if (net->bytes[i / 8] & (0x80u >> i % 8))
            return true;
    return false;
}

/* "0" to `most`, decimal, without sign or leading zero. */
static bool
read_bits(const char *text, unsigned most, unsigned *bits)
{
    unsigned n = 0;

    if (!*text || (text[0] == '0' && text[1]))
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        n = n * 10 + (unsigned)(*text - '0');
        if (n > most)
            return false;
    }
    *bits = n;
    return true;
}

bool
guard_net_parse(
    struct guard_net *net, const char *text, struct failure *failure)
{
    const size_t len = strcspn(text, "/");
    struct guard_net got = {.family = AF_INET, .bits = 32};
    char address[INET6_ADDRSTRLEN];

    if (len >= sizeof(address))
        return failure_set(
            failure, STATUS_USAGE, "'%.60s' is not an address", text);
    memcpy(address, text, len);
    address[len] = '\0';
    if (strchr(address, ':')) {
        got.family = AF_INET6;
        got.bits = 128;
    }
    if (inet_pton(got.family, address, got.bytes) != 1)
        return failure_set(
            failure, STATUS_USAGE, "'%s' is not an address", address);
    if (text[len] && !read_bits(text + len + 1, got.bits, &got.bits))
        return failure_set(failure, STATUS_USAGE,
            "'%.60s' does not end in a number of bits up to %u", text,
            got.bits);
    if (has_host_bits(&got))
        return failure_set(failure, STATUS_USAGE,
            "'%.60s' has bits set beyond its first %u", text, got.bits);
    *net = got;
    return true;
}

bool
guard_allow(struct guard *guard, const char *text, struct failure *failure)
{
    struct guard_net net;

    if (!guard_net_parse(&net, text, failure))
        return false;
    guard->allowed = reallocarray(
        guard->allowed, guard->nallowed + 1, sizeof(*guard->allowed));
    if (!guard->allowed)
        abort();
    guard->allowed[guard->nallowed++] = net;
    return true;
}

void
guard_done(struct guard *guard)
{
    free(guard->allowed);
    *guard = (struct guard){0};
}

static const char *
refusal(const struct guard *guard, int family, const uint8_t *bytes)
{
    for (size_t i = 0; guard && i < guard->nallowed; i++)
        if (net_holds(&guard->allowed[i], family, bytes))
            return NULL;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        if (net_holds(&refused[i].net, family, bytes))
            return refused[i].words;
    return NULL;
}

const char *
guard_refusal(const struct guard *guard, const struct sockaddr *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof(v4));
        return refusal(guard, AF_INET, (const uint8_t *)&v4.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof(v6));
        return refusal(guard, AF_INET6, v6.sin6_addr.s6_addr);
    }
    return "not an internet address";
}

const char *
guard_refusal_text(const struct guard *guard, const char *address)
{
    uint8_t bytes[16];

    if (inet_pton(AF_INET, address, bytes) == 1)
        return refusal(guard, AF_INET, bytes);
    if (inet_pton(AF_INET6, address, bytes) == 1)
        return refusal(guard, AF_INET6, bytes);
    return "not an internet address";
}
