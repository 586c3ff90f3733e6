#!/usr/bin/env python3
"""A store that cannot write for a while: nothing is told as kept, and what
providers told meanwhile is kept as soon as it can be.
"""
import contextlib
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from setting import WORKFLOW_ID, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402


@contextlib.contextmanager
def locked(it):
    """Nobody else can write to the store's file meanwhile."""
    store = sqlite3.connect(it.root / "fallback.db", isolation_level=None,
                            timeout=10)
    store.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        store.execute("ROLLBACK")
        store.close()


def ready(it):
    with Client(it.port) as client:
        return client.ask("GET", "/readyz").status


def rules(it, invocation):
    return [event["rule"] for event in it.timeline(invocation)["events"]]


@test
def an_answer_that_could_not_be_kept_is_kept_later(t):
    it = t.use(Setting(t.folder(), delay_a="30s"))
    it.provider.rule(path="/send/a", answer_after_ms=700, reports=[])
    invocation = it.invoke("+393331234530")["workflowInvocationId"]
    message = eventually(lambda: it.provider.ledger().sends())[0]
    with locked(it):
        eventually(lambda: ready(it) == 503, 10,
                   "the answer that could not be kept")
    eventually(lambda: "accepted by the provider" in rules(it, invocation),
               10, "the provider's answer in the timeline")
    t.equal(len(it.provider.ledger().sends()), 1, "sends")
    it.provider.report("delivered", message["message_id"])
    t.equal(it.ended(invocation)["deliveredOn"], 1)
    eventually(lambda: ready(it) == 200, 10, "readiness")


@test
def what_cannot_be_kept_is_refused_and_can_be_asked_again(t):
    it = t.use(Setting(t.folder(), delay_a="30s"))
    it.provider.rule(path="/send/a", reports=[])
    first = it.invoke("+393331234531")["workflowInvocationId"]
    message = eventually(lambda: it.provider.ledger().sends())[0]
    eventually(lambda: "accepted by the provider" in rules(it, first), 10)
    body = {"requestId": "again", "recipient": "+393331234532",
            "data": {"code": "482913"}}
    path = f"/workflow/v1/instances/{WORKFLOW_ID}/invoke"
    with locked(it):
        refused = it.ask("POST", path, body)
        t.equal((refused.status, refused.json()["code"]),
                (503, "store-unavailable"))
        told = it.ask("POST", f"/workflow/v1/invocations/{first}/cancel")
        t.equal(told.status, 503)
        report = it.provider.report("delivered", message["message_id"])
        t.equal(report["answer"], 503, "the answer to the report")
    t.equal(it.timeline(first)["outcome"], "running")
    t.equal(it.provider.report("delivered", message["message_id"])["answer"],
            200, "the answer to the repeat")
    t.equal(it.ended(first)["deliveredOn"], 1)
    t.equal(it.ask("POST", path, body).status, 202)
    eventually(lambda: len(it.provider.ledger().sends()) == 2, 10)


main(globals(), seconds=90)
