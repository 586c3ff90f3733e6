#!/usr/bin/env python3
"""Whole flows a second, beside what people would use instead: each contestant
gets the same workload (load/load.c) in turn, run after run, on the same
machine. Prints a table in Markdown. Only its ratios mean anything; a flow that
was sent twice or lost ends it with 1.

    flows.py LOAD PEERS [--runs N] [--seconds N] [--rate N] [--only NAME,...]

LOAD is the program bench_load, PEERS a copy of peers/ where npm has put its
packages (tests/bench/run does all that). $FALLBACK_BIN has a release build.
"""
import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))

from proc import Program, run  # noqa: E402

DELAY = 2  # seconds, of channel A

WORKSPACE = """\
fallback: 1
account: BENCH
currency: EUR
store: sqlite:fallback.db
min_delay: 1s
channels:
  a: {kind: whatsapp, provider: bench, senders: ["+15550000000"], settings: {url: "%s/send/a"}}
  b: {kind: whatsapp, provider: bench, senders: ["+15550000000"], settings: {url: "%s/send/b"}}
"""

PROVIDER = """\
fallback: 1
provider: bench
kind: any
settings: {url: {required: true}}
abilities: {expiry: none, recall: false, query: false, dedupe: none, reference: url}
send:
  url: "{settings.url}"
  body:
    json: {to: "{to}", text: "{text}", dlr_url: "{report_url}"}
  accepted: {status: 202, message_id: /message_id}
reports:
  auth: secret_path
  reference: path
  report: {from: /status, map: {delivered: delivered, failed: failed}}
"""

TEMPLATES = """\
fallback: 1
templates:
  - {name: hello, kind: whatsapp, language: en, category: utility, status: approved, body: "{{1}}: {{2}}"}
"""

FLOW = """\
fallback: 1
workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69
title: Bench
category: utility
inputs: {name: {}, text: {}}
channels:
- {channel: a, from: "+15550000000", template: hello, language: en, params: {"1": "{{name}}", "2": "{{text}}"}, delay: 2s}
- {channel: b, from: "+15550000000", template: hello, language: en, params: {"1": "{{name}}", "2": "{{text}}"}, delay: 60s}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until_listening(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


class Contestant:
    """Comes up as a context in a folder of its own; `pids` are its processes,
    `words` what bench_load has to know of it."""

    outstanding = 2000  # flows at a time: at least half of what it does a second

    def __init__(self, folder: Path, provider: int, peers: Path):
        self.folder, self.provider, self.peers = folder, provider, peers
        self.pids: list[int] = []
        self.words: list[str] = []
        self._stack = ExitStack()

    def __enter__(self):
        with ExitStack() as stack:
            self._stack = stack
            self.start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def start(self) -> None:
        raise NotImplementedError

    def child(self, *words: str | Path, **environment: str) -> None:
        log = self._stack.enter_context(
            open(self.folder / f"{Path(words[0]).name}.log", "ab"))
        process = subprocess.Popen(
            list(map(str, words)), cwd=self.folder, stdout=log, stderr=log,
            env=os.environ | environment)
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        self.pids.append(process.pid)

    def service(self, name: str, **environment: str) -> int:
        """A peer's small program, on Node."""
        port = free_port()
        script = self.peers / name
        self.child(self.peers / "node_modules/.bin/node", script,
                   PORT=str(port), DELAY=str(DELAY * 1000),
                   PROVIDER=f"http://127.0.0.1:{self.provider}", **environment)
        until_listening(port)
        return port


class Fallback(Contestant):
    title = "Fallback"
    outstanding = 6000

    def start(self) -> None:
        address = f"http://127.0.0.1:{self.provider}"
        for name, text in {
                "fallback.yaml": WORKSPACE % (address, address),
                "providers/bench.yaml": PROVIDER,
                "templates/bench.yaml": TEMPLATES,
                "flows/bench.yaml": FLOW}.items():
            file = self.folder / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
        runner = self._stack.enter_context(Program(
            "fallback-runner", "serve", "--listen", "127.0.0.1:0",
            cwd=self.folder))
        port = int(runner.address().rsplit(":", 1)[1])
        done = run("fallback-publish", "push", "--yes", cwd=self.folder)
        assert done.status == 0, done.stderr
        key = run("fallback-runner", "key", "create", cwd=self.folder).stdout
        self.pids.append(runner.pid)
        self.words = [
            "--port", str(port), "--plus", "--header",
            f"api-key: {key.strip()}", "--path",
            "/v1/BENCH/workflow/v1/instances/"
            "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69/invoke"]


class BullMq(Contestant):
    title = "BullMQ, Redis fsync always"
    fsync = "always"

    def start(self) -> None:
        redis = free_port()
        self.child("redis-server", "--port", str(redis), "--bind", "127.0.0.1",
                   "--dir", self.folder, "--save", "", "--appendonly", "yes",
                   "--appendfsync", self.fsync)
        until_listening(redis)
        port = self.service("bullmq.mjs", REDIS_PORT=str(redis))
        self.words = ["--port", str(port), "--path", "/invoke"]


class BullMqEverySecond(BullMq):
    title = "BullMQ, Redis fsync every second"
    fsync = "everysec"


class Restate(Contestant):
    title = "Restate"
    outstanding = 400

    def start(self) -> None:
        ingress, admin, node = (free_port() for _ in range(3))
        self.child(
            self.peers / "node_modules/.bin/restate-server", "--no-logo",
            RESTATE_BASE_DIR=str(self.folder / "data"),
            RESTATE_DISABLE_TELEMETRY="true",
            RESTATE_LISTEN_MODE="tcp",
            RESTATE_BIND_ADDRESS=f"127.0.0.1:{node}",
            RESTATE_INGRESS__BIND_ADDRESS=f"127.0.0.1:{ingress}",
            RESTATE_ADMIN__BIND_ADDRESS=f"127.0.0.1:{admin}")
        port = self.service("restate.mjs",
                            INGRESS=f"http://127.0.0.1:{ingress}")
        until_listening(admin)
        until_listening(ingress)
        self._register(admin, port)
        self.words = ["--port", str(ingress), "--path", "/flows/run/send"]

    @staticmethod
    def _register(admin: int, port: int) -> None:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{admin}/deployments", method="POST",
            data=json.dumps({"uri": f"http://127.0.0.1:{port}"}).encode(),
            headers={"Content-Type": "application/json"})
        end = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(asked, timeout=10).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)


CONTESTANTS = {"fallback": Fallback, "bullmq": BullMq,
               "bullmq-everysec": BullMqEverySecond, "restate": Restate}


def descendants(pids: list[int]) -> list[int]:
    found = list(pids)
    for pid in found:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def cpu_seconds(pids: list[int]) -> float:
    ticks = 0
    for pid in descendants(pids):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]
        ticks += sum(map(int, fields.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_mib(pids: list[int]) -> float:
    kib = 0
    for pid in descendants(pids):
        status = Path(f"/proc/{pid}/status").read_text()
        kib += int(status.split("VmHWM:")[1].split()[0])
    return kib / 1024


@dataclass
class Result:
    flows: float  # a second, at saturation
    cpu: float  # microseconds a flow
    peak: float  # MiB
    p50: float  # ms from a failed report to the next message, paced
    p99: float


def load(program: Path, one: Contestant, *words: str) -> dict:
    done = subprocess.run(
        [program, *one.words, "--provider", str(one.provider), "--delay",
         str(DELAY * 1000), *words], capture_output=True, text=True,
        timeout=300)
    assert done.returncode in (0, 1) and done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert done.returncode == 0, f"{one.title} sent wrongly: {told}"
    return told


def measure(options, kind: type[Contestant]) -> Result:
    with tempfile.TemporaryDirectory(prefix="fallback-bench-") as name:
        folder = Path(name)
        with kind(folder, free_port(), options.peers) as one:
            before = cpu_seconds(one.pids)
            full = load(options.load, one, "--seconds", str(options.seconds),
                        "--outstanding", str(one.outstanding))
            cpu = (cpu_seconds(one.pids) - before) / full["flows"] * 1e6
            paced = load(options.load, one, "--seconds", str(options.seconds),
                         "--rate", str(options.rate))
            return Result(full["flows_per_second"], cpu, peak_mib(one.pids),
                          paced["next_p50"], paced["next_p99"])


def row(kind: type[Contestant], results: list[Result],
        ours: list[Result]) -> str:
    flows = [one.flows for one in results]
    ratio = ""
    if kind is not Fallback and ours:
        ratios = [us.flows / they.flows for us, they in zip(ours, results)]
        ratio = (f"{statistics.median(ratios):.1f} "
                 f"({min(ratios):.1f} to {max(ratios):.1f})")

    def median(name: str) -> float:
        return statistics.median(getattr(one, name) for one in results)

    return (f"| {kind.title} | {min(flows):.0f} / "
            f"{statistics.median(flows):.0f} / {max(flows):.0f} | {ratio} | "
            f"{median('p50'):.1f} / {median('p99'):.1f} | "
            f"{median('cpu'):.0f} | {median('peak'):.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("load", type=Path)
    parser.add_argument("peers", type=Path)
    parser.add_argument("--only", default=",".join(CONTESTANTS),
                        metavar="NAME,...")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rate", type=int, default=200)
    options = parser.parse_args()
    options.load, options.peers = (options.load.resolve(),
                                   options.peers.resolve())
    kinds = [CONTESTANTS[name] for name in options.only.split(",")]
    results = {kind: [] for kind in kinds}
    for turn in range(options.runs):
        for kind in kinds:
            result = measure(options, kind)
            print(f"run {turn + 1}, {kind.title}: {result}", file=sys.stderr)
            results[kind].append(result)
    print(f"| | flows a second, min / median / max | Fallback is so many "
          f"times as fast | failed report to next message, p50 / p99 ms "
          f"at {options.rate} a second | CPU, us a flow | peak MiB |\n"
          f"|---|---|---|---|---|---|")
    for kind in kinds:
        print(row(kind, results[kind], results.get(Fallback, [])))


if __name__ == "__main__":
    main()
