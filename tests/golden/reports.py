#!/usr/bin/env python3
"""The reports of `check` for CI services, read back as their readers would:
each tells the findings that --format json tells.
"""
import json
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import unquote, urlparse

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import run  # noqa: E402
from tap import main, test  # noqa: E402

COMMAND = re.compile(r"::(error|warning|notice) (.*?)::(.*)")
NASTY = 'a b, c:%25 "d" <e>&\u00e9\U0001f600.yaml'


def repository(t, name: str = NASTY) -> Path:
    """A workspace in a folder of a repository, with findings of each severity
    in a file whose name and values mean something to every format."""
    folder = t.folder() / "repository"
    (folder / ".git").mkdir(parents=True)
    shop = folder / "a shop"
    shutil.copytree(ROOT / "share" / "examples", shop)
    flow = (shop / "flows" / "login-otp.yaml").read_text()
    flow = flow.replace("otp_sms", "x']]>&amp;<x>\\x{1}%0A::error::,\u202e")
    flow = flow.replace("delay: 60s", "delay: 45s").replace(
        "delay: 120s", "delay: 1200s")
    (shop / "flows" / "login-otp.yaml").unlink()
    (shop / "flows" / name).write_text(flow)
    return shop


def check(shop: Path, form: str, *options: str) -> str:
    return run("fallback-publish", "check", "--format", form, *options,
               cwd=shop).stdout


def findings(shop: Path) -> list[dict]:
    found = json.loads(check(shop, "json"))["findings"]
    assert {one["severity"] for one in found} == {"error", "warning", "note"}
    return found


def unescaped(text: str, also: str = "") -> str:
    for character in "\r\n" + also:
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")


def hinted(finding: dict) -> str:
    hint = finding["hint"]
    return finding["message"] + (f"\nhint: {hint}" if hint else "")


def cleaned(text: str) -> str:
    """As a terminal may see it: bidirectional controls are spelled out."""
    return text.replace("\u202e", "U+202E")


@test
def sarif(t):
    shop = repository(t)
    log = json.loads(check(shop, "sarif"))
    found = findings(shop)
    t.equal(log["version"], "2.1.0")
    only, = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    t.equal([one["id"] for one in rules],
            sorted({one["code"] for one in found}), "rules")
    t.equal(len(only["results"]), len(found), "results")
    for result, one in zip(only["results"], found):
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        t.equal(urlparse(uri)[:2] + urlparse(uri)[3:], ("",) * 5, uri)
        t.equal(unquote(uri), f"a shop/{one['file']}", "file")
        t.check((shop.parent / unquote(uri)).is_file(), uri)
        t.check(re.fullmatch(r"[A-Za-z0-9._~/-]*(?:%[0-9A-F]{2}"
                             r"[A-Za-z0-9._~/-]*)*", uri), uri)
        t.equal(place["region"],
                {"startLine": one["line"], "startColumn": one["column"]})
        t.equal((result["ruleId"], result["level"]),
                (one["code"], one["severity"]))
        t.equal(rules[result["ruleIndex"]]["id"], one["code"])
        t.equal(result["message"]["text"], hinted(one))


def fingerprints(shop: Path) -> list[str]:
    only, = json.loads(check(shop, "sarif"))["runs"]
    return [one["partialFingerprints"]["primaryLocationLineHash"]
            for one in only["results"]]


@test
def fingerprints_stay_when_lines_move(t):
    shop = repository(t)
    before = fingerprints(shop)
    t.equal(len(set(before)), len(before), "different ones")
    flow = shop / "flows" / NASTY
    flow.write_text("# one\n# two\n" + flow.read_text())
    t.equal(fingerprints(shop), before, "after two lines more")
    flow.rename(shop / "flows" / "other.yaml")
    t.check(not set(fingerprints(shop)) & set(before), "another file")


@test
def github(t):
    shop = repository(t)
    lines = check(shop, "github").splitlines()
    found = findings(shop)
    t.equal(len(lines), len(found), "lines")
    for line, one in zip(lines, found):
        command, properties, message = COMMAND.fullmatch(line).groups()
        told = dict(part.split("=", 1) for part in properties.split(","))
        t.equal(command,
                {"note": "notice"}.get(one["severity"], one["severity"]))
        t.equal(unescaped(told["file"], ":,"), f"a shop/{one['file']}")
        t.equal((told["line"], told["col"], told["title"]),
                (str(one["line"]), str(one["column"]), one["code"]))
        t.equal(unescaped(message), cleaned(hinted(one)))


@test
def junit(t):
    shop = repository(t)
    suites = ElementTree.fromstring(check(shop, "junit"))
    found = findings(shop)
    suite, = suites
    cases = list(suite)
    t.equal((suites.tag, suite.tag, {one.tag for one in cases}),
            ("testsuites", "testsuite", {"testcase"}))
    failures = [one for one in cases if one.find("failure") is not None]
    t.equal((suite.get("tests"), suite.get("failures")),
            (str(len(cases)), str(len(failures))), "counts")
    files = sorted(path.relative_to(shop.parent).as_posix()
                   for path in shop.rglob("*.yaml"))
    t.equal(sorted(one.get("name") for one in cases), files, "a case a file")
    told = "".join(one.text for case in cases for one in case)
    for one in found:
        t.contains(told, f"{one['line']}:{one['column']}: {one['severity']}"
                         f"[{one['code']}]: {cleaned(one['message'])}\n")


@test
def junit_fails_what_strict_fails(t):
    shop = repository(t)
    (path := shop / "flows" / NASTY).write_text(
        (ROOT / "share/examples/flows/login-otp.yaml").read_text().replace(
            "delay: 60s", "delay: 45s"))
    for options, element in ((), "system-out"), (("--strict",), "failure"):
        suite, = ElementTree.fromstring(check(shop, "junit", *options))
        case, = [one for one in suite
                 if one.get("name") == f"a shop/flows/{path.name}"]
        t.equal([one.tag for one in case], [element])


main(globals(), seconds=60)
