#!/usr/bin/env python3
"""kill -9 of the runner at each crash point and between 202 and the fallback:
after a restart the second send goes out once, at its original instant.
"""
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import find_program  # noqa: E402
from setting import Setting  # noqa: E402
from tap import Skip, eventually, main, test  # noqa: E402

DELAY_MS = 3000
SLACK_MS = 1500  # a busy machine; a whole delay counted twice would be more


def points():
    """The names that this build of the runner has; none in a release."""
    text = subprocess.run(["strings", "-n", "6", find_program(
        "fallback-runner")], capture_output=True, text=True).stdout
    return re.findall(r"^[a-z]+[.](?:after|before)_[a-z]+$", text, re.M)


def audit(t, it, invocation, began):
    told = it.ended(invocation, 20)
    ledger = it.provider.ledger()
    t.equal(ledger.doubles(), {}, "doubles in the provider's ledger")
    for name in ("a", "b"):
        t.check(len(ledger.sends(name=name)) <= 1, f"one send on {name}")
    second = ledger.sends(name="b")
    if second:
        waited = second[0]["at"] - began
        t.check(DELAY_MS - 100 <= waited <= DELAY_MS + SLACK_MS,
                f"the second send came {waited} ms after the first")
    eventually(lambda: it.receiver.callbacks(), 20)
    ids = {one["webhook_id"] for one in it.receiver.callbacks()}
    t.equal(len(ids), 1, "callbacks with one id")
    return told, len(second)


@test
def killed_between_202_and_the_fallback(t):
    it = t.use(Setting(t.folder(), delay_a=f"{DELAY_MS}ms"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234520")["workflowInvocationId"]
    began = eventually(lambda: it.provider.ledger().sends())[0]["at"]
    it.runner.kill()
    it.serve()
    told, seconds = audit(t, it, invocation, began)
    t.equal((told["deliveredOn"], seconds), (2, 1))


@test
def killed_and_restarted_three_times_in_one_wait(t):
    it = t.use(Setting(t.folder(), delay_a=f"{DELAY_MS}ms"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234521")["workflowInvocationId"]
    began = eventually(lambda: it.provider.ledger().sends())[0]["at"]
    for _ in range(3):
        it.runner.kill()
        it.serve()
    told, seconds = audit(t, it, invocation, began)
    t.equal((told["deliveredOn"], seconds), (2, 1))


@test
def down_while_the_delay_ends_it_goes_on_at_the_restart(t):
    it = t.use(Setting(t.folder(), delay_a="1s"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234522")["workflowInvocationId"]
    began = eventually(lambda: it.provider.ledger().sends())[0]["at"]
    it.runner.kill()
    eventually(lambda: __import__("time").time() * 1000 > began + 1800)
    it.serve()
    told = it.ended(invocation)
    t.equal(told["deliveredOn"], 2)
    t.equal(len(it.provider.ledger().sends(name="b")), 1)


@test
def killed_at_each_crash_point(t):
    names = points()
    if not names:
        raise Skip("this build has no crash points")
    for name in names:
        with t.sub(name):
            die_at(t, name)


def die_at(t, name):
    it = Setting(t.folder(), delay_a=f"{DELAY_MS}ms")
    with it:
        it.provider.rule(path="/send/a", reports=[])
        it.runner.stop()
        it.serve(FALLBACK_CRASH_AT=name)
        invocation = None
        try:
            invocation = it.invoke("+393331234530",
                                   "crash-1")["workflowInvocationId"]
        except (OSError, EOFError):
            pass  # it died before its answer: the client asks again
        if eventually(lambda: not it.runner.running(), 12):
            it.runner.kill()
        it.serve()
        again = it.invoke("+393331234530", "crash-1")["workflowInvocationId"]
        t.check(invocation in (None, again), "the same invocation")
        told = it.ended(again, 20)
        ledger = it.provider.ledger()
        t.equal(len(ledger.sends(name="b")), 1, "second sends")
        t.check(len(ledger.sends(name="a")) <= 1, "at most one first send")
        t.equal(told["deliveredOn"], 2)
        eventually(lambda: it.receiver.callbacks(), 90)
        t.equal(len({one["webhook_id"]
                     for one in it.receiver.callbacks()}), 1, "webhook ids")


main(globals(), seconds=400)
