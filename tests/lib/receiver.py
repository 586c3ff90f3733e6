#!/usr/bin/env python3
"""The callback receiver: what arrived, whether its signature holds, a ledger.

    python3 tests/lib/receiver.py --ledger FILE [--port-file FILE]

Any request to any path is a callback. Kinds of lines: callback (with the
facts webhook_id, verified, why, mode, answer, connection, request, method,
path, target, headers, body), and malformed, cut, end as every service has
them. The line is durable before the answer.

Signatures are checked here with nothing but the specification at
https://github.com/standard-webhooks/standard-webhooks: webhook-signature is a
list, separated by blanks, of `v1,<base64>`; one of them must be the
HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>` under the secret, of
which `whsec_<base64>` is the written form; the time may be off by 5 minutes.

Orders, wrapped by the class Receiver:

    /secrets  {"secrets": ["whsec_..."]}: one of them must have signed
    /default  a behaviour for all that no rule fits
    /rule     a behaviour and `count`, `path`
    /reset    no rules, the first default again

Behaviours are those of behaviour.py, reports aside: `accept` is a 200,
`status` any other answer, with `location` a redirect.
"""
import base64
import binascii
import hashlib
import hmac
import os
import re
import time

from behaviour import Behaviour, Rule, Rules, play
from service import Service, ServiceProcess, main
from wire import Answer, Connection, Request

TOLERANCE_S = 300


def secret_key(secret: str) -> bytes:
    """The bytes that `whsec_<base64>` stands for; ValueError if it is none."""
    if not secret.startswith("whsec_"):
        raise ValueError("a secret begins with whsec_")
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as wrong:
        raise ValueError(f"a secret is base64: {wrong}") from None


def signature(secret: str, webhook_id: str, timestamp: str,
              body: bytes) -> str:
    content = f"{webhook_id}.{timestamp}.".encode() + body
    digest = hmac.new(secret_key(secret), content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def flaw(request: Request, secrets: list[str], now: float) -> str | None:
    """Why the request is not to be trusted; None when it is."""
    values = {}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        found = request.all(name)
        if len(found) != 1 or not found[0]:
            return f"not exactly one {name}"
        values[name] = found[0]
    stamp = values["webhook-timestamp"]
    if not re.fullmatch("[0-9]{1,12}", stamp):
        return "the timestamp is no number of seconds"
    if abs(now - int(stamp)) > TOLERANCE_S:
        return f"the timestamp is {now - int(stamp):.0f} s old"
    if not secrets:
        return "no secret is known"
    given = values["webhook-signature"].split(" ")
    for secret in secrets:
        right = signature(secret, values["webhook-id"], stamp, request.body)
        if any(hmac.compare_digest(one.encode(), right.encode())
               for one in given):
            return None
    return "no signature fits"


class ReceiverService(Service):
    """The inside of the receiver's process."""

    def __init__(self, ledger_path: str):
        self.rules = Rules()
        self.secrets: list[str] = []
        super().__init__(ledger_path)

    def handle(self, connection: Connection, request: Request) -> bool:
        why = flaw(request, self.secrets, time.time())
        behaviour = self.rules.pick(request, None)
        answer = behaviour.answer(Answer(200))
        self.ledger.write(
            "callback", webhook_id=request.header("webhook-id"),
            verified=why is None, why=why, mode=behaviour.mode,
            answer=answer.status if behaviour.answers else None,
            connection=connection.number, request=connection.requests,
            **request.facts())
        return play(connection, answer, behaviour)

    def order(self, path: str, data: dict) -> dict:
        if path == "/secrets":
            for secret in data["secrets"]:
                secret_key(secret)
            self.secrets = data["secrets"]
        elif path == "/default":
            self.rules.default = Behaviour.read(data)
        elif path == "/rule":
            self.rules.add(Rule.read(data))
        elif path == "/reset":
            self.rules.clear()
        else:
            return super().order(path, data)
        return {}


class Receiver(ServiceProcess):
    """The handle of a test: `with Receiver(folder / "ledger") as receiver:`"""

    script = "receiver.py"

    def secrets(self, *secrets: str) -> None:
        self.order("/secrets", secrets=list(secrets))

    def default(self, mode: str = "accept", **behaviour) -> None:
        self.order("/default", mode=mode, **behaviour)

    def rule(self, mode: str = "accept", **behaviour) -> None:
        """An answer for a `path`; with `count` for so many requests only."""
        self.order("/rule", mode=mode, **behaviour)

    def next(self, count: int, status: int, **behaviour) -> None:
        """The next `count` callbacks get this status, say 500 or 410."""
        self.order("/rule", mode="status", status=status, count=count,
                   **behaviour)

    def redirect(self, location: str, status: int = 302) -> None:
        """Every callback is sent elsewhere, until reset()."""
        self.default("status", status=status, location=location)

    def reset(self) -> None:
        self.order("/reset")

    def callbacks(self, **wanted) -> list[dict]:
        return self.ledger().of("callback", **wanted)


if __name__ == "__main__":
    os.umask(0o077)
    main(ReceiverService, "a callback receiver with a ledger")
