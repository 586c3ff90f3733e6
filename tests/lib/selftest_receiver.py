"""The callback receiver: signatures, answers, ledger."""
import base64
import time

from client import Client
from receiver import Receiver, flaw, signature
from selftest_people import client_of
from tap import test
from wire import Request

# The example that the specification's own libraries are tested with.
VECTOR_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR_BODY = b'{"test": 2432232314}'
VECTOR = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
          "webhook-timestamp": "1614265330",
          "webhook-signature":
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}
OTHER_SECRET = "whsec_" + base64.b64encode(b"o" * 24).decode()


def receiver_of(t) -> Receiver:
    return t.use(Receiver(t.folder() / "ledger"))


def signed(body: bytes, secret: str = VECTOR_SECRET,
           number: str = "cb_1") -> dict[str, str]:
    stamp = str(int(time.time()))
    return {"webhook-id": number, "webhook-timestamp": stamp,
            "webhook-signature": signature(secret, number, stamp, body)}


@test
def the_published_example_is_verified(t):
    request = Request("POST", "/", list(VECTOR.items()), VECTOR_BODY)
    for off in (0, 299, -299):
        t.equal(flaw(request, [VECTOR_SECRET], 1614265330 + off), None,
                f"flaw {off} s off")
    t.equal(flaw(request, [OTHER_SECRET, VECTOR_SECRET], 1614265330), None,
            "flaw with two secrets")


@test
def whatever_differs_is_not_verified(t):
    def why(secrets=(VECTOR_SECRET,), now=1614265330, body=VECTOR_BODY,
            more=(), **changed):
        headers = VECTOR | {name.replace("_", "-"): value
                            for name, value in changed.items()}
        return flaw(Request("POST", "/", [*headers.items(), *more], body),
                    list(secrets), now)

    right = VECTOR["webhook-signature"]
    t.equal(why(), None, "flaw of the example")
    cases = {
        "another body": why(body=VECTOR_BODY + b" "),
        "another id": why(webhook_id="msg_2"),
        "another time": why(webhook_timestamp="1614265331"),
        "another secret": why(secrets=[OTHER_SECRET]),
        "no secret": why(secrets=[]),
        "too old": why(now=1614265330 + 301),
        "too new": why(now=1614265330 - 301),
        "another version": why(webhook_signature="v2" + right[2:]),
        "no version": why(webhook_signature=right[3:]),
        "a comma for the blank": why(webhook_signature=f"v1,x,{right}"),
        "empty": why(webhook_signature=""),
        "a time with a sign": why(webhook_timestamp="+1614265330"),
        "two ids": why(more=[("Webhook-Id", "msg_2")]),
    }
    for case, reason in cases.items():
        with t.sub(case):
            t.check(reason, "it was verified")
    with t.sub("one right signature among others is enough"):
        t.equal(why(webhook_signature=f"v1a,x v1,eA== {right}"), None, "flaw")


@test
def callbacks_are_kept_with_what_they_are_worth(t):
    receiver = receiver_of(t)
    receiver.secrets(OTHER_SECRET, VECTOR_SECRET)
    client = client_of(t, receiver)
    body = '{"è": 1}'.encode()
    client.ask("POST", "/hook", body, signed(body))
    client.ask("POST", "/hook", body + b"\n", signed(body, number="cb_2"))
    client.ask("POST", "/hook", body)
    t.equal([(line["webhook_id"], line["verified"], line["body"])
             for line in receiver.callbacks()],
            [("cb_1", True, '{"è": 1}'), ("cb_2", False, '{"è": 1}\n'),
             (None, False, '{"è": 1}')], "callbacks")
    t.equal(receiver.callbacks(webhook_id="cb_2")[0]["why"],
            "no signature fits", "why")


@test
def the_receiver_answers_as_ordered(t):
    receiver = receiver_of(t)
    client = client_of(t, receiver)
    receiver.next(3, 500)
    receiver.next(1, 410)
    receiver.next(1, 429, retry_after=7)
    answers = [client.ask("POST", "/hook", {}) for _ in range(6)]
    t.equal([answer.status for answer in answers],
            [500, 500, 500, 410, 429, 200], "statuses")
    t.equal(answers[4].header("retry-after"), "7", "Retry-After")
    receiver.redirect("http://127.0.0.1:1/elsewhere", 307)
    answer = client.ask("POST", "/hook", {})
    t.equal((answer.status, answer.header("location")),
            (307, "http://127.0.0.1:1/elsewhere"), "redirect")
    t.equal([line["answer"] for line in receiver.callbacks()],
            [500, 500, 500, 410, 429, 200, 307], "answers in the ledger")
    receiver.reset()
    t.equal(client.ask("POST", "/hook", {}).status, 200, "after reset")


@test
def the_receiver_hangs_as_ordered(t):
    receiver = receiver_of(t)
    receiver.rule("accept_then_hang", path="/slow")
    client = client_of(t, receiver)
    client.request("POST", "/slow", {})
    t.equal(client.ending(0.3), "open", "connection")
    t.equal(client.rest, b"", "answer")
    line = receiver.callbacks()[0]
    t.equal((line["path"], line["answer"]), ("/slow", None), "its line")
    t.equal(t.use(Client(receiver.port)).ask("POST", "/fast", {}).status,
            200, "status for another path")


@test
def a_secret_is_well_formed_or_refused(t):
    receiver = receiver_of(t)
    for secret in ("c2VjcmV0", "whsec_not base64", "whsec_abc"):
        with t.sub(secret):
            try:
                receiver.secrets(secret)
            except AssertionError as refused:
                t.note(refused)
            else:
                t.check(False, "it was taken")
