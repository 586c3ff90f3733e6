#!/usr/bin/env python3
"""Delivery reports as networks bring them: several times, in any order, at the
very end of the delay, ten days late, unsigned, signed twice. ORDERS=all: with
a word that is not known, too; RACES=n reports around the end of the delay.
"""
import itertools
import json
import os
import random
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from audit import Caller, audit  # noqa: E402
from client import Client  # noqa: E402
from othertime import other_time  # noqa: E402
import setting  # noqa: E402
from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

SEED = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
RACES = int(os.environ.get("RACES", 60))
WORDS = ["sent", "delivered", "read", "failed"]
if os.environ.get("ORDERS") == "all":
    WORDS.append("queued")  # the provider's file does not have it
TOKEN = "canary-of-the-report-token"
EVERY = "secret: {env: TEST_CALLBACK_SECRET}, events: every"


def recipient(n: int) -> str:
    return f"+39333{n:07}"


def post(client: Client, send: dict, status: str) -> int:
    """A report on a message, over a connection that is kept."""
    return client.ask("POST", urlsplit(send["dlr_url"]).path,
                      {"message_id": send["message_id"],
                       "status": status}).status


def sends_of(it: Setting, name: str, count: int) -> dict[str, dict]:
    """The messages on a channel by their recipients."""
    def look():
        found = it.provider.ledger().sends(name=name)
        return len(found) >= count and found
    return {one["recipient"]: one for one in eventually(look, 20)}


def changes(it: Setting, invocation: str) -> list:
    """What the callbacks told of it, in one order; each id once."""
    told = {}
    for line in it.receiver.callbacks():
        body = json.loads(line["body"])
        if body["workflowInvocationId"] == invocation:
            told[line["webhook_id"]] = json.dumps(body["event"],
                                                  sort_keys=True)
    return sorted(told.values())


@test
def in_any_order_and_number_reports_give_the_same(t):
    it = t.use(Setting(t.folder(), delay_a="60s", delay_b="60s",
                       profile=EVERY))
    it.provider.default(reports=[])
    orders = list(itertools.permutations(WORDS))
    caller = Caller(it)
    for n in range(2 * len(orders)):
        caller.ask(recipient(n))
    sends = sends_of(it, "a", 2 * len(orders))
    with Client(it.port) as client:
        for n, order in enumerate(orders * 2):
            times = 1 if n < len(orders) else 3
            answers = {post(client, sends[recipient(n)], status)
                       for status in order for _ in range(times)}
            t.equal(answers, {200}, f"answers to {order}")
        moved = {recipient(n) for n, order in enumerate(orders * 2)
                 if order.index("failed") < order.index("delivered")
                 and order.index("failed") < order.index("read")}
        seconds = sends_of(it, "b", len(moved))
        t.equal(seconds.keys(), moved, "who got a second message")
        for send in seconds.values():
            t.equal(post(client, send, "failed"), 200)
    told = {request: it.ended(invocation)
            for request, invocation in caller.told.items()}
    for one in told.values():
        t.equal((one["channels"][0]["report"], one["outcome"]),
                ("read", "delivered"))
    same_callbacks(t, it, caller, orders)


def same_callbacks(t, it, caller, orders):
    """Thrice the reports, the same number of callbacks: one a change."""
    waiting = eventually(lambda: not json.loads(it.fallback(
        "callbacks", "list", "--state", "waiting", "--format",
        "json"))["callbacks"], 30, "the callbacks")
    t.check(waiting, "all have arrived")
    for n, order in enumerate(orders):
        once, thrice = (changes(it, caller.told[f"r-{i}"])
                        for i in (n, n + len(orders)))
        t.equal(thrice, once, f"changes told of {order}")
        t.equal(len([1 for one in once if "completed" in one]), 1, "ends")


@test
def a_report_at_the_end_of_the_delay_has_one_effect(t):
    t.note(f"SEED={SEED} RACES={RACES}")
    chance = random.Random(SEED)
    it = t.use(Setting(t.folder(), delay_a="300ms", delay_b="300ms"))
    caller = Caller(it)
    for first in range(0, RACES, 100):
        for n in range(first, min(first + 100, RACES)):
            it.provider.rule(recipient=recipient(n), count=1, path="/send/a",
                             reports=[{"status": "delivered", "after_ms":
                                       chance.randint(280, 310)}])
            caller.ask(recipient(n))
        eventually(lambda: not it.provider.state()["pending"], 20)
    told = audit(it, caller, strict=True).values()
    late = [one for one in told if one["channels"][0]["late"]]
    t.note(f"{len(told) - len(late)} in time, {len(late)} late")
    for one in told:
        was_late = one["channels"][0]["late"]
        t.equal(one["channels"][1]["tries"], int(was_late),
                "second sends, of one that was late or not")
        t.equal(one["outcome"], "delivered")


@test
def late_reports_are_told_apart_in_callbacks(t):
    it = t.use(Setting(t.folder(), delay_a="300ms", profile=EVERY))
    it.provider.rule(path="/send/a", reports=[])
    caller = Caller(it)
    caller.ask(recipient(1))
    invocation = caller.told["r-0"]
    it.ended(invocation)
    first, = it.provider.ledger().sends(name="a")
    t.equal(it.provider.report("delivered", first["message_id"])["answer"],
            200)
    late = eventually(lambda: [one for one in changes(it, invocation)
                               if "late" in one])
    t.equal([json.loads(one) for one in late],
            [{"type": "report", "channel": "channel1", "late": True,
              "report": "delivered"}])
    told = it.timeline(invocation)
    t.equal((told["double"], told["channels"][0]["late"]), (True, True))
    t.equal(it.provider.report("delivered", first["message_id"])["answer"],
            200, "the repeat")
    t.equal(len([1 for one in changes(it, invocation) if "late" in one]), 1)


@test
def ten_days_late_it_is_taken_and_changes_nothing(t):
    it = t.use(Setting(t.folder(), delay_a="300ms"))
    it.provider.rule(path="/send/a", reports=[])
    caller = Caller(it)
    caller.ask(recipient(2))
    invocation = caller.told["r-0"]
    before = it.ended(invocation)
    eventually(lambda: it.receiver.callbacks())
    it.runner.stop()
    it.serve(**other_time(10 * 86_400))
    first, = it.provider.ledger().sends(name="a")
    t.equal(it.provider.report("delivered", first["message_id"])["answer"],
            200)
    after = it.timeline(invocation)
    for name in ("outcome", "deliveredOn", "double"):
        t.equal(after[name], before[name], name)
    t.equal(after["channels"][0]["late"], False)
    t.equal(len(it.receiver.callbacks()), 1, "callbacks")


class Bearer(Setting):
    """Reports on channel a prove themselves by a header."""

    def __init__(self, folder):
        super().__init__(folder, delay_a="60s",
                         environment={"TEST_REPORT_TOKEN": TOKEN})

    def write(self):
        super().write()
        provider = self.root / "providers" / "mock.yaml"
        provider.write_text(setting.PROVIDER.replace(
            "auth: secret_path\n  reference: path",
            "auth: {bearer: {token: settings.token}}\n"
            "  message_id: /message_id").replace(
            "{url: {required: true}}",
            "{url: {required: true}, token: {required: true, secret: true}}"))
        file = self.root / "fallback.yaml"
        file.write_text(file.read_text().replace(
            '/send/a"', '/send/a", token: {env: TEST_REPORT_TOKEN}').replace(
            '/send/b"', '/send/b", token: {env: TEST_REPORT_TOKEN}'))


@test
def a_proof_that_is_wrong_or_doubled_changes_nothing(t):
    it = t.use(Bearer(t.folder()))
    it.provider.default(reports=[])
    invocation = it.invoke(recipient(3))["workflowInvocationId"]
    send, = eventually(lambda: it.provider.ledger().sends())
    eventually(lambda: it.timeline(invocation)["channels"][0]["status"]
               == "WAITING")
    before = it.timeline(invocation)
    body = json.dumps({"message_id": send["message_id"],
                       "status": "failed"}).encode()
    right, wrong = f"Bearer {TOKEN}", f"Bearer {TOKEN[:-1]}x"
    for case in ([], [wrong], ["Bearer"], [TOKEN], [f"Basic {TOKEN}"],
                 [right, wrong], [wrong, right], [right, right],
                 [f"{right}, {wrong}"]):
        with t.sub(str([one.replace(TOKEN, "TOKEN") for one in case])):
            lines = [f"Authorization: {one}\r\n" for one in case]
            with Client(it.port) as client:
                client.send(b"POST /dlr/a/all HTTP/1.1\r\nHost: a\r\n"
                            + "".join(lines).encode()
                            + b"Content-Type: application/json\r\n"
                            b"Content-Length: %d\r\n\r\n" % len(body) + body)
                t.equal(client.answer().status, 401)
            t.equal(it.timeline(invocation), before, "the timeline")
    with Client(it.port) as client:
        t.equal(client.ask("POST", "/dlr/a/all", body, {
            "Authorization": right, "Content-Type": "application/json"}
            ).status, 200)
    t.check(it.timeline(invocation) != before, "the right one counts")


main(globals(), seconds=600)
