/*
 * Listings in JSON: a saved answer of Meta's or Kaleyra's, or several of them
 * in one file, one after the other or in an array.
 *
 * Facts: Meta's GET /{version}/{WABA-ID}/message_templates answers
 * {data: [...], paging}; components, statuses and fields as in
 * github.com/facebook/openapi. Kaleyra's GET /v1/{SID}/whatsapp/templates/
 * status is documented only in part (its statuses, not the names of its
 * members), so that several spellings are taken there.
 */
#pragma once

#include "incoming.h"

/* A template of Meta's: {name, language, status, category, components ...}. */
void incoming_meta(struct incoming *in, const json_t *json, const char *place);

/* The same of Kaleyra's. */
void incoming_kaleyra(
    struct incoming *in, const json_t *json, const char *place);

typedef void incoming_read_fn(
    struct incoming *in, const json_t *json, const char *place);

/*
 * The templates of a page: {data: [...]}, {templates: [...]}, an array of
 * templates or of pages. False when it is none of these, or the platform's
 * {error: ...}: then a finding says so.
 */
bool incoming_page(struct incoming *in, incoming_read_fn *read,
    const json_t *page, const char *place);

/* All pages of a file. */
bool incoming_json(
    struct incoming *in, incoming_read_fn *read, const char *bytes, size_t len);
