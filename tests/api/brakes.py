#!/usr/bin/env python3
"""Providers in trouble: rates, 429s, breakers, all judged by the provider's
ledger, with bounds that a slow machine keeps.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

DELIVERED = [{"status": "delivered", "after_ms": 1}]


def number(i: int) -> str:
    return f"+39333{i:07}"


def invoke(it: Setting, n: int, first: int = 0) -> list[str]:
    return [it.invoke(number(first + i))["workflowInvocationId"]
            for i in range(n)]


def sends(it: Setting, channel: str) -> list[dict]:
    """All that reached the provider on a channel, accepted or not."""
    return [entry for entry in it.provider.ledger()
            if entry["kind"] in ("send", "refused")
            and entry["path"] == f"/send/{channel}"]


def most_within(entries: list[dict], ms: int) -> int:
    """The most entries within any span of that length."""
    at = sorted(entry["at"] for entry in entries)
    return max(sum(first <= other < first + ms for other in at)
               for first in at)


def rules(told: dict) -> list[str]:
    return [event["rule"] for event in told["events"]]


@test
def a_rate_holds_and_the_oldest_go_first(t):
    it = t.use(Setting(t.folder(), delay_a="30s", more_a="rate: 20/s, "))
    it.provider.default(reports=DELIVERED)
    ids = invoke(it, 50)
    told = [it.ended(one, 30) for one in ids]
    entries = sends(it, "a")
    t.equal(len(entries), 50)
    # Connections may overtake each other by a few.
    order = [int(one["recipient"][6:]) for one in entries]
    t.check(all(abs(i - at) < 10 for at, i in enumerate(order)), order)
    # A network may squeeze what was a second apart; 2 is what a share has.
    t.check(most_within(entries, 900) <= 20 + 2, most_within(entries, 900))
    t.equal({one["outcome"] for one in told}, {"delivered"})
    t.contains(rules(told[-1])[1], "waits for its turn")
    t.equal([one["tries"] for one in told[-1]["channels"]], [1, 0])


main(globals(), seconds=240)
