#!/usr/bin/env python3
"""A provider that takes a message and then says nothing: the message was sent
once, nobody knows whether it counts, and it is never sent a second time.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402


def lose(t, mode, **behaviour):
    """One message over a kept-alive connection that ends without an answer."""
    it = t.use(Setting(t.folder(), delay_a="1500ms"))
    warm = it.invoke("+393331234590")["workflowInvocationId"]
    it.ended(warm)
    it.provider.rule(path="/send/a", mode=mode, reports=[], **behaviour)
    invocation = it.invoke("+393331234591")["workflowInvocationId"]
    eventually(lambda: "nobody knows whether it was taken" in str(
        it.timeline(invocation)["events"]) or it.timeline(invocation)[
            "channels"][0]["status"] == "UNKNOWN", what="unknown")
    told = it.ended(invocation)
    ledger = it.provider.ledger()
    first = ledger.sends(recipient="+393331234591", name="a")
    t.equal(len(first), 1, "POSTs on channel 1 in the ledger")
    t.equal(ledger.count("repeat"), 0, "repeats")
    t.equal(told["deliveredOn"], 2)
    warm_send = ledger.sends(recipient="+393331234590", name="a")[0]
    return warm_send["connection"] == first[0]["connection"]


@test
def read_then_closed_is_unknown_and_sent_once(t):
    t.check(lose(t, "accept_then_close"), "on the kept-alive connection")


@test
def read_then_reset_is_unknown_and_sent_once(t):
    t.check(lose(t, "accept_then_reset"), "on the kept-alive connection")


@test
def a_connection_that_was_refused_is_tried_again_inside_the_delay(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    it.provider.listening(False)
    invocation = it.invoke("+393331234592")["workflowInvocationId"]
    eventually(lambda: it.timeline(invocation)["channels"][0]["tries"] >= 2)
    it.provider.listening(True)
    told = it.ended(invocation, 25)
    t.equal(told["deliveredOn"], 1)
    t.equal(len(it.provider.ledger().sends()), 1)


main(globals(), seconds=60)
