#!/usr/bin/env python3
"""kill -9 of the runner at each crash point and between 202 and the fallback:
after a restart the second send goes out once, at its original instant.
"""
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from audit import Caller, audit  # noqa: E402
from crashpoints import crash_points  # noqa: E402
from setting import Setting  # noqa: E402
from tap import Skip, eventually, main, test  # noqa: E402

DELAY_MS = 3000
SLACK_MS = 1500  # a busy machine; a whole delay counted twice would be more


def judge(t, it, invocation, began):
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
    told, seconds = judge(t, it, invocation, began)
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
    told, seconds = judge(t, it, invocation, began)
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
    names = points_or_skip()
    folders = [t.folder() for _ in names]
    with ThreadPoolExecutor(4) as pool:
        deaths = [pool.submit(die_at, t, name, folder)
                  for name, folder in zip(names, folders)]
    for name, death in zip(names, deaths):
        with t.sub(name):
            death.result()


def die_at(t, name, folder):
    with Setting(folder, delay_a=f"{DELAY_MS}ms") as it:
        it.provider.rule(path="/send/a", reports=[])
        caller = Caller(it)
        it.runner.stop()
        it.serve(FALLBACK_CRASH_AT=name)
        caller.ask("+393331234530")  # it may die before its answer
        eventually(lambda: not it.runner.running(), 12, "it dies")
        it.runner.kill()
        it.serve()
        told, = audit(it, caller, strict=True).values()
        t.equal(told["deliveredOn"], 2)
        t.equal(len(it.provider.ledger().sends(name="b")), 1, "second sends")


def points_or_skip():
    names = crash_points()
    if not names:
        raise Skip("this build has no crash points")
    return names


def first_try(t, name):
    """One message, and a runner that died at `name` and was started again."""
    points_or_skip()
    it = t.use(Setting(t.folder(), delay_a=f"{DELAY_MS}ms"))
    it.provider.rule(path="/send/a", reports=[])
    it.runner.stop()
    it.serve(FALLBACK_CRASH_AT=name)
    caller = Caller(it)
    caller.ask("+393331234531")
    eventually(lambda: not it.runner.running(), 12, "it dies")
    it.runner.kill()
    it.serve()
    caller.again()
    invocation = caller.told["r-0"]
    told = it.timeline(invocation)
    t.equal(told["channels"][0]["status"], "UNKNOWN")
    t.contains([one.get("said") for one in told["events"]],
               "the runner ended in between")
    return it, caller, invocation


@test
def killed_between_acceptance_and_commit_a_report_resolves_it(t):
    it, caller, invocation = first_try(t, "courier.after_accept")
    send, = it.provider.ledger().sends()
    it.provider.report("delivered", send["message_id"])
    t.equal(it.ended(invocation)["deliveredOn"], 1)
    audit(it, caller, strict=True)
    t.equal(len(it.provider.ledger().sends()), 1, "sends")


@test
def killed_between_intent_and_send_it_is_held_and_moves_on(t):
    it, caller, invocation = first_try(t, "courier.after_intent")
    t.equal(it.provider.ledger().sends(), [], "nothing was sent")
    told = audit(it, caller, strict=True)[invocation]
    t.equal(told["deliveredOn"], 2)
    t.equal([one["name"] for one in it.provider.ledger().sends()], ["b"])


@test
def what_was_told_202_is_there_after_a_kill_at_once(t):
    it = t.use(Setting(t.folder(), delay_a="300ms"))
    caller = Caller(it)
    for round_ in range(8):
        while len(caller.told) <= round_:
            caller.ask(f"+39333123{len(caller.asked):04}")
        it.runner.kill()
        it.serve()
    audit(it, caller, strict=True)
    t.equal(len(caller.told), len(caller.asked))


main(globals(), seconds=400)
