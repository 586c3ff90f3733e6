"""The ledger: what a mock service saw, one JSON object a line, never changed.

A line of what a peer will be told is in the file and on the disk (fsync)
before the peer can know of it, so what a test later reads is never less than
what the program under test was told. Every line has

    n      its running number, from 1
    at     when, in milliseconds since 1970 UTC
    kind   what happened; the service that writes it says which kinds it has

and the facts of its kind. `LedgerWriter` belongs to the service's process,
`Ledger` to the test's; they share nothing but the file.
"""
import json
import os
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Callable, Iterator


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class LedgerWriter:
    """Appends lines from any thread; durable when write() returns."""

    def __init__(self, path: str | os.PathLike):
        self.path = Path(path)
        self._lock = threading.Lock()
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND,
                             0o600)
        before = self.path.read_bytes()
        if before and not before.endswith(b"\n"):
            os.write(self._file, b"\n")
        self._last = before.count(b"\n")
        self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self.path.absolute().parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def write(self, kind: str, **facts) -> dict:
        """For what a peer is about to be told."""
        with self._lock:
            line = self._append(kind, facts)
            os.fsync(self._file)
        return line

    def note(self, kind: str, **facts) -> dict:
        """For what nobody is told: in the file at once, on the disk when the
        next write() is."""
        with self._lock:
            return self._append(kind, facts)

    def _append(self, kind: str, facts: dict) -> dict:
        self._last += 1
        line = {"n": self._last, "at": now_ms(), "kind": kind, **facts}
        data = json.dumps(line).encode() + b"\n"
        while data:
            data = data[os.write(self._file, data):]
        return line


def _same(entry: dict, wanted: dict) -> bool:
    return all(entry.get(key) == value for key, value in wanted.items())


class Ledger:
    """What the file holds at the moment of load(); counts and finds doubles.

    Filters are the facts of a line: sends(recipient="1555", path="/send/a").
    """

    def __init__(self, path: str | os.PathLike):
        self.path = Path(path)
        self.entries: list[dict] = []
        self.load()

    def load(self) -> "Ledger":
        """Reads again; a last line without its end is still being written."""
        data = self.path.read_bytes() if self.path.exists() else b""
        whole = data[:data.rfind(b"\n") + 1].decode()
        self.entries = [json.loads(line) for line in whole.splitlines()]
        return self

    def __iter__(self) -> Iterator[dict]:
        return iter(self.entries)

    def of(self, kind: str, **wanted) -> list[dict]:
        return [entry for entry in self.entries
                if entry["kind"] == kind and _same(entry, wanted)]

    def sends(self, **wanted) -> list[dict]:
        """The messages that were accepted."""
        return self.of("send", **wanted)

    def refused(self, **wanted) -> list[dict]:
        """The messages that were surely not accepted."""
        return self.of("refused", **wanted)

    def reports(self, **wanted) -> list[dict]:
        """The posts of reports, with the answers that they got."""
        return self.of("report", **wanted)

    def count(self, kind: str = "send", **wanted) -> int:
        return len(self.of(kind, **wanted))

    def group(self, key: str | Callable[[dict], object] = "reference",
              kind: str = "send") -> dict[object, list[dict]]:
        """Lines by the value of one fact, or of a function of the line."""
        value = key if callable(key) else lambda entry: entry.get(key)
        groups = defaultdict(list)
        for entry in self.of(kind):
            groups[value(entry)].append(entry)
        return dict(groups)

    def doubles(self, key: str | Callable[[dict], object] = "reference",
                kind: str = "send") -> dict[object, list[dict]]:
        """What is there more than once; sends without the key are under None,
        so that a sender that forgets its reference is noticed too."""
        return {value: entries
                for value, entries in self.group(key, kind).items()
                if len(entries) > 1}
