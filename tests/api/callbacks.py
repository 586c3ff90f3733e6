#!/usr/bin/env python3
"""Callbacks, judged by the receiver's ledger: how they prove where they are
from, when they are tried again, what becomes of those that were given up.
"""
import base64
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

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


@test
def a_secret_that_cannot_be_used_sends_nothing_and_says_so(t):
    it = t.use(Setting(t.folder(), environment={"TEST_BAD": "whsec_a*b"},
                       profile="secret: {env: TEST_BAD}"))
    it.ended(it.invoke("+393331234512")["workflowInvocationId"])
    it.runner.stop()
    t.equal(it.receiver.callbacks(), [])


if __name__ == "__main__":
    main(globals(), seconds=60)
