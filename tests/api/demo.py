#!/usr/bin/env python3
"""The demo that the README's first command plays: its outcomes, what it makes
of wrong ones, and that nothing of it stays behind.
"""
import copy
import os
import re
import signal
import socket
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "lib"))

from proc import ADDRESS, Program, find_program  # noqa: E402
from tap import Skip, main, test  # noqa: E402


def load_demo():
    """tests/demo.py as a module; this file has the same name."""
    import importlib.util
    spec = importlib.util.spec_from_file_location("the_demo",
                                                  TESTS / "demo.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


the_demo = load_demo()


def start(t) -> tuple[Program, Path]:
    """The demo on its way, and the folder that it makes its own in."""
    try:
        find_program("fallback-wizard")
    except AssertionError as missing:
        raise Skip(str(missing)) from None
    scratch = t.folder()
    return t.use(Program(sys.executable, "-B", TESTS / "demo.py",
                         env={"TMPDIR": scratch})), scratch


def timeline(case) -> dict:
    """What the API tells of an invocation that went as it should."""
    first = {"status": case.later[0], "late": case.double,
             "tries": 2 if case.again else 1,
             "deadline": "2026-11-20T09:12:05.000Z"}
    if case.moved:
        first["movedOn"] = case.moved
    second = {"status": case.later[1], "late": False,
              "tries": 1 if case.on == 2 else 0,
              "sentAt": "2026-11-20T09:12:05.001Z" if case.waits
              else "2026-11-20T09:12:00.900Z"}
    return {"outcome": case.outcome, "deliveredOn": case.on,
            "double": case.double, "channels": [first, second]}


def judge(case, told) -> list[str]:
    verdict = the_demo.Verdict()
    verdict.judge_timeline(case, told)
    return verdict.wrong


@test
def every_outcome_of_the_demo_is_the_expected_one(t):
    demo, scratch = start(t)
    t.equal(demo.wait(100), 0, "exit status")
    told = demo.stdout.text()
    t.contains(told, "Every outcome is the expected one.")
    for digit in range(10):
        t.contains(told, f"+39333123450{digit}")
    t.equal(told.count("signature right"), 10, "verified callbacks")
    t.equal(os.listdir(scratch), [], "what is left behind")


@test
def a_demo_that_is_ended_leaves_nothing_behind(t):
    demo, scratch = start(t)
    demo.stdout.find("waiting for all reports", 60)
    port = int(re.search(ADDRESS, demo.stdout.text())
               .group().rsplit(":", 1)[1])
    demo.send_signal(signal.SIGTERM)
    t.equal(demo.wait(30), 128 + signal.SIGTERM, "exit status")
    t.equal(os.listdir(scratch), [], "what is left behind")
    with socket.socket() as caller:
        t.check(caller.connect_ex(("127.0.0.1", port)), "the runner is gone")


@test
def each_wrong_fact_is_found(t):
    for case in the_demo.EXPECTED:
        t.equal(judge(case, timeline(case)), [], f"of digit {case.digit}")
        for fact, value in [("outcome", "failed"), ("deliveredOn", 3),
                            ("double", not case.double)]:
            told = timeline(case) | {fact: value}
            t.check(judge(case, told), f"{fact} of digit {case.digit}")
        for channel, fact, value in [
                (0, "status", "EXPIRED"), (1, "status", "EXPIRED"),
                (0, "movedOn", "other"), (0, "tries", 1 if case.again else 2),
                (1, "tries", 2), (0, "late", not case.double)]:
            told = copy.deepcopy(timeline(case))
            told["channels"][channel][fact] = value
            t.check(judge(case, told), f"{fact} of digit {case.digit}")


main(globals(), seconds=120)
