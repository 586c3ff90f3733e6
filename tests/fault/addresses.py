#!/usr/bin/env python3
"""Callbacks never reach an address that is not theirs to reach, however it is
spelt and whatever a name says next; the execution is not held up by it.
"""
import json
import os
import socket
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from audit import opened  # noqa: E402
from setting import Setting  # noqa: E402
from tap import Skip, eventually, main, test  # noqa: E402

INSIDE = "127.0.0.2"  # a service of the inside, which nobody may reach
NAMES = os.environ.get("NAMES_MODULE", "")


class Inside:
    """A listener that counts who came."""

    def __init__(self, port: int):
        self.came = 0
        self._socket = socket.create_server((INSIDE, port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        try:
            while True:
                self._socket.accept()[0].close()
                self.came += 1
        except OSError:
            return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class Calling(Setting):
    """Its callback profile can be given another address."""

    def to(self, url: str, allowed: str = "", **environment) -> None:
        self.runner.stop()
        self.write()
        file = self.root / "fallback.yaml"
        text = file.read_text().replace(self.receiver.url("/hook"), url)
        text = text.replace("callback_allow: [127.0.0.0/8]\n",
                            f"callback_allow: [{allowed}]\n" if allowed
                            else "")
        file.write_text(text)
        self.serve(**environment)

    def call(self, t, recipient: str) -> dict:
        """The outbox's row of an execution, which ended as if nothing were."""
        told = self.ended(self.invoke(recipient)["workflowInvocationId"])
        t.equal(told["deliveredOn"], 1)
        return eventually(lambda: [
            one for one in json.loads(self.fallback(
                "callbacks", "list", "--format", "json", "--limit", "1",
                *self.state))["callbacks"] if one["tries"]], 10)[0]

    state = ("--state", "waiting")


@test
def no_spelling_of_an_inner_address_is_reached(t):
    it = t.use(Calling(t.folder()))
    port = it.receiver.port
    spellings = [
        (f"http://127.0.0.1:{port}/", "loopback"),
        (f"http://127.1:{port}/", "loopback"),
        (f"http://0x7f.1:{port}/", "loopback"),
        (f"http://0177.0.0.1:{port}/", "loopback"),
        (f"http://2130706433:{port}/", "loopback"),
        (f"http://localhost:{port}/", "loopback"),
        (f"http://[::1]:{port}/", "loopback"),
        (f"http://[::ffff:7f00:1]:{port}/", "an IPv4 address inside"),
        (f"http://0.0.0.0:{port}/", "this host"),
        ("http://169.254.169.254/latest/meta-data", "link-local"),
        ("http://10.0.0.1/", "a private network"),
        ("http://100.64.0.1/", "carrier-grade NAT"),
    ]
    for i, (url, why) in enumerate(spellings):
        with t.sub(url.replace(str(port), "PORT")):
            it.to(url)
            row = it.call(t, f"+3933312370{i:02}")
            t.contains(row["last"], f"the address is refused: {why}")
            it.runner.stop()
            with opened(it) as store:
                store.execute("DELETE FROM callbacks")
    t.equal(it.receiver.ledger().entries, [], "what the receiver saw")


@test
def a_redirect_to_the_inside_is_not_followed(t):
    it = t.use(Calling(t.folder()))
    inside = t.use(Inside(it.receiver.port))
    it.receiver.redirect(f"http://{INSIDE}:{it.receiver.port}/")
    it.to(it.receiver.url("/hook"), "127.0.0.1/32")
    t.contains(it.call(t, "+393331237100")["last"], "302")
    t.equal(inside.came, 0, "connections")


@test
def a_name_that_changes_its_answer_reaches_nothing_else(t):
    if not NAMES:
        raise Skip("NAMES_MODULE is not set")
    it = t.use(Calling(t.folder()))
    inside = t.use(Inside(it.receiver.port))
    file = t.folder() / "names"
    own = {"LD_PRELOAD": NAMES, "NAMES": str(file),
           "ASAN_OPTIONS": "verify_asan_link_order=0"}
    name = f"http://hook.test:{it.receiver.port}/hook"
    with t.sub("outside first, then inside"):
        file.write_text("hook.test 127.0.0.1\n")
        it.to(name, "127.0.0.1/32", **own)
        it.state = ("--state", "delivered")
        t.equal(it.call(t, "+393331237200")["last"], "answered 200")
        file.write_text(f"hook.test {INSIDE}\n")
        it.to(name, "127.0.0.1/32", **own)
        it.state = ("--state", "waiting")
        t.contains(it.call(t, "+393331237201")["last"],
                   "the address is refused: loopback")
    with t.sub("another at each question"):
        file.write_text(f"hook.test 127.0.0.1\nhook.test {INSIDE}\n" * 2)
        it.state = ()
        it.to(name, "127.0.0.1/32", **own)
        for i in range(6):
            it.ended(it.invoke(f"+39333123721{i}")["workflowInvocationId"])
        eventually(lambda: all(one["tries"] for one in json.loads(it.fallback(
            "callbacks", "list", "--state", "waiting", "--format",
            "json"))["callbacks"]))
    with t.sub("both in one answer"):
        file.write_text(f"hook.test {INSIDE},127.0.0.1\n")
        before = len(it.receiver.callbacks())
        it.to(name, "127.0.0.1/32", **own)
        it.ended(it.invoke("+393331237220")["workflowInvocationId"])
        eventually(lambda: len(it.receiver.callbacks()) > before, 10)
    t.equal(inside.came, 0, "connections to the inside")


main(globals(), seconds=120)
