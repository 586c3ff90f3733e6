#!/usr/bin/env python3
"""Questions to a provider: the status of what was handed over, and taking it
back. Judged by the provider's own ledger.
"""
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

import setting  # noqa: E402
from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

QUESTIONS = """\
query:
  url: "{base}/status"
  query: {{reference: "{{reference}}"}}
  report: {{from: /status, map: {{accepted: accepted, sent: sent, delivered: delivered, failed: failed}}}}
  not_found: {{status: 404}}
recall:
  method: DELETE
  url: "{base}/messages/{{message_id}}"
  recalled: {{status: 200}}
  too_late: {{status: 409}}
"""


class Asked(Setting):
    """Its provider's file has the abilities `able`, and their requests."""

    able = "recall: true, query: true"

    def write(self):
        super().write()
        base = self.provider.url("").rstrip("/")
        questions = QUESTIONS.format(base=base)
        for name in ("recall", "query"):
            if f"{name}: true" not in self.able:
                start = questions.index(f"{name}:\n")
                end = questions.find("recall:\n", start + 1)
                questions = (questions[:start]
                             + (questions[end:] if end > 0 else ""))
        (self.root / "providers" / "mock.yaml").write_text(
            setting.PROVIDER.replace("recall: false, query: false", self.able)
            + questions)


class Queried(Asked):
    able = "recall: false, query: true"


class Recalled(Asked):
    able = "recall: true, query: false"


def of(it, name):
    return it.provider.ledger().sends(name=name)


def asked(it, kind):
    return [line for line in it.provider.ledger() if line["kind"] == kind]


def rules(told):
    return [event["rule"] for event in told["events"]]


@test
def a_delivery_that_was_never_reported_is_asked_for(t):
    """The reports were lost: before the fallback the provider is asked."""
    it = t.use(Queried(t.folder(), delay_a="3s"))
    it.provider.rule(path="/send/a", reports=[
        {"status": "delivered", "after_ms": 100, "bad_secret": True}])
    it.provider.settings(auth="path", secret="-1/")
    told = it.ended(it.invoke("+393331234540")["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 1))
    t.equal(len(of(it, "b")), 0, "sends on b")
    t.equal(len(asked(it, "query")), 1, "queries")
    t.check("the provider is asked for its status" in rules(told), f"{rules(told)}")


@test
def a_lost_answer_is_found_by_our_reference(t):
    it = t.use(Queried(t.folder(), delay_a="30s"))
    it.provider.rule(mode="accept_then_close", path="/send/a", reports=[
        {"status": "sent", "after_ms": 100, "bad_secret": True}])
    it.provider.settings(auth="path", secret="-1/")
    invocation = it.invoke("+393331234541")["workflowInvocationId"]
    eventually(lambda: asked(it, "query"), 10, "the question")
    eventually(lambda: it.timeline(invocation)["channels"][0]["report"]
               in ("accepted", "sent"), 10, "what it said")
    t.equal(len(of(it, "a")), 1, "sends on a")
    t.equal(len(of(it, "b")), 0, "sends on b")
    it.provider.settings(auth="none")
    it.provider.report("delivered", reference=of(it, "a")[0]["reference"])
    told = it.ended(invocation)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 1))


@test
def what_was_never_taken_is_sent_again(t):
    """No answer, and the provider never heard of it: twice is believed."""
    it = t.use(Queried(t.folder(), delay_a="30s"))
    it.provider.rule(mode="status", status=500, count=1, path="/send/a")
    told = it.ended(it.invoke("+393331234542")["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 1))
    t.equal(len(of(it, "a")), 1, "messages taken on a")
    t.equal(len(asked(it, "refused")), 1, "messages refused")
    t.equal(len(asked(it, "query")), 2, "queries")
    refused, taken = asked(it, "refused")[0], of(it, "a")[0]
    t.equal(refused["reference"], taken["reference"], "the same reference")


@test
def a_silent_message_is_taken_back_before_the_next_is_sent(t):
    it = t.use(Recalled(t.folder(), delay_a="1s"))
    it.provider.rule(path="/send/a", reports=[])
    told = it.ended(it.invoke("+393331234543")["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    recalls = asked(it, "recall")
    t.equal([(one["done"], one["message_id"]) for one in recalls],
            [(True, of(it, "a")[0]["message_id"])])
    t.check(recalls[0]["n"] < of(it, "b")[0]["n"], "recalled first")
    t.check("withdrawn" in rules(told), f"{rules(told)}")


@test
def too_late_to_take_back_waits_for_the_report(t):
    it = t.use(Recalled(t.folder(), delay_a="1s"))
    it.provider.rule(path="/send/a", reports=[
        {"status": "delivered", "after_ms": 100, "bad_secret": True}])
    it.provider.settings(auth="path", secret="-1/")
    invocation = it.invoke("+393331234544")["workflowInvocationId"]
    eventually(lambda: asked(it, "recall"), 10, "the recall")
    it.provider.settings(auth="none")
    it.provider.report("delivered", reference=of(it, "a")[0]["reference"])
    told = it.ended(invocation)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 1))
    t.equal(len(of(it, "b")), 0, "sends on b")
    t.equal([one["done"] for one in asked(it, "recall")], [False])


@test
def a_recall_without_an_answer_holds_up_for_5_seconds(t):
    it = t.use(Recalled(t.folder(), delay_a="4s"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234545")["workflowInvocationId"]
    message = eventually(lambda: of(it, "a"), 10)[0]["message_id"]
    it.provider.rule(mode="accept_then_hang", path=f"/messages/{message}")
    told = it.ended(invocation, 30)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    waited = of(it, "b")[0]["at"] - asked(it, "recall")[0]["at"]
    t.check(4500 <= waited < 9000, f"it waited {waited} ms")


def lost_while_down(t, recipient, able, answer="accept"):
    """The runner dies after the send, the report finds nobody, and the delay
    is over when the next runner comes. What it did then."""
    it = t.use(able(t.folder(), delay_a="3s"))
    it.provider.rule(answer, path="/send/a", reports=[])
    invocation = it.invoke(recipient)["workflowInvocationId"]
    sent = eventually(lambda: of(it, "a"), 10)[0]
    if answer == "accept":
        eventually(lambda: it.timeline(invocation)["channels"][0]["report"]
                   == "accepted", 10, "the commit of its answer")
    it.runner.kill()
    report = it.provider.report("delivered", message_id=sent["message_id"])
    t.equal(report["answer"], None, "nobody takes the report")
    late = sent["at"] + 3500
    eventually(lambda: time.time() * 1000 > late, 10, "the end of the delay")
    it.serve()
    return it, it.ended(invocation)


@test
def what_was_delivered_while_the_runner_was_down_is_asked_for_first(t):
    it, told = lost_while_down(t, "+393331234546", Queried)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 1))
    t.equal(len(of(it, "b")), 0, "sends on b")
    t.check(asked(it, "query"), "it was asked for")


@test
def what_was_in_the_air_when_the_runner_died_is_asked_for_first(t):
    it, told = lost_while_down(t, "+393331234547", Queried,
                               "accept_then_hang")
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 1))
    t.equal((len(of(it, "a")), len(of(it, "b"))), (1, 0), "sends")
    t.check("no answer: nobody knows whether it was taken" in rules(told), f"{rules(told)}")


main(globals(), seconds=60)
