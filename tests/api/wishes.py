#!/usr/bin/env python3
"""Opt-outs and consents: what a recipient does not want is not sent, judged by
the provider's ledger; they are added by the API and by what a provider says.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from setting import WORKFLOW_ID, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

DELIVERED = [{"status": "delivered", "after_ms": 1}]
FAILED = [{"status": "failed", "after_ms": 1}]
ADA, BEN = "+393331234500", "+393331234501"
INVOKE = f"/workflow/v1/instances/{WORKFLOW_ID}/invoke"
OPT_OUTS, CONSENTS = "/admin/optouts", "/admin/consents"


def opened(t, **settings) -> Setting:
    it = t.use(Setting(t.folder(), **settings))
    it.provider.default(reports=DELIVERED)
    it.key = it.fallback("key", "create", "--scope", "admin").strip()
    return it


def tell(it: Setting, path: str, **body) -> int:
    answer = it.ask("POST", path, body)
    assert answer.status == 200, answer
    return answer.json()["changed"]


def listed(it: Setting, path: str, query: str = "") -> list[dict]:
    answer = it.ask("GET", path + query)
    assert answer.status == 200, answer
    return answer.json()[path.rpartition("/")[2]]


def refused(it: Setting, recipient: str, **more) -> tuple[int, str]:
    answer = it.ask("POST", INVOKE, {
        "recipient": recipient, "data": {"code": "482913"}} | more)
    return answer.status, answer.json().get("code", "")


def sends(it: Setting, channel: str) -> list[str]:
    return [entry["recipient"] for entry in it.provider.ledger()
            if entry["kind"] in ("send", "refused")
            and entry["path"] == f"/send/{channel}"]


def rules(told: dict) -> list[str]:
    return [event["rule"] for event in told["events"]]


def invoked(it: Setting, recipient: str) -> dict:
    return it.ended(it.invoke(recipient)["workflowInvocationId"])


@test
def what_was_opted_out_of_before_is_skipped(t):
    it = opened(t)
    t.equal(tell(it, OPT_OUTS, number=ADA, channel="whatsapp"), 1)
    told = invoked(it, ADA)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    t.contains(" / ".join(rules(told)), "skipped: the recipient has opted out")
    t.equal((sends(it, "a"), len(sends(it, "b"))), ([], 1))
    # Somebody else's wish is nobody's but theirs, and marketing is no code.
    tell(it, OPT_OUTS, number=BEN, category="marketing")
    t.equal(invoked(it, BEN)["deliveredOn"], 1)
    tell(it, OPT_OUTS, number=ADA, channel="sms")
    t.equal(refused(it, ADA), (422, "opted-out"))
    t.equal(len(sends(it, "b")), 1, "nothing was sent")


@test
def an_opt_out_between_two_channels_counts(t):
    it = opened(t, delay_a="60s")
    it.provider.rule(path="/send/a", reports=[])
    one = it.invoke(ADA)["workflowInvocationId"]
    eventually(lambda: sends(it, "a"), 10)
    sent = next(entry for entry in it.provider.ledger()
                if entry["kind"] == "send")
    tell(it, OPT_OUTS, number=ADA, channel="sms")
    it.provider.report("failed", message_id=sent["message_id"])
    told = it.ended(one)
    t.equal(told["outcome"], "failed")
    t.contains(" / ".join(rules(told)), "skipped: the recipient has opted out")
    t.equal(sends(it, "b"), [])


@test
def what_a_provider_says_is_kept_and_outlives_a_kill(t):
    it = opened(t)
    it.provider.rule("status", path="/send/a", status=410)
    first = it.invoke(ADA, "order-1")["workflowInvocationId"]
    told = it.ended(first)
    t.equal((told["outcome"], sends(it, "b")), ("stopped", []))
    it.runner.kill()
    it.serve()
    wish, = listed(it, OPT_OUTS)
    t.equal({name: wish[name] for name in (
        "number", "channel", "category", "source", "by")}, {
        "number": ADA, "channel": "whatsapp", "category": "all",
        "source": "provider", "by": first})
    t.equal(invoked(it, ADA)["deliveredOn"], 2)
    t.equal(len(sends(it, "a")), 1, "not tried again")
    # A repeat gets the first answer, whatever is wanted by now.
    tell(it, OPT_OUTS, number=ADA)
    t.equal(it.invoke(ADA, "order-1")["workflowInvocationId"], first)
    t.equal(refused(it, ADA, requestId="order-2"), (422, "opted-out"))


@test
def what_is_removed_holds_nothing_back(t):
    it = opened(t)
    tell(it, OPT_OUTS, optouts=[{"number": ADA}, {
        "number": BEN, "digest_only": True, "channel": "sms"}])
    t.equal(refused(it, ADA), (422, "opted-out"))
    t.equal([one.get("number") for one in listed(it, OPT_OUTS)], [None, ADA])
    found, = listed(it, OPT_OUTS, "?number=393331234501")
    t.equal((found["channel"], found["digest_only"]), ("sms", True))
    page = it.ask("GET", OPT_OUTS + "?limit=1").json()
    rest = it.ask("GET", f"{OPT_OUTS}?limit=1&before={page['next']}").json()
    t.equal(([one["number"] for one in rest["optouts"]], "next" in rest),
            ([ADA], False))
    gone = it.ask("DELETE", OPT_OUTS + "?number=393331234500")
    t.equal((gone.status, gone.json()), (200, {"changed": 1}))
    t.equal(invoked(it, ADA)["outcome"], "delivered")


@test
def recorded_consents_are_looked_up(t):
    it = opened(t, more="consent: recorded\n")
    t.equal(refused(it, ADA), (422, "consent-missing"))
    tell(it, CONSENTS, number=ADA, channel="sms", note="at the counter")
    told = invoked(it, ADA)
    t.equal((told["deliveredOn"], sends(it, "a")), (2, []))
    t.equal(listed(it, CONSENTS)[0]["note"], "at the counter")
    tell(it, CONSENTS, number=ADA)
    t.equal(invoked(it, ADA)["deliveredOn"], 1)
    it.ask("DELETE", CONSENTS + "?number=393331234500")
    t.equal(refused(it, ADA), (422, "consent-missing"))


@test
def what_makes_no_sense_is_refused(t):
    it = opened(t)
    many = {"optouts": [{"number": ADA}] * 1001}
    for body in ({}, {"number": "12"}, {"number": ADA, "channel": "fax"},
                 {"optouts": [{"number": ADA}, {"number": "no"}]}, many,
                 {"number": ADA, "source": "provider"},
                 {"number": ADA, "note": "x" * 501}):
        answer = it.ask("POST", OPT_OUTS, body)
        t.equal((answer.status, answer.json()["code"]), (400, "body-wrong"),
                str(body)[:60])
    for query in ("?number=12", "?channel=fax", "?limit=0", "?before=x"):
        t.equal(it.ask("GET", OPT_OUTS + query).status, 400, query)
    t.equal(it.ask("DELETE", OPT_OUTS).status, 400)
    t.equal(listed(it, OPT_OUTS), [], "all or none")
    it.key = it.fallback("key", "create").strip()
    t.equal(it.ask("GET", OPT_OUTS).status, 403)


main(globals())
