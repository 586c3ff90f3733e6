"""TAP, polling, ports, and the programs under test."""
import io
import os
import signal
import socket
import time
from unittest import mock

import tap
from proc import Program, find_program, run
from tap import Producer, eventually, free_port, reserved_port, test


def produced(*functions, seconds: float = 5) -> tuple[list[str], Producer]:
    out = io.StringIO()
    producer = Producer(out)
    for function in functions:
        producer.run(function, seconds)
    producer.plan()
    return out.getvalue().splitlines(), producer


def script(t, text: str, name: str = "program") -> str:
    """A program for this test, in a folder that $FALLBACK_BIN could name."""
    path = t.folder() / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


def failing(t, function, *parts: str) -> None:
    """Checks that the function fails, with these parts in the message."""
    try:
        function()
    except AssertionError as failure:
        for part in parts:
            t.contains(str(failure), part, "message")
    else:
        raise AssertionError("it did not fail")


@test
def results_are_written_as_tap(t):
    def all_is_well(t):
        t.equal(1, 1)

    def two_is_one(t):
        t.equal(2, 1, "the sum")

    def not_on_this_machine(t):
        t.skip("no moon")

    lines, producer = produced(all_is_well, two_is_one, not_on_this_machine)
    t.equal([line for line in lines if not line.startswith("#")],
            ["ok 1 - all is well", "not ok 2 - two is one",
             "ok 3 - not on this machine # SKIP no moon", "1..3"], "lines")
    t.check("# AssertionError: the sum is 2, not 1" in lines, "the reason")
    t.equal(producer.failures, 1, "failures")


@test
def a_subtest_that_fails_fails_its_test_in_the_end(t):
    def of_two_one_fails(t):
        with t.sub("one"):
            t.check(False, "no good")
        with t.sub("two"):
            t.check(True, "good")
        with t.sub("three"):
            t.skip("not here")

    lines, _ = produced(of_two_one_fails)
    t.equal([line for line in lines if not line.startswith("#")],
            ["not ok 1 - of two one fails: one",
             "ok 2 - of two one fails: two",
             "ok 3 - of two one fails: three # SKIP not here",
             "not ok 4 - of two one fails", "1..4"], "lines")


@test
def a_test_that_takes_too_long_fails(t):
    def for_ever(t):
        eventually(lambda: False, 60)

    began = time.monotonic()
    # The limit of the inner run replaces that of this test meanwhile.
    lines, _ = produced(for_ever, seconds=0.2)
    t.equal(lines[0], "not ok 1 - for ever", "result")
    t.check(time.monotonic() - began < 10, "it ended")


@test
def what_a_test_uses_is_cleaned_up_however_it_ends(t):
    kept = []

    def a_failure(t):
        kept.append(t.folder())
        (kept[0] / "file").write_text("x")
        t.later(kept.append, "closed")
        raise KeyError("oops")

    def a_failing_end(t):
        def broken_end():
            raise AssertionError("left over")
        t.later(broken_end)

    lines, producer = produced(a_failure, a_failing_end)
    t.check(not kept[0].exists(), "the folder is gone")
    t.equal(kept[1:], ["closed"], "calls")
    t.equal(producer.failures, 2, "failures")


@test
def a_test_program_says_by_its_exit_status_how_it_went(t):
    def good(t):
        pass

    def bad(t):
        assert False

    for functions, words, status in (([good], [], 0), ([good, bad], [], 1),
                                     ([], [], 1), ([good, bad], ["goo"], 0),
                                     ([good], ["xyz"], 1)):
        names = {one.__name__: test(one) for one in functions}
        with mock.patch("sys.argv", ["test", *words]), \
                mock.patch("sys.stdout", io.StringIO()):
            try:
                tap.main(names)
            except SystemExit as end:
                got = end.code
        t.equal(got, status, f"status of {list(names)} {words}")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@test
def eventually_polls_to_its_deadline(t):
    answers = iter([None, 0, "", "yes"])
    t.equal(eventually(lambda: next(answers)), "yes", "found")
    missing = t.folder() / "missing"
    failing(t, lambda: eventually(missing.read_text, 0.05, "a file"),
            "a file", "FileNotFoundError")
    try:
        eventually(lambda: 1 / 0)
        t.check(False, "a mistake was swallowed")
    except ZeroDivisionError:
        pass


@test
def a_reserved_port_is_there_for_who_may_have_it(t):
    holder = t.use(reserved_port())
    port = holder.getsockname()[1]
    try:
        socket.create_connection(("127.0.0.1", port), 1)
        t.check(False, "someone listens")
    except ConnectionRefusedError:
        pass
    t.check(port not in {free_port() for _ in range(200)},
            "the kernel gave it away")
    server = t.use(socket.socket())
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen()
    t.use(socket.create_connection(("127.0.0.1", port), 1))


@test
def programs_are_found_where_fallback_bin_says(t):
    path = script(t, "exit 0\n", "fallback-test")
    top = os.path.dirname(path)
    below = os.path.join(top, "publisher", "runner")
    os.makedirs(below)
    with mock.patch.dict(os.environ, FALLBACK_BIN=f"/nowhere:{top}"):
        t.equal(str(find_program("fallback-test")), path, "found")
        failing(t, lambda: find_program("fallback-none"), "fallback-none")
        os.rename(path, os.path.join(below, "fallback-test"))
        t.equal(str(find_program("fallback-test")),
                os.path.join(below, "fallback-test"), "found below")
    with mock.patch.dict(os.environ, FALLBACK_BIN=""):
        failing(t, lambda: find_program("fallback-test"), "FALLBACK_BIN")


@test
def a_program_is_run_to_its_end(t):
    echo = script(t, 'read -r x; echo "$x $1 $LC_ALL $FALLBACK_ENV$A";'
                  ' echo err >&2; exit 3\n')
    with mock.patch.dict(os.environ, FALLBACK_ENV="production"):
        done = run(echo, "word", stdin="typed\n", env={"A": "b"})
    t.equal((done.status, done.stdout, done.stderr),
            (3, "typed word C.UTF-8 b\n", "err\n"), "done")
    failing(t, lambda: run(echo, status=0), "exited with 3, not 0", "err")
    slow = script(t, "exec sleep 60\n")
    failing(t, lambda: run(slow, seconds=0.1), "still runs")


@test
def a_program_that_serves_says_where(t):
    path = script(t, 'echo starting; echo "at http://127.0.0.1:4711/ now"\n'
                  "echo ready >&2; exec sleep 60\n")
    program = t.use(Program(path))
    t.equal(program.address(), "http://127.0.0.1:4711", "address")
    program.stderr.find("ready", 5)
    t.contains(program.explain(), "starting", "explanation")
    t.equal(program.stop(), -signal.SIGTERM, "exit status")
    t.equal(program.start().address(), "http://127.0.0.1:4711",
            "address after another start")
    program.kill()
    t.equal(program.running(), False, "running")


@test
def a_program_that_says_nothing_is_noticed(t):
    program = t.use(Program(script(t, "printf http://127.0.0.1:1; "
                                   "exec sleep 60\n")))
    failing(t, lambda: program.address(0.1), "within 0.1 s")
    program = t.use(Program(script(t, "echo sorry\n")))
    failing(t, program.address, "it ended without")


@test
def a_program_that_does_not_end_is_killed_and_fails_the_test(t):
    program = Program(script(t, "trap '' TERM; echo go; read x < /dev/null\n"
                             "while :; do sleep 1; done\n"), stop_seconds=0.3)
    program.__enter__().stdout.find("go", 5)
    failing(t, program.stop, "still runs after 0.3 s")
    t.equal(program.running(), False, "running")


@test
def a_sanitizers_report_fails_the_test(t):
    for report in ("==7==ERROR: AddressSanitizer: heap-use-after-free",
                   "a.c:1:2: runtime error: signed integer overflow",
                   "==7==ERROR: LeakSanitizer: detected memory leaks"):
        with t.sub(report):
            path = script(t, f"echo '{report}' >&2; exec sleep 60\n")
            program = Program(path)
            program.__enter__().stderr.find("7|2", 5)
            failing(t, program.stop, report)
            failing(t, lambda: run(script(t, f"echo '{report}'\n")), report)
