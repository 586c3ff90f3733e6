#!/usr/bin/env python3
"""The list of flows and what comes after designing, by keys: plan, publish,
history, unpublish, on a store in a file and through a runner.
"""
import shutil
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import Program, run  # noqa: E402
from tap import eventually, main, test  # noqa: E402
from walk import (WORKSPACE_ID, Workspace, answer_basics,  # noqa: E402
                  answer_sms, answer_whatsapp, save)

PRODUCTION = """environments:
  live: {store: "sqlite:live.db", production: true}
"""


def publish_and_unpublish(screen):
    """From the page Publish of a flow that was saved, and back."""
    screen.wait_for("Login web: would be created, revision 1")
    screen.keys("p")
    screen.wait_for("Enter publishes it")
    screen.keys("Enter")
    screen.wait_for("Publish?")
    screen.keys("Enter")
    screen.wait_for("Login web: created, revision 1")
    screen.keys("h")
    screen.wait_for("> published, revision 1 by ")
    screen.keys("Escape")
    screen.wait_for("nothing to do")
    screen.keys("q")
    screen.wait_for("published 1")
    screen.keys("End")
    screen.wait_for("> Login web")
    screen.keys("x")
    screen.wait_for("Unpublish?")
    screen.keys("Enter")
    screen.wait_for("Login web: unpublished; revision 1 stays in the store")
    screen.keys("Escape")
    screen.wait_for("unpublished 1")
    screen.keys("h")
    screen.wait_for("unpublished, revision 1 by ")
    screen.keys("Escape")
    screen.wait_for("Flows  ")


def design(screen):
    answer_basics(screen)
    answer_whatsapp(screen)
    answer_sms(screen)
    save(screen)


def listed(folder, *words):
    return run("fallback-publish", "list", *words, cwd=folder, status=0).stdout


@test
def a_flow_is_designed_published_and_unpublished(t):
    workspace = t.use(Workspace(t))
    with workspace.wizard("--workflow-id", WORKSPACE_ID) as screen:
        design(screen)
        publish_and_unpublish(screen)
    t.contains(listed(workspace.path), "unpublished")


@test
def the_same_through_a_runner_that_serves(t):
    workspace = t.use(Workspace(t))
    runner = t.use(Program("fallback-runner", "serve", "--listen",
                           "127.0.0.1:0", cwd=workspace.path))
    runner.address()
    with workspace.wizard("--workflow-id", WORKSPACE_ID) as screen:
        design(screen)
        publish_and_unpublish(screen)
    t.contains(listed(workspace.path), "unpublished")
    t.check(runner.running(), "the runner still serves")


def change(folder, old, new):
    path = folder / "flows" / "login-otp.yaml"
    text = path.read_text()
    assert old in text, old
    path.write_text(text.replace(old, new))


@test
def what_differs_here_and_there_is_told(t):
    workspace = t.use(Workspace(t))
    folder = workspace.path
    run("fallback-publish", "push", "--yes", cwd=folder, status=0)
    change(folder, "delay: 120s", "delay: 130s")
    with workspace.wizard() as screen:
        screen.wait_for("published 1 +")
        screen.keys("End")
        screen.wait_for("+ a report of channel 2 (sms) is waited for")
    other = t.folder() / "other"
    shutil.copytree(folder, other, ignore=lambda *_: ["fallback.db"])
    change(other, "delay: 130s", "delay: 140s")
    run("fallback-publish", "push", "--yes", "--store",
        f"sqlite:{folder}/fallback.db", cwd=other, status=0,
        env={"FALLBACK_AUTHOR": "grace"})
    with workspace.wizard() as screen:
        screen.wait_for("! changed there, rev 2")
        screen.keys("End", "p")
        screen.wait_for("Somebody else changed it in the store")
        screen.wait_for("revision 2 by grace")
        screen.wait_for("take their changes over")
        screen.keys("Enter")
        screen.wait_for("over what somebody else changed there")
        screen.keys("Enter")
        screen.wait_for("Login OTP: updated, revision 2 -> 3")


@test
def production_is_asked_for_by_name(t):
    workspace = t.use(Workspace(t))
    folder = workspace.path
    with (folder / "fallback.yaml").open("a") as file:
        file.write(PRODUCTION)
    with workspace.wizard("--env", "live") as screen:
        screen.wait_for("not published")
        screen.keys("p")
        screen.wait_for("Enter publishes it")
        screen.keys("Enter")
        screen.wait_for("This is PRODUCTION: type 'live'")
        screen.type("yes")
        screen.keys("Enter")
        screen.wait_for("type 'live' first")
        screen.keys("C-u")
        screen.type("live")
        screen.keys("Enter")
        screen.wait_for("created, revision 1")
    t.contains(listed(folder, "--env", "live"), "published")
    t.check(not (folder / "fallback.db").exists(), "no other store is made")


@test
def a_store_that_is_away_is_a_state(t):
    workspace = t.use(Workspace(t))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        config = workspace.path / "fallback.yaml"
        config.write_text(config.read_text().replace(
            "store: sqlite:fallback.db", f"store: http://127.0.0.1:{port}"))
        with workspace.wizard() as screen:
            screen.wait_for("store not reachable")
            screen.wait_for("Login OTP")
            screen.keys("p")
            screen.wait_for("The store or runner is not reachable.")
            screen.keys("d")
            screen.wait_for("Result: delivered on channel 2")
            screen.keys("Escape")
            screen.wait_for("store not reachable")
            screen.wait_gone("Result:")
            screen.keys("Enter")
            screen.wait_for("At worst: last send after")


@test
def without_a_key_the_list_says_that_it_is_not_allowed(t):
    workspace = t.use(Workspace(t))
    runner = t.use(Program("fallback-runner", "serve", "--listen",
                           "127.0.0.1:0", cwd=workspace.path))
    address = runner.address()
    with workspace.wizard(env={"FALLBACK_STORE": address}) as screen:
        screen.wait_for("store: not allowed")
        screen.keys("h")
        screen.wait_for("Not allowed. The key needs the scope for it")
        screen.keys("Escape")
        screen.wait_for("> Appointment")
        screen.keys("x")
        screen.wait_for(f"Store: {address}")


def children(pid):
    """The commands that a process has started and that still run."""
    names = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text().rsplit(")", 1)
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, parent = rest.split()[:2]
        if int(parent) == pid and state != "Z":
            names.append(name.split("(", 1)[1])
    return names


@test
def a_page_that_is_left_ends_its_child(t):
    workspace = t.use(Workspace(t))
    server = t.use(socket.create_server(("127.0.0.1", 0)))  # never answers
    config = workspace.path / "fallback.yaml"
    config.write_text(config.read_text().replace(
        "store: sqlite:fallback.db",
        f"store: http://127.0.0.1:{server.getsockname()[1]}"))
    with workspace.wizard() as screen:
        screen.wait_for("asking the store")
        eventually(lambda: len(children(screen.pid)) == 1, 5, "it asks")
        screen.keys("h")
        screen.wait_for("asking the store ... Esc stops it")
        eventually(lambda: len(children(screen.pid)) == 2, 5, "it asks more")
        screen.keys("Escape")
        eventually(lambda: len(children(screen.pid)) == 1, 5,
                   "the answer is left")
        screen.keys("Enter")
        screen.wait_for("At worst")
        eventually(lambda: not children(screen.pid), 5, "the list is left")


@test
def a_removed_flow_comes_back(t):
    workspace = t.use(Workspace(t))
    flow = workspace.path / "flows" / "appointment.yaml"
    text = flow.read_bytes()
    with workspace.wizard() as screen:
        screen.wait_for("> Appointment reminder")
        screen.keys("DC")
        screen.wait_for("removed flows/appointment.yaml; u brings it back")
        screen.wait_for("1 flow,")
        t.check(not flow.exists(), "the file is gone")
        screen.keys("u")
        screen.wait_for("flows/appointment.yaml is back")
        screen.wait_for("> Appointment reminder")
    t.equal(flow.read_bytes(), text)


@test
def a_copy_is_a_flow_of_its_own(t):
    workspace = t.use(Workspace(t))
    with workspace.wizard() as screen:
        screen.wait_for("> Appointment reminder")
        screen.keys("c")
        screen.wait_for("this is a copy with a Workflow ID of its own")
        screen.keys("C-s")
        screen.wait_for("saved flows/appointment-reminder-copy.yaml")
    copies = [path for path in (workspace.path / "flows").glob("*.yaml")
              if "(copy)" in path.read_text()]
    t.equal(len(copies), 1)
    run("fallback-publish", "check", cwd=workspace.path, status=0)


if __name__ == "__main__":
    main(globals(), seconds=180)
