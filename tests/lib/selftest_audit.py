"""The audit sees each flaw that is planted before it."""
import contextlib
import json
import sqlite3
from types import SimpleNamespace

from audit import (Stored, check_callbacks, check_sends, check_told,
                   check_waits, id62, read_store)
from ledger import Ledger, LedgerWriter
from tap import test

RAW = (987654321).to_bytes(16, "big")
NAME = id62(RAW)
ROW = {"request_id": "r-0", "due": None, "interrupted": 0}


def timeline(status="DELIVERED", late=False):
    return {"workflowInvocationId": NAME, "outcome": "delivered", "channels": [
        {"status": status, "tries": 1, "late": late},
        {"status": "PLANNED", "tries": 1, "late": False}]}


def stored(**more):
    return Stored(executions={NAME: ROW | more},
                  callbacks={NAME: [{"webhook_id": "msg_1", "due": 5}]})


def caller(**more):
    return SimpleNamespace(**{"asked": {"r-0": "+39"}, "told": {"r-0": NAME},
                              "changed": []} | more)


def setting(t, sends=(), callbacks=()):
    """What the checks ask of a Setting: two ledgers."""
    writer = LedgerWriter(t.folder() / "provider")
    for reference, name in sends:
        writer.write("send", reference=reference, name=name)
    kept = [{"body": json.dumps({"workflowInvocationId": who,
                                 "executionStatus": status}),
             "webhook_id": webhook, "verified": right, "why": "forged"}
            for who, status, webhook, right in callbacks]
    return SimpleNamespace(
        provider=SimpleNamespace(ledger=lambda: Ledger(writer.path)),
        receiver=SimpleNamespace(callbacks=lambda: kept))


def finds(t, check, *arguments, flaw=None):
    flaws = []
    check(*arguments, flaws)
    if flaw is None:
        t.equal(flaws, [], "flaws")
    else:
        t.check(any(flaw in one for one in flaws), f"{flaw!r} in {flaws}")


@test
def lost_and_doubled_executions_are_seen(t):
    finds(t, check_told, caller(), stored())
    finds(t, check_told, caller(), Stored(), flaw="202 without its execution")
    finds(t, check_told, caller(changed=["r-0"]), stored(), flaw="two ids")
    finds(t, check_told, caller(asked={}), stored(), flaw="nobody asked")
    two = stored()
    two.executions["other"] = ROW
    finds(t, check_told, caller(), two, flaw="2 executions")


@test
def what_waits_after_its_end_is_seen(t):
    finds(t, check_waits, stored())
    finds(t, check_waits, stored(due=7), flaw="waits for something")
    finds(t, check_waits, stored(interrupted=1), flaw="waits for something")


@test
def sends_that_should_not_be_are_seen(t):
    a, b = (f"{NAME}-1", "a"), (f"{NAME}-2", "b")
    told = {NAME: timeline()}
    finds(t, check_sends, setting(t, [a]), told, False)
    finds(t, check_sends, setting(t, [a, b]), {NAME: timeline("TIMEOUT")},
          False)
    finds(t, check_sends, setting(t, [a, b]), {NAME: timeline(late=True)},
          False)
    for sends, flaw in (([a, b], "in time, and sent on"),
                        ([a, a], "2 sends on channel 1"),
                        ([("nobody-1", "a")], "no attempt"),
                        ([(None, "a")], "no attempt"),
                        ([(f"{NAME}-9", "a")], "no attempt"),
                        ([(f"{NAME}-1", "b")], "went to b")):
        finds(t, check_sends, setting(t, sends), told, False, flaw=flaw)
    finds(t, check_sends, setting(t, [a, a]), told, True,
          flaw="2 sends, 1 tries")


@test
def callbacks_that_are_wrong_are_seen(t):
    told = {NAME: timeline()}
    right = (NAME, "COMPLETED", "msg_1", True)
    finds(t, check_callbacks, setting(t, callbacks=[right, right]), told,
          stored(), True)
    finds(t, check_callbacks, setting(t), told, stored(), False)
    for callback, flaw in (
            ((NAME, "COMPLETED", "msg_1", False), "signature"),
            ((NAME, "COMPLETED", "msg_2", True), "another id"),
            ((NAME, "EXPIRED", "msg_1", True), "does not say COMPLETED"),
            (("nobody", "COMPLETED", "msg_1", True), "of nobody")):
        finds(t, check_callbacks, setting(t, callbacks=[callback]), told,
              stored(), False, flaw=flaw)
    finds(t, check_callbacks, setting(t), told, stored(), True,
          flaw="no callback")
    finds(t, check_callbacks, setting(t, callbacks=[right]), told,
          Stored(executions={NAME: ROW}), True, flaw="0 callbacks")


@test
def a_file_that_is_not_whole_is_seen(t):
    it = SimpleNamespace(root=t.folder(), runner=SimpleNamespace(
        running=lambda: False))
    path = it.root / "fallback.db"
    with contextlib.closing(sqlite3.connect(path)) as store, store:
        store.execute("CREATE TABLE executions(id BLOB, request_id TEXT,"
                      " due INTEGER, interrupted INTEGER)")
        for table in ("lines", "messages", "recipients", "callbacks"):
            store.execute(f"CREATE TABLE {table}(execution BLOB, webhook_id"
                          " TEXT, due INTEGER)")
        store.execute("INSERT INTO executions VALUES(?, 'r-0', NULL, 0)",
                      (RAW,))
    t.equal(read_store(it).whole, [])
    t.equal(list(read_store(it).executions), [NAME])
    with contextlib.closing(sqlite3.connect(path)) as store, store:
        store.execute("INSERT INTO lines VALUES(x'00', '', 0)")
        store.execute("PRAGMA writable_schema = ON")
        store.execute("UPDATE sqlite_schema SET sql = replace(sql,"
                      " 'due INTEGER', 'due INTEGER NOT NULL')")
    whole = read_store(it).whole
    t.check(len(whole) > 1 and "lines of no execution" in whole, whole)
