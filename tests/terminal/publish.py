#!/usr/bin/env python3
"""fallback-publish at a terminal: its questions, what happens while one is
open, and colours.
"""
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from many import write_workspace  # noqa: E402
from proc import find_program, run  # noqa: E402
from tap import main, test  # noqa: E402
from terminal import Line  # noqa: E402

PRODUCTION = """environments:
  live: {store: "sqlite:live.db", production: true}
"""


def workspace(t):
    """A copy of the installed example."""
    folder = t.folder() / "shop"
    run("fallback-publish", "init", folder, status=0)
    return folder


def publish(t, folder, *words, **more):
    return t.use(Line("fallback-publish", *words, cwd=folder, **more))


def change(folder, old, new):
    path = folder / "flows" / "login-otp.yaml"
    text = path.read_text()
    assert old in text, old
    path.write_text(text.replace(old, new))


@test
def push_asks_and_takes_yes(t):
    folder = workspace(t)
    it = publish(t, folder, "push")
    before = it.wait_for("Push 2 flows to sqlite:fallback.db? [y/N] ")
    t.contains(before, " Login OTP             create  rev 1  "
               "flows/login-otp.yaml\n")
    t.check(not (folder / "fallback.db").exists(), "nothing is written yet")
    it.type("y\n")
    t.equal(it.wait_exit(), 0, "status")
    t.contains(it.text(), "): created, rev 1\n")
    t.contains(run("fallback-publish", "list", cwd=folder).stdout, "Login OTP")


@test
def any_other_answer_is_no(t):
    folder = workspace(t)
    for answer in "\n", "n\n", "yep\n", "\x04":
        it = publish(t, folder, "push")
        it.wait_for("[y/N] ")
        it.type(answer)
        t.equal(it.wait_exit(), 5, f"status after {answer!r}")
        t.contains(it.text(), "nothing was pushed")
    t.check(not (folder / "fallback.db").exists(), "nothing is written")


@test
def nothing_is_asked_when_nothing_changes(t):
    folder = workspace(t)
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    it = publish(t, folder, "push")
    t.equal(it.wait_exit(), 0, "status")
    t.check("[y/N]" not in it.text(), "no question")


@test
def production_is_asked_for_by_name(t):
    folder = workspace(t)
    with (folder / "fallback.yaml").open("a") as file:
        file.write(PRODUCTION)
    for answer, status in ("y\n", 5), ("Live\n", 5), ("live\n", 0):
        it = publish(t, folder, "push", "--env", "live")
        it.wait_for("Push 2 flows to sqlite:live.db? "
                    "This is production: type 'live' to do it: ")
        it.type(answer)
        t.equal(it.wait_exit(), status, f"status after {answer!r}")
    t.equal(sorted(p.name for p in folder.glob("*.db")), ["live.db"])


@test
def what_others_push_while_a_question_is_open_is_kept(t):
    folder = workspace(t)
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    change(folder, "delay: 120s", "delay: 130s")
    it = publish(t, folder, "push")
    it.wait_for("Push 1 flow to ")
    other = t.folder() / "other"
    shutil.copytree(folder, other, ignore=lambda *_: ["fallback.db"])
    change(other, "delay: 130s", "delay: 140s")
    run("fallback-publish", "push", "--yes", "--store",
        f"sqlite:{folder}/fallback.db", cwd=other, env={"USER": "grace"},
        status=0)
    it.type("y\n")
    t.equal(it.wait_exit(), 4, "status")
    t.contains(it.text(), "the store has changed since it was read: "
               "revision 2 by grace@")
    shown = run("fallback-publish", "show", "Login OTP", "--format", "yaml",
                cwd=folder)
    t.contains(shown.stdout, "delay: 140s", "the flow in the store")


@test
def what_somebody_else_changed_is_shown_and_asked_for(t):
    folder = workspace(t)
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    other = t.folder() / "other"
    shutil.copytree(folder, other, ignore=lambda *_: ["fallback.db"])
    change(other, "delay: 120s", "delay: 140s")
    run("fallback-publish", "push", "--yes", "--store",
        f"sqlite:{folder}/fallback.db", cwd=other,
        env={"FALLBACK_AUTHOR": "grace"}, status=0)
    change(folder, "delay: 60s", "delay: 61s")
    for answer, status in ("n\n", 5), ("y\n", 0):
        it = publish(t, folder, "push")
        shown = it.wait_for("Push 1 flow to sqlite:fallback.db, over what "
                            "somebody else changed in 1 of them? [y/N] ")
        t.contains(shown, "revision 2 by grace")
        t.contains(shown, "is waited for 2 min 20 s instead of 120 s")
        it.type(answer)
        t.equal(it.wait_exit(), status, f"status after {answer!r}")
    t.contains(it.text(), "updated, rev 2 -> 3")


@test
def long_work_shows_how_far_it_is(t):
    folder = t.folder() / "many"
    write_workspace(folder, 1000, 100)
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    it = publish(t, folder, "plan", "--brief", env={"TERM": "xterm"})
    t.equal(it.wait_exit(), 0, "status")
    t.contains(it.text(), "\nreading flows: 1000 of 1000\n\x1b[KPlan for ")
    t.check("comparing" not in it.text(), "where the plan itself is shown")
    for words, env in ((["-q"], {"TERM": "xterm"}), ([], {"TERM": "dumb"})):
        it = publish(t, folder, "plan", "--brief", *words, env=env)
        t.equal(it.wait_exit(), 0, "status")
        t.check("reading flows" not in it.text(), f"with {words} {env}")
    done = run("fallback-publish", "plan", "--brief", cwd=folder, status=0)
    t.equal(done.stderr, "", "without a terminal")


@test
def unpublish_asks(t):
    folder = workspace(t)
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    for answer, status in ("n\n", 5), ("yes\n", 0):
        it = publish(t, folder, "unpublish", "login otp")
        it.wait_for("Unpublish 'Login OTP' in sqlite:fallback.db? [y/N] ")
        it.type(answer)
        t.equal(it.wait_exit(), status, f"status after {answer!r}")
    t.contains(run("fallback-publish", "list", cwd=folder).stdout,
               "unpublished")


@test
def colours_are_for_terminals_that_want_them(t):
    folder = workspace(t)
    change(folder, "delay: 120s", "delay: 120")
    plain = "flows/login-otp.yaml:21:10: error[value-wrong]: "
    colored = plain.replace("error", "\x1b[1;31merror\x1b[0m")
    for wanted, words, env in (
            (colored, [], {}),
            (plain, [], {"NO_COLOR": "1"}),
            (plain, [], {"TERM": "dumb"}),
            (plain, ["--color", "never"], {}),
            (colored, ["--color", "always"], {"NO_COLOR": "1"})):
        it = publish(t, folder, "check", *words, env=env)
        t.equal(it.wait_exit(), 1, "status")
        t.contains(it.text(), wanted, f"the output with {words} {env}")
    t.contains(run("fallback-publish", "check", cwd=folder).stdout, plain)
    t.contains(run("fallback-publish", "check", "--color=always",
                   cwd=folder).stdout, colored)


@test
def a_full_disk_is_not_success(t):
    folder = workspace(t)
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    if not os.access("/dev/full", os.W_OK):
        t.skip("there is no /dev/full")
    for command in ("list", "explain", "export 'Login OTP'",
                    "history 'Login OTP'"):
        done = run("/bin/sh", "-c", f"exec {find_program('fallback-publish')} "
                   f"{command} >/dev/full", cwd=folder)
        t.equal(done.status, 6, f"status of {command}")


def two_revisions(t):
    folder = workspace(t)
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    change(folder, "delay: 60s", "delay: 40s")
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    return folder


@test
def rollback_shows_the_words_and_asks(t):
    folder = two_revisions(t)
    it = publish(t, folder, "rollback", "Login OTP")
    before = it.wait_for("Roll back 'Login OTP' to revision 1 in "
                         "sqlite:fallback.db? [y/N] ")
    t.contains(before, "channel 2 (sms) is sent 20 s later: after 60 s instead "
               "of 40 s\n")
    it.type("n\n")
    t.equal(it.wait_exit(), 5, "status")
    it = publish(t, folder, "rollback", "Login OTP")
    it.wait_for("[y/N] ")
    it.type("y\n")
    t.equal(it.wait_exit(), 0, "status")
    t.contains(it.text(), "rolled back to rev 1, rev 2 -> 3\n")


@test
def who_comes_while_rollback_asks_is_named(t):
    folder = two_revisions(t)
    it = publish(t, folder, "rollback", "Login OTP")
    it.wait_for("[y/N] ")
    run("fallback-publish", "unpublish", "Login OTP", "--yes", cwd=folder,
        env={"FALLBACK_AUTHOR": "grace"}, status=0)
    it.type("y\n")
    t.equal(it.wait_exit(), 4, "status")
    t.contains(it.text(), "revision 2, unpublished by grace, ")
    listed = run("fallback-publish", "list", cwd=folder, status=0).stdout
    t.contains(listed, "unpublished")


@test
def unpublish_and_delete_ask_and_want_production_by_name(t):
    folder = workspace(t)
    config = folder / "fallback.yaml"
    config.write_text(config.read_text() + PRODUCTION)
    live = ("--env", "live")
    run("fallback-publish", "push", "--yes", *live, cwd=folder, status=0)
    for command, done in ("unpublish", "unpublished"), ("delete", "deleted"):
        it = publish(t, folder, command, "Login OTP", *live)
        it.wait_for("This is production: type 'live' to do it: ")
        it.type("y\n")
        t.equal(it.wait_exit(), 5, f"status of {command}")
        it = publish(t, folder, command, "Login OTP", *live)
        it.wait_for("type 'live' to do it: ")
        it.type("live\n")
        t.equal(it.wait_exit(), 0, f"status of {command}")
        t.contains(it.text(), done)


if __name__ == "__main__":
    main(globals())
