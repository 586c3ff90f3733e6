#!/usr/bin/env python3
"""The same request many times at once is one invocation, one send and one
answer, also when the runner dies in between; another body or another key is
another matter.
"""
import contextlib
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


def invoke_at_once(it, body, headers, times=TIMES):
    """The answers to the same request, sent on as many connections."""
    answers, together = [], threading.Barrier(times)
    raw = json.dumps(body).encode()

    def ask():
        with contextlib.suppress(EOFError, OSError), \
                Client(it.port) as client:
            together.wait()
            answers.append(client.ask(
                "POST", PATH, raw, {"api-key": it.key,
                                    "Content-Type": "application/json"}
                | headers))

    threads = [threading.Thread(target=ask) for _ in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def executions(it, recipient) -> list[dict]:
    return it.ask("GET", f"/workflow/v1/invocations?recipient={recipient}"
                  ).json()["invocations"]


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
    t.equal(len(executions(it, recipient)), 1, "executions")


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
def a_key_outlives_a_crash_between_the_commit_and_the_answer(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    it.runner.stop()
    it.serve(FALLBACK_CRASH_AT="invoke.after_commit")
    body = body_of("393331234513", requestId="order-8")
    if invoke_at_once(it, body, {}, 1):
        t.skip("a build without crash points")
    t.equal(it.runner.wait(20), -9, "the runner's end")
    it.serve()
    answers = invoke_at_once(it, body, {})
    t.equal({(one.status, one.header("Idempotent-Replayed"))
             for one in answers}, {(202, "true")})
    t.equal(len({one.body for one in answers}), 1, "different bodies")
    found = executions(it, "393331234513")
    t.equal([one["workflowInvocationId"] for one in found],
            [answers[0].json()["workflowInvocationId"]])
    other = invoke_at_once(it, body_of("393331234514", requestId="order-8"),
                           {}, 1)[0]
    t.equal((other.status, other.json()["code"]),
            (422, "idempotency-mismatch"))


KEYS, EACH, KILLS = 20, 5, 3


def insistent(it, number, answers, done):
    """Asks the same thing until it is answered, whatever becomes of the
    runner meanwhile."""
    raw = json.dumps(body_of(f"3933312346{number:02d}")).encode()
    while True:
        try:
            with Client(it.port) as client:
                answer = client.ask("POST", PATH, raw, {
                    "api-key": it.key, "Idempotency-Key": f"key-{number}"})
        except (EOFError, OSError):
            continue
        if answer.status == 202:
            break
    answers[number].add(answer.body)
    done.append(number)


@test
def each_key_is_one_execution_however_often_the_runner_dies(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    answers, done = [set() for _ in range(KEYS)], []
    threads = [threading.Thread(target=insistent, daemon=True,
                                args=(it, number, answers, done))
               for number in range(KEYS) for _ in range(EACH)]
    for i, one in enumerate(threads):
        one.start()
        if i % (len(threads) // KILLS) == len(threads) // KILLS - 1:
            it.runner.kill()
            it.serve()
    eventually(lambda: len(done) == len(threads), 60, "answers to all")
    t.equal([len(bodies) for bodies in answers], [1] * KEYS,
            "different answers to a key")
    for number in range(KEYS):
        t.equal(len(executions(it, f"3933312346{number:02d}")), 1,
                f"executions of key-{number}")
    sent = [entry["recipient"] for entry in it.provider.ledger().sends()]
    t.equal(len(sent), len(set(sent)), "messages sent twice")


main(globals(), seconds=90)
