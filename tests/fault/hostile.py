#!/usr/bin/env python3
"""Hostile flow files, each a mutation of a valid one: its own named error with
line and column, in little memory and time.
"""
import os
import resource
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import clean_environment, find_program, run  # noqa: E402
from tap import main, test  # noqa: E402

MEMORY_KB = 32 * 1024
VALID = Path(__file__).resolve().parents[2] / "share/examples"


def workspace(t):
    root = t.folder() / "w"
    run("fallback-publish", "init", root, status=0)
    return root


def check(root, data: bytes, seconds: float = 20):
    """(status, stdout, largest memory in kB) of a check of that file alone."""
    path = root / "flows" / "hostile.yaml"
    path.write_bytes(data)
    return measure(root, path, seconds)


def measure(root, path, seconds: float = 20):
    child = subprocess.Popen(
        [find_program("fallback-publish"), "check", path], cwd=root,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=clean_environment())
    out, err = child.communicate(timeout=seconds)
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return child.returncode, out.decode(), err.decode(), kilobytes


def valid() -> bytes:
    return (VALID / "flows/login-otp.yaml").read_bytes()


def mutations():
    """name -> (bytes, code, line or None for anywhere)"""
    good = valid()
    lines = good.split(b"\n")
    deep = b"wizard: " + b"[" * 200000 + b"\n"
    bomb = b"description: &a [x, x]\n" + b"".join(
        b"k%d: [*a, *a, *a]\n" % i for i in range(50))
    return {
        "truncated in a quoted text": (
            good[:good.index(b"[0-9]{4,8}") + 4], "yaml-syntax", None),
        "binary": (good[:40] + bytes(range(128, 256)) * 20 + good[40:],
                   "yaml-not-utf8", 2),
        "NUL": (good.replace(b"Login", b"Lo\0gin"), "yaml-nul", 3),
        "NUL by an escape": (
            good.replace(b"title: Login OTP", b'title: "Lo\\0gin"'),
            "yaml-nul", 3),
        "bad UTF-8": (good.replace(b"Login", b"Lo\xC0\xAFgin"),
                      "yaml-not-utf8", 3),
        "alias bomb": (good.replace(b"description", bomb + b"description", 1),
                       "yaml-anchor", 4),
        "alias": (good.replace(b"title: Login OTP", b"title: *a"),
                  "yaml-alias", 3),
        "tag": (good.replace(b"title: Login", b"title: !!python/object Login"),
                "yaml-tag", 3),
        "merge key": (good.replace(b"title:", b"<<: {a: b}\ntitle:"),
                      "yaml-merge-key", 3),
        "200,000 levels": (b"\n".join([lines[0], deep] + lines[1:]),
                           "yaml-too-deep", 2),
        "duplicate key": (good.replace(b"title: Login OTP",
                                       b"title: Login OTP\ntitle: Other"),
                          "yaml-duplicate-key", 4),
        "two documents": (good + b"---\n" + good, "yaml-several-documents",
                          len(lines)),
        "300 kB": (good + b"# " + b"x" * 300_000 + b"\n", "yaml-too-big", 1),
        "too many values": (
            good + b"wizard: [" + b"1," * 60_000 + b"1]\n", "yaml-too-many",
            None),
        "nothing": (b"", "yaml-empty", 1),
        "only a comment": (b"# nothing\n", "yaml-empty", 1),
    }


@test
def each_has_its_own_named_error_with_its_place(t):
    root = workspace(t)
    for name, (data, code, line) in mutations().items():
        with t.sub(name):
            status, out, err, _ = check(root, data)
            t.equal(status, 1, "exit status")
            found = [one for one in out.splitlines() if f"[{code}]" in one]
            t.check(found, f"{code} in:\n{out[:2000]}\n{err[:500]}")
            place = found[0].split(": ", 1)[0].split(":")
            t.equal(place[0], "flows/hostile.yaml", "file")
            t.check(int(place[1]) >= 1 and int(place[2]) >= 1, "a place")
            if line:
                t.equal(int(place[1]), line, "line")
            t.check("\0" not in out and "\x1b" not in out, "clean output")


@test
def a_gigabyte_is_refused_without_being_read(t):
    root = workspace(t)
    path = root / "flows" / "hostile.yaml"
    with open(path, "wb") as file:
        file.write(valid())
        file.truncate(1 << 30)
    status, out, err, _ = measure(root, path)
    t.equal(status, 1)
    t.contains(out + err, "yaml-too-big")


@test
def the_valid_file_stays_valid(t):
    root = workspace(t)
    (root / "flows/login-otp.yaml").unlink()
    status, out, err, _ = check(root, valid())
    t.equal((status, out), (0, ""))


@test
def memory_stays_small(t):
    program = find_program("fallback-publish")
    linked = subprocess.run(["ldd", program], capture_output=True,
                            text=True).stdout
    if "libasan" in linked or b"__asan" in program.read_bytes():
        t.skip("sanitizers use memory of their own: see the release build")
    root = workspace(t)
    for name, (data, _, _) in mutations().items():
        _, _, _, kilobytes = check(root, data)
        t.check(kilobytes < MEMORY_KB, f"{name}: {kilobytes} kB at most")


assert os.path.isdir(VALID)
main(globals(), seconds=120)
