/*
 * A transfer: one job in libcurl's hands, and what libcurl's result means. It
 * knows nothing of threads and queues: that is courier.c. A transfer is used
 * for one job after another.
 */
#pragma once

#include <curl/curl.h>

#include "courier.h"
#include "pump.h"
#include "text.h"

struct transfer {
    CURL *easy;
    const struct guard *guard; /* may be NULL */
    struct pump *pump;
    struct courier_job *job;
    struct curl_slist *headers;
    struct text body;
    size_t header_bytes;
    const char *refusal; /* why the guard refused an address, or NULL */
    bool asked;          /* bytes of the request may have left */
    bool repeated;       /* libcurl wanted to send it a second time */
    char error[CURL_ERROR_SIZE];
    struct transfer *before, *after; /* the courier's list */
};

struct transfer *transfer_new(
    const struct courier_options *options, struct pump *pump);
void transfer_free(struct transfer *transfer);

/* Readies it for the job at `now` (monotonic ms). False: the job was refused
 * on sight and its answer is filled. */
bool transfer_begin(
    struct transfer *transfer, struct courier_job *job, int64_t now);

/* Fills the job's answer by libcurl's result; the transfer is free again. */
void transfer_end(struct transfer *transfer, CURLcode code, int64_t now);

/* The same where we ended it: `words` say why. */
void transfer_cut(struct transfer *transfer, const char *words, int64_t now);

/* Fills the answer of a job that no transfer took up. */
void transfer_refuse(struct courier_job *job, const char *words, int64_t now);
