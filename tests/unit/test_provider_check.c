/* Checking provider files, and playing their examples. */
#include "test.h"

#include <fcntl.h>
#include <unistd.h>

#include "commands.h"
#include "data.h"
#include "file.h"
#include "folder.h"
#include "provider_check.h"

#define HEAD                                                     \
    "fallback: 1\nprovider: p\nkind: sms\n"                      \
    "settings: {url: {required: true}, token: {secret: true}}\n" \
    "abilities: {expiry: 1m..1h}\n"
#define SEND                                                               \
    "send:\n  url: \"{settings.url}/s/{settings.token}\"\n"                \
    "  query: {to: \"{to}\", text: \"{text}\", v: \"{expiry.minutes}\"}\n" \
    "  accepted: {message_id: /ids/*}\n"                                   \
    "  errors: [{status: 429, class: rate_limited}]\n"
#define REPORTS                                                            \
    "reports:\n  auth: none\n  message_id: query.id\n  part: query.part\n" \
    "  report: {from: query.s, map: {a: delivered, b: failed}}\n"          \
    "  class: {from: query.c, map: {\"7\": blocked}}\n"
#define EXAMPLE "examples:\n  - "

/* All findings of reading and checking, each "line:column code: text"; what no
 * example tries among them only if it is asked for. */
static char *
found_with(const char *yaml, size_t *examples, bool untried)
{
    auto_(findings) struct findings findings = {0};
    struct providers providers = {0};
    struct text all = {0};

    provider_read(&providers, "p.yaml", yaml, strlen(yaml), &findings);
    assert_int_equal(providers.n, 1);
    *examples = provider_check(&providers.items[0], &findings, NULL);
    for (size_t i = 0; i < findings.n; i++)
        if (untried || strcmp(findings.items[i].code, "provider-untried") != 0)
            text_addf(&all, "%d:%d %s: %s\n", findings.items[i].at.line,
                findings.items[i].at.column, findings.items[i].code,
                findings.items[i].text);
    providers_done(&providers);
    text_add(&all, "");
    return text_take(&all);
}

static char *
found_in(const char *yaml, size_t *examples)
{
    return found_with(yaml, examples, false);
}

static void
assert_finds(const char *yaml, const char *wanted)
{
    size_t examples;
    auto_(heap) char *found = found_in(yaml, &examples);

    assert_string_equal(found, wanted);
}

/* The first finding must hold this, or there must be none (NULL). */
static void
assert_example(const char *example, const char *wanted)
{
    auto_(text) struct text yaml = {0};
    size_t examples;

    text_addf(&yaml, "%s%s", HEAD SEND REPORTS EXAMPLE, example);
    auto_(heap) char *found = found_in(yaml.bytes, &examples);
    assert_int_equal(examples, 1);
    if (wanted ? !strstr(found, wanted) : found[0])
        fail_msg("'%s' gives '%s'", example, found);
}

static void
wrong_trees_are_found_all_at_once(void **state)
{
    (void)state;
    assert_finds(HEAD "send:\n  url: \"{settings.uri}\"\n  qery: {a: b}\n"
                      "  query: {a: \"{texst}\", b: \"{\"}\n"
                      "  accepted: {status: 99}\n"
                      "reports:\n  auth: oauth_client\n"
                      "  report: {from: query.s, map: {a: gone}}\n"
                      "recall: {url: a}\nquery: {url: a}\n"
                      "examples: [{send: {to: \"+1\"}}]\n",
        "7:8 provider-wrong: '{settings.uri}' is not a field\n"
        "8:3 key-unknown: 'qery' is not a key of this map\n"
        "9:14 provider-wrong: '{texst}' is not a field\n"
        "9:28 provider-wrong: a '{' begins no field that ends with '}'\n"
        "10:22 provider-wrong: '99' is no HTTP status such as 202 or 5xx\n"
        "12:9 provider-wrong: 'oauth_client' is not there yet in this "
        "version\n"
        "13:36 provider-wrong: 'gone' is not one of none, accepted, sent, "
        "delivered, read, failed or expired\n"
        "15:14 provider-wrong: an address begins with http://, https:// or "
        "{settings.NAME}\n"
        "15:8 key-missing: 'report' is missing here\n"
        "14:15 provider-wrong: an address begins with http://, https:// or "
        "{settings.NAME}\n"
        "14:9 key-missing: 'recalled' is missing here\n"
        "15:8 provider-wrong: there is 'query', the request, and 'abilities' "
        "denies it\n"
        "14:9 provider-wrong: there is 'recall', the request, and 'abilities' "
        "denies it\n");
}

static void
a_provider_needs_a_request(void **state)
{
    (void)state;
    assert_finds(HEAD REPORTS,
        "1:1 provider-wrong: a provider needs 'send', the request that hands "
        "a message over\n");
    assert_finds(HEAD "built_in: true\n", "");
    assert_finds(HEAD SEND "examples: {}\n",
        "11:11 provider-wrong: examples are a list\n");
}

static void
requests_of_examples_are_compared(void **state)
{
    static const struct {
        const char *example, *wanted;
    } rows[] = {
        {"{send: {to: \"+1\"}, request: {method: GET}}", NULL},
        {"{send: {to: \"+1\"}, request: {method: POST}}",
            "18:33 provider-example-differs: the method is 'GET', and the "
            "example says 'POST'"},
        {"{send: {to: \"+1\"}, request: {url: "
         "\"http://provider.example/s/token\"}}",
            NULL},
        {"{settings: {url: \"https://x\", token: \"a/b\"}, send: {to: \"+1\"}, "
         "request: {url: \"https://x/s/a%2Fb\"}}",
            NULL},
        {"{send: {to: \"+1\"}, request: {url: \"https://x\"}}",
            "the address is 'http://provider.example/s/token'"},
        {"{send: {to: \"+1 &\", text: A, expiry: 61s}, "
         "request: {query: {to: \"+1 &\", text: A, v: \"2\"}}}",
            NULL},
        {"{send: {to: \"+1\", text: A}, request: {query: {to: \"+1\"}}}",
            "query 'text' is 'A', and the example has none"},
        {"{send: {to: \"+1\", text: A}, "
         "request: {query: {to: \"+1\", text: A, v: \"2\"}}}",
            "there is no query 'v', and the example says '2'"},
        {"{send: {to: \"+1\", text: A}, "
         "request: {query: {to: \"+1\", text: B}}}",
            "18:67 provider-example-differs: query 'text' is 'A', and the "
            "example says 'B'"},
        {"{settings: {url: ftp}, send: {to: \"+1\"}, request: {}}",
            "no request can be made: p.yaml:7:8: '{settings.url}' does not"},
        {"{settings: {uri: x}, send: {to: \"+1\"}, request: {}}",
            "provider-wrong: 'settings' are texts"},
        {"{settings: {url: {env: X}}, send: {to: \"+1\"}, request: {}}",
            "provider-wrong: 'settings' are texts"},
        {"{send: {too: \"+1\"}, request: {}}", "'too' is not a key"},
        {"{send: {to: \"+1\"}, request: {meth: GET}}", "'meth' is not a key"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_example(rows[i].example, rows[i].wanted);
}

static void
answers_of_examples_are_compared(void **state)
{
    static const struct {
        const char *example, *wanted;
    } rows[] = {
        {"{send: {to: \"+1\"}, answer: {status: 200, json: {ids: [a, 7]}}, "
         "gives: {result: accepted, message_ids: [a, \"7\"]}}",
            NULL},
        {"{send: {to: \"+1\"}, answer: {status: 200, "
         "body: '{\"ids\":[\"a\"]}'}, "
         "gives: {result: accepted, message_id: a}}",
            NULL},
        {"{send: {to: \"+1\"}, answer: {status: 200, json: {ids: [a]}}, "
         "gives: {result: accepted, message_id: b}}",
            "the message id is 'a', and the example says 'b'"},
        {"{send: {to: \"+1\"}, answer: {status: 200, json: {ids: [a]}}, "
         "gives: {result: accepted, message_ids: [a, b]}}",
            "1 message ids are read, not 2"},
        {"{send: {to: \"+1\"}, answer: {status: 200}, "
         "gives: {result: accepted}}",
            "the result is 'unknown', and the example says 'accepted'"},
        {"{send: {to: \"+1\"}, answer: {status: 429, retry_after: \"30\"}, "
         "gives: {result: rejected, class: rate_limited, retry_after: 30s}}",
            NULL},
        {"{send: {to: \"+1\"}, answer: {status: 429, retry_after: \"31\"}, "
         "gives: {result: rejected, class: rate_limited, retry_after: 30s}}",
            "the wait is 31000 ms"},
        {"{send: {to: \"+1\"}, answer: {status: 400}, "
         "gives: {result: rejected}}",
            "the class is 'other', and the example has none"},
        {"{send: {to: \"+1\"}, answer: {status: 400}, "
         "gives: {result: rejected, class: auth}}",
            "class is 'other', and the example says 'auth'"},
        {"{send: {to: \"+1\"}, answer: {status: 500}, "
         "gives: {result: unknown, class: other}}",
            "there is no class"},
        {"{send: {to: \"+1\"}, answer: {}, gives: {result: unknown}}",
            "'status' is missing"},
        {"{send: {to: \"+1\"}, answer: {status: 500}}", "belong together"},
        {"{send: {to: \"+1\"}}", "shows nothing"},
        {"{send: {to: \"+1\"}, report: {}, gives: {}}", "'recall' or 'report'"},
        {"{gives: {}}", "'recall' or 'report'"},
        {"word", "a map is expected"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_example(rows[i].example, rows[i].wanted);
}

static void
reports_of_examples_are_compared(void **state)
{
    static const struct {
        const char *example, *wanted;
    } rows[] = {
        {"{report: {query: \"id=m1&s=a\"}, "
         "gives: {report: delivered, message_id: m1, part: \"0\"}}",
            NULL},
        {"{report: {query: \"id=m1&s=b&c=7&part=2\"}, "
         "gives: [{report: failed, class: blocked, part: \"2\"}]}",
            NULL},
        {"{report: {query: \"id=m1&s=b&c=7\"}, gives: {report: failed}}",
            "class is 'blocked', and the example has none"},
        {"{report: {query: \"id=m1&s=a\"}, gives: {report: failed}}",
            "the report is 'delivered', and the example says 'failed'"},
        {"{report: {query: \"id=m1&s=b\"}, "
         "gives: {report: failed, class: blocked}}",
            "there is no class"},
        {"{report: {query: \"id=m1&s=a\"}, "
         "gives: {report: delivered, message_id: m2}}",
            "message id is 'm1'"},
        {"{report: {query: \"id=m1&s=a\"}, "
         "gives: {report: delivered, reference: r}}",
            "there is no reference"},
        {"{report: {query: \"id=m1&s=x\"}, gives: []}", NULL},
        {"{report: {query: \"id=m1&s=x\"}, gives: {report: delivered}}",
            "0 reports are read, and the example has 1"},
        {"{report: {query: \"id=m1&s=a\"}, gives: []}",
            "1 reports are read, and the example has 0"},
        {"{report: {query: \"id=m1&s=a\"}}", "shows nothing"},
        {"{report: {query: \"id=m1&s=a\"}, request: {}, gives: []}",
            "belong to an example of 'send'"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_example(rows[i].example, rows[i].wanted);
}

#define ASKED                                                             \
    "fallback: 1\nprovider: p\nkind: rcs\n"                               \
    "settings: {url: {}, token: {secret: true}}\n"                        \
    "abilities: {query: true, recall: true}\n"                            \
    "send: {url: \"{settings.url}/s\", accepted: {message_id: /id}}\n"    \
    "query:\n  url: \"{settings.url}/q/{message_id}\"\n"                  \
    "  auth: {bearer: {token: settings.token}}\n"                         \
    "  report: {from: /s, map: {q: accepted, d: delivered, x: failed}}\n" \
    "  class: {from: /c, map: {\"7\": blocked}}\n"                        \
    "  not_found: [{status: 404}, {status: 200, at: /s, is: gone}]\n"     \
    "  errors: [{status: 401, class: auth}]\n"                            \
    "recall:\n  method: DELETE\n  url: \"{settings.url}/m\"\n"            \
    "  query: {to: \"{to.digits}\", r: \"{reference}\", i: "              \
    "\"{message_id}\"}\n"                                                 \
    "  recalled: {status: 2xx}\n  too_late: {status: [404, 409]}\n"

static void
questions_of_examples_are_compared(void **state)
{
    static const struct {
        const char *example, *wanted;
    } rows[] = {
        {"{query: {message_id: a/b}, request: {method: GET, "
         "url: \"http://provider.example/q/a%2Fb\", "
         "headers: {Authorization: Bearer token}}}",
            NULL},
        {"{query: {to: \"+1\"}, request: {method: GET}}",
            "no request can be made: p.yaml:8:8: '{message_id}' is empty"},
        {"{query: {message_id: m}, answer: {status: 200, json: {s: d}}, "
         "gives: {report: delivered}}",
            NULL},
        {"{query: {message_id: m}, answer: {status: 200, json: {s: d}}, "
         "gives: {report: failed}}",
            "the report is 'delivered', and the example says 'failed'"},
        {"{query: {message_id: m}, answer: {status: 200, json: {s: x, c: 7}}, "
         "gives: {result: reported, report: failed, class: blocked}}",
            NULL},
        {"{query: {message_id: m}, answer: {status: 200, json: {s: x, c: 7}}, "
         "gives: {report: failed}}",
            "class is 'blocked', and the example has none"},
        {"{query: {message_id: m}, answer: {status: 200, json: {s: huh}}, "
         "gives: {result: unknown}}",
            NULL},
        {"{query: {message_id: m}, answer: {status: 500, json: {s: d}}, "
         "gives: {result: unknown}}",
            NULL},
        {"{query: {message_id: m}, answer: {status: 404}, "
         "gives: {result: never_taken}}",
            NULL},
        {"{query: {message_id: m}, answer: {status: 200, json: {s: gone}}, "
         "gives: {result: reported}}",
            "the result is 'never_taken', and the example says 'reported'"},
        {"{query: {message_id: m}, answer: {status: 401}, "
         "gives: {result: unknown, class: auth}}",
            NULL},
        {"{query: {message_id: m}, answer: {status: 401}, gives: {}}",
            "'gives' has a 'result' or a 'report'"},
        {"{recall: {to: \"+39\", reference: r-1}, request: {method: DELETE, "
         "query: {to: \"39\", r: r-1}}}",
            NULL},
        {"{recall: {}, answer: {status: 204}, gives: {result: recalled}}",
            NULL},
        {"{recall: {}, answer: {status: 404}, gives: {result: too_late}}",
            NULL},
        {"{recall: {}, answer: {status: 500}, gives: {result: recalled}}",
            "the result is 'unknown', and the example says 'recalled'"},
        {"{recall: {text: A}, request: {}}", "'text' is not a key"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text yaml = {0};
        const char *wanted = rows[i].wanted;
        size_t examples;

        text_addf(&yaml, "%s%s", ASKED EXAMPLE, rows[i].example);
        auto_(heap) char *found = found_in(yaml.bytes, &examples);
        if (wanted ? !strstr(found, wanted) : found[0])
            fail_msg("'%s' gives '%s'", rows[i].example, found);
    }
}

static void
a_question_has_the_fields_of_what_is_left(void **state)
{
    (void)state;
    assert_finds("fallback: 1\nprovider: p\nkind: rcs\n"
                 "settings: {url: {}}\n"
                 "abilities: {query: true, recall: true}\n"
                 "send: {url: \"{settings.url}\", accepted: {}}\n"
                 "query: {url: \"{settings.url}/{text}\", report: {from: "
                 "query.s, map: {}}, not_found: {is: a}}\n",
        "7:14 provider-wrong: '{text}' is not a field\n"
        "7:54 provider-wrong: 'query.s' is not a /pointer into the answer\n"
        "7:84 provider-wrong: 'is' needs 'at', the place where it stands\n"
        "5:34 provider-wrong: 'abilities' has 'recall', and there is no such "
        "request\n");
    assert_finds(HEAD "send: {url: \"{settings.url}/{message_id}\", "
                      "accepted: {}}\n",
        "6:13 provider-wrong: '{message_id}' is not a field\n");
}

#define JSON_SEND                                                         \
    "fallback: 1\nprovider: p\nkind: whatsapp\nsettings: {token: {}}\n"   \
    "send:\n  url: https://g.example/v1\n"                                \
    "  auth: {bearer: {token: settings.token}}\n"                         \
    "  body:\n    json: {to: \"{to.digits}\", name: \"{template.name}\"," \
    " n: 1, c: \"{meta.components}\", t: \"{params.object}\"}\n"          \
    "  accepted: {status: 200}\n"

static void
templates_of_examples_are_filled(void **state)
{
    (void)state;
    assert_finds(JSON_SEND EXAMPLE
        "send: {to: \"+39333\", template: {name: otp, language: it, body: "
        "\"{{1}} \\u00e8 il \\\"codice\\\" \\U0001F600 {{2}}.\"}, "
        "params: {\"1\": \"482913\", \"2\": \"a\\nb\"}}\n"
        "    request:\n      headers: {Authorization: Bearer token, "
        "content-type: application/json}\n"
        "      json: {to: \"39333\", name: otp, n: 1, c: [{type: body, "
        "parameters: [{type: text, text: \"482913\"}, {type: text, "
        "text: \"a\\nb\"}]}], t: {\"1\": \"482913\", \"2\": \"a\\nb\"}}\n",
        "");
    assert_finds(JSON_SEND EXAMPLE
        "send: {to: \"+39333\"}\n"
        "    request: {json: {to: \"39333\", name: example, n: \"1\"}}\n",
        "13:21 provider-example-differs: the body is "
        "{\"to\":\"39333\",\"name\":\"example\",\"n\":1}\n");
    assert_finds(JSON_SEND EXAMPLE
        "send: {to: \"+39333\", template: {body: \"Hi {{1}}!\"}}\n"
        "    request: {json: {}}\n",
        "12:11 provider-wrong: 'params' lacks the template's '1'\n");
    assert_finds(JSON_SEND EXAMPLE
        "send: {to: \"+39333\", template: {boddy: \"Hi {{1}}!\"}}\n"
        "    request: {json: {}}\n",
        "12:36 provider-wrong: the example's template: 'boddy' is not a key "
        "of this map\n");
    assert_finds(JSON_SEND EXAMPLE
        "send: {to: \"+39333\", template: []}\n    request: {json: {}}\n",
        "12:36 provider-wrong: 'template' is a map, as in a templates file\n");
}

static void
a_form_and_headers_of_examples_are_compared(void **state)
{
    const char *send =
        "fallback: 1\nprovider: p\nkind: sms\nsettings: {token: {}}\n"
        "send:\n  url: https://g.example/v1\n  headers: {X-A: \"{to}\"}\n"
        "  body: {form: {To: \"{to}\"}}\n  accepted: {}\n" EXAMPLE
        "{send: {to: \"+1\"}, request: {headers: {x-a: \"+1\", X-B: b}, "
        "form: {To: \"+2\"}}}\n";

    (void)state;
    assert_finds(send,
        "11:75 provider-example-differs: form 'To' is '+1', and the example "
        "says '+2'\n"
        "11:60 provider-example-differs: there is no header 'X-B', and the "
        "example says 'b'\n");
}

#define ERRORS(lines)                                         \
    HEAD "send:\n  url: \"{settings.url}\"\n  accepted: {}\n" \
         "  errors:\n" lines

static void
lines_that_no_answer_reaches_are_found(void **state)
{
    static const struct {
        const char *yaml, *wanted;
    } rows[] = {
        {ERRORS("    - {status: 4xx, class: other}\n"
                "    - {status: 401, class: auth}\n"),
            "11:28 provider-wrong: this line is never reached: line 10 takes "
            "it before\n"},
        {ERRORS("    - {status: 401, class: auth}\n"
                "    - {status: 4xx, class: other}\n"),
            ""},
        {ERRORS("    - {status: [400, 404], class: other}\n"
                "    - {status: [404, 409], class: auth}\n"),
            ""},
        {ERRORS("    - {at: /c, is: [\"1\", \"200..299\"], class: other}\n"
                "    - {at: /c, is: [\"2\", \"250\"], class: auth}\n"),
            "11:26 provider-wrong: '250' is never reached: line 10 takes it "
            "before\n"},
        {ERRORS("    - {at: /c, class: other}\n"
                "    - {status: 400, at: /c, is: [a], class: auth}\n"),
            "11:34 provider-wrong: 'a' is never reached: line 10 takes it "
            "before\n"},
        {ERRORS("    - {at: /c, is: [A], class: other}\n"
                "    - {at: /d, is: [a], class: auth}\n"
                "    - {at: /c, is: [a], class: auth}\n"),
            "12:21 provider-wrong: 'a' is never reached: line 10 takes it "
            "before\n"},
        {ERRORS("    - {body: no, class: other}\n"
                "    - {status: 400, body: not now, class: auth}\n"
                "    - {status: 400, class: auth}\n"),
            "11:43 provider-wrong: this line is never reached: line 10 takes "
            "it before\n"},
        {ERRORS("    - {status: 2xx, class: other}\n"),
            "7:3 provider-wrong: 'accepted' is never reached: line 10 takes "
            "it before\n"},
        {ERRORS("    - {status: 200, class: other}\n"), ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_finds(rows[i].yaml, rows[i].wanted);
}

static void
what_no_example_tries_is_told(void **state)
{
    static const struct {
        const char *examples, *wanted;
    } rows[] = {
        {"", "7:3 provider-untried: nothing here is tried by an example\n"},
        {"examples: []\n",
            "7:3 provider-untried: nothing here is tried by an example\n"},
        {EXAMPLE "{report: {query: \"id=m1&s=b&c=7\"}, "
                 "gives: {report: failed, class: blocked}}\n",
            "7:3 provider-untried: no example is accepted\n"
            "10:33 provider-untried: no example meets this line\n"
            "15:33 provider-untried: no example has 'a'\n"},
        {EXAMPLE "{report: {query: \"id=m1&s=a&c=7\"}, "
                 "gives: {report: delivered}}\n"
                 "  - {send: {to: \"+1\"}, answer: {status: 429}, "
                 "gives: {result: rejected, class: rate_limited}}\n"
                 "  - {send: {to: \"+1\"}, answer: {status: 200, "
                 "json: {ids: [a]}}, gives: {result: accepted}}\n",
            "15:47 provider-untried: no example has 'b'\n"
            "16:32 provider-untried: no example has '7'\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        auto_(text) struct text yaml = {0};
        size_t examples;

        text_addf(&yaml, "%s%s", HEAD SEND REPORTS, rows[i].examples);
        auto_(heap) char *found = found_with(yaml.bytes, &examples, true);
        assert_string_equal(found, rows[i].wanted);
    }
}

static void
the_providers_that_come_with_us_are_right(void **state)
{
    auto_(heap) char *folder = data_path("providers");
    struct arena arena = {0};
    size_t n;
    const char **paths = folder_files(&arena, folder, ".yaml", &n);

    (void)state;
    assert_true(n >= 2);
    for (size_t i = 0; i < n; i++) {
        auto_(text) struct text bytes = {0};
        size_t examples;

        assert_true(file_read(paths[i], 1000000, &bytes, NULL));
        auto_(heap) char *found = found_with(bytes.bytes, &examples, true);
        if (found[0])
            fail_msg("%s: %s", paths[i], found);
        if (!strstr(paths[i], "sandbox"))
            assert_true(examples > 4);
    }
    arena_free(&arena);
}

/* Files that are nearly right reach every reader with something wrong. */
static void
spoilt_files_do_no_harm(void **state)
{
    static const char *const bits[] = {"{", "}", "[", "]", ": ", "\"", "/*",
        "\n  ", "~", "{to}", "{", "settings.", "\\u0000", "- ", ", ", "0"};
    auto_(heap) char *path = data_path("providers/kannel-sms.yaml");
    auto_(text) struct text bytes = {0};

    (void)state;
    srand(11);
    assert_true(file_read(path, 1000000, &bytes, NULL));
    for (int round = 0; round < 1500; round++) {
        auto_(findings) struct findings findings = {0};
        auto_(text) struct text spoilt = {0};
        struct providers providers = {0};
        const size_t at = (size_t)rand() % bytes.len;
        const size_t gone = (size_t)rand() % 12;

        text_add_bytes(&spoilt, bytes.bytes, at);
        text_add(&spoilt, bits[(size_t)rand() % ARRAY_LEN(bits)]);
        if (at + gone < bytes.len)
            text_add(&spoilt, bytes.bytes + at + gone);
        provider_read(
            &providers, "p.yaml", spoilt.bytes, spoilt.len, &findings);
        for (size_t i = 0; i < providers.n; i++)
            (void)provider_check(&providers.items[i], &findings, NULL);
        providers_done(&providers);
    }
}

static enum status
run_command(const char *words[], int n)
{
    const struct command command = {"provider", "check FILE", "", cmd_provider};
    char *argv[6] = {0};

    for (int i = 0; i < n; i++)
        argv[i] = strdup(words[i]);
    struct command_call call = {
        .program = "fallback-runner",
        .command = &command,
        .argc = n,
        .argv = argv,
    };
    char *kept[6];
    memcpy(kept, argv, sizeof(kept)); /* parsing moves them */
    /* What it prints would stand among the lines of the test's own result. */
    const int output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    assert_int_equal(fflush(stdout), 0);
    assert_non_null(freopen("/dev/null", "we", stdout));
    const enum status status = cmd_provider(&call);
    assert_int_equal(fflush(stdout), 0);
    assert_int_equal(dup2(output, STDOUT_FILENO), STDOUT_FILENO);
    assert_int_equal(close(output), 0);
    for (int i = 0; i < n; i++)
        free(kept[i]);
    return status;
}

static void
the_command_tells_right_from_wrong(void **state)
{
    char path[] = "/tmp/fallback-provider-XXXXXX";
    auto_(heap) char *kannel = data_path("providers/kannel-sms.yaml");
    struct failure failure = {0};
    const int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    assert_true(file_write(path, HEAD, strlen(HEAD), 0600, &failure));
    assert_int_equal(
        run_command((const char *[]){"provider", "-q", "check", kannel}, 4),
        STATUS_DONE);
    assert_int_equal(
        run_command((const char *[]){"provider", "check", path}, 3),
        STATUS_FINDINGS);
    assert_int_equal(
        run_command((const char *[]){"provider", "check", "/nowhere"}, 3),
        STATUS_USAGE);
    assert_int_equal(
        run_command((const char *[]){"provider", "check"}, 2), STATUS_USAGE);
    assert_int_equal(
        run_command((const char *[]){"provider", "chekc", kannel}, 3),
        STATUS_USAGE);
    assert_int_equal(unlink(path), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_trees_are_found_all_at_once),
        cmocka_unit_test(a_provider_needs_a_request),
        cmocka_unit_test(requests_of_examples_are_compared),
        cmocka_unit_test(answers_of_examples_are_compared),
        cmocka_unit_test(reports_of_examples_are_compared),
        cmocka_unit_test(questions_of_examples_are_compared),
        cmocka_unit_test(a_question_has_the_fields_of_what_is_left),
        cmocka_unit_test(templates_of_examples_are_filled),
        cmocka_unit_test(a_form_and_headers_of_examples_are_compared),
        cmocka_unit_test(lines_that_no_answer_reaches_are_found),
        cmocka_unit_test(what_no_example_tries_is_told),
        cmocka_unit_test(the_providers_that_come_with_us_are_right),
        cmocka_unit_test(spoilt_files_do_no_harm),
        cmocka_unit_test(the_command_tells_right_from_wrong),
    };

    return cmocka_run_group_tests_name("provider_check", tests, NULL, NULL);
}
