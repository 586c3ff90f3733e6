#!/usr/bin/env python3
"""POST .../invoke-batch: a line in, a line out, in order; memory that does not
grow with the batch; nothing lost that was answered.
"""
import json
import socket
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from sandbox import ACCOUNT, LOGIN, Sandbox  # noqa: E402
from tap import eventually, main, test  # noqa: E402

PATH = f"/v1/{ACCOUNT}/workflow/v1/instances/{LOGIN}/invoke-batch"
MANY = 20_000
CEILING_KB = 25_000  # what many lines may take beyond few, sanitizers included
LINE_MAX = 65536


def line(number: int, **more) -> str:
    return json.dumps({"recipient": f"+3933{number:07d}0",
                       "data": {"code": "482913"}} | more)


class Batch:
    """A batch on its own connection: lines go in, results come out."""

    def __init__(self, it, key: str = "", **headers: str):
        self.sock = socket.create_connection(("127.0.0.1", it.port), 30)
        head = {"Host": "runner", "api-key": key or it.key,
                "Transfer-Encoding": "chunked"} | {
                    name.replace("_", "-"): text
                    for name, text in headers.items()}
        self.sock.sendall(f"POST {PATH} HTTP/1.1\r\n".encode() + b"".join(
            f"{name}: {text}\r\n".encode() for name, text in head.items())
            + b"\r\n")
        self.file = self.sock.makefile("rb")
        self.status, self.headers, self.rest = 0, {}, b""

    def send(self, text: str) -> None:
        raw = text.encode()
        self.sock.sendall(b"%x\r\n%s\r\n" % (len(raw), raw))

    def finish(self) -> None:
        self.sock.sendall(b"0\r\n\r\n")

    def head(self) -> int:
        if not self.status:
            self.status = int(self.file.readline().split()[1])
            while (text := self.file.readline().strip()):
                name, _, value = text.decode().partition(": ")
                self.headers[name.lower()] = value
        return self.status

    def result(self) -> dict | None:
        """The next one; None at the end, EOFError where there is no end."""
        self.head()
        while b"\n" not in self.rest:
            size = self.file.readline()
            if not size:
                raise EOFError("the answer has no end")
            chunk = self.file.read(int(size, 16) + 2)[:-2]
            if not chunk:
                return None
            self.rest += chunk
        told, _, self.rest = self.rest.partition(b"\n")
        return json.loads(told)

    def all(self) -> list[dict]:
        return list(iter(self.result, None))

    def close(self) -> None:
        self.file.close()
        self.sock.close()


def post(it, text: str, **headers) -> list[dict]:
    """The results of a batch that is sent whole, by its length."""
    with Client(it.port) as client:
        answer = client.ask("POST", PATH, text.encode(),
                            {"api-key": it.key} | headers)
        assert answer.status == 200, answer
        assert answer.header("content-type") == "application/x-ndjson"
        assert client.ending() == "FIN"
    return [json.loads(one) for one in answer.body.decode().splitlines()]


def count(it, flow: str = LOGIN) -> int:
    """The executions of a flow, from the store."""
    return int(it.sql("SELECT count(*) FROM executions"))


@test
def each_line_has_its_result_in_order_and_a_bad_one_harms_no_other(t):
    it = t.use(Sandbox(t.folder()))
    lines = [line(1, requestId="a"), line(2, data={"code": "x"},
                                          requestId="b"),
             '{"recipient":', "", "[]", line(3), " " + line(4) + "\r",
             "\xff", line(5, recipient="12"),
             line(6)]  # the last needs no line end
    told = post(it, "\n".join(lines))
    t.equal([one["line"] for one in told], list(range(1, len(lines) + 1)))
    t.equal([one["status"][0] for one in told], list("ARRRRAARRA"))
    t.equal([one.get("requestId") for one in told[:2]], ["a", "b"])
    t.equal([one["problem"]["code"] for one in told if "problem" in one],
            ["input-mismatch", "body-wrong", "body-wrong", "body-wrong",
             "body-wrong", "recipient-wrong"])
    t.equal(told[1]["problem"]["pointer"], "/data/code")
    t.equal(told[1]["problem"]["status"], 422)
    t.equal(it.ended(told[0]["workflowInvocationId"])["outcome"], "delivered")
    t.equal(post(it, ""), [])
    t.equal(post(it, "\n")[0]["status"], "REJECTED")


@test
def a_line_that_is_too_long_is_refused_alone(t):
    it = t.use(Sandbox(t.folder()))
    padded = line(1)
    padded = padded[:-1] + " " * (LINE_MAX - len(padded)) + "}"
    told = post(it, "\n".join([padded, padded + " ", "x" * 300_000, line(2)]))
    t.equal([one["status"] for one in told],
            ["ACCEPTED", "REJECTED", "REJECTED", "ACCEPTED"])
    t.equal({one["problem"]["code"] for one in told[1:3]},
            {"body-too-large"})


@test
def a_result_comes_when_its_line_is_there_not_at_the_end(t):
    it = t.use(Sandbox(t.folder()))
    batch = Batch(it)
    t.later(batch.close)
    for number in range(1, 4):
        first, second = line(number)[:20], line(number)[20:]
        batch.send(first)
        batch.send(second + "\n")
        told = batch.result()
        t.equal((told["line"], told["status"]), (number, "ACCEPTED"))
        t.equal(it.timeline(told["workflowInvocationId"])["title"], "Login")
    batch.finish()
    t.equal(batch.result(), None)


@test
def a_repeat_of_the_whole_batch_is_harmless(t):
    it = t.use(Sandbox(t.folder()))
    text = "".join(line(n, requestId=f"r-{n}") + "\n" for n in range(50))
    first, again = post(it, text), post(it, text)
    t.check(all(one.pop("replayed") for one in again), "marked as replayed")
    t.equal(first, again)
    t.equal(count(it), 50)
    changed = post(it, text.replace("482913", "111111", 1))
    t.equal([one["status"] for one in changed],
            ["REJECTED"] + ["ACCEPTED"] * 49)
    t.equal(changed[0]["problem"]["code"], "idempotency-mismatch")
    # Without requestIds a key of the whole stands for each line.
    text = "".join(line(n) + "\n" for n in range(50, 60))
    key = {"Idempotency-Key": "batch-7"}
    first, again = post(it, text, **key), post(it, text, **key)
    t.equal([one["workflowInvocationId"] for one in first],
            [one["workflowInvocationId"] for one in again])
    t.equal(count(it), 60)


@test
def who_may_not_invoke_is_told_before_any_line_is_read(t):
    it = t.use(Sandbox(t.folder()))
    reader = it.runner("key", "create", "--scope", "read", status=0)
    for key, status, code in [("nobody", 401, "key-wrong"),
                              (reader.stdout.strip(), 403, "scope-missing")]:
        batch = Batch(it, key)
        t.equal(batch.head(), status)
        told = json.loads(batch.file.read(
            int(batch.headers["content-length"])))
        t.equal(told["code"], code)
        batch.close()
    it.publish("unpublish", "Login", "--yes")
    batch = Batch(it)
    t.equal(batch.head(), 404)
    batch.close()
    t.equal(count(it), 0)


@test
def a_connection_that_breaks_loses_nothing_that_was_answered(t):
    it = t.use(Sandbox(t.folder()))
    batch = Batch(it)
    batch.send("".join(line(n, requestId=f"r-{n}") + "\n"
                       for n in range(300)) + '{"recipient": "+39')
    answered = [batch.result() for _ in range(100)]
    batch.close()
    for one in answered:
        t.equal(it.timeline(one["workflowInvocationId"])["requestId"],
                one["requestId"])
    # What was in the air was taken or not; a repeat makes it whole.
    told = post(it, "".join(line(n, requestId=f"r-{n}") + "\n"
                            for n in range(300)))
    t.equal({one["status"] for one in told}, {"ACCEPTED"})
    t.equal([one["workflowInvocationId"] for one in told[:100]],
            [one["workflowInvocationId"] for one in answered])
    t.equal(count(it), 300)


@test
def a_runner_that_is_killed_loses_nothing_that_was_answered(t):
    it = t.use(Sandbox(t.folder()))
    text = "".join(line(n, requestId=f"r-{n}") + "\n" for n in range(2000))
    batch, answered = Batch(it), []
    t.later(batch.close)
    sending = threading.Thread(target=_send_whole, args=(batch, text))
    sending.start()
    for _ in range(100):
        answered.append(batch.result())
    it.serving.kill()
    try:
        answered += batch.all()
        t.check(False, "the answer of a runner that died has no end")
    except (EOFError, OSError, ValueError):
        pass
    sending.join()
    it.serve()
    for one in answered[::20]:
        t.equal(it.timeline(one["workflowInvocationId"])["requestId"],
                one["requestId"])
    told = post(it, text)
    t.equal([one["workflowInvocationId"] for one in told[:len(answered)]],
            [one["workflowInvocationId"] for one in answered])
    t.equal(count(it), 2000)


def _send_whole(batch, text):
    try:
        batch.send(text)
        batch.finish()
    except OSError:
        pass


@test
def a_runner_that_stops_answers_what_it_took_and_ends_the_rest(t):
    it = t.use(Sandbox(t.folder()))
    batch = Batch(it)
    t.later(batch.close)
    batch.send(line(1) + "\n" + line(2)[:10])
    t.equal(batch.result()["status"], "ACCEPTED")
    it.serving.send_signal(15)
    try:
        batch.result()
        t.check(False, "an end, as if the batch were whole")
    except EOFError:
        pass
    t.equal(it.serving.wait(20), 0)
    it.serve()
    t.equal(count(it), 1)


@test
def memory_does_not_grow_with_the_batch(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s"),
                       ASAN_OPTIONS="quarantine_size_mb=1"))
    # Silent on both channels: they all wait, as they would for hours.
    def text(least, n):
        return "".join(line(i).replace('0", "data"', '33", "data"') + "\n"
                       for i in range(least, least + n))
    post(it, text(0, MANY // 10))
    few = it.memory_kb()
    told = post(it, text(MANY, MANY))
    many = it.memory_kb()
    t.equal(len(told), MANY)
    t.equal({one["status"] for one in told}, {"ACCEPTED"})
    t.equal(count(it), MANY + MANY // 10)
    t.note(f"{few} kB, {many} kB after {MANY} lines more")
    t.check(many - few < CEILING_KB, f"{many - few} kB more")


@test
def who_does_not_read_is_not_read_from(t):
    it = t.use(Sandbox(t.folder(), ("600s", "600s")))
    batch = Batch(it)
    t.later(batch.close)
    batch.sock.settimeout(3)
    sent, bad = 0, "x" * 2000 + "\n"  # each is answered with some 200 bytes
    try:
        while sent < 400_000_000:
            batch.send(bad * 30)
            sent += len(bad) * 30
    except TimeoutError:
        pass
    t.check(sent < 400_000_000, "the runner reads what nobody asks about")
    # Others are served meanwhile, and memory holds no more than buffers.
    t.equal(post(it, line(1))[0]["status"], "ACCEPTED")


@test
def lines_come_as_they_may_and_others_are_served_beside(t):
    it = t.use(Sandbox(t.folder()))
    batches = [Batch(it) for _ in range(8)]
    threads = [threading.Thread(target=_send_whole, args=(
        one, "".join(line(i * 1000 + n) + "\n" for n in range(200))))
        for i, one in enumerate(batches)]
    for one in threads:
        one.start()
    told = [one.all() for one in batches]
    for one in threads:
        one.join()
    t.equal([len(one) for one in told], [200] * 8)
    t.equal(count(it), 1600)
    idle = Batch(it)  # says nothing; the runner stops all the same
    eventually(lambda: it.ask("GET", "/instances").status == 200)
    t.equal(it.serving.stop(), 0)
    idle.close()


main(globals(), seconds=120)
