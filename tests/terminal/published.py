#!/usr/bin/env python3
"""The main job by a person at a terminal: a flow designed by keys passes the
check, is pushed, and is invoked.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import Program, run  # noqa: E402
from tap import main, test  # noqa: E402
from walk import WORKSPACE_ID, Workspace, make_by_keys  # noqa: E402


@test
def a_flow_designed_by_keys_is_checked_pushed_and_invoked(t):
    workspace = t.use(Workspace(t))
    make_by_keys(workspace)
    folder = workspace.path
    text = workspace.flow.read_text()
    text = text.replace("delay: 60s", "delay: 5s")
    workspace.flow.write_text(text)
    run("fallback-publish", "check", cwd=folder, status=0)
    runner = t.use(Program("fallback-runner", "serve", "--listen",
                           "127.0.0.1:0", cwd=folder))
    runner.address()
    pushed = run("fallback-publish", "push", "Login web", "--yes", cwd=folder,
                 status=0)
    t.contains(pushed.stdout, WORKSPACE_ID)
    told = run("fallback-runner", "invoke", "Login web", "--to",
               "+393331234502", "--data", "code=482913", "--wait", cwd=folder,
               status=0).stdout
    t.contains(told, "Outcome: delivered on channel 2")
    t.contains(told, "failed report: the channel is left")


main(globals(), seconds=120)
