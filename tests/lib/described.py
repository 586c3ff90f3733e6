"""Holds what a runner answers against share/schema/openapi.json.

    described.check(Asked("GET", "/healthz"), response)

A client does it for every answer of a runner, so that each test of the API
tests the document, too: the method is described for the path, the status for
both, and with it the headers, the content type and the body. Of a request that
went well the query and the body are described, too. Objects of the document
take no other members, so that one which it lacks fails the test.
"""
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

FILE = (Path(__file__).resolve().parent.parent.parent / "share" / "schema"
        / "openapi.json")
USUAL = {"date", "connection", "content-length", "content-type",
         "transfer-encoding"}
# Before a route is looked for, and where there is none.
ANYWHERE = ("BadRequest", "NotFound", "TooLarge", "HeadersTooLarge",
            "Unavailable")


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


@cache
def document() -> dict:
    return json.loads(FILE.read_text())


def follow(part: dict) -> dict:
    """What a $ref stands for."""
    while "$ref" in part:
        found = document()
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def fault(schema: dict, value) -> str | None:
    """What of a value does not fit to a schema of the document."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match
    whole = {"components": document()["components"], "allOf": [schema]}
    wrong = best_match(Draft202012Validator(whole).iter_errors(value))
    return wrong and f"{wrong.json_path}: {wrong.message}"


@cache
def patterns() -> list[tuple[re.Pattern, str]]:
    """Of all paths, those with the most fixed text first."""
    found = []
    for path in document()["paths"]:
        pattern = re.escape(path).replace(r"/\{rest\}", "(?:/.*)?")
        found.append((re.compile(re.sub(r"\\{\w+\\}", "[^/]+", pattern)), path))
    return sorted(found, key=lambda one: one[1].count("{"))


def operations(path: str) -> dict[str, tuple[dict, list]]:
    """By method, what the document has at a path, with its parameters."""
    found: dict[str, tuple[dict, list]] = {}
    for pattern, template in patterns():
        if not pattern.fullmatch(path):
            continue
        item = document()["paths"][template]
        for method, operation in item.items():
            if method != "parameters":
                found.setdefault(method, (operation, [
                    follow(one) for one in item.get("parameters", [])
                    + operation.get("parameters", [])]))
    return found


def answers(names: tuple[str, ...]) -> dict[str, dict]:
    """Components by their status."""
    found = {}
    for name in names:
        answer = document()["components"]["responses"][name]
        schema = answer["content"]["application/problem+json"]["schema"]
        found[str(schema["allOf"][1]["properties"]["status"]["const"])] = answer
    return found


def check_headers(described: dict, response) -> None:
    known = {name.lower(): follow(one)
             for name, one in described.get("headers", {}).items()}
    for name, value in response.headers:
        if name.lower() in USUAL:
            continue
        assert name.lower() in known, f"the header {name} is not described"
        wrong = fault(known[name.lower()]["schema"], value)
        assert not wrong, f"header {name}: {wrong}"
    for name, one in known.items():
        assert not one.get("required") or response.header(name), (
            f"the header {name} is missing")


def check_body(described: dict, response) -> None:
    content = described.get("content")
    if not content:
        assert not response.body, f"a body is not described: {response.body!r}"
        return
    kind = (response.header("Content-Type") or "").partition(";")[0]
    assert kind in content, f"the content type {kind!r} is not described"
    lines = (response.body.splitlines() if kind == "application/x-ndjson"
              else [response.body])
    for line in lines:
        value = line.decode() if kind == "text/plain" else json.loads(line)
        wrong = fault(content[kind]["schema"], value)
        assert not wrong, f"{wrong} of {line[:2000]!r}"


def check_request(asked: Asked, operation: dict, parameters: list) -> None:
    """Of a request that went well."""
    known = {one["name"] for one in parameters if one["in"] == "query"}
    if not asked.path.startswith("/dlr/"):  # theirs is the provider's
        for name, _ in parse_qsl(urlsplit(asked.target).query):
            assert name in known, f"the query {name!r} is not described"
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        wrong = fault(content["application/json"]["schema"],
                      json.loads(asked.body))
        assert not wrong, f"the request: {wrong}"


def look(asked: Asked, response) -> None:
    known = operations(asked.path)
    method = "get" if asked.method == "HEAD" else asked.method.lower()
    operation, parameters = known.get(method, ({}, []))
    wanted = operation.get("responses") or answers(
        ANYWHERE + (("MethodNotAllowed",) if known else ()))
    assert str(response.status) in wanted, "this status is not described"
    described = follow(wanted[str(response.status)])
    check_headers(described, response)
    if asked.method == "HEAD":
        assert not response.body, "an answer to HEAD has no body"
    else:
        check_body(described, response)
    if response.status // 100 == 2:
        check_request(asked, operation, parameters)


def check(asked: Asked, response) -> None:
    """AssertionError where the document does not say so."""
    try:
        look(asked, response)
    except AssertionError as wrong:
        raise AssertionError(
            f"openapi.json: {asked.method} {asked.target} answered "
            f"{response.status}: {wrong}") from None
