/*
 * Findings as SARIF 2.1.0, which code scanning services show in a pull request.
 * Facts: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and
 * what GitHub reads of it: https://docs.github.com/en/code-security/
 * code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
#include "verdict.h"

#include <string.h>

#include "answer.h"
#include "client.h"
#include "codes.h"
#include "digest.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define FINGERPRINT_DIGITS 16

static json_t *
message(const char *text)
{
    json_t *object = answer_object();

    answer_text(object, "text", text);
    return object;
}

static json_t *
rule(const struct code *code)
{
    json_t *object = answer_object(), *usual = answer_object();

    answer_text(object, "id", code->name);
    answer_put(object, "shortDescription", message(code->cause));
    answer_put(object, "help", message(code->mend));
    answer_text(usual, "level", severity_words[code->severity]);
    answer_put(object, "defaultConfiguration", usual);
    return object;
}

/* A rule for each code that was found, in the order of the table; `index` is
 * where each code of the table stands among them. */
static void
add_rules(json_t *driver, const struct findings *findings, size_t *index)
{
    size_t n;
    const struct code *codes = codes_all(&n);
    json_t *rules = answer_list(driver, "rules");

    for (size_t i = 0; i < findings->n; i++)
        index[code_find(findings->items[i].code) - codes] = 1;
    for (size_t i = 0; i < n; i++) {
        if (!index[i])
            continue;
        index[i] = json_array_size(rules);
        answer_item(rules, rule(&codes[i]));
    }
}

/* A relative path becomes a relative reference, an absolute one a file: URI. */
static void
add_uri(json_t *location, const char *file)
{
    auto_(text) struct text uri = {0};

    if (file[0] == '/')
        text_add(&uri, "file://");
    for (const char *at = file;; at++) {
        const size_t len = strcspn(at, "/");
        auto_(heap) char *segment = strndup(at, len);

        if (!segment)
            abort();
        client_escape(&uri, segment);
        at += len;
        if (!*at)
            break;
        text_add_char(&uri, '/');
    }
    answer_text(location, "uri", text_str(&uri));
}

static json_t *
physical_location(const struct finding *finding)
{
    json_t *physical = answer_object(), *artifact = answer_object();

    add_uri(artifact, finding->file);
    answer_put(physical, "artifactLocation", artifact);
    json_t *region = answer_object(); /* GitHub wants one, of a file as well */
    answer_number(region, "startLine", finding->at.line ? finding->at.line : 1);
    if (finding->at.line)
        answer_number(region, "startColumn", finding->at.column);
    answer_put(physical, "region", region);
    return physical;
}

static void
add_locations(json_t *result, const struct finding *finding)
{
    json_t *location = answer_object();

    if (finding->file)
        answer_put(location, "physicalLocation", physical_location(finding));
    if (*finding->path) {
        json_t *logical = answer_object();

        answer_text(logical, "fullyQualifiedName", finding->path);
        answer_item(answer_list(location, "logicalLocations"), logical);
    }
    answer_item(answer_list(result, "locations"), location);
}

static bool
is_alike(const struct finding *a, const struct finding *b)
{
    return !strcmp(a->code, b->code) && text_is(a->file, b->file) &&
        !strcmp(a->path, b->path);
}

/* Code, file and path stay when lines above come and go; what they are alike
 * in is told apart by its order. */
static void
add_fingerprint(json_t *result, const struct findings *findings, size_t nth)
{
    const struct finding *finding = &findings->items[nth];
    auto_(text) struct text what = {0};
    char hex[SHA256_HEX_SIZE];
    size_t alike = 1;

    for (size_t i = 0; i < nth; i++)
        alike += is_alike(&findings->items[i], finding);
    text_addf(&what, "%s\n%s\n%s", finding->code,
        finding->file ? finding->file : "", finding->path);
    digest_sha256_hex(hex, what.bytes, what.len);
    text_clear(&what);
    text_addf(&what, "%.*s:%zu", FINGERPRINT_DIGITS, hex, alike);
    json_t *prints = answer_object();
    answer_text(prints, "primaryLocationLineHash", what.bytes);
    answer_put(result, "partialFingerprints", prints);
}

static json_t *
result_object(const struct findings *findings, size_t nth, const size_t *index)
{
    const struct finding *finding = &findings->items[nth];
    json_t *result = answer_object();
    auto_(text) struct text words = {0};
    size_t n;
    const struct code *codes = codes_all(&n);

    text_add(&words, finding->text);
    if (finding->hint)
        text_addf(&words, "\nhint: %s", finding->hint);
    answer_text(result, "ruleId", finding->code);
    answer_number(result, "ruleIndex",
        (json_int_t)index[code_find(finding->code) - codes]);
    answer_text(result, "level", severity_words[finding->severity]);
    answer_put(result, "message", message(text_str(&words)));
    add_locations(result, finding);
    add_fingerprint(result, findings, nth);
    return result;
}

static json_t *
run_object(const struct findings *findings)
{
    json_t *run = answer_object(), *tool = answer_object();
    json_t *driver = answer_object();
    size_t n;
    struct arena arena = {0};

    (void)codes_all(&n);
    size_t *index = arena_alloc(&arena, n * sizeof(*index));
    answer_text(driver, "name", "fallback-publish");
    answer_text(driver, "semanticVersion", FALLBACK_VERSION);
    add_rules(driver, findings, index);
    answer_put(tool, "driver", driver);
    answer_put(run, "tool", tool);
    answer_text(run, "columnKind", "unicodeCodePoints");
    json_t *results = answer_list(run, "results");
    for (size_t i = 0; i < findings->n; i++)
        answer_item(results, result_object(findings, i, index));
    arena_free(&arena);
    return run;
}

void
verdict_sarif(const struct verdict *verdict, FILE *out)
{
    json_t *log = answer_object();

    answer_text(log, "$schema", SCHEMA);
    answer_text(log, "version", "2.1.0");
    answer_item(answer_list(log, "runs"), run_object(verdict->findings));
    answer_print(log, out);
}
