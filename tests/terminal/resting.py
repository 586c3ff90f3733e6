#!/usr/bin/env python3
"""What the wizard takes while nobody types: nothing; and its memory with
10,000 templates and 10,000 flows.
"""
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from console import Console, missing  # noqa: E402
from many import write_workspace  # noqa: E402
from proc import find_program  # noqa: E402
from tap import main, test  # noqa: E402
from walk import Workspace  # noqa: E402

REST_SECONDS = 2
PEAK_MB = 64
OPEN = [("/", "Find ["), ("login", "> Login OTP"), ("\r", "0 errors")]
CHANNEL = [*OPEN, ("\0332", "> 1 whatsapp"), ("\r", "Send on")]
NEXT = "\x0E"
PAGES = {
    "flows": [("", "not published")],
    "finding": OPEN[:2],
    "history": [("", "not published"), ("h", "^R asks again.")],
    "plan": [("", "not published"), ("p", "Enter publishes it")],
    "basics": [*OPEN, ("\0331", "step 1 of 4")],
    "channel": CHANNEL,
    "template": [*CHANNEL, (NEXT, "Find [")],
    "parameters": [*CHANNEL, (NEXT, "Find ["), (NEXT, "[Parameters]")],
    "delay": [*CHANNEL, (NEXT, "Find ["), (NEXT, "[Parameters]"),
              (NEXT, "[Delay]")],
    "chain": CHANNEL[:-1],
    "limits": [*CHANNEL[:-1], (NEXT, "limits, all optional")],
    "preview": OPEN,
    "messages": [*OPEN, ("\x16", "ACME")],
    "publish": [*OPEN, ("\x13", "would be created")],
    "help": [*OPEN, ("\x07", "What this page is for")],
    "palette": [*OPEN, ("\x14", " Do [")],
    "leaving": [*OPEN, ("\0331", "step 1 of 4"), ("x", "OTPx"),
                ("\x03", "Leave?")],
    "too small": [],
}


def status_of(pid: int, name: str) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{name}:\s+(\d+)", text, re.M)[1])


def wake_ups(pid: int) -> int:
    return status_of(pid, "voluntary_ctxt_switches")


def settle(console: Console) -> None:
    """Until it waits and nothing of it is on the way."""
    while console.listen(0.2):
        pass


@test
def nothing_wakes_it_on_any_page(t):
    if reason := missing():
        t.skip(reason)
    consoles = {}
    for name, steps in PAGES.items():
        # A workspace each: what one does is no news for another.
        workspace = t.use(Workspace(t))
        small = not steps
        console = t.use(Console("fallback-wizard", cwd=workspace.path,
                                columns=30 if small else 80,
                                rows=8 if small else 24))
        for keys, words in steps:
            console.type(keys)
            console.shows(words)
        consoles[name] = console
    for console in consoles.values():
        settle(console)
    before = {name: wake_ups(console.pid)
              for name, console in consoles.items()}
    time.sleep(REST_SECONDS)  # what is measured, not waited for
    for name, console in consoles.items():
        with t.sub(name):
            t.equal(wake_ups(console.pid), before[name], "wake-ups")
            t.equal(console.listen(0.01), 0, "bytes")


@test
def ten_thousand_of_each_fit_in_little_memory(t):
    if reason := missing():
        t.skip(reason)
    if b"__asan" in find_program("fallback-wizard").read_bytes():
        t.skip("sanitizers use memory of their own: see the release build")
    root = t.folder() / "many"
    write_workspace(root, 10_000, 10_000)
    console = t.use(Console("fallback-wizard", cwd=root))
    for keys, words in [("", "of logistics"), ("\r", "At worst"),
                        ("\0332", "the chain"), ("\r", "Send on"),
                        (NEXT, "Find ["), ("notice 77", "notice_1770"),
                        ("\x13", "saved")]:
        console.type(keys)
        console.shows(words, seconds=60)
    peak = status_of(console.pid, "VmHWM") / 1024
    t.note(f"{peak:.1f} MB at most")
    t.check(peak < PEAK_MB, f"{peak:.1f} MB is over {PEAK_MB}")


if __name__ == "__main__":
    main(globals(), seconds=240)
