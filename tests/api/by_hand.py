#!/usr/bin/env python3
"""fallback-runner invoke: what a person gets, in every ending."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import Program  # noqa: E402
from sandbox import Sandbox  # noqa: E402
from tap import main, test  # noqa: E402

OTHER = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6a"
SHORT = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6b"
AGREED = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6c"
ID = r"[0-9A-Za-z]{22}"

# The last digits, what it comes to, and the exit status of --wait.
ENDINGS = [
    ("10", "delivered on channel 1", 0),
    ("15", "delivered on channel 2", 0),
    ("22", "failed", 1),
    ("33", "failed", 1),
    ("99", "stopped", 1),
]


def invoke(it, to, *words, flow="Login", status=None):
    return it.runner("invoke", flow, "--to", to, "-d", "code=482913", *words,
                     status=status)


@test
def waiting_shows_each_ending_with_its_timeline_and_status(t):
    it = t.use(Sandbox(t.folder(), ("1s", "1s")))
    for digits, outcome, status in ENDINGS:
        with t.sub(outcome):
            done = invoke(it, f"+39 333 12345-{digits}", "--wait")
            t.equal(done.status, status, done)
            t.contains(done.stdout, f"Outcome: {outcome}\n")
            t.contains(done.stdout, "invoked\n")
            first, second = done.stdout.splitlines()[:2]
            t.equal(second.split()[0], first, "the id")
            told = json.loads(invoke(
                it, f"+393331234{digits}0"[:11] + digits, "--wait",
                "--format", "json", status=status).stdout)
            t.equal(told["outcome"], outcome.split()[0])


@test
def waiting_tells_of_a_message_that_came_too_late_for_its_flow(t):
    it = t.use(Sandbox(t.folder()))
    it.flow("Short", SHORT, ("1s", "1s"), "not_after: 500ms\n")
    it.publish("push", "--yes", "Short")
    done = invoke(it, "+393331234513", "--wait", flow="Short", status=1)
    t.contains(done.stdout, "Outcome: expired\n")


@test
def waiting_goes_on_until_somebody_cancels(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    waits = t.use(Program("fallback-runner", "invoke", "Login", "--to",
                          "+393331234513", "-d", "code=482913", "--wait",
                          cwd=it.root))
    invocation = waits.stdout.find(rf"^({ID})\n", 20)[1]
    t.equal(it.ask("POST", f"/invocations/{invocation}/cancel").status, 200)
    t.equal(waits.wait(20), 1)
    t.contains(waits.stdout.text(), "Outcome: cancelled\n")


@test
def who_waits_for_a_runner_that_goes_away_is_told_where_to_look(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    waits = t.use(Program("fallback-runner", "invoke", "Login", "--to",
                          "+393331234513", "-d", "code=482913", "--wait",
                          cwd=it.root))
    invocation = waits.stdout.find(rf"^({ID})\n", 20)[1]
    it.serving.kill()
    t.equal(waits.wait(60), 3)
    t.contains(waits.stderr.text(), f"fallback-runner explain {invocation}")


@test
def a_flow_that_is_not_published_or_is_another_by_now_is_told(t):
    it = t.use(Sandbox(t.folder()))
    path = it.flow("Other", OTHER)
    for word in ("Other", "flows/other.yaml"):
        done = invoke(it, "+393331234510", flow=word, status=4)
        t.contains(done.stderr, "publish it first: fallback-publish push "
                                "flows/other.yaml\n")
    done = invoke(it, "+393331234510", flow=OTHER, status=4)
    t.contains(done.stderr, "fallback-publish list")
    it.publish("push", "--yes", "Other")
    t.equal(invoke(it, "+393331234510", flow="Other", status=0).stderr, "")
    path.write_text(path.read_text().replace("delay: 2s", "delay: 3s"))
    done = invoke(it, "+393331234510", flow="Other", status=0)
    t.contains(done.stderr, "note: flows/other.yaml is not what is published: "
                            "revision 1 runs")
    t.equal(len(done.stdout.strip()), 22, "the id alone on standard output")
    t.equal(invoke(it, "+393331234510", "-q", flow="Other", status=0).stderr,
            "")
    path.unlink()  # now only the store knows the title
    invoke(it, "+393331234510", flow="Other", status=0)
    it.publish("unpublish", "Other", "--yes")
    invoke(it, "+393331234510", flow="Other", status=4)


@test
def what_is_wrong_is_said_with_what_to_do(t):
    it = t.use(Sandbox(t.folder()))
    it.flow("Agreed", AGREED, more="consent: required\n")
    it.publish("push", "--yes", "Agreed")
    for words, status, part in [
            (["Login", "--to", "12"], 2, "the number '12' has fewer than"),
            (["Logan", "--to", "+393331234510"], 2, "'Login'"),
            (["Login", "--to", "+393331234510"], 1, "'code' is missing"),
            (["Login", "--to", "+393331234510", "-d", "code=x"], 1,
             "does not match [0-9]{4,8}"),
            (["Login", "--to", "+393331234510", "-d", "code"], 2,
             "--data is NAME=VALUE"),
            (["Agreed", "--to", "+393331234510", "-d", "code=482913"], 1,
             '"consent": true')]:
        with t.sub(" ".join(words)):
            t.contains(it.runner("invoke", *words, status=status).stderr, part)
    invoke(it, "+393331234510", "--consent", flow="Agreed", status=0)
    told = [json.loads(invoke(it, "+393331234510", "--request-id", "r-1",
                              "--format", "json", status=0).stdout)
            for _ in range(2)]
    t.equal(told[0], told[1])
    t.equal((told[0]["status"], told[0]["requestId"]), ("ACCEPTED", "r-1"))
    it.serving.stop()
    done = invoke(it, "+393331234510", status=3)
    t.contains(done.stderr, "'fallback-runner serve' starts one")


main(globals(), seconds=120)
