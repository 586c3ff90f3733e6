"""What the mock services share: a process of their own with two ports.

The traffic port speaks raw HTTP/1.1 (wire.py) with whoever is under test. The
control port takes orders from the test: JSON in, JSON out. A service runs in
its own process, so that nothing that happens to the program under test, or to
its process group, reaches the service or its ledger.

`Service` is the inside (subclass it, call `main`), `ServiceProcess` the
handle that a test holds. When the test ends in whatever way, the service's
standard input closes and it ends too. A mistake in the service itself is a
line `broken` in its ledger and fails the test.
"""
import argparse
import contextlib
import http.client
import http.server
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from urllib.parse import urlencode

from ledger import Ledger, LedgerWriter, now_ms
from wire import Answer, BadRequest, Connection

HOST = "127.0.0.1"


class Refused(Exception):
    """An order that the service does not understand."""


class Listener:
    """The traffic port. While closed, connections to it are refused; the port
    number stays ours, held by a second socket that never listens."""

    def __init__(self, accepted):
        self._accepted = accepted
        self._holder = self._bound(0)
        self.port = self._holder.getsockname()[1]
        self._socket = None
        self._count = 0
        self.open()

    @staticmethod
    def _bound(port: int) -> socket.socket:
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        return bound

    def open(self) -> None:
        if self._socket:
            return
        self._socket = self._bound(self.port)
        self._socket.listen(1024)
        threading.Thread(target=self._accept, args=(self._socket,),
                         daemon=True).start()

    def close(self) -> None:
        listening, self._socket = self._socket, None
        if listening:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                sock, _ = listening.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._count += 1
            threading.Thread(target=self._accepted, daemon=True,
                             args=(Connection(sock, self._count),)).start()


class Service:
    """Subclasses answer requests; everything they see goes into the ledger."""

    def __init__(self, ledger_path: str):
        self.ledger = LedgerWriter(ledger_path)
        self.lock = threading.Lock()
        self.open_connections: set[Connection] = set()
        self.listener: Listener | None = None
        self.tls: ssl.SSLContext | None = None

    def start(self) -> int:
        """Opens the traffic port; returns its number."""
        self.listener = Listener(self._talk)
        return self.listener.port

    def handle(self, connection: Connection, request) -> bool:
        """Answers one request; True keeps the connection."""
        raise NotImplementedError

    def order(self, path: str, data: dict) -> dict:
        """Carries out an order of the test; Refused when it makes no sense."""
        if path == "/listening":
            return self._listen(bool(data["open"]))
        if path == "/tls":
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(data["certificate"], data["key"])
            return {}
        raise Refused(f"no order {path}")

    def _listen(self, wanted: bool) -> dict:
        if wanted:
            self.listener.open()
            return {}
        self.listener.close()
        with self.lock:
            connections = list(self.open_connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        return {}

    def _talk(self, connection: Connection) -> None:
        began = now_ms()
        with self.lock:
            self.open_connections.add(connection)
        by = "service"
        try:
            if self.tls:
                connection.sock = self.tls.wrap_socket(connection.sock,
                                                       server_side=True)
            by = self._converse(connection)
        except OSError as failed:  # of the handshake
            self.ledger.note("tls", connection=connection.number,
                             why=str(failed))
        finally:
            connection.finish()
            with self.lock:
                self.open_connections.discard(connection)
            self.ledger.note("end", connection=connection.number, by=by,
                             requests=connection.requests,
                             sent=connection.sent, open_ms=now_ms() - began)

    def _converse(self, connection: Connection) -> str:
        """Request after request; says who ended the connection."""
        try:
            while request := connection.read():
                if not self.handle(connection, request):
                    return "service"
        except BadRequest as bad:
            self.ledger.write("malformed", connection=connection.number,
                              why=str(bad))
            with contextlib.suppress(OSError):
                connection.send(Answer(400).whole())
            return "service"
        except EOFError as cut:
            self.ledger.note("cut", connection=connection.number,
                             why=str(cut))
        except ConnectionError:
            pass
        except Exception as mistake:
            self.broken(mistake)
            return "service"
        return "peer"

    def broken(self, mistake: BaseException) -> None:
        """Keeps a mistake of our own for the end of the test."""
        self.ledger.note("broken", why="".join(
            traceback.format_exception(mistake)))


def _control_handler(service: Service):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            length = int(self.headers.get("content-length") or 0)
            data = self.rfile.read(length)
            try:
                status, result = 200, service.order(
                    self.path, json.loads(data or b"{}"))
            except (Refused, KeyError, TypeError, ValueError) as wrong:
                status = 400
                result = {"error": f"{type(wrong).__name__}: {wrong}"}
            body = json.dumps(result).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def main(service_class: type[Service], description: str) -> None:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--ledger", required=True, metavar="FILE")
    parser.add_argument("--port-file", metavar="FILE",
                        help="gets {\"port\": ..., \"control\": ...} as JSON")
    parser.add_argument("--with-parent", action="store_true",
                        help="end when standard input closes")
    options = parser.parse_args()
    ends = {signal.SIGTERM, signal.SIGINT}
    if not options.with_parent:
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    service = service_class(options.ledger)
    threading.excepthook = lambda hook: service.broken(hook.exc_value)
    control = http.server.ThreadingHTTPServer((HOST, 0),
                                              _control_handler(service))
    control.daemon_threads = True
    threading.Thread(target=control.serve_forever, daemon=True).start()
    _announce(options.port_file, {"port": service.start(),
                                  "control": control.server_port})
    if options.with_parent:
        sys.stdin.buffer.read()
    else:
        signal.sigwait(ends)
    os._exit(0)


def _announce(port_file: str | None, ports: dict) -> None:
    text = json.dumps(ports)
    if port_file:
        fresh = Path(port_file + ".new")
        fresh.write_text(text + "\n")
        fresh.rename(port_file)
    print(text, flush=True)


class ServiceProcess:
    """Holds a running service: `with Provider(folder / "ledger") as it:`."""

    script = ""

    def __init__(self, ledger_path: str | os.PathLike):
        self.ledger_path = Path(ledger_path)
        self.port = self.control_port = 0
        self._child: subprocess.Popen | None = None

    def __enter__(self):
        script = Path(__file__).parent / self.script
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("LD_PRELOAD", "FAKETIME"))}
        self._child = subprocess.Popen(
            [sys.executable, "-BS", script, "--ledger", self.ledger_path,
             "--with-parent"], env=clean, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ports = json.loads(self._child.stdout.readline())
        self.port, self.control_port = ports["port"], ports["control"]
        return self

    def __exit__(self, *_):
        self._child.stdin.close()
        try:
            self._child.wait(5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()
        broken = self.ledger().of("broken")
        assert not broken, f"{self.script} is broken: {broken[0]['why']}"

    @property
    def pid(self) -> int:
        return self._child.pid

    def url(self, path: str = "", **query: str) -> str:
        return (f"http://{HOST}:{self.port}{path}"
                + ("?" + urlencode(query) if query else ""))

    def ledger(self) -> Ledger:
        """What it has seen up to now."""
        return Ledger(self.ledger_path)

    def listening(self, wanted: bool) -> None:
        """False: connections are refused and open ones are closed."""
        self.order("/listening", open=wanted)

    def tls(self, files: tuple) -> None:
        """From now on connections speak TLS, with this certificate and key;
        handshakes that fail are lines `tls`."""
        self.order("/tls", certificate=str(files[0]), key=str(files[1]))

    def order(self, path: str, /, **data) -> dict:
        """Sends an order; AssertionError when the service refuses it."""
        connection = http.client.HTTPConnection(HOST, self.control_port,
                                                timeout=60)
        try:
            connection.request("POST", path, json.dumps(data))
            answer = connection.getresponse()
            result = json.loads(answer.read())
        finally:
            connection.close()
        assert answer.status == 200, f"order {path}: {result['error']}"
        return result
