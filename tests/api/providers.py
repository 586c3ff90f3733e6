#!/usr/bin/env python3
"""Each provider that comes with us, through a runner and against a mock that
speaks as the platform does: the message goes out, reports without the right
proof change nothing, the right ones end the flow, and the callback tells it.
"""
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

TO = "+393331234541"
DIGITS = TO[1:]
SMS = "482913 is your Acme code."
SECRET = "xyxxyxyx-secret"


@dataclass(frozen=True)
class Case:
    """`settings` of the channel beside its url; `forgeries`: reports that are
    to be refused; `words` of the statuses on the way."""
    name: str
    kind: str
    settings: str
    seen: dict
    path: str = ""
    sender: str = "ACME"
    forgeries: tuple[dict, ...] = ()
    reports: tuple[str, ...] = ("sent", "delivered")
    extra: dict = field(default_factory=dict)


SIGNED = ({"bad_secret": True}, {"altered": True})
CASES = {case.name: case for case in (
    Case("kaleyra-sms", "sms", "sid: HXT1, api_key: {env: TEST_SECRET}",
         {"recipient": TO, "text": SMS, "from": "ACME"}),
    Case("twilio-sms", "sms",
         "account_sid: AC1, auth_token: {env: TEST_SECRET}",
         {"recipient": TO, "text": SMS, "from": "ACME"},
         forgeries=(*SIGNED, {"signed_for": "http://127.0.0.1/dlr/x"})),
    Case("infobip-sms", "sms", "api_key: {env: TEST_SECRET}",
         {"recipient": DIGITS, "text": SMS, "from": "ACME"}),
    Case("vonage-messages", "sms",
         "api_key: k1, api_secret: {env: TEST_SECRET}",
         {"recipient": DIGITS, "text": SMS, "from": "ACME"}),
    Case("sinch-sms", "sms",
         "service_plan_id: p1, api_token: {env: TEST_SECRET}",
         {"recipient": TO, "text": SMS, "from": "ACME"}),
    Case("generic-http", "sms",
         "token: {env: TEST_SECRET}, to_name: recipient, text_name: body",
         {"recipient": TO, "text": SMS}, path="/messages"),
    Case("kaleyra-whatsapp", "whatsapp",
         "sid: HXT1, api_key: {env: TEST_SECRET}",
         {"recipient": DIGITS, "text": "482913", "from": "390212345678"},
         sender="+390212345678"),
    Case("meta-whatsapp", "whatsapp",
         'phone_number_id: "106540352242922", '
         "access_token: {env: TEST_TOKEN}, app_secret: {env: TEST_SECRET}, "
         "verify_token: {env: TEST_TOKEN}",
         {"recipient": DIGITS, "text": "otp"}, sender="+390212345678",
         forgeries=SIGNED, reports=("sent", "read")),
    Case("kaleyra-rcs", "rcs",
         "sid: HXT1, api_key: {env: TEST_TOKEN}, "
         "report_token: {env: TEST_SECRET}",
         {"recipient": DIGITS, "text": "482913 is your code.",
          "from": "AcmeAgent"},
         sender="AcmeAgent", forgeries=({"bad_secret": True},)),
    Case("google-rcs", "rcs",
         "access_token: {env: TEST_TOKEN}, client_token: {env: TEST_SECRET}",
         {"recipient": TO, "text": "482913 is your code.",
          "from": "AcmeAgent"},
         sender="AcmeAgent", forgeries=SIGNED, reports=("delivered",)),
)}


def setting_of(t, case: Case) -> Setting:
    """The provider is channel 2 behind a silent one, or WhatsApp's and RCS's
    channel 1."""
    channel = (f'  out: {{kind: {case.kind}, provider: {case.name}, senders: '
               f'["{case.sender}"], settings: {{url: "{{provider}}/'
               f'{case.name}{case.path}", {case.settings}}}}}\n')
    place = {"second": "out"}
    if case.kind != "sms":
        place = {"first": "out", "first_from": case.sender,
                 "first_template": "otp" if case.kind == "whatsapp"
                 else "otp_rcs"}
    it = t.use(Setting(
        t.folder(), channels=channel, **place,
        delay_a="200ms" if case.kind == "sms" else "20s", delay_b="20s",
        environment={"TEST_SECRET": SECRET, "TEST_TOKEN": "t0ken"}))
    it.provider.default(reports=[])
    it.provider.settings(secret=SECRET,
                         webhook=f"http://127.0.0.1:{it.port}/dlr/out")
    return it


def sent_by(it: Setting, name: str) -> dict:
    """The ledger's line of the message on that platform."""
    return eventually(lambda: [one for one in it.provider.ledger().sends()
                               if one.get("shape") == name], 15)[0]


def forged_address(url: str) -> str:
    return url[:-1] + ("0" if url[-1] != "0" else "1")


def refused(it: Setting, case: Case, send: dict) -> list:
    """The answers to reports that prove nothing."""
    forgeries = case.forgeries or (
        {"dlr_url": forged_address(send["dlr_url"])},)
    return [it.provider.report("delivered", message_id=send["message_id"],
                               **forgery)["answer"] for forgery in forgeries]


def flow(t, case: Case) -> None:
    it = setting_of(t, case)
    number = 1 if case.kind != "sms" else 2
    invocation = it.invoke(TO)["workflowInvocationId"]
    send = sent_by(it, case.name)
    t.equal({name: send[name] for name in case.seen}, case.seen, "the message")
    # Nobody speaks of a message before its acceptance is known.
    eventually(lambda: it.timeline(invocation)["channels"][number - 1]
               ["report"] == "accepted", 10)
    before = it.timeline(invocation)
    answers = refused(it, case, send)
    t.equal(set(answers), {401}, "answers to forgeries")
    t.equal(it.timeline(invocation), before, "and nothing is changed")
    for status in case.reports:
        line = it.provider.report(status, message_id=send["message_id"],
                                  **({"extra": case.extra} if case.extra
                                     else {}))
        t.equal(line["answer"], 200, f"the report {status}")
    told = it.ended(invocation)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", number))
    callback = eventually(lambda: it.receiver.callbacks(), 10)[0]
    result = json.loads(callback["body"])["result"][f"channel{number}"]
    t.equal(result["statusCode"], told["channels"][number - 1]["status"])
    # The same again is taken, and says nothing new.
    it.provider.report(case.reports[-1], message_id=send["message_id"])
    t.equal(it.timeline(invocation)["channels"], told["channels"])
    t.equal(len([one for one in it.provider.ledger().sends()
                 if one.get("shape") == case.name]), 1, "messages")


def case_test(name: str):
    def of_case(t):
        flow(t, CASES[name])
    of_case.__name__ = f"{name.replace('-', '_')}_sends_and_reports"
    return test(of_case)


for one in CASES:
    globals()[one.replace("-", "_")] = case_test(one)


@test
def a_platform_speaks_of_its_own_messages_alone(t):
    it = setting_of(t, CASES["meta-whatsapp"])
    invocation = it.invoke(TO)["workflowInvocationId"]
    send = sent_by(it, "meta-whatsapp")
    number = send["message_id"]
    it.provider.report("failed", message_id=number)
    eventually(lambda: it.timeline(invocation)["channels"][1]["report"]
               == "accepted", 10)
    before = it.timeline(invocation)
    other = send["reference"][:-1] + "2"
    line = it.provider.report("delivered", message_id=number, extra={
        "biz_opaque_callback_data": other})
    t.equal(line["answer"], 200, "it is signed, so it is not sent again")
    t.equal(it.timeline(invocation), before, "and nothing is changed")
    sms = it.provider.ledger().sends()[-1]
    it.provider.report("delivered", message_id=sms["message_id"])
    t.equal(it.ended(invocation)["deliveredOn"], 2)


@test
def metas_handshake_wants_the_channels_token(t):
    it = setting_of(t, CASES["meta-whatsapp"])
    path = "/dlr/out?hub.mode=subscribe&hub.challenge=c1158&hub.verify_token="
    with Client(it.port) as client:
        right = client.ask("GET", path + "t0ken", None, {})
        t.equal((right.status, right.body), (200, b"c1158"))
        wrong = client.ask("GET", path + "token", None, {})
        t.equal(wrong.status, 403)
        t.check(b"c1158" not in wrong.body, "it tells nothing")
        t.equal(client.ask("GET", "/dlr/out", None, {}).status, 401)


if __name__ == "__main__":
    main(globals(), seconds=200)
