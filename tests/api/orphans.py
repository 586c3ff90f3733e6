#!/usr/bin/env python3
"""Reports that no message claims yet: one that comes before the answer of its
send, and one of an id that nobody knows. Both are taken with 200 and kept.
"""
import json
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

import setting  # noqa: E402
from client import Client  # noqa: E402
from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

TOKEN = "canary-of-the-report-token"
REPORTS = """\
reports:
  auth: {bearer: {token: settings.token}}
  message_id: /message_id
  part: /part
  report: {from: /status, map: {sent: sent, delivered: delivered, failed: failed}}
"""
CHANNEL = """\
  c: {{kind: sms, provider: late, senders: [ACME], settings: {{url: "{url}", token: {{env: TEST_REPORT_TOKEN}}}}}}
"""


class ById(Setting):
    """Its second channel's reports name the provider's id alone."""

    def __init__(self, folder, ids="/message_id"):
        super().__init__(folder, delay_a="200ms", delay_b="20s", second="c",
                         environment={"TEST_REPORT_TOKEN": TOKEN})
        self.ids = ids

    def write(self):
        self.channels = CHANNEL.format(url=self.provider.url("/send/c"))
        super().write()
        head = setting.PROVIDER.partition("reports:")[0]
        head = head.replace("provider: mock", "provider: late").replace(
            "{url: {required: true}}",
            "{url: {required: true}, token: {required: true, secret: true}}")
        (self.root / "providers" / "late.yaml").write_text(head.replace(
            "message_id: /message_id", f"message_id: {self.ids}") + REPORTS)

    def report(self, token=TOKEN, **body):
        with Client(self.port) as client:
            return client.ask("POST", "/dlr/c/all", json.dumps(body).encode(),
                              {"Authorization": f"Bearer {token}",
                               "Content-Type": "application/json"})


def sent_on_c(it):
    return eventually(lambda: it.provider.ledger().sends(name="c"), 10)[0]


@test
def a_report_before_the_answer_of_its_send_ends_the_flow(t):
    it = t.use(ById(t.folder()))
    it.provider.rule(path="/send/a", reports=[])
    it.provider.rule(path="/send/c", reports=[], answer_after_ms=1500)
    invocation = it.invoke("+393331234501")["workflowInvocationId"]
    message = sent_on_c(it)["message_id"]
    for status in ("sent", "delivered", "delivered"):
        t.equal(it.report(message_id=message, status=status).status, 200)
    t.equal(it.timeline(invocation)["outcome"], "running")
    told = it.ended(invocation)
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
    t.equal(len(it.provider.ledger().sends(name="c")), 1, "sends on c")
    said = [event.get("said") for event in told["events"]]
    t.check("came before the answer" in said, f"the timeline says so: {said}")
    called = eventually(lambda: it.receiver.callbacks(), 10)
    t.equal(len({one["webhook_id"] for one in called}), 1, "callbacks")


@test
def each_part_claims_the_reports_of_its_own_id(t):
    it = t.use(ById(t.folder(), ids="/ids/*"))
    it.provider.rule(path="/send/a", reports=[])
    it.provider.rule(path="/send/c", reports=[], answer_after_ms=1000,
                     body='{"ids": ["part-1", "part-2"]}')
    invocation = it.invoke("+393331234502")["workflowInvocationId"]
    sent_on_c(it)
    t.equal(it.report(message_id="part-1", status="sent").status, 200)
    t.equal(it.report(message_id="part-2", status="failed").status, 200)
    told = it.ended(invocation)
    t.equal(told["outcome"], "failed", "one part of it failed")


@test
def an_unknown_id_is_taken_and_a_wrong_proof_is_not(t):
    it = t.use(ById(t.folder()))
    answer = it.report(message_id="nobody-knows-it", status="delivered")
    t.equal(answer.status, 200)
    for token in ("", "wrong", TOKEN + "x"):
        answer = it.report(token, message_id="nobody-knows-it",
                           status="delivered")
        t.equal(answer.status, 401)


@test
def what_was_kept_is_claimed_after_a_restart(t):
    it = t.use(ById(t.folder()))
    t.equal(it.report(message_id="fixed-id", status="delivered").status, 200)
    it.runner.kill()
    it.serve()
    it.provider.rule(path="/send/a", reports=[])
    it.provider.rule(path="/send/c", reports=[],
                     body='{"message_id": "fixed-id"}')
    told = it.ended(it.invoke("+393331234503")["workflowInvocationId"])
    t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))


@test
def many_reports_of_one_message_at_once_are_all_kept(t):
    it = t.use(ById(t.folder()))
    it.provider.rule(path="/send/a", reports=[])
    it.provider.rule(path="/send/c", reports=[])
    invocation = it.invoke("+393331234504")["workflowInvocationId"]
    message = sent_on_c(it)["message_id"]
    answers, together = [], threading.Barrier(40)

    def post(part):
        together.wait()
        answers.append(it.report(message_id=message, status="sent",
                                 part=part % 16 + 1).status)

    posts = [threading.Thread(target=post, args=(i,)) for i in range(40)]
    for one in posts:
        one.start()
    for one in posts:
        one.join()
    t.equal(answers, [200] * 40)
    t.equal(it.timeline(invocation)["channels"][1]["report"], "sent")


main(globals(), seconds=120)
