#!/usr/bin/env python3
"""Did they get it, what comes next, and nothing more, please: find, explain and
cancel, by hand and over the API.
"""
import json
import os
import pty
import re
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from proc import clean_environment, find_program  # noqa: E402
from sandbox import ACCOUNT, LOGIN, Sandbox  # noqa: E402
from tap import eventually, main, test  # noqa: E402

OTHER = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6a"
WINDOW = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6b"
NOBODY = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6c"
SILENT = "+393331234533"  # on both channels
MANY = 1200


def batch(it, numbers: list[str], flow: str = LOGIN) -> list[str]:
    """The ids of invocations for the numbers."""
    raw = "".join(json.dumps({"recipient": number, "data": {
        "code": "482913"}}) + "\n" for number in numbers).encode()
    with Client(it.port) as client:
        answer = client.ask(
            "POST", f"/v1/{ACCOUNT}/workflow/v1/instances/{flow}/invoke-batch",
            raw, {"api-key": it.key})
    return [json.loads(one)["workflowInvocationId"]
            for one in answer.body.splitlines()]


def pages(it, number: str, limit: int) -> list[list[str]]:
    found, more = [], ""
    while True:
        answer = it.ask("GET", f"/invocations?recipient={number}"
                               f"&limit={limit}{more}").json()
        found.append([one["workflowInvocationId"]
                      for one in answer["invocations"]])
        if not answer["next"]:
            return found
        more = f"&before={answer['next']}"


@test
def a_numbers_invocations_come_newest_first_a_page_at_a_time(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    ids = [it.invoke(SILENT) for _ in range(5)]
    batch(it, ["+393331234534"] * 3)
    t.equal(pages(it, "393331234533", 2),
            [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]])
    t.equal(pages(it, "393331234533", 5), [ids[::-1]])
    t.equal(pages(it, "393331234599", 5), [[]])
    for query in ("limit=0", "limit=1001", "limit=x", "before=x"):
        answer = it.ask("GET", f"/invocations?recipient=393331234533&{query}")
        t.equal((answer.status, answer.json()["code"]), (400, "query-wrong"))


@test
def what_is_found_tells_times_outcome_and_channels(t):
    it = t.use(Sandbox(t.folder(), ("1s", "1s")))
    got = it.invoke("+393331234512")  # failed on the first, then delivered
    told = it.ended(got)
    found = it.ask("GET", "/invocations?recipient=393331234512"
                   ).json()["invocations"][0]
    t.equal(found, {
        "workflowInvocationId": got, "workflowId": LOGIN, "title": "Login",
        "invokedAt": told["invokedAt"], "endedAt": told["endedAt"],
        "outcome": "delivered", "deliveredOn": 2, "channels": [
            {"position": 1, "channel": "wa", "status": "FAILED"},
            {"position": 2, "channel": "sms", "status": "DELIVERED"}]})


@test
def find_says_in_a_line_whether_they_got_it(t):
    it = t.use(Sandbox(t.folder(), ("1s", "1s")))
    first, second = (it.invoke("+393331234512") for _ in range(2))
    it.ended(first), it.ended(second)
    done = it.runner("find", "+39 333 1234-512", status=0)
    head, names, *rows = done.stdout.splitlines()
    t.equal(head, "To +39\u2022\u2022\u2022\u2022\u20224512, newest first")
    t.equal(names.split(), ["WHEN", "FLOW", "OUTCOME", "CHANNEL", "STATUS",
                            "EXECUTION"])
    t.equal([row.split()[2:] for row in rows],
            [["Login", "delivered", "sms", "DELIVERED", one]
             for one in (second, first)])
    t.check(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ  ", rows[0]), rows[0])
    t.check("3331234512" not in done.stdout + done.stderr, "the whole number")
    done = it.runner("find", "393331234512", "--limit", "1", status=0)
    t.contains(done.stderr, f"--before {second} shows them")
    done = it.runner("find", "393331234512", "--before", second, "--format",
                     "json", status=0)
    t.equal([one["workflowInvocationId"]
             for one in json.loads(done.stdout)["invocations"]], [first])
    done = it.runner("find", "393331234599", status=0)
    t.equal(done.stdout, "")
    t.contains(done.stderr, "nothing was invoked for +39")
    t.contains(it.runner("find", "12", status=2).stderr,
               "the number '12' has fewer")
    t.contains(it.runner("find", "393331234512", "--limit", "0",
                         status=2).stderr, "limit is 1 to 1000")


@test
def explain_says_what_comes_next_and_when(t):
    it = t.use(Sandbox(t.folder(), ("300s", "1s")))
    running = it.invoke(SILENT)
    told = it.timeline(running)
    t.equal((told["next"]["action"], told["next"]["channel"],
             told["next"]["at"]),
            ("send", 2, told["channels"][0]["deadline"]))
    out = it.runner("explain", running, status=0).stdout
    found = re.search(r"^Next: at \d\d:\d\d:\d\dZ \(in (\S+)\): (.*)$", out,
                      re.M)
    t.equal(found[2], "channel 2, sms, unless a report comes")
    t.check(re.fullmatch(r"4m\d+s|5m", found[1]), found[1])
    ended = it.invoke("+393331234510")
    t.check("next" not in it.ended(ended), "nothing comes after the end")
    t.check("Next:" not in it.runner("explain", ended).stdout, "nor here")


@test
def the_last_channel_is_followed_by_the_end(t):
    it = t.use(Sandbox(t.folder(), ("100ms", "600s")))
    running = it.invoke(SILENT)
    told = eventually(lambda: (told := it.timeline(running))[
        "channels"][1]["sentAt"] and told)
    t.equal((told["next"]["action"], told["next"]["outcome"]),
            ("finish", "failed"))
    t.contains(it.runner("explain", running).stdout,
               ": the end, failed, unless a report comes\n")


@test
def cancelling_one_sends_nothing_more_for_it(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    one, other = it.invoke(SILENT), it.invoke(SILENT)
    t.equal(it.runner("cancel", one, status=0).stdout, f"{one}: cancelled\n")
    t.equal(it.timeline(one)["outcome"], "cancelled")
    t.equal(it.timeline(other)["outcome"], "running")
    it.runner("cancel", one, status=0)  # it is so already
    ended = it.invoke("+393331234510")
    it.ended(ended)
    t.contains(it.runner("cancel", ended, status=4).stderr,
               "had ended before: delivered")
    t.contains(it.runner("cancel", "0" * 22, status=2).stderr,
               "there is no such invocation")
    for words in ([], ["x"], [one, "--flow", "Login"]):
        it.runner("cancel", *words, status=2)


@test
def cancelling_a_flow_ends_all_that_run_of_it_and_no_other(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    it.flow("Other", OTHER, ("600s", "600s"))
    it.publish("push", "--yes", "Other")
    ended = it.invoke("+393331234510")
    it.ended(ended)
    mine = batch(it, [SILENT] * 250)
    others = batch(it, [SILENT] * 3, OTHER)
    done = it.runner("cancel", "--flow", "Login", "--yes", status=0)
    t.equal(done.stdout, "Login: 250 invocations cancelled\n")
    t.equal({it.timeline(one)["outcome"] for one in mine[::10]},
            {"cancelled"})
    t.equal({it.timeline(one)["outcome"] for one in others}, {"running"})
    t.equal(it.timeline(ended)["outcome"], "delivered")
    again = it.runner("cancel", "--flow", LOGIN, "--yes", status=0)
    t.contains(again.stdout, ": 0 invocations cancelled")
    it.publish("unpublish", "Other", "--yes")  # those that run go on
    t.equal(it.ask("POST", f"/instances/{OTHER}/cancel").json(),
            {"cancelled": 3})
    answer = it.ask("POST", f"/instances/{NOBODY}/cancel")
    t.equal((answer.status, answer.json()["code"]), (404, "workflow-unknown"))
    t.contains(it.runner("cancel", "--flow", "Login", status=2).stderr,
               "give --yes")


def answered_at_a_terminal(it, answer: str, *words: str) -> tuple[int, str]:
    """Status and all that was shown."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
            [find_program("fallback-runner"), *words], cwd=it.root,
            stdin=theirs, stdout=theirs, stderr=theirs,
            env=clean_environment(), start_new_session=True) as child:
        os.close(theirs)
        os.write(ours, answer.encode())
        shown = b""
        try:
            while more := os.read(ours, 4096):
                shown += more
        except OSError:
            pass  # the terminal is gone with its last user
        status = child.wait(20)
    os.close(ours)
    return status, shown.decode()


@test
def a_person_is_asked_before_a_whole_flow_is_cancelled(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    running = it.invoke(SILENT)
    status, shown = answered_at_a_terminal(
        it, "n\n", "cancel", "--flow", "Login")
    t.contains(shown, "Cancel all running invocations of 'Login' in "
                      "sqlite:fallback.db? [y/N]")
    t.equal(status, 5, shown)
    t.equal(it.timeline(running)["outcome"], "running")
    status, shown = answered_at_a_terminal(
        it, "y\n", "--env", "live", "cancel", "--flow", "Login")
    t.equal(status, 5, "production wants its name")
    status, shown = answered_at_a_terminal(
        it, "live\n", "--env", "live", "cancel", "--flow", "Login")
    t.equal(status, 0, shown)
    t.equal(it.timeline(running)["outcome"], "cancelled")


@test
def others_are_served_while_many_are_cancelled(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    batch(it, [SILENT] * MANY)
    answers = []
    cancelling = threading.Thread(target=lambda: answers.append(
        it.ask("POST", f"/instances/{LOGIN}/cancel")))
    cancelling.start()
    served = 0
    while cancelling.is_alive():
        t.equal(it.ask("GET", "/instances").status, 200)
        served += 1
    cancelling.join()
    t.equal(answers[0].json(), {"cancelled": MANY})
    # If it were one turn, the first would have waited for all of it.
    t.check(served >= 3, f"{served} requests were served meanwhile")


main(globals(), seconds=90)
