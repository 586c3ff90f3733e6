#!/usr/bin/env python3
"""What a runner's API says of flows and does with what is pushed to it."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from setting import ACCOUNT, FLOW, TEMPLATES, WORKFLOW_ID, Setting  # noqa: E402
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
        more="", category="authentication",
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


def put(it, expected=None, headers=None, **more):
    body = {"title": "Login", "yaml": flow_yaml(), "templates": TEMPLATES}
    if expected is not None:
        body["expected_revision"] = expected
    return it.ask("PUT", INSTANCE, body | more, headers)


@test
def an_instance_has_an_etag_that_changes_with_each_event(t):
    it = publisher(t.use(Setting(t.folder())))
    for path in (INSTANCE, f"{INSTANCE}/revisions/1",
                 f"{INSTANCE}/revisions/newest", f"{INSTANCE}/revisions",
                 f"{INSTANCE}/history", "/workflow/v1/instances",
                 "/workflow/v1/templates"):
        with t.sub(path):
            answer = it.ask("GET", path)
            t.equal(answer.status, 200)
            etag = answer.header("ETag")
            same = it.ask("GET", path, headers={"If-None-Match": etag})
            t.equal((same.status, same.body, same.header("ETag")),
                    (304, b"", etag))
            other = it.ask("GET", path, headers={"If-None-Match": '"x"'})
            t.equal(other.status, 200)
    before = it.ask("GET", INSTANCE).header("ETag")
    t.equal(it.ask("DELETE", INSTANCE, headers={"If-Match": before}).status,
            200)
    stale = put(it, headers={"If-Match": before})
    t.equal((stale.status, stale.json()["changes"][0]["result"]),
            (412, "conflict"))
    now = it.ask("GET", f"{INSTANCE}/revisions/newest")
    t.check(now.header("ETag") != before, "the ETag has changed")
    t.contains(now.json()["last"]["author"], "key ")
    t.equal(put(it, headers={"If-Match": now.header("ETag")}).status, 200)
    t.equal(put(it, headers={"If-None-Match": "*"}, yaml=flow_yaml(
        delay="4s")).status, 412)
    for wrong in ({"If-Match": "3"}, {"If-Match": '"1.1", "2.2"'},
                  {"If-None-Match": before}):
        t.equal(put(it, headers=wrong).status, 400)
    t.equal(put(it).status, 400)


@test
def unpublishing_may_expect_a_revision(t):
    it = publisher(t.use(Setting(t.folder())))
    t.equal(it.ask("DELETE", f"{INSTANCE}?expected_revision=7").status, 409)
    t.equal(it.ask("DELETE", f"{INSTANCE}?expected_revision=x").status, 400)
    t.equal(it.ask("DELETE", f"{INSTANCE}?expected_revision=1").status, 200)
    t.equal(it.ask("GET", INSTANCE).status, 404)
    t.equal(it.ask("DELETE", INSTANCE).json()["changes"][0]["result"], "same")
    newest = it.ask("GET", f"{INSTANCE}/revisions/newest").json()
    t.equal(put(it, 1, expected_event=newest["last"]["number"] - 1).status,
            409)
    t.equal(put(it, 1, dry_run=True).json()["would"], True)
    t.equal(put(it, 1, commit=COMMIT).status, 200)
    t.equal(it.ask("GET", INSTANCE).json()["commit"], COMMIT)


@test
def templates_are_listed_with_the_flows_that_use_them(t):
    it = publisher(t.use(Setting(t.folder())))
    other = change(0, workflow_id=OTHER_ID, title="Other",
                   yaml=flow_yaml(OTHER_ID, "Other"))
    t.equal(publish(it, other).status, 200)
    templates = it.ask("GET", "/workflow/v1/templates").json()["templates"]
    t.equal([(row["kind"], row["name"], row["language"]) for row in templates],
            [("sms", "otp_sms", "en"), ("whatsapp", "otp", "en")])
    for row in templates:
        t.equal(row["here"]["status"], "approved")
        t.equal([(flow["workflow_id"], flow["title"], flow["revision"],
                  flow["status"]) for flow in row["flows"]],
                [(WORKFLOW_ID, "Login", 1, "approved"),
                 (OTHER_ID, "Other", 1, "approved")])
    it.runner.stop()
    path = it.root / "templates" / "otp.yaml"
    path.write_text(path.read_text().replace(
        "status: approved", "status: paused\n    reason: quality", 1))
    it.serve()
    it.ask("DELETE", INSTANCE)
    _, row = it.ask("GET", "/workflow/v1/templates").json()["templates"]
    t.equal(row["here"], {"status": "paused", "reason": "quality"})
    t.equal([(flow["title"], flow["status"]) for flow in row["flows"]],
            [("Other", "approved")])


def many(count, wrong=()):
    ids = [f"01929f5c-7d1e-7c3a-9b1e-{i:012x}" for i in range(count)]
    padding = f"# {'x' * 70}\n" * 35
    return [change(0, workflow_id=name, title=f"Flow {i}",
                   yaml=flow_yaml(name, f"Flow {i}",
                                  channel="z" if i in wrong else "a")
                   + padding)
            for i, name in enumerate(ids)]


@test
def a_thousand_flows_are_one_publication(t):
    it = publisher(t.use(Setting(t.folder())))
    refused = publish(it, *many(1000, wrong=(999,)))
    t.equal(refused.status, 422)
    t.equal(len(refused.json()["findings"]), 1)
    t.contains(refused.json()["detail"], "Flow 999:")
    names = it.ask("GET", "/workflow/v1/instances").json()["instances"]
    t.equal(len(names), 1)
    done = publish(it, *many(1000))
    t.equal((done.status, done.json()["committed"]), (200, True))
    names = it.ask("GET", "/workflow/v1/instances").json()["instances"]
    t.equal(len(names), 1001)
    twice = publish(it, *many(2), *many(2))
    t.equal(twice.status, 400)
    t.contains(twice.json()["detail"], "twice")


@test
def what_is_too_large_is_refused_with_words(t):
    it = publisher(t.use(Setting(t.folder())))
    for method, path, most in (
            ("POST", f"/v1/{ACCOUNT}{PUBLICATIONS}", 64_000_000),
            ("PUT", f"/v1/{ACCOUNT}{INSTANCE}", 4_000_000)):
        client = t.use(Client(it.port))
        client.request(method, path, headers={
            "api-key": it.key, "Content-Length": str(most + 1)})
        answer = client.answer()
        t.equal((answer.status, answer.json()["code"]),
                (413, "body-too-large"))
        t.contains(answer.json()["detail"], str(most))


main(globals(), seconds=60)
