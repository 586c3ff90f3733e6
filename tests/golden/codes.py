#!/usr/bin/env python3
"""Every code of `check` has an example, and the example is true: its wrong
lines have that code and no other error, its right ones have neither. All
messages stand in messages.txt, to be read aloud; UPDATE=1 writes it.
"""
import functools
import json
import os
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import run  # noqa: E402
from tap import main, test  # noqa: E402
from wrong import Example, examples, of_files, workspace  # noqa: E402

LINE = re.compile(r"(error|warning|note)\[([\w-]+)\]:")
MESSAGE = re.compile(r"(error|warning|note)\[([\w-]+)\]: (.*)\n"
                     r"(?:  hint: (.*)\n)?")
MESSAGES = Path(__file__).with_name("messages.txt")

# What these say is the rule and the mend at once.
WITHOUT_HINT = {
    "file-unreadable", "format-impossible", "import-left-out", "import-wrong",
    "input-default-mismatch", "provider-example-differs", "provider-wrong",
    "template-placeholder", "too-many-channels", "value-kind", "value-wrong",
    "workflow-id-version", "yaml-empty", "yaml-too-big", "yaml-too-deep",
    "yaml-too-many",
}


def known() -> list[dict]:
    out = run("fallback-publish", "explain", "--format", "json", status=0)
    return json.loads(out.stdout)["codes"]


@test
def every_code_has_an_example_and_the_other_way_round(t):
    codes = known()
    t.check(len(codes) > 90, f"there are codes: {len(codes)}")
    t.equal([one["code"] for one in codes if "example" not in one], [],
            "codes whose example cannot be read")
    t.equal([one.code for one in examples()], [one["code"] for one in codes],
            "the files of share/codes")


@test
def explain_tells_what_the_examples_hold(t):
    told = {one["code"]: one["example"] for one in known()}
    for example in examples():
        t.equal(told[example.code],
                {"file": example.file, "command": example.command,
                 "wrong": example.wrong, "right": example.right},
                example.code)
        text = run("fallback-publish", "explain", example.code, status=0).stdout
        for line in (example.wrong + example.right).splitlines():
            t.contains(text, f"    {line}\n", example.code)


@functools.cache
def told(code: str, right: bool, folder: Path) -> str:
    """What its command prints on one side of an example."""
    example = next(one for one in of_files() if one.code == code)
    program, *words = example.command.split()
    done = run(program, *words, cwd=workspace(example, right, folder))
    return (done.stdout + done.stderr).replace(str(folder), "FOLDER")


def found(example: Example, right: bool, folder: Path) -> list[str]:
    """Complaints about one side of an example."""
    out = told(example.code, right, folder)
    lines = LINE.findall(out)
    others = [code for severity, code in lines
              if severity == "error" and code != example.code]
    faults = [f"{example.code}: also {code}" for code in others]
    if right == any(code == example.code for _, code in lines):
        faults.append(f"{example.code}: the {'right' if right else 'wrong'} "
                      f"lines: {out}")
    return faults


@test
def the_wrong_lines_have_the_code_and_the_right_ones_have_not(t):
    folder = FOLDER
    sides = [(one, right) for one in of_files() for right in (False, True)]
    with ThreadPoolExecutor(2) as pool:
        faults = pool.map(
            lambda side: found(*side, folder / f"{side[0].code}-{side[1]}"),
            sides)
    t.equal([fault for some in faults for fault in some], [], "faults")


def side(code: str) -> Path:
    return FOLDER / f"{code}-False"


@test
def every_message_names_the_value_or_the_rule_and_what_to_do(t):
    rows = []
    for example in of_files():
        out = told(example.code, False, side(example.code))
        severity, _, text, hint = next(
            one for one in MESSAGE.findall(out) if one[1] == example.code)
        rows += [f"{severity}[{example.code}] "
                 + re.sub(r"\d+ days ago", "N days ago", text),
                 f"    {hint or '-'}"]
        t.equal(bool(hint), example.code not in WITHOUT_HINT,
                f"{example.code}: has a hint")
        for words in (text, hint):
            t.check(not words.endswith("."), f"no full stop: {words}")
            t.check(not re.match(r"[A-Z][a-z]+ [a-z]", words)
                    or words.startswith("Kaleyra "), f"lower case: {words}")
    text = "\n".join(rows) + "\n"
    if os.environ.get("UPDATE"):
        MESSAGES.write_text(text)
    t.equal(text.splitlines(), MESSAGES.read_text().splitlines(), "messages")


with tempfile.TemporaryDirectory(prefix="fallback-codes-") as made:
    FOLDER = Path(made)
    main(globals(), seconds=120)
