#!/usr/bin/env python3
"""A runner that is told to stop under load, one that was off for hours, and
one too many. MANY=n messages that wait while it is off.
"""
import os
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from audit import Caller, audit  # noqa: E402
from client import Client  # noqa: E402
from othertime import other_time  # noqa: E402
from proc import Program  # noqa: E402
from setting import ACCOUNT, WORKFLOW_ID, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

MANY = int(os.environ.get("MANY", 60))
THREADS = 6
HOURS = 2


def second_runner(t, it: Setting) -> Program:
    return t.use(Program("fallback-runner", "serve", "-C", it.root,
                         "--listen", "127.0.0.1:0", env=it.environment))


@test
def a_second_runner_is_refused_and_the_first_goes_on(t):
    it = t.use(Setting(t.folder()))
    second = second_runner(t, it)
    status = second.wait(5)
    t.check(status > 0, f"exit status {status}")
    said = second.stderr.text()
    t.contains(said, "fallback.db", "what it said")
    t.contains(said, "runner", "what it said")
    it.ended(it.invoke("+393331239001")["workflowInvocationId"])


@test
def where_the_first_was_killed_the_second_starts(t):
    it = t.use(Setting(t.folder()))
    it.runner.kill()
    t.check(second_runner(t, it).address(), "it listens")


def talk(it: Setting, caller: Caller, lock: threading.Lock,
         statuses: list, ended: threading.Event) -> None:
    """Invokes until nobody answers."""
    while not ended.is_set():
        with lock:
            n = len(caller.asked)
            request = f"{caller.prefix}-{n}"
            caller.asked[request] = f"+39333{n:07}"
        statuses.append(caller.send(request))
        if statuses[-1] is None:
            return


@test
def told_to_stop_under_load_it_ends_what_it_began(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    it.provider.default(answer_after_ms=300, reports=[
        {"status": "delivered", "after_ms": 600}])
    it.provider.settings(repeat_refused=True)
    caller, lock, statuses = Caller(it), threading.Lock(), []
    ended = threading.Event()
    t.later(ended.set)
    threads = [threading.Thread(target=talk, daemon=True, args=(
        it, caller, lock, statuses, ended)) for _ in range(THREADS)]
    for one in threads:
        one.start()
    eventually(lambda: it.provider.ledger().count() > 20, 20)
    t.equal(it.runner.stop(), 0, "exit status")
    ended.set()
    for one in threads:
        one.join(20)
    it.serve()
    told = audit(it, caller, strict=True)
    t.note(f"{len(told)} invocations, {statuses.count(503)} refused")
    for one in told.values():
        t.check("nobody knows" not in str(one["events"]),
                f"nothing is unknown: {one['events']}")
        t.equal(one["deliveredOn"], 1)


@test
def asked_while_it_stops_it_says_503(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    it.provider.default(answer_after_ms=1500, reports=[])
    with Client(it.port) as client:
        t.equal(client.ask("GET", "/readyz").status, 200)
        caller = Caller(it)
        caller.ask("+393331239002")
        eventually(lambda: it.provider.ledger().count())
        it.runner.send_signal(signal.SIGTERM)
        it.runner.stderr.find("stopping", 10)
        answer = client.ask(
            "POST", f"/v1/{ACCOUNT}/workflow/v1/instances/{WORKFLOW_ID}/invoke",
            {"recipient": "+393331239004"}, {"api-key": it.key})
        t.equal((answer.status, answer.json()["code"]), (503, "stopping"))
    t.equal(it.runner.wait(20), 0)
    it.serve()
    send, = it.provider.ledger().sends()
    it.provider.report("delivered", send["message_id"])
    told, = audit(it, caller, strict=True).values()
    t.equal(told["deliveredOn"], 1)


@test
def told_twice_it_ends_at_once_and_loses_nothing(t):
    it = t.use(Setting(t.folder(), delay_a="1500ms"))
    it.provider.rule(path="/send/a", mode="accept_then_hang", reports=[])
    caller = Caller(it)
    caller.ask("+393331239003")
    eventually(lambda: it.provider.ledger().count())
    it.runner.send_signal(signal.SIGTERM)
    it.runner.stderr.find("stopping", 10)
    it.runner.send_signal(signal.SIGTERM)
    it.runner.wait(10)  # the drain alone would take 15 s
    it.serve()
    told = audit(it, caller, strict=True)[caller.told["r-0"]]
    t.equal((told["channels"][0]["status"], told["deliveredOn"]),
            ("UNKNOWN", 2))


class Short(Setting):
    """Codes that nobody wants after five minutes."""

    def write(self):
        super().write()
        flow = self.root / "flows" / "login.yaml"
        flow.write_text(flow.read_text().replace(
            "callback_profile:", "not_after: 5m\ncallback_profile:"))


@test
def what_is_too_old_after_hours_off_is_not_sent(t):
    it = t.use(Short(t.folder(), delay_a="60s", delay_b="60s",
                     more_a="breaker: {failures: 0}, "))
    it.provider.listening(False)
    it.runner.stop()
    it.serve(**other_time(-HOURS * 3600))
    caller = Caller(it)
    for n in range(MANY):
        caller.ask(f"+39333{n:07}")
    it.runner.kill()
    it.provider.listening(True)
    it.serve()
    told = audit(it, caller, strict=True, seconds=60)
    t.equal({one["outcome"] for one in told.values()}, {"expired"})
    t.equal(len(told), MANY, "executions")
    t.equal(it.provider.ledger().sends(), [], "sends")


main(globals(), seconds=300)
