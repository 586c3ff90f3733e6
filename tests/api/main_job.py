#!/usr/bin/env python3
"""The main job over real HTTP: invocation, first channel, report or delay,
second channel, callback; judged by the provider's and the receiver's ledgers.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from setting import ACCOUNT, WORKFLOW_ID, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402


def sends(it, **wanted):
    return it.provider.ledger().sends(**wanted)


@test
def a_delivered_report_ends_the_flow_on_the_first_channel(t):
    it = t.use(Setting(t.folder()))
    it.provider.default(reports=[{"status": "delivered", "after_ms": 30}])
    answer = it.invoke("+393331234501", "order-1")
    t.equal(answer["requestId"], "order-1")
    t.equal(len(answer["workflowInvocationId"]), 22)
    told = it.ended(answer["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 1))
    t.equal([one["name"] for one in sends(it)], ["a"])
    t.equal(sends(it)[0]["text"], "482913 is your code.")
    callback = eventually(lambda: it.receiver.callbacks())[0]
    t.check(callback["verified"], f"signature: {callback['why']}")
    body = json.loads(callback["body"])
    t.equal(body["workflowInvocationId"], answer["workflowInvocationId"])
    t.equal(body["executionStatus"], "COMPLETED")
    t.equal(body["result"]["channel1"]["statusCode"], "DELIVERED")
    t.equal(body["result"]["channel1"]["to"], "393331234501")
    t.equal(body["result"]["channel1"]["timeout"], "PT2S")
    t.check("channel2" not in body["result"], "only channel 1 was tried")


@test
def a_failed_report_moves_on_at_once(t):
    it = t.use(Setting(t.folder(), delay_a="60s"))
    it.provider.rule(path="/send/a",
                     reports=[{"status": "failed", "after_ms": 30}])
    told = it.ended(it.invoke("+393331234502")["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    first, second = sends(it)
    t.equal((first["name"], second["name"]), ("a", "b"))
    t.equal(second["text"], "482913 is your Acme code.")
    t.check(second["at"] - first["at"] < 5000, "not after the delay")


@test
def silence_moves_on_when_the_delay_is_over(t):
    it = t.use(Setting(t.folder(), delay_a="1s"))
    it.provider.rule(path="/send/a", reports=[])
    told = it.ended(it.invoke("+393331234503")["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    first, second = sends(it)
    waited = second["at"] - first["at"]
    t.check(950 <= waited <= 3000, f"the second came after {waited} ms")
    t.equal(told["channels"][0]["status"], "TIMEOUT")


@test
def a_refusal_that_is_sure_moves_on_by_its_class(t):
    it = t.use(Setting(t.folder(), delay_a="60s"))
    it.provider.rule(path="/send/a", mode="status", status=404)
    told = it.ended(it.invoke("+393331234504")["workflowInvocationId"])
    t.equal(told["deliveredOn"], 2)
    t.equal(told["channels"][0]["movedOn"], "not_on_channel")


@test
def a_report_that_comes_before_the_answer_counts(t):
    it = t.use(Setting(t.folder(), delay_a="2s"))
    it.provider.rule(path="/send/a", reports=[
        {"status": "delivered", "before_answer": True}])
    told = it.ended(it.invoke("+393331234505")["workflowInvocationId"])
    t.equal(told["deliveredOn"], 1)
    t.equal(len(sends(it)), 1)


@test
def a_late_report_is_noted_and_sends_nothing(t):
    it = t.use(Setting(t.folder(), delay_a="500ms"))
    it.provider.rule(path="/send/a",
                     reports=[{"status": "delivered", "after_ms": 1500}])
    invocation = it.invoke("+393331234506")["workflowInvocationId"]
    it.ended(invocation)
    told = eventually(lambda: it.timeline(invocation)["double"]
                      and it.timeline(invocation))
    t.check(told["channels"][0]["late"], "channel 1 was late")
    t.equal(len(sends(it)), 2)
    t.equal(len(it.receiver.callbacks()), 1)


@test
def the_same_request_id_gives_the_same_invocation(t):
    it = t.use(Setting(t.folder()))
    path = f"/workflow/v1/instances/{WORKFLOW_ID}/invoke"
    body = {"requestId": "r1", "input": {
        "send1": {"recipient": "393331234507",
                  "templateParams": {"code": "1234"}},
        "send2": {"recipient": "+39 333 1234507".replace(" ", ""),
                  "templateParams": ["1234"]}}}
    first = it.ask("POST", path, body)
    again = it.ask("POST", path, body)
    t.equal((first.status, again.status), (202, 202))
    t.equal(first.json(), again.json())
    t.equal(again.header("Idempotent-Replayed"), "true")
    body["input"]["send1"]["recipient"] = "393331234508"
    other = it.ask("POST", path, body)
    t.equal((other.status, other.json()["code"]),
            (422, "idempotency-mismatch"))
    it.ended(first.json()["workflowInvocationId"])
    t.equal(len(sends(it)), 1)


@test
def what_is_wrong_is_refused_with_its_place(t):
    it = t.use(Setting(t.folder()))
    path = f"/workflow/v1/instances/{WORKFLOW_ID}/invoke"
    cases = [
        ({"recipient": "0333", "data": {"code": "1234"}},
         422, "recipient-wrong", "/recipient"),
        ({"data": {"code": "1234"}},
         422, "recipient-missing", "/recipient"),
        ({"recipient": "+393331234509", "data": {"code": "12"}},
         422, "input-mismatch", "/data/code"),
        ({"recipient": "+393331234509", "data": {"kode": "1234"}},
         422, "input-unknown", "/data/kode"),
        ({"recipient": "+393331234509"},
         422, "input-missing", "/data/code"),
        ({"recipient": "+393331234509", "data": {"code": "1234"},
          "input": {"send3": {}}}, 422, "channel-unknown", "/input/send3"),
        ({"recipent": "+393331234509"}, 422, "key-unknown", "/recipent"),
    ]
    for body, status, code, pointer in cases:
        answer = it.ask("POST", path, body)
        problem = answer.json()
        t.equal((answer.status, problem["code"], problem.get("pointer")),
                (status, code, pointer))
        t.equal(answer.header("Content-Type"), "application/problem+json")
    for status, code, method, where, headers in [
            (401, "key-wrong", "POST", path, {"api-key": "fbk_no"}),
            (404, "workflow-unknown", "POST",
             path.replace("01929f5c", "01929f5d"), {}),
            (404, "invocation-unknown", "GET",
             "/workflow/v1/invocations/4AhJ", {})]:
        answer = it.ask(method, where, {} if method == "POST" else None,
                        headers)
        t.equal((answer.status, answer.json()["code"]), (status, code))
    t.equal(sends(it), [])


@test
def a_forged_report_is_refused_and_changes_nothing(t):
    it = t.use(Setting(t.folder(), delay_a="60s"))
    it.provider.default(reports=[])
    invocation = it.invoke("+393331234510")["workflowInvocationId"]
    send = eventually(lambda: sends(it))[0]
    forged = send["dlr_url"][:-1] + (
        "0" if send["dlr_url"][-1] != "0" else "1")
    line = it.provider.report("delivered", message_id=send["message_id"],
                              dlr_url=forged)
    t.equal(line["answer"], 401)
    t.equal(it.timeline(invocation)["outcome"], "running")
    line = it.provider.report("delivered", message_id=send["message_id"])
    t.equal(line["answer"], 200)
    t.equal(it.ended(invocation)["deliveredOn"], 1)


@test
def a_callback_is_tried_again_with_the_same_id(t):
    it = t.use(Setting(t.folder()))
    it.receiver.next(1, 500)
    it.ended(it.invoke("+393331234511")["workflowInvocationId"])
    first, second = eventually(
        lambda: len(it.receiver.callbacks()) == 2 and it.receiver.callbacks(),
        seconds=20)
    t.equal(first["webhook_id"], second["webhook_id"])
    t.check(second["verified"], "signed anew")
    t.check(second["at"] - first["at"] >= 4900, "after 5 s")


@test
def a_graceful_stop_finishes_what_is_in_flight(t):
    it = t.use(Setting(t.folder(), delay_a="60s"))
    it.provider.default(answer_after_ms=800, reports=[])
    invocation = it.invoke("+393331234512")["workflowInvocationId"]
    eventually(lambda: sends(it))
    t.equal(it.runner.stop(), 0, "exit status")
    it.serve()
    told = it.timeline(invocation)
    t.equal(told["channels"][0]["status"], "WAITING")
    t.equal(len(sends(it)), 1)


@test
def sensitive_values_are_erased_once_no_send_needs_them(t):
    it = t.use(Setting(t.folder()))
    it.ended(it.invoke("+393331234513",
                       code="77665544")["workflowInvocationId"])
    it.runner.stop()
    files = [one for one in it.root.iterdir()
             if one.name.startswith("fallback.db")]
    t.check(files, "the store is there")
    for file in files:
        t.check(b"77665544" not in file.read_bytes(),
                f"{file.name} does not hold the code")


@test
def the_account_of_the_path_is_checked(t):
    it = t.use(Setting(t.folder()))
    from client import Client
    with Client(it.port) as client:
        answer = client.ask("GET", "/v1/OTHER/workflow/v1/instances", None,
                            {"api-key": it.key})
    t.equal((answer.status, answer.json()["code"]), (404, "account-unknown"))
    t.check(ACCOUNT != "OTHER", "another account")


main(globals(), seconds=60)
