#!/usr/bin/env python3
"""The network at its worst between a publisher and a runner: every command
ends in time with the right status, a push is done whole or not at all and
says which, and no key is ever shown.
"""
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from between import Between  # noqa: E402
from certificates import certificate, expired  # noqa: E402
from proc import run  # noqa: E402
from setting import WORKFLOW_ID, Setting  # noqa: E402
from tap import Skip, main, test  # noqa: E402

INSTANCE = f"/workflow/v1/instances/{WORKFLOW_ID}"
TIMEOUT_S = "2"
# What is done with the request, and with what a push then ends.
PUSH_FAULTS = {
    "reset inside": 3, "reset before": 3, "reset after": 0,
    "fail before": 3, "fail after": 0,
    "garbage before": 3, "garbage after": 0,
    "trickle before": 3, "trickle after": 0,
    "redirect before": 3, "headers before": 3, "headers after": 0,
    "endless before": 3, "endless after": 0,
    "silent before": 3, "silent after": 0,
    "huge before": 3, "huge after": 0,
}
READ_FAULTS = ("reset inside", "garbage before", "redirect before",
               "trickle after", "silent before", "huge before")


class Publisher:
    def __init__(self, t):
        self.it = t.use(Setting(t.folder()))
        self.key = self.it.fallback(
            "key", "create", "--scope", "read,publish").strip()
        self.t = t
        self.delay = 2

    def run(self, url, *words, status, **environment):
        done = run("fallback-publish", *words, "-v", "--store", url,
                   cwd=self.it.root, seconds=60, status=status,
                   env=self.it.environment | {
                       "FALLBACK_TOKEN": self.key,
                       "FALLBACK_TIMEOUT": TIMEOUT_S} | environment)
        self.t.check(self.key not in done.stdout + done.stderr,
                     "the key is not shown")
        if status:
            self.t.check(done.stderr.startswith("fallback-publish: ")
                         or "\nfallback-publish: " in done.stderr,
                         f"it says why: {done.stderr}")
        return done

    def change(self):
        """Another flow than the store has."""
        self.delay += 1
        self.it.delays = (f"{self.delay}s", f"{self.delay}s")
        self.it.write()

    def stored(self):
        """The number of the flow's last event, and whether it is the file."""
        told = self.it.ask("GET", f"{INSTANCE}/revisions/newest").json()
        text = (self.it.root / "flows" / "login.yaml").read_text()
        return told["last"]["number"], told["yaml"] == text


@test
def a_push_is_done_or_not_and_says_which(t):
    it = Publisher(t)
    it.it.key = it.it.fallback("key", "create").strip()
    with Between(it.it.port) as between:
        for fault, status in PUSH_FAULTS.items():
            with t.sub(fault):
                between.fault, between.method = "", ""
                it.change()
                before, _ = it.stored()
                between.fault, between.method = fault, "POST"
                done = it.run(between.url(), "push", "--yes", status=status)
                after, is_file = it.stored()
                t.equal((after, is_file), (before + (status == 0),
                                           status == 0))
                sent = [one for one in between.seen if one == f"POST {fault}"]
                t.equal(len(sent), 1, "it is sent once")
                between.seen.clear()
                if status:
                    t.contains(done.stderr, "redirects" if
                               fault == "redirect before" else
                               "it was not done")


@test
def what_reads_ends_in_time(t):
    it = Publisher(t)
    it.change()
    before = it.stored()
    with Between(it.it.port) as between:
        for fault in READ_FAULTS:
            with t.sub(fault):
                between.fault = fault
                it.run(between.url(), "list", status=3)
                t.check(len(between.seen) <= 3, "it gives up")
                between.seen.clear()
        between.fault = "fail before"
        for words in (("show", WORKFLOW_ID), ("history", WORKFLOW_ID),
                      ("plan",), ("push", "--yes"),
                      ("unpublish", "--yes", WORKFLOW_ID)):
            with t.sub(words[0]):
                it.run(between.url(), *words, status=3)
    t.equal(it.stored(), before)


@test
def a_reader_that_is_reset_once_asks_again(t):
    it = Publisher(t)

    class Once(Between):
        def _serve(self, sock):
            if self.seen:
                self.fault = ""
            return super()._serve(sock)

    with Once(it.it.port) as between:
        between.fault = "reset before"
        t.contains(it.run(between.url(), "list", status=0).stdout,
                   WORKFLOW_ID)
        t.equal(between.seen, ["GET reset before", "GET fine"])


@test
def nobody_listens(t):
    it = Publisher(t)
    with Between(it.it.port) as between:
        url = between.url()
    for words in (("list",), ("push", "--yes")):
        it.run(url, *words, status=3)


@test
def only_the_right_certificate_is_believed(t):
    if not shutil.which("openssl"):
        raise Skip("openssl(1) is not here")
    it = Publisher(t)
    folder = t.folder()
    good = certificate(folder, "good", "IP:127.0.0.1")
    with Between(it.it.port, good) as between:
        unknown = it.run(between.url(), "list", status=3)
        t.contains(unknown.stderr, "certificate")
        t.contains(unknown.stderr, "--ca-file")
        t.equal(between.seen, [], "nothing was sent, above all no key")
        it.run(between.url(), "push", "--yes", status=3)
        t.contains(it.run(between.url(), "list", "--ca-file", str(good[0]),
                          status=0).stdout, WORKFLOW_ID)
        t.contains(it.run(between.url(), "list", status=0,
                          FALLBACK_CA_FILE=str(good[0])).stdout, WORKFLOW_ID)
        it.run(between.url(), "list", "--ca-file", "none.pem", status=6)
    for files in (certificate(folder, "other", "DNS:run.acme.example"),
                  expired(folder)):
        with Between(it.it.port, files) as between:
            with t.sub(files[0].name):
                it.change()
                for words in (("list",), ("push", "--yes")):
                    it.run(between.url(), *words, "--ca-file",
                           str(files[0]), status=3)
                t.equal(between.seen, [])


main(globals(), seconds=240)
