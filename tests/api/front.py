#!/usr/bin/env python3
"""The front, the loop and the courier as a client meets them (TAP)."""
import contextlib
import random
import signal
import socket
import stat
import threading
import time
from pathlib import Path

from client import Client
from proc import Program, run
from tap import eventually, main, test


class Demo:
    """front_demo on a loopback port of its own."""

    def __init__(self, t, **options):
        words = [f"{name}={value}" for name, value in options.items()]
        self.program = t.use(
            Program("front_demo", "listen=127.0.0.1:0", *words))
        self.port = int(self.program.address().rpartition(":")[2])
        self._t = t

    def client(self) -> Client:
        return self._t.use(contextlib.closing(Client(self.port)))

    def count(self) -> dict[str, int]:
        with Client(self.port) as client:
            words = client.ask("GET", "/count").body.decode().split()
        return {name: int(number)
                for name, number in (word.split("=") for word in words)}

    def settled(self) -> None:
        """Nothing is in progress but the question itself."""
        eventually(lambda: self.count()["busy"] == 1, what="a quiet front")


def unix_client(t, path) -> Client:
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(10)
    sock.connect(str(path))
    return t.use(contextlib.closing(Client(sock)))


def ends_within(t, client: Client, least: float, most: float) -> None:
    """The server ends the connection in that time, with nothing said."""
    before = time.monotonic()
    t.check(client.ending(most) != "open", "the connection was not cut")
    took = time.monotonic() - before
    t.check(took >= least, f"cut after {took:.3f} s already")


@test
def answers_now_and_later(t):
    client = Demo(t).client()
    t.equal(client.ask("GET", "/now").body, b"now")
    t.equal(client.ask("POST", "/later", b"some words").body, b"some words")
    t.equal(client.ask("POST", "/echo", b"\0binary\xff").body, b"\0binary\xff")
    t.equal(client.ask("POST", "/echo", b"").body, b"")
    before = time.monotonic()
    t.equal(client.ask("GET", "/slow?ms=120").status, 200)
    t.check(time.monotonic() - before >= 0.119, "not before it was due")


@test
def a_handler_sees_what_was_sent(t):
    client = Demo(t).client()
    answer = client.ask("GET", "/show/a%2Fb%20c?x=1+2&y&z=%C3%A9&x=3&&",
                        headers={"X-TEST": "Value"})
    t.equal(answer.body.decode().splitlines(), [
        "method=GET", "target=/show/a%2Fb%20c?x=1+2&y&z=%C3%A9&x=3&&",
        "path=/show/a%2Fb%20c", "peer=127.0.0.1", "local=0", "word=a/b c",
        "x-test=Value", "query x=1 2", "query y=", "query z=é", "query x=3"])


@test
def problems_are_json_with_a_code(t):
    client = Demo(t).client()
    absent = client.ask("GET", "/absent")
    t.equal((absent.status, absent.json()["code"]), (404, "not-found"))
    t.equal(absent.header("content-type"), "application/problem+json")
    wrong = client.ask("POST", "/now", b"{}")
    t.equal((wrong.status, wrong.json()["code"]), (405, "method-not-allowed"))
    t.equal(wrong.header("allow"), "GET, HEAD")
    client.send(b"HEAD /now HTTP/1.1\r\nHost: x\r\n\r\n")
    client.send(b"GET /now HTTP/1.1\r\nHost: x\r\n\r\n")
    eventually(lambda: client.rest.endswith(b"now") or client._more(),
               what="the second answer")
    t.equal(client.rest.count(b"HTTP/1.1 200"), 2, "answers")
    t.equal(client.rest.count(b"now"), 1, "bodies")


@test
def pipelined_requests_are_answered_in_order(t):
    client = Demo(t).client()
    targets = ["/slow?ms=60", "/now", "/show/1", "/slow?ms=30", "/show/2"]
    client.send(b"".join(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
                         for target in targets))
    bodies = [client.answer().body for _ in targets]
    t.equal(bodies[0], b"")
    t.equal(bodies[1], b"now")
    t.contains(bodies[2], b"word=1")
    t.equal(bodies[3], b"")
    t.contains(bodies[4], b"word=2")
    client.send(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
                b"onePOST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 3"
                b"\r\n\r\ntwo" * 50)
    got = [client.answer().body for _ in range(100)]
    t.equal(got, [b"one", b"two"] * 50)


@test
def no_request_waits_for_the_next_one(t):
    # No deadline of the front may come to the help of a loop that sleeps.
    demo = Demo(t, header_ms=90000, body_ms=90000, idle_ms=90000,
                answer_ms=90000)
    # Connections and requests come at the same moment: the first run of a
    # turn takes the connections, its last one the requests.
    demo.program.send_signal(signal.SIGSTOP)
    clients = [demo.client() for _ in range(5)]
    for client in clients:
        client.request("POST", "/later", b"words")
    demo.program.send_signal(signal.SIGCONT)
    for client in clients:
        t.equal(client.answer().body, b"words")


@test
def bodies_come_in_pieces_and_chunks(t):
    client = Demo(t).client()
    for byte in (b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Length: 4\r\n\r\nabcd"):
        client.send(bytes([byte]))
    t.equal(client.answer().body, b"abcd")
    client.send(b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n"
                b"3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nTrailer: 1\r\n\r\n")
    t.equal(client.answer().body, b"abcdefgh")
    client.send(b"PUT /big HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                b"Content-Length: 3\r\n\r\n")
    t.equal(client.answer().status, 100)
    client.send(b"xyz")
    t.equal(client.answer().body, b"3")


@test
def bodies_have_a_cap_that_depends_on_the_path(t):
    demo = Demo(t)
    with t.sub("at the cap"):
        client = demo.client()
        t.equal(client.ask("POST", "/echo", b"x" * 65536).status, 200)
        t.equal(client.ask("PUT", "/big", b"x" * (8 << 20)).body,
                str(8 << 20).encode())
    with t.sub("one over it, announced"):
        client = demo.client()
        client.request("POST", "/echo",
                       headers={"Content-Length": "65537"})
        answer = client.answer()
        t.equal((answer.status, answer.json()["code"]),
                (413, "body-too-large"))
        t.equal(client.ending(), "FIN")
    with t.sub("one over it, expecting 100"):
        client = demo.client()
        client.request("PUT", "/big", headers={
            "Content-Length": str((8 << 20) + 1), "Expect": "100-continue"})
        t.equal(client.answer().status, 413)
    with t.sub("over it in chunks"):
        client = demo.client()
        client.request("POST", "/echo",
                       headers={"Transfer-Encoding": "chunked"})
        for _ in range(17):
            client.send(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        client.send(b"0\r\n\r\n")
        t.equal(client.answer().status, 413)
        t.equal(client.ending(), "FIN")
    demo.settled()


@test
def long_urls_and_headers_are_taken_or_refused_with_words(t):
    demo = Demo(t)
    long_one = demo.client()
    answer = long_one.ask("GET", "/show/x?y=" + "z" * 2500,
                          headers={"X-Test": "v" * 1000})
    t.equal(answer.status, 200)
    t.contains(answer.body, b"z" * 2500)
    t.contains(answer.body, b"v" * 1000)
    for size in (7000, 20000, 100000):
        with t.sub(f"a URL of {size} bytes"):
            refused(t, demo, 414, "GET", "/show/" + "z" * size)
        with t.sub(f"a header of {size} bytes"):
            refused(t, demo, 431, "GET", "/now", {"X-Test": "v" * size})
    with t.sub("where a handler is called, its answer finds room"):
        answers = [wide_answer(demo, size) for size in range(3000, 7000, 41)]
        t.check(set(answers) <= {200, 431, None}, set(answers))
        t.equal(demo.count()["wide"], answers.count(200), "calls")
        t.check(answers.count(None) < 6, "too many without any words")
    demo.settled()


def wide_answer(demo: Demo, size: int) -> int | None:
    """The status for a header of that size, None for a silent end."""
    with Client(demo.port) as client:
        client.request("GET", "/wide", headers={"X-Test": "v" * size})
        with contextlib.suppress(EOFError):
            return client.answer().status
    return None


def refused(t, demo: Demo, status: int, method: str, target: str,
            headers: dict[str, str] | None = None) -> None:
    client = demo.client()
    with contextlib.suppress(OSError):
        client.request(method, target, headers=headers)
    t.equal(client.answer().status, status)
    t.check(client.ending() != "open", "it goes on")


TWO_MEANINGS = {
    "length and encoding":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "encoding and length":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
        b"Content-Length: 3\r\n\r\nabc",
    "two different lengths":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
        b"Content-Length: 40\r\n\r\nabc",
    "a length with a sign":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc",
    "a length that is none":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3x\r\n\r\nabc",
    "two hosts": b"GET /now HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "no host": b"GET /now HTTP/1.1\r\n\r\n",
    "an unknown encoding":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    "a chunked that is none":
        b"POST /echo HTTP/1.1\r\nHost: x\r\n"
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon":
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc",
    "a broken escape": b"GET /show/x?y=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a NUL": b"GET /show/x?y=%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a whole URL": b"GET http://x/now HTTP/1.1\r\nHost: x\r\n\r\n",
}


@test
def what_has_two_meanings_is_refused_and_nothing_follows(t):
    demo = Demo(t)
    for name, request in TWO_MEANINGS.items():
        with t.sub(name):
            client = demo.client()
            client.send(request)
            with contextlib.suppress(OSError):
                client.send(b"GET /show/smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = client.answer()
            t.equal(answer.status, 400, "status")
            t.check(client.ending() != "open", "it goes on")
            t.check(b"smuggled" not in answer.body + client.rest,
                    "the second request was answered")
    demo.settled()


@test
def slow_headers_are_cut_at_their_deadline(t):
    demo = Demo(t, header_ms=400)
    with t.sub("silence"):
        ends_within(t, demo.client(), 0.3, 5)
    with t.sub("half a line"):
        client = demo.client()
        client.send(b"GET /now HT")
        ends_within(t, client, 0.3, 5)
    with t.sub("a byte now and then"):
        drips(t, demo.client(), b"GET /now HTTP/1.1\r\nX-Drip: ", 0.3)
    with t.sub("of a second request"):
        client = demo.client()
        t.equal(client.ask("GET", "/now").status, 200)
        drips(t, client, b"GET /now HTTP/1.1\r\nX-Drip: ", 0.3)
    demo.settled()


@test
def slow_bodies_are_cut_at_their_deadline(t):
    demo = Demo(t, body_ms=400, header_ms=60000)
    drips(t, demo.client(), b"POST /echo HTTP/1.1\r\nHost: x\r\n"
          b"Content-Length: 60000\r\n\r\n", 0.3)
    demo.settled()


def drips(t, client: Client, start: bytes, least: float) -> None:
    """Sends a byte each 20 ms until the server has had enough."""
    client.send(start)
    before = time.monotonic()
    client.sock.settimeout(0.02)
    while time.monotonic() - before < 10:
        try:
            client.sock.send(b"x")
            if not client.sock.recv(4096):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    took = time.monotonic() - before
    t.check(least <= took < 5, f"cut after {took:.3f} s")


@test
def kept_connections_end_when_nothing_comes(t):
    demo = Demo(t, idle_ms=400)
    with t.sub("silence"):
        client = demo.client()
        t.equal(client.ask("GET", "/now").status, 200)
        ends_within(t, client, 0.3, 5)
    with t.sub("a request line that drips"):
        client = demo.client()
        t.equal(client.ask("GET", "/now").status, 200)
        drips(t, client, b"GET /", 0.3)
    with t.sub("but not one that is used"):
        client = demo.client()
        for _ in range(8):
            t.equal(client.ask("GET", "/slow?ms=100").status, 200)


@test
def our_own_slowness_is_not_held_against_a_client(t):
    demo = Demo(t, header_ms=200, body_ms=200, idle_ms=200, answer_ms=200)
    t.equal(demo.client().ask("GET", "/slow?ms=700").status, 200)


@test
def a_client_that_does_not_read_its_answer_is_cut(t):
    demo = Demo(t, answer_ms=400)
    client = Client.__new__(Client)
    client.rest = b""
    client.sock = socket.socket()
    t.later(client.close)
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.sock.connect(("127.0.0.1", demo.port))
    client.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 4)
    eventually(lambda: demo.count()["busy"] == 2, what="the answer begun")
    demo.settled()
    t.check(client.ending() != "open", "it goes on")
    t.check(len(client.rest) < 4 * (4 << 20), "all was sent")


@test
def a_client_that_is_gone_harms_nobody(t):
    # An end that came together with half a request is noticed only at the
    # deadline: libmicrohttpd 0.9.75 does not read on after a short read.
    demo = Demo(t, header_ms=500, body_ms=500)
    for target in ("/never", "/slow?ms=150"):
        for how in ("FIN", "RST"):
            with Client(demo.port) as client:
                if how == "RST":
                    client.sock.setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER,
                        b"\1\0\0\0\0\0\0\0")
                client.request("GET", target)
                eventually(lambda: demo.count()["busy"] >= 2,
                           what="the request held")
    t.equal(demo.client().ask("POST", "/release", b"").status, 200)
    demo.settled()
    with Client(demo.port) as client:
        client.send(b"POST /echo HTTP/1.1\r\nHost: x\r\n"
                    b"Content-Length: 100\r\n\r\nhalf")
    with Client(demo.port) as client:
        client.send(b"GET /now HTTP/1.1\r\nHo")
    demo.settled()


@test
def a_client_that_has_said_all_gets_its_answer(t):
    client = Demo(t).client()
    client.request("GET", "/slow?ms=100")
    client.sock.shutdown(socket.SHUT_WR)
    t.equal(client.answer().status, 200)
    t.equal(client.ending(), "FIN")


@test
def the_unix_socket_is_for_its_owner(t):
    path = t.folder() / "fallback.db.sock"
    Demo(t, socket=path)
    t.equal(stat.S_IMODE(path.stat().st_mode), 0o600, "mode")
    t.check(stat.S_ISSOCK(path.stat().st_mode), "a socket")
    answer = unix_client(t, path).ask("GET", "/show/x").body.decode()
    t.contains(answer, "peer=unix\nlocal=1\n")
    second = run("front_demo", f"socket={path}", status=4)
    t.contains(second.stderr, "another process listens")
    t.equal(unix_client(t, path).ask("GET", "/now").status, 200)


@test
def the_socket_of_a_dead_process_is_replaced(t):
    path = t.folder() / "fallback.db.sock"
    dead = Demo(t, socket=path)
    dead.program.kill()
    t.check(path.exists(), "the dead one's socket is there")
    Demo(t, socket=path)
    t.equal(unix_client(t, path).ask("GET", "/now").status, 200)


@test
def the_socket_goes_when_the_server_stops(t):
    path = t.folder() / "fallback.db.sock"
    demo = Demo(t, socket=path)
    t.equal(demo.program.stop(), 0)
    t.check(not path.exists(), "it is gone")


@test
def what_is_no_socket_stays(t):
    path = t.folder() / "precious"
    path.write_text("data")
    done = run("front_demo", f"socket={path}", status=4)
    t.contains(done.stderr, "is not a socket")
    t.equal(path.read_text(), "data")


@test
def the_path_of_the_socket_may_be_long(t):
    folder = t.folder() / ("long" * 40)
    folder.mkdir()
    path = folder / "fallback.db.sock"
    demo = Demo(t, socket=path)
    t.equal(stat.S_IMODE(path.stat().st_mode), 0o600, "mode")
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.chdir(folder))
        t.equal(unix_client(t, Path(path.name)).ask("GET", "/now").status, 200)
    run("front_demo", f"socket={path}", status=4)
    t.equal(demo.program.stop(), 0)
    t.check(not path.exists(), "it is gone")


@test
def connections_are_counted(t):
    demo = Demo(t, connections=20, per_address=5)
    kept = [demo.client() for _ in range(5)]
    for client in kept:
        t.equal(client.ask("GET", "/now").status, 200)
    sixth = demo.client()
    with contextlib.suppress(OSError):
        sixth.request("GET", "/now")
    t.check(sixth.ending() != "open", "the sixth is refused")
    kept.pop().close()

    def place_again():
        with Client(demo.port) as client:
            client.request("GET", "/now")
            with contextlib.suppress(EOFError, OSError):
                return client.answer().status == 200
    eventually(place_again, what="a place for another")


@test
def more_than_all_connections_wait_for_their_turn(t):
    demo = Demo(t, connections=4)
    kept = [demo.client() for _ in range(4)]
    for client in kept:
        t.equal(client.ask("GET", "/now").status, 200)
    fifth = demo.client()
    fifth.request("GET", "/now")
    kept[0].close()
    t.equal(fifth.answer().status, 200)


@test
def a_thousand_requests_on_fifty_connections(t):
    demo = Demo(t)
    failures = []

    def work(number: int) -> None:
        try:
            with Client(demo.port) as client:
                for i in range(20):
                    words = f"{number}-{i}".encode()
                    target = ("/echo", "/later")[i % 2]
                    assert client.ask("POST", target, words).body == words
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    t.equal(failures, [])
    demo.settled()


@test
def many_kept_connections_do_not_stall(t):
    demo = Demo(t)
    for many in (128, 256, 384, 512):
        with t.sub(f"{many} connections"):
            with contextlib.ExitStack() as stack:
                clients = [stack.enter_context(Client(demo.port))
                           for _ in range(many)]
                for target in ("/echo", "/later", "/echo", "/later"):
                    for n, client in enumerate(clients):
                        client.request("POST", target, str(n).encode())
                    for n, client in enumerate(clients):
                        t.equal(client.answer().body, str(n).encode())


@test
def garbage_is_survived(t):
    demo = Demo(t, header_ms=1500, body_ms=1500)
    chance = random.Random(20261120)
    pieces = [b"GET ", b"POST ", b"/echo", b" HTTP/1.1", b"\r\n", b"\n", b"\r",
              b"Host: x", b"Content-Length: ", b"Transfer-Encoding: chunked",
              b"5", b"-1", b":", b" ", b"\t", b"\0", b"\xff\xfe", b"%", b"?",
              b"&=", b"a" * 300, b"\r\n\r\n", b"0\r\n\r\n", b"HTTP/9.9"]
    clients = []
    for _ in range(300):
        client = Client(demo.port)
        t.later(client.close)
        clients.append(client)
        with contextlib.suppress(OSError):
            client.send(b"".join(chance.choices(pieces, k=20)))
            client.sock.shutdown(socket.SHUT_WR)
    for client in clients:
        t.check(client.ending(8) != "open", "a connection stayed")
    demo.settled()
    t.equal(demo.client().ask("GET", "/now").status, 200)


@test
def a_server_with_nothing_to_do_sleeps(t):
    demo = Demo(t)
    kept = [demo.client() for _ in range(20)]
    for client in kept:
        t.equal(client.ask("GET", "/now").status, 200)
    before = demo.count()["turns"]
    t.equal(demo.client().ask("GET", "/slow?ms=1500").status, 200)
    turns = demo.count()["turns"] - before
    t.check(turns < 25, f"{turns} turns in a second and a half")


@test
def the_courier_answers_through_the_loop(t):
    demo = Demo(t)
    client = demo.client()
    url = f"http://127.0.0.1:{demo.port}/echo".encode()
    t.equal(client.ask("POST", "/fetch", url).body, b"answered 200")
    t.equal(client.ask("POST", "/fetch", url + b"x").body, b"answered 404")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{nobody.getsockname()[1]}/".encode()
        t.equal(client.ask("POST", "/fetch", closed).body, b"not-sent 0")


@test
def a_stop_lets_the_present_requests_end(t):
    demo = Demo(t)
    idle, busy = demo.client(), demo.client()
    t.equal(idle.ask("GET", "/now").status, 200)
    busy.request("GET", "/slow?ms=500")
    eventually(lambda: demo.count()["busy"] == 2, what="the request held")
    demo.program.send_signal(signal.SIGTERM)
    eventually(lambda: not takes_connections(demo.port),
               what="no new connections")
    answer = busy.answer()
    t.equal(answer.status, 200)
    t.equal(answer.header("connection"), "close")
    t.equal(demo.program.wait(10), 0)


def takes_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


@test
def it_listens_on_ipv6_too(t):
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        t.skip("there is no IPv6")
    program = t.use(Program("front_demo", "listen=[::1]:0"))
    port = int(program.stdout.find(r"http://\[::1\]:([0-9]+)", 20).group(1))
    with Client(port, "::1") as client:
        t.contains(client.ask("GET", "/show/x").body, b"peer=::1\nlocal=0\n")


@test
def an_address_in_use_is_said(t):
    demo = Demo(t)
    done = run("front_demo", f"listen=127.0.0.1:{demo.port}", status=3)
    t.contains(done.stderr, "cannot listen on '127.0.0.1:")
    for wrong in ("8080", "127.0.0.1", "::1:80", "[::1:80", "127.0.0.1:http",
                  "127.0.0.1:", ":80"):
        run("front_demo", f"listen={wrong}", status=2)


if __name__ == "__main__":
    main(globals())
