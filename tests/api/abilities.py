#!/usr/bin/env python3
"""A provider that could recall or tell a status, but whose requests nobody
makes, holds up no fallback; and cancelling tells of the cancelled one.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

import setting  # noqa: E402
from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

DELAY_MS = 1000


class Able(Setting):
    """Its provider's file has both abilities."""

    def write(self):
        super().write()
        (self.root / "providers" / "mock.yaml").write_text(
            setting.PROVIDER.replace("recall: false, query: false",
                                     "recall: true, query: true"))


@test
def a_recall_that_nobody_makes_is_not_waited_for(t):
    it = t.use(Able(t.folder(), delay_a=f"{DELAY_MS}ms"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234520")["workflowInvocationId"]
    first, second = eventually(
        lambda: len(it.provider.ledger().sends()) == 2
        and it.provider.ledger().sends(), 12)
    waited = second["at"] - first["at"]
    t.check(DELAY_MS - 100 <= waited < 4000, f"it waited {waited} ms")
    rules = [event["rule"] for event in it.ended(invocation)["events"]]
    t.check("could not be withdrawn" in rules,
            f"the timeline has the recall: {rules}")


@test
def cancelling_tells_of_the_cancelled_one(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234521")["workflowInvocationId"]
    path = f"/workflow/v1/invocations/{invocation}/cancel"
    for _ in range(2):
        answer = it.ask("POST", path)
        t.equal((answer.status, answer.json()["outcome"]),
                (200, "cancelled"))
    gone = it.ask("POST", path.replace(invocation, "0" * 22))
    t.equal((gone.status, gone.json()["code"]), (404, "invocation-unknown"))


main(globals(), seconds=60)
