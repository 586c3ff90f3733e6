#!/usr/bin/env python3
"""The same request many times at once is one invocation, one send and one
answer; another body or another key is another matter.
"""
import json
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from setting import ACCOUNT, WORKFLOW_ID, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

TIMES = 100
PATH = f"/v1/{ACCOUNT}/workflow/v1/instances/{WORKFLOW_ID}/invoke"


def invoke_at_once(it, body, headers, times=TIMES, meanwhile=None):
    """The answers to the same request, sent on as many connections;
    `meanwhile` is called with those that are there already."""
    answers, together = [], threading.Barrier(times)
    raw = json.dumps(body).encode()

    def ask():
        try:
            with Client(it.port) as client:
                together.wait(20)
                answers.append(client.ask(
                    "POST", PATH, raw, {"api-key": it.key,
                                        "Content-Type": "application/json"}
                    | headers))
        except (OSError, EOFError):
            pass  # a runner that was killed meanwhile

    threads = [threading.Thread(target=ask) for _ in range(times)]
    for one in threads:
        one.start()
    if meanwhile:
        meanwhile(answers)
    for one in threads:
        one.join()
    return answers


def body_of(recipient, **more):
    return {"recipient": recipient, "data": {"code": "482913"}} | more


def is_one(t, it, answers, recipient):
    t.equal(len(answers), TIMES)
    t.equal({one.status for one in answers}, {202})
    t.equal(len({one.body for one in answers}), 1, "different bodies")
    fresh = [one for one in answers if not one.header("Idempotent-Replayed")]
    t.equal(len(fresh), 1, "answers that are no replay")
    told = it.ended(answers[0].json()["workflowInvocationId"])
    t.equal(told["deliveredOn"], 1)
    found = it.ask("GET", f"/workflow/v1/invocations?recipient={recipient}")
    t.equal(len(found.json()["invocations"]), 1, "executions")


@test
def one_request_id_is_one_execution_and_one_send(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    body = body_of("393331234510", requestId="order-7")
    is_one(t, it, invoke_at_once(it, body, {}), "393331234510")
    t.equal(len(it.provider.ledger().sends()), 1, "sends")


@test
def one_idempotency_key_wins_over_the_request_id(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    key = {"Idempotency-Key": "key-1"}
    is_one(t, it, invoke_at_once(it, body_of("393331234511"), key),
           "393331234511")
    t.equal(len(it.provider.ledger().sends()), 1, "sends")
    other = invoke_at_once(it, body_of("393331234512"), key, 1)[0]
    t.equal((other.status, other.json()["code"]),
            (422, "idempotency-mismatch"))
    it.key = it.fallback("key", "create", "--name", "second").strip()
    fresh = invoke_at_once(it, body_of("393331234512"), key, 1)[0]
    t.equal(fresh.status, 202)
    t.equal(fresh.header("Idempotent-Replayed"), None)


@test
def one_key_is_one_execution_over_a_kill_too(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    body = body_of("393331234513")
    key = {"Idempotency-Key": "key-2"}

    def kill(answers):
        eventually(lambda: answers, 20)
        it.runner.kill()

    before = invoke_at_once(it, body, key, meanwhile=kill)
    it.serve()
    after = invoke_at_once(it, body, key)
    t.equal(len(after), TIMES)
    t.equal({one.status for one in before + after}, {202})
    t.equal(len({one.body for one in before + after}), 1, "bodies")
    t.equal([one for one in after if not one.header("Idempotent-Replayed")],
            [], "answers that are no replay")
    found = it.ask("GET", "/workflow/v1/invocations?recipient=393331234513")
    t.equal(len(found.json()["invocations"]), 1, "executions")
    t.check(it.provider.ledger().count() <= 1, "sends")


main(globals(), seconds=90)
