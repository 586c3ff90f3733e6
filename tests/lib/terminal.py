"""Drives programs at a terminal, as a person would.

    with Screen("fallback-wizard", cwd=folder, columns=80, rows=24) as screen:
        screen.wait_for("New flow")
        screen.keys("Down", "Enter")
        screen.type("Login OTP")

`Screen` is for full-screen programs: a window of a private tmux server that
nobody else talks to. `Line` is for programs that print and ask line by line:
a pseudo-terminal, whose whole output is kept. Both run in C.UTF-8, and both
fail the test on a sanitizer's report.
"""
import codecs
import fcntl
import io
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
from pathlib import Path

from proc import (and_options, check_sanitizers, clean_environment,
                  find_program)
from tap import eventually

# GCC's UBSan beside its ASan knows no log_path: it ends the program with this.
FLAWED = 86


def missing() -> str | None:
    """Why there can be no Screen here: a reason to skip."""
    return None if shutil.which("tmux") else "tmux is not installed"


class Screen:
    """One program in a tmux window of a given size. When the program ends,
    its last screen stays to be looked at."""

    def __init__(self, name: str, *arguments: str | os.PathLike,
                 cwd: str | os.PathLike | None = None,
                 env: dict[str, str | None] | None = None,
                 columns: int = 80, rows: int = 24,
                 term: str = "tmux-256color"):
        self.name = name
        self._command = [str(find_program(name)), *map(str, arguments)]
        self._cwd = str(cwd or os.getcwd())
        self._folder = Path(tempfile.mkdtemp(prefix="fallback-tmux-"))
        report = f"log_path={self._folder}/report"
        self._env = clean_environment(**{
            "TMUX_TMPDIR": str(self._folder),
            "ASAN_OPTIONS": and_options("ASAN", report),
            "UBSAN_OPTIONS": and_options(
                "UBSAN", f"{report}:halt_on_error=1:abort_on_error=0:"
                f"exitcode={FLAWED}")} | (env or {}))
        self._size = (columns, rows)
        self._term = term

    def __enter__(self) -> "Screen":
        columns, rows = map(str, self._size)
        options = {"status": "off", "remain-on-exit": "on",
                   "remain-on-exit-format": "", "escape-time": "0",
                   "default-terminal": self._term, "history-limit": "0"}
        command = []
        for option, value in options.items():
            command += ["set-option", "-g", option, value, ";"]
        try:
            self.tmux(*command, "new-session", "-d", "-x", columns,
                      "-y", rows, "-c", self._cwd, "--", *self._command)
        except AssertionError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_) -> None:
        status, screen = None, ""
        try:
            self._end_program()
            status, screen = self.exit_status(), self.text()
        finally:
            subprocess.run(self._tmux("kill-server"), env=self._env,
                           capture_output=True, timeout=10)
            reports = [path.read_text(errors="replace")
                       for path in self._folder.glob("report*")]
            shutil.rmtree(self._folder, ignore_errors=True)
        check_sanitizers(self.name, *reports, screen)
        assert status != FLAWED, (
            f"{self.name}: a sanitizer ended it:\n{screen}")

    def _end_program(self) -> None:
        """Asks with SIGHUP, as a closed terminal does, so that sanitizers can
        report; the server's end would kill it anyway."""
        if self.exit_status() is None:
            os.kill(self.pid, signal.SIGHUP)
            eventually(lambda: self.exit_status() is not None, 10,
                       f"{self.name} ends after SIGHUP")

    def _tmux(self, *words: str) -> list[str]:
        return ["tmux", "-u", "-L", self._folder.name, "-f", "/dev/null",
                *words]

    def tmux(self, *words: str) -> str:
        """Any command for the private server; its output."""
        done = subprocess.run(self._tmux(*words), env=self._env, timeout=10,
                              capture_output=True, encoding="utf-8",
                              errors="replace")
        assert done.returncode == 0, f"tmux {words[0]}: {done.stderr}"
        return done.stdout

    def keys(self, *names: str) -> None:
        """Keys by tmux's names: Enter, Escape, Down, C-s, F1, x ..."""
        self.tmux("send-keys", "--", *names)

    def type(self, text: str) -> None:
        """Text, letter by letter, nothing of it taken as a key's name."""
        self.tmux("send-keys", "-l", "--", text)

    def paste(self, text: str) -> None:
        """Text as a bracketed paste, where the program asked for those."""
        self.tmux("set-buffer", "--", text, ";", "paste-buffer", "-p", "-d")

    def text(self, colours: bool = False) -> str:
        """What is on the screen; `colours` leaves the escape codes in."""
        options = ["-e"] if colours else []
        return self.tmux("capture-pane", "-p", *options)

    def lines(self) -> list[str]:
        return self.text().split("\n")[:self.size()[1]]

    def ask(self, format_text: str) -> str:
        """A tmux format, such as #{cursor_x}."""
        return self.tmux("display-message", "-p", format_text).strip("\n")

    def cursor(self) -> tuple[int, int]:
        """Column and row, from 0."""
        column, row = self.ask("#{cursor_x} #{cursor_y}").split()
        return int(column), int(row)

    def size(self) -> tuple[int, int]:
        columns, rows = self.ask("#{pane_width} #{pane_height}").split()
        return int(columns), int(rows)

    @property
    def pid(self) -> int:
        return int(self.ask("#{pane_pid}"))

    def exit_status(self) -> int | None:
        """None while it runs; -N when signal N ended it."""
        dead, status, number, server = self.ask(
            "#{pane_dead},#{pane_dead_status},#{pane_dead_signal},#{pid}"
            ).split(",")
        if number:
            return -int(number)
        if status:
            return int(status)
        if dead == "1":
            # tmux 3.3a now and then misses the end of its child: this makes
            # it look again.
            os.kill(int(server), signal.SIGCHLD)
        return None

    def resize(self, columns: int, rows: int) -> None:
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait_for(self, wanted: str | re.Pattern, seconds: float = 5) -> str:
        """Waits until the text is on the screen; returns the screen."""
        return self._wait(wanted, True, seconds)

    def wait_gone(self, unwanted: str | re.Pattern,
                  seconds: float = 5) -> str:
        return self._wait(unwanted, False, seconds)

    def wait_exit(self, seconds: float = 10) -> int:
        """Waits until the program has ended; its exit status."""
        eventually(lambda: self.exit_status() is not None, seconds,
                   f"{self.name} ends")
        return self.exit_status()

    def _wait(self, text: str | re.Pattern, present: bool,
              seconds: float) -> str:
        screen = ""

        def looks_right() -> bool:
            nonlocal screen
            screen = self.text()
            found = (text in screen if isinstance(text, str)
                     else text.search(screen))
            return bool(found) == present

        try:
            eventually(looks_right, seconds)
        except AssertionError:
            wish = "shows" if present else "no longer shows"
            raise AssertionError(f"the screen never {wish} {text!r}:\n"
                                 f"{screen}") from None
        return screen

    def explain(self) -> str:
        return f"the last screen of {self.name}:\n{self.text()}"


class Line:
    """One program at a pseudo-terminal; everything that it prints is kept,
    the echo of what was typed included."""

    def __init__(self, name: str, *arguments: str | os.PathLike,
                 cwd: str | os.PathLike | None = None,
                 env: dict[str, str | None] | None = None,
                 columns: int = 80, rows: int = 24, term: str = "xterm"):
        self.name = name
        self._command = [find_program(name), *arguments]
        self._cwd = cwd
        self._env = clean_environment(**{"TERM": term} | (env or {}))
        self._size = (columns, rows)
        self._master = -1
        self._decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder("utf-8")("replace"), translate=True)
        self._output = ""
        self._seen = 0
        self._child: subprocess.Popen | None = None

    def __enter__(self) -> "Line":
        self._master, slave = pty.openpty()
        self.resize(*self._size)
        self._child = subprocess.Popen(
            self._command, cwd=self._cwd, env=self._env, stdin=slave,
            stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        return self

    def __exit__(self, *_) -> None:
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGHUP)
        try:
            self.wait_exit(10)
        finally:
            if self._child.poll() is None:
                self._child.kill()
                self._child.wait()
            os.close(self._master)

    @property
    def pid(self) -> int:
        return self._child.pid

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        """Types; "\\n" is the Enter key, "\\x04" the end of input."""
        os.write(self._master, text.replace("\n", "\r").encode())

    def write(self, text: str) -> None:
        """Sends much, as it is, and takes what is said meanwhile."""
        data = text.encode()
        os.set_blocking(self._master, False)
        while data:
            try:
                data = data[os.write(self._master, data[:4096]):]
            except BlockingIOError:
                self._read(0.05)
        os.set_blocking(self._master, True)

    def text(self) -> str:
        """All output up to now, line ends as plain newlines."""
        while self._read(0):
            pass
        return self._output

    def skip(self) -> None:
        """What came up to now is waited for no more."""
        self._seen = len(self.text())

    def wait_for(self, wanted: str, seconds: float = 5) -> str:
        """Waits for the text in what came since the last wait; returns that
        part, up to and with the text."""
        deadline = time.monotonic() + seconds
        while True:
            fresh = self._output[self._seen:]
            before, found, _ = fresh.partition(wanted)
            if found:
                self._seen += len(before + found)
                return before + found
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(
                    f"{self.name} printed no {wanted!r}:\n{fresh}")

    def wait_exit(self, seconds: float = 10) -> int:
        """Reads to the end of the output; the exit status."""
        deadline = time.monotonic() + seconds
        while self._read(max(0, deadline - time.monotonic())):
            pass
        try:
            status = self._child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"{self.name} still runs after {seconds:g} s") from None
        check_sanitizers(self.name, self._output)
        return status

    def explain(self) -> str:
        return f"{self.name} printed:\n{self.text()}"

    def _read(self, seconds: float) -> bool:
        """One piece of output; False when none came or the end did."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            chunk = os.read(self._master, 65536)
        except OSError:                     # EIO: the other side is closed
            return False
        self._output += self._decoder.decode(chunk)
        return bool(chunk)
