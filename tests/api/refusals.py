#!/usr/bin/env python3
"""Every reason for which an invocation is refused, over HTTP: its code, the
place it points at, and words that say what to do. The codes are those of
fallback-api(7), all of them.
"""
import json
import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from client import Client  # noqa: E402
from setting import ACCOUNT, WORKFLOW_ID, Setting  # noqa: E402
from tap import main, test  # noqa: E402

MANUAL = ROOT / "man" / "fallback-api.7.scd"
GREETING = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6a"
AGREED = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6b"
GERMAN = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6c"
NIGHT = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6d"
NOBODY = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6e"
TO = "+393331234510"

TEMPLATES = """\
fallback: 1
templates:
  - name: hello
    kind: whatsapp
    language: en
    category: utility
    status: approved
    body: "Dear {{1}}, your order {{2}} is on its way, with {{3}}."
    examples: {"1": "Ada", "2": "7", "3": "care"}
  - name: hello_sms
    kind: sms
    language: en
    category: utility
    type: txn
    status: approved
    body: "Dear {#var#}, your order {#var#} is on its way."
    variables: [name, order]
    examples: {name: Ada, order: "7"}
"""

FLOW = """\
fallback: 1
workflow_id: {workflow_id}
title: {title}
category: utility
{more}inputs:
  name: {{max_length: 5, default: you}}
  order: {{}}
  note: {{default: care}}
channels:
- {{channel: a, from: "+390212345678", template: hello, language: en, params: {{"1": "{{{{name}}}}", "2": "{{{{order}}}}", "3": "{{{{note}}}}"}}, delay: 2s{a}}}
- {{channel: b, from: ACME, template: hello_sms, language: en, params: {{name: "{{{{name}}}}", order: "no. {{{{order}}}}"}}, delay: 2s{b}}}
"""


def short(**more):
    """The short form to Login, with its data."""
    return {"recipient": TO, "data": {"code": "482913"}} | more


def greeting(**data):
    return {"recipient": TO, "data": {"order": "7"} | data}


def sends(first=None, second=None):
    """Kaleyra's form to Login."""
    both = {"recipient": TO, "templateParams": {"code": "482913"}}
    return {"input": {"send1": both | (first or {}),
                      "send2": both | (second or {})}}


def window_to_come() -> str:
    """A send window of an hour that begins in three, as YAML."""
    hours = [time.strftime("%H:00", time.gmtime(time.time() + 3600 * ahead))
             for ahead in (3, 4)]
    return (f'not_after: 1m\nsend_window: {{from: "{hours[0]}", '
            f'to: "{hours[1]}", timezone: UTC}}\n')


# Flow, body, code, pointer. The first wrong thing is told.
REFUSED = [
    (WORKFLOW_ID, short(input=[]), "body-wrong", "/input"),
    (WORKFLOW_ID, sends() | {"input": {"send1": "x"}}, "body-wrong",
     "/input/send1"),
    (WORKFLOW_ID, short(consent="yes"), "body-wrong", "/consent"),
    (WORKFLOW_ID, short(to=TO), "key-unknown", "/to"),
    (WORKFLOW_ID, short(**{"a/b~c": 1}), "key-unknown", "/a~1b~0c"),
    (WORKFLOW_ID, sends({"to": TO}), "key-unknown", "/input/send1/to"),
    (WORKFLOW_ID, short(requestId=""), "request-id-wrong", "/requestId"),
    (WORKFLOW_ID, short(requestId="x" * 256), "request-id-wrong",
     "/requestId"),
    (WORKFLOW_ID, short(requestId={"a": 1}), "request-id-wrong",
     "/requestId"),
    (WORKFLOW_ID, {"input": {"send3": {}}}, "channel-unknown",
     "/input/send3"),
    (WORKFLOW_ID, {"input": {"send0": {}}}, "channel-unknown",
     "/input/send0"),
    (WORKFLOW_ID, {"data": {"code": "482913"}}, "recipient-missing",
     "/recipient"),
    (WORKFLOW_ID, {"input": {"send1": {"recipient": TO, "templateParams":
                                       {"code": "482913"}}}},
     "recipient-missing", "/input/send2/recipient"),
    (WORKFLOW_ID, short(recipient="12"), "recipient-wrong", "/recipient"),
    (WORKFLOW_ID, short(recipient="0333 1234510"), "recipient-wrong",
     "/recipient"),
    (WORKFLOW_ID, short(recipient="0333123451"), "recipient-wrong",
     "/recipient"),
    (WORKFLOW_ID, short(recipient="+39333123451012345"), "recipient-wrong",
     "/recipient"),
    (WORKFLOW_ID, short(recipient=None), "recipient-wrong", "/recipient"),
    (WORKFLOW_ID, short(recipient=3.5), "recipient-wrong", "/recipient"),
    (WORKFLOW_ID, sends(second={"recipient": "x"}), "recipient-wrong",
     "/input/send2/recipient"),
    (WORKFLOW_ID, short(data={"pin": "1"}), "input-unknown", "/data/pin"),
    (WORKFLOW_ID, sends(second={"templateParams": {"brand": "Evil"}}),
     "input-unknown", "/input/send2/templateParams/brand"),
    (WORKFLOW_ID, {"recipient": TO}, "input-missing", "/data/code"),
    (WORKFLOW_ID, sends(second={"templateParams": {}}), "input-missing",
     "/input/send2/templateParams/code"),
    (WORKFLOW_ID, short(data={"code": None}), "input-wrong", "/data/code"),
    (WORKFLOW_ID, short(data={"code": [1]}), "input-wrong", "/data/code"),
    (WORKFLOW_ID, short(data={"code": 1.5}), "input-wrong", "/data/code"),
    (WORKFLOW_ID, short(data={"code": "123"}), "input-mismatch",
     "/data/code"),
    (WORKFLOW_ID, short(data={"code": "1234 "}), "input-mismatch",
     "/data/code"),
    (WORKFLOW_ID, short(data={"code": "1234\n"}), "input-mismatch",
     "/data/code"),
    (WORKFLOW_ID, sends({"templateParams": {"1": "x"}}), "input-mismatch",
     "/input/send1/templateParams/1"),
    (WORKFLOW_ID, sends(second={"templateParams": ["x", "Acme"]}),
     "input-mismatch", "/input/send2/templateParams/0"),
    (WORKFLOW_ID, short(input={"send2": {"templateParams": {"code": "x"}}}),
     "input-mismatch", "/input/send2/templateParams/code"),
    (GREETING, greeting(name="sixsix"), "input-too-long", "/data/name"),
    (WORKFLOW_ID, short(data="482913"), "parameters-wrong", "/data"),
    (WORKFLOW_ID, sends({"templateParams": 7}), "parameters-wrong",
     "/input/send1/templateParams"),
    (WORKFLOW_ID, sends({"templateParams": ["482913", "x"]}),
     "parameters-too-many", "/input/send1/templateParams"),
    (GREETING, greeting(note="two\nlines"), "parameter-wrong", "/data/note"),
    (GREETING, greeting(note=""), "parameter-wrong", "/data/note"),
    (GREETING, greeting(order="7" + " " * 5 + "8"), "parameter-wrong",
     "/data/order"),
    # 26 characters and "no. " are the 30 of a {#var#}.
    (GREETING, greeting(order="x" * 27), "parameter-too-long", "/data/order"),
    (GREETING, greeting(note="x" * 1025), "parameter-too-long", "/data/note"),
    (GREETING, greeting(note="x" * 1000), "text-too-long", ""),
    (AGREED, greeting(), "consent-missing", "/consent"),
    (AGREED, greeting() | {"consent": False}, "consent-missing", "/consent"),
    (GERMAN, greeting(), "no-channel", "/recipient"),
    (NIGHT, greeting(), "send-window-closed", ""),
]

# Bodies that bring the same as short() does, in every form there is.
TAKEN = [
    (WORKFLOW_ID, short()),
    (WORKFLOW_ID, short(data=["482913"])),
    (WORKFLOW_ID, short(data={"code": 482913})),
    (WORKFLOW_ID, short(recipient="393331234510")),
    (WORKFLOW_ID, short(recipient="00393331234510")),
    (WORKFLOW_ID, short(recipient=393331234510)),
    (WORKFLOW_ID, short(requestId=None)),
    (WORKFLOW_ID, sends()),
    (WORKFLOW_ID, sends({"templateParams": {"1": "482913"}},
                        {"templateParams": ["482913", "not used"]})),
    (WORKFLOW_ID, short(recipient=TO, input={"send2": {
        "recipient": "+4915112345678"}})),
    (GREETING, greeting()),
    (GREETING, greeting(order="x" * 26, name="fünf5")),
    (AGREED, greeting() | {"consent": True}),
    (GERMAN, greeting() | {"input": {"send2": {
        "recipient": "+4915112345678"}}}),
]


def prepared(t) -> Setting:
    it = t.use(Setting(t.folder(), delay_a="20s"))
    (it.root / "templates" / "hello.yaml").write_text(TEMPLATES)
    only = ', only_for: ["+49"]'
    for workflow_id, title, more, a, b in [
            (GREETING, "Greeting", "", "", ""),
            (AGREED, "Agreed", "consent: required\n", "", ""),
            (GERMAN, "German", "", only, only),
            (NIGHT, "Night", window_to_come(), "", "")]:
        (it.root / "flows" / f"{title.lower()}.yaml").write_text(FLOW.format(
            workflow_id=workflow_id, title=title, more=more, a=a, b=b))
    it.publish("push", "--yes")
    return it


def invoke(it, workflow_id, body, headers=None):
    return it.ask("POST", f"/workflow/v1/instances/{workflow_id}/invoke",
                  body, headers)


def codes_of_the_manual() -> set[str]:
    text = MANUAL.read_text().partition("\tof an invocation: ")[2]
    return set(re.findall(r"\*([a-z-]+)\*", text.partition("; of a")[0]))


@test
def every_refusal_has_its_code_its_place_and_what_to_do(t):
    it = prepared(t)
    for workflow_id, body, code, pointer in REFUSED:
        answer = invoke(it, workflow_id, body)
        told = answer.json()
        with t.sub(f"{code} at '{pointer}'"):
            t.equal((answer.status, told.get("code"), told.get("pointer")),
                    (422, code, pointer), f"{json.dumps(body)[:200]}: {told}")
            t.equal(answer.header("content-type"), "application/problem+json")
            t.check(len(told["detail"]) > 15, told)
            t.check("482913" not in told["detail"], "a value is told")
    # Of what was asked before (parallel.py), or wished before (optouts.py).
    wanted = codes_of_the_manual() - {"idempotency-mismatch", "opted-out"}
    t.equal({code for _, _, code, _ in REFUSED}, wanted,
            "the codes of fallback-api(7)")
    t.equal(it.provider.ledger().sends(), [], "sends")


@test
def every_form_that_is_right_is_taken(t):
    it = prepared(t)
    for workflow_id, body in TAKEN:
        answer = invoke(it, workflow_id, body)
        t.equal(answer.status, 202, f"{json.dumps(body)}: {answer.body}")
    told = invoke(it, WORKFLOW_ID, short(input={"send2": {
        "recipient": "+4915112345678"}})).json()
    channels = it.timeline(told["workflowInvocationId"])["channels"]
    t.equal([one["to"][:3] for one in channels], ["+39", "+49"])


@test
def flows_that_are_not_published_are_not_there(t):
    it = prepared(t)
    for workflow_id in (NOBODY, "no-id-at-all"):
        answer = invoke(it, workflow_id, short())
        t.equal((answer.status, answer.json()["code"]),
                (404, "workflow-unknown"))
        t.contains(answer.json()["detail"], "fallback-publish push")
    before = invoke(it, WORKFLOW_ID, short()).json()["workflowInvocationId"]
    it.publish("unpublish", "Login", "--yes")
    answer = invoke(it, WORKFLOW_ID, short())
    t.equal((answer.status, answer.json()["code"]), (404, "workflow-unknown"))
    t.equal(it.ended(before)["outcome"], "delivered")


@test
def a_body_that_is_none_is_400_and_a_large_one_413(t):
    it = prepared(t)
    path = f"/v1/{ACCOUNT}/workflow/v1/instances/{WORKFLOW_ID}/invoke"
    for raw, status, code in [
            (b"", 400, "body-wrong"), (b"{", 400, "body-wrong"),
            (b"[]", 400, "body-wrong"), (b"\xff", 400, "body-wrong"),
            (b'{"recipient":"1","recipient":"2"}', 400, "body-wrong"),
            (b"[" * 10000, 400, "body-wrong"),
            (b" " * 65537, 413, "body-too-large")]:
        with Client(it.port) as client:
            answer = client.ask("POST", path, raw, {"api-key": it.key})
        t.equal((answer.status, answer.json()["code"]), (status, code),
                f"{raw[:20]!r}")


@test
def an_idempotency_key_has_its_rules_and_may_be_the_only_one(t):
    it = prepared(t)
    for key, status in [("x" * 255, 202), ("x" * 256, 400)]:
        answer = invoke(it, WORKFLOW_ID, short(), {"Idempotency-Key": key})
        t.equal(answer.status, status)
    t.equal(answer.json()["code"], "idempotency-key-wrong")
    workspace = it.root / "fallback.yaml"
    workspace.write_text(workspace.read_text() + "idempotency: header\n")
    it.runner.stop()
    it.serve()
    ids = {invoke(it, WORKFLOW_ID, short(requestId="r")).json()
           ["workflowInvocationId"] for _ in range(2)}
    t.equal(len(ids), 2, "requestId does not count")
    ids = {invoke(it, WORKFLOW_ID, short(requestId="r"),
                  {"Idempotency-Key": "k"}).json()
           ["workflowInvocationId"] for _ in range(2)}
    t.equal(len(ids), 1, "the header counts")


main(globals(), seconds=90)
