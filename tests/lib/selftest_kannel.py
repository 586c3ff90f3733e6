"""A real Kannel takes a message and reports on it."""
import urllib.request
from urllib.parse import urlencode

from kannel import Kannel, missing
from receiver import Receiver
from tap import eventually, test


def send(kannel: Kannel, text: str, **more: str) -> tuple[int, bytes]:
    query = {"username": kannel.username, "password": kannel.password,
             "from": "ACME", "to": "+393331234567", "text": text,
             "charset": "UTF-8"} | more
    url = kannel.sendsms_url + "?" + urlencode(query)
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read()


@test
def kannel_sends_and_reports_8_and_1(t):
    if missing():
        t.skip(missing())
    runner = t.use(Receiver(t.folder() / "ledger"))
    kannel = t.use(Kannel(t.folder()))
    answer = send(kannel, "Ciao {1} 100%", **{
        "dlr-mask": "31", "dlr-url": runner.url("/dlr/r-1") + "?status=%d"})
    t.equal(answer, (202, b"0: Accepted for delivery"), "answer")
    eventually(lambda: len(runner.callbacks()) == 2, 10, "two reports")
    # It posts them on two connections: their order is not given.
    t.equal(sorted(line["target"] for line in runner.callbacks()),
            ["/dlr/r-1?status=1", "/dlr/r-1?status=8"], "reports")
    send(kannel, "Città €", coding="2")
    messages = eventually(lambda: kannel.messages()[1:] and kannel.messages())
    t.equal([(sms.sender, sms.to, sms.text) for sms in messages],
            [("ACME", "+393331234567", "Ciao {1} 100%"),
             ("ACME", "+393331234567", "Città €")], "messages")


@test
def two_kannels_do_not_meet_and_leave_nothing_behind(t):
    if missing():
        t.skip(missing())
    with Kannel(t.folder()) as one, Kannel(t.folder()) as two:
        send(two, "for two")
        eventually(lambda: two.messages())
        t.equal(one.messages(), [], "messages of the other one")
        children = one.pids + two.pids
        t.equal(len(children), 6, "processes")
    for pid in children:
        t.check(not process_exists(pid), f"process {pid} has ended")


def process_exists(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8"):
            return True
    except FileNotFoundError:
        return False
