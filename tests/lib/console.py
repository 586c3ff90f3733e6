"""A full-screen program at a terminal that is read frame by frame.

    with Console("fallback-wizard", cwd=folder) as console:
        console.shows("Flows")
        console.keys("n")

Programs mark their frames (ESC [?2026h ... l), so nothing is polled or slept
for, and no frame is seen half. libvterm keeps the screen. Where a second
opinion on the drawing is wanted, or job control, there is terminal.Screen
(tmux).
"""
import ctypes
import ctypes.util
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from proc import check_sanitizers, clean_environment, find_program

BEGIN, END = b"\033[?2026h", b"\033[?2026l"
REPEATED = re.compile(rb"([ -~])\033\[(\d+)b")
ALTERNATE = re.compile(rb"\033\[\?1049([hl])")
PASTES = re.compile(rb"\033\[\?2004([hl])")
CURSOR = re.compile(rb"\033\[\?25([hl])")
PATIENCE = 20
NAMED = {"Enter": "\r", "Escape": "\033", "Tab": "\t", "Down": "\033OB",
         "Up": "\033OA", "End": "\033OF", "Delete": "\033[3~"}


def missing() -> str | None:
    """Why there can be no Console here: a reason to skip."""
    return None if ctypes.util.find_library("vterm") else "no libvterm"


class Rect(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in (
        "start_row", "end_row", "start_col", "end_col")]


class Grid:
    """libvterm: bytes in, rows out."""

    def __init__(self, rows: int, columns: int):
        self._lib = ctypes.CDLL(ctypes.util.find_library("vterm"))
        for name in ("vterm_new", "vterm_obtain_screen"):
            getattr(self._lib, name).restype = ctypes.c_void_p
        self._lib.vterm_screen_get_text.restype = ctypes.c_size_t
        self._rows, self._columns = rows, columns
        self._vterm = ctypes.c_void_p(self._lib.vterm_new(rows, columns))
        self._lib.vterm_set_utf8(self._vterm, 1)
        self._screen = ctypes.c_void_p(
            self._lib.vterm_obtain_screen(self._vterm))
        self._lib.vterm_screen_enable_altscreen(self._screen, 1)
        self._lib.vterm_screen_reset(self._screen, 1)

    def write(self, data: bytes) -> None:
        self._lib.vterm_input_write(self._vterm, data,
                                    ctypes.c_size_t(len(data)))

    def resize(self, rows: int, columns: int) -> None:
        self._rows, self._columns = rows, columns
        self._lib.vterm_set_size(self._vterm, rows, columns)

    def row(self, number: int) -> str:
        size = self._columns * 24
        into = ctypes.create_string_buffer(size)
        n = self._lib.vterm_screen_get_text(
            self._screen, into, ctypes.c_size_t(size),
            Rect(number, number + 1, 0, self._columns))
        return into.raw[:n].decode("utf-8", "replace").rstrip()

    def rows(self) -> list[str]:
        return [self.row(number) for number in range(self._rows)]

    def close(self) -> None:
        self._lib.vterm_free(self._vterm)


class Console:
    def __init__(self, name: str, *arguments: str | os.PathLike,
                 cwd: str | os.PathLike | None = None,
                 env: dict[str, str | None] | None = None,
                 columns: int = 80, rows: int = 24,
                 term: str = "xterm-256color", before_exec=None):
        self.name = name
        self._command = [find_program(name), *arguments]
        self._cwd = cwd
        self._env = clean_environment(**{"TERM": term} | (env or {}))
        self._size = (rows, columns)
        self._before_exec = before_exec
        self._pending, self.output = b"", b""
        self.frames = 0
        self._master = self._slave = -1
        self._child: subprocess.Popen | None = None

    def __enter__(self) -> "Console":
        self._grid = Grid(*self._size)
        self._master, self._slave = pty.openpty()
        self._set_size()
        self.modes = termios.tcgetattr(self._slave)
        self._child = subprocess.Popen(
            self._command, cwd=self._cwd, env=self._env, stdin=self._slave,
            stdout=self._slave, stderr=self._slave, start_new_session=True,
            preexec_fn=self._prepare)
        return self

    def _prepare(self) -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        if self._before_exec:
            self._before_exec()

    def __exit__(self, *_) -> None:
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGHUP)
        try:
            self.wait_exit(10)
        finally:
            if self._child.poll() is None:
                self._child.kill()
                self._child.wait()
            self.hang_up()
            os.close(self._slave)
            self._grid.close()

    @property
    def pid(self) -> int:
        return self._child.pid

    def running(self) -> bool:
        return self._child.poll() is None

    def send_signal(self, number: int) -> None:
        self._child.send_signal(number)

    def hang_up(self) -> None:
        """The window is closed."""
        if self._master >= 0:
            os.close(self._master)
        self._master = -1

    def _set_size(self) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", *self._size, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        self._size = (rows, columns)
        self._grid.resize(rows, columns)
        self._set_size()

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def keys(self, *names: str) -> None:
        """"Enter", "Escape", "C-s", "M-1", "x" ..., in one go."""
        self.type("".join(map(self._key, names)))

    @staticmethod
    def _key(name: str) -> str:
        if name.startswith("C-"):
            return chr(ord(name[2].upper()) & 0x1F)
        if name.startswith("M-"):
            return "\033" + name[2]
        return NAMED.get(name, name)

    def _read(self, seconds: float) -> bool:
        """One piece of output; False when none came or the end did."""
        if self._master < 0 or not select.select(
                [self._master], [], [], max(0, seconds))[0]:
            return False
        try:
            piece = os.read(self._master, 65536)
        except OSError:                     # EIO: the other side is closed
            return False
        self.output += piece
        self._pending += piece
        while END in self._pending:
            frame, _, self._pending = self._pending.partition(END)
            self._draw(frame + END)
            self.frames += BEGIN in frame
        return bool(piece)

    def _draw(self, data: bytes) -> None:
        # libvterm 0.1.4 breaks a row a column early after a repetition.
        self._grid.write(REPEATED.sub(
            lambda found: found[1] * (1 + int(found[2])), data))

    def listen(self, seconds: float) -> int:
        """What comes within the time: how many bytes."""
        before, deadline = len(self.output), time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self._read(left):
                break
        return len(self.output) - before

    def frame(self) -> None:
        """One frame more, whatever it shows."""
        before, deadline = self.frames, time.monotonic() + PATIENCE
        while self.frames == before:
            assert self._read(deadline - time.monotonic()), (
                f"{self.name} draws nothing:\n{self.text()}")

    def text(self) -> str:
        return "\n".join(self._grid.rows()) + "\n"

    def lines(self) -> list[str]:
        return self._grid.rows()

    def shows(self, words: str, seconds: float = PATIENCE) -> str:
        """Waits until a frame shows the words; the screen."""
        return self._wait(lambda text: words in text,
                          f"never shows {words!r}", seconds)

    def gone(self, words: str, seconds: float = PATIENCE) -> str:
        return self._wait(lambda text: words not in text,
                          f"still shows {words!r}", seconds)

    def _wait(self, wanted, wish: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while not wanted(text := self.text()) or BEGIN in self._pending:
            if not self._read(deadline - time.monotonic()):
                said = self._pending.decode("utf-8", "replace")
                raise AssertionError(
                    f"{self.name} {wish}:\n{text}\nunframed: {said}")
        return text

    def says(self, words: str) -> str:
        """Waits for words outside of frames, as after the end; all output."""
        deadline = time.monotonic() + PATIENCE
        while words not in (text := self.output.decode("utf-8", "replace")):
            assert self._read(deadline - time.monotonic()), (
                f"{self.name} never says {words!r}:\n{text}")
        return text

    def wait_exit(self, seconds: float = PATIENCE) -> int:
        """Reads to the end; the exit status, -N after signal N."""
        deadline = time.monotonic() + seconds
        while self._child.poll() is None and time.monotonic() < deadline:
            self._read(0.01)
        while self._read(0):
            pass
        assert self._child.poll() is not None, (
            f"{self.name} still runs:\n{self.text()}")
        check_sanitizers(self.name, self.output.decode("utf-8", "replace"))
        return self._child.returncode

    def restored(self) -> str:
        """What of the terminal is not as it was found; "" when all is."""
        wrong = []
        if termios.tcgetattr(self._slave)[:4] != self.modes[:4]:
            wrong.append("modes")
        for what, pattern, good in (("alternate screen", ALTERNATE, b"l"),
                                    ("pastes", PASTES, b"l"),
                                    ("cursor", CURSOR, b"h")):
            found = pattern.findall(self.output)
            if found and found[-1] != good:
                wrong.append(what)
        return ", ".join(wrong)

    def explain(self) -> str:
        return f"the last screen of {self.name}:\n{self.text()}"
