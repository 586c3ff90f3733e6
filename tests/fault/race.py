#!/usr/bin/env python3
"""Two publishers from the same base, and publishers that are killed.

    RACES=20 KILLS=10 SEED=N race.py        the same seed plays a run again

One of two wins, the other ends with 4. A push of many flows that is killed
leaves the old set or the new one, and executions keep their revision.
"""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import clean_environment, find_program, run  # noqa: E402
from setting import WORKFLOW_ID, Setting  # noqa: E402
from tap import main, test  # noqa: E402

RACES = int(os.environ.get("RACES", 20))
KILLS = int(os.environ.get("KILLS", 10))
FLOWS = 60  # of a push that is killed
SEED = int(os.environ.get("SEED") or random.randrange(1 << 32))
SPREAD_S = 0.004


def push(it, root):
    """Starts a push; the caller waits for it."""
    return subprocess.Popen(
        [find_program("fallback-publish"), "push", "--yes", "--store",
         f"sqlite:{it.root}/fallback.db"], cwd=root,
        env=clean_environment(**it.environment), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)


def listed(it):
    out = run("fallback-publish", "list", "--format", "json", cwd=it.root,
              env=it.environment, status=0).stdout
    return json.loads(out)["flows"]


def set_delay(root, delay):
    for path in (root / "flows").iterdir():
        lines = [line.rsplit("delay: ", 1)[0] + f"delay: {delay}}}"
                 if "delay: " in line else line
                 for line in path.read_text().splitlines()]
        path.write_text("\n".join(lines) + "\n")


def copy(root, other):
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other,
                    ignore=shutil.ignore_patterns("fallback.db*"))


def race(t, it, dice, nth):
    """One round of two workspaces that know the same; the winner's is both
    the next time."""
    delays = {it.folder / "a": f"{2 + nth * 2}s",
              it.folder / "b": f"{3 + nth * 2}s"}
    before = listed(it)[0]["revision"]
    for root, delay in delays.items():
        set_delay(root, delay)
    order = list(delays)
    dice.shuffle(order)
    first = push(it, order[0])
    time.sleep(dice.random() * SPREAD_S)
    second = push(it, order[1])
    ends = {}
    for root, child in zip(order, (first, second)):
        out, err = child.communicate(timeout=60)
        ends[root] = (child.returncode, (out + err).decode())
    codes = sorted(code for code, _ in ends.values())
    t.equal(codes, [0, 4], f"round {nth}: {list(ends.values())}")
    winner = next(root for root, (code, _) in ends.items() if not code)
    told = run("fallback-publish", "show", "--format", "json", WORKFLOW_ID,
               cwd=it.root, env=it.environment, status=0).stdout
    flow = json.loads(told)["flow"]
    t.equal(flow["revision"], before + 1)
    t.contains(flow["yaml"], f"delay: {delays[winner]}")
    loser = next(root for root in delays if root != winner)
    copy(winner, loser)
    return "conflict with what is in the store" in ends[loser][1]


@test
def of_two_publishers_one_wins(t):
    dice = random.Random(SEED)
    print(f"# SEED={SEED}")
    it = t.use(Setting(t.folder()))
    copy(it.root, it.folder / "a")
    set_delay(it.folder / "a", "90m")
    push(it, it.folder / "a").communicate(timeout=60)
    copy(it.folder / "a", it.folder / "b")
    late = 0
    for nth in range(RACES):
        if nth == RACES // 2:  # and from here on without a runner
            it.runner.stop()
        late += race(t, it, dice, nth + 1)
    print(f"# {late} of {RACES} losers had read the store before the other")


def many(it):
    """A workspace of many flows, all on one delay."""
    text = (it.root / "flows" / "login.yaml").read_text()
    for i in range(1, FLOWS):
        name = f"01929f5c-7d1e-7c3a-9b1e-{i:012x}"
        (it.root / "flows" / f"f{i}.yaml").write_text(
            text.replace(WORKFLOW_ID, name).replace(
                "title: Login", f"title: Login {i}"))
    it.publish("push", "--yes")


def check_whole(t, it, before, nth):
    """All flows are as before, or all are new; the number they have now."""
    revisions = {flow["revision"] for flow in listed(it)
                 if flow["workflow_id"] != WORKFLOW_ID}
    t.check(len(revisions) == 1, f"round {nth}: a mix of {revisions}")
    now = revisions.pop()
    t.check(now in (before, before + 1), f"round {nth}: {before}, then {now}")
    return now


def kill_one(it, dice, nth, took):
    """Kills a push, or the runner that does it, somewhere in it."""
    set_delay(it.root, f"{2 + nth}s")
    child = push(it, it.root)
    time.sleep(dice.random() * took)
    if it.runner.running() and dice.random() < 0.5:
        it.runner.kill()
        child.communicate(timeout=60)
        it.serve()
        return
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)


@test
def a_push_that_is_killed_is_whole_or_not_at_all(t):
    dice = random.Random(SEED)
    print(f"# SEED={SEED}")
    it = t.use(Setting(t.folder(), delay_a="60m", delay_b="60m"))
    it.provider.rule(path="/send/a", reports=[])
    invocation = it.invoke("+393331234500")["workflowInvocationId"]
    many(it)
    set_delay(it.root, "90m")
    began = time.monotonic()
    child = push(it, it.root)
    child.communicate(timeout=60)
    t.equal(child.returncode, 0)
    took = (time.monotonic() - began) * 1.2
    revision = check_whole(t, it, 1, 0)
    outcomes = set()
    for nth in range(1, KILLS + 1):
        if nth == KILLS // 2 + 1:
            it.runner.stop()
        kill_one(it, dice, nth, took)
        now = check_whole(t, it, revision, nth)
        outcomes.add(now - revision)
        revision = now
    print(f"# {revision} revisions of {FLOWS} flows; outcomes {outcomes}")
    if not it.runner.running():
        it.serve()
    t.equal(it.timeline(invocation)["revision"], 1, "the execution's revision")


main(globals(), seconds=max(240, RACES * 4, KILLS * 6))
