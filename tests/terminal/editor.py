#!/usr/bin/env python3
"""The user's editor over the flow that is designed: what it changes is taken
over, what it breaks is told with its place, and how it ends does not matter.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from console import Console, missing  # noqa: E402
from proc import find_program, run  # noqa: E402
from tap import main, test  # noqa: E402
from walk import Workspace  # noqa: E402


class Desk:
    """A workspace and an editor: a shell script that gets the file as $1."""

    def __init__(self, t):
        if reason := missing():
            t.skip(reason)
        self._t = t
        self.path = t.use(Workspace(t)).path
        self.editor = self.path.parent / "the editor"
        self.flow = self.path / "flows" / "login-otp.yaml"

    def edits(self, *lines: str) -> None:
        self.editor.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        self.editor.chmod(0o755)

    def wizard(self, *arguments: str, editor: str | None = None) -> Console:
        editor = editor or f"'{self.editor}'"
        console = self._t.use(Console(
            "fallback-wizard", *(arguments or ("Login OTP",)), cwd=self.path,
            env={"VISUAL": None, "EDITOR": editor}))
        return console


@test
def a_change_of_the_file_is_taken_over_and_undone(t):
    desk = Desk(t)
    desk.edits('sed -i "s/^title: .*/title: Mine # of the night shift/" "$1"')
    console = desk.wizard()
    console.shows("Login OTP: step 3")
    console.keys("e")
    console.shows("taken over; ^_ brings back")
    console.shows("Mine: step 3")
    text = console.shows("   saved")
    t.contains(text, "0 errors")
    console.keys("C-_")
    console.shows("undone: Title: Mine -> Login OTP")
    console.keys("C-y")
    console.shows("done again")
    console.keys("C-s")
    console.shows("saved flows/login-otp.yaml")
    t.contains(desk.flow.read_text(), "title: Mine # of the night shift\n")
    console.keys("e")
    console.shows("taken over")
    console.keys("C-c")
    t.equal(console.wait_exit(), 0)
    t.equal(console.restored(), "")


@test
def what_is_not_saved_yet_goes_through_a_copy(t):
    desk = Desk(t)
    before = desk.flow.read_bytes()
    desk.edits(f'cp "$1" {desk.path}/seen',
               'sed -i "s/delay: 120s/delay: 130s/" "$1"')
    console = desk.wizard()
    console.shows("step 3")
    console.keys("M-1")
    console.shows("step 1")
    console.type(" two")
    console.keys("M-3")
    console.shows("step 3")
    console.keys("e")
    console.shows("sms otp_sms (en), 130s")
    console.shows("draft saved")
    t.contains((desk.path / "seen").read_text(), "title: Login OTP two\n")
    t.equal(desk.flow.read_bytes(), before, "the file")
    t.equal(list(desk.path.glob(".fallback/edit/*")), [], "copies")
    console.keys("C-s")
    console.shows("saved flows/login-otp.yaml")
    t.contains(desk.flow.read_text(), "delay: 130s")


BROKEN = {
    "no YAML": ('title: "open', "flows/login-otp.yaml:8:20: "),
    "an unknown key": ("titel: Login OTP",
                       "flows/login-otp.yaml:3:1: 'titel' is not a key"),
    "two of a key": ("title: a\\ntitle: b", "flows/login-otp.yaml:4:1: "),
    "a wrong value": ("title: a\\nnot_after: soon",
                      "flows/login-otp.yaml:4:12: 'soon' is not a time"),
}


@test
def broken_yaml_is_told_with_its_place_and_mended(t):
    for name, (line, words) in BROKEN.items():
        with t.sub(name):
            desk = Desk(t)
            good = desk.flow.read_bytes()
            desk.edits(f"sed -i 's/^title: .*/{line}/' \"$1\"")
            console = desk.wizard()
            console.shows("step 3")
            console.keys("e")
            console.shows("This cannot be taken over")
            console.shows(words)
            console.keys("Escape")
            console.gone("This cannot be taken over")
            t.check(desk.flow.read_bytes() != good, "the text stays")
            console.keys("C-s")
            console.shows("Whose?")
            console.keys("m")
            text = console.shows("Saved        flows/login-otp.yaml")
            t.contains(desk.flow.read_text(), "title: Login OTP\n")
            done = run("fallback-publish", "check", cwd=desk.path)
            t.equal(done.status == 0, "flows/login-otp.yaml:" not in text,
                    "what is left in the file is not told; this")


@test
def what_was_broken_is_edited_again(t):
    desk = Desk(t)
    desk.edits('if grep -q "^title: Login" "$1"; then '
               "sed -i 's/^title: .*/titel: Mended/' \"$1\"; else "
               "sed -i 's/^titel:/title:/' \"$1\"; fi")
    console = desk.wizard()
    console.shows("step 3")
    console.keys("e")
    console.shows("'titel' is not a key")
    console.keys("Enter")
    console.shows("Mended: step 3")


def ends(desk: Desk, words: str, **how) -> None:
    before = desk.flow.read_bytes()
    console = desk.wizard(**how)
    console.shows("step 3")
    console.keys("e")
    console.shows(words)
    console.shows("Login OTP: step 3")
    assert desk.flow.read_bytes() == before
    console.keys("C-c")
    assert console.wait_exit() == 0
    assert not console.restored(), console.restored()


@test
def however_the_editor_ends_the_wizard_goes_on(t):
    desk = Desk(t)
    with t.sub("it changes nothing"):
        desk.edits("true")
        ends(desk, "nothing was changed")
    with t.sub("it fails"):
        desk.edits("exit 3")
        ends(desk, "the editor failed (status 3), so nothing is taken over")
    with t.sub("it is killed, and leaves the terminal raw"):
        desk.edits("stty raw -echo", "kill -9 $$")
        ends(desk, "the editor was killed, so nothing is taken over")
    with t.sub("it is not there"):
        ends(desk, "there is no program 'no-such-editor': set EDITOR",
             editor="no-such-editor")
    with t.sub("it has options"):
        desk.edits('test "$1" = --wait && sed -i "s/^title: .*/title: O/" "$2"')
        console = desk.wizard(editor=f"'{desk.editor}' --wait")
        console.shows("step 3")
        console.keys("e")
        console.shows("O: step 3")


@test
def a_file_of_the_list_is_told_with_its_place_too(t):
    desk = Desk(t)
    desk.edits("sed -i 's/^title: .*/titel: x/' \"$1\"")
    console = desk.wizard("-C.")
    console.shows("> Appointment")
    console.keys("Down", "e")
    console.shows("flows/login-otp.yaml:3:1: 'titel' is not a key")


@test
def a_stopped_editor_stops_the_job_and_both_go_on(t):
    desk = Desk(t)
    desk.edits("echo editor in front", "read line", "echo \"got $line\"",
               'sed -i "s/^title: .*/title: Later/" "$1"')
    wizard = find_program("fallback-wizard")
    console = t.use(Console(
        "/bin/sh", "-mc", f"{wizard} 'Login OTP'; echo stopped with $?; "
        "read go; fg; echo ended $?", cwd=desk.path,
        env={"EDITOR": f"'{desk.editor}'", "VISUAL": None}))
    console.shows("step 3")
    console.keys("e")
    console.says("editor in front")
    console.keys("C-z")
    console.says("stopped with 148")
    t.equal(console.restored(), "")
    console.keys("Enter")
    console.says("\n" + str(wizard))  # fg names the job
    console.type("x\r")
    console.says("got x")
    console.shows("Later: step 3")
    console.keys("C-c")
    console.says("ended 0")


if __name__ == "__main__":
    main(globals(), seconds=120)
