#!/usr/bin/env python3
"""On every page, over every dialog and while a child answers: the window
becomes too small and comes back, and a crash gives the terminal back.
"""
import signal
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from console import Console, missing  # noqa: E402
from resting import PAGES  # noqa: E402
from tap import main, test  # noqa: E402
from walk import Workspace  # noqa: E402

STEPS = {name: steps for name, steps in PAGES.items() if steps}


def open_page(t, steps, **options):
    if reason := missing():
        t.skip(reason)
    workspace = t.use(Workspace(t))
    console = t.use(Console("fallback-wizard", cwd=workspace.path, **options))
    for keys, words in steps:
        console.type(keys)
        console.shows(words)
    while console.listen(0.1):
        pass
    return console


def shrink_and_grow(t, console: Console) -> None:
    before = console.text()
    for columns, rows in ((40, 12), (30, 8), (20, 4), (200, 60)):
        console.resize(columns, rows)
        console.shows("The window is 30 x 8" if rows == 8 else
                      "20x4, needs 40x12" if rows == 4 else "Esc")
    console.resize(80, 24)
    console.shows("Esc")
    while console.listen(0.1):
        pass
    t.equal(console.text(), before, "the page")


@test
def a_window_too_small_comes_back_as_it_was(t):
    for name, steps in STEPS.items():
        with t.sub(name):
            shrink_and_grow(t, open_page(t, steps))


@test
def so_it_does_while_a_child_is_waited_for(t):
    server = t.use(socket.create_server(("127.0.0.1", 0)))  # never answers
    port = server.getsockname()[1]
    console = open_page(t, [("", "asking the store"),
                            ("h", "asking the store ... Esc stops it")],
                        env={"FALLBACK_STORE": f"http://127.0.0.1:{port}"})
    shrink_and_grow(t, console)
    console.keys("Escape")
    console.gone("Esc stops it")


@test
def a_crash_on_any_page_gives_the_terminal_back(t):
    for number, (name, steps) in enumerate(STEPS.items()):
        with t.sub(name):
            console = open_page(t, steps)
            crash = (signal.SIGSEGV, signal.SIGABRT)[number % 2]
            console.send_signal(crash)
            t.equal(console.wait_exit(), -crash)
            t.equal(console.restored(), "")


if __name__ == "__main__":
    main(globals(), seconds=240)
