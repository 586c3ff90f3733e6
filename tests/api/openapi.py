#!/usr/bin/env python3
"""The runner serves the document that describes its API, and the judge that
holds all tests to it refuses what the document does not say.
"""
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

import described  # noqa: E402
from client import Client, Response  # noqa: E402
from described import Asked  # noqa: E402
from setting import ACCOUNT, Setting  # noqa: E402
from tap import main, test  # noqa: E402

JSON = [("Content-Type", "application/json")]
PROBLEM = [("Content-Type", "application/problem+json")]
PROBLEM_401 = {"type": "about:blank", "title": "Unauthorized", "status": 401,
               "code": "key-missing"}
FOUND = {"invocations": [{
    "workflowInvocationId": "0" * 22, "outcome": "running",
    "workflowId": "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69",
    "invokedAt": "2026-11-20T09:12:00.101Z", "endedAt": None,
    "deliveredOn": None}], "next": None}


@test
def it_is_served_to_the_byte_and_needs_no_key(t):
    it = t.use(Setting(t.folder()))
    with Client(it.port) as client:
        answer = client.ask("GET", "/openapi.json")
        t.equal((answer.status, answer.body),
                (200, described.FILE.read_bytes()), "the document")
        etag = answer.header("ETag")
        again = client.ask("GET", "/openapi.json", None,
                           {"If-None-Match": etag})
        t.equal((again.status, again.body), (304, b""), "with its ETag")
        head = client.ask("HEAD", "/openapi.json")
        t.equal((head.status, head.header("ETag"),
                 int(head.header("Content-Length"))),
                (200, etag, len(answer.body)), "HEAD")
        t.equal(client.ask("POST", "/openapi.json").status, 405, "POST")


@test
def without_the_file_all_else_works(t):
    it = t.use(Setting(t.folder()))
    it.runner.stop()
    it.serve(FALLBACK_DATA=str(t.folder()))
    with Client(it.port) as client:
        answer = client.ask("GET", "/openapi.json")
        t.equal((answer.status, answer.json()["code"]), (404, "not-found"),
                "the document")
        t.equal(client.ask("GET", "/readyz").status, 200, "readyz")
    t.contains(it.runner.stderr.text(), "GET /openapi.json", "the log")


def refused(t, words: str, asked: Asked, status: int, headers: list,
            body) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        described.check(asked, Response(status, headers, data))
    except AssertionError as wrong:
        t.contains(str(wrong), words, "what it says")
        return
    raise AssertionError(f"taken: {asked}, {status}, {body}")


@test
def the_judge_refuses_what_is_not_described(t):
    find = Asked("GET", f"/v1/{ACCOUNT}/workflow/v1/invocations?recipient=39")
    described.check(find, Response(200, JSON, json.dumps(FOUND).encode()))
    described.check(find, Response(401, PROBLEM,
                                   json.dumps(PROBLEM_401).encode()))
    more = FOUND | {"invocations": [
        FOUND["invocations"][0] | {"shoeSize": 44}]}
    refused(t, "'shoeSize' was unexpected", find, 200, JSON, more)
    refused(t, "'invocations' is a required", find, 200, JSON, {})
    refused(t, "'lost' is not one of", find, 200, JSON, FOUND | {"invocations": [
        FOUND["invocations"][0] | {"outcome": "lost"}]})
    refused(t, "status is not described", find, 418, JSON, FOUND)
    refused(t, "status is not described", find, 500, PROBLEM, PROBLEM_401)
    refused(t, "content type", find, 200, PROBLEM, FOUND)
    refused(t, "header X-More", find, 200, JSON + [("X-More", "1")], FOUND)
    refused(t, "is not one of", find, 401, PROBLEM,
            PROBLEM_401 | {"code": "key-lost"})
    refused(t, "403 was expected", find, 403, PROBLEM,
            PROBLEM_401 | {"code": "scope-missing"})
    refused(t, "the query 'colour'", Asked("GET", find.target + "&colour=red"),
            200, JSON, FOUND)
    refused(t, "status is not described", Asked("GET", "/v2/all"), 200, JSON,
            {})
    refused(t, "a body is not described",
            Asked("GET", f"/v1/{ACCOUNT}/workflow/v1/templates"), 304,
            [("ETag", '"x"')], {})
    refused(t, "the header etag is missing",
            Asked("GET", f"/v1/{ACCOUNT}/workflow/v1/templates"), 200, JSON,
            {"templates": []})


@test
def the_judge_refuses_a_request_that_should_not_have_gone_well(t):
    target = f"/v1/{ACCOUNT}/workflow/v1/instances/x/invoke"
    accepted = {"workflowInvocationId": "0" * 22, "status": "ACCEPTED"}
    described.check(Asked("POST", target, b'{"recipient": "39"}'),
                    Response(202, JSON, json.dumps(accepted).encode()))
    refused(t, "the request: $: Additional properties",
            Asked("POST", target, b'{"recipent": "39"}'), 202, JSON, accepted)


@test
def each_answer_of_a_runner_is_judged(t):
    it = t.use(Setting(t.folder()))
    document = described.document()
    told = document["paths"]["/healthz"]["get"]["responses"].pop("200")
    try:
        with Client(it.port) as client:
            client.ask("GET", "/healthz")
    except AssertionError as wrong:
        t.contains(str(wrong), "GET /healthz answered 200", "what it says")
    else:
        raise AssertionError("nobody looked")
    finally:
        document["paths"]["/healthz"]["get"]["responses"]["200"] = told


main(globals())
