"""The mock provider: does its ledger hold what happened, and in time?"""
import json
import os
import signal
import subprocess
import threading
import time
from unittest import mock

from client import Client
from ledger import Ledger, LedgerWriter
from provider import Provider, ProviderService
from selftest_people import client_of, message, provider_of
from service import ServiceProcess
from tap import eventually, test


@test
def what_is_accepted_stands_in_the_ledger(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    before = time.time() * 1000
    answer = client.ask("POST", "/send/a%20b", message(), {"X-Odd": "yes"})
    lines = provider.ledger().sends()
    t.equal(len(lines), 1, "sends")
    line = lines[0]
    t.equal(answer.status, 202, "status")
    t.equal(line["message_id"], answer.json()["message_id"], "id")
    t.equal([line[name] for name in ("n", "connection", "request", "name",
                                     "recipient", "text", "from",
                                     "reference", "method", "path", "mode")],
            [1, 1, 1, "a b", "15550001", "Ciao", "ACME", "r-1", "POST",
             "/send/a%20b", "accept"], "facts")
    t.contains(line["headers"], ["X-Odd", "yes"], "headers")
    t.contains(line["body"], '"reference": "r-1"', "body")
    t.check(before - 1 <= line["at"] <= time.time() * 1000 + 1, "the time")


@test
def a_kept_connection_keeps_its_number(t):
    provider = provider_of(t)
    first, second = client_of(t, provider), client_of(t, provider)
    first.ask("POST", "/send/a", message("r-1"))
    second.ask("POST", "/send/a", message("r-2"))
    first.ask("POST", "/send/b", message("r-3"))
    lines = provider.ledger().sends()
    t.equal([(line["connection"], line["request"]) for line in lines],
            [(lines[0]["connection"], 1), (lines[1]["connection"], 1),
             (lines[0]["connection"], 2)], "connections")
    t.check(lines[0]["connection"] != lines[1]["connection"], "two of them")


@test
def nothing_is_answered_before_the_disk_has_it(t):
    folder = t.folder()
    service = ProviderService(str(folder / "ledger"))
    port = service.start()
    synced, go_on = threading.Event(), threading.Event()
    real = os.fsync

    def slow_fsync(descriptor):
        synced.set()
        go_on.wait(10)
        real(descriptor)

    for mode in ("accept", "accept_then_close", "accept_then_reset"):
        with t.sub(mode), mock.patch.object(os, "fsync", slow_fsync):
            synced.clear()
            go_on.clear()
            t.later(go_on.set)
            service.order("/default", {"mode": mode, "reports": []})
            client = t.use(Client(port))
            client.request("POST", "/send/a", message(mode))
            t.check(synced.wait(5), "fsync was called")
            t.equal(client.ending(0.1), "open", "connection")
            t.equal(client.rest, b"", "answer before the fsync ended")
            t.equal(Ledger(folder / "ledger").count(reference=mode), 1,
                    "lines in the file")
            go_on.set()
            t.check(client.ending(0.5) != "open" or client.rest, "an end")


@test
def the_ledger_outlives_a_kill_and_goes_on_with_its_numbers(t):
    path = t.folder() / "ledger"
    provider = t.use(Provider(path))
    client_of(t, provider).ask("POST", "/send/a", message())
    os.kill(provider.pid, signal.SIGKILL)
    t.equal(Ledger(path).count(), 1, "sends after the kill")
    with open(path, "ab") as torn:
        torn.write(b'{"n": 2, "at": 1, "ki')
    t.equal(Ledger(path).count(), 1, "sends beside a line without its end")
    path.write_bytes(path.read_bytes().rpartition(b"\n")[0] + b"\n")
    line = LedgerWriter(path).write("send", reference="r-2")
    t.equal(line["n"], 2, "the next number")


@test
def a_provider_ends_with_its_test(t):
    provider = Provider(t.folder() / "ledger").__enter__()
    child = provider._child
    t.later(child.kill)
    child.stdin.close()
    t.equal(child.wait(5), 0, "exit status")
    child.stdout.close()


@test
def a_service_that_breaks_fails_the_test(t):
    script = t.folder() / "broken.py"
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {os.path.dirname(__file__)!r})\n"
        "from service import Service, main\n"
        "class Broken(Service):\n"
        "    def handle(self, connection, request):\n"
        "        return request.no_such_thing\n"
        "main(Broken, 'broken')\n")
    service = ServiceProcess(t.folder() / "ledger")
    service.script = script
    try:
        with service:
            client = t.use(Client(service.port))
            client.request("GET", "/")
            t.equal(client.ending(), "FIN", "the end")
    except AssertionError as broken:
        t.contains(str(broken), "no_such_thing", "message")
    else:
        t.check(False, "it went unnoticed")


@test
def it_runs_from_the_command_line(t):
    folder = t.folder()
    script = os.path.join(os.path.dirname(__file__), "provider.py")
    child = subprocess.Popen(
        ["/usr/bin/env", "python3", script, "--ledger", folder / "ledger",
         "--port-file", folder / "port"], stdout=subprocess.PIPE)
    t.use(child)
    t.later(child.kill)
    ports = json.loads(eventually((folder / "port").read_text))
    answer = t.use(Client(ports["port"])).ask("POST", "/send/a", message())
    t.equal(answer.status, 202, "status")
    t.equal(Ledger(folder / "ledger").count(), 1, "sends")
    child.terminate()
    t.equal(child.wait(5), 0, "exit status")


@test
def what_is_no_http_is_told_so(t):
    provider = provider_of(t)
    post = b"POST /send/a HTTP/1.1\r\nHost: x\r\n"
    flaws = {"no HTTP": b"hello\r\n\r\n",
             "bare line feeds": b"GET / HTTP/1.1\nHost: x\n\n",
             "no Host": b"GET / HTTP/1.1\r\n\r\n",
             "a blank before the colon":
                 post + b"Content-Length : 2\r\n\r\n{}",
             "two lengths":
                 post + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
             "length and chunks": post + b"Content-Length: 2\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}
    for flaw, data in flaws.items():
        with t.sub(flaw):
            client = client_of(t, provider)
            client.send(data)
            t.equal(client.answer().status, 400, "status")
    with t.sub("not a message"):
        answer = client_of(t, provider).ask("POST", "/send/a", b"[1]")
        t.equal(answer.status, 400, "status")
    ledger = provider.ledger()
    t.equal((ledger.count(), ledger.count("malformed")), (0, len(flaws)),
            "sends and malformed ones")


@test
def a_request_that_is_cut_off_is_not_accepted(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    client.send(b"POST /send/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
                b"\r\n{\"to\":")
    client.close()
    eventually(lambda: provider.ledger().count("cut") == 1)
    t.equal(provider.ledger().count(), 0, "sends")


@test
def a_provider_can_be_down_and_up_again(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    client.ask("POST", "/send/a", message())
    provider.listening(False)
    t.equal(client.ending(), "FIN", "the open connection's end")
    try:
        Client(provider.port)
        t.check(False, "a connection was accepted")
    except ConnectionRefusedError:
        pass
    provider.listening(True)
    answer = client_of(t, provider).ask("POST", "/send/a", message())
    t.equal(answer.status, 202, "status")


@test
def the_ledger_counts_and_finds_doubles(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    for reference, path in (("r-1", "/send/a"), ("r-1", "/send/b"),
                            ("r-2", "/send/b"), ("r-2", "/send/b"),
                            (None, "/send/a"), (None, "/send/a")):
        client.ask("POST", path, message(reference))
    ledger = provider.ledger()
    t.equal(ledger.count(path="/send/b"), 3, "sends on b")
    t.equal(ledger.count(reference="r-1", path="/send/a"), 1, "r-1 on a")
    t.equal(set(ledger.doubles()), {"r-1", "r-2", None}, "doubles")
    pairs = ledger.doubles(lambda line: (line["path"], line["reference"]))
    t.equal(set(pairs), {("/send/b", "r-2"), ("/send/a", None)}, "pairs")
