#!/usr/bin/env python3
"""What a runner's API says of flows and does with what is pushed to it."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from setting import FLOW, TEMPLATES, WORKFLOW_ID, Setting  # noqa: E402
from tap import main, test  # noqa: E402

OTHER_ID = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a70"
COMMIT = "8c3f1e2a9d4b5c6e7f8091a2b3c4d5e6f7081920"
INSTANCE = f"/workflow/v1/instances/{WORKFLOW_ID}"
PUBLICATIONS = "/workflow/v1/publications"


def flow_yaml(workflow_id=WORKFLOW_ID, title="Login", delay="3s",
              channel="a"):
    text = FLOW.format(
        workflow_id=workflow_id, first=channel, first_from='"+390212345678"',
        first_template="otp", first_params='{"1": "{{code}}"}', second="b",
        delay_a=delay, delay_b=delay)
    return text.replace("title: Login", f"title: {title}")


def change(expected, **more):
    title = more.get("title", "Login")
    return {"op": "publish", "workflow_id": WORKFLOW_ID, "title": title,
            "yaml": flow_yaml(title=title), "templates": TEMPLATES,
            "expected_revision": expected} | more


def publisher(it):
    it.key = it.fallback(
        "key", "create", "--scope", "read,publish,invoke").strip()
    return it


def publish(it, *changes, **more):
    return it.ask("POST", PUBLICATIONS, {
        "author": "ada", "message": "because", "commit": COMMIT,
        "changes": list(changes)} | more)


@test
def the_history_tells_each_event_with_its_author_and_commit(t):
    it = publisher(t.use(Setting(t.folder())))
    t.equal(publish(it, change(1)).status, 200)
    t.equal(publish(it, {"op": "unpublish", "workflow_id": WORKFLOW_ID,
                         "expected_revision": 2}).status, 200)
    answer = it.ask("GET", f"{INSTANCE}/history")
    t.equal(answer.status, 200)
    events = answer.json()["events"]
    t.equal([(e["number"], e["kind"], e["revision"]) for e in events],
            [(3, "unpublished", 2), (2, "published", 2), (1, "published", 1)])
    t.equal([events[0][name] for name in ("author", "message", "commit")],
            ["ada", "because", COMMIT])
    newest = it.ask("GET", f"{INSTANCE}/revisions/newest").json()
    t.equal(newest["commit"], COMMIT)
    t.equal(newest["last"], events[0])
    t.equal(it.ask("GET", f"/workflow/v1/instances/{OTHER_ID}/history").status,
            404)


@test
def who_came_between_is_named(t):
    it = publisher(t.use(Setting(t.folder())))
    seen = it.ask("GET", INSTANCE).json()["last"]["number"]
    t.equal(publish(it, {"op": "unpublish", "workflow_id": WORKFLOW_ID,
                         "expected_revision": 1}).status, 200)
    answer = publish(it, change(1, expected_event=seen))
    t.equal(answer.status, 409)
    told = answer.json()
    t.equal(told["committed"], False)
    t.equal(told["changes"][0]["result"], "conflict")
    last = told["changes"][0]["current"]["last"]
    t.equal((last["kind"], last["author"], last["number"]),
            ("unpublished", "ada", seen + 1))
    t.equal(publish(it, change(1, expected_event=seen + 1)).status, 200)


@test
def a_dry_run_says_what_would_be_and_does_nothing(t):
    it = publisher(t.use(Setting(t.folder())))
    answer = publish(it, change(1), dry_run=True)
    t.equal(answer.status, 200)
    t.equal((answer.json()["committed"], answer.json()["would"]),
            (False, True))
    t.equal(answer.json()["changes"], [{"result": "changed", "revision": 2}])
    stale = publish(it, change(7), dry_run=True)
    t.equal((stale.status, stale.json()["changes"][0]["result"]),
            (409, "conflict"))
    t.equal(it.ask("GET", INSTANCE).json()["last"]["number"], 1)


@test
def what_is_wrong_comes_as_findings_with_their_places(t):
    it = publisher(t.use(Setting(t.folder())))
    wrong = change(1, yaml=flow_yaml(channel="nowhere"))
    other = change(0, workflow_id=OTHER_ID, title="Other",
                   yaml=flow_yaml(OTHER_ID, "Other", channel="nobody"))
    for dry_run in (True, False):
        answer = publish(it, wrong, other, dry_run=dry_run)
        t.equal(answer.status, 422)
        told = answer.json()
        t.equal(told["code"], "flow-wrong")
        t.contains(told["detail"], "Login:")
        found = [finding for finding in told["findings"]
                 if finding["code"] == "unknown-channel"]
        t.equal([finding["workflow_id"] for finding in found],
                [WORKFLOW_ID, OTHER_ID])
        t.equal((found[0]["severity"], found[0]["file"],
                 found[0]["pointer"]),
                ("error", "yaml", "/channels/0/channel"))
        line = wrong["yaml"].split("\n")[found[0]["line"] - 1]
        t.check(line[found[0]["column"] - 1:].startswith("nowhere"),
                "the place is that of the name")
        t.contains(found[0]["text"], "nowhere")
    t.equal(it.ask("GET", INSTANCE).json()["revision"], 1)


@test
def names_that_differ_from_the_yaml_are_refused(t):
    it = publisher(t.use(Setting(t.folder())))
    cases = (
        (change(0, workflow_id=OTHER_ID), "id-mismatch", OTHER_ID,
         WORKFLOW_ID),
        (change(1, title="Logout", yaml=flow_yaml()), "title-mismatch",
         "Logout", "Login"),
    )
    for wrong, code, *names in cases:
        put = {name: wrong[name] for name in
               ("title", "yaml", "templates", "expected_revision")}
        path = f"/workflow/v1/instances/{wrong['workflow_id']}"
        for answer in (publish(it, wrong), it.ask("PUT", path, put)):
            t.equal(answer.status, 422)
            found = [finding for finding in answer.json()["findings"]
                     if finding["code"] == code]
            t.equal(len(found), 1)
            for name in names:
                t.contains(found[0]["text"], name)
                t.contains(answer.json()["detail"], name)
    t.equal(it.ask("GET", INSTANCE).json()["revision"], 1)


main(globals(), seconds=60)
