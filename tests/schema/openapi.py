#!/usr/bin/env python3
"""The document that describes the API beside what it describes: the table of
routes, what a key needs, the codes of problems, lists of words, the manual.
"""
import json
import re
import sys
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from described import FILE, document, follow  # noqa: E402
from jsonschema import Draft202012Validator  # noqa: E402
from tap import main, test  # noqa: E402

RUNNER = ROOT / "publisher" / "runner"
PROBLEM = "application/problem+json"
SCOPES = {"SCOPE_INVOKE": "invoke", "SCOPE_READ": "read",
          "SCOPE_PUBLISH": "publish", "SCOPE_ADMIN": "admin",
          "OPEN_TO_ALL": None}
# Schemas that are lists of words, and the lists in C, by their files.
WORDS = {
    "Report": ("share/engine/words.c", "report_words"),
    "InvocationOutcome": ("share/engine/words.c", "outcome_words"),
    "Reason": ("share/flow/flow.c", "reason_words"),
    "Category": ("share/flow/flow.c", "category_words"),
    "Kind": ("share/flow/template.c", "kind_words"),
    "TemplateStatus": ("share/flow/template.c", "template_status_words"),
    "Severity": ("share/flow/finding.c", "severity_words"),
    "FlowEventKind": ("publisher/store/store_json.c", "store_event_words"),
    "ChangeKind": ("publisher/store/store_json.c", "store_change_words"),
    "ChangeResult": ("publisher/store/store_json.c", "store_result_words"),
    "Breaker": ("publisher/store/store_json_brake.c", "store_breaker_words"),
}
# Where a code of a problem stands in the source.
WORD = r"([a-z]+(?:-[a-z]+)*)"
CODES = (rf'\b[45]\d\d,\s*"{WORD}"',
         rf'refuse\w*\(\s*\w+(?:->\w+)?,\s*"{WORD}"',
         rf'\.code = "{WORD}"',
         r'return "([a-z]+-(?:wrong|missing))"')


def table(text: str, name: str) -> str:
    return re.search(rf"{name}\[\] = \{{\n(.*?)^\}};", text, re.M | re.S)[1]


def routes() -> list[tuple[str, str, str | None]]:
    """Of api.c: method, path and scope, row by row."""
    text = (RUNNER / "api.c").read_text()
    names = dict(re.findall(r'^#define (\w+) "(/[^"]*)"', text, re.M))
    paths = []
    for method, path in re.findall(r'\{"(\w+)",\s*([^,]+),', table(
            text, "routes")):
        for name, value in names.items():
            path = re.sub(rf"\b{name}\b", f'"{value}"', path)
        paths.append((method, re.sub(r'"\s*"|"', "", path).strip()))
    scopes = re.findall(r"\{(\w+),\s*\w+\}", table(text, "duties"))
    assert len(paths) == len(scopes), (len(paths), len(scopes))
    return [(method, path, SCOPES[scope])
            for (method, path), scope in zip(paths, scopes)]


def operations() -> Iterator[tuple[str, str, dict]]:
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method.upper(), path, operation


def scope_of(operation: dict) -> str | None:
    return next(iter(operation["security"][0].values()))[0] if operation[
        "security"] else None


def bare(path: str) -> str:
    """Without the names of what is caught."""
    return re.sub(r"\{\w+(?:\.\.\.)?\}", "{}", path)


@test
def every_route_is_described_and_no_other(t):
    there = {(method, bare(path), scope) for method, path, scope in routes()}
    told = {(method, bare(path), scope_of(operation))
            for method, path, operation in operations()}
    t.check(len(there) > 20, f"routes are found: {len(there)}")
    t.equal(sorted(map(str, there - told)), [], "routes not described")
    t.equal(sorted(map(str, told - there)), [], "described, but no route")


def problems(answer: dict) -> tuple[int, list[str]] | None:
    schema = answer.get("content", {}).get(PROBLEM, {}).get("schema")
    if not schema:
        return None
    part = schema["allOf"][1]["properties"]
    return part["status"]["const"], part["code"]["enum"]


@test
def every_problem_has_its_status_and_codes(t):
    used = 0
    for method, path, operation in operations():
        for status, answer in operation["responses"].items():
            found = problems(follow(answer))
            if found:
                used += 1
                t.equal(str(found[0]), status, f"status of {method} {path}")
    t.check(used > 100, f"problems are found: {used}")


def told_codes() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for answer in document()["components"]["responses"].values():
        if one := problems(answer):
            found.setdefault(one[0], set()).update(one[1])
    return found


def page_codes() -> dict[int, set[str]]:
    """The section ERRORS of the manual, by status."""
    text = (ROOT / "man" / "fallback-api.7.scd").read_text()
    part = text.partition("\n# ERRORS\n")[2].partition("\n# ")[0]
    found: dict[int, set[str]] = {}
    statuses: list[int] = []
    for line in part.splitlines():
        if re.match(r"\*[45]\d\d\*", line):
            statuses = [int(one) for one in re.findall(r"\*([45]\d\d)\*", line)]
            words = []
        if statuses and line.startswith("\t"):
            words += re.findall(rf"\*{WORD}\*", line)
            for status in statuses:
                found.setdefault(status, set()).update(words)
    return found


@test
def the_manual_has_the_same_codes(t):
    t.equal(page_codes(), told_codes(), "codes by status")


@test
def the_source_has_the_same_codes(t):
    there = {found for path in sorted(RUNNER.glob("*.c")) for pattern in CODES
             for found in re.findall(pattern, path.read_text(), re.M)}
    told = set().union(*told_codes().values())
    t.equal(sorted(there - told), [], "codes not described")
    t.equal(sorted(told - there), [], "described, but no code")


@test
def lists_of_words_are_those_of_the_programs(t):
    for name, (file, words) in WORDS.items():
        body = re.search(rf"const char \*const {words}\[\] = \{{([^}}]*)\}}",
                         (ROOT / file).read_text())[1]
        t.equal(document()["components"]["schemas"][name]["enum"],
                re.findall(r'"(\w+)"', body), name)


def schemas(part, place: str = "") -> Iterator[tuple[str, dict]]:
    """Every schema, wherever it stands."""
    if isinstance(part, list):
        for i, one in enumerate(part):
            yield from schemas(one, f"{place}/{i}")
    elif isinstance(part, dict):
        for key, one in part.items():
            if key == "schema":
                yield f"{place}/schema", one
            yield from schemas(one, f"{place}/{key}")


@test
def every_schema_is_one(t):
    found = list(schemas(document())) + list(
        document()["components"]["schemas"].items())
    t.check(len(found) > 80, f"schemas are found: {len(found)}")
    for place, schema in found:
        with t.sub(place):
            Draft202012Validator.check_schema(schema)


def references(part) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from references(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key == "$ref":
                yield one
            else:
                yield from references(one)


@test
def every_component_is_there_and_used(t):
    there = {f"#/components/{kind}/{name}"
             for kind, names in document()["components"].items()
             for name in names if kind != "securitySchemes"}
    used = set(references(document()))
    t.equal(sorted(used - there), [], "missing")
    # Answers to what no path has: nothing can name it.
    t.equal(sorted(there - used), ["#/components/responses/MethodNotAllowed"],
            "not used")


def answered(operation: dict) -> Iterator[dict]:
    for answer in operation["responses"].values():
        for content in follow(answer).get("content", {}).values():
            yield content["schema"]


def open_objects(schema: dict, seen: set, place: str) -> Iterator[str]:
    """Objects that take members which nobody has described."""
    if "$ref" in schema and schema["$ref"] not in seen:
        seen.add(schema["$ref"])
        yield from open_objects(follow(schema), seen, schema["$ref"])
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        yield place
    for key in ("properties", "patternProperties"):
        for name, one in schema.get(key, {}).items():
            yield from open_objects(one, seen, f"{place}/{name}")
    for one in (schema.get("allOf", []) + schema.get("anyOf", [])
                + [one for one in [schema.get("items")] if one]):
        yield from open_objects(one, seen, place)


@test
def answers_have_no_members_that_are_not_described(t):
    for method, path, operation in operations():
        if path == "/openapi.json":
            continue
        for schema in answered(operation):
            t.equal(list(open_objects(schema, set(), "")), [],
                    f"open objects of {method} {path}")


@test
def the_version_is_that_of_the_programs(t):
    version = re.search(r"^  version: '([^']+)'",
                        (ROOT / "meson.build").read_text(), re.M)[1]
    t.equal(document()["info"]["version"], version, "version")


@test
def the_file_is_read_as_json_by_all(t):
    def once(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), f"repeated: {names}"
        return dict(pairs)
    t.equal(json.loads(FILE.read_text(), object_pairs_hook=once), document(),
            "the document")


main(globals(), seconds=60)
