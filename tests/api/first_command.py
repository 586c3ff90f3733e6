#!/usr/bin/env python3
"""`sh share/try`, as somebody runs it who has just got the source: from
another folder, with a terminal and without one. It builds in build-try.
"""
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import ADDRESS, clean_environment  # noqa: E402
from tap import main, test  # noqa: E402
from terminal import Screen, missing  # noqa: E402

TRY = ROOT / "share" / "try"
BUILD_S = 600


def shell(*words: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", TRY, *words], cwd="/", env=clean_environment(**environment),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=BUILD_S)


@test
def a_word_that_it_does_not_know_is_wrong_usage(t):
    done = shell("--demmo")
    t.equal((done.returncode, done.stdout),
            (2, "usage: sh share/try [--demo]\n"))


@test
def without_a_terminal_it_plays_the_demo(t):
    done = shell(CDPATH="/usr:/tmp", FALLBACK_STORE="sqlite:/nowhere/x.db",
                 CC="no-such-compiler", TMPDIR=t.folder())
    t.equal(done.returncode, 0, f"exit status after\n{done.stdout[-3000:]}\n")
    t.contains(done.stdout, "Every outcome is the expected one.")


@test
def with_a_terminal_it_opens_the_wizard_and_says_what_is_next(t):
    if missing():
        t.skip(missing())
    folder = t.folder()
    screen = t.use(Screen("/bin/sh", TRY, cwd="/", columns=100, rows=60,
                          env={"TMPDIR": folder}))
    screen.wait_for(re.compile("Login OTP +ok, published 1"), BUILD_S)
    screen.keys("q")
    t.equal(screen.wait_exit(30), 0, "exit status")
    told = screen.text()
    workspace = folder / os.listdir(folder)[0] / "acme"
    t.contains(told, f'cd "{workspace}"')
    t.check((workspace / "flows" / "login-otp.yaml").exists(), "the example")
    t.contains(told, "curl -H")
    port = int(re.search(ADDRESS, told).group().rsplit(":", 1)[1])
    with socket.socket() as caller:
        t.check(caller.connect_ex(("127.0.0.1", port)), "the runner is gone")


main(globals(), seconds=BUILD_S)
