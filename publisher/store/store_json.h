/*
 * The JSON of flows, publications and keys, as the runner's API has them
 * (fallback-api(7)): one home for both of its sides.
 *
 *   flow         {"workflow_id","title","revision","published","sha256","at",
 *                 "author","message","signature","commit","yaml",
 *                 "templates","active","last":event}
 *   event        {"number","at","kind":"published|unpublished|deleted",
 *                 "revision","author","message","commit"}
 *   publication  {"author","message","commit","dry_run","changes":[change...]}
 *   change       {"op":"publish|unpublish|delete","workflow_id","title","yaml",
 *                 "templates","signature","expected_revision","expected_event"}
 *   outcome      {"committed","would","findings":[finding...],
 *                 "changes":[{"result","revision","current":flow}...]}
 *   finding      {"workflow_id","code","severity","file","line","column",
 *                 "pointer","text","hint"}
 *   key          {"id","name","scopes","hash","created","expires","revoked"}
 *
 * `published` is the number of the published revision, 0 for none;
 * `expected_revision` is never left out: 0 for a new flow, -1 for any. Texts
 * are to the byte, instants RFC 3339, hashes hexadecimal. What is NULL, never
 * or not yet is left out. Unknown members are passed over.
 */
#pragma once

#include <jansson.h>

#include "store.h"

/* What a change gives, what became of it and what happened to a flow, in the
 * words of the JSON, which people read, too. */
extern const char *const store_change_words[];
extern const char *const store_event_words[];
extern const char *const store_result_words[];

/* The caller owns the JSON. */
json_t *store_json_flow(const struct store_flow *flow);
json_t *store_json_flows(const struct store_flow *flows, size_t n);
json_t *store_json_events(const struct store_event *events, size_t n);
json_t *store_json_findings(const struct store_finding *findings, size_t n);
json_t *store_json_publication(const struct store_request *request);
json_t *store_json_outcome(const struct store_request *request);
json_t *store_json_key(const struct store_key *key, bool hash);
json_t *store_json_keys(const struct store_key *keys, size_t n);

/*
 * Each reads what the one above made; texts are copied to the arena. False
 * with STATUS_USAGE, which names the member: "'changes/0/title' is missing".
 */
bool store_json_read_flow(const json_t *json, struct arena *arena,
    struct store_flow *flow, struct failure *failure);
/* An array of flows into request->out. */
bool store_json_read_flows(
    const json_t *json, struct store_request *request, struct failure *failure);
/* Into request->in: author, message, commit, dry_run, changes. */
bool store_json_read_publication(
    const json_t *json, struct store_request *request, struct failure *failure);
/* Into request->out: committed, would, findings, changes, one for each of
 * request->in. */
bool store_json_read_outcome(
    const json_t *json, struct store_request *request, struct failure *failure);
/* Arrays into request->out. */
bool store_json_read_findings(
    const json_t *json, struct store_request *request, struct failure *failure);
bool store_json_read_events(
    const json_t *json, struct store_request *request, struct failure *failure);
/* A new key has its `hash`; one that is only told about has not. */
bool store_json_read_key(const json_t *json, bool hash, struct arena *arena,
    struct store_key *key, struct failure *failure);
/* An array of keys into request->out. */
bool store_json_read_keys(
    const json_t *json, struct store_request *request, struct failure *failure);
