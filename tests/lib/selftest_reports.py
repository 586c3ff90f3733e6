"""The mock provider's reports; a callback receiver plays the runner."""
import json
from urllib.parse import urlencode

from receiver import Receiver
from selftest_people import client_of, message, provider_of
from tap import eventually, free_port, test


def runner_of(t) -> Receiver:
    return t.use(Receiver(t.folder() / "reports"))


def settled(provider):
    eventually(lambda: provider.state()["pending"] == 0, 10, "reports posted")
    return provider.ledger()


def statuses(runner: Receiver) -> list[str]:
    return [json.loads(line["body"])["status"] for line in runner.callbacks()]


def send(t, provider, runner, reference="r-1", **more) -> str:
    answer = client_of(t, provider).ask("POST", "/send/a", message(
        reference, dlr_url=runner.url("/dlr/a/s3cret"), **more))
    return answer.json()["message_id"]


@test
def a_report_says_who_and_what(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[{"status": "read", "after_ms": 0,
                                        "extra": {"code": 7}}])
    number = send(t, provider, runner)
    ledger = settled(provider)
    line = runner.callbacks()[0]
    t.equal((line["method"], line["path"]), ("POST", "/dlr/a/s3cret"), "to")
    t.equal(json.loads(line["body"]),
            {"message_id": number, "to": "15550001", "status": "read",
             "code": 7}, "body")
    post = ledger.reports()[0]
    t.equal((post["answer"], post["send"], post["attempt"], post["status"]),
            (200, ledger.sends()[0]["n"], 0, "read"), "the ledger's line")


@test
def delivered_after_50_ms_is_what_happens_by_itself(t):
    runner = runner_of(t)
    provider = provider_of(t)
    provider.reset()
    send(t, provider, runner)
    ledger = settled(provider)
    t.equal(statuses(runner), ["delivered"], "reports")
    waited = runner.callbacks()[0]["at"] - ledger.sends()[0]["at"]
    t.check(49 <= waited < 5000, f"after {waited} ms")


@test
def reports_come_in_the_order_of_their_times(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[
        {"status": "sent", "after_ms": 200},
        {"status": "read", "after_ms": 100},
        {"status": "delivered", "after_ms": 1, "times": 2}])
    send(t, provider, runner)
    settled(provider)
    t.equal(statuses(runner), ["delivered", "delivered", "read", "sent"],
            "reports")


@test
def a_report_can_be_there_before_the_answer(t):
    runner = runner_of(t)
    provider = provider_of(t, answer_after_ms=1000, reports=[
        {"before_answer": True, "after_ms": 60_000}])
    client = client_of(t, provider)
    client.request("POST", "/send/a", message(dlr_url=runner.url("/dlr")))
    eventually(lambda: statuses(runner) == ["delivered"])
    t.equal(client.ending(0.02), "open", "connection")
    t.equal(client.rest, b"", "answer")
    t.equal(client.answer().status, 202, "status")


@test
def reports_can_be_for_parts_and_for_nobody(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[
        {"parts": 2}, {"part": 3, "parts": 3, "status": "failed"},
        {"message_id": "nobody"}])
    number = send(t, provider, runner)
    settled(provider)
    bodies = [json.loads(line["body"]) for line in runner.callbacks()]
    t.equal([(body["message_id"], body["status"], body.get("part"),
              body.get("parts")) for body in bodies],
            [(number, "delivered", 1, 2), (number, "delivered", 2, 2),
             (number, "failed", 3, 3), ("nobody", "delivered", None, None)],
            "reports")


@test
def secrets_are_right_or_wrong_as_ordered(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[{}, {"bad_secret": True}])
    for auth, right in (("bearer", "Bearer s3cret"),
                        ("basic", "Basic czNjcmV0"),
                        ("header:X-Key", "s3cret"),
                        ("path", "/dlr/a/s3cret")):
        with t.sub(auth):
            provider.settings(secret="s3cret", auth=auth)
            before = len(runner.callbacks())
            send(t, provider, runner, auth)
            posts = settled(provider).reports(reference=auth)
            t.equal([post["bad_secret"] for post in posts], [False, True],
                    "marks in the ledger")
            said = [proof_of(line, auth)
                    for line in runner.callbacks()[before:]]
            t.equal(said[0], right, "the good one")
            t.equal((len(said[1]), said[1] != right), (len(right), True),
                    "the bad one has the length only")


def proof_of(line: dict, auth: str) -> str:
    headers = {name.lower(): value for name, value in line["headers"]}
    if auth == "path":
        return line["path"]
    return headers["x-key" if auth == "header:X-Key" else "authorization"]


@test
def a_refused_report_is_repeated_when_wanted(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[{"after_ms": 1}])
    with t.sub("not by itself"):
        runner.next(1, 503)
        send(t, provider, runner, "once")
        t.equal([post["answer"] for post in
                 settled(provider).reports(reference="once")], [503], "posts")
    provider.settings(repeat_refused=True)
    with t.sub("until it is taken"):
        runner.next(2, 503)
        send(t, provider, runner, "thrice")
        posts = settled(provider).reports(reference="thrice")
        t.equal([(post["answer"], post["attempt"]) for post in posts],
                [(503, 0), (503, 1), (200, 2)], "posts")
        gaps = [later["at"] - post["at"]
                for post, later in zip(posts, posts[1:])]
        t.check(min(gaps) >= 49, f"gaps of {gaps} ms")
    with t.sub("5 times at most"):
        runner.next(9, 401)
        send(t, provider, runner, "never")
        posts = settled(provider).reports(reference="never")
        t.equal([post["answer"] for post in posts], [401] * 6, "posts")
    with t.sub("when nobody listens too"):
        provider.report(reference="never",
                        dlr_url=f"http://127.0.0.1:{free_port()}/dlr")
        post = provider.ledger().reports()[-1]
        t.equal(post["answer"], None, "answer")
        t.contains(post["error"], "ConnectionRefusedError", "error")


@test
def a_report_can_be_posted_at_any_later_time(t):
    runner = runner_of(t)
    provider = provider_of(t)
    number = send(t, provider, runner)
    t.equal(statuses(runner), [], "reports by itself")
    line = provider.report("failed", reference="r-1")
    t.equal((line["answer"], line["message_id"]), (200, number), "its line")
    line = provider.report("delivered", message_id=number)
    t.equal(statuses(runner), ["failed", "delivered"], "reports")


@test
def a_runner_that_hangs_does_not_stop_the_others(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[{"after_ms": 0}])
    provider.settings(timeout_ms=1500)
    runner.rule("accept_then_hang", count=1)
    send(t, provider, runner, "hangs")
    send(t, provider, runner, "goes")
    eventually(lambda: provider.ledger().reports(reference="goes"), 1.2)
    post = settled(provider).reports(reference="hangs")[0]
    t.equal(post["answer"], None, "answer")
    t.check(1400 < post["took_ms"] < 5000, f"took {post['took_ms']} ms")


@test
def a_message_that_was_refused_has_no_reports(t):
    runner = runner_of(t)
    provider = provider_of(t)
    client = client_of(t, provider)
    for when, count in (("before", 0), ("after", 1)):
        with t.sub(when):
            provider.next(1, "status", status=500, when=when,
                          reports=[{"after_ms": 0}])
            client.ask("POST", "/send/a", message(
                when, dlr_url=runner.url("/dlr")))
            settled(provider)
            t.equal(len(statuses(runner)), count, "reports")


@test
def kannels_form_is_spoken_too(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[
        {"status": word, "after_ms": 0}
        for word in ("accepted", "read", "delivered", "failed")])
    client = client_of(t, provider)
    query = {"username": "u", "password": "p", "from": "ACME",
             "to": "+15550001", "text": "Ciao €", "dlr-mask": "9",
             "dlr-url": runner.url("/dlr/sms/r-1") + "?status=%d&x=1"}
    answer = client.ask("GET", "/cgi-bin/sendsms?" + urlencode(query))
    t.equal((answer.status, answer.body), (202, b"0: Accepted for delivery"),
            "answer")
    line = settled(provider).sends()[0]
    t.equal((line["recipient"], line["text"], line["from"],
             line["reference"]),
            ("+15550001", "Ciao €", "ACME", query["dlr-url"]), "facts")
    t.equal([(line["method"], line["target"])
             for line in runner.callbacks()],
            [("GET", "/dlr/sms/r-1?status=8&x=1"),
             ("GET", "/dlr/sms/r-1?status=1&x=1")], "calls within the mask")


@test
def a_message_can_be_asked_for_and_recalled(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[{"after_ms": 60_000}])
    client = client_of(t, provider)
    number = send(t, provider, runner)
    for query in (f"message_id={number}", "reference=r-1"):
        answer = client.ask("GET", "/status?" + query)
        t.equal(answer.json(), {"message_id": number, "reference": "r-1",
                                "status": "accepted"}, "status")
    t.equal(client.ask("GET", "/status?reference=r-2").status, 404, "r-2")
    answer = client.ask("DELETE", "/messages/" + number)
    t.equal((answer.status, answer.json()["recalled"]), (200, True), "recall")
    t.equal(provider.state()["pending"], 0, "planned reports")
    number = send(t, provider, runner, "r-3")
    provider.report(reference="r-3")
    answer = client.ask("GET", "/status?reference=r-3")
    t.equal(answer.json()["status"], "delivered", "status of r-3")
    t.equal(client.ask("DELETE", "/messages/" + number).status, 409,
            "recall of what was delivered")
    t.equal(client.ask("DELETE", "/messages/x").status, 404, "recall of x")
    provider.rule("status", status=503, path="/status")
    t.equal(client.ask("GET", "/status?reference=r-3").status, 503, "by rule")
    ledger = provider.ledger()
    t.equal((ledger.count("query"), ledger.count("recall")), (5, 3), "lines")


@test
def a_provider_that_knows_keys_accepts_once(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[{"after_ms": 0}])
    provider.settings(dedupe_header="Idempotency-Key")
    client = client_of(t, provider)
    answers = [client.ask("POST", "/send/a",
                          message(dlr_url=runner.url("/dlr")),
                          {"Idempotency-Key": key}).json()["message_id"]
               for key in ("k-1", "k-1", "k-2")]
    t.equal(answers[0], answers[1], "the id of a repeat")
    t.check(answers[2] != answers[0], "another key is another message")
    ledger = settled(provider)
    t.equal([line["key"] for line in ledger.sends()], ["k-1", "k-2"], "keys")
    t.equal(ledger.of("repeat")[0]["of"], ledger.sends()[0]["n"], "repeat of")
    t.equal(len(statuses(runner)), 2, "reports")


@test
def what_is_due_is_known_though_nobody_took_it(t):
    runner = runner_of(t)
    provider = provider_of(t, reports=[{"after_ms": 0}])
    runner.listening(False)
    send(t, provider, runner)
    ledger = settled(provider)
    t.equal(ledger.reports()[0]["answer"], None, "answer to the report")
    answer = client_of(t, provider).ask("GET", "/status?reference=r-1")
    t.equal(answer.json()["status"], "delivered", "status")
