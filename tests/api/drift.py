#!/usr/bin/env python3
"""Whether somebody else changed a flow in the store: told by what a workspace
remembers and by git, with real repositories.
"""
import json
import shutil
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from shop import FLOW, FLOW_ID, Shop  # noqa: E402
from tap import main, test  # noqa: E402


def two_clones(t, *options):
    """Ada's workspace, committed and pushed; Grace's clone of it."""
    if not shutil.which("git"):
        t.skip("git is missing")
    ada = Shop(t.folder() / "ada")
    ada.commit("the first flows")
    ada.push()
    return ada, ada.clone(t.folder() / "grace", *options, author="grace")


@test
def a_push_records_the_commit_of_its_files(t):
    ada, _ = two_clones(t)
    first = ada.git("rev-parse", "HEAD")
    t.equal(ada.stored()["commit"], first)
    ada.delay(90)
    ada.push()
    t.equal(ada.stored()["commit"], first + "-dirty", "with an edited file")
    ada.edit("ttl: 60s", "ttl: 50s", "templates/otp.yaml")
    second = ada.git("rev-parse", "HEAD")
    ada.git("commit", "-q", "-m", "only the flow", FLOW)
    ada.push()
    t.equal(ada.stored()["commit"],
            ada.git("rev-parse", "HEAD") + "-dirty", "with an edited template")
    t.check(second != ada.git("rev-parse", "HEAD"), "there is a new commit")
    ada.edit("delay: 90s", "delay: 80s")
    ada.edit("title: Appointment", "title: An appointment",
             "flows/appointment.yaml")
    ada.git("commit", "-q", "-m", "two", FLOW, "templates")
    ada.push("Login OTP")
    t.equal(ada.stored()["commit"], ada.git("rev-parse", "HEAD"),
            "with another flow edited")


@test
def without_git_there_is_no_commit(t):
    ada = Shop(t.folder() / "ada")
    ada.push()
    t.equal(ada.stored()["commit"], None)
    ada.git("init", "-q", ".")
    ada.delay(90)
    ada.push()
    t.equal(ada.stored()["commit"], None, "before the first commit")
    ada.commit("one")
    ada.delay(80)
    ada.publish("push", "--yes", env={"PATH": "/nonexistent"})
    t.equal(ada.stored()["commit"], None, "without the program")


@test
def pushes_at_once_from_one_workspace_are_all_remembered(t):
    ada = Shop(t.folder() / "ada")
    flows = [FLOW, "flows/appointment.yaml"]
    for _ in range(5):
        with ThreadPoolExecutor(len(flows)) as pool:
            list(pool.map(lambda flow: ada.publish("push", "--yes", flow),
                          flows))
        memory, = (ada.root / ".fallback").glob("store-*.json")
        t.equal(len(json.loads(memory.read_text())["flows"]), len(flows))
        memory.unlink()


@test
def a_git_that_will_not_tell_is_said(t):
    ada, _ = two_clones(t)
    ada.delay(90)
    done = ada.publish("push", "--yes",
                       env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    t.contains(done.stderr, "git does not tell of this workspace: fatal: ")
    t.equal(ada.stored()["commit"], None)


@test
def what_cannot_be_remembered_is_pushed_all_the_same(t):
    ada = Shop(t.folder() / "ada")
    (ada.root / ".fallback").write_text("a file\n")
    done = ada.push()
    t.contains(done.stdout, "created, rev 1")
    t.contains(done.stderr, "it was pushed, but this workspace cannot "
               "remember it: ")


@test
def an_ancestor_of_head_is_known(t):
    ada, grace = two_clones(t)
    grace.delay(90)
    t.check("drift" not in grace.flow(), "HEAD itself")
    grace.commit("quicker")
    t.check("drift" not in grace.flow(), "an ancestor")
    grace.push()
    ada.git("pull", "-q", str(grace.root), "main")
    ada.delay(80)
    t.check("drift" not in ada.flow(), "after a pull")
    ada.push()


@test
def a_commit_that_is_not_here_is_drift(t):
    ada, grace = two_clones(t)
    grace.delay(90)
    commit = grace.commit("quicker")
    grace.push("-m", "for the weekend")
    ada.delay(80)
    flow = ada.flow()
    t.equal({name: flow["drift"][name] for name in
             ("kind", "revision", "author", "message", "commit", "base")},
            {"kind": "changed", "revision": 2, "author": "grace",
             "message": "for the weekend", "commit": commit, "base": 1})
    t.contains(flow["drift"]["why"], "not in this clone")
    t.equal([d["path"] for d in flow["drift"]["theirs"]][:1],
            ["/channels/1/delay"])
    t.contains(flow["drift"]["mine"][0]["text"], "80 s instead of 120 s")
    t.check(flow["drift"]["clashes"], "both changed the same line")
    t.contains(flow["drift"]["merged"], "<<<<<<< " + FLOW)
    refused = ada.push(status=4)
    for words in ("revision 2 by grace", "for the weekend",
                  "they changed, since revision 1:", "90 s instead of 120 s",
                  "you change:", "80 s instead of 120 s", "--overwrite"):
        t.contains(refused.stderr, words)
    t.equal(ada.stored()["revision"], 2, "nothing was pushed")
    t.contains(ada.push("--overwrite").stdout, "rev 2 -> 3")
    ada.delay(70)
    t.contains(ada.push().stdout, "rev 3 -> 4", "what it pushed it knows")


@test
def another_branch_is_drift(t):
    ada, grace = two_clones(t)
    grace.git("checkout", "-q", "-b", "hotfix")
    grace.delay(90)
    grace.commit("quicker")
    grace.push()
    ada.git("fetch", "-q", str(grace.root), "hotfix")
    ada.delay(80)
    t.contains(ada.flow()["drift"]["why"], "not in the history of HEAD")
    ada.push(status=4)
    ada.git("checkout", "-q", FLOW)
    ada.git("merge", "-q", "FETCH_HEAD")
    ada.delay(80)
    t.check("drift" not in ada.flow(), "merged")


@test
def what_was_not_committed_is_drift_for_others(t):
    ada, grace = two_clones(t)
    grace.delay(90)
    grace.push()
    t.check("drift" not in grace.flow(), "the same content never is")
    grace.delay(85)
    t.check("drift" not in grace.flow(), "what it pushed it remembers")
    ada.delay(80)
    drift = ada.flow()["drift"]
    t.check(drift["commit"].endswith("-dirty"), drift["commit"])
    t.contains(drift["why"], "were not committed")
    ada.delay(90)
    t.check("drift" not in ada.flow(), "the same content never is")
    ada.push()
    ada.delay(80)
    t.check("drift" not in ada.flow(), "what was the same is known")


@test
def what_was_committed_after_its_push_is_known(t):
    ada, grace = two_clones(t)
    grace.delay(90)
    grace.push()
    grace.commit("as it was pushed")
    ada.git("pull", "-q", str(grace.root), "main")
    ada.delay(80)
    t.check("drift" not in ada.flow(), "HEAD has what the store has")


@test
def a_push_without_git_is_drift_for_those_with_it(t):
    ada, _ = two_clones(t)
    other = Shop(t.folder() / "other", "grace", ada.store)
    other.delay(90)
    other.push()
    ada.delay(80)
    t.contains(ada.flow()["drift"]["why"], "names no git commit")
    t.contains(other.push().stdout, "unchanged")


@test
def a_shallow_clone_cannot_tell_and_says_so(t):
    ada, _ = two_clones(t)
    (ada.root / "notes").write_text("one\n")
    ada.commit("notes")
    job = ada.clone(t.folder() / "job", "--depth", "1", author="ci")
    job.delay(90)
    flow = job.flow()
    t.check("drift" not in flow, "no drift")
    t.contains(flow["note"], "shallow")
    t.contains(job.publish("plan").stdout, "this shallow clone does not have")
    job.push()


@test
def outside_of_git_the_memory_tells(t):
    ada = Shop(t.folder() / "ada")
    ada.push()
    grace = Shop(t.folder() / "grace", "grace", ada.store)
    grace.delay(90)
    t.check("drift" not in grace.flow(), "nothing tells otherwise")
    grace.push()
    ada.delay(80)
    t.contains(ada.flow()["drift"]["why"], "last knew revision 1")
    ada.push(status=4)
    shutil.rmtree(ada.root / ".fallback")
    ada.push()
    memory, = (ada.root / ".fallback").glob("store-*.json")
    memory.write_text('{"version": 1, "flows": [')
    ada.delay(70)
    t.check("drift" not in ada.flow(), "a broken memory is none")


@test
def what_was_taken_from_the_store_is_known(t):
    ada = Shop(t.folder() / "ada")
    ada.push()
    grace = Shop(t.folder() / "grace", "grace", ada.store)
    grace.delay(90)
    grace.push()
    taken = ada.publish("export", "Login OTP").stdout
    (ada.root / FLOW).write_text(taken)
    ada.delay(80)
    t.check("drift" not in ada.flow(), "taken, then changed")


@test
def who_unpublished_is_told_and_kept_from_being_undone(t):
    ada, grace = two_clones(t)
    grace.publish("unpublish", "Login OTP", "--yes", "-m", "an incident")
    flow = ada.flow()
    t.equal(flow["change"], "published again")
    t.equal({name: flow["drift"][name] for name in
             ("kind", "author", "message")},
            {"kind": "unpublished", "author": "grace",
             "message": "an incident"})
    refused = ada.push(status=4)
    t.contains(refused.stderr, "unpublished by grace")
    t.check(not ada.stored()["published"], "it stays unpublished")
    t.contains(grace.push().stdout, "published again")
    ada.publish("unpublish", "Login OTP", "--yes")
    t.contains(ada.push().stdout, "published again")


@test
def who_deleted_is_told(t):
    ada, grace = two_clones(t)
    grace.publish("unpublish", "Login OTP", "--yes")
    grace.publish("delete", "Login OTP", "--yes")
    drift = ada.flow()["drift"]
    t.equal((drift["kind"], drift["author"]), ("deleted", "grace"))
    ada.push(status=4)
    t.contains(grace.push().stdout, "created, rev 1")


@test
def prune_leaves_what_nobody_here_knows(t):
    ada, grace = two_clones(t)
    grace.edit("title: Login OTP", "title: Survey")
    grace.edit("3f1d2c4b5a69", "3f1d2c4b5a70")
    grace.commit("a flow of another branch")
    grace.push("Survey")
    plan = ada.plan("--prune")
    survey = plan["flows"]["01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a70"]
    t.equal((survey["change"], survey["drift"]["author"]),
            ("unpublished", "grace"))
    ada.push("--prune", status=4)
    (ada.root / FLOW).unlink()
    ada.commit("without the login")
    t.equal(ada.plan()["flows"].get(FLOW_ID), None, "nothing without --prune")
    (grace.root / FLOW).unlink()
    done = ada.push("--prune", "--overwrite").stdout
    t.contains(done, "Login OTP (" + FLOW_ID + "): unpublished")
    t.contains(done, "Survey")
    again = ada.push("--prune").stdout
    t.check("unpublished" not in again, "once is enough")


@test
def a_commit_of_the_store_is_no_option_of_git(t):
    ada, _ = two_clones(t)
    ada.delay(80)
    ada.push()
    with sqlite3.connect(ada.store.removeprefix("sqlite:")) as db:
        db.execute("UPDATE revisions SET git_commit = ?",
                   ("--output=" + str(t.folder() / "made"),))
    shutil.rmtree(ada.root / ".fallback")
    ada.delay(90)
    t.contains(ada.flow()["drift"]["why"], "names no git commit")
    t.check(not (t.folder() / "made").exists(), "nothing was made")


main(globals(), seconds=60)
