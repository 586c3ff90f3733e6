"""The wizard from the first key to a saved flow, in a real terminal."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import clean_environment, find_program
from tap import eventually, main, test
from terminal import Screen, missing

WORKSPACE_ID = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a80"
EXAMPLES = Path(__file__).parents[2] / "share" / "examples"

ANSWERS = """\
fallback: 1
title: Login web
description: One-time code
category: authentication
inputs:
  code: {pattern: "[0-9]{6}", sensitive: true}
channels:
- {channel: whatsapp, template: login_otp, language: en,
   params: {"1": "{{code}}"}, delay: 60s}
- {channel: sms, template: otp_sms, language: en,
   params: {code: "{{code}}", brand: Acme}, delay: 120s}
"""


class Workspace:
    """A copy of the examples that goes when the test has ended."""

    def __init__(self, t):
        if reason := missing():
            t.skip(reason)

    def __enter__(self) -> "Workspace":
        self._folder = tempfile.TemporaryDirectory(prefix="fallback-walk-")
        self.path = Path(self._folder.name) / "acme"
        shutil.copytree(EXAMPLES, self.path)
        return self

    def __exit__(self, *_) -> None:
        self._folder.cleanup()

    def wizard(self, *arguments: str, **options) -> Screen:
        return Screen("fallback-wizard", *arguments, cwd=self.path, **options)

    def run(self, program: str, *arguments: str,
            text: str = "") -> subprocess.CompletedProcess:
        return subprocess.run(
            [find_program(program), *arguments], cwd=self.path, input=text,
            env=clean_environment(), capture_output=True, text=True,
            timeout=60)

    def drafts(self) -> list[Path]:
        return sorted((self.path / ".fallback" / "drafts").glob("*.yaml"))

    @property
    def flow(self) -> Path:
        return self.path / "flows" / "login-web.yaml"


def answer_basics(screen: Screen) -> None:
    screen.wait_for("step 1 of 4, Basic Information")
    screen.type("Login web")
    screen.keys("Enter")
    screen.type("One-time code")
    screen.keys("Enter", "Enter")       # authentication
    screen.keys("Enter")                # nobody is called back
    screen.wait_for("[Channel]")


def answer_whatsapp(screen: Screen) -> None:
    screen.keys("Enter")
    screen.wait_for("+390212345678")
    screen.keys("Enter")
    screen.wait_for("[Template]")
    screen.type("login en")
    screen.wait_gone("appointment_reminder")
    screen.keys("Enter")
    screen.wait_for("[Parameters]")
    screen.wait_for("482913 is your")
    screen.keys("Down")
    screen.type("[0-9]{6}")
    screen.keys("C-n")
    screen.wait_for("[Delay]")
    screen.keys("Enter")
    screen.wait_for("Add a channel")


def answer_sms(screen: Screen) -> None:
    screen.keys("+")
    screen.wait_for("channel 2 -- [Channel]")
    screen.keys("Down", "Enter")
    screen.wait_for("ACME")
    screen.keys("Enter")
    screen.wait_for("channel 2: sms -- Channel > [Template]")
    screen.type("otp")
    screen.wait_gone("appointment_sms")
    screen.keys("Enter")
    screen.wait_for("[Parameters]")
    screen.keys("Down")
    screen.type("Acme")
    screen.wait_for("GSM-7, 38 of 160, 1 part")
    screen.keys("C-n")
    screen.wait_for("[Delay]")
    screen.keys("C-u")
    screen.type("120s")
    screen.keys("Enter")
    screen.wait_for("2 sms")


def save(screen: Screen) -> None:
    screen.keys("C-n")
    screen.wait_for("limits, all optional")
    screen.keys("C-n")
    screen.wait_for("0 errors")
    screen.keys("C-s")
    screen.wait_for("Workflow ID")


def leave(screen: Screen) -> None:
    screen.keys("q")
    screen.wait_for("Login web")
    screen.wait_for("3 flows")
    screen.keys("q")
    assert screen.wait_exit() == 0


def make_by_keys(workspace: Workspace) -> None:
    with workspace.wizard("--workflow-id", WORKSPACE_ID) as screen:
        answer_basics(screen)
        answer_whatsapp(screen)
        answer_sms(screen)
        save(screen)
        leave(screen)


@test
def a_flow_is_made_by_keys_and_passes_the_check(t):
    with Workspace(t) as workspace:
        make_by_keys(workspace)
        assert workspace.flow.exists()
        assert not workspace.drafts(), "the draft of a saved flow goes"
        done = workspace.run("fallback-publish", "check",
                             "flows/login-web.yaml")
        assert done.returncode == 0, done.stdout + done.stderr


@test
def keys_and_answers_make_the_same_bytes(t):
    with Workspace(t) as workspace:
        make_by_keys(workspace)
        by_keys = workspace.flow.read_bytes()
        workspace.flow.unlink()
        done = workspace.run("fallback-wizard", "--answers", "-",
                             "--workflow-id", WORKSPACE_ID, text=ANSWERS)
        assert done.returncode == 0, done.stdout + done.stderr
        by_answers = workspace.flow.read_bytes()
        assert by_answers == by_keys, (
            f"{by_keys.decode()}\nis not\n{by_answers.decode()}")


@test
def a_window_may_change_its_size_at_any_time(t):
    with Workspace(t) as workspace, workspace.wizard() as screen:
        screen.wait_for("2 flows")
        screen.keys("n")
        answer_basics(screen)
        before = screen.text()
        screen.resize(40, 12)
        screen.wait_for("Login web 2/4 channel")
        screen.resize(30, 8)
        screen.wait_for("The window is 30 x 8")
        screen.keys("x", "Enter")       # nothing acts while nothing is seen
        screen.resize(120, 40)
        screen.wait_for("step 2 of 4, Channel")
        screen.resize(80, 24)
        screen.wait_for("step 2 of 4, Channel")
        eventually(lambda: screen.text() == before, 5,
                       "the page is as it was before")


@test
def a_killed_wizard_leaves_a_draft_to_go_on_with(t):
    with Workspace(t) as workspace:
        with workspace.wizard() as screen:
            screen.wait_for("2 flows")
            screen.keys("n")
            answer_basics(screen)
            answer_whatsapp(screen)
            os.kill(screen.pid, signal.SIGKILL)
            assert screen.wait_exit() == -signal.SIGKILL
        draft, = workspace.drafts()
        with workspace.wizard("--resume", draft.stem) as screen:
            screen.wait_for("1 whatsapp")
            screen.wait_for("the draft goes on where it was left")
            answer_sms(screen)
            save(screen)
            leave(screen)
        assert workspace.flow.exists()


@test
def a_hang_up_keeps_half_a_word(t):
    with Workspace(t) as workspace:
        with workspace.wizard() as screen:
            screen.wait_for("2 flows")
            screen.keys("n")
            screen.wait_for("step 1 of 4")
            screen.type("Login w")
            screen.wait_for("[Login w ")
            os.kill(screen.pid, signal.SIGHUP)
            assert screen.wait_exit() == -signal.SIGHUP
        draft, = workspace.drafts()
        assert "title: Login w\n" in draft.read_text()
        with workspace.wizard() as screen:
            screen.wait_for("1 draft")
            screen.wait_for("> Login w")
            screen.keys("Enter")
            screen.wait_for("[Login w ")


@test
def leaving_keeps_the_draft_or_throws_it_away(t):
    with Workspace(t) as workspace:
        with workspace.wizard() as screen:
            screen.wait_for("2 flows")
            screen.keys("n")
            answer_basics(screen)
            screen.keys("C-c")
            screen.wait_for("leave, keep the draft")
            screen.keys("Escape")
            screen.wait_gone("leave, keep the draft")
            screen.keys("C-c")
            screen.wait_for("leave, keep the draft")
            screen.keys("Enter")
            assert screen.wait_exit() == 0
            screen.wait_for("--resume")
        draft, = workspace.drafts()
        with workspace.wizard("--resume", str(draft)) as screen:
            screen.wait_for("[Channel]")
            screen.keys("C-c")
            screen.wait_for("leave, keep the draft")
            screen.keys("D")
            assert screen.wait_exit() == 0
        assert not workspace.drafts()


@test
def errors_never_trap_and_are_named_at_their_field(t):
    with Workspace(t) as workspace, workspace.wizard() as screen:
        screen.wait_for("2 flows")
        screen.keys("n")
        screen.wait_for("step 1 of 4")
        screen.type("Login OTP")
        screen.keys("C-n")
        screen.wait_for("1 Basic Information !")
        screen.keys("Escape")
        screen.wait_for("! the title 'Login OTP'")
        screen.keys("C-s")
        screen.wait_for("to be mended before it can be saved")
        screen.keys("Enter")
        screen.wait_for("step 1 of 4")


def picture() -> list[str]:
    """The screen in the README: its first block of 24 lines."""
    readme = Path(__file__).parents[2] / "README.md"
    lines = readme.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if "step 2 of 4" in line)
    return [line[4:] for line in lines[start:start + 24]]


@test
def the_picture_in_the_readme_is_what_is_seen(t):
    with Workspace(t) as workspace, workspace.wizard("Login OTP") as screen:
        screen.wait_for("step 3 of 4, Preview")
        screen.keys("M-2")
        screen.wait_for("the chain")
        screen.keys("Enter")
        screen.wait_for("[Channel]")
        screen.keys("C-n")
        screen.wait_for("[Template]")
        screen.wait_for("Copy code")
        t.equal([line.rstrip() for line in screen.lines()][:24], picture(),
                "the README")


@test
def two_wizards_do_not_write_over_each_other(t):
    with Workspace(t) as workspace, workspace.wizard("Login OTP") as first:
        first.wait_for("step 3 of 4, Preview")
        with workspace.wizard("Login OTP") as second:
            second.wait_for("In work elsewhere")
            second.wait_for(f"process {first.pid}")
            second.keys("Enter")
            second.wait_for("read-only")
            second.keys("C-s")
            second.wait_for("read-only: nothing is changed")
        os.kill(first.pid, signal.SIGKILL)  # a lock goes with its holder
        assert first.wait_exit() == -signal.SIGKILL
        with workspace.wizard("Login OTP") as third:
            third.wait_for("step 3 of 4, Preview")
            third.wait_gone("read-only")


@test
def a_flow_is_taken_over_and_the_first_wizard_is_told(t):
    with Workspace(t) as workspace, \
            workspace.wizard("Login OTP") as first:
        first.wait_for("step 3 of 4, Preview")
        first.keys("M-1")
        first.wait_for("step 1 of 4")
        first.type(" one")
        first.keys("Enter")
        first.wait_for("draft saved")
        with workspace.wizard("Login OTP") as second:
            second.wait_for("In work elsewhere")
            second.wait_for(f"process {first.pid}: it")
            second.keys("t")
            second.wait_for("taken over: the other wizard can only look")
            second.keys("M-1")
            second.wait_for("Login OTP one")
            first.keys("Enter")
            first.wait_for("Another wizard has taken this flow over:")
            first.wait_for(f"process {second.pid}: it")
            first.keys("Enter")
            first.wait_for("read-only")
            first.keys("C-c")
            assert first.wait_exit() == 0
            second.type(" two")
            second.keys("C-s")
            second.wait_for("saved flows/login-otp.yaml")
        flow = workspace.path / "flows" / "login-otp.yaml"
        assert "title: Login OTP one two\n" in flow.read_text()


@test
def a_file_changed_by_others_is_shown_and_asked_about(t):
    with Workspace(t) as workspace, workspace.wizard("Login OTP") as screen:
        flow = workspace.path / "flows" / "login-otp.yaml"
        screen.wait_for("step 3 of 4, Preview")
        screen.keys("M-1")
        screen.wait_for("step 1 of 4")
        screen.type(" two")
        screen.keys("Enter")
        flow.write_text(flow.read_text().replace("One-time", "Single-use"))
        theirs = flow.read_text()
        screen.keys("C-s")
        screen.wait_for("m      keep mine")
        screen.keys("d")
        screen.wait_for("This draft, against the file:")
        screen.wait_for("becomes 'Login OTP two'")
        screen.wait_for("-description: Single-use code at sign-in")
        screen.wait_for("+title: Login OTP two")
        screen.keys("Escape")
        screen.wait_for("t      take theirs")
        screen.keys("t")
        screen.wait_for("taken from flows/login-otp.yaml")
        screen.keys("C-_")
        screen.wait_for("undone: Title: Login OTP -> Login OTP two")
        assert flow.read_text() == theirs
        screen.keys("C-s")
        screen.wait_for("f      field by field")
        screen.keys("f")
        screen.wait_for("Mine or theirs: flows/login-otp.yaml")
        screen.wait_for("2 fields, 1 from theirs.")
        screen.keys("Escape")
        screen.wait_for("nothing was merged: the draft is kept")
        screen.keys("C-s")
        screen.wait_for("f      field by field")
        screen.keys("f")
        screen.wait_for("2 fields, 1 from theirs.")
        screen.keys("Enter")
        screen.wait_for("merged: 1 of mine, 1 of theirs")
        screen.keys("C-s")
        screen.wait_for("saved flows/login-otp.yaml")
        assert "title: Login OTP two\n" in flow.read_text()
        assert "Single-use" in flow.read_text()
        left = workspace.path.glob(".fallback/drafts/*")
        assert [one.suffix for one in left] == [".lock"]


@test
def a_flow_is_found_and_edited_in_the_users_editor(t):
    with Workspace(t) as workspace:
        editor = workspace.path / "editor"
        editor.write_text("#!/bin/sh\n"
                          "sed -i 's/^title: .*/title: Edited/' \"$1\"\n")
        editor.chmod(0o755)
        with workspace.wizard(env={"EDITOR": str(editor)}) as screen:
            screen.wait_for("2 flows")
            screen.keys("/")
            screen.wait_for("Find [")
            screen.type("login")
            screen.wait_gone("Appointment")
            screen.keys("Escape")
            screen.wait_for("Appointment")
            screen.keys("Down", "e")
            screen.wait_for("> Edited")
            screen.keys("q")
            assert screen.wait_exit() == 0


@test
def without_a_terminal_it_says_what_to_do(t):
    with Workspace(t) as workspace:
        done = workspace.run("fallback-wizard")
        assert done.returncode == 2, done.stderr
        assert "--answers" in done.stderr
        with tempfile.TemporaryDirectory() as empty:
            done = workspace.run("fallback-wizard", "-C", empty)
        assert done.returncode == 2
        assert "fallback-publish init" in done.stderr


if __name__ == "__main__":
    main(globals(), seconds=120)
