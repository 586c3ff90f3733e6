/*
 * The address guard: says whether an address may be reached by requests whose
 * URL came from somebody else (callbacks). It looks at addresses after name
 * resolution, never at names: a name proves nothing.
 * Facts: the IANA special-purpose address registries (RFC 6890, RFC 8190).
 */
#pragma once

#include "failure.h"

#include <stdint.h>
#include <sys/socket.h>

struct guard_net {
    int family; /* AF_INET: the first 4 bytes of `bytes`; AF_INET6: all 16 */
    uint8_t bytes[16];
    unsigned bits;
};

struct guard {
    struct guard_net *allowed; /* zero-initialised: nothing special allowed */
    size_t nallowed;
};

/*
 * Reads "10.0.0.0/8", "fd00::/8" or a single address. Host bits that are set,
 * leading zeros and short spellings ("10/8") are errors: STATUS_USAGE.
 */
bool guard_net_parse(
    struct guard_net *net, const char *text, struct failure *failure);

/* Adds a network to the allow list. */
bool guard_allow(
    struct guard *guard, const char *text, struct failure *failure);
void guard_done(struct guard *guard);

/*
 * Why the address is refused ("loopback", "a private network"), or NULL when
 * it may be reached. An allowed network counts for its own family only: an
 * IPv4 address inside an IPv6 one is refused whatever the IPv4 list says.
 */
const char *guard_refusal(
    const struct guard *guard, const struct sockaddr *address);

/* The same for a numeric address in text; what cannot be read is refused. */
const char *guard_refusal_text(const struct guard *guard, const char *address);
