"""Runs the programs under test and watches them.

    with Program("fallback-runner", "serve", "--listen", "127.0.0.1:0") as it:
        url = it.address()          # http://127.0.0.1:PORT from its output
    done = run("fallback-publish", "check", cwd=folder)

Programs are found in $FALLBACK_BIN: folders, separated by colons, each
searched with the two levels below it, so that a build folder will do. A name
with a slash is a path. They run with a C.UTF-8 locale and without the
FALLBACK_* variables of whoever runs the tests.

A sanitizer's report in the output fails the test, however the program ended;
so does a program that does not end within its deadline after SIGTERM.
Only processes that were started here are ever signalled, by their own id.
"""
import contextlib
import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from client import runners

SANITIZER = re.compile(
    r"ERROR: AddressSanitizer|runtime error:|LeakSanitizer"
    r"|WARNING: ThreadSanitizer|ERROR: UndefinedBehaviorSanitizer")
ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+")
KEPT = ("FALLBACK_BIN", "FALLBACK_DATA")


def find_program(name: str) -> Path:
    """The program's file; AssertionError when there is none."""
    if "/" in name:
        return Path(name)
    folders = os.environ.get("FALLBACK_BIN", "")
    assert folders, "FALLBACK_BIN is not set: where are the programs?"
    for folder in map(Path, folders.split(":")):
        for pattern in (name, f"*/{name}", f"*/*/{name}"):
            for found in sorted(folder.glob(pattern)):
                if found.is_file() and os.access(found, os.X_OK):
                    return found
    raise AssertionError(f"no program {name} in {folders}")


def and_options(sanitizer: str, options: str) -> str:
    """The caller's options of a sanitizer and ours, which win."""
    return ":".join(filter(None, [os.environ.get(sanitizer + "_OPTIONS"),
                                  options]))


def clean_environment(**more: str | None) -> dict[str, str]:
    """What a program under test gets to see; None takes a variable away."""
    names = {name: value for name, value in os.environ.items()
             if not name.startswith("FALLBACK_") or name in KEPT}
    for name in ("NO_COLOR", "COLUMNS", "LINES", "TMUX", "TMUX_PANE"):
        names.pop(name, None)
    names |= {"LC_ALL": "C.UTF-8",
              "UBSAN_OPTIONS": and_options("UBSAN", "print_stacktrace=1")}
    for name, value in more.items():
        names.pop(name, None)
        if value is not None:
            names[name] = str(value)
    return names


def sanitizer_report(text: str) -> str | None:
    """The text from the line of the first report on."""
    found = SANITIZER.search(text)
    if not found:
        return None
    return text[text.rfind("\n", 0, found.start()) + 1:][:4000]


def check_sanitizers(name: str, *texts: str) -> None:
    for text in texts:
        report = sanitizer_report(text)
        assert not report, f"{name}: a sanitizer reports:\n{report}"


class Stream:
    """Collects what comes out of a pipe; wakes those who wait for a line."""

    def __init__(self, pipe):
        self._pipe = pipe
        self._data = bytearray()
        self._news = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while chunk := os.read(self._pipe.fileno(), 65536):
            with self._news:
                self._data += chunk
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def text(self) -> str:
        with self._news:
            return self._data.decode("utf-8", "replace")

    def find(self, pattern: re.Pattern | str, seconds: float) -> re.Match:
        """The first match in whole lines; waits for it."""
        deadline = time.monotonic() + seconds
        with self._news:
            while True:
                text = self._data.decode("utf-8", "replace")
                whole = text if self._ended else text[:text.rfind("\n") + 1]
                found = re.search(pattern, whole)
                if found:
                    return found
                left = deadline - time.monotonic()
                assert left > 0, f"no {pattern!r} within {seconds:g} s"
                assert not self._ended, f"it ended without {pattern!r}"
                self._news.wait(left)

    def close(self) -> None:
        """Called after the process ended; a grandchild may hold the pipe."""
        self._thread.join(2)
        if not self._thread.is_alive():
            self._pipe.close()


class Program:
    """A program that runs beside the test. Leaving the `with` stops it."""

    def __init__(self, name: str, *arguments: str | os.PathLike,
                 cwd: str | os.PathLike | None = None,
                 env: dict[str, str | None] | None = None,
                 stop_seconds: float = 20):
        self.name = name
        self._command = [find_program(name), *arguments]
        self._cwd = cwd
        self._env = clean_environment(**(env or {}))
        self._stop_seconds = stop_seconds
        self._child: subprocess.Popen | None = None
        self._port = 0  # of a runner
        self.stdout: Stream | None = None
        self.stderr: Stream | None = None

    def start(self) -> "Program":
        """Starts it, again too, once it has ended."""
        assert not self.running(), f"{self.name} runs already"
        self._child = subprocess.Popen(
            self._command, cwd=self._cwd, env=self._env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.stdout = Stream(self._child.stdout)
        self.stderr = Stream(self._child.stderr)
        return self

    def __enter__(self) -> "Program":
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._child.pid

    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def address(self, seconds: float = 20) -> str:
        """The first http://127.0.0.1:PORT in its standard output."""
        address = self.stdout.find(ADDRESS, seconds).group()
        if self.name == "fallback-runner":
            self._port = int(address.rpartition(":")[2])
            runners.add(self._port)
        return address

    def send_signal(self, number: int) -> None:
        self._child.send_signal(number)

    def wait(self, seconds: float) -> int:
        """Its exit status (-N: ended by signal N), checked for sanitizers.
        AssertionError when it still runs."""
        try:
            status = self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"{self.name} still runs after {seconds:g} s") from None
        self._collect()
        return status

    def stop(self) -> int:
        """SIGTERM, then its exit status. When it does not end in time:
        SIGKILL, and AssertionError."""
        if self.running():
            self._child.terminate()
        try:
            return self.wait(self._stop_seconds)
        except AssertionError:
            self._child.kill()
            self._child.wait()
            raise

    def kill(self) -> None:
        """SIGKILL: the crash of tests."""
        self._child.kill()
        self.wait(10)

    def _collect(self) -> None:
        runners.discard(self._port)
        self.stdout.close()
        self.stderr.close()
        check_sanitizers(self.name, self.stderr.text(), self.stdout.text())

    def explain(self) -> str:
        """What it said last, for the diagnostics of a test that failed."""
        if not self._child:
            return f"{self.name}: was not started"
        state = self._child.poll()
        state = "runs" if state is None else f"ended with {state}"
        return (f"{self.name} {state}\nstdout: {self.stdout.text()[-2000:]}\n"
                f"stderr: {self.stderr.text()[-4000:]}")


@dataclass(frozen=True)
class Done:
    """A program that has ended."""
    status: int
    stdout: str
    stderr: str


def run(name: str, *arguments: str | os.PathLike, stdin: str = "",
        cwd: str | os.PathLike | None = None, seconds: float = 30,
        env: dict[str, str | None] | None = None,
        status: int | None = None) -> Done:
    """Runs a program to its end; `status` is what it must exit with."""
    command = [find_program(name), *arguments]
    with contextlib.ExitStack() as stack:
        child = stack.enter_context(subprocess.Popen(
            command, cwd=cwd, env=clean_environment(**(env or {})),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE))
        stack.callback(child.kill)
        try:
            out, err = child.communicate(stdin.encode(), seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"{name} still runs after {seconds:g} s") from None
    done = Done(child.returncode, out.decode("utf-8", "replace"),
                err.decode("utf-8", "replace"))
    check_sanitizers(name, done.stderr, done.stdout)
    assert status is None or done.status == status, (
        f"{name} exited with {done.status}, not {status}\n"
        f"stdout: {done.stdout[-2000:]}\nstderr: {done.stderr[-4000:]}")
    return done
