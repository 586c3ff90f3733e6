#!/usr/bin/env python3
"""Clocks that jump, a runner that is stopped or started again, and timers that
get lost: what waits goes on at its own pace, and is done once. Judged by the
provider's ledger.
"""
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
DELAY_MS = 4000
YEAR = 365 * 86400


def of(it, name):
    return it.provider.ledger().sends(name=name)


class Faked(Setting):
    """A runner whose clock the test sets: the wall clock alone, or also the
    one that nobody sets."""

    def __init__(self, folder, monotonic):
        super().__init__(folder, delay_a=f"{DELAY_MS}ms", delay_b="2s")
        self.offset = Path(folder) / "offset"
        self.monotonic = monotonic
        self.set_clock(0)

    def set_clock(self, seconds):
        new = self.offset.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        os.replace(new, self.offset)

    def serve(self, **environment):
        super().serve(
            LD_PRELOAD=FAKETIME, FAKETIME_NO_CACHE="1",
            FAKETIME_TIMESTAMP_FILE=str(self.offset),
            FAKETIME_DONT_FAKE_MONOTONIC="" if self.monotonic else "1",
            **({} if self.monotonic else {"DONT_FAKE_MONOTONIC": "1"}),
            ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "")
            + ":verify_asan_link_order=0", **environment)


def jump(t, seconds):
    """Sets the wall clock while a message waits for its report."""
    if not Path(FAKETIME).exists():
        t.skip("faketime is not installed")
    it = t.use(Faked(t.folder(), monotonic=False))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234560")["workflowInvocationId"]
    first = eventually(lambda: of(it, "a"), 10)[0]
    it.set_clock(seconds)
    second = eventually(lambda: of(it, "b"), 30, "the fallback")[0]
    waited = second["at"] - first["at"]
    t.check(DELAY_MS - 300 <= waited < DELAY_MS + 2500,
            f"it waited {waited} ms")
    told = it.ended(invocation)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    t.equal((len(of(it, "a")), len(of(it, "b"))), (1, 1), "sends")
    it.runner.stderr.find("the clock was set by", 5)


@test
def time_that_passed_is_not_taken_for_a_clock_that_was_set(t):
    """Both clocks go an hour on: the machine slept. All that is due is done,
    and done once."""
    if not Path(FAKETIME).exists():
        t.skip("faketime is not installed")
    it = t.use(Faked(t.folder(), monotonic=True))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234563")["workflowInvocationId"]
    eventually(lambda: of(it, "a"), 10)
    it.set_clock(3600)
    told = it.ended(invocation, 60)
    t.equal(told["outcome"], "expired", "no code is sent an hour late")
    t.equal((len(of(it, "a")), len(of(it, "b"))), (1, 0), "sends")


@test
def a_clock_that_is_set_forward_fires_nothing_early(t):
    jump(t, 3600)


@test
def a_clock_that_is_set_back_stalls_nothing(t):
    jump(t, -3600)


@test
def ten_years_are_no_more_than_an_hour(t):
    jump(t, 10 * YEAR)


@test
def a_stopped_runner_does_once_what_was_due_meanwhile(t):
    it = t.use(Setting(t.folder(), delay_a="2s"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234561")["workflowInvocationId"]
    first = eventually(lambda: of(it, "a"), 10)[0]
    it.runner.send_signal(signal.SIGSTOP)
    over = first["at"] + 4000
    eventually(lambda: time.time() * 1000 > over, 10, "the end of the delay")
    t.equal(len(of(it, "b")), 0, "nobody sends while it is stopped")
    it.runner.send_signal(signal.SIGCONT)
    told = it.ended(invocation)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    t.equal((len(of(it, "a")), len(of(it, "b"))), (1, 1), "sends")


@test
def a_restart_does_not_begin_the_wait_again(t):
    it = t.use(Setting(t.folder(), delay_a="6s"))
    it.provider.rule(path="/send/a", reports=[])
    it.invoke("+393331234562")
    first = eventually(lambda: of(it, "a"), 10)[0]
    for _ in range(4):
        it.runner.kill()
        it.serve()
    second = eventually(lambda: of(it, "b"), 30, "the fallback")[0]
    waited = second["at"] - first["at"]
    t.check(5900 <= waited < 8500, f"it waited {waited} ms")
    t.equal((len(of(it, "a")), len(of(it, "b"))), (1, 1), "sends")


def spoil(it, change):
    """An edit of the store behind the runner's back."""
    with sqlite3.connect(it.root / "fallback.db", timeout=10) as store:
        changed = store.execute(
            f"UPDATE executions SET due = {change} WHERE open").rowcount
    store.close()
    return changed


def ready(it):
    with Client(it.port) as client:
        return client.ask("GET", "/readyz")


def lost(t, recipient, change, running):
    it = t.use(Setting(t.folder(), delay_a="3s"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke(recipient)["workflowInvocationId"]
    eventually(lambda: it.timeline(invocation)["channels"][0]["report"]
               == "accepted", 10, "the commit of its answer")
    if running:
        t.equal(spoil(it, change), 1, "timers spoilt")
    else:
        it.runner.kill()
        t.equal(spoil(it, change), 1, "timers spoilt")
        it.serve()
    told = it.ended(invocation, 30)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    t.equal((len(of(it, "a")), len(of(it, "b"))), (1, 1), "sends")
    it.runner.stderr.find("had lost its timer", 5)
    body = eventually(lambda: ready(it).json(), 5)
    t.equal((body["status"], body["timers_repaired"]), ("ready", 1))
    eventually(lambda: ready(it).json()["due_unfired_seconds"] == 0, 10)


@test
def a_timer_that_was_deleted_is_found(t):
    lost(t, "+393331234564", "NULL", running=False)


@test
def a_timer_that_was_moved_is_found(t):
    lost(t, "+393331234565", "due + 86400000", running=False)


@test
def a_timer_that_is_deleted_under_a_running_runner_is_found(t):
    lost(t, "+393331234566", "NULL", running=True)


main(globals(), seconds=90)
