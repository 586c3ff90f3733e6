"""How a mock service treats one request: the modes and who gets which.

A behaviour is given as a dict (JSON on the control port): a `mode` of the
table below and the settings beside it; unknown ones are an error, so that a
test with a slip of the pen fails.

    accept              answer and keep the connection; `body`, `content_type`
                        replace the answer's; `afterwards`: keep, close, reset
    accept_then_close   whole request read and accepted, then FIN, no answer
    accept_then_reset   the same with RST
    half_close          FIN in our direction only; what comes then is still
                        read (and accepted, when it is another message)
    accept_then_hang    nothing, until the peer goes
    accept_then_kill    SIGKILL to `pid` (the program under test), no answer
    drip                the answer, a byte each `interval_ms` (1000)
    split               the answer in pieces of 7 bytes, `interval_ms` (5)
    chunked             the answer in chunks of 5 bytes
    truncated           promises the whole body, sends half, closes
    huge                promises and sends a body of `bytes` (1 GiB)
    not_json            a page of HTML
    status              `status` NNN; `when`: after accepting or (default)
                        before it, which the ledger calls refused;
                        `retry_after` seconds, as `retry_after_form`: seconds
                        or date, or any `retry_after_text`; `location` for a
                        redirect

`answer_after_ms` delays any answer. `reports` (see reports.py) are those of a
message that was accepted.
"""
import contextlib
import os
import signal
import threading
import time
from dataclasses import dataclass, field, fields
from email.utils import formatdate

from wire import Answer, Connection, Request

DELIVERED_SOON = ({"status": "delivered", "after_ms": 50},)


@dataclass(frozen=True)
class Behaviour:
    mode: str = "accept"
    answer_after_ms: int = 0
    interval_ms: int | None = None
    bytes: int = 1 << 30
    body: str | None = None
    content_type: str = "application/json"
    afterwards: str = "keep"
    status: int = 0
    when: str = "before"
    retry_after: int | None = None
    retry_after_text: str | None = None
    retry_after_form: str = "seconds"
    location: str | None = None
    pid: int = 0
    reports: tuple[dict, ...] = DELIVERED_SOON

    @classmethod
    def read(cls, data: dict) -> "Behaviour":
        unknown = set(data) - {one.name for one in fields(cls)}
        if unknown:
            raise ValueError(f"unknown settings {sorted(unknown)}")
        if "reports" in data:
            data = data | {"reports": tuple(data["reports"])}
        behaviour = cls(**data)
        behaviour._check()
        return behaviour

    def _check(self) -> None:
        for name in ("answer_after_ms", "interval_ms", "bytes", "status",
                     "retry_after", "pid"):
            if not isinstance(getattr(self, name), int | None):
                raise ValueError(f"{name} is a whole number")
        _one_of("mode", self.mode, MODES)
        _one_of("when", self.when, ("before", "after"))
        _one_of("afterwards", self.afterwards, ("keep", "close", "reset"))
        _one_of("retry_after_form", self.retry_after_form,
                ("seconds", "date"))
        if (self.mode == "status") != (100 <= self.status <= 999):
            raise ValueError("mode status and a status go together")
        if (self.mode == "accept_then_kill") != (self.pid > 1):
            raise ValueError("mode accept_then_kill and a pid go together")

    @property
    def accepts(self) -> bool:
        return self.mode != "status" or self.when == "after"

    @property
    def answers(self) -> bool:
        """Whether the peer sees a status at all."""
        return self.mode not in ("accept_then_close", "accept_then_reset",
                                 "half_close", "accept_then_hang",
                                 "accept_then_kill")

    def answer(self, good: Answer) -> Answer:
        """The answer of this behaviour, where a good one would be `good`."""
        if self.mode == "status":
            return Answer(self.status, b'{"error": "as ordered"}',
                          [("Content-Type", "application/json")]
                          + self._location() + self._retry_after())
        if self.mode == "not_json":
            return Answer(good.status, b"<html><body>It works!</body></html>",
                          [("Content-Type", "text/html")])
        if self.body is not None:
            return Answer(good.status, self.body.encode(),
                          [("Content-Type", self.content_type)])
        return good

    def _location(self) -> list[tuple[str, str]]:
        return [("Location", self.location)] if self.location else []

    def _retry_after(self) -> list[tuple[str, str]]:
        if self.retry_after_text is not None:
            return [("Retry-After", self.retry_after_text)]
        if self.retry_after is None:
            return []
        if self.retry_after_form == "date":
            return [("Retry-After", formatdate(time.time() + self.retry_after,
                                               usegmt=True))]
        return [("Retry-After", str(self.retry_after))]


def _one_of(what: str, value: str, known) -> None:
    if value not in known:
        raise ValueError(f"{what} {value!r} is none of {sorted(known)}")


# Each function below plays one way to answer and returns whether the
# connection goes on. The message is in the ledger before any of them begins.

def _whole(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    connection.send(answer.whole())
    if how.afterwards == "reset":
        connection.reset()
    return how.afterwards == "keep"


def _close(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    return False


def _reset(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    connection.reset()
    return False


def _half_close(connection: Connection, answer: Answer,
                how: Behaviour) -> bool:
    connection.half_close()
    return True


def _hang(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    connection.wait_gone()
    raise ConnectionResetError("the peer gave up")


def _kill(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    with contextlib.suppress(ProcessLookupError):  # somebody was quicker
        os.kill(how.pid, signal.SIGKILL)
    return _hang(connection, answer, how)


def _in_pieces(connection: Connection, data: bytes, size: int,
               interval_ms: int) -> bool:
    for start in range(0, len(data), size):
        if start:
            time.sleep(interval_ms / 1000)
        connection.send(data[start:start + size])
    return True


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _drip(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    return _in_pieces(connection, answer.whole(), 1,
                      _or(how.interval_ms, 1000))


def _split(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    return _in_pieces(connection, answer.whole(), 7, _or(how.interval_ms, 5))


def _chunked(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    data = answer.head()
    for start in range(0, len(answer.body), 5):
        piece = answer.body[start:start + 5]
        data += b"%x\r\n%s\r\n" % (len(piece), piece)
    connection.send(data + b"0\r\n\r\n")
    return True


def _truncated(connection: Connection, answer: Answer,
               how: Behaviour) -> bool:
    half = answer.body[:len(answer.body) // 2]
    connection.send(answer.head(len(answer.body)) + half)
    return False


def _huge(connection: Connection, answer: Answer, how: Behaviour) -> bool:
    connection.send(answer.head(how.bytes))
    begin, end = b'{"filler": "', b'"}'
    left = how.bytes - len(begin) - len(end)
    connection.send(begin)
    while left > 0:
        block = b"x" * min(left, 65536)
        connection.send(block)
        left -= len(block)
    connection.send(end)
    return True


MODES = {
    "accept": _whole,
    "accept_then_close": _close,
    "accept_then_reset": _reset,
    "half_close": _half_close,
    "accept_then_hang": _hang,
    "accept_then_kill": _kill,
    "drip": _drip,
    "split": _split,
    "chunked": _chunked,
    "truncated": _truncated,
    "huge": _huge,
    "not_json": _whole,
    "status": _whole,
}


def play(connection: Connection, good: Answer, how: Behaviour) -> bool:
    """Answers as `how` says; True keeps the connection."""
    time.sleep(how.answer_after_ms / 1000)
    return MODES[how.mode](connection, how.answer(good), how)


RULE_KEYS = ("count", "recipient", "recipient_ends", "path")


@dataclass
class Rule:
    """Who gets a behaviour: all that is set must fit; `count` uses are left
    (None: no end)."""
    behaviour: Behaviour
    count: int | None = None
    recipient: str | None = None
    recipient_ends: str | None = None
    path: str | None = None

    @classmethod
    def read(cls, data: dict) -> "Rule":
        who = {name: data[name] for name in data if name in RULE_KEYS}
        rule = cls(Behaviour.read({name: data[name] for name in data
                                   if name not in RULE_KEYS}), **who)
        if rule.count is not None and rule.count < 1:
            raise ValueError("count is at least 1")
        return rule

    def fits(self, path: str, recipient: str | None) -> bool:
        if self.path not in (None, path):
            return False
        if self.recipient not in (None, recipient):
            return False
        return (self.recipient_ends is None
                or (recipient or "").endswith(self.recipient_ends))


@dataclass
class Rules:
    """Counted rules first, in the order given; then the newest without end;
    then the default."""
    default: Behaviour = field(default_factory=Behaviour)
    _rules: list[Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, rule: Rule) -> None:
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
            self.default = Behaviour()

    def forget_counted(self) -> None:
        with self._lock:
            self._rules = [rule for rule in self._rules if rule.count is None]

    def left(self) -> int:
        """Uses of counted rules that nobody has asked for yet."""
        with self._lock:
            return sum(rule.count or 0 for rule in self._rules)

    def pick(self, request: Request, recipient: str | None,
             only_by_path: bool = False) -> Behaviour:
        """`only_by_path`: for requests that are no sends, which only a rule
        with their path may touch."""
        with self._lock:
            fitting = [rule for rule in self._rules
                       if rule.fits(request.path, recipient)
                       and (rule.path or not only_by_path)]
            counted = [rule for rule in fitting if rule.count is not None]
            if not counted:
                endless = Behaviour() if only_by_path else self.default
                return fitting[-1].behaviour if fitting else endless
            rule = counted[0]
            rule.count -= 1
            if not rule.count:
                self._rules.remove(rule)
            return rule.behaviour
