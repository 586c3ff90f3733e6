#!/usr/bin/env python3
"""The wizard when things break: ended in the middle of a step, a full disk, a
read-only folder, a workspace that goes away, files that are none.

In each case it says what is wrong, nothing is lost, files are the old ones or
the new ones to the byte, and the terminal is as it was.
"""
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "terminal"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

import yaml  # noqa: E402

from console import Console, missing  # noqa: E402
from proc import find_program, run  # noqa: E402
from tap import main, test  # noqa: E402
from walk import Workspace  # noqa: E402

SEED = int(os.environ.get("SEED", "1"))
ROUNDS = int(os.environ.get("ROUNDS", "12"))
NEXT = "\x0E"

# Keys, what is seen then, and what the draft holds from then on.
STEPS = [
    ("n", "step 1 of 4", {}),
    ("Login web\r", "> ", {"title": "Login web"}),
    ("One-time\r", "( ) utility", {"description": "One-time"}),
    ("\r", "(*) authentication", {"category": "authentication"}),
    ("\r", "[Channel]", {}),
    ("\r", "[+390212345678", {"channels.0.channel": "whatsapp"}),
    ("\r", "[Template]", {"channels.0.from": "+390212345678"}),
    ("login en", "Find [login en", {}),
    ("\r", "[Parameters]", {"channels.0.template": "login_otp"}),
    (NEXT, "[Delay]", {"channels.0.params.1": "{{code}}"}),
    ("\r", "Add a channel", {"channels.0.delay": "60s"}),
    ("+", "channel 2 -- [Channel]", {}),
    ("\033OB\r", "[ACME", {"channels.1.channel": "sms"}),
    ("\r", "[Template]", {"channels.1.from": "ACME"}),
    ("otp\r", "[Parameters]", {"channels.1.template": "otp_sms"}),
    ("\033OBAcme" + NEXT, "[Delay]", {"channels.1.params.brand": "Acme"}),
    ("\x15120s\r", "2 sms", {"channels.1.delay": "120s"}),
    (NEXT, "limits, all optional", {}),
    (NEXT, "0 errors", {}),
]


def workspace(t) -> Path:
    if reason := missing():
        t.skip(reason)
    return t.use(Workspace(t)).path


def wizard(t, folder: Path, *arguments: str, **options) -> Console:
    return t.use(Console("fallback-wizard", *arguments, cwd=folder, **options))


def value_of(flow: dict, path: str):
    for part in path.split("."):
        flow = flow[int(part)] if isinstance(flow, list) else flow[part]
    return flow


def end(console: Console, how: str) -> int:
    if how == "closed window":
        console.hang_up()
        return -signal.SIGHUP
    number = {"KILL": signal.SIGKILL, "HUP": signal.SIGHUP,
              "TERM": signal.SIGTERM, "INT": signal.SIGINT}[how]
    console.send_signal(number)
    return -number


def interrupt(t, folder: Path, chance: random.Random) -> None:
    """Walks to some step, and ends it right after the keys of the next."""
    last = chance.randrange(1, len(STEPS))
    how = chance.choice(["KILL", "HUP", "TERM", "INT", "closed window"])
    t.note(f"{how} in step {last}")
    console = wizard(t, folder)
    console.shows("2 flows")
    committed = {}
    for keys, words, fields in STEPS[:last]:
        console.type(keys)
        console.shows(words)
        committed |= fields
    console.type(STEPS[last][0][:chance.randrange(1, 9)])
    wanted = end(console, how)
    t.equal(console.wait_exit(), wanted, "the end")
    if how not in ("KILL", "closed window"):
        t.equal(console.restored(), "")
    drafts = list((folder / ".fallback" / "drafts").glob("*.yaml"))
    if not committed and not drafts:
        return
    t.equal(len(drafts), 1, "drafts")
    t.equal(list(folder.glob(".fallback/drafts/.fallback-*")), [], "rests")
    kept = yaml.safe_load(drafts[0].read_text())
    for path, value in committed.items():
        t.equal(str(value_of(kept, path)), value, path)
    resume(t, folder, drafts[0])


def resume(t, folder: Path, draft: Path) -> None:
    console = wizard(t, folder, "--resume", draft.stem)
    console.shows("Login web" if "Login web" in draft.read_text() else "step")
    console.shows("the draft goes on where it was left")
    console.type("\x03")
    console.shows("Leave?")
    console.type("D")
    t.equal(console.wait_exit(), 0)
    t.check(not draft.exists(), "the draft is gone")


@test
def ended_in_any_step_it_loses_one_field_at_most(t):
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        with t.sub(f"seed {SEED}, round {number}"):
            interrupt(t, workspace(t), chance)


def change_title(console: Console) -> None:
    console.shows("step 3")
    console.keys("M-1")
    console.shows("step 1")
    console.type(" two")
    console.keys("Enter")
    console.shows("Login OTP two: step 1")


def keeps_all(t, console: Console, flow: Path, before: bytes,
              words: str) -> None:
    """What is said when neither draft nor flow can be written."""
    change_title(console)
    console.shows("draft NOT saved")
    console.shows(f"the draft cannot be kept: {words}")
    console.keys("C-s")
    console.shows(f"cannot write 'flows/login-otp.yaml': {words}")
    t.equal(flow.read_bytes(), before, "the flow")
    t.equal(list(flow.parent.glob(".fallback-*")), [], "rests")
    console.keys("C-c")
    console.shows("The draft is NOT saved")
    console.keys("Enter")
    console.frame()
    console.shows("The draft is NOT saved")


def may_write_only(size: int):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


@test
def what_cannot_be_written_is_printed_at_the_end(t):
    folder = workspace(t)
    flow = folder / "flows" / "login-otp.yaml"
    before = flow.read_bytes()
    console = wizard(t, folder, "Login OTP", before_exec=may_write_only(300))
    keeps_all(t, console, flow, before, "File too large")
    console.keys("C-c")
    t.equal(console.wait_exit(), 0)
    t.equal(console.restored(), "")
    said = console.says("goes on with fallback-wizard --resume FILE:")
    printed = said.partition("--resume FILE:")[2].replace("\r\n", "\n")
    kept = folder / "kept.yaml"
    kept.write_text(printed.split("\033")[0].strip() + "\n")
    other = wizard(t, folder, "--resume", str(kept))
    other.shows("Login OTP two: ")


def in_namespace(t, *lines: str) -> list[str]:
    """A command line that mounts before it becomes the wizard."""
    if subprocess.run(["unshare", "-Urm", "true"], check=False,
                      capture_output=True).returncode:
        t.skip("no mounts of one's own here")
    return ["-Urm", "/bin/sh", "-ec", "\n".join([*lines, 'exec "$@"']), "sh",
            str(find_program("fallback-wizard"))]


@test
def a_disk_that_was_full_takes_all_later(t):
    folder = workspace(t)
    mount = folder / "disk"
    mount.mkdir()
    command = in_namespace(
        t, f"mount -t tmpfs -o size=256k none '{mount}'",
        *(f"cp -r '{folder}/{name}' '{mount}'"
          for name in ("fallback.yaml", "flows", "templates")),
        f"head -c 999999 /dev/zero >'{mount}/ballast' 2>/dev/null || true")
    console = t.use(Console("/usr/bin/unshare", *command, "-C", str(mount),
                            "Login OTP", cwd=folder))
    inside = Path(f"/proc/{console.pid}/root{mount}")
    console.shows("step 3")
    flow = inside / "flows" / "login-otp.yaml"
    before = flow.read_bytes()
    keeps_all(t, console, flow, before, "No space left on device")
    (inside / "ballast").unlink()
    console.keys("Escape")
    console.gone("Leave?")
    console.type("!")
    console.keys("Enter")
    console.shows("draft saved")
    console.keys("C-s")
    console.shows("saved flows/login-otp.yaml")
    t.contains(flow.read_text(), "title: Login OTP two\n")


def read_only(t, folder: Path, what: Path) -> Console:
    command = in_namespace(t, f"mount --bind '{what}' '{what}'",
                           f"mount -o remount,ro,bind '{what}'")
    return t.use(Console("/usr/bin/unshare", *command, "-C", str(folder),
                         "Login OTP", cwd="/"))


@test
def what_is_read_only_is_said(t):
    with t.sub("the workspace"):
        folder = workspace(t)
        flow = folder / "flows" / "login-otp.yaml"
        keeps_all(t, read_only(t, folder, folder), flow, flow.read_bytes(),
                  "Read-only file system")
    with t.sub("flows/ alone"):
        folder = workspace(t)
        flow = folder / "flows" / "login-otp.yaml"
        before = flow.read_bytes()
        console = read_only(t, folder, flow.parent)
        change_title(console)
        console.shows("draft saved")
        console.keys("C-s")
        console.shows("cannot write 'flows/login-otp.yaml': Read-only")
        console.shows("draft saved")
        t.equal(flow.read_bytes(), before, "the flow")


@test
def a_workspace_that_goes_away_is_not_made_again(t):
    folder = workspace(t)
    away = folder.with_name("away")
    console = wizard(t, folder, "Login OTP")
    console.shows("step 3")
    folder.rename(away)
    change_title(console)
    console.shows("the workspace is gone, put it back")
    t.check(not folder.exists(), "it is not made again")
    away.rename(folder)
    console.keys("C-s")
    console.shows("saved flows/login-otp.yaml")
    console.keys("q")
    console.shows("2 flows")
    console.keys("End", "Enter")
    console.shows("Login OTP two: step 3")
    (folder / "flows" / "login-otp.yaml").unlink()
    console.keys("M-1")
    console.shows("step 1")
    console.type("!")
    console.keys("C-s")
    console.shows("somebody has removed it")
    console.keys("m")
    console.shows("saved flows/login-otp.yaml")
    t.check((folder / "flows" / "login-otp.yaml").exists(), "written again")


@test
def folders_that_are_missing_are_told_or_made(t):
    with t.sub("flows/"):
        folder = workspace(t)
        shutil.rmtree(folder / "flows")
        console = wizard(t, folder)
        console.shows("There is no flow in this workspace yet.")
        console.shows("n   new flow")
        for keys, words, _ in STEPS:
            console.type(keys)
            console.shows(words)
        console.keys("C-s")
        console.shows("saved flows/login-web.yaml")
        run("fallback-publish", "check", cwd=folder, status=0)
    with t.sub("templates/"):
        folder = workspace(t)
        shutil.rmtree(folder / "templates")
        console = wizard(t, folder)
        console.shows("there is no WhatsApp template")
        console.keys("Enter")
        console.shows("step 3")


@test
def links_are_followed_inside_and_refused_outside(t):
    folder = workspace(t)
    flow = folder / "flows" / "login-otp.yaml"
    with t.sub("inside: it stays a link"):
        real = folder / "real.yaml"
        flow.rename(real)
        flow.symlink_to("../real.yaml")
        with Console("fallback-wizard", "Login OTP", cwd=folder) as console:
            change_title(console)
            console.keys("C-s")
            console.shows("saved flows/login-otp.yaml")
        t.check(flow.is_symlink(), "a link")
        t.contains(real.read_text(), "title: Login OTP two\n")
    with t.sub("outside: it is refused, and nothing is written"):
        other = folder.with_name("other.yaml")
        real.rename(other)
        flow.unlink()
        flow.symlink_to(other)
        before = other.read_bytes()
        console = wizard(t, folder, "flows/login-otp.yaml")
        change_title_again(console)
        console.keys("C-s")
        console.shows("'flows/login-otp.yaml' leads out of the workspace")
        t.equal(other.read_bytes(), before, "the file")
        t.check(flow.is_symlink(), "a link")


def change_title_again(console: Console) -> None:
    console.shows("step 3")
    console.keys("M-1")
    console.shows("step 1")
    console.type("!")
    console.keys("Enter")
    console.shows("draft saved")


@test
def files_that_are_none_are_errors_of_their_row(t):
    folder = workspace(t)
    flows = folder / "flows"
    os.mkfifo(flows / "pipe.yaml")
    writer = os.open(flows / "pipe.yaml", os.O_RDWR)  # and it never writes
    t.later(os.close, writer)
    (flows / "zero.yaml").symlink_to("/dev/zero")
    text = (flows / "appointment.yaml").read_text()
    (flows / "big.yaml").write_text(text + "# " + "x" * 300_000 + "\n")
    console = wizard(t, folder)
    console.shows("flows/pipe.yaml")
    console.shows("flows/zero.yaml")
    console.keys("End", "Enter")
    console.shows("zero.yaml' is no regular file")
    console.keys("Up", "Enter")
    console.shows("pipe.yaml' is no regular file")
    console.keys("Up", "Up", "Enter")
    console.shows("is over 256 kB, the most")
    console.keys("q")
    t.equal(console.wait_exit(), 0)
    t.equal(console.restored(), "")


@test
def any_name_of_folder_and_file_will_do(t):
    folder = workspace(t).rename(
        t.folder() / "with space \u00dcn\u00ef 'quote' \u65e5\u672c")
    (folder / "flows" / "login-otp.yaml").rename(
        folder / "flows" / "l\u00f6gin %s \u65e5\u672c.yaml")
    console = wizard(t, folder, "Login OTP")
    change_title(console)
    console.keys("C-s")
    console.shows("saved flows/l\u00f6gin %s \u65e5\u672c.yaml")


@test
def a_poor_environment_is_enough(t):
    folder = workspace(t)
    with t.sub("no HOME"):
        console = wizard(t, folder, env={"HOME": None})
        console.shows("2 flows")
    for term, words in ((None, "TERM is not set"),
                        ("nonsense", "'nonsense' (TERM) is not known"),
                        ("dumb", "'dumb' (TERM) cannot move its cursor")):
        with t.sub(f"TERM={term}"):
            console = wizard(t, folder, env={"TERM": term})
            console.says("Plain prompts: ")
            console.says(words)
            console.says("Title")
            console.type("quit\n")
            t.equal(console.wait_exit(), 0)


def without(*closed: int):
    def close():
        for fd in closed:
            os.close(fd)
    return close


@test
def standard_files_may_be_closed(t):
    folder = workspace(t)
    before = sorted(path.read_bytes() for path in folder.glob("*/*.yaml"))
    for closed in ((0,), (1,), (0, 1), (0, 1, 2)):
        with t.sub(f"without {closed}"):
            console = wizard(t, folder, before_exec=without(*closed))
            t.equal(console.wait_exit(), 2)
            if 2 not in closed:
                console.says("is no terminal; without a full screen give")
    with t.sub("without 2"):
        console = wizard(t, folder, "Login OTP", before_exec=without(2))
        change_title(console)
        console.send_signal(signal.SIGABRT)
        t.equal(console.wait_exit(), -signal.SIGABRT)
        t.equal(console.restored(), "")
        for draft in folder.glob(".fallback/drafts/*.yaml"):
            t.check("--resume" not in draft.read_text(), "only the draft")
    after = sorted(path.read_bytes() for path in folder.glob("*/*.yaml"))
    t.equal(after, before, "the files")


if __name__ == "__main__":
    main(globals(), seconds=240)
