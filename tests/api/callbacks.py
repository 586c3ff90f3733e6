#!/usr/bin/env python3
"""Callbacks, judged by the receiver's ledger: how they prove where they are
from, when they are tried again, what becomes of those that were given up.
"""
import base64
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import run  # noqa: E402
from receiver import signature  # noqa: E402
from setting import SECRET, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

OLD = "whsec_" + base64.b64encode(b"the old secret of a receiver").decode()


def header(callback: dict, name: str) -> list[str]:
    return [value for key, value in callback["headers"]
            if key.lower() == name]


def told(it: Setting, recipient: str = "+393331234511", count: int = 1):
    """The callbacks of an execution that was just invoked."""
    it.ended(it.invoke(recipient)["workflowInvocationId"])
    return eventually(lambda: len(it.receiver.callbacks()) >= count
                      and it.receiver.callbacks(), 10)


@test
def headers_and_basic_go_with_each(t):
    it = t.use(Setting(
        t.folder(), environment={"TEST_KEY": "k-7", "TEST_WORD": "pass:word"},
        profile="headers: {X-Source: fallback, X-Api-Key: {env: TEST_KEY}}, "
                "basic: {username: acme, password: {env: TEST_WORD}}"))
    one = told(it)[0]
    t.equal(header(one, "x-source"), ["fallback"])
    t.equal(header(one, "x-api-key"), ["k-7"])
    pair = base64.b64encode(b"acme:pass:word").decode()
    t.equal(header(one, "authorization"), [f"Basic {pair}"])
    t.equal(header(one, "webhook-signature"), [], "no secret, no signature")
    t.equal(len(header(one, "webhook-id")), 1)


@test
def while_keys_are_changed_both_sign_and_the_new_one_first(t):
    it = t.use(Setting(
        t.folder(), environment={"TEST_OLD": OLD},
        profile="secret: [{env: TEST_CALLBACK_SECRET}, {env: TEST_OLD}]"))
    it.receiver.secrets(OLD)
    one = told(it)[0]
    t.check(one["verified"], "a receiver with the old secret takes it")
    wanted = [signature(secret, one["webhook_id"],
                        header(one, "webhook-timestamp")[0],
                        one["body"].encode()) for secret in (SECRET, OLD)]
    t.equal(header(one, "webhook-signature"), [" ".join(wanted)])


def listed(it: Setting, *words: str) -> list[dict]:
    return json.loads(it.fallback("callbacks", "list", "--format", "json",
                                  *words))["callbacks"]


def given_up(it: Setting, recipient: str) -> dict:
    """A callback that its receiver refused for good."""
    it.receiver.next(1, 410)
    before = len(listed(it))
    told(it, recipient, len(it.receiver.callbacks()) + 1)
    return eventually(lambda: len(listed(it)) > before and listed(it)[0])


@test
def a_secret_that_cannot_be_used_sends_nothing_and_says_so(t):
    it = t.use(Setting(t.folder(), environment={"TEST_BAD": "whsec_a*b"},
                       profile="secret: {env: TEST_BAD}"))
    it.ended(it.invoke("+393331234512")["workflowInvocationId"])
    one = eventually(lambda: [one for one in listed(it, "--state", "waiting")
                              if one["tries"]])[0]
    t.contains(one["last"], "begins with whsec_ and is no base64")
    t.equal(it.receiver.callbacks(), [])


@test
def what_was_given_up_is_listed_shown_and_replayed(t):
    it = t.use(Setting(t.folder()))
    one = given_up(it, "+393331234513")
    t.equal((one["profile"], one["state"], one["tries"]),
            ("crm", "given_up", 1))
    first = it.receiver.callbacks()[0]
    t.equal(one["webhook_id"], first["webhook_id"])
    shown = json.loads(it.fallback("callbacks", "show", one["webhook_id"],
                                   "--format", "json"))
    t.equal(shown["body"], first["body"])
    t.contains(it.fallback("callbacks", "show", one["webhook_id"]), "410")
    t.equal(it.fallback("callbacks", "replay", one["webhook_id"]),
            "1 to be sent again\n")
    second = eventually(lambda: it.receiver.callbacks()[1:])[0]
    t.equal((second["webhook_id"], second["body"]),
            (first["webhook_id"], first["body"]))
    t.check(second["verified"], "signed anew")
    eventually(lambda: listed(it, "--state", "delivered"))
    t.equal(listed(it), [])


@test
def many_are_replayed_by_profile_and_time(t):
    it = t.use(Setting(t.folder()))
    ids = {given_up(it, f"+39333123452{i}")["webhook_id"] for i in range(3)}
    t.equal(len(ids), 3)
    t.contains(it.fallback("callbacks", "list"), ids.pop())
    for words, count in ((("--profile", "erp"), 0), (("--since", "0s"), 0),
                         (("--profile", "crm", "--since", "1h"), 3),
                         (("--all",), 0)):
        t.equal(it.fallback("callbacks", "replay", *words),
                f"{count} to be sent again\n")
    eventually(lambda: len(it.receiver.callbacks()) == 6)
    t.equal(len({one["webhook_id"] for one in it.receiver.callbacks()}), 3)


@test
def without_a_runner_the_store_is_told(t):
    it = t.use(Setting(t.folder()))
    one = given_up(it, "+393331234514")
    it.runner.stop()
    t.equal(listed(it)[0]["webhook_id"], one["webhook_id"])
    it.fallback("callbacks", "replay", "--all")
    it.serve()
    eventually(lambda: len(it.receiver.callbacks()) == 2, 10)


@test
def the_api_needs_an_admin_and_right_words(t):
    it = t.use(Setting(t.folder()))
    t.equal(it.ask("GET", "/admin/callbacks").status, 403)
    it.key = it.fallback("key", "create", "--scope", "admin").strip()
    for query, status in (("", 200), ("?state=waiting&limit=1", 200),
                          ("?state=lost", 400), ("?since=monday", 400),
                          ("?limit=1001", 400), ("?limit=-1", 400)):
        t.equal(it.ask("GET", f"/admin/callbacks{query}").status, status,
                query)
    t.equal(it.ask("GET", "/admin/callbacks/msg_none").json()["code"],
            "callback-unknown")
    t.equal(it.ask("POST", "/admin/callbacks/replay",
                   {"profile": 7}).status, 400)


@test
def wrong_words_are_said(t):
    it = t.use(Setting(t.folder()))
    for words, status, told_why in (
            (["replay"], 2, "say what to replay"),
            (["lst"], 2, "did you mean 'callbacks list'?"),
            (["list", "--state", "given"], 2, "given_up"),
            (["list", "--since", "soon"], 2, "is no time"),
            (["list", "--limit", "0"], 2, "from 1 to 1000"),
            (["show", "msg_none"], 2, "there is no callback 'msg_none'"),
            (["replay", "msg_none"], 2, "there is no callback 'msg_none'")):
        out = run("fallback-runner", "callbacks", *words, cwd=it.root,
                  env=it.environment)
        t.equal(out.status, status, " ".join(words))
        t.contains(out.stderr, told_why)


if __name__ == "__main__":
    main(globals(), seconds=60)
