#!/usr/bin/env python3
"""The mock provider: takes messages, keeps its own ledger, misbehaves.

    python3 tests/lib/provider.py --ledger FILE [--port-file FILE]

prints {"port": ..., "control": ...}. Traffic port:

    POST /send/{name}        {"to", "text", "from", "reference", "dlr_url"...}
                             -> 202 {"message_id"}
    GET /cgi-bin/sendsms     as Kannel: 202 "0: Accepted for delivery"
    any path of shapes.py    as that platform
    GET /status?message_id=  or ?reference=  -> {"message_id", "reference",
                             "status"}, 404 for what was never accepted
    DELETE /messages/{id}    recalls: 200, 409 when already delivered, 404

A message is on disk in the ledger before its answer, or the end of its
connection, can be seen. Kinds of lines: send (accepted), refused, repeat (the
same key again, see the setting dedupe_header), query, recall, report (a post
of a report and its answer), stray (no such path), malformed, cut (the peer
left inside a request), end (of a connection: by whom, how many requests). A
send has the facts name, recipient, text, from, reference (for Kannel, which
has none: its dlr-url), message_id, dlr_url, key, connection, request (its
number on the connection), mode, shape, method, path, target, headers, body.

What it does to whom is in behaviour.py, its reports in reports.py. Orders on
the control port (POST, JSON), which the class Provider wraps:

    /default    a behaviour for all that no rule fits
    /rule       a behaviour and `count`, `recipient`, `recipient_ends`, `path`
    /forget     no rules with a count that is left
    /reset      no rules, the first default again
    /settings   repeat_refused, secret, auth, timeout_ms, dedupe_header
    /report     posts a report now: `message_id` or `reference` (the newest
                message that has it), `report`, `dlr_url` -> the ledger's line
    /state      accepted, refused, pending (reports), rules_left
    /listening  {"open": false}: connections are refused until true
"""
import json
import os
import uuid
from urllib.parse import unquote

import shapes
from behaviour import Behaviour, Rule, Rules, play
from ledger import Ledger
from reports import Message, Report, Reporter
from service import Refused, Service, ServiceProcess, main
from wire import Answer, Connection, Request

__all__ = ["Ledger", "Provider"]

JSON = [("Content-Type", "application/json")]
KANNEL_PATH = "/cgi-bin/sendsms"


def _json(status: int, /, **data) -> Answer:
    return Answer(status, json.dumps(data).encode(), list(JSON))


def _read_send(request: Request) -> dict:
    """The facts of a POST /send/{name}; ValueError when it is not one."""
    data = json.loads(request.body)
    if not isinstance(data, dict) or not isinstance(data.get("to"), str):
        raise ValueError("no object with a `to`")
    return {"name": unquote(request.path.removeprefix("/send/")),
            "recipient": data["to"], "text": data.get("text"),
            "from": data.get("from"), "reference": data.get("reference"),
            "dlr_url": data.get("dlr_url"), "kannel_mask": None}


def _read_kannel(request: Request) -> dict:
    query = request.query
    if not query.get("to") or "text" not in query:
        raise ValueError("no `to` or no `text`")
    url = query.get("dlr-url")
    return {"name": "kannel", "recipient": query["to"],
            "text": query["text"], "from": query.get("from"),
            "reference": url, "dlr_url": url,
            "kannel_mask": int(query.get("dlr-mask") or 0)}


class ProviderService(Service):
    """The inside of the provider's process."""

    def __init__(self, ledger_path: str):
        self.rules = Rules()
        self.messages: dict[str, Message] = {}
        self.references: dict[str, Message] = {}
        self.keys: dict[str, Message] = {}
        self.counts = {"accepted": 0, "refused": 0}
        super().__init__(ledger_path)
        self.reporter = Reporter(self.ledger)

    def handle(self, connection: Connection, request: Request) -> bool:
        seen = {"connection": connection.number,
                "request": connection.requests, **request.facts()}
        if request.method == "POST" and request.path.startswith("/send/"):
            return self._send(connection, request, seen, _read_send)
        if request.method == "GET" and request.path == KANNEL_PATH:
            return self._send(connection, request, seen, _read_kannel)
        if shape := shapes.find(request):
            return self._send(connection, request, seen, shape.facts, shape)
        good = self._other(request, seen)
        return play(connection, good,
                    self.rules.pick(request, None, only_by_path=True))

    def _send(self, connection: Connection, request: Request, seen: dict,
              read, shape: shapes.Shape | None = None) -> bool:
        try:
            facts = read(request)
        except ValueError as wrong:
            self._refuse(seen | {"why": str(wrong), "mode": None})
            connection.send(_json(400, error=str(wrong)).whole())
            return True
        behaviour = self.rules.pick(request, facts["recipient"])
        seen |= facts | {"mode": behaviour.mode}
        if not behaviour.accepts:
            self._refuse(seen)
            return play(connection, _json(202), behaviour)
        if shape:
            seen |= {"shape": shape.name}
        message = self._accept(request, seen, behaviour)
        good = _json(202, message_id=message.message_id)
        if shape:
            good = shape.answer(message.message_id)
        if facts["kannel_mask"] is not None:
            good = Answer(202, b"0: Accepted for delivery",
                          [("Content-Type", "text/html")])
        return play(connection, good, behaviour)

    def _refuse(self, seen: dict) -> None:
        self.ledger.write("refused", **seen)
        with self.lock:
            self.counts["refused"] += 1

    def _accept(self, request: Request, seen: dict,
                behaviour: Behaviour) -> Message:
        """Writes the ledger, then (not before) tells anyone else."""
        key = request.header(self.reporter.settings.dedupe_header or "-")
        with self.lock:
            first = self.keys.get(key) if key else None
            if not first:
                message = self._new_message(seen, key)
        if first:
            self.ledger.write("repeat", of=first.n, key=key,
                              message_id=first.message_id, **seen)
            return first
        self.reporter.accept(message, [Report.read(one)
                                       for one in behaviour.reports])
        return message

    def _new_message(self, seen: dict, key: str | None) -> Message:
        line = self.ledger.write("send", message_id=str(uuid.uuid4()),
                                 key=key, **seen)
        message = Message(line["n"], line["message_id"], line["recipient"],
                          line["reference"], line["dlr_url"],
                          line["kannel_mask"], line.get("shape"))
        self.messages[message.message_id] = message
        if message.reference is not None:
            self.references[message.reference] = message
        if key:
            self.keys[key] = message
        self.counts["accepted"] += 1
        return message

    def _other(self, request: Request, seen: dict) -> Answer:
        if request.method == "GET" and request.path == "/status":
            return self._query(request, seen)
        if (request.method == "DELETE"
                and request.path.startswith("/messages/")):
            return self._recall(request, seen)
        self.ledger.write("stray", **seen)
        return _json(404, error="no such path")

    def _find(self, data: dict) -> Message | None:
        with self.lock:
            if "message_id" in data:
                return self.messages.get(data["message_id"])
            return self.references.get(data.get("reference"))

    def _query(self, request: Request, seen: dict) -> Answer:
        message = self._find(request.query)
        status = None
        if message:
            status = self.reporter.status_of(message.message_id)
        self.ledger.write("query", status=status, **seen)
        if not message:
            return _json(404, error="never accepted")
        return _json(200, message_id=message.message_id,
                     reference=message.reference, status=status)

    def _recall(self, request: Request, seen: dict) -> Answer:
        name = unquote(request.path.removeprefix("/messages/"))
        message = self._find({"message_id": name})
        done = bool(message) and self.reporter.withdraw(name)
        self.ledger.write("recall", message_id=name, done=done, **seen)
        if not message:
            return _json(404, error="never accepted")
        return _json(200 if done else 409, recalled=done)

    def order(self, path: str, data: dict) -> dict:
        orders = {"/default": self._set_default, "/rule": self._add_rule,
                  "/forget": self._forget, "/reset": self._reset, "/settings": self._settings,
                  "/report": self._report_now, "/state": self._state}
        if path not in orders:
            return super().order(path, data)
        return orders[path](data) or {}

    def _set_default(self, data: dict) -> None:
        behaviour = Behaviour.read(data)
        self._check(behaviour)
        self.rules.default = behaviour

    def _add_rule(self, data: dict) -> None:
        rule = Rule.read(data)
        self._check(rule.behaviour)
        self.rules.add(rule)

    @staticmethod
    def _check(behaviour: Behaviour) -> None:
        for report in behaviour.reports:
            Report.read(report)

    def _forget(self, _: dict) -> None:
        self.rules.forget_counted()

    def _reset(self, _: dict) -> None:
        self.rules.clear()

    def _settings(self, data: dict) -> None:
        self.reporter.settings.update(data)

    def _report_now(self, data: dict) -> dict:
        message = self._find(data)
        if not message:
            raise Refused("no message was accepted with that")
        if "dlr_url" in data:
            message = Message(**vars(message) | {"dlr_url": data["dlr_url"]})
        report = Report.read(data.get("report", {}))
        return [self.reporter.post(message, post)
                for post in report.posts()][-1]

    def _state(self, _: dict) -> dict:
        with self.lock:
            counts = dict(self.counts)
        return counts | {"pending": self.reporter.pending(),
                         "rules_left": self.rules.left()}


class Provider(ServiceProcess):
    """The handle of a test: `with Provider(folder / "ledger") as provider:`"""

    script = "provider.py"

    def send_url(self, name: str = "a") -> str:
        return self.url(f"/send/{name}")

    def default(self, mode: str = "accept", **behaviour) -> None:
        """What happens to everything that no rule fits."""
        self.order("/default", mode=mode, **behaviour)

    def rule(self, mode: str = "accept", **behaviour) -> None:
        """A behaviour for a `recipient`, `recipient_ends`, `path`; with
        `count` for so many requests only."""
        self.order("/rule", mode=mode, **behaviour)

    def next(self, count: int, mode: str, **behaviour) -> None:
        """A behaviour for the next `count` sends."""
        self.order("/rule", mode=mode, count=count, **behaviour)

    def forget(self) -> None:
        """Drops what next() and counted rules had for sends to come."""
        self.order("/forget")

    def reset(self) -> None:
        self.order("/reset")

    def settings(self, **settings) -> None:
        self.order("/settings", **settings)

    def report(self, status: str = "delivered", message_id: str | None = None,
               reference: str | None = None, dlr_url: str | None = None,
               **report) -> dict:
        """Posts a report now and waits for its answer: the ledger's line."""
        target = {"message_id": message_id, "reference": reference,
                  "dlr_url": dlr_url}
        report["status"] = status
        return self.order("/report", report=report,
                          **{name: value for name, value in target.items()
                             if value is not None})

    def state(self) -> dict:
        return self.order("/state")


if __name__ == "__main__":
    os.umask(0o077)
    main(ProviderService, "a mock provider with a ledger")
