#!/usr/bin/env python3
"""What checking, planning and pushing 10,000 flows costs, as a multiple of the
least that it can cost: reading and parsing the same files (bare_parse).

Prints a table; times decide nothing, what the commands say does. Sanitizers
spoil the ratios: for figures that mean something let FALLBACK_BIN name a
release build. `scale.py BARE_PARSE [FLOWS TEMPLATES CHANGED]`
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from cost import Cost, measure  # noqa: E402
from many import write_flow, write_workspace  # noqa: E402
from proc import Program  # noqa: E402
from tap import main, test  # noqa: E402

BARE = Path(sys.argv[1]).resolve()
FLOWS, TEMPLATES, CHANGED = map(int, sys.argv[2:5] or (10_000, 1_000, 1_000))
sys.argv[1:] = []


def row(what: str, cost: Cost, base: Cost) -> str:
    return (f"{what:44} {cost.cpu:7.2f} {cost.cpu / base.cpu:6.2f} "
            f"{cost.wall:7.2f} {cost.wall / base.wall:6.2f} {cost.peak:8.1f}")


class Bench:
    """A workspace and what its commands have cost."""

    def __init__(self, root: Path, flows: int, templates: int):
        self.root, self.flows, self.templates = root, flows, templates
        write_workspace(root, flows, templates)
        self.bare = measure(BARE, root / "flows")
        self.rows = [("read and parse the files of flows/", self.bare)]

    def publish(self, what: str, *words: str, status: int = 0) -> str:
        cost = measure("fallback-publish", *words, cwd=self.root)
        self.rows.append((what, cost))
        assert cost.status == status, f"{what}: {cost.stderr[-2000:]}"
        return cost.stdout

    def change(self, version: int) -> None:
        step = max(1, self.flows // CHANGED)
        for n in list(range(0, self.flows, step))[:CHANGED]:
            write_flow(self.root, n, self.templates, version)

    def table(self) -> str:
        title = (f"{self.flows} flows, {self.templates} templates, "
                 f"{CHANGED} changed")
        head = (f"{'':44} {'CPU s':>7} {'ratio':>6} {'wall s':>7} {'ratio':>6} "
                f"{'peak MB':>8}")
        return "\n".join([title, head, *(row(what, cost, self.bare)
                                         for what, cost in self.rows)])


def push_and_plan(t, bench: Bench, where: str, version: int) -> None:
    bench.change(version)
    said = bench.publish(f"plan, {CHANGED} changed, {where}", "plan")
    t.check(f"{CHANGED} to update" in said, f"the plan: {said[-500:]}")
    said = bench.publish(
        f"push --dry-run, {CHANGED} changed, {where}", "push", "--dry-run")
    t.check(f"{CHANGED} to update" in said, f"the dry run: {said[-500:]}")
    said = bench.publish(f"push, {CHANGED} changed, {where}", "push", "--yes")
    t.equal(said.count(": updated"), CHANGED, "updates of a push")
    bench.publish(f"plan, nothing changed, {where}", "plan", "--exit-code")
    bench.publish(
        f"push --dry-run, nothing changed, {where}", "push", "--dry-run")


@test
def thousands_of_flows_are_checked_planned_and_pushed(t):
    bench = Bench(t.folder() / "w", FLOWS, TEMPLATES)
    t.later(lambda: t.note(bench.table()))
    bench.publish("check", "check")
    bench.publish("push, all are new, sqlite", "push", "--yes")
    push_and_plan(t, bench, "sqlite", 2)
    t.use(Program("fallback-runner", "serve", "-C", bench.root,
                  "--listen", "127.0.0.1:0")).address()
    push_and_plan(t, bench, "runner", 3)


@test
def as_many_templates_as_flows(t):
    bench = Bench(t.folder() / "w", FLOWS, FLOWS)
    t.later(lambda: t.note(bench.table()))
    bench.publish("check", "check")


main(globals(), seconds=900)
