#!/usr/bin/env python3
"""The README is true: its screen is the wizard's, and its tour does, command
by command, what it says. What a reader does by hand is done here: the wizard is
passed over, `push` gets its answer, the runner a free port.

With UPDATE=1 the wizard's screen is written into the README.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import (Program, check_sanitizers, clean_environment,  # noqa: E402
                  find_program, run)
from tap import eventually, main, test  # noqa: E402
from terminal import Screen, missing  # noqa: E402

README = ROOT / "README.md"
ADDRESS = "http://127.0.0.1:8080"
ID = re.compile(r'"workflowInvocationId": *"(\w{22})"')


BLOCK = re.compile(r"(?:^ {4}.*\n(?:\n+(?= {4}))?)+", re.M)


def blocks(text: str) -> list[str]:
    """The indented blocks of a text, in order, without their indent."""
    return [re.sub(r"^ {4}", "", block, flags=re.M).strip("\n")
            for block in BLOCK.findall(text)]


def tour() -> str:
    return README.read_text().partition("\n## A tour\n")[2].partition(
        "\n## ")[0]


def introduction() -> str:
    return README.read_text().partition("\n## ")[0]


def programs_or_skip(t) -> None:
    try:
        find_program("fallback-wizard")
    except AssertionError as absent:
        t.skip(str(absent))


def template_page(t) -> str:
    """The wizard's page of templates, on the example's first flow."""
    folder = t.folder()
    run("fallback-publish", "init", "acme", cwd=folder, status=0)
    screen = t.use(Screen("fallback-wizard", "Login OTP", cwd=folder / "acme"))
    screen.wait_for("Preview\u25c2")
    screen.keys("M-2")
    screen.wait_for("the chain")
    screen.keys("Enter")
    screen.wait_for("[Channel]")
    screen.keys("Enter", "Enter")
    screen.wait_for("[Template]")
    eventually(lambda: "Up/Down move" in screen.text())
    lines = screen.text().strip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines)


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
        told = self.sh(line)
        if shown:
            self.t.equal(told.strip("\n"), shown, f"what '{line}' shows")
            self.compared += 1

    def sh(self, line: str) -> str:
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
        self.sh(line)
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

    def answer(self, line: str) -> None:
        """What asks at a terminal."""
        self.sh(line + " --yes")

    def plan(self, line: str) -> None:
        """The reader changes a delay first."""
        flow = self.folder / "flows/login-otp.yaml"
        flow.write_text(flow.read_text().replace("delay: 60s", "delay: 45s"))
        self.t.contains(self.sh(line), "45 s")

    def keep(self, line: str) -> None:
        name = line.partition("=")[0]
        self.exports.append(f"{name}=" + self.sh(f"{line}; echo ${name}"))

    def invoke(self, line: str) -> None:
        self.t.contains(line, ADDRESS)
        answer = self.sh(line.replace("curl", "curl -sS --fail-with-body", 1)
                          .replace(ADDRESS, self.address))
        self.invocation = ID.search(answer)[1]

    def explain(self, line: str) -> None:
        self.t.contains(self.sh(line.replace("ID", self.invocation)),
                        self.invocation)

    special = {
        "fallback-publish init": init,
        "fallback-wizard": design,
        "export ": export,
        "fallback-runner serve": serve,
        "fallback-publish push": answer,
        "fallback-publish plan": plan,
        "fallback-publish rollback": answer,
        "key=": keep,
        "curl": invoke,
        "fallback-runner explain": explain,
    }


@test
def the_readme_has_both_commands_and_they_are_there(t):
    text = README.read_text()
    for command in ("share/try", "tests/run"):
        t.contains(text, f"    sh {command} ")
        t.check((ROOT / command).exists(), f"{command} exists")


@test
def the_screen_of_the_readme_is_the_wizards(t):
    programs_or_skip(t)
    if missing():
        t.skip(missing())
    shown, now = blocks(introduction())[0], template_page(t)
    if os.environ.get("UPDATE") == "1":
        lines = [("    " + line).rstrip() for line in now.split("\n")]
        README.write_text(BLOCK.sub(
            lambda _: "\n".join(lines) + "\n", README.read_text(), count=1))
        shown = blocks(introduction())[0]
    t.equal(now.split("\n"), shown.split("\n"),
            "the screen (UPDATE=1 renews it)")


@test
def every_command_of_the_tour_does_what_the_readme_says(t):
    programs_or_skip(t)
    reader = Reader(t)
    for block in blocks(tour()):
        commands, _, shown = block.partition("\n\n")
        for line in re.split(r"\n(?=\S)", commands):
            reader.type(line, shown)
    t.check(reader.invocation, "something was invoked")
    t.check(reader.compared, "some output was compared")
    for name in ("fallback-publish", "fallback-wizard", "fallback-runner"):
        t.contains(reader.typed, name, "the tour")


main(globals(), seconds=120)
