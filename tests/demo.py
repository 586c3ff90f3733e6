#!/usr/bin/env python3
"""The main job, played from end to end and told as it goes.

    FALLBACK_BIN=build/root/bin python3 tests/demo.py

A flow is designed from an answers file, checked and pushed; ten people get a
message, one for each digit that the sandbox knows; their timelines and the
signed callbacks are shown. The exit status is 0 only if every outcome is the
one of EXPECTED. Needs the three programs and nothing else; nothing leaves the
machine; everything that it starts ends with it.
"""
import contextlib
import json
import os
import shlex
import shutil
import signal
import sys
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))

from client import Client  # noqa: E402
from proc import Program, run  # noqa: E402
from receiver import Receiver  # noqa: E402
from tap import eventually  # noqa: E402

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WORKFLOW_ID = "01929f5c-b1c4-7a90-8e21-5d0c6f7a8b92"
TITLE = "Login OTP demo"
FLOW_FILE = "flows/login-otp-demo.yaml"
CODE = "482913"
DELAY_S = 5
PATIENCE_S = 40
EXAMPLE_HOOK = "http://127.0.0.1:8090/hook"

ANSWERS = f"""\
fallback: 1
title: {TITLE}
category: authentication
callback_profile: crm
inputs:
  code: {{pattern: "[0-9]{{4,8}}", sensitive: true}}
channels:
  - channel: whatsapp
    template: login_otp
    language: en
    params: {{"1": "{{{{code}}}}"}}
    delay: {DELAY_S}s
  - channel: sms
    template: otp_sms
    language: en
    params: {{code: "{{{{code}}}}", brand: Acme}}
    delay: {DELAY_S}s
wizard: {{file: {FLOW_FILE}}}
"""


@dataclass(frozen=True)
class Case:
    """What a digit on channel 1 has to lead to; channel 2 always delivers.

    `told` are the status codes of the callback, which is sent at the end;
    `later` those that the timeline has when all reports are in.
    """
    digit: int
    meaning: str
    outcome: str
    on: int | None               # deliveredOn
    moved: str | None            # why channel 1 was left
    told: tuple[str, ...]
    later: tuple[str, str]
    execution: str = "COMPLETED"
    waits: bool = False          # channel 2 begins when the delay is over
    again: bool = False          # channel 1 is tried more than once
    double: bool = False

    @property
    def number(self) -> str:
        return f"+39333123450{self.digit}"


EXPECTED = (
    Case(0, "delivered", "delivered", 1, None,
         ("DELIVERED",), ("DELIVERED", "SKIPPED")),
    Case(1, "delivered", "delivered", 1, None,
         ("DELIVERED",), ("DELIVERED", "SKIPPED")),
    Case(2, "a failed report", "delivered", 2, "failed",
         ("FAILED", "DELIVERED"), ("FAILED", "DELIVERED")),
    Case(3, "silence", "delivered", 2, "timeout",
         ("TIMEOUT", "DELIVERED"), ("TIMEOUT", "DELIVERED"), waits=True),
    Case(4, "delivered too late", "delivered", 2, "timeout",
         ("TIMEOUT", "DELIVERED"), ("DELIVERED", "DELIVERED"), waits=True,
         double=True),
    Case(5, "rejected at send", "delivered", 2, "invalid_recipient",
         ("FAILED", "DELIVERED"), ("FAILED", "DELIVERED")),
    Case(6, "rate limited", "delivered", 2, "rate_limited",
         ("FAILED", "DELIVERED"), ("FAILED", "DELIVERED"), again=True),
    Case(7, "delivered, then read", "delivered", 1, None,
         ("DELIVERED",), ("READ", "SKIPPED")),
    Case(8, "the answer is lost", "delivered", 2, "timeout",
         ("UNKNOWN", "DELIVERED"), ("UNKNOWN", "DELIVERED"), waits=True),
    Case(9, "opted out", "stopped", None, "opted_out",
         ("FAILED",), ("FAILED", "SKIPPED"), execution="STOPPED"),
)


def say(text: str = "") -> None:
    print(text, flush=True)


def heading(number: int, text: str) -> None:
    say(f"\n{number}. {text}\n")


def prose(text: str) -> None:
    say(textwrap.fill(" ".join(text.split()), 78))


def indented(text: str) -> None:
    say(textwrap.indent(text.rstrip("\n"), "    "))


class Demo:
    """The workspace, the runner on it, and the receiver of its callbacks."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack):
        self.folder = folder
        self.root = folder / "acme"
        self.stack = stack
        self.environment = {"CRM_WEBHOOK_SECRET": SECRET}
        self.receiver: Receiver | None = None
        self.runner: Program | None = None
        self.account = self.key = ""

    def command(self, program: str, *words: str, show: bool = True) -> str:
        """Runs a command in the workspace, and shows it with its output."""
        if show:
            say(f"$ {shlex.join([program, *words])}")
        done = run(program, *words, cwd=self.root, env=self.environment,
                   status=0)
        if show:
            indented(done.stderr + done.stdout)
        return done.stdout

    def prepare(self) -> None:
        say("$ fallback-publish init acme && cd acme")
        indented(run("fallback-publish", "init", "acme", cwd=self.folder,
                     status=0).stdout)
        self.receiver = self.stack.enter_context(
            Receiver(self.folder / "callbacks"))
        self.receiver.secrets(SECRET)
        path = self.root / "fallback.yaml"
        text = path.read_text()
        assert text.count(EXAMPLE_HOOK) == 1, f"no {EXAMPLE_HOOK} in {path}"
        path.write_text(text.replace(EXAMPLE_HOOK, self.receiver.url("/hook")))
        self.account = next(
            line.split()[1] for line in text.splitlines()
            if line.startswith("account:"))

    def design(self) -> None:
        answers = self.folder / "answers.yaml"
        answers.write_text(ANSWERS)
        say("$ cat ../answers.yaml")
        indented(ANSWERS)
        self.command("fallback-wizard", "--answers", "../answers.yaml",
                     "--workflow-id", WORKFLOW_ID)
        assert (self.root / FLOW_FILE).exists(), f"no {FLOW_FILE} was written"

    def serve(self) -> None:
        say("$ fallback-runner serve --listen 127.0.0.1:0 &")
        self.runner = self.stack.enter_context(Program(
            "fallback-runner", "serve", "-C", self.root, "--listen",
            "127.0.0.1:0", env=self.environment))
        indented(f"It listens on {self.runner.address()}")

    def publish(self) -> None:
        self.command("fallback-publish", "check", FLOW_FILE)
        say()
        prose(f"""The warning is right, and stops nothing: the template lives
              longer than the {DELAY_S} seconds that this demo waits. The
              number that ends with 4 will get the message twice.""")
        say()
        self.serve()
        self.command("fallback-publish", "push", TITLE, "--yes")

    def make_key(self) -> None:
        say("$ fallback-runner key create --name demo")
        self.key = self.command("fallback-runner", "key", "create", "--name",
                                "demo", show=False).strip()
        indented(self.key)

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        port = int(self.runner.address().rsplit(":", 1)[1])
        with Client(port) as client:
            answer = client.ask(method, f"/v1/{self.account}{path}", body,
                                {"api-key": self.key})
        assert answer.status in (200, 202), (
            f"{method} {path} was answered with {answer.status}:"
            f" {answer.body.decode()}")
        return answer.json()

    def invoke(self, case: Case) -> str:
        send = {"recipient": case.number, "templateParams": {"code": CODE}}
        path = f"/workflow/v1/instances/{WORKFLOW_ID}/invoke"
        body = {"requestId": f"demo-{case.digit}",
                "input": {"send1": send, "send2": send}}
        if case.digit == 0:
            self.show_curl(path, body)
        return self.ask("POST", path, body)["workflowInvocationId"]

    def show_curl(self, path: str, body: dict) -> None:
        say(f"$ curl -H 'api-key: {self.key[:8]}...' \\\n"
            f"    -d '{json.dumps(body)}' \\\n"
            f"    {self.runner.address()}/v1/{self.account}{path}\n")

    def timeline(self, invocation: str) -> dict:
        return self.ask("GET", f"/workflow/v1/invocations/{invocation}")


def codes(told: dict) -> tuple[str, ...]:
    return tuple(one["status"] for one in told["channels"])


def is_settled(case: Case, told: dict) -> bool:
    """Ended, and what comes after the end has come too."""
    return (told["outcome"] != "running" and told["double"] == case.double
            and codes(told) == case.later)


def settle(demo: Demo, invocations: dict[int, str]) -> dict[int, dict]:
    """The timelines when nothing more is to come, or when patience ends."""
    deadline = time.monotonic() + PATIENCE_S
    told, said = {}, set()
    while len(said) < len(EXPECTED) and time.monotonic() < deadline:
        for case in EXPECTED:
            told[case.digit] = demo.timeline(invocations[case.digit])
            if case.digit not in said and is_settled(case, told[case.digit]):
                said.add(case.digit)
        time.sleep(0.1)
    return told


def callback_of(demo: Demo, invocation: str) -> list[dict]:
    return [one for one in demo.receiver.callbacks()
            if json.loads(one["body"])["workflowInvocationId"] == invocation]


class Verdict:
    """Compares what happened with what was expected, and remembers."""

    def __init__(self):
        self.wrong: list[str] = []

    def same(self, case: Case, what: str, got, wanted) -> None:
        if got != wanted:
            self.wrong.append(
                f"digit {case.digit}: {what} is {got!r}, not {wanted!r}")

    def judge_timeline(self, case: Case, told: dict) -> None:
        first, second = told["channels"]
        self.same(case, "outcome", told["outcome"], case.outcome)
        self.same(case, "deliveredOn", told["deliveredOn"], case.on)
        self.same(case, "double", told["double"], case.double)
        self.same(case, "the status codes", codes(told), case.later)
        self.same(case, "movedOn", first.get("movedOn"), case.moved)
        self.same(case, "late", first["late"], case.double)
        self.same(case, "tried again", first["tries"] > 1, case.again)
        self.same(case, "a hand-over to channel 2", second["tries"],
                  1 if case.on == 2 else 0)
        if case.on == 2:
            # Both are RFC 3339 in UTC, of one length: as texts in order too.
            self.same(case, "waiting for the end of the delay",
                      second["sentAt"] >= first["deadline"], case.waits)

    def judge_callback(self, case: Case, found: list[dict]) -> None:
        self.same(case, "the number of callbacks", len(found), 1)
        if not found:
            return
        body = json.loads(found[0]["body"])
        self.same(case, "the flaw of the callback's signature",
                  found[0]["why"], None)
        self.same(case, "executionStatus", body["executionStatus"],
                  case.execution)
        self.same(case, "the callback's status codes",
                  callback_codes(body), case.told)


def callback_codes(body: dict) -> tuple[str, ...]:
    return tuple(body["result"][name]["statusCode"]
                 for name in sorted(body["result"]))


def show_case(demo: Demo, case: Case, invocation: str) -> None:
    say(f"--- {case.number}: {case.digit} on channel 1, {case.meaning}")
    indented(demo.command("fallback-runner", "explain", invocation,
                          show=False))
    say()


def show_callbacks(demo: Demo, invocations: dict[int, str]) -> None:
    for case in EXPECTED:
        for one in callback_of(demo, invocations[case.digit]):
            body = json.loads(one["body"])
            proof = "signature right" if one["verified"] else (
                f"SIGNATURE WRONG: {one['why']}")
            say(f"    {case.number}  {body['executionStatus']:9}  "
                f"{', '.join(callback_codes(body)):20}  {proof}")


def show_one_callback(demo: Demo, invocation: str) -> None:
    for one in callback_of(demo, invocation):
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            value = next(v for k, v in one["headers"] if k.lower() == name)
            indented(f"{name}: {value}")
        indented(json.dumps(json.loads(one["body"]), indent=2))
        say()


def show_totals(told: dict[int, dict]) -> None:
    every = list(told.values())
    for channel in (1, 2):
        tried = sum(one["channels"][channel - 1]["tries"] for one in every)
        people = sum(one["channels"][channel - 1]["tries"] > 0
                     for one in every)
        done = sum(one["deliveredOn"] == channel for one in every)
        name = every[0]["channels"][channel - 1]["channel"]
        say(f"    {name:9} {people:2} people, {tried:2} hand-overs, "
            f"{done} flows ended as delivered here")
    stopped = sum(one["outcome"] == "stopped" for one in every)
    doubles = sum(one["double"] for one in every)
    say(f"    stopped   {stopped:2} (opted out: nothing was sent on)")
    say(f"    doubles   {doubles:2} (the late one: it came on both)")


def play(demo: Demo) -> Verdict:
    began = time.monotonic()
    prose(f"""The main job of Fallback, on this machine alone: a message goes
          out on WhatsApp; when its report says that it failed, or none comes
          within {DELAY_S} seconds, it goes out as SMS. Both channels are on
          the sandbox: the last digit of a number says what happens on channel
          1, the digit before it what happens on channel 2 (here 0:
          delivered).""")
    heading(1, "A workspace: the example, which has approved templates")
    demo.prepare()
    heading(2, "A flow, by the wizard; its answers come from a file")
    demo.design()
    heading(3, "Check it, start a runner, publish it")
    demo.publish()
    demo.make_key()
    heading(4, "Ten invocations, one for each digit")
    invocations = {case.digit: demo.invoke(case) for case in EXPECTED}
    for case in EXPECTED:
        say(f"    {case.number}  {invocations[case.digit]}  {case.meaning}")
    say("\n    waiting for all reports, late ones too ...")
    told = settle(demo, invocations)
    heading(5, "What happened to each, and why")
    for case in EXPECTED:
        show_case(demo, case, invocations[case.digit])
    with contextlib.suppress(AssertionError):
        eventually(lambda: len(demo.receiver.callbacks()) >= len(EXPECTED), 10)
    heading(6, "The callbacks, as they were received and verified")
    show_callbacks(demo, invocations)
    say("\n    The one of digit 3, whole:\n")
    show_one_callback(demo, invocations[3])
    heading(7, "Totals")
    show_totals(told)
    verdict = Verdict()
    for case in EXPECTED:
        verdict.judge_timeline(case, told[case.digit])
        verdict.judge_callback(case, callback_of(
            demo, invocations[case.digit]))
    say(f"\n{len(EXPECTED)} invocations in "
        f"{time.monotonic() - began:.0f} seconds.")
    return verdict


def main() -> int:
    for one in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, lambda number, _: sys.exit(128 + number))
    folder = Path(tempfile.mkdtemp(prefix="fallback-demo-"))
    try:
        with contextlib.ExitStack() as stack:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            verdict = play(Demo(folder, stack))
    except (AssertionError, OSError, EOFError) as failure:
        print(f"\ndemo: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for line in verdict.wrong:
        say(f"NOT AS EXPECTED: {line}")
    if not verdict.wrong:
        say("Every outcome is the expected one.")
    return 1 if verdict.wrong else 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
