#!/usr/bin/env python3
"""Workspaces that are large or hostile as a whole: files that never end, names
that are no names, thousands of flows in little memory.
"""
import os
import pty
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from cost import measure  # noqa: E402
from many import write_workspace  # noqa: E402
from proc import find_program, run  # noqa: E402
from tap import eventually, main, test  # noqa: E402

BYTES_A_FLOW = 600  # of memory: an entry of the index, not the text


def workspace(t, flows=3):
    root = t.folder() / "w"
    write_workspace(root, flows, 10)
    return root


def check(root, *words, status):
    return run("fallback-publish", "check", *words, cwd=root, status=status)


def finding(done, file):
    found = [line for line in done.stdout.splitlines()
             if line.startswith(f"flows/{file}")]
    return found[0] if found else ""


@test
def what_might_never_end_is_a_finding_and_no_wait(t):
    root = workspace(t)
    flows = root / "flows"
    os.mkfifo(flows / "pipe.yaml")
    # Somebody who holds it open and says nothing: reading it would wait.
    writer = os.open(flows / "pipe.yaml", os.O_RDWR)
    t.later(os.close, writer)
    (flows / "zero.yaml").symlink_to("/dev/zero")
    (flows / "folder.yaml").symlink_to(".")
    (flows / "self.yaml").symlink_to("self.yaml")
    (flows / "gone.yaml").symlink_to("nothing")
    check(root, flows / "logistics-notice-1.yaml", status=0)
    done = check(root, status=1)
    for name, text in {"pipe": "is no regular file",
                       "zero": "is no regular file", "folder": "is a folder",
                       "self": "cannot open", "gone": "cannot open"}.items():
        with t.sub(name):
            t.contains(finding(done, f"{name}.yaml"), text)
    os.mkfifo(root / "templates" / "pipe.yaml")
    other = os.open(root / "templates" / "pipe.yaml", os.O_RDWR)
    t.later(os.close, other)
    done = check(root, status=1)
    t.contains(done.stdout, "templates/pipe.yaml: error[file-unreadable]")


@test
def a_pipe_that_was_named_is_waited_for(t):
    root = workspace(t)
    good = (root / "flows/logistics-notice-1.yaml").read_bytes()
    pipe = root / "pipe"
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    child = subprocess.Popen(
        [find_program("fallback-publish"), "check", pipe], cwd=root,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=writer)
    reader.communicate(good)
    # Nothing was lost, whoever came first; it ends when the last writer goes.
    eventually(lambda: any(os.path.realpath(fd) == str(pipe.resolve())
                           for fd in Path(f"/proc/{child.pid}/fd").iterdir()))
    os.close(writer)
    out, err = child.communicate(timeout=20)
    t.equal((child.returncode, out), (0, b""), err.decode())


@test
def hostile_names_are_cleaned(t):
    root = workspace(t)
    name = "a\x1b[31mred\nflows\u202e.yaml"
    (root / "flows" / name).write_text("title: 1\n")
    done = check(root, status=1)
    t.check("\x1b" not in done.stdout and "\u202e" not in done.stdout,
            "no escapes, no turning of the line")
    t.check(all(line.startswith(("flows/", "  hint:"))
                for line in done.stdout.splitlines()), done.stdout)


@test
def a_file_that_grew_or_changed_is_not_pushed(t):
    """The word of the check holds for the bytes that were checked: between
    check and push the prompt waits, and somebody saves the file."""
    root = workspace(t)
    path = root / "flows" / "logistics-notice-1.yaml"
    for change in (lambda text: text + "# more\n",
                   lambda text: text.replace("Version 1", "Version 8")):
        controller, terminal = pty.openpty()
        t.later(os.close, controller)
        child = subprocess.Popen(
            [find_program("fallback-publish"), "push"], cwd=root,
            stdin=terminal, stdout=terminal, stderr=terminal,
            start_new_session=True)
        os.close(terminal)
        said = b""
        while b"[y/N]" not in said:
            said += os.read(controller, 4096)
        path.write_text(change(path.read_text()))
        os.write(controller, b"y\n")
        try:
            while more := os.read(controller, 4096):
                said += more
        except OSError:
            pass  # the terminal has gone with the program
        t.equal(child.wait(20), 6, said.decode()[-800:])
        t.contains(said.decode(), "has changed since it was checked")
        t.equal(run("fallback-publish", "list", cwd=root).stdout.count(
            "Notice"), 0, "flows in the store")


@test
def memory_grows_by_an_index_not_by_the_texts(t):
    program = find_program("fallback-publish")
    if b"__asan" in program.read_bytes():
        t.skip("sanitizers use memory of their own: see the release build")
    peaks = {}
    for flows in (500, 4500):
        root = workspace(t, flows)
        cost = measure("fallback-publish", "check", "-q", cwd=root)
        t.equal(cost.status, 0, cost.stderr)
        peaks[flows] = cost.peak * 1024 * 1024
    each = (peaks[4500] - peaks[500]) / 4000
    t.note(f"{each:.0f} bytes for each flow")
    t.check(each < BYTES_A_FLOW, f"{each:.0f} bytes for each flow")


main(globals(), seconds=120)
