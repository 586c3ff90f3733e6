#!/usr/bin/env python3
"""kill -9 at named crash points, at any moment and by the provider itself,
several times in a row, while recovering too: nothing that was told is lost,
nothing is sent twice. ROUNDS=n rounds, each with an audit; SEED=n plans the
same ones again.
"""
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from audit import Caller, audit  # noqa: E402
from crashpoints import crash_points  # noqa: E402
from setting import Setting  # noqa: E402
from tap import Skip, eventually, main, test  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", 10))
SEED = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
STORE_ROUNDS = 25  # of one store: so that its audits stay quick
DELAY_MS = 1000  # long enough for a message to be sent again by mistake
KILLS = 3  # at most, before a round's audit

# By the last digit of the recipient: what its messages on channel a meet.
FATES = {
    "0": {"reports": [{"status": "delivered", "after_ms": 20}]},
    "1": {"reports": []},
    "2": {"reports": [{"status": "failed", "after_ms": 10}]},
    "3": {"reports": [{"status": "delivered", "before_answer": True}]},
    "4": {"mode": "status", "status": 500, "when": "after"},
    "5": {"mode": "accept_then_close", "reports": []},
    "6": {"mode": "accept_then_reset"},
    "7": {"mode": "status", "status": 404},
    "8": {"mode": "status", "status": 429},
    "9": {"reports": [{"status": "delivered", "after_ms": DELAY_MS + 100}]},
}


class Killed(Setting):
    """One store, many deaths."""

    def __init__(self, folder):
        super().__init__(folder, delay_a=f"{DELAY_MS}ms", delay_b="300ms")
        self.deaths: Counter = Counter()

    def __enter__(self):
        super().__enter__()
        self.provider.settings(repeat_refused=True)
        for digit, fate in FATES.items():
            self.provider.rule(path="/send/a", recipient_ends=digit, **fate)
        return self

    def die(self, chance: random.Random, point: str, caller: Caller) -> None:
        """Lives until the crash point, or so long."""
        at = f"{point}:{chance.choice((1, 1, 1, 2, 3))}" if point else ""
        self.launch(FALLBACK_CRASH_AT=at)
        self.wait_up()
        if chance.random() < 0.3:
            self.provider.next(1, "accept_then_kill", pid=self.runner.pid)
        for _ in range(chance.randint(2, 5)):
            caller.ask(f"+39333{chance.randrange(10 ** 7):07}")
        self.wait_dead(chance.uniform(0, 0.4))
        how = "any moment" if self.runner.running() else point or "provider"
        self.deaths[how] += 1
        self.runner.kill()
        self.provider.forget()

    def wait_up(self) -> None:
        """Until it listens or is dead: it may die before."""
        try:
            self.runner.address()
        except AssertionError:
            assert not self.runner.running(), self.runner.explain()

    def wait_dead(self, seconds: float) -> None:
        try:
            eventually(lambda: not self.runner.running(), seconds)
        except AssertionError:
            pass


def play(t, first: int, count: int, points: list[str]) -> Counter:
    """So many rounds on one store."""
    with Killed(t.folder()) as it:
        caller = Caller(it, f"r{first}")
        it.runner.kill()
        for number in range(first, first + count):
            chance = random.Random(f"{SEED}/{number}")
            for kill in range(chance.randint(1, KILLS)):
                point = points[(number + kill) % len(points)]
                it.die(chance, point if chance.random() < 0.8 else "", caller)
            it.serve()
            try:
                audit(it, caller, strict=number == first + count - 1)
            except AssertionError as flaw:
                raise AssertionError(f"SEED={SEED}, round {number}: {flaw}"
                                     f"\n{it.runner.explain()}") from None
            it.runner.kill()
        t.note(f"{count} rounds, {len(caller.asked)} invocations, "
               f"{it.provider.ledger().count()} messages taken")
        return it.deaths


@test
def killed_anywhere_nothing_is_lost_and_nothing_sent_twice(t):
    points = crash_points()
    if not points:
        raise Skip("this build has no crash points")
    t.note(f"SEED={SEED} ROUNDS={ROUNDS}")
    deaths: Counter = Counter()
    for first in range(0, ROUNDS, STORE_ROUNDS):
        deaths += play(t, first, min(STORE_ROUNDS, ROUNDS - first), points)
    t.note(f"deaths: {dict(sorted(deaths.items()))}")
    if ROUNDS >= 100:
        t.equal(set(points) - deaths.keys(), set(), "points never reached")


main(globals(), seconds=7000)
