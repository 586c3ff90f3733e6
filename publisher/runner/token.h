/*
 * Access tokens of OAuth 2: fetched from their endpoint when a request wants
 * one, kept in memory until shortly before their end, and put into the request.
 * For each client there is one fetch at a time, and the others wait for it.
 * Facts: RFC 6749 sections 2.3.1, 4.4, 5; RFC 6750 section 2.1
 */
#pragma once

#include "oauth_client.h"
#include "runner.h"

#define TOKEN_TIMEOUT_MS 8000 /* from asking to the whole answer */

/*
 * Submits the job with a token as its last header, at once or when there is
 * one; the client lives as long as the runner. The token is fetched under the
 * job's own guard. Where there is none the job comes back by its errand as
 * COURIER_NOT_SENT, with words that say why and hold no secret, and with the
 * endpoint's Retry-After.
 */
void token_send(struct runner *runner, const struct oauth_client *client,
    struct courier_job *job);

/* The job was answered 401: its token is not used again. */
void token_refused(struct runner *runner, const struct oauth_client *client,
    const struct courier_job *job);

/*
 * How long a token that is good for that many seconds is used, ms: until
 * shortly before its end; 0: by those that wait for it alone. Negative: the
 * endpoint did not say.
 */
int64_t token_life_ms(int64_t expires_in_s);

/* Forgets all of them, and frees the jobs that wait. */
void tokens_close(struct runner *runner);
