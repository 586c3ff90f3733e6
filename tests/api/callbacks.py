#!/usr/bin/env python3
"""Callbacks, judged by the receiver's ledger: how they prove where they are
from, when they are tried again, what becomes of those that were given up.
"""
import base64
import json
import re
import sys
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import run  # noqa: E402
from receiver import signature  # noqa: E402
import setting  # noqa: E402
from setting import SECRET, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

OPEN = 64  # the most that are on their way to one profile
OLD = "whsec_" + base64.b64encode(b"the old secret of a receiver").decode()


def header(callback: dict, name: str) -> list[str]:
    return [value for key, value in callback["headers"]
            if key.lower() == name]


def when(instant: str) -> float:
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp()


def told(it: Setting, recipient: str = "+393331234511", count: int = 1):
    """The callbacks of an execution that was just invoked."""
    it.ended(it.invoke(recipient)["workflowInvocationId"])
    return eventually(lambda: len(it.receiver.callbacks()) >= count
                      and it.receiver.callbacks(), 10)


@test
def headers_and_basic_go_with_each(t):
    it = t.use(Setting(
        t.folder(), environment={"TEST_KEY": "k-7", "TEST_WORD": "pass:word"},
        profile="headers: {X-Source: fallback, X-Api-Key: {env: TEST_KEY}}, "
                "basic: {username: acme, password: {env: TEST_WORD}}"))
    one = told(it)[0]
    t.equal(header(one, "x-source"), ["fallback"])
    t.equal(header(one, "x-api-key"), ["k-7"])
    pair = base64.b64encode(b"acme:pass:word").decode()
    t.equal(header(one, "authorization"), [f"Basic {pair}"])
    t.equal(header(one, "webhook-signature"), [], "no secret, no signature")
    t.equal(len(header(one, "webhook-id")), 1)


@test
def while_keys_are_changed_both_sign_and_the_new_one_first(t):
    it = t.use(Setting(
        t.folder(), environment={"TEST_OLD": OLD},
        profile="secret: [{env: TEST_CALLBACK_SECRET}, {env: TEST_OLD}]"))
    it.receiver.secrets(OLD)
    one = told(it)[0]
    t.check(one["verified"], "a receiver with the old secret takes it")
    wanted = [signature(secret, one["webhook_id"],
                        header(one, "webhook-timestamp")[0],
                        one["body"].encode()) for secret in (SECRET, OLD)]
    t.equal(header(one, "webhook-signature"), [" ".join(wanted)])


@test
def a_receiver_may_ask_for_time_within_bounds(t):
    it = t.use(Setting(t.folder()))
    seen: set[str] = set()
    for i, (asked, form, least, most) in enumerate((
            (120, "seconds", 120, 125), (120, "date", 120, 125),
            (10 ** 11, "seconds", 86400, 86405), (1, "seconds", 5, 10))):
        it.receiver.next(1, 503, retry_after=asked, retry_after_form=form)
        began = time.time()
        told(it, f"+39333123453{i}", i + 1)
        one = eventually(lambda: [one for one in listed(
            it, "--state", "waiting") if one.get("last")
            and one["webhook_id"] not in seen])[0]
        seen.add(one["webhook_id"])
        wait = when(one["due"]) - began
        t.check(least - 2 <= wait <= most + 15, f"{asked} ({form}): {wait:.1f} s")


@test
def gone_is_gone_and_says_so(t):
    it = t.use(Setting(t.folder()))
    one = given_up(it, "+393331234515")
    t.equal((one["tries"], one["last"]),
            (1, "answered 410: its receiver is gone"))


# Kaleyra's payload, its members in Kaleyra's order; what differs from one
# execution to the next as <words>.
CHANNEL = ('{"createdAt":"<instant>","from":"%s","to":"393331234516",'
           '"messageId":"<id>","clientMessageId":"<uuid>","channel":"%s",'
           '"statusCode":"%s","timeout":"%s"}')
PAYLOAD = ('{"workflowInvocationId":"<id62>","executionStatus":"COMPLETED",'
           '"requestId":null,"timestamp":"<instant>","result":{"channel1":'
           + CHANNEL % ("+390212345678", "whatsapp", "TIMEOUT", "PT0.3S")
           + ',"channel2":' + CHANNEL % ("ACME", "sms", "DELIVERED", "PT2S")
           + "}}")
SAME = ((r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"', '"<instant>"'),
        (r'"workflowInvocationId":"[0-9A-Za-z]{22}"',
         '"workflowInvocationId":"<id62>"'),
        (r'"messageId":"[^"]+"', '"messageId":"<id>"'),
        (r'"clientMessageId":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"',
         '"clientMessageId":"<uuid>"'))


@test
def the_payload_is_kaleyras_to_the_byte(t):
    for wrap, wanted in (("bare", PAYLOAD),
                         ("workflowevent", f'{{"workflowevent":{PAYLOAD}}}')):
        with t.sub(wrap):
            it = t.use(Setting(t.folder(), delay_a="300ms",
                               profile=f"wrap: {wrap}"))
            it.provider.rule(path="/send/a", reports=[])
            body = told(it, "+393331234516")[0]["body"]
            for pattern, instead in SAME:
                body = re.sub(pattern, instead, body)
            t.equal(body, wanted)


EVERY = "secret: {env: TEST_CALLBACK_SECRET}, events: every"


@test
def every_step_is_told_with_an_id_of_its_own(t):
    it = t.use(Setting(t.folder(), delay_a="300ms", profile=EVERY))
    it.provider.rule(path="/send/a", reports=[])
    it.receiver.next(1, 500)
    calls = told(it, count=6)
    t.check(all(one["verified"] for one in calls), "all are signed")
    bodies = {one["webhook_id"]: json.loads(one["body"]) for one in calls}
    t.equal(len(bodies), 5, "ids: the refused one came twice")
    events = [body["event"] for body in bodies.values()]
    for event in ({"type": "sent", "channel": "channel1"},
                  {"type": "moved_on", "channel": "channel1",
                   "reason": "timeout"},
                  {"type": "sent", "channel": "channel2"},
                  {"type": "report", "channel": "channel2",
                   "report": "delivered"},
                  {"type": "completed"}):
        t.contains(events, event)
    for name, body in bodies.items():
        end = body["event"]["type"] == "completed"
        t.equal(body["executionStatus"], "COMPLETED" if end or body["event"][
            "type"] == "report" else "RUNNING")
        t.check(name.startswith("msg_" + body["workflowInvocationId"]), name)
        t.check("channel1" in body["result"], "the same shape")


class Dead(Setting):
    """A second flow and profile: `erp`, whose receiver never answers."""

    second_id = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a70"

    def write(self):
        super().write()
        file = self.root / "fallback.yaml"
        file.write_text(file.read_text().replace(
            "callback_allow", f"  erp: {{url: \"{self.receiver.url('/dead')}\","
            " events: every}\ncallback_allow"))
        text = (self.root / "flows" / "login.yaml").read_text()
        (self.root / "flows" / "dead.yaml").write_text(
            text.replace("title: Login", "title: Dead")
            .replace("callback_profile: crm", "callback_profile: erp")
            .replace(setting.WORKFLOW_ID, self.second_id))


@test
def a_dead_receiver_holds_up_no_other(t):
    it = t.use(Dead(t.folder()))
    it.receiver.rule("accept_then_hang", path="/dead")
    for i in range(30):
        answer = it.ask(
            "POST", f"/workflow/v1/instances/{it.second_id}/invoke",
            {"recipient": f"+3933312346{i:02}", "data": {"code": "482913"}})
        t.equal(answer.status, 202)
    eventually(lambda: len(it.receiver.callbacks(path="/dead")) >= OPEN, 20)
    it.ended(it.invoke("+393331234511")["workflowInvocationId"])
    eventually(lambda: it.receiver.callbacks(path="/hook"), 5)
    waiting = listed(it, "--state", "waiting", "--profile", "erp",
                     "--limit", "1000")
    t.check(len(waiting) > OPEN, f"{len(waiting)} wait for the dead one")
    t.equal(len(it.receiver.callbacks(path="/dead")), OPEN,
            "on their way to it")


def listed(it: Setting, *words: str) -> list[dict]:
    return json.loads(it.fallback("callbacks", "list", "--format", "json",
                                  *words))["callbacks"]


def given_up(it: Setting, recipient: str) -> dict:
    """A callback that its receiver refused for good."""
    it.receiver.next(1, 410)
    before = len(listed(it))
    told(it, recipient, len(it.receiver.callbacks()) + 1)
    return eventually(lambda: len(listed(it)) > before and listed(it)[0])


@test
def a_secret_that_cannot_be_used_sends_nothing_and_says_so(t):
    it = t.use(Setting(t.folder(), environment={"TEST_BAD": "whsec_a*b"},
                       profile="secret: {env: TEST_BAD}"))
    it.ended(it.invoke("+393331234512")["workflowInvocationId"])
    one = eventually(lambda: [one for one in listed(it, "--state", "waiting")
                              if one["tries"]])[0]
    t.contains(one["last"], "begins with whsec_ and is no base64")
    t.equal(it.receiver.callbacks(), [])


@test
def what_was_given_up_is_listed_shown_and_replayed(t):
    it = t.use(Setting(t.folder()))
    one = given_up(it, "+393331234513")
    t.equal((one["profile"], one["state"], one["tries"]),
            ("crm", "given_up", 1))
    first = it.receiver.callbacks()[0]
    t.equal(one["webhook_id"], first["webhook_id"])
    shown = json.loads(it.fallback("callbacks", "show", one["webhook_id"],
                                   "--format", "json"))
    t.equal(shown["body"], first["body"])
    t.contains(it.fallback("callbacks", "show", one["webhook_id"]), "410")
    t.equal(it.fallback("callbacks", "replay", one["webhook_id"]),
            "1 to be sent again\n")
    second = eventually(lambda: it.receiver.callbacks()[1:])[0]
    t.equal((second["webhook_id"], second["body"]),
            (first["webhook_id"], first["body"]))
    t.check(second["verified"], "signed anew")
    eventually(lambda: listed(it, "--state", "delivered"))
    t.equal(listed(it), [])


@test
def many_are_replayed_by_profile_and_time(t):
    it = t.use(Setting(t.folder()))
    ids = {given_up(it, f"+39333123452{i}")["webhook_id"] for i in range(3)}
    t.equal(len(ids), 3)
    t.contains(it.fallback("callbacks", "list"), ids.pop())
    for words, count in ((("--profile", "erp"), 0), (("--since", "0s"), 0),
                         (("--profile", "crm", "--since", "1h"), 3),
                         (("--all",), 0)):
        t.equal(it.fallback("callbacks", "replay", *words),
                f"{count} to be sent again\n")
    eventually(lambda: len(it.receiver.callbacks()) == 6)
    t.equal(len({one["webhook_id"] for one in it.receiver.callbacks()}), 3)


@test
def without_a_runner_the_store_is_told(t):
    it = t.use(Setting(t.folder()))
    one = given_up(it, "+393331234514")
    it.runner.stop()
    t.equal(listed(it)[0]["webhook_id"], one["webhook_id"])
    it.fallback("callbacks", "replay", "--all")
    it.serve()
    eventually(lambda: len(it.receiver.callbacks()) == 2, 10)


@test
def the_api_needs_an_admin_and_right_words(t):
    it = t.use(Setting(t.folder()))
    t.equal(it.ask("GET", "/admin/callbacks").status, 403)
    it.key = it.fallback("key", "create", "--scope", "admin").strip()
    for query, status in (("", 200), ("?state=waiting&limit=1", 200),
                          ("?state=lost", 400), ("?since=monday", 400),
                          ("?limit=1001", 400), ("?limit=-1", 400)):
        t.equal(it.ask("GET", f"/admin/callbacks{query}").status, status,
                query)
    t.equal(it.ask("GET", "/admin/callbacks/msg_none").json()["code"],
            "callback-unknown")
    t.equal(it.ask("POST", "/admin/callbacks/replay",
                   {"profile": 7}).status, 400)


@test
def wrong_words_are_said(t):
    it = t.use(Setting(t.folder()))
    for words, status, told_why in (
            (["replay"], 2, "say what to replay"),
            (["lst"], 2, "did you mean 'callbacks list'?"),
            (["list", "--state", "given"], 2, "given_up"),
            (["list", "--since", "soon"], 2, "is no time"),
            (["list", "--limit", "0"], 2, "from 1 to 1000"),
            (["show", "msg_none"], 2, "there is no callback 'msg_none'"),
            (["replay", "msg_none"], 2, "there is no callback 'msg_none'")):
        out = run("fallback-runner", "callbacks", *words, cwd=it.root,
                  env=it.environment)
        t.equal(out.status, status, " ".join(words))
        t.contains(out.stderr, told_why)


if __name__ == "__main__":
    main(globals(), seconds=60)
