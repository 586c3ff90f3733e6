#!/usr/bin/env python3
"""Plans and what holds a push to one: over a file, through the runner that has
the file, and by HTTP with a key; what the runner lacks; promotion from one
environment to the next.
"""
import json
import os
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from between import Between  # noqa: E402
from proc import run  # noqa: E402
from setting import WORKFLOW_ID, Setting  # noqa: E402
from shop import FLOW, FLOW_ID, OTHER, OTHER_ID, Shop  # noqa: E402
from tap import main, test  # noqa: E402

ENVIRONMENTS = """environments:
  staging: {store: "sqlite:staging.db"}
  live: {store: "sqlite:live.db", production: true}
"""


def slower(it, delay):
    it.delays = (delay, delay)
    it.write()


def planned(it, *words, status=0, env=None):
    return run("fallback-publish", "plan", *words, cwd=it.root, status=status,
               env=it.environment | (env or {}))


def lacking(it):
    """A flow that names a channel which the runner has not read."""
    flow = it.root / "flows" / "login.yaml"
    config = it.root / "fallback.yaml"
    config.write_text(config.read_text().replace("  b: {", "  c: {"))
    flow.write_text(flow.read_text().replace("channel: b", "channel: c"))


@test
def the_words_are_the_same_by_every_way(t):
    it = t.use(Setting(t.folder()))
    slower(it, "3s")
    key = it.fallback("key", "create", "--scope", "read,publish").strip()
    env = {"FALLBACK_TOKEN": key}
    through = planned(it).stdout
    by_http = planned(it, "--store", f"http://127.0.0.1:{it.port}",
                      env=env).stdout
    it.runner.stop()
    alone = planned(it).stdout
    t.contains(alone, "update  rev 1 -> 2")
    t.contains(alone, "is sent 1 s later")
    t.equal(through, alone, "through the socket")
    t.equal(by_http.replace(f"http://127.0.0.1:{it.port}",
                            "sqlite:fallback.db"), alone, "by HTTP")
    t.contains(it.publish("plan"), "-> 2", "nothing was pushed")


@test
def what_the_runner_lacks_is_listed_before_anything_is_pushed(t):
    it = t.use(Setting(t.folder()))
    lacking(it)
    for command in (["plan"], ["push", "--dry-run"], ["push", "--yes"]):
        refused = run("fallback-publish", *command, cwd=it.root,
                      env=it.environment, status=1)
        t.contains(refused.stderr, "flows/login.yaml:10:13: error[")
        t.contains(refused.stderr, "'c'", f"the channel, by {command}")
        t.contains(refused.stderr, "these flows")
    told = json.loads(planned(it, "--format", "json", status=1).stdout)
    t.equal([(f["file"], f["severity"]) for f in told["findings"]],
            [("flows/login.yaml", "error")])
    t.contains(planned(it, "--format", "markdown", status=1).stdout,
               "The runner would refuse these flows:")
    answer = it.ask("GET", f"/workflow/v1/instances/{WORKFLOW_ID}")
    t.equal(answer.json()["revision"], 1, "the revision of the store")


@test
def who_may_only_read_gets_a_plan_with_a_note(t):
    it = t.use(Setting(t.folder()))
    slower(it, "3s")
    key = it.fallback("key", "create", "--scope", "read").strip()
    told = planned(it, "--store", f"http://127.0.0.1:{it.port}",
                   "--exit-code", env={"FALLBACK_TOKEN": key}, status=10)
    t.contains(told.stdout, "rev 1 -> 2")
    t.contains(told.stderr, "the runner was not asked")
    t.check(key not in told.stdout + told.stderr, "a key is never shown")


@test
def a_plan_is_pushed_as_it_was_seen(t):
    it = t.use(Setting(t.folder()))
    slower(it, "3s")
    planned(it, "--out", "plan.json")
    t.contains(it.publish("push", "--plan", "plan.json", "--yes"), "-> 2")
    t.contains(it.publish("push", "--plan", "plan.json", "--yes"),
               "unchanged, rev 2", "twice is as once")


def meddled(t, it, meddle, *words, status):
    """What a command says while `meddle` comes between it and the runner."""
    key = it.fallback("key", "create", "--scope", "read,publish").strip()
    with Between(it.port) as between:
        between.meddle = meddle
        return run("fallback-publish", *words, "--store", between.url(),
                   cwd=it.root, status=status,
                   env=it.environment | {"FALLBACK_TOKEN": key}).stderr


@test
def a_file_that_changes_before_the_runner_is_asked_is_said(t):
    it = t.use(Setting(t.folder()))
    slower(it, "3s")
    flow = it.root / "flows" / "login.yaml"
    said = meddled(t, it, lambda _: flow.write_text("no flow any more\n"),
                   "plan", "--brief", status=6)
    t.contains(said, "has changed since it was checked")


@test
def a_flow_that_is_deleted_under_a_push_is_said_to_be(t):
    it = t.use(Setting(t.folder()))
    slower(it, "3s")

    def delete(method):
        if method == "POST":
            it.publish("unpublish", "--yes", WORKFLOW_ID)
            it.publish("delete", "--yes", WORKFLOW_ID)

    said = meddled(t, it, delete, "push", "--yes", status=4)
    t.contains(said, "deleted by")
    t.contains(said, "while this was pushed")


@test
def a_file_whose_name_is_no_text_is_in_a_plan_too(t):
    it = Shop(t.folder() / "ada")
    odd = os.fsencode(it.root / "flows") + b"/o\xffdd.yaml"
    os.rename(it.root / FLOW, odd)
    it.publish("plan", "--out", "plan.json")
    os.remove(odd)
    refused = it.push("--plan", "plan.json", status=4)
    t.contains(refused.stderr, "is not there any more; plan again")


def column_of(line, part):
    """Where it begins at a terminal: letters such as these take two columns."""
    before = line[:line.index(part)]
    return len(before) + sum(unicodedata.east_asian_width(c) == "W"
                             for c in before)


@test
def the_columns_of_wide_letters_stand_below_each_other(t):
    it = Shop(t.folder() / "ada")
    it.edit("title: Login OTP", "title: \u30ed\u30b0\u30a4\u30f3\u78ba\u8a8d")
    shown = it.publish("plan", "--brief").stdout.splitlines()
    columns = {column_of(line, "flows/") for line in shown if "flows/" in line}
    t.equal(len(columns), 1, "columns of the files")
    it.push()
    rows = it.publish("list").stdout.splitlines()[1:]
    t.equal(len({column_of(row, "01929") for row in rows}), 1, "columns of IDs")


@test
def a_plan_holds_the_revisions_that_it_saw(t):
    ada = Shop(t.folder() / "ada")
    ada.push()
    grace = Shop(t.folder() / "grace", "grace", ada.store)
    ada.delay(80)
    ada.publish("plan", "--out", "plan.json")
    grace.delay(90)
    grace.push("-m", "for the weekend")
    refused = ada.push("--plan", "plan.json", status=4)
    for words in ("revision 2 by grace", "for the weekend",
                  "after the plan was made", "90 s instead of 120 s",
                  "80 s instead of 120 s", "<<<<<<< " + FLOW):
        t.contains(refused.stderr, words)
    told = json.loads(ada.push("--plan", "plan.json", "--format", "json",
                               status=4).stdout)
    flow, = (f for f in told["flows"] if f["workflow_id"] == FLOW_ID)
    t.equal((told["pushed"], flow["conflict"]["author"],
             flow["conflict"]["base"], flow["conflict"]["revision"]),
            (False, "grace", 1, 2))
    t.equal(ada.stored()["revision"], 2, "nothing was pushed")
    ada.publish("plan", "--out", "plan.json")
    t.contains(ada.push("--plan", "plan.json").stdout, "rev 2 -> 3",
               "a plan that saw it may")


@test
def a_plan_sees_that_a_flow_was_unpublished_since(t):
    ada = Shop(t.folder() / "ada")
    ada.push()
    ada.delay(80)
    ada.publish("plan", "--out", "plan.json")
    grace = Shop(t.folder() / "grace", "grace", ada.store)
    grace.publish("unpublish", "Login OTP", "--yes")
    t.contains(ada.push("--plan", "plan.json", status=4).stderr,
               "unpublished by grace")
    t.check(not ada.stored()["published"], "it stays unpublished")


@test
def a_plan_is_for_its_files_and_its_store(t):
    ada = Shop(t.folder() / "ada")
    (ada.root / "fallback.yaml").open("a").write(ENVIRONMENTS)
    ada.store = ""
    ada.publish("plan", "--env", "staging", "--out", "plan.json")

    def refused(words, *more):
        stderr = ada.push("--plan", "plan.json", *more, status=4).stderr
        t.contains(stderr, words)

    refused("made for environment staging, and this is a push without an")
    refused("made for environment staging, and this is a push for environment "
            "live", "--env", "live")
    refused("the store sqlite:staging.db, not for sqlite:other.db",
            "--env", "staging", "--store", "sqlite:other.db")
    ada.delay(90)
    refused(f"'{FLOW}' or a template of it has changed since",
            "--env", "staging")
    (ada.root / FLOW).unlink()
    refused(f"'{FLOW}' of the plan is not there any more", "--env", "staging")
    t.check(not (ada.root / "staging.db").exists(), "nothing was pushed")
    plan = ada.root / "plan.json"
    for content, words in (("{", "is no plan"), ("[]", "is no plan"),
                           (plan.read_text().replace('"version": 1',
                                                     '"version": 2'),
                            "of another version"),
                           (plan.read_text().replace("revision_seen", "x"),
                            "is no whole plan")):
        plan.write_text(content)
        t.contains(ada.push("--plan", "plan.json", status=2).stderr, words)
    ada.push("--plan", "missing.json", status=6)
    ada.push("--plan", "plan.json", "Login OTP", status=2)


@test
def promotion_pushes_the_same_files(t):
    ada = Shop(t.folder() / "ada")
    (ada.root / "fallback.yaml").open("a").write(ENVIRONMENTS)
    ada.store = ""
    for name in "staging", "live":
        ada.push("--env", name)
        told = json.loads(ada.publish("list", "--env", name, "--format",
                                      "json").stdout)
        t.equal({f["workflow_id"] for f in told["flows"]},
                {FLOW_ID, OTHER_ID}, f"the Workflow IDs of {name}")
    ada.delay(90)
    ada.push("--env", "staging")
    t.contains(ada.publish("plan", "--env", "staging").stdout, "2 unchanged")
    live = ada.publish("plan", "--env", "live").stdout
    t.contains(live, "environment 'live', PRODUCTION")
    t.contains(live, "1 to update, 1 unchanged")
    told = ada.plan("--env", "live")
    t.equal((told["environment"], told["production"]), ("live", True))
    ada.push("--env", "live")
    t.equal(len(list((ada.root / ".fallback").glob("store-*.json"))), 2,
            "a memory for each store")


@test
def only_what_was_named_is_touched(t):
    ada = Shop(t.folder() / "ada")
    ada.push()
    (ada.root / OTHER).unlink()
    ada.delay(90)
    t.check("Appointment" not in ada.push().stdout, "nothing about the other")
    t.contains(ada.publish("plan", "--prune").stdout,
               "1 to unpublish, 1 unchanged")
    ada.publish("plan", "--prune", "--out", "plan.json")
    ada.push("--prune", "Login OTP", status=2)
    t.contains(ada.push("--plan", "plan.json").stdout, "): unpublished, rev 1")
    t.contains(ada.publish("list").stdout, "unpublished")


@test
def the_exit_status_tells_what_a_plan_found(t):
    ada = Shop(t.folder() / "ada")
    ada.publish("plan", "--exit-code", status=10)
    ada.publish("plan", status=0)
    ada.push()
    ada.publish("plan", "--exit-code", status=0)
    ada.publish("plan", "--store", "http://127.0.0.1:1", status=3)
    ada.edit("title: Login OTP", "title: Sign-in")
    ada.edit("3f1d2c4b5a69", "3f1d2c4b5a70")
    ada.push()
    ada.edit("title: Sign-in", "title: LOGIN otp")
    ada.publish("plan", "--exit-code", status=4)
    ada.edit("delay: 60s", "delay: 60")
    ada.publish("plan", "--exit-code", status=1)


main(globals(), seconds=60)
