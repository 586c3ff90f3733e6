#!/usr/bin/env python3
"""Every code of `check` has an example, and the example is true: its wrong
lines have that code and no other error, its right ones have neither.
"""
import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import run  # noqa: E402
from tap import main, test  # noqa: E402
from wrong import Example, examples, of_files, workspace  # noqa: E402

LINE = re.compile(r"(error|warning|note)\[([\w-]+)\]:")


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


def found(example: Example, right: bool, folder: Path) -> list[str]:
    """Complaints about one side of an example."""
    program, *words = example.command.split()
    done = run(program, *words, cwd=workspace(example, right, folder))
    lines = LINE.findall(done.stdout + done.stderr)
    others = [code for severity, code in lines
              if severity == "error" and code != example.code]
    faults = [f"{example.code}: also {code}" for code in others]
    if right == any(code == example.code for _, code in lines):
        faults.append(f"{example.code}: the {'right' if right else 'wrong'} "
                      f"lines: {done.stdout}{done.stderr}")
    return faults


@test
def the_wrong_lines_have_the_code_and_the_right_ones_have_not(t):
    folder = t.folder()
    sides = [(one, right) for one in of_files() for right in (False, True)]
    with ThreadPoolExecutor(2) as pool:
        faults = pool.map(
            lambda side: found(*side, folder / f"{side[0].code}-{side[1]}"),
            sides)
    t.equal([fault for some in faults for fault in some], [], "faults")


main(globals(), seconds=120)
