"""A workspace on the sandbox with a running runner: what a person does by hand
with fallback-runner. The recipient's last digits choose what happens
(share/providers/sandbox.yaml).

    with Sandbox(t.folder()) as it:
        done = it.runner("invoke", "Login", "--to", "+393331234510", ...)
"""
import contextlib
import json
import re
import sqlite3
from pathlib import Path

from client import Client
from proc import Done, Program, run
from tap import eventually

ACCOUNT = "HXTEST0000001IN"
LOGIN = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69"

WORKSPACE = """\
fallback: 1
account: {account}
currency: EUR
store: sqlite:fallback.db
min_delay: 100ms
channels:
  wa: {{kind: whatsapp, provider: sandbox, senders: ["+390212345678"]}}
  sms: {{kind: sms, provider: sandbox, senders: [ACME]}}
environments:
  live: {{production: true}}
"""

TEMPLATES = """\
fallback: 1
templates:
  - name: otp
    kind: whatsapp
    language: en
    category: authentication
    status: approved
    body: "{{1}} is your code."
    examples: {"1": "482913"}
  - name: otp_sms
    kind: sms
    language: en
    category: authentication
    type: otp
    status: approved
    body: "{#var#} is your code."
    variables: [code]
    examples: {code: "482913"}
"""

FLOW = """\
fallback: 1
workflow_id: {workflow_id}
title: {title}
category: authentication
{more}inputs:
  code: {{pattern: "[0-9]{{4,8}}", sensitive: true}}
channels:
- {{channel: wa, from: "+390212345678", template: otp, language: en, params: {{"1": "{{{{code}}}}"}}, delay: {delays[0]}}}
- {{channel: sms, from: ACME, template: otp_sms, language: en, params: {{code: "{{{{code}}}}"}}, delay: {delays[1]}}}
"""


class Sandbox:
    """`delays` are those of the flow Login."""

    def __init__(self, folder: Path, delays: tuple[str, str] = ("2s", "2s"),
                 **environment: str):
        self.root = Path(folder) / "workspace"
        self.delays = delays
        self.environment = environment
        self.serving: Program | None = None
        self.port = 0
        self.key = ""

    def __enter__(self) -> "Sandbox":
        for name in ("flows", "templates"):
            (self.root / name).mkdir(parents=True)
        (self.root / "fallback.yaml").write_text(
            WORKSPACE.format(account=ACCOUNT))
        (self.root / "templates" / "otp.yaml").write_text(TEMPLATES)
        self.flow("Login", LOGIN, self.delays)
        self.serve()
        self.publish("push", "--yes", "Login")
        self.key = self.runner("key", "create", status=0).stdout.strip()
        return self

    def __exit__(self, *_) -> None:
        if self.serving and self.serving.running():
            self.serving.stop()

    def explain(self) -> str:
        return self.serving.explain() if self.serving else ""

    def flow(self, title: str, workflow_id: str,
             delays: tuple[str, str] = ("2s", "2s"), more: str = "") -> Path:
        """Writes a flow; nothing is published."""
        path = self.root / "flows" / f"{title.lower()}.yaml"
        path.write_text(FLOW.format(workflow_id=workflow_id, title=title,
                                    delays=delays, more=more))
        return path

    def serve(self) -> None:
        """Starts the runner, always on the same port once it has one."""
        self.serving = Program(
            "fallback-runner", "serve", "-C", self.root, "--listen",
            f"127.0.0.1:{self.port}", env=self.environment).start()
        self.port = int(self.serving.address().rsplit(":", 1)[1])

    def runner(self, *words: str, status: int | None = None, stdin: str = "",
               seconds: float = 30) -> Done:
        return run("fallback-runner", *words, cwd=self.root, status=status,
                   stdin=stdin, seconds=seconds)

    def publish(self, *words: str) -> Done:
        return run("fallback-publish", *words, cwd=self.root, status=0)

    def invoke(self, recipient: str, flow: str = "Login") -> str:
        """The id of an invocation that is to be accepted."""
        return self.runner("invoke", flow, "--to", recipient, "-d",
                           "code=482913", status=0).stdout.strip()

    def ask(self, method: str, path: str, body: dict | None = None,
            key: str = ""):
        """An API call below /v1/{account}/workflow/v1, with a key."""
        with Client(self.port) as client:
            return client.ask(
                method, f"/v1/{ACCOUNT}/workflow/v1{path}",
                None if body is None else json.dumps(body).encode(),
                {"api-key": key or self.key})

    def sql(self, statement: str) -> str:
        """One value of the store, by a connection that only reads."""
        with contextlib.closing(sqlite3.connect(
                f"file:{self.root}/fallback.db?mode=ro", uri=True)) as store:
            return str(store.execute(statement).fetchone()[0])

    def memory_kb(self) -> int:
        """What the runner has of the machine's memory."""
        status = Path(f"/proc/{self.serving.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])

    def timeline(self, invocation: str) -> dict:
        answer = self.ask("GET", f"/invocations/{invocation}")
        assert answer.status == 200, answer
        return answer.json()

    def ended(self, invocation: str, seconds: float = 15) -> dict:
        """The timeline once the execution has ended."""
        def look():
            told = self.timeline(invocation)
            return told if told["outcome"] != "running" else None
        return eventually(look, seconds, "the end of the execution")
