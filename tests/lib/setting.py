"""A whole setting: a workspace on the mock provider, a runner, a receiver.

    with Setting(t.folder()) as it:
        answer = it.invoke("+393331234500", code="482913")
        it.timeline(answer["workflowInvocationId"])

The flow has two channels, `a` (WhatsApp) and `b` (SMS), both on the mock
provider at /send/a and /send/b, and delays of `delay_a` and `delay_b`. All
programs are those of $FALLBACK_BIN.
"""
import json
import os
from pathlib import Path

from client import Client
from proc import Program, run
from provider import Provider
from receiver import Receiver
from tap import eventually

ACCOUNT = "HXTEST0000001IN"
WORKFLOW_ID = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

WORKSPACE = """\
fallback: 1
account: {account}
currency: EUR
store: sqlite:fallback.db
min_delay: 100ms
channels:
  a: {{kind: whatsapp, provider: mock, senders: ["+390212345678"], {more_a}settings: {{url: "{provider}/send/a"}}}}
  b: {{kind: sms, provider: mock, senders: [ACME], {more_b}settings: {{url: "{provider}/send/b"}}}}
{channels}callback_profiles:
  crm: {{url: "{receiver}/hook", {profile}}}
callback_allow: [127.0.0.0/8]
"""

PROVIDER = """\
fallback: 1
provider: mock
kind: any
settings: {url: {required: true}}
abilities: {expiry: none, recall: false, query: false, dedupe: none, reference: field}
send:
  method: POST
  url: "{settings.url}"
  body:
    json: {to: "{to}", from: "{from}", text: "{text}", reference: "{reference}", dlr_url: "{report_url}"}
  accepted: {status: [202], message_id: /message_id}
  errors:
    - {status: 400, class: parameters_wrong}
    - {status: 401, class: auth}
    - {status: 404, class: not_on_channel}
    - {status: 503, class: provider_down}
reports:
  auth: secret_path
  reference: path
  report: {from: /status, map: {sent: sent, delivered: delivered, read: read, failed: failed, expired: expired}}
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
    body: "{#var#} is your {#var#} code."
    variables: [code, brand]
    examples: {code: "482913", brand: Acme}
"""

RCS_TEMPLATE = """\
  - name: otp_rcs
    kind: rcs
    language: en
    category: authentication
    status: approved
    body: "{{1}} is your code."
    examples: {"1": "482913"}
"""

FLOW = """\
fallback: 1
workflow_id: {workflow_id}
title: Login
category: {category}
callback_profile: crm
{more}inputs:
  code: {{pattern: "[0-9]{{4,8}}", sensitive: true}}
channels:
- {{channel: {first}, from: {first_from}, template: {first_template}, language: en, params: {first_params}, delay: {delay_a}}}
- {{channel: {second}, from: ACME, template: otp_sms, language: en, params: {{code: "{{{{code}}}}", brand: Acme}}, delay: {delay_b}}}
"""


class Setting:
    """`channels` is more YAML for fallback.yaml's channels, with {provider}
    for the mock provider's address; `first` and `second` name the channels of
    the flow; `profile` is what the callback profile has beside its url;
    `more_a` and `more_b` are more keys of the channels a and b, as in
    "rate: 80/s, ", and `more` more lines of the flow."""

    def __init__(self, folder: Path, delay_a: str = "2s", delay_b: str = "2s",
                 channels: str = "", first: str = "a", second: str = "b",
                 first_from: str = "+390212345678",
                 first_template: str = "otp",
                 environment: dict[str, str] | None = None,
                 profile: str = "secret: {env: TEST_CALLBACK_SECRET}",
                 more_a: str = "", more_b: str = "", more: str = "",
                 category: str = "authentication"):
        self.folder = Path(folder)
        self.root = self.folder / "workspace"
        self.delays = (delay_a, delay_b)
        self.channels, self.second = channels, second
        self.first = {"first": first, "first_from": json.dumps(first_from),
                      "first_template": first_template}
        self.profile = profile
        self.more_a, self.more_b = more_a, more_b
        self.more, self.category = more, category
        self.environment = {"TEST_CALLBACK_SECRET": SECRET} | (
            environment or {})
        self.provider = Provider(self.folder / "provider.ledger")
        self.receiver = Receiver(self.folder / "receiver.ledger")
        self.runner: Program | None = None
        self.key = ""
        self.port = 0

    def __enter__(self) -> "Setting":
        try:
            self._start()
        except BaseException:
            self.__exit__()  # a setting that did not come up leaves nothing
            raise
        return self

    def _start(self) -> None:
        self.provider.__enter__()
        self.receiver.__enter__()
        self.receiver.secrets(SECRET)
        self.write()
        self.serve()
        self.publish("push", "--yes")
        self.key = self.fallback("key", "create", "--name", "tests").strip()

    def __exit__(self, *_) -> None:
        try:
            if self.runner and self.runner.running():
                self.runner.stop()
        finally:
            self.receiver.__exit__(None, None, None)
            self.provider.__exit__(None, None, None)

    def write(self) -> None:
        """The workspace's files."""
        for name in ("flows", "templates", "providers"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        provider = self.provider.url("").rstrip("/")
        (self.root / "fallback.yaml").write_text(WORKSPACE.format(
            account=ACCOUNT, provider=provider,
            receiver=self.receiver.url("").rstrip("/"),
            channels=self.channels.replace("{provider}", provider),
            profile=self.profile, more_a=self.more_a, more_b=self.more_b))
        (self.root / "providers" / "mock.yaml").write_text(PROVIDER)
        (self.root / "templates" / "otp.yaml").write_text(
            TEMPLATES + RCS_TEMPLATE)
        (self.root / "flows" / "login.yaml").write_text(FLOW.format(
            **self.first, workflow_id=WORKFLOW_ID,
            first_params='{"1": "{{code}}"}', second=self.second,
            more=self.more, category=self.category,
            delay_a=self.delays[0], delay_b=self.delays[1]))

    def launch(self, **environment: str) -> None:
        """Starts the runner, always on the same port once it has one, and
        does not wait for it."""
        self.runner = Program(
            "fallback-runner", "serve", "-C", self.root, "--listen",
            f"127.0.0.1:{self.port}",
            env=self.environment | environment).start()

    def serve(self, **environment: str) -> None:
        """Starts the runner and waits until it listens."""
        self.launch(**environment)
        url = self.runner.address()
        self.port = int(url.rsplit(":", 1)[1])

    def _run(self, program: str, *words: str | os.PathLike) -> str:
        return run(program, *words, cwd=self.root, env=self.environment,
                   status=0).stdout

    def publish(self, *words: str) -> str:
        return self._run("fallback-publish", *words)

    def fallback(self, *words: str) -> str:
        return self._run("fallback-runner", *words)

    def ask(self, method: str, path: str, body: dict | None = None,
            headers: dict[str, str] | None = None):
        """An API call below /v1/{account}, with the key."""
        with Client(self.port) as client:
            return client.ask(
                method, f"/v1/{ACCOUNT}{path}",
                None if body is None else json.dumps(body).encode(),
                {"api-key": self.key, "Content-Type": "application/json"}
                | (headers or {}))

    def invoke(self, recipient: str, request_id: str | None = None,
               **data: str) -> dict:
        """The JSON of an invocation that is to be accepted."""
        body = {"recipient": recipient, "data": data or {"code": "482913"}}
        if request_id:
            body["requestId"] = request_id
        answer = self.ask(
            "POST", f"/workflow/v1/instances/{WORKFLOW_ID}/invoke", body)
        assert answer.status == 202, answer
        return answer.json()

    def timeline(self, invocation: str) -> dict:
        answer = self.ask("GET", f"/workflow/v1/invocations/{invocation}")
        assert answer.status == 200, answer
        return answer.json()

    def ended(self, invocation: str, seconds: float = 15) -> dict:
        """The timeline once the execution has ended."""
        def look():
            told = self.timeline(invocation)
            return told if told["outcome"] != "running" else None
        return eventually(look, seconds, "the end of the execution")
