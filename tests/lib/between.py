"""A proxy before a runner that treats its clients badly, as a network does.

    with Between(runner_port) as it:
        it.fault = "reset after"     # of the requests that `method` names
        ... fallback-publish --store it.url() ...

"NAME after" hands the request to the runner first, "NAME before" does not:
    reset    RST instead of an answer; "reset inside": in the middle of it
    fail     500            redirect   302 to another address
    garbage  200, no JSON   huge       200 and a body without an end
    endless  200 in chunks, small ones, for ever
    headers  one header line after the other, for ever
    trickle  the answer, a byte a second
    silent   nothing at all
"""
import contextlib
import socket
import ssl
import struct
import threading

from client import Client
from described import Asked

HOST = "127.0.0.1"


class Between:
    def __init__(self, port: int, tls: tuple | None = None):
        """`tls`: the files of a certificate and of its key."""
        self.runner = port
        self.fault = ""
        self.method = ""  # "": every one
        self.meddle = None  # called with the method before it is handed on
        self.seen: list[str] = []  # methods and what became of them
        self._context = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*tls)
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._ended = threading.Event()

    def url(self, host: str = HOST) -> str:
        return f"http{'s' if self._context else ''}://{host}:{self.port}"

    def __enter__(self) -> "Between":
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):  # an accept() would hold it open
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(sock,),
                                 daemon=True).start()

    def _talk(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError, ValueError), sock:
            if self._context:
                sock = self._context.wrap_socket(sock, server_side=True)
            with sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while self._serve(sock):
                    pass

    def _serve(self, sock) -> bool:
        """One request; True when the connection goes on."""
        head = read_until(sock, b"\r\n\r\n")
        method = head.split(b" ", 1)[0].decode()
        name, _, when = self.fault.partition(" ")
        bad = name and self.method in ("", method)
        self.seen.append(f"{method} {self.fault if bad else 'fine'}")
        if bad and when == "inside":
            return reset(sock)
        request = head + read_exactly(sock, body_length(head))
        if bad and when == "before":
            return self._treat(name, sock, b"")
        if self.meddle:
            self.meddle(method)
        answer = self._forward(request)
        if bad:
            return self._treat(name, sock, answer)
        sock.sendall(answer)
        return True

    def _forward(self, request: bytes) -> bytes:
        with Client(self.runner) as client:
            client.send(request)
            method, target, _ = request.decode("latin-1").split(" ", 2)
            client.asked.append(Asked(
                method, target, request.partition(b"\r\n\r\n")[2]))
            answer = client.answer()
        lines = [f"HTTP/1.1 {answer.status} So"]
        lines += [f"{key}: {value}" for key, value in answer.headers]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + answer.body

    def _treat(self, name: str, sock, answer: bytes) -> bool:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        if name == "reset":
            return reset(sock)
        if name == "silent":
            self._ended.wait()
        elif name == "fail":
            sock.sendall(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")
        elif name == "redirect":
            sock.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
                         b"Location: http://192.0.2.1/\r\n\r\n")
        elif name == "garbage":
            sock.sendall(head + b"Content-Length: 9\r\n\r\n{\"a\":[[[[")
        elif name == "trickle":
            self._drip(sock, [bytes([byte]) for byte in answer or head], 1)
        elif name == "headers":
            sock.sendall(head)
            self._drip(sock, (b"X-More: 1\r\n" for _ in forever()), 0.5)
        elif name == "endless":
            sock.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
            self._drip(sock, (b"1\r\n \r\n" for _ in forever()), 0.5)
        elif name == "huge":
            sock.sendall(head + b"Content-Length: 99999999999\r\n\r\n")
            self._drip(sock, (b" " * 1000000 for _ in forever()), 0)
        return name in ("fail", "redirect", "garbage")

    def _drip(self, sock, pieces, seconds: float) -> None:
        for piece in pieces:
            sock.sendall(piece)
            if seconds and self._ended.wait(seconds):
                return


def forever():
    while True:
        yield


def reset(sock) -> bool:
    plain = getattr(sock, "unwrap", None) is None
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                    struct.pack("ii", 1, 0))
    if plain:
        sock.close()
    else:
        socket.socket(fileno=sock.detach()).close()
    return False


def read_until(sock, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        byte = sock.recv(1)
        if not byte:
            raise EOFError
        data += byte
    return data


def read_exactly(sock, length: int) -> bytes:
    data = b""
    while len(data) < length:
        chunk = sock.recv(length - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return data


def body_length(head: bytes) -> int:
    for line in head.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    return 0
