#!/usr/bin/env python3
"""Opt-outs and consents: what recipients do not want is not sent, whoever said
so and whenever; judged by the provider's ledger.
"""
import csv
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from setting import WORKFLOW_ID, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

ADA, BOB = "+393331234513", "+393331234514"
INVOKE = f"/workflow/v1/instances/{WORKFLOW_ID}/invoke"


class Wishes(Setting):
    """The provider refuses with 403 who has opted out."""

    def write(self) -> None:
        super().write()
        path = self.root / "providers" / "mock.yaml"
        path.write_text(path.read_text().replace(
            "  errors:\n",
            "  errors:\n    - {status: 403, class: opted_out}\n"))

    def add(self, noun: str, body: dict) -> int:
        answer = self.ask("POST", f"/admin/{noun}", body)
        assert answer.status == 200, answer
        return answer.json()["changed"]

    def listed(self, noun: str, query: str = "") -> dict:
        answer = self.ask("GET", f"/admin/{noun}{query}")
        assert answer.status == 200, answer
        return answer.json()

    def refusal(self, number: str, **more) -> tuple[int, str]:
        answer = self.ask("POST", INVOKE, {
            "recipient": number, "data": {"code": "482913"}} | more)
        return answer.status, answer.json().get("code")

    def sent(self) -> list[str]:
        return [one["name"] for one in self.provider.ledger().sends()]


def admin(t, **options) -> Wishes:
    it = t.use(Wishes(t.folder(), **options))
    it.key = it.fallback("key", "create", "--scope", "admin").strip()
    return it


def rules(told: dict) -> list[str]:
    return [one["rule"] for one in told["events"]]


@test
def a_channel_that_was_opted_out_of_is_skipped_not_failed(t):
    it = admin(t)
    t.equal(it.add("optouts", {"number": "00393331234513",
                               "channel": "whatsapp", "note": "by letter"}), 1)
    told = it.ended(it.invoke(ADA)["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    t.equal(it.sent(), ["b"])
    t.equal(told["channels"][0]["status"], "SKIPPED")
    t.check("movedOn" not in told["channels"][0], "it was not left")
    t.contains(rules(told), "skipped: the recipient has opted out")
    it.ended(it.invoke(BOB)["workflowInvocationId"])
    t.equal(it.sent(), ["b", "a"], "another number is sent to")


@test
def where_nothing_is_left_the_invocation_is_refused(t):
    it = admin(t)
    first = it.ask("POST", INVOKE, {"recipient": ADA, "requestId": "r1",
                                    "data": {"code": "482913"}})
    t.equal(first.status, 202)
    it.ended(first.json()["workflowInvocationId"])
    it.add("optouts", {"number": ADA})
    t.equal(it.refusal(ADA), (422, "opted-out"))
    t.equal(it.refusal(ADA, requestId="r2"), (422, "opted-out"))
    t.equal(len(it.sent()), 1, "sends")
    # what was answered before is answered as it was
    again = it.ask("POST", INVOKE, {"recipient": ADA, "requestId": "r1",
                                    "data": {"code": "482913"}})
    t.equal((again.status, again.json(), again.header("Idempotent-Replayed")),
            (202, first.json(), "true"))
    t.equal(it.refusal(ADA, requestId="r1", data={"code": "5555"}),
            (422, "idempotency-mismatch"))
    gone = it.ask("DELETE", f"/admin/optouts?number={ADA[1:]}")
    t.equal((gone.status, gone.json()), (200, {"changed": 1}))
    it.ended(it.invoke(ADA)["workflowInvocationId"])


@test
def a_flow_may_be_named_by_its_title(t):
    it = admin(t)
    it.add("optouts", {"number": ADA, "channel": "sms"})
    answer = it.ask("POST", "/workflow/v1/instances/Login/invoke", {
        "recipient": ADA, "data": {"code": "482913"}})
    t.equal(answer.status, 202)
    it.ended(answer.json()["workflowInvocationId"])
    t.equal(it.sent(), ["a"])


@test
def an_opt_out_between_two_channels_stops_the_second(t):
    it = admin(t, delay_a="1500ms")
    it.provider.default(reports=[])
    invocation = it.invoke(ADA)["workflowInvocationId"]
    eventually(it.sent, what="the first send")
    it.add("optouts", {"number": ADA, "channel": "sms"})
    told = it.ended(invocation)
    t.equal(told["outcome"], "failed")
    t.equal([one["status"] for one in told["channels"]],
            ["TIMEOUT", "SKIPPED"])
    t.equal(it.sent(), ["a"])


@test
def marketing_alone_is_stopped_by_an_opt_out_of_marketing(t):
    login = admin(t)
    login.add("optouts", {"number": ADA, "category": "marketing"})
    login.ended(login.invoke(ADA)["workflowInvocationId"])
    t.equal(login.sent(), ["a"])
    offers = admin(t, category="marketing", more="consent: required\n")
    offers.add("optouts", {"number": ADA, "category": "marketing"})
    t.equal(offers.refusal(ADA, consent=True), (422, "opted-out"))
    t.equal(offers.sent(), [])


@test
def a_recorded_consent_is_needed_where_the_flow_says_so(t):
    it = admin(t, more="consent: recorded\n")
    t.equal(it.refusal(ADA), (422, "consent-missing"))
    it.add("consents", {"number": ADA, "channel": "sms"})
    told = it.ended(it.invoke(ADA)["workflowInvocationId"])
    t.equal(told["deliveredOn"], 2)
    t.contains(rules(told), "skipped: no consent is recorded")
    t.equal(it.refusal(BOB), (422, "consent-missing"))
    it.add("optouts", {"number": ADA, "channel": "sms"})
    t.equal(it.refusal(ADA), (422, "consent-missing"), "whatsapp lacks one")
    it.add("consents", {"number": ADA})
    it.add("optouts", {"number": ADA})
    t.equal(it.refusal(ADA), (422, "opted-out"), "an opt-out wins")


def expect_from_provider(t, it, invocation: str, category: str) -> None:
    told = it.ended(invocation)
    t.equal(told["outcome"], "stopped")
    t.contains(rules(told), "the opt-out is recorded")
    found = it.listed("optouts")["optouts"]
    t.equal(len(found), 1, "opt-outs")
    t.equal({key: found[0][key] for key in
             ("number", "channel", "category", "source", "by")},
            {"number": ADA, "channel": "whatsapp", "category": category,
             "source": "provider", "by": invocation})


@test
def a_provider_that_refuses_by_opt_out_records_it(t):
    it = admin(t)
    it.provider.rule(path="/send/a", mode="status", status=403)
    invocation = it.invoke(ADA)["workflowInvocationId"]
    expect_from_provider(t, it, invocation, "all")
    it.runner.kill()
    it.serve()
    told = it.ended(it.invoke(ADA)["workflowInvocationId"])
    t.equal((told["deliveredOn"], told["channels"][0]["status"]),
            (2, "SKIPPED"))


@test
def what_marketing_learns_is_an_opt_out_of_marketing(t):
    it = admin(t, category="marketing", more="consent: required\n")
    it.provider.rule(path="/send/a", mode="status", status=403)
    answer = it.ask("POST", INVOKE, {"recipient": ADA, "consent": True,
                                     "data": {"code": "482913"}})
    t.equal(answer.status, 202)
    expect_from_provider(
        t, it, answer.json()["workflowInvocationId"], "marketing")


@test
def lists_have_pages_and_numbers_can_be_forgotten(t):
    it = admin(t)
    many = [{"number": f"+3933312300{i:02}", "channel": "sms"}
            for i in range(25)]
    t.equal(it.add("optouts", {"optouts": many}), 25)
    seen, query = [], "?limit=10"
    while True:
        page = it.listed("optouts", query)
        seen += [one["number"] for one in page["optouts"]]
        if "next" not in page:
            break
        query = f"?limit=10&before={page['next']}"
    t.equal(seen, [one["number"] for one in reversed(many)])
    t.equal(len(it.listed("optouts", "?channel=whatsapp")["optouts"]), 0)
    it.add("optouts", {"number": "393331230007", "digest_only": True,
                       "at": "2026-01-02T03:04:05Z", "source": "command"})
    found = it.listed("optouts", "?number=393331230007")["optouts"]
    t.equal([(one["channel"], one.get("number")) for one in found],
            [("all", None), ("sms", "+393331230007")])
    t.equal((found[0]["at"], found[0]["source"]),
            ("2026-01-02T03:04:05.000Z", "command"))
    t.equal(it.refusal("+393331230007"), (422, "opted-out"))


@test
def commands_go_through_the_runner_in_batches(t):
    it = admin(t)
    it.fallback("optout", "add", ADA, "--note", "by letter")
    t.equal(it.refusal(ADA), (422, "opted-out"))
    found = it.listed("optouts")["optouts"][0]
    t.equal((found["source"], found["note"]), ("command", "by letter"))
    t.check(found["by"] not in ("", "local"), f"by whom: {found['by']}")
    numbers = [f"+3933{i:08}" for i in range(2500)]
    file = it.folder / "numbers.csv"
    file.write_text("number,note\n" + "".join(
        f'{one},"a, {i}"\n' for i, one in enumerate(numbers)))
    t.contains(it.fallback("consent", "add", "--import", str(file)),
               "2500 consents recorded")
    out = it.folder / "out.csv"
    it.fallback("consent", "list", "--export", str(out), "--full")
    rows = list(csv.DictReader(out.open()))
    t.equal([(row["number"], row["note"]) for row in rows],
            [(one, f"a, {i}") for i, one in enumerate(numbers)][::-1])
    t.equal(out.stat().st_mode & 0o077, 0, "others' rights")
    t.contains(it.fallback("optout", "remove", ADA), "1 opt-out removed")
    it.ended(it.invoke(ADA)["workflowInvocationId"])


@test
def what_is_wrong_is_refused_and_nothing_is_added(t):
    it = admin(t)
    good = {"number": ADA}

    def wrong(body, pointer=None):
        answer = it.ask("POST", "/admin/optouts", body)
        t.equal((answer.status, answer.json()["code"],
                 answer.json().get("pointer")),
                (400, "body-wrong", pointer), f"{body}"[:80])
    wrong({}, "/number")
    wrong({"number": "12"}, "/number")
    wrong({"number": ADA, "note": "x" * 501}, "/note")
    wrong({"number": ADA, "source": "provider"}, "/source")
    wrong({"number": ADA, "channel": "pigeon"})
    wrong({"number": ADA, "at": "yesterday"})
    wrong({"optouts": [good, {"number": "abc"}]}, "/optouts/1/number")
    wrong({"optouts": good})
    wrong({"optouts": [good] * 1001})
    t.equal(it.listed("optouts"), {"optouts": []})
    for method, query, code in (
            ("GET", "?number=abc", "recipient-wrong"),
            ("GET", "?channel=pigeon", "query-wrong"),
            ("GET", "?limit=0", "query-wrong"),
            ("GET", "?limit=1001", "query-wrong"),
            ("GET", "?before=x", "query-wrong"),
            ("DELETE", "", "recipient-wrong")):
        answer = it.ask(method, f"/admin/optouts{query}")
        t.equal((answer.status, answer.json()["code"]), (400, code),
                f"{method} {query}")
    it.key = it.fallback("key", "create").strip()
    t.equal(it.ask("GET", "/admin/optouts").status, 403)
    t.equal(it.ask("POST", "/admin/consents", good).status, 403)


main(globals())
