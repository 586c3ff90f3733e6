"""What must hold after any fault, judged from outside: by what the client was
told, the ledgers of the provider and of the receiver, the API, and the store's
file once the runner has stopped.

    caller = Caller(it)                     # it: a Setting
    caller.ask("+393331234500")             # told, or not: it remembers both
    ... kill -9, restart, whatever ...
    audit(it, caller)                       # AssertionError lists each flaw

The runner runs when it begins and when it ends; in between it is killed, once
all has ended. The law:

- each 202 that the client saw has its execution; a request has one at most
- each execution ends, and waits for nothing then
- each message that the provider took belongs to one attempt, on its channel
- no attempt is twice in the provider's ledger (but with `repeats`)
- nothing is sent after a success that was in time
- each ended execution has one callback, with one id, signed, that tells the
  outcome of the store; with `strict` the receiver has it, else it may still be
  on its way
- the file is whole, by SQLite's own check
"""
import contextlib
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import Iterator

from setting import WORKFLOW_ID, Setting
from tap import eventually

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHANNELS = ("a", "b")  # of a Setting's flow, by position
STATUS_OF = {"delivered": "COMPLETED", "failed": "COMPLETED",
             "expired": "EXPIRED", "stopped": "STOPPED",
             "cancelled": "CANCELLED"}


def id62(raw: bytes) -> str:
    """An execution's id as the API spells it."""
    number, text = int.from_bytes(raw, "big"), ""
    for _ in range(22):
        number, digit = divmod(number, 62)
        text = DIGITS[digit] + text
    return text


class Caller:
    """A client that gives each request an id and asks again with it: what it
    was told counts, whatever became of the runner meanwhile."""

    def __init__(self, it: Setting, prefix: str = "r"):
        self.it, self.prefix = it, prefix
        self.asked: dict[str, str] = {}  # request -> recipient
        self.told: dict[str, str] = {}  # request -> invocation
        self.changed: list[str] = []  # requests that were told two things

    def ask(self, recipient: str) -> bool:
        request = f"{self.prefix}-{len(self.asked)}"
        self.asked[request] = recipient
        return self.send(request) == 202

    def again(self) -> None:
        """Asks for what nobody told: the runner runs and must answer."""
        for request in self.asked.keys() - self.told.keys():
            assert self.send(request) == 202, f"{request} is not taken"

    def send(self, request: str) -> int | None:
        """The status; None when there was no answer, or half of one."""
        body = {"requestId": request, "recipient": self.asked[request],
                "data": {"code": "482913"}}
        try:
            answer = self.it.ask(
                "POST", f"/workflow/v1/instances/{WORKFLOW_ID}/invoke", body)
        except (OSError, EOFError, ValueError):
            return None
        if answer.status != 202:
            assert answer.status == 503, answer
            return 503
        invocation = answer.json()["workflowInvocationId"]
        if self.told.setdefault(request, invocation) != invocation:
            self.changed.append(request)
        return 202


@dataclass
class Stored:
    """What the file holds while no runner has it."""
    executions: dict[str, dict] = field(default_factory=dict)
    callbacks: dict[str, list[dict]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)


@contextlib.contextmanager
def opened(it: Setting) -> Iterator[sqlite3.Connection]:
    """The store's file; no runner may have it."""
    assert not it.runner.running(), "the runner has the store"
    store = sqlite3.connect(it.root / "fallback.db")
    store.row_factory = sqlite3.Row
    try:
        with store:
            yield store
    finally:
        store.close()


def hurry(it: Setting) -> None:
    """Makes callbacks that wait for their next try due: days of patience are
    no matter of these tests. No runner may have the store."""
    with opened(it) as store:
        store.execute("UPDATE callbacks SET due = 0 WHERE due IS NOT NULL")


def read_store(it: Setting) -> Stored:
    stored = Stored()
    with opened(it) as store:
        for row in store.execute("SELECT * FROM executions"):
            stored.executions[id62(row["id"])] = dict(row)
        for row in store.execute("SELECT * FROM callbacks"):
            stored.callbacks.setdefault(id62(row["execution"]), []).append(
                dict(row))
        for pragma in ("integrity_check", "foreign_key_check"):
            stored.whole += [str(tuple(row)) for row in
                             store.execute(f"PRAGMA {pragma}")
                             if tuple(row) != ("ok",)]
        stored.whole += [f"{table} of no execution" for table, column in (
            ("lines", "execution"), ("messages", "execution"),
            ("recipients", "execution"), ("callbacks", "execution"))
            if store.execute(f"SELECT 1 FROM {table} WHERE {column} NOT IN"
                             " (SELECT id FROM executions)").fetchone()]
    return stored


def check_told(caller: Caller, stored: Stored, flaws: list[str]) -> None:
    flaws += [f"{request} was told two ids" for request in caller.changed]
    for request, invocation in caller.told.items():
        if invocation not in stored.executions:
            flaws.append(f"{request}: 202 without its execution {invocation}")
    requests = Counter(one["request_id"]
                       for one in stored.executions.values())
    flaws += [f"{request}: {n} executions"
              for request, n in requests.items() if n > 1]
    flaws += [f"nobody asked for {request}"
              for request in requests if request not in caller.asked]


def check_waits(stored: Stored, flaws: list[str]) -> None:
    for name, row in stored.executions.items():
        if row["due"] is not None or row["interrupted"]:
            flaws.append(f"{name} has ended and waits for something")


def check_sends(it: Setting, told: dict[str, dict], repeats: bool,
                flaws: list[str]) -> None:
    ledger = it.provider.ledger()
    counts: Counter = Counter()
    for line in ledger.sends() + ledger.of("repeat"):
        invocation, _, position = (line["reference"] or "").rpartition("-")
        at = int(position) - 1 if position.isdigit() else -1
        if invocation not in told or not 0 <= at < len(CHANNELS):
            flaws.append(f"a send of no attempt: {line['reference']!r}")
            continue
        if line["name"] != CHANNELS[at]:
            flaws.append(f"{line['reference']} went to {line['name']}")
        counts[invocation, at] += 1
    for (invocation, at), n in counts.items():
        check_attempt(told[invocation], at, n, repeats, flaws)
    if ledger.count("malformed") or ledger.count("stray"):
        flaws.append("requests that the provider does not understand")


def check_attempt(told: dict, at: int, sends: int, repeats: bool,
                  flaws: list[str]) -> None:
    channel, name = told["channels"][at], told["workflowInvocationId"]
    if sends > 1 and not repeats:
        flaws.append(f"{name}: {sends} sends on channel {at + 1}")
    if sends > channel["tries"]:
        flaws.append(f"{name}: {sends} sends, {channel['tries']} tries on "
                     f"channel {at + 1}")
    before = told["channels"][:at]
    if any(one["status"] in ("DELIVERED", "READ") and not one["late"]
           for one in before):
        flaws.append(f"{name}: delivered in time, and sent on")


def check_callbacks(it: Setting, told: dict[str, dict], stored: Stored,
                    strict: bool, flaws: list[str]) -> None:
    arrived: dict[str, list[dict]] = {}
    for line in it.receiver.callbacks():
        body = json.loads(line["body"])
        name = body["workflowInvocationId"]
        arrived.setdefault(name, []).append(line | {"told": body})
        if not line["verified"]:
            flaws.append(f"{name}: a callback's signature: {line['why']}")
    for name, one in told.items():
        check_callback(one, stored.callbacks.get(name, []),
                       arrived.get(name, []), strict, flaws)
    flaws += [f"a callback of nobody: {name}"
              for name in arrived if name not in told]


def check_callback(told: dict, rows: list[dict], lines: list[dict],
                   strict: bool, flaws: list[str]) -> None:
    name, wanted = told["workflowInvocationId"], STATUS_OF[told["outcome"]]
    if len(rows) != 1:
        flaws.append(f"{name}: {len(rows)} callbacks in the outbox")
    if not {line["webhook_id"] for line in lines} <= {
            row["webhook_id"] for row in rows}:
        flaws.append(f"{name}: a callback with another id")
    if not lines and (strict or all(row["due"] is None for row in rows)):
        flaws.append(f"{name} ({told['outcome']}): no callback")
    flaws += [f"{name}: its callback does not say {wanted}"
              for line in lines if line["told"]["executionStatus"] != wanted]


def deliver_callbacks(it: Setting, caller: Caller) -> None:
    """Each try of them is made now; waits until the receiver has them all."""
    def all_there():
        return set(caller.told.values()) <= {
            json.loads(line["body"])["workflowInvocationId"]
            for line in it.receiver.callbacks()}
    it.runner.kill()
    hurry(it)
    it.serve()
    eventually(all_there, 20, "every callback at the receiver")


def audit(it: Setting, caller: Caller, *, repeats: bool = False,
          strict: bool = False, seconds: float = 20) -> dict[str, dict]:
    """Waits for the end of all; AssertionError when anything is wrong. The
    timelines by invocation."""
    caller.again()
    for invocation in caller.told.values():
        it.ended(invocation, seconds)
    if strict:
        deliver_callbacks(it, caller)
    it.runner.kill()
    stored, flaws = read_store(it), []
    it.serve()
    told = {name: it.timeline(name) for name in stored.executions}
    flaws += [f"the file: {one}" for one in stored.whole]
    check_told(caller, stored, flaws)
    check_waits(stored, flaws)
    check_sends(it, told, repeats, flaws)
    check_callbacks(it, told, stored, strict, flaws)
    assert not flaws, "\n".join(["the audit finds:", *flaws])
    return told
