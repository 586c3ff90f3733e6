#!/usr/bin/env python3
"""Providers in trouble and hands on the brake: rates, 429s, breakers, pauses and
budgets, judged by the provider's ledger, with bounds that a slow machine keeps.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import run  # noqa: E402
from setting import WORKFLOW_ID, Setting  # noqa: E402
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


def brakes(it: Setting) -> dict:
    """What the API tells, channels and flows by their names."""
    told = it.ask("GET", "/admin/channels").json()
    return {one.get("channel", one.get("workflow_id")): one
            for one in told["channels"] + told["flows"]}


def admin(it: Setting) -> Setting:
    it.key = it.fallback("key", "create", "--scope", "admin").strip()
    return it


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


@test
def a_rate_outlives_a_restart(t):
    it = t.use(Setting(t.folder(), delay_a="30s", more_a="rate: 2/s, "))
    it.provider.default(reports=DELIVERED)
    ids = invoke(it, 6)
    eventually(lambda: len(sends(it, "a")) >= 2, 20)
    it.runner.kill()
    it.serve()
    for one in ids:
        t.equal(it.ended(one, 30)["outcome"], "delivered")
    entries = sends(it, "a")
    t.equal(len(entries), 6, "each once")
    t.check(most_within(entries, 900) <= 2 + 1, most_within(entries, 900))


@test
def a_429_slows_down_the_channel_and_is_no_answer_to_the_deadline(t):
    it = admin(t.use(Setting(t.folder(), delay_a="20s", delay_b="20s")))
    it.provider.default(reports=DELIVERED)
    for form, wait in (("seconds", 2), ("date", 3)):
        with t.sub(form):
            before = len(sends(it, "a"))
            it.provider.next(1, "status", status=429, retry_after=wait,
                             retry_after_form=form)
            first, = invoke(it, 1)
            eventually(lambda: len(sends(it, "a")) > before, 10)
            eventually(lambda: "slowed_until" in brakes(it)["a"], 10)
            second, = invoke(it, 1, 1)
            ended = [it.ended(one, 30) for one in (first, second)]
            entries = sends(it, "a")[before:]
            t.equal(len(entries), 3)
            # A date has no parts of a second.
            least = (wait - (form == "date")) * 1000
            t.check(all(one["at"] - entries[0]["at"] >= least - 50
                        for one in entries[1:]), entries)
            t.equal([one["outcome"] for one in ended], ["delivered"] * 2)
            t.equal(ended[0]["channels"][0]["tries"], 2)
            t.contains(rules(ended[1])[1], "the provider takes less")


@test
def a_429_that_asks_for_too_much_moves_on(t):
    for retry_after in (10 ** 9, 10 ** 30, 3600):
        with t.sub(str(retry_after)):
            it = t.use(Setting(t.folder(), delay_a="20s", delay_b="20s"))
            it.provider.rule("status", path="/send/a", status=429,
                             retry_after=retry_after)
            it.provider.rule(path="/send/b", reports=DELIVERED)
            told = it.ended(invoke(it, 1)[0])
            t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
            t.equal(told["channels"][0]["movedOn"], "rate_limited")
            t.equal(len(sends(it, "a")), 1)


@test
def what_no_retry_after_is_waits_as_if_there_were_none(t):
    for retry_after in ("-5", "soon", "Wed, 21 Oct 2015 07:28:00 GMT", "", "1e3"):
        with t.sub(repr(retry_after)):
            it = t.use(Setting(t.folder(), delay_a="30s"))
            it.provider.default(reports=DELIVERED)
            it.provider.next(1, "status", status=429,
                             retry_after_text=retry_after)
            told = it.ended(invoke(it, 1)[0], 30)
            t.equal((told["deliveredOn"], told["channels"][0]["tries"]),
                    (1, 2))
            first, second = sends(it, "a")
            t.check(second["at"] - first["at"] >= 450, "half a second")


@test
def a_dead_channel_is_left_by_codes_and_probed(t):
    it = admin(t.use(Setting(
        t.folder(), delay_a="20s", delay_b="20s",
        more_a="breaker: {failures: 3, probe: 1s}, ")))
    it.provider.rule("status", path="/send/a", status=503)
    it.provider.rule(path="/send/b", reports=DELIVERED)
    began = [it.invoke(number(i)) for i in range(3)]
    eventually(lambda: brakes(it)["a"]["breaker"] != "closed", 20)
    opened = len(sends(it, "a"))
    t.check(opened <= 3 + 3, f"{opened} before it was open")
    later = [it.invoke(number(10 + i))["workflowInvocationId"]
             for i in range(20)]
    told = [it.ended(one) for one in later]
    t.equal({one["deliveredOn"] for one in told}, {2})
    left = [one for one in told if not one["channels"][0]["tries"]]
    t.check(len(left) >= 15, f"{len(left)} never went to the dead channel")
    t.contains(rules(left[0])[1], "does not work now: it is left")
    t.equal(left[0]["channels"][0]["movedOn"], "provider_down")
    for one in began:
        t.equal(it.ended(one["workflowInvocationId"])["deliveredOn"], 2)
    span = sends(it, "a")[-1]["at"] - sends(it, "a")[0]["at"]
    probes = len(sends(it, "a")) - opened
    t.check(probes <= 1 + span / 1000, f"{probes} probes in {span} ms")
    t.contains(it.runner.stderr.text(), "channel 'a' does not work (3")
    shown = it.fallback("channels")
    t.contains(shown, "failures in a row")
    # It is back: the next probe finds out.
    it.provider.rule(path="/send/a", reports=DELIVERED)

    def works():
        told = it.ended(invoke(it, 1, 99)[0])
        return told["deliveredOn"] == 1
    eventually(works, 20)
    t.equal(brakes(it)["a"]["breaker"], "closed")
    t.contains(it.runner.stderr.text(), "channel 'a' works again")


@test
def a_dead_channel_is_waited_for_where_the_flow_can_wait(t):
    it = admin(t.use(Setting(
        t.folder(), delay_a="20s", delay_b="20s", category="utility",
        more_a="rate: 40/s, breaker: {failures: 2, probe: 500ms}, ")))
    it.provider.default(reports=DELIVERED)
    it.provider.listening(False)
    first = invoke(it, 2)
    eventually(lambda: brakes(it)["a"]["breaker"] != "closed", 20)
    waiting = invoke(it, 40, 10)
    eventually(lambda: brakes(it)["a"]["waiting"] >= 40, 10)
    t.contains(rules(it.timeline(waiting[-1]))[1], "does not work now")
    it.provider.listening(True)
    told = [it.ended(one, 40) for one in first + waiting]
    t.equal({one["deliveredOn"] for one in told}, {1})
    entries = sends(it, "a")
    t.equal(len(entries), 42, "each once")
    t.check(most_within(entries, 900) <= 40 + 4, most_within(entries, 900))
    # Slowly at first: ten a second, in each tenth one.
    at = sorted(one["at"] for one in entries)
    t.check(at[15] - at[0] >= 800, at)


@test
def a_wrong_key_opens_the_breaker_at_once(t):
    it = admin(t.use(Setting(t.folder(), more_a="breaker: {probe: 30s}, ")))
    it.provider.rule("status", path="/send/a", status=401)
    it.provider.rule(path="/send/b", reports=DELIVERED)
    t.equal(it.ended(invoke(it, 1)[0])["deliveredOn"], 2)
    t.equal(brakes(it)["a"]["breaker"], "open")
    invoke(it, 5, 1)
    eventually(lambda: len(sends(it, "b")) == 6, 10)
    t.equal(len(sends(it, "a")), 1)


@test
def a_paused_channel_hands_nothing_over(t):
    it = admin(t.use(Setting(t.folder(), delay_a="20s")))
    it.provider.default(reports=DELIVERED)
    running, = invoke(it, 1)
    eventually(lambda: len(sends(it, "a")) == 1, 10)
    it.environment["FALLBACK_AUTHOR"] = "ada"
    t.contains(it.fallback("pause", "--channel", "a", "--reason", "bad text"),
               "channel 'a' is paused")
    t.equal(it.ended(running)["outcome"], "delivered", "reports are taken")
    waiting = invoke(it, 3, 1)
    told = brakes(it)["a"]
    t.equal((told["waiting"], told["paused"]["author"],
             told["paused"]["reason"]), (3, "ada", "bad text"))
    it.runner.kill()
    it.serve()
    t.contains(it.runner.stderr.find("is paused", 10).string, "channel 'a'")
    eventually(lambda: brakes(it)["a"]["waiting"] == 3, 10)
    t.contains(it.fallback("pause", "--channel", "a"), "is paused already")
    t.contains(it.fallback("channels"), "by ada: bad text")
    t.equal(len(sends(it, "a")), 1)
    t.contains(it.fallback("resume", "--channel", "a"), "goes on")
    for one in waiting:
        told = it.ended(one)
        t.equal(told["deliveredOn"], 1)
        t.contains(rules(told)[1], "paused by hand")
    t.contains(it.fallback("resume", "--channel", "a"), "was not paused")


@test
def a_paused_flow_holds_or_refuses(t):
    it = admin(t.use(Setting(t.folder(), delay_a="500ms", delay_b="20s")))
    it.provider.rule(path="/send/a", reports=[])
    it.provider.rule(path="/send/b", reports=DELIVERED)
    running, = invoke(it, 1)
    eventually(lambda: len(sends(it, "a")) == 1, 10)
    it.fallback("pause", "Login")
    held, = invoke(it, 1, 1)
    eventually(lambda: brakes(it)[WORKFLOW_ID]["waiting"] == 2, 10)
    t.contains(rules(it.timeline(held))[1], "the flow is paused by hand")
    t.equal(it.timeline(running)["channels"][0]["status"], "TIMEOUT",
            "delays run")
    t.equal(len(sends(it, "b")), 0)
    it.fallback("pause", WORKFLOW_ID, "--refuse")
    answer = it.ask(
        "POST", f"/workflow/v1/instances/{WORKFLOW_ID}/invoke",
        {"recipient": number(9), "data": {"code": "482913"}})
    t.equal((answer.status, answer.json()["code"]), (503, "flow-paused"))
    t.check(int(answer.header("Retry-After")) > 0, "it says when")
    it.fallback("resume", "Login")
    for one in (running, held):
        t.equal(it.ended(one)["deliveredOn"], 2)
    t.check(WORKFLOW_ID not in brakes(it), "no brake is on")


@test
def a_pause_without_a_runner_is_found_by_the_next(t):
    it = admin(t.use(Setting(t.folder())))
    it.runner.stop()
    it.fallback("pause", "Login", "--reason", "night")
    shown = json.loads(it.fallback("channels", "--format", "json"))
    t.equal(shown["flows"][0]["paused"]["reason"], "night")
    t.equal({one["breaker"] for one in shown["channels"]}, {"unknown"})
    it.serve()
    one, = invoke(it, 1)
    eventually(lambda: brakes(it)[WORKFLOW_ID]["waiting"] == 1, 10)
    it.runner.stop()
    it.fallback("resume", "Login")
    it.provider.default(reports=DELIVERED)
    it.serve()
    t.equal(it.ended(one)["outcome"], "delivered")


@test
def what_cannot_be_paused_is_said(t):
    it = admin(t.use(Setting(t.folder())))
    for words, status, text in (
            (("pause",), 2, "say one FLOW"),
            (("pause", "Login", "--channel", "a"), 2, "say one FLOW"),
            (("pause", "--channel", "c"), 2, "no channel 'c'"),
            (("pause", "--channel", "a", "--refuse"), 2, "is for flows"),
            (("resume", "Nothing"), 2, "Nothing"),
            (("channels", "a"), 2, "takes no words")):
        with t.sub(" ".join(words)):
            done = run("fallback-runner", *words, cwd=it.root,
                       env=it.environment, status=status)
            t.contains(done.stderr, text)
    for path, code in (("/admin/channels/c/pause", "channel-unknown"),
                       ("/admin/flows/x/resume", "workflow-unknown")):
        answer = it.ask("POST", path, {})
        t.equal((answer.status, answer.json()["code"]), (404, code))
    answer = it.ask("POST", "/admin/channels/a/pause", {"refuses": "yes"})
    t.equal((answer.status, answer.json()["code"]), (400, "body-wrong"))
    it.key = it.fallback("key", "create").strip()
    t.equal(it.ask("POST", "/admin/channels/a/pause", {}).status, 403)


@test
def a_budget_holds_what_would_fall_back(t):
    it = admin(t.use(Setting(
        t.folder(), delay_a="20s", delay_b="20s",
        more="budget: {fallbacks_per_hour: 3}\n")))
    it.provider.rule(
        path="/send/a", reports=[{"status": "failed", "after_ms": 1}])
    it.provider.rule(path="/send/b", reports=DELIVERED)
    ids = invoke(it, 5)
    eventually(lambda: brakes(it)[WORKFLOW_ID]["waiting"] == 2, 15)
    it.runner.kill()
    it.serve()
    ids += invoke(it, 2, 10)
    eventually(lambda: brakes(it)[WORKFLOW_ID]["waiting"] == 4, 15)
    t.equal(len(sends(it, "b")), 3)
    told = brakes(it)[WORKFLOW_ID]
    t.equal((told["budget"], told["spent"]), (3, 3))
    ends = [it.timeline(one) for one in ids]
    t.equal(sum(one["outcome"] == "delivered" for one in ends), 3)
    held = [one for one in ends if one["outcome"] == "running"]
    t.contains(rules(held[0])[-1], "budget of fallbacks is spent")
    t.contains(it.fallback("channels"), "3 of 3 fallbacks")
    t.equal(it.runner.stderr.text().count("has spent its budget"), 1)


@test
def a_budget_may_end_what_would_fall_back(t):
    it = t.use(Setting(
        t.folder(), delay_a="20s", delay_b="20s",
        more="budget: {fallbacks_per_hour: 1, when_spent: stop}\n"))
    it.provider.rule(
        path="/send/a", reports=[{"status": "failed", "after_ms": 1}])
    it.provider.rule(path="/send/b", reports=DELIVERED)
    told = [it.ended(one) for one in invoke(it, 4)]
    t.equal(sorted(one["outcome"] for one in told),
            ["delivered"] + ["stopped"] * 3)
    t.equal(len(sends(it, "b")), 1)


main(globals(), seconds=400)
