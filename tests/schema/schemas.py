#!/usr/bin/env python3
"""The schemas take what the readers take, and refuse what they refuse: judged
over files that hold every key, the same files with each of their values
exchanged, and the examples of the codes.

What one file cannot tell (names that another file has, senders that their kind
does not take, patterns that do not compile) is left to `check`.
"""
import copy
import json
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from judge import fits  # noqa: E402
from proc import run  # noqa: E402
from tap import main, test  # noqa: E402
from wrong import of_files, workspace  # noqa: E402
from yaml_core import load  # noqa: E402

HERE = Path(__file__).resolve().parent
SHARE = ROOT / "share"
# What a schema can say of one file.
TOLD = {
    "category-missing", "channel-missing", "channels-missing", "delay-missing",
    "format-unsupported", "input-name-malformed", "key-missing", "key-unknown",
    "language-missing", "prefix-malformed", "reason-unknown", "secret-in-yaml",
    "send-window-wrong", "sender-missing", "title-missing", "title-too-long",
    "too-many-channels", "url-wrong", "value-kind", "value-wrong",
    "wizard-in-flow", "workflow-id-missing", "workflow-id-wrong",
}
# Of these the schema leaves a part to check: which zones there are, what a
# provider calls a secret, which headers and user names can be sent.
NOT_TOLD = re.compile(r"is not a time zone|^setting '|^header '|^user name '")
MISSING = re.compile(r"^the template is missing$")
# Values at the edges of what is taken, by place.
EDGES = {
    "flow": {
        "fallback": [1, "1", 2, "01"],
        "workflow_id": ["01929F5C-7D1E-7C3A-9B1E-3F1D2C4B5A69",
                        "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a6",
                        "01929f5c7d1e7c3a9b1e3f1d2c4b5a69"],
        "title": ["x" * 80, "x" * 81, "\u00e9" * 80, " \t", "\u00a0"],
        "category": ["Utility", "utility "],
        "send_window/from": ["00:00", "23:59", "24:00", "9:00", "09:60"],
        "not_after": ["1d2h3m4s5ms", "5ms", "2m1h", "60", "1.5m", "5 s", "5S",
                      "0s", "1m30", "m"],
        "budget/fallbacks_per_hour": [0, "0", "500", "5e2", "1" * 15,
                                      "1" * 16],
        "inputs": [{"a" * 32: None}, {"a" * 33: None}, {"A": None},
                   {"1a": None}, {"a-b": None}, {"a_1": None}],
        "inputs/name/max_length": [0, "0", 1, "1"],
        "channels/0/only_for": [["+1"], ["+123456"], ["+1234567"], ["+01"],
                                ["39"], ["+39 "], ["+"], []],
        "channels/0/stop_on": [["rate_limited"], ["timeout", "Failed"]],
    },
    "templates": {
        "templates/0/status": ["archived", "in_appeal", "APPROVED"],
        "templates/0/source/fetched": ["2026-11-20", "2026-11-20T09:12:00"],
    },
    "workspace": {
        "callback_profiles/crm/url": ["https://x", "HTTP://x", "ftp://x"],
        "callback_profiles/crm/secret": [{"env": None}, {"env": "A",
                                                         "file": "b"},
                                         [{"env": "A"}] * 4,
                                         [{"env": "A"}] * 5],
        "channels/whatsapp/rate": ["1/s", "999999/m", "1000000/s", "1/h"],
        "channels/whatsapp/price": [
            {"default": "0.123456"}, {"default": "0.1234567"}, {"": 1},
            {"default": ".5"}, {"default": "5."}, {"+": 1}, {"39": 1}],
        "idempotency": ["request_id", "body"],
    },
    "provider": {
        "abilities/expiry": ["none", "1m..7d", "1m.. 7d", "1m-7d", "1m..",
                             "1m...7d"],
        "kind": ["any", "all"],
    },
}
INSTEAD = [None, "xyzzy", "", 7, -1, True, {"zz": "z"}, ["zz"], {}, []]


def schema(name: str) -> dict:
    return json.loads((SHARE / "schema" / f"{name}.schema.json").read_text())


def written(value, indent: int = 0) -> str:
    """A value as YAML that the core schema reads back as the same."""
    pad = "\n" + "  " * indent
    if isinstance(value, dict) and value:
        return "".join(f"{pad}{json.dumps(key)}: {written(one, indent + 1)}"
                       for key, one in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{pad}- {written(one, indent + 1)}" for one in value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def places(value, path: tuple = ()) -> Iterator[tuple]:
    yield path
    if isinstance(value, (dict, list)):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in list(keys):
            yield from places(value[key], (*path, key))


def changed(document, path: tuple, change):
    """A copy in which `change` was called with the parent and the key."""
    whole = {"root": copy.deepcopy(document)}
    parent = whole
    for key in ("root", *path)[:-1]:
        parent = parent[key]
    change(parent, ("root", *path)[-1])
    return whole["root"]


def remove(parent, key):
    del parent[key]


def put(value):
    def change(parent, key):
        parent[key] = value
    return change


def at_edges(kind: str, document) -> Iterator[tuple[str, object]]:
    for place, values in EDGES[kind].items():
        path = tuple(int(key) if key.isdigit() else key
                     for key in place.split("/"))
        for value in values:
            yield (f"{place}: {json.dumps(value)}!",
                   changed(document, path, put(value)))
    if kind == "flow":
        for n in (8, 9):
            yield f"{n} channels", changed(
                document, ("channels",), put(document["channels"][:1] * n))


def variants(kind: str) -> Iterator[tuple[str, object]]:
    """The document, and each that differs from it at one place."""
    document = load((HERE / f"{kind}.yaml").read_text())
    yield "as it is", document
    yield from at_edges(kind, document)
    for path in places(document):
        if not path:
            continue
        name = "/".join(map(str, path))
        yield f"without {name}", changed(document, path, remove)
        for other in INSTEAD:
            yield (f"{name}: {json.dumps(other)}",
                   changed(document, path, put(other)))
    for path in places(document):
        def add(parent, key):
            if isinstance(parent[key], dict):
                parent[key]["zzz"] = "z"
        yield f"{'/'.join(map(str, path))} with zzz", changed(
            document, path, add)


def is_told(finding: dict) -> bool:
    if finding["code"] == "template-missing":
        return bool(MISSING.search(finding["message"]))
    return (finding["code"] in TOLD
            and not NOT_TOLD.search(finding["message"]))


def findings(folder: Path) -> list[dict]:
    out = run("fallback-publish", "check", "--format", "json", cwd=folder)
    return [one for one in json.loads(out.stdout)["findings"] if is_told(one)]


def disagreements(kind: str, told: dict[str, tuple[object, list]]) -> list:
    own = schema(kind)
    return [f"{name}: the schema {'takes' if fits(own, value) else 'refuses'} "
            f"it, check says {[one['message'] for one in said]}"
            for name, (value, said) in told.items()
            if fits(own, value) == bool(said)]


def many(t, kind: str, folder: str) -> None:
    """Files of one kind, all in one workspace."""
    place = t.folder() / "many"
    shutil.copytree(SHARE / "examples", place)
    (place / folder).mkdir(exist_ok=True)
    cases = dict(variants(kind))
    t.check(len(cases) > 100, f"{len(cases)} cases")
    for i, value in enumerate(cases.values()):
        (place / folder / f"{i:04}.yaml").write_text(written(value) + "\n")
    said: dict[str, list] = {}
    for one in findings(place):
        said.setdefault(one["file"], []).append(one)
    told = {name: (value, said.get(f"{folder}/{i:04}.yaml", []))
            for i, (name, value) in enumerate(cases.items())}
    t.equal(disagreements(kind, told), [], "disagreements")


@test
def of_flows(t):
    many(t, "flow", "flows")


@test
def of_templates(t):
    many(t, "templates", "templates")


@test
def of_providers(t):
    many(t, "provider", "providers")


def of_one(folder: Path, i: int, value) -> list[dict]:
    place = folder / str(i)
    place.mkdir()
    (place / "fallback.yaml").write_text(written(value) + "\n")
    return [one for one in findings(place) if one["file"] == "fallback.yaml"]


@test
def of_workspaces(t):
    folder = t.folder()
    cases = dict(variants("workspace"))
    with ThreadPoolExecutor(2) as pool:
        said = pool.map(lambda case: of_one(folder, *case),
                        enumerate(cases.values()))
        told = {name: (value, found) for (name, value), found
                in zip(cases.items(), said)}
    t.equal(disagreements("workspace", told), [], "disagreements")


@test
def of_examples(t):
    """All files of the example workspace, as they are and with each example."""
    kinds = {"flows": "flow", "templates": "templates",
             "providers": "provider"}
    folder = t.folder()
    shown = [one for one in of_files()
             if not one.code.startswith(("yaml-", "file-"))]
    for example in shown:
        place = workspace(example, False, folder / example.code)
        said = findings(place)
        for path in sorted(place.rglob("*.yaml")):
            file = str(path.relative_to(place))
            kind = kinds.get(path.parent.name, "workspace")
            told = {f"{example.code}: {file}": (
                load(path.read_text()),
                [one for one in said if one["file"] == file])}
            t.equal(disagreements(kind, told), [], "disagreements")


@test
def of_what_comes_with_the_programs(t):
    for path in sorted((SHARE / "providers").glob("*.yaml")):
        t.check(fits(schema("provider"), load(path.read_text())), path.name)


if __name__ == "__main__":
    main(globals(), seconds=200)
