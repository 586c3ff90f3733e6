"""The mock provider's modes and rules, as a raw-socket client sees them."""
import signal
import socket
import ssl
import subprocess
import time
from email.utils import parsedate_to_datetime

from certificates import certificate
from selftest_people import client_of, message, provider_of
from tap import eventually, test


@test
def connections_end_as_ordered_after_the_message_is_accepted(t):
    provider = provider_of(t)
    endings = {"accept_then_close": "FIN", "accept_then_reset": "RST",
               "half_close": "FIN"}
    for mode, ending in endings.items():
        with t.sub(mode):
            client = client_of(t, provider)
            client.ask("POST", "/send/a", message("warm-up " + mode))
            provider.next(1, mode, reports=[])
            client.request("POST", "/send/a", message(mode))
            t.equal(client.ending(), ending, "the end")
            t.equal(client.rest, b"", "answer")
            lines = provider.ledger().sends(reference=mode)
            t.equal([(line["request"], line["mode"]) for line in lines],
                    [(2, mode)], "sends")


@test
def a_half_closed_connection_still_takes_messages(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    provider.next(1, "half_close", reports=[])
    client.request("POST", "/send/a", message("r-1"))
    t.equal(client.ending(), "FIN", "the end")
    client.request("POST", "/send/a", message("r-2"))
    eventually(lambda: provider.ledger().count(reference="r-2") == 1)


@test
def a_hang_lasts_until_the_peer_goes(t):
    provider = provider_of(t, mode="accept_then_hang")
    client = client_of(t, provider)
    client.request("POST", "/send/a", message())
    eventually(lambda: provider.ledger().count() == 1)
    t.equal(client.ending(0.3), "open", "connection")
    t.equal(client.rest, b"", "answer")
    t.equal(provider.ledger().count("end"), 0, "ended connections")
    client.close()
    end = eventually(lambda: provider.ledger().of("end"))[0]
    t.equal((end["by"], end["sent"]), ("peer", 0), "the end")


@test
def a_kill_comes_after_the_ledger_and_before_the_answer(t):
    provider = provider_of(t)
    victim = t.use(subprocess.Popen(["sleep", "60"]))
    t.later(victim.kill)
    provider.next(1, "accept_then_kill", pid=victim.pid, reports=[])
    client = client_of(t, provider)
    client.request("POST", "/send/a", message())
    t.equal(victim.wait(5), -signal.SIGKILL, "the victim's end")
    t.equal(provider.ledger().count(), 1, "sends")
    t.equal(client.ending(0.1), "open", "connection")
    t.equal(client.rest, b"", "answer")


@test
def answers_go_wrong_as_ordered(t):
    provider = provider_of(t)

    def answer(mode, **behaviour):
        provider.next(1, mode, reports=[], **behaviour)
        client = client_of(t, provider)
        client.request("POST", "/send/a", message(mode))
        return client

    with t.sub("drip begins with a byte"):
        t.equal(answer("drip").sock.recv(100), b"H", "the first piece")
    with t.sub("drip comes to its end"):
        began = time.monotonic()
        client = answer("drip", interval_ms=5)
        t.check(client.answer().json()["message_id"], "an id")
        took = time.monotonic() - began
        t.check(took > 0.7, f"some 200 bytes of 5 ms each took {took:.2f} s")
    with t.sub("split comes in pieces"):
        client = answer("split", interval_ms=30)
        client.rest = client.sock.recv(1000)
        t.check(len(client.rest) < 100, "the first piece is not the whole")
        t.check(client.answer().json()["message_id"], "an id")
    with t.sub("chunked has no length"):
        response = answer("chunked").answer()
        t.equal(response.header("content-length"), None, "length")
        t.check(response.json()["message_id"], "an id")
    with t.sub("truncated breaks its promise"):
        client = answer("truncated")
        t.equal(client.ending(), "FIN", "the end")
        head, _, body = client.rest.partition(b"\r\n\r\n")
        t.check(b"Content-Length: %d" % (2 * len(body)) in head, "length")
    with t.sub("huge keeps its promise"):
        response = answer("huge", bytes=3_000_000).answer()
        t.equal(len(response.body), 3_000_000, "bytes")
        t.check(response.json()["filler"], "a filler")
    with t.sub("huge ends when the peer goes"):
        client = answer("huge")
        client.sock.recv(10)
        number = provider.ledger().sends(mode="huge")[-1]["connection"]
        client.close()
        end = eventually(lambda: provider.ledger().of(
            "end", connection=number))[0]
        t.check(end["sent"] < 1 << 30, "not all of it was sent")
    with t.sub("not JSON is HTML"):
        response = answer("not_json").answer()
        t.equal(response.status, 202, "status")
        t.check(response.body.startswith(b"<html>"), "HTML")
    with t.sub("another body is as given"):
        response = answer("accept", body='{"id": 7}').answer()
        t.equal(response.json(), {"id": 7}, "body")
    with t.sub("an answer can be late"):
        client = answer("accept", answer_after_ms=1000)
        t.equal(client.ending(0.1), "open", "connection")
        t.equal(client.rest, b"", "bytes before their time")
        t.equal(client.answer().status, 202, "status")
    for afterwards, end in (("close", "FIN"), ("reset", "RST")):
        with t.sub(f"answered, then {end}"):
            client = answer("accept", afterwards=afterwards)
            t.equal(client.ending(), end, "the end")
    t.equal(provider.ledger().doubles("message_id"), {}, "doubles")
    t.equal(provider.ledger().refused(), [], "refused")


@test
def statuses_come_before_or_after_accepting(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    for status in (500, 502, 503, 504, 429, 404):
        for when, accepted in (("after", 1), ("before", 0)):
            with t.sub(f"{status} {when}"):
                name = f"{status} {when}"
                provider.next(1, "status", status=status, when=when)
                answer = client.ask("POST", "/send/a", message(name))
                t.equal(answer.status, status, "status")
                ledger = provider.ledger()
                t.equal(ledger.count(reference=name), accepted, "sends")
                t.equal(len(ledger.refused(reference=name)), 1 - accepted,
                        "refused")


@test
def retry_after_is_seconds_or_a_date(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    for seconds in (7, 1_000_000_000):
        provider.next(1, "status", status=429, retry_after=seconds)
        answer = client.ask("POST", "/send/a", message())
        t.equal(answer.header("retry-after"), str(seconds), "seconds")
        provider.next(1, "status", status=429, retry_after=seconds,
                      retry_after_form="date")
        answer = client.ask("POST", "/send/a", message())
        date = parsedate_to_datetime(answer.header("retry-after"))
        t.check(abs(date.timestamp() - time.time() - seconds) < 2, "date")
    t.equal(provider.ledger().count(), 0, "sends")


@test
def rules_choose_who_is_treated_how(t):
    provider = provider_of(t)
    client = client_of(t, provider)

    def status(to="15550001", path="/send/a"):
        return client.ask("POST", path, message(to=to)).status

    provider.rule("status", status=500, recipient="15550002")
    provider.rule("status", status=501, recipient_ends="9")
    provider.rule("status", status=502, path="/send/b")
    t.equal([status(), status("15550002"), status("15550009"),
             status(path="/send/b")], [202, 500, 501, 502], "by rule")
    provider.next(2, "status", status=503)
    provider.next(1, "status", status=504)
    t.equal([status(), status("15550009"), status(), status()],
            [503, 503, 504, 202], "counted ones first, in their order")
    provider.rule("status", status=505, recipient_ends="9")
    t.equal(status("15550009"), 505, "the newest without end")
    provider.rule("status", status=506, path="/send/b", count=1)
    t.equal(provider.state()["rules_left"], 1, "uses left")
    t.equal([status(), status(path="/send/b")], [202, 506], "count and path")
    provider.reset()
    t.equal(status("15550002"), 202, "after reset")


@test
def a_slip_in_an_order_fails_the_test(t):
    provider = provider_of(t)
    slips = (lambda: provider.default("acept"),
             lambda: provider.default("accept", raports=[]),
             lambda: provider.default("accept", reports=[{"afterms": 1}]),
             lambda: provider.default("status"),
             lambda: provider.default("accept", status=500),
             lambda: provider.default("accept_then_kill"),
             lambda: provider.default("accept", answer_after_ms="soon"),
             lambda: provider.next(0, "accept"),
             lambda: provider.settings(repeat="yes"),
             lambda: provider.settings(repeat_refused="yes"),
             lambda: provider.report(reference="never sent"),
             lambda: provider.order("/nonsense"))
    for number, slip in enumerate(slips):
        with t.sub(f"slip {number}"):
            try:
                slip()
            except AssertionError as refused:
                t.note(refused)
            else:
                t.check(False, "it was taken")


@test
def counted_rules_can_be_forgotten(t):
    provider = provider_of(t)
    client = client_of(t, provider)
    provider.rule("status", status=404, path="/send/b")
    provider.next(2, "status", status=500)
    t.equal(client.ask("POST", "/send/a", message()).status, 500)
    provider.forget()
    t.equal(client.ask("POST", "/send/a", message()).status, 202)
    t.equal(client.ask("POST", "/send/b", message()).status, 404,
            "a rule without a count stays")


@test
def it_speaks_tls_with_the_certificate_it_is_given(t):
    provider, folder = provider_of(t), t.folder()
    files = certificate(folder, "own", "IP:127.0.0.1")
    provider.tls(files)
    trusting = ssl.create_default_context(cafile=str(files[0]))
    with socket.create_connection(("127.0.0.1", provider.port), 10) as sock:
        with trusting.wrap_socket(sock, server_hostname="127.0.0.1") as tls:
            tls.sendall(b"POST /send/a HTTP/1.1\r\nHost: a\r\n"
                        b"Content-Length: 11\r\n\r\n{\"to\":\"39\"}")
            t.contains(tls.recv(1000), b" 202 ")
    with socket.create_connection(("127.0.0.1", provider.port), 10) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
        eventually(lambda: provider.ledger().of("tls"))
    t.equal(provider.ledger().count(), 1, "sends")
