#!/usr/bin/env python3
"""The token endpoint: access tokens of OAuth 2 for client credentials.

    python3 tests/lib/issuer.py --ledger FILE [--port-file FILE]

POST to any path is a fetch. It has to be as RFC 6749 section 4.4 says: a form
with grant_type=client_credentials, and the client in the Authorization header
(section 2.3.1). Kinds of lines: fetch (with the facts right, why, token,
mode, answer and those of every request), and malformed, cut, end as every
service has them. Tokens are token-1, token-2 ...; each fetch that is answered
well gets a new one.

Orders, wrapped by the class Issuer:

    /client   {"id": ..., "secret": ...}: who may ask
    /good_for {"expires_in": ...}: a number or a text; null: it is not said
    /rule     a behaviour and `count`, `path`
    /default  a behaviour for all that no rule fits
    /reset    no rules, the first default again
"""
import base64
import binascii
import json
import os
import threading
from urllib.parse import parse_qs, unquote_plus

from behaviour import Behaviour, Rule, Rules, play
from service import Service, ServiceProcess, main
from wire import Answer, Connection, Request

JSON = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]


def client_of(request: Request) -> tuple[str, str] | None:
    """Id and secret of the Authorization header, decoded."""
    scheme, _, pair = (request.header("authorization") or "").partition(" ")
    try:
        name, colon, secret = base64.b64decode(
            pair, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if scheme != "Basic" or not colon:
        return None
    return unquote_plus(name), unquote_plus(secret)


class IssuerService(Service):
    """The inside of the issuer's process."""

    def __init__(self, ledger_path: str):
        self.rules = Rules()
        self.client = ("", "")
        self.expires_in: int | str | None = 3600
        self.issued = 0
        self.counting = threading.Lock()
        super().__init__(ledger_path)

    def flaw(self, request: Request) -> tuple[str, str] | None:
        """The word of RFC 6749 section 5.2, and why."""
        if request.method != "POST":
            return "invalid_request", "not a POST"
        if (request.header("content-type")
                != "application/x-www-form-urlencoded"):
            return "invalid_request", "not a form"
        if client_of(request) != self.client:
            return "invalid_client", "another client"
        form = parse_qs(request.body.decode())
        if form.get("grant_type") != ["client_credentials"]:
            return "unsupported_grant_type", "another grant"
        return None

    def good(self) -> tuple[str, Answer]:
        with self.counting:
            self.issued += 1
            token = f"token-{self.issued}"
        body = {"access_token": token, "token_type": "Bearer"}
        if self.expires_in is not None:
            body["expires_in"] = self.expires_in
        return token, Answer(200, json.dumps(body).encode(), list(JSON))

    def handle(self, connection: Connection, request: Request) -> bool:
        flaw = self.flaw(request)
        behaviour = self.rules.pick(request, None)
        token = None
        if flaw:
            answer = Answer(401 if flaw[0] == "invalid_client" else 400,
                            json.dumps({"error": flaw[0]}).encode(),
                            list(JSON))
        elif behaviour.accepts:
            token, answer = self.good()
        else:
            answer = Answer(500)
        self.ledger.write(
            "fetch", right=flaw is None, why=flaw and flaw[1], token=token,
            mode=behaviour.mode, connection=connection.number,
            **request.facts())
        return play(connection, answer, behaviour)

    def order(self, path: str, data: dict) -> dict:
        if path == "/client":
            self.client = (data["id"], data["secret"])
        elif path == "/good_for":
            self.expires_in = data["expires_in"]
        elif path == "/rule":
            self.rules.add(Rule.read(data))
        elif path == "/default":
            self.rules.default = Behaviour.read(data)
        elif path == "/reset":
            self.rules.clear()
        else:
            return super().order(path, data)
        return {}


class Issuer(ServiceProcess):
    """The handle of a test: `with Issuer(folder / "ledger") as issuer:`"""

    script = "issuer.py"

    def client(self, name: str, secret: str) -> None:
        self.order("/client", id=name, secret=secret)

    def good_for(self, expires_in: int | str | None) -> None:
        self.order("/good_for", expires_in=expires_in)

    def next(self, count: int, mode: str = "status", **behaviour) -> None:
        """The next `count` fetches are answered so."""
        self.order("/rule", mode=mode, count=count, **behaviour)

    def default(self, mode: str = "accept", **behaviour) -> None:
        self.order("/default", mode=mode, **behaviour)

    def reset(self) -> None:
        self.order("/reset")

    def fetches(self, **wanted) -> list[dict]:
        return self.ledger().of("fetch", **wanted)


if __name__ == "__main__":
    os.umask(0o077)
    main(IssuerService, "a token endpoint with a ledger")
