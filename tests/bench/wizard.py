#!/usr/bin/env python3
"""What the wizard takes on a terminal: time to the first frame and to the
list with many templates and flows against few, time from a key to its frame
while 10,000 templates are searched, memory at its highest.

Prints one table of a run; nothing in it decides anything (the counts and the
memory are held to in tests/terminal/resting.py). Figures that mean something
need a release build in FALLBACK_BIN. `wizard.py [TEMPLATES FLOWS ROUNDS]`
"""
import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from many import write_workspace  # noqa: E402
from proc import clean_environment, find_program  # noqa: E402

TEMPLATES, FLOWS, ROUNDS = map(int, sys.argv[1:4] or (10_000, 10_000, 5))
FRAME = b"\033[?2026l"
PATIENCE = 120
WORDS = ("notice 77", "delivery arrive", "order warehouse 4", "nothing at all")


class Timed:
    """The wizard at a pseudo-terminal, by its frames."""

    def __init__(self, folder: Path, *arguments: str):
        command = [str(find_program("fallback-wizard")), "-C", str(folder),
                   *arguments]
        env = clean_environment(TERM="xterm-256color")
        self.began = time.monotonic()
        self.pid, self._fd = pty.fork()
        if not self.pid:
            fcntl.ioctl(0, termios.TIOCSWINSZ,
                        struct.pack("HHHH", 24, 80, 0, 0))
            os.execve(command[0], command, env)
        self._tail = b""

    def frame(self, words: str = "") -> float:
        """Milliseconds from the last key, or from the start, to the end of
        the next frame, of the first that writes the words."""
        while True:
            seen, end, rest = self._tail.partition(FRAME)
            if end:
                self._tail = rest
                if words.encode() in seen:
                    return (time.monotonic() - self.began) * 1000
                continue
            assert select.select([self._fd], [], [], PATIENCE)[0], words
            self._tail += os.read(self._fd, 65536)

    def key(self, keys: str) -> float:
        self.began = time.monotonic()
        os.write(self._fd, keys.encode())
        return self.frame()

    def go(self, keys: str, words: str) -> None:
        self.began = time.monotonic()
        os.write(self._fd, keys.encode())
        self.frame(words)

    def peak(self) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().split("\n"):
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmHWM")

    def close(self) -> None:
        os.write(self._fd, b"\x03\x03")
        while True:
            try:
                if not os.read(self._fd, 65536):
                    break
            except OSError:
                break
        os.close(self._fd)
        os.waitpid(self.pid, 0)


def opening(folder: Path) -> tuple[float, float, float]:
    """First frame, list of flows, memory: the best of some rounds."""
    first, listed, peaks = [], [], []
    for _ in range(ROUNDS):
        wizard = Timed(folder)
        first.append(wizard.frame())
        wizard.close()
        wizard = Timed(folder)
        listed.append(wizard.frame("of logistics"))
        peaks.append(wizard.peak())
        wizard.close()
    return min(first), min(listed), max(peaks)


def searching(folder: Path) -> tuple[list[float], float]:
    """Each key typed into the picker, and back."""
    wizard = Timed(folder, "flows/payments-notice-0.yaml")
    wizard.frame("step 3")
    wizard.go("\0332", "the chain")
    wizard.go("\r", "Send on")
    wizard.go("\x0E", "Find")
    times = []
    for _ in range(ROUNDS):
        for words in WORDS:
            times += [wizard.key(letter) for letter in words]
            times += [wizard.key("\033[B") for _ in range(5)]
            times += [wizard.key("\x7F") for _ in words]
    peak = wizard.peak()
    wizard.close()
    return times, peak


def table(root: Path) -> str:
    sizes = {"few": (10, 10), "many templates": (TEMPLATES, 10),
             "many flows": (10, FLOWS), "many of both": (TEMPLATES, FLOWS)}
    rows = [f"{'':16} {'first ms':>9} {'ratio':>6} {'list ms':>9} {'ratio':>6} "
            f"{'peak MB':>8}"]
    base = None
    for what, (templates, flows) in sizes.items():
        write_workspace(root / what, flows, templates)
        first, listed, peak = opening(root / what)
        base = base or (first, listed)
        rows.append(f"{what:16} {first:9.1f} {first / base[0]:6.2f} "
                    f"{listed:9.1f} {listed / base[1]:6.2f} {peak:8.1f}")
    times, peak = searching(root / "many templates")
    cuts = statistics.quantiles(times, n=100)
    rows.append(f"\n{len(times)} keys in the picker of {TEMPLATES} templates, "
                f"key to frame: p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms, "
                f"longest {max(times):.2f} ms; peak {peak:.1f} MB")
    return "\n".join(rows)


with tempfile.TemporaryDirectory(prefix="fallback-test-") as folder:
    print(table(Path(folder)))
