"""Delivery reports of the mock provider: when, what, how often, how signed.

A report is given as a dict (in a behaviour's `reports`, or to post one now):

    status         the word: sent, delivered, read, failed ... (delivered)
    after_ms       after the message was accepted (50)
    before_answer  posted, and its answer awaited, before the send is answered
    times          posted so many times in a row (1)
    message_id     another id than the message's: one that nobody knows
    part, parts    added to the body; `parts` alone posts one for each part
    bad_secret     a wrong secret of the right length instead of ours
    headers        added to the request
    extra          fields added to the JSON body
    altered        a byte is changed after it was signed (shapes alone)
    signed_for     the address that the signature is for, if it is another

A platform of shapes.py reports in its own way: see there. JSON form: POST of {"message_id", "to", "status"} to dlr_url. Kannel's form:
GET of dlr-url with %d replaced by the number of the status, only where the
message's dlr-mask has that bit (`read` has none: Kannel does not know it).

An answer other than 2xx, or none, is a refusal: the post is repeated up to 5
times, 50 ms apart (setting `repeat_refused`, off by default). Reports of one
message go out in the order of their times, each after the answer to the one
before it; repeats queue up among them at their own times.
"""
import base64
import heapq
import http.client
import itertools
import json
import queue
import threading
import time
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlsplit

import shapes
from ledger import LedgerWriter

KANNEL_STATUS = {"delivered": 1, "failed": 2, "buffered": 4, "accepted": 8,
                 "sent": 8, "rejected": 16}
WORKERS = 8
REPEATS = 5
REPEAT_MS = 50


@dataclass(frozen=True)
class Report:
    status: str = "delivered"
    after_ms: int = 50
    before_answer: bool = False
    times: int = 1
    message_id: str | None = None
    part: int | None = None
    parts: int | None = None
    bad_secret: bool = False
    headers: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)
    altered: bool = False
    signed_for: str | None = None

    @classmethod
    def read(cls, data: dict) -> "Report":
        unknown = set(data) - {one.name for one in fields(cls)}
        if unknown:
            raise ValueError(f"unknown settings of a report {unknown}")
        return cls(**data)

    def posts(self) -> list["Report"]:
        """One for each post that this dict asks for."""
        numbers = [self.part]
        if self.parts and self.part is None:
            numbers = range(1, self.parts + 1)
        return [replace(self, part=number, times=1)
                for number in numbers for _ in range(self.times)]


@dataclass(frozen=True)
class Message:
    """What the provider knows of a message that it accepted."""
    n: int
    message_id: str
    to: str
    reference: str | None
    dlr_url: str | None
    kannel_mask: int | None = None
    shape: str | None = None


@dataclass
class Settings:
    """`webhook`: where the reports of a platform go that has one address for
    all of them. `auth`: how we prove who we are: none; path (the secret is part of the
    dlr_url); bearer; basic (secret is user:password); header:NAME."""
    repeat_refused: bool = False
    secret: str = ""
    auth: str = "none"
    timeout_ms: int = 5000
    dedupe_header: str = ""
    webhook: str = ""

    def update(self, data: dict) -> None:
        for name, value in data.items():
            if not isinstance(value, type(getattr(self, name, None))):
                raise ValueError(f"setting {name}: {value!r}")
            setattr(self, name, value)

    def shown(self, bad: bool) -> str:
        """The secret, or a wrong one that is as long."""
        if not bad:
            return self.secret
        return "".join("y" if char == "x" else "x" for char in self.secret)

    def sign(self, url: str, bad: bool) -> tuple[str, dict]:
        """The URL and the headers that carry the secret, or a wrong one."""
        secret = self.shown(bad)
        if self.auth == "path":
            return url.replace(self.secret, secret), {}
        if self.auth == "bearer":
            return url, {"Authorization": f"Bearer {secret}"}
        if self.auth == "basic":
            token = base64.b64encode(secret.encode()).decode()
            return url, {"Authorization": f"Basic {token}"}
        if self.auth.startswith("header:"):
            return url, {self.auth.partition(":")[2]: secret}
        return url, {}


def kannel_code(status: str) -> int:
    """0, which no mask holds, for what Kannel has no number for."""
    return int(status) if status.isdigit() else KANNEL_STATUS.get(status, 0)


class Reporter:
    """Posts reports at their time and writes each post into the ledger."""

    def __init__(self, ledger: LedgerWriter):
        self.settings = Settings()
        self._ledger = ledger
        self._due: list[tuple] = []
        self._order = itertools.count()
        self._change = threading.Condition()
        self._queues = [queue.SimpleQueue() for _ in range(WORKERS)]
        self._under_way = 0
        self._status: dict[str, str] = {}
        threading.Thread(target=self._watch, daemon=True).start()
        for jobs in self._queues:
            threading.Thread(target=self._work, args=(jobs,),
                             daemon=True).start()

    def accept(self, message: Message, reports: list[Report]) -> None:
        """Plans the reports; those before the answer are posted right here."""
        self._status.setdefault(message.message_id, "accepted")
        now = time.monotonic()
        for report in reports:
            for post in report.posts():
                if post.before_answer:
                    self._deliver(message, post, 0)
                else:
                    self._plan(now + post.after_ms / 1000, message, post, 0)

    def status_of(self, message_id: str) -> str:
        """The last status that was due for it, whoever came to know of it."""
        return self._status.get(message_id, "unknown")

    def withdraw(self, message_id: str) -> bool:
        """Forgets its planned reports; False when it was delivered before."""
        with self._change:
            if self.status_of(message_id) in ("delivered", "read"):
                return False
            self._due = [job for job in self._due
                         if job[2].message_id != message_id]
            heapq.heapify(self._due)
            self._status[message_id] = "withdrawn"
        return True

    def pending(self) -> int:
        """Posts that are planned or under way."""
        with self._change:
            return len(self._due) + self._under_way

    def post(self, message: Message, report: Report,
             attempt: int = 0) -> dict:
        """Posts once, now; returns the ledger's line with the answer."""
        if report.message_id is None:
            self._status[message.message_id] = report.status
        facts = {"send": message.n, "message_id": message.message_id,
                 "to": message.to, "reference": message.reference,
                 "status": report.status, "attempt": attempt}
        if report.message_id is not None:
            facts["message_id"] = report.message_id
        if report.part is not None:
            facts["part"] = report.part
        began = time.monotonic()
        try:
            answer, error = self._call(message, report, facts), None
        except (OSError, LookupError, ValueError,
                http.client.HTTPException) as failed:
            answer, error = None, f"{type(failed).__name__}: {failed}"
        return self._ledger.note(
            "report", **facts, bad_secret=report.bad_secret,
            answer=answer, error=error,
            took_ms=round((time.monotonic() - began) * 1000))

    def _request(self, message: Message, report: Report,
                 facts: dict) -> tuple[str, str, bytes | None]:
        url = message.dlr_url or ""
        if message.kannel_mask is not None:
            return "GET", url.replace(
                "%d", str(kannel_code(report.status))), None
        body = {name: facts[name] for name in ("message_id", "to", "status")}
        if report.part is not None:
            body |= {"part": report.part, "parts": report.parts}
        return "POST", url, json.dumps(body | report.extra).encode()

    def _shaped(self, message: Message, report: Report) -> shapes.Post:
        """As the message's platform reports, with its proof."""
        shape = shapes.SHAPES[message.shape]
        if shape.webhook:
            message = replace(message, dlr_url=self.settings.webhook)
        post = shape.report(message, report)
        signed = replace(post, url=report.signed_for or post.url)
        post.headers |= shape.sign(
            self.settings.shown(report.bad_secret), signed)
        if report.altered:
            shapes.alter(post)
        return post

    def _signed(self, message: Message, report: Report,
                facts: dict) -> tuple[str, str, bytes | None, dict]:
        if message.shape:
            post = self._shaped(message, report)
            return "POST", post.url, post.body, post.headers
        method, url, body = self._request(message, report, facts)
        url, headers = self.settings.sign(url, report.bad_secret)
        if body is not None:
            headers["Content-Type"] = "application/json"
        return method, url, body, headers

    def _call(self, message: Message, report: Report, facts: dict) -> int:
        method, url, body, headers = self._signed(message, report, facts)
        parts = urlsplit(url)
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection = http.client.HTTPConnection(
            parts.hostname, parts.port,
            timeout=self.settings.timeout_ms / 1000)
        try:
            connection.request(method, target or "/", body,
                               headers | report.headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def _wanted(self, message: Message, report: Report) -> bool:
        if message.shape and shapes.SHAPES[message.shape].webhook:
            return bool(self.settings.webhook)
        if message.kannel_mask is None or not message.dlr_url:
            return bool(message.dlr_url)
        return bool(message.kannel_mask & kannel_code(report.status))

    def _plan(self, when: float, message: Message, report: Report,
              attempt: int) -> None:
        with self._change:
            heapq.heappush(self._due, (when, next(self._order), message,
                                       report, attempt))
            self._change.notify()

    def _watch(self) -> None:
        while True:
            with self._change:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._change.wait(self._due[0][0] - time.monotonic()
                                      if self._due else None)
                _, _, message, report, attempt = heapq.heappop(self._due)
                self._under_way += 1
            jobs = self._queues[message.n % WORKERS]
            jobs.put((message, report, attempt))

    def _work(self, jobs: queue.SimpleQueue) -> None:
        while True:
            message, report, attempt = jobs.get()
            self._deliver(message, report, attempt)
            with self._change:
                self._under_way -= 1

    def _deliver(self, message: Message, report: Report,
                 attempt: int) -> None:
        if not self._wanted(message, report):
            self._status[message.message_id] = report.status
            return
        answer = self.post(message, report, attempt)["answer"]
        accepted = answer is not None and 200 <= answer < 300
        if (self.settings.repeat_refused and not accepted
                and attempt < REPEATS):
            self._plan(time.monotonic() + REPEAT_MS / 1000, message, report,
                       attempt + 1)
