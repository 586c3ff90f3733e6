"""HTTP/1.1 on a raw socket: what a mock service reads and what it answers.

The reader is strict on purpose, since it judges the program under test: line
ends are CRLF, there is exactly one Host, at most one Content-Length and never
one beside Transfer-Encoding (RFC 9112). The writer sends whatever it is told.
"""
import contextlib
import http
import re
import socket
import struct
from dataclasses import dataclass, field
from email.utils import formatdate
from urllib.parse import parse_qsl, urlsplit

LINE_MAX = 64 * 1024
BODY_MAX = 64 * 1024 * 1024
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class BadRequest(Exception):
    """The peer sent what HTTP/1.1 does not allow."""


@dataclass
class Request:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query,
                              keep_blank_values=True))

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers
                if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        values = self.all(name)
        return values[0] if values else None

    def facts(self) -> dict:
        """How a ledger keeps it; bytes that are no UTF-8 become \\udcXX."""
        return {"method": self.method, "path": self.path,
                "target": self.target, "headers": self.headers,
                "body": self.body.decode("utf-8", "surrogateescape")}


@dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)

    def head(self, length: int | None = None) -> bytes:
        """Status line and headers; length None announces a chunked body."""
        try:
            reason = http.HTTPStatus(self.status).phrase
        except ValueError:
            reason = "Odd"
        lines = [f"HTTP/1.1 {self.status} {reason}",
                 f"Date: {formatdate(usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines.append("Transfer-Encoding: chunked" if length is None
                     else f"Content-Length: {length}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n"

    def whole(self) -> bytes:
        return self.head(len(self.body)) + self.body


class Connection:
    """One accepted connection. Numbered, so that a ledger can tell whether
    two requests came on the same one."""

    def __init__(self, sock: socket.socket, number: int):
        self.sock = sock
        self.number = number
        self.requests = 0
        self.sent = 0
        self._buffer = bytearray()

    def read(self) -> Request | None:
        """The next request; None when the peer closed between two of them.
        EOFError when it closed inside one, BadRequest, ConnectionError."""
        if not self._buffer and not self._more():
            return None
        request = self._read_head()
        self.requests += 1
        if (request.header("expect") or "").lower() == "100-continue":
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.body = self._read_body(request)
        return request

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)
        self.sent += len(data)

    def finish(self) -> None:
        """FIN: the orderly end."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def half_close(self) -> None:
        """FIN for what we say; what the peer says is still read."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """RST: the peer's kernel drops what it has not read yet."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             struct.pack("ii", 1, 0))
        self.sock.close()

    def wait_gone(self, seconds: float | None = None) -> bool:
        """Reads and forgets until the peer is gone; False after `seconds`."""
        self.sock.settimeout(seconds)
        try:
            while self.sock.recv(65536):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        return True

    def _more(self) -> bool:
        chunk = self.sock.recv(65536)
        self._buffer += chunk
        return bool(chunk)

    def _line(self) -> str:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > LINE_MAX:
                raise BadRequest("a line without end")
            if not self._more():
                raise EOFError("closed inside a line")
        line = bytes(self._buffer[:end + 1])
        del self._buffer[:end + 1]
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            raise BadRequest("a line end that is not CRLF")
        return line[:-2].decode("utf-8", "surrogateescape")

    def _exactly(self, length: int) -> bytes:
        if length > BODY_MAX:
            raise BadRequest("a body over 64 MiB")
        while len(self._buffer) < length:
            if not self._more():
                raise EOFError("closed inside a body")
        data = bytes(self._buffer[:length])
        del self._buffer[:length]
        return data

    def _read_head(self) -> Request:
        words = self._line().split(" ")
        if len(words) != 3 or words[2] != "HTTP/1.1":
            raise BadRequest(f"request line {words!r}")
        headers = []
        while line := self._line():
            name, colon, value = line.partition(":")
            if not colon or not TOKEN.fullmatch(name):
                raise BadRequest(f"header line {line!r}")
            headers.append((name, value.strip(" \t")))
        request = Request(words[0], words[1], headers)
        if len(request.all("host")) != 1:
            raise BadRequest("not exactly one Host")
        return request

    def _read_body(self, request: Request) -> bytes:
        lengths = request.all("content-length")
        encodings = request.all("transfer-encoding")
        if len(lengths) + len(encodings) > 1:
            raise BadRequest("more than one length of the body")
        if encodings:
            if encodings[0].lower() != "chunked":
                raise BadRequest(f"transfer encoding {encodings[0]!r}")
            return self._read_chunks()
        if lengths and not re.fullmatch("[0-9]+", lengths[0]):
            raise BadRequest(f"content length {lengths[0]!r}")
        return self._exactly(int(lengths[0])) if lengths else b""

    def _read_chunks(self) -> bytes:
        body = b""
        while True:
            size = self._line().partition(";")[0]
            if not re.fullmatch("[0-9A-Fa-f]{1,8}", size):
                raise BadRequest(f"chunk size {size!r}")
            chunk = self._exactly(int(size, 16))
            if not chunk:
                break
            body += chunk
            if self._line():
                raise BadRequest("a chunk without its end")
        while self._line():
            pass
        return body
