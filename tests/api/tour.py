#!/usr/bin/env python3
"""The README's tour, command by command: what it says is what happens. What a
reader does by hand is done here: the wizard is passed over, `push` gets its
answer, the runner a free port.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import (Program, check_sanitizers, clean_environment,  # noqa: E402
                  find_program)
from tap import main, test  # noqa: E402

ADDRESS = "http://127.0.0.1:8080"
ID = re.compile(r'"workflowInvocationId": *"(\w{22})"')


def blocks() -> list[str]:
    """The indented blocks of the tour, in order, without their indent."""
    text = (ROOT / "README.md").read_text()
    tour = text.partition("\n## A tour\n")[2].partition("\n## ")[0]
    found = re.findall(r"(?:^ {4}.*\n(?:\n(?= {4}))?)+", tour, re.M)
    return [re.sub(r"^ {4}", "", block, flags=re.M).strip("\n")
            for block in found]


class Reader:
    """Types the commands of the tour, one after the other."""

    def __init__(self, t):
        self.t = t
        self.folder = t.folder()
        self.exports: list[str] = []
        self.environment = clean_environment()
        programs = find_program("fallback-runner").parent
        self.environment["PATH"] = f"{programs}:{self.environment['PATH']}"
        self.address = self.invocation = ""
        self.typed: list[str] = []
        self.compared = 0

    def type(self, line: str, shown: str) -> None:
        self.typed.append(line.split()[0])
        for beginning, act in self.special.items():
            if line.startswith(beginning):
                act(self, line)
                return
        told = self.run(line)
        if shown:
            self.t.equal(told.strip("\n"), shown, f"what '{line}' shows")
            self.compared += 1

    def run(self, line: str) -> str:
        script = "\n".join(["set -eu", *self.exports, line])
        done = subprocess.run(["sh", "-c", script], cwd=self.folder,
                              env=self.environment, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True)
        check_sanitizers(line, done.stderr)
        assert done.returncode == 0, (
            f"'{line}' ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def init(self, line: str) -> None:
        folder = line.split()[-1]
        self.run(line)
        self.folder /= folder

    def design(self, line: str) -> None:
        find_program(line)

    def export(self, line: str) -> None:
        self.exports.append(line)

    def serve(self, line: str) -> None:
        words = line.removesuffix(" &").split()
        runner = self.t.use(Program(
            *words, "-C", self.folder, "--listen", "127.0.0.1:0"))
        self.address = runner.address()

    def push(self, line: str) -> None:
        self.run(line + " --yes")

    def keep(self, line: str) -> None:
        name = line.partition("=")[0]
        self.exports.append(f"{name}=" + self.run(f"{line}; echo ${name}"))

    def invoke(self, line: str) -> None:
        self.t.contains(line, ADDRESS)
        answer = self.run(line.replace("curl", "curl -sS --fail-with-body", 1)
                          .replace(ADDRESS, self.address))
        self.invocation = ID.search(answer)[1]

    def explain(self, line: str) -> None:
        self.t.contains(self.run(line.replace("ID", self.invocation)),
                        self.invocation)

    special = {
        "fallback-publish init": init,
        "fallback-wizard": design,
        "export ": export,
        "fallback-runner serve": serve,
        "fallback-publish push": push,
        "key=": keep,
        "curl": invoke,
        "fallback-runner explain": explain,
    }


@test
def the_readme_has_both_commands_and_they_are_there(t):
    text = (ROOT / "README.md").read_text()
    for command in ("share/try", "tests/run"):
        t.contains(text, f"    sh {command} ")
        t.check((ROOT / command).exists(), f"{command} exists")


@test
def every_command_of_the_tour_does_what_the_readme_says(t):
    try:
        find_program("fallback-wizard")
    except AssertionError as missing:
        t.skip(str(missing))
    reader = Reader(t)
    for block in blocks():
        commands, _, shown = block.partition("\n\n")
        for line in re.split(r"\n(?=\S)", commands):
            reader.type(line, shown)
    t.check(reader.invocation, "something was invoked")
    t.check(reader.compared, "some output was compared")
    for name in ("fallback-publish", "fallback-wizard", "fallback-runner"):
        t.contains(reader.typed, name, "the tour")


main(globals(), seconds=120)
