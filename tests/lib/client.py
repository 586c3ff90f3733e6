"""A raw HTTP/1.1 client: sends any bytes, shows how a connection ended.

    client = Client(port)
    client.request("POST", "/send/a", {"to": "1555"})
    client.answer().json()
    client.ending()                        # FIN, RST or open

An answer of a runner to a whole request must be one that openapi.json
describes.
"""
import json
import socket
from collections import deque
from dataclasses import dataclass

import described
from described import Asked

TIMEOUT_S = 10
runners: set[int] = set()  # ports: proc.py knows who listens there


@dataclass
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        for key, value in self.headers:
            if key.lower() == name.lower():
                return value
        return None

    def json(self):
        return json.loads(self.body)


class Client:
    """One connection, to a port or made already. Use as a context manager,
    or close()."""

    def __init__(self, port: int | socket.socket, host: str = "127.0.0.1"):
        if isinstance(port, int):
            self.sock = socket.create_connection((host, port), TIMEOUT_S)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.sock = port
        self.rest = b""
        self.asked: deque[Asked] = deque()  # not yet answered
        self._is_runner = port in runners

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.sock.close()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def request(self, method: str, target: str, body=None,
                headers: dict[str, str] | None = None) -> None:
        """A well-formed request; a body that is not bytes goes as JSON."""
        names = {"Host": "127.0.0.1"}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            names["Content-Type"] = "application/json"
        if body is not None:
            names["Content-Length"] = str(len(body))
        lines = [f"{method} {target} HTTP/1.1"]
        lines += [f"{name}: {value}"
                  for name, value in (names | (headers or {})).items()]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))
        self.asked.append(Asked(method, target, body or b""))

    def ask(self, method: str, target: str, body=None,
            headers: dict[str, str] | None = None) -> Response:
        self.request(method, target, body, headers)
        return self.answer()

    def answer(self) -> Response:
        """The next answer, whole; EOFError when the peer ended inside it."""
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines]
        response = Response(int(first.split()[1]), headers, b"")
        asked = self.asked.popleft() if self.asked else None
        if asked and asked.method == "HEAD":
            pass
        elif response.header("transfer-encoding") == "chunked":
            response.body = self._chunks()
        else:
            response.body = self._exactly(
                int(response.header("content-length") or 0))
        if asked and self._is_runner:
            described.check(asked, response)
        return response

    def ending(self, seconds: float = TIMEOUT_S) -> str:
        """Reads on: FIN, RST, or open when neither came in time. What was
        read is added to `rest`."""
        self.sock.settimeout(seconds)
        try:
            while chunk := self.sock.recv(65536):
                self.rest += chunk
        except TimeoutError:
            return "open"
        except ConnectionResetError:
            return "RST"
        finally:
            self.sock.settimeout(TIMEOUT_S)
        return "FIN"

    def _more(self) -> None:
        chunk = self.sock.recv(65536)
        if not chunk:
            raise EOFError("the peer ended the connection")
        self.rest += chunk

    def _exactly(self, length: int) -> bytes:
        while len(self.rest) < length:
            self._more()
        data, self.rest = self.rest[:length], self.rest[length:]
        return data

    def _chunks(self) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in self.rest:
                self._more()
            size, _, self.rest = self.rest.partition(b"\r\n")
            chunk = self._exactly(int(size, 16))
            self._exactly(2)
            if not chunk:
                return body
            body += chunk
