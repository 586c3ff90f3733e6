/*
 * Examples: the exchanges that a provider's file records, played through the
 * code that talks to the provider. Nothing leaves this process.
 *
 *   - settings: {password: made-up}     # else each setting's own name; `url`
 *                                       # is http://provider.example
 *     send: {to: "+393331234513", from: ACME, text: Hello}
 *     request: {url: ..., query: {...}} # what is to be compared, or nothing
 *     answer: {status: 202, body: ...}
 *     gives: {result: accepted, message_id: m1}
 *   - query: {message_id: m1}           # or recall:
 *     request: {url: ...}
 *     answer: {status: 200, json: {status: sent}}
 *     gives: {report: sent}             # {result: never_taken}, recalled, ...
 *   - report: {method: GET, query: "status=1"}
 *     gives: {report: delivered}        # several: a list; none: []
 */
#pragma once

#include "finding.h"
#include "provider.h"
#include "tried.h"

#include <stdio.h>

/* What goes along from example to example. */
struct example_play {
    const struct provider *provider;
    struct findings *findings;
    struct tried *tried; /* what they have met */
    FILE *shown;         /* NULL, or where each request is written */
};

/* Plays the nth example (from 0) of the file. A wrong example is a finding
 * "provider-wrong", one that goes another way "provider-example-differs". */
void example_play(
    struct example_play *play, const struct node *example, size_t nth);
