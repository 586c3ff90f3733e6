#!/usr/bin/env python3
"""Providers that answer badly, or not, or too late, after they took the
message: it is sent once, what they ask for is kept to, and the delay holds.
LONG=1: those too that wait for the whole time of a hand-over.
"""
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from audit import Caller, audit  # noqa: E402
from certificates import certificate, expired  # noqa: E402
from provider import Provider  # noqa: E402
import setting  # noqa: E402
from setting import Setting  # noqa: E402
from tap import Skip, eventually, main, test  # noqa: E402

LONG = os.environ.get("LONG") == "1"
READ_MOST = 16 << 20  # of an answer without end: what sockets hold, and more
HANDOVER_S = 30  # the whole time of a hand-over

# Taken, and then nobody can know it from the answer.
UNKNOWN = {
    "closed": {"mode": "accept_then_close"},
    "reset": {"mode": "accept_then_reset"},
    "half closed": {"mode": "half_close"},
    "hanging": {"mode": "accept_then_hang"},
    "dripping": {"mode": "drip"},
    "truncated": {"mode": "truncated"},
    "a gigabyte": {"mode": "huge"},
    "a page of HTML": {"mode": "not_json"},
    "another JSON": {"body": '{"id": 7}'},
    "an id that is none": {"body": '{"message_id": {"a": []}}'},
    "JSON without end": {"body": '{"message_id": "' + "x" * 3000},
    "deep JSON": {"body": "[" * 5000 + "]" * 5000},
    "an empty id": {"body": '{"message_id": ""}'},
    "status 500": {"mode": "status", "status": 500, "when": "after"},
    "status 502": {"mode": "status", "status": 502, "when": "after"},
    "status 504": {"mode": "status", "status": 504, "when": "after"},
    "status 408": {"mode": "status", "status": 408, "when": "after"},
    "a redirect": {"mode": "status", "status": 302, "when": "after",
                   "location": "http://127.0.0.1:9/"},
}
KNOWN = {
    "in pieces": {"mode": "split"},
    "in chunks": {"mode": "chunked"},
    "dripped quickly": {"mode": "drip", "interval_ms": 2},
    "reset afterwards": {"afterwards": "reset"},
}


def instant(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def number(i: int) -> str:
    return f"+3933312380{i:02}"


def invoke_all(it: Setting, caller: Caller, cases: dict) -> dict[str, str]:
    """case -> invocation"""
    for i, behaviour in enumerate(cases.values()):
        it.provider.rule(recipient=number(i), path="/send/a", reports=[],
                         **behaviour)
    found = {}
    for i, case in enumerate(cases):
        t = len(caller.asked)
        assert caller.ask(number(i))
        found[case] = caller.told[f"{caller.prefix}-{t}"]
    return found


def play(folder: Path, delay_a: str, cases: dict) -> dict:
    """case -> its timeline and the provider's ledger, after an audit."""
    with Setting(folder, delay_a=delay_a) as it:
        caller = Caller(it)
        found = invoke_all(it, caller, cases)
        told = audit(it, caller, strict=True, seconds=40)
        return {case: (told[invocation], it.provider.ledger())
                for case, invocation in found.items()}


def play_apart(t, delay_a: str, cases: dict, each: int) -> dict:
    """So many on one runner, since what a provider did to one message may
    hold back the next; the runners side by side."""
    names = list(cases)
    parts = [{name: cases[name] for name in names[i:i + each]}
             for i in range(0, len(names), each)]
    folders = [t.folder() for _ in parts]
    with ThreadPoolExecutor(5) as pool:
        played = pool.map(play, folders, [delay_a] * len(parts), parts)
        return {case: one for part in played for case, one in part.items()}


@test
def whatever_comes_back_it_is_unknown_and_sent_once(t):
    played = play_apart(t, "2s", UNKNOWN, 4)
    for case, (told, _) in played.items():
        with t.sub(case):
            t.equal((told["channels"][0]["status"], told["deliveredOn"]),
                    ("UNKNOWN", 2))
            t.equal(told["channels"][0]["tries"], 1, "tries")
    ledger = played["a gigabyte"][1]
    huge, = ledger.sends(mode="huge")
    end, = ledger.of("end", connection=huge["connection"])
    t.check(end["sent"] < READ_MOST, f"{end['sent']} bytes were read")


@test
def answers_in_odd_shapes_are_answers(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    caller = Caller(it)
    for case, invocation in invoke_all(it, caller, KNOWN).items():
        with t.sub(case):
            eventually(lambda: it.timeline(invocation)["channels"][0][
                "status"] == "WAITING", 10)
    for send in it.provider.ledger().sends():
        it.provider.report("delivered", send["message_id"])
    told = audit(it, caller, strict=True)
    t.equal({one["deliveredOn"] for one in told.values()}, {1})


@test
def an_error_after_accepting_is_what_the_file_calls_it(t):
    it = t.use(Setting(t.folder(), delay_a="20s"))
    it.provider.rule(path="/send/a", mode="status", status=404, when="after",
                     reports=[])
    caller = Caller(it)
    caller.ask("+393331238101")
    told, = audit(it, caller, strict=True).values()
    t.equal((told["channels"][0]["movedOn"], told["deliveredOn"]),
            ("not_on_channel", 2))


@test
def a_wish_to_wait_is_kept_and_the_delay_still_wins(t):
    busy = {"mode": "status", "status": 429, "count": 1}
    played = play_apart(t, "6s", {
        "seconds": busy | {"retry_after": 2},
        "a date": busy | {"retry_after": 3, "retry_after_form": "date"},
        "absurd": busy | {"retry_after": 10 ** 9},
        "absurd date": busy | {"retry_after": 10 ** 9,
                               "retry_after_form": "date"},
        "too many digits": busy | {"retry_after": 10 ** 18}}, 1)
    for case, (told, ledger) in played.items():
        first = told["channels"][0]
        with t.sub(case):
            refused, = ledger.refused()
            sends = ledger.sends(name="a")
            if case in ("seconds", "a date"):
                waited = sends[0]["at"] - refused["at"]
                t.check(waited >= 2000, f"again after {waited} ms")
                t.equal(first["tries"], 2)
            else:
                t.equal(sends, [], "no other try on the first channel")
                t.equal(first["movedOn"], "rate_limited")


class Knowing(Setting):
    """Channel a knows a message again by its key, for `known`; what is not
    known to be taken is sent to it again."""

    def __init__(self, folder, delay_a, known):
        super().__init__(folder, delay_a=delay_a)
        self.known = known

    def write(self):
        super().write()
        provider = self.root / "providers" / "mock.yaml"
        provider.write_text(setting.PROVIDER.replace(
            "dedupe: none", f"dedupe: reference, dedupe_for: {self.known}")
            .replace("  body:\n", "  headers: {Idempotency-Key: "
                     "\"{reference}\"}\n  body:\n"))
        flow = self.root / "flows" / "login.yaml"
        flow.write_text(flow.read_text().replace(
            "template: otp,", "template: otp, on_unknown: retry,"))

    def __enter__(self):
        super().__enter__()
        self.provider.settings(dedupe_header="Idempotency-Key")
        return self


@test
def a_provider_that_knows_keys_gets_the_same_one_for_each_try(t):
    it = t.use(Knowing(t.folder(), "20s", "1h"))
    it.provider.rule(path="/send/a", mode="accept_then_reset", count=2,
                     reports=[])
    it.provider.rule(path="/send/a", reports=[])
    caller = Caller(it)
    caller.ask("+393331238201")
    ledger = eventually(lambda: it.provider.ledger().count("repeat") == 2
                        and it.provider.ledger(), 15)
    send, = ledger.sends()
    t.equal({one["key"] for one in ledger.of("repeat")}, {send["key"]})
    it.provider.report("failed", send["message_id"])
    audit(it, caller, repeats=True, strict=True)
    second, = it.provider.ledger().sends(name="b")
    t.check(second["key"] != send["key"], "another attempt, another key")


@test
def trying_again_stops_before_the_key_is_forgotten(t):
    it = t.use(Knowing(t.folder(), "5s", "2s"))
    it.provider.rule(path="/send/a", mode="accept_then_reset", reports=[])
    caller = Caller(it)
    caller.ask("+393331238202")
    told, = audit(it, caller, repeats=True, strict=True).values()
    ledger = it.provider.ledger()
    first, = ledger.sends(name="a")
    last = ledger.of("repeat")[-1]["at"] - first["at"]
    t.check(last <= 2000, f"the last try came after {last} ms")
    t.equal(told["deliveredOn"], 2)


@test
def nothing_is_said_to_a_provider_with_a_wrong_certificate(t):
    folder = t.folder()
    stranger = t.use(Provider(folder / "stranger.ledger"))
    stranger.default(reports=[])
    channel = ("  c: {{kind: sms, provider: mock, senders: [ACME], settings: "
               "{{url: \"https://{}:{}/send/c\"}}}}\n")
    for case, host, files in (
            ("of an unknown authority", "127.0.0.1",
             certificate(folder, "own", "IP:127.0.0.1")),
            ("of another name", "localhost",
             certificate(folder, "other", "DNS:run.acme.example")),
            ("whose time is over", "127.0.0.1", expired(folder))):
        with t.sub(case):
            stranger.tls(files)
            it = Setting(t.folder(), delay_a="200ms", delay_b="1s",
                         second="c",
                         channels=channel.format(host, stranger.port))
            with it:
                it.provider.rule(path="/send/a", reports=[])
                told = it.ended(it.invoke("+393331238301")[
                    "workflowInvocationId"])
                t.equal(told["outcome"], "failed")
                said = [(one.get("class"), "certificate" in one.get("said", ""))
                        for one in told["events"]]
                t.contains(said, ("provider_down", True), "the timeline")
            ends = stranger.ledger().of("end")
            t.check(ends, "it came as far as the handshake")
            t.equal({one["requests"] for one in ends}, {0}, "requests")


@test
def a_handover_ends_at_its_whole_time(t):
    if not LONG:
        raise Skip("LONG=1 waits for the 30 s of a hand-over")
    it = t.use(Setting(t.folder(), delay_a="40s"))
    caller = Caller(it)
    cases = {"hanging": {"mode": "accept_then_hang"},
             "dripping": {"mode": "drip"}}
    found = invoke_all(it, caller, cases)
    for case, invocation in found.items():
        with t.sub(case):
            lost = eventually(lambda: [
                one for one in it.timeline(invocation)["events"]
                if "nobody knows" in one["rule"]], 40)[0]
            took = instant(lost["at"]) - instant(
                it.timeline(invocation)["channels"][0]["sentAt"])
            t.check(abs(took - HANDOVER_S) <= 1, f"ended after {took:.2f} s")
    audit(it, caller, strict=True, seconds=60)


main(globals(), seconds=120)
