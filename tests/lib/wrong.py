"""The examples of `fallback-publish explain`, as whole workspaces.

Each code has a file share/codes/CODE.yaml: what is wrong and what is right, as
lines of a file of the example workspace. Here they are put into a copy of that
workspace, so that what the examples say can be tried.

`wrong.py FORMAT` prints what `check` says of every wrong one in that format,
the parts of machine formats that differ on one line each.
"""
import json
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

SHARE = Path(__file__).resolve().parent.parent.parent / "share"


@dataclass
class Example:
    code: str
    file: str
    wrong: str
    right: str
    instead_of: str | None = None  # lines of the workspace; else `right` is
    command: str = "fallback-publish check"
    setup: str = ""  # sh: what the workspace needs first
    make: str = ""  # sh: makes what is wrong, where lines cannot show it
    bytes: dict[str, str] | None = None  # "<NUL>": "00" in `wrong`


def examples() -> list[Example]:
    return [Example(code=path.stem,
                    **yaml.load(path.read_text(), Loader=yaml.BaseLoader))
            for path in sorted((SHARE / "codes").glob("*.yaml"))]


def of_files() -> list[Example]:
    """Those that a command finds in files; the API alone says the others."""
    return [one for one in examples() if one.command.startswith("fallback-")]


def indented(lines: list[str], by: str) -> list[str]:
    return [by + line if line else line for line in lines]


def replaced(content: str, old: str, new: str) -> str:
    """The content with the first lines `old`, at any indentation, as `new`."""
    lines, block = content.splitlines(), old.splitlines()
    for i, line in enumerate(lines):
        by = re.match(" *", line)[0]
        found = [re.sub(" +#.*", "", one) if "#" not in old else one
                 for one in lines[i:i + len(block)]]
        if found == indented(block, by):
            after = lines[i + len(block):]
            return "\n".join(
                lines[:i] + indented(new.splitlines(), by) + after) + "\n"
    raise AssertionError(f"these lines are not there:\n{old}")


def shell(script: str, folder: Path) -> None:
    subprocess.run(["sh", "-eu", "-c", script], cwd=folder, check=True)


def put(example: Example, snippet: str, folder: Path) -> None:
    path = folder / example.file
    if path.exists():
        old = example.instead_of or example.right
        content = replaced(path.read_text(), old, snippet)
    else:
        path.parent.mkdir(exist_ok=True)
        content = snippet
    raw = content.encode()
    for mark, hexadecimal in (example.bytes or {}).items():
        raw = raw.replace(mark.encode(), bytes.fromhex(hexadecimal))
    path.write_bytes(raw)


def workspace(example: Example, right: bool, folder: Path) -> Path:
    """The example workspace, with the right or the wrong lines, in `folder`."""
    shutil.copytree(SHARE / "examples", folder)
    shell(example.setup, folder)
    if not example.make:
        put(example, example.right if right else example.wrong, folder)
    elif not right:
        shell(example.make, folder)
    return folder


def compact(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def of_json(out: str) -> str:
    answer = json.loads(out)
    findings = [compact(one) for one in answer.pop("findings")]
    return "\n".join([*findings, compact(answer)])


def of_sarif(out: str) -> str:
    run, = json.loads(out)["runs"]
    rules = run["tool"]["driver"]["rules"]
    return "\n".join(compact(one) for one in rules + run["results"])


def of_junit(out: str) -> str:
    """Without the files in which nothing was found."""
    return re.sub(r"    <testcase [^>]*/>\n", "", out).partition("\n")[2]


SHOWN = {"json": of_json, "sarif": of_sarif, "junit": of_junit}


def said(example: Example, form: str) -> str:
    """What check prints about the wrong lines, under the name of the code."""
    head = f"== {example.code}\n"
    if example.command != "fallback-publish check":
        return f"{head}of '{example.command}'\n"
    with tempfile.TemporaryDirectory() as scratch:
        folder = workspace(example, False, Path(scratch) / "work")
        done = subprocess.run(
            ["fallback-publish", "check", "--format", form, "-q"], cwd=folder,
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        out = done.stdout.replace(str(folder), "WORK")
    shown = SHOWN.get(form, str)(out).strip("\n")
    return f"{head}{shown}\n[{done.returncode}]\n{done.stderr}"


if __name__ == "__main__":
    with ThreadPoolExecutor(2) as pool:
        sys.stdout.writelines(
            pool.map(lambda example: said(example, sys.argv[1]), examples()))
