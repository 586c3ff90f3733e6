"""Tests that speak TAP, and what every test needs around it.

    from tap import main, test

    @test
    def a_name_that_is_a_sentence(t):
        folder = t.folder()
        t.equal(1 + 1, 2, "the sum")

    if __name__ == "__main__":
        main(globals())

A test is a function that is handed a `Test`. It fails by any exception
(plain `assert` will do), is left out by t.skip(reason), and has a time limit
as a guard against hanging. `python3 file.py WORD...` runs the tests whose
names contain one of the words, `--list` only prints the names.
"""
import contextlib
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Callable, Iterator, TypeVar

Found = TypeVar("Found")


class Skip(Exception):
    """The test cannot run here; not a failure."""


class Overtime(BaseException):
    """The test's time limit; no `except Exception` may swallow it."""


def test(function: Callable) -> Callable:
    """Marks a function as a test of its module."""
    function.is_test = True
    return function


class Test:
    """What a running test asks for: files, clean-up, checks, subtests."""

    def __init__(self, producer: "Producer", name: str):
        self._producer = producer
        self._name = name
        self._stack = contextlib.ExitStack()
        self._explainers: list[Callable[[], str]] = []
        self.failures = 0
        self.last_words = ""

    def folder(self) -> Path:
        """A fresh folder that is removed after the test."""
        path = Path(tempfile.mkdtemp(prefix="fallback-test-"))
        self._stack.callback(shutil.rmtree, path, ignore_errors=True)
        return path

    def use(self, manager: contextlib.AbstractContextManager[Found]) -> Found:
        """Enters a context manager; it is left after the test, newest first.
        One that has `explain()` is asked for it when the test fails."""
        entered = self._stack.enter_context(manager)
        if hasattr(manager, "explain"):
            self._explainers.append(manager.explain)
        return entered

    def later(self, function: Callable, *args) -> None:
        """Called after the test, however it ends."""
        self._stack.callback(function, *args)

    def note(self, text: object) -> None:
        self._producer.diagnose(str(text))

    def skip(self, reason: str) -> None:
        raise Skip(reason)

    def check(self, holds: object, what: str) -> None:
        assert holds, what

    def equal(self, got: object, wanted: object, what: str = "value") -> None:
        assert got == wanted, f"{what} is {got!r}, not {wanted!r}"

    def contains(self, whole, part, what: str = "value") -> None:
        assert part in whole, f"{what} has no {part!r}: {whole!r}"

    @contextlib.contextmanager
    def sub(self, name: str) -> Iterator[None]:
        """A subtest with a result of its own; when it fails the test goes on
        behind it, and fails in the end."""
        name = f"{self._name}: {name}"
        try:
            yield
        except Skip as skip:
            self._producer.result(True, name, skip=str(skip))
        except Exception as failure:
            self.failures += 1
            self._producer.result(False, name, failure, self.explanation())
        else:
            self._producer.result(True, name)

    def explanation(self) -> str:
        return "\n".join(explain() for explain in self._explainers)

    def close(self) -> None:
        self._stack.close()


class Producer:
    """Writes results as TAP and knows how many failed."""

    def __init__(self, out=None):
        self._out = out or sys.stdout
        self.count = 0
        self.failures = 0

    def result(self, ok: bool, name: str, failure: BaseException | None = None,
               explanation: str = "", skip: str | None = None) -> None:
        self.count += 1
        self.failures += not ok
        line = f"{'ok' if ok else 'not ok'} {self.count} - "
        line += name.replace("#", " ")
        if skip is not None:
            line += f" # SKIP {skip}"
        print(line, file=self._out, flush=True)
        if failure:
            self.diagnose("".join(traceback.format_exception(failure)))
        if explanation:
            self.diagnose(explanation)

    def diagnose(self, text: str) -> None:
        for line in text.splitlines():
            print("# " + line, file=self._out, flush=True)

    def plan(self) -> None:
        print(f"1..{self.count}", file=self._out, flush=True)

    def run(self, function: Callable, seconds: float) -> None:
        name = function.__name__.replace("_", " ")
        t = Test(self, name)
        try:
            with time_limit(seconds):
                self._run_and_close(function, t)
        except Skip as skip:
            self.result(True, name, skip=str(skip))
        except (Exception, Overtime) as failure:
            self.result(False, name, failure, t.last_words)
        else:
            self.result(not t.failures, name)

    @staticmethod
    def _run_and_close(function: Callable, t: Test) -> None:
        try:
            function(t)
        except Skip:
            raise
        except BaseException:
            t.last_words = t.explanation()
            raise
        finally:
            t.close()


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    def ring(*_):
        raise Overtime(f"took longer than {seconds:g} s")
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def tests_of(names: dict) -> list[Callable]:
    """The tests among the names of a module, in the order they stand there."""
    found = [value for value in names.values()
             if callable(value) and getattr(value, "is_test", False)]
    return sorted(found, key=lambda one: (one.__module__,
                                          one.__code__.co_firstlineno))


def main(*modules: dict, seconds: float = 60) -> None:
    """Runs the tests of the given globals() and exits: 0 all passed or were
    skipped, 1 some failed or none was found. `seconds` is the limit of one."""
    functions = [one for names in modules for one in tests_of(names)]
    words = sys.argv[1:]
    if words == ["--list"]:
        print("\n".join(one.__name__ for one in functions))
        sys.exit(0)
    if words:
        functions = [one for one in functions
                     if any(word in one.__name__ for word in words)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    producer = Producer()
    for function in functions:
        producer.run(function, seconds)
    producer.plan()
    sys.exit(1 if producer.failures or not producer.count else 0)


def eventually(predicate: Callable[[], Found], seconds: float = 5,
               what: str = "") -> Found:
    """Polls until the predicate returns something true, and returns that.
    An assertion or a file that is not there yet counts as not yet."""
    deadline = time.monotonic() + seconds
    pause, last = 0.002, "nothing true"
    while True:
        try:
            found = predicate()
            if found:
                return found
        except (AssertionError, OSError, LookupError) as not_yet:
            last = repr(not_yet)
        if time.monotonic() > deadline:
            what = what or getattr(predicate, "__name__", "predicate")
            raise AssertionError(f"not within {seconds:g} s: {what} ({last})")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)


def reserved_port() -> socket.socket:
    """A loopback port that stays ours while the socket is open: bound, never
    listened on. A program that sets SO_REUSEADDR can listen there, and the
    kernel gives it to nobody else. Its number: getsockname()[1]."""
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder


def free_port() -> int:
    """A port that was free a moment ago: good for a place where nobody
    listens. For a program that is to listen use reserved_port()."""
    with reserved_port() as holder:
        return holder.getsockname()[1]

