#!/usr/bin/env python3
"""Looking at what was done to flows, taking it back and carrying it away: by
the socket beside a runner's file, and over HTTP with a key.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import run  # noqa: E402
from setting import WORKFLOW_ID, Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

OTHER_ID = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a70"


class Publisher:
    """fallback-publish on a setting, over HTTP or through the socket."""

    def __init__(self, it, over_http):
        self.it = it
        self.words, self.environment = [], dict(it.environment)
        if over_http:
            self.words = ["--store", f"http://127.0.0.1:{it.port}"]
            self.environment["FALLBACK_TOKEN"] = it.fallback(
                "key", "create", "--scope", "read,publish").strip()

    def __call__(self, *words, status=0):
        return run("fallback-publish", *words, *self.words, cwd=self.it.root,
                   env=self.environment, status=status)

    def json(self, *words):
        return json.loads(self(*words, "--format", "json").stdout)


def both_ways(t):
    """A publisher of each kind, each with a setting of its own."""
    for over_http in (False, True):
        with t.sub("http" if over_http else "socket"):
            with Setting(t.folder()) as it:
                yield it, Publisher(it, over_http)


def change(it, old, new):
    flow = it.root / "flows" / "login.yaml"
    text = flow.read_text()
    assert old in text, old
    flow.write_text(text.replace(old, new))


@test
def what_was_done_is_told_and_taken_back(t):
    for it, publish in both_ways(t):
        before = publish("export", "Login").stdout
        t.equal(before, (it.root / "flows" / "login.yaml").read_text())
        change(it, "delay: 2s}\n- {channel: b", "delay: 1s}\n- {channel: b")
        told = publish.json("diff", "Login")
        t.equal(told["same"], False)
        t.equal(told["differences"][0]["text"],
                "channel 2 (b) is sent 1 s sooner: after 1 s instead of 2 s")
        publish("push", "--yes", "--message", "faster")
        t.equal(publish.json("diff", "Login")["same"], True)
        back = publish.json("rollback", "Login", "--yes")
        t.equal((back["to"], back["revision_before"], back["revision"]),
                (1, 2, 3))
        t.equal(back["differences"][0]["text"],
                "channel 2 (b) is sent 1 s later: after 2 s instead of 1 s")
        t.equal(publish("export", WORKFLOW_ID).stdout, before)
        events = publish.json("history", "Login")["events"]
        t.equal([(e["kind"], e["revision"], e["message"], e["now"])
                 for e in events],
                [("published", 3, "rollback to revision 1", True),
                 ("published", 2, "faster", False),
                 ("published", 1, None, False)])
        t.contains(publish("rollback", "Login", "--to", "1", "--yes").stdout,
                   "nothing to do")
        publish("rollback", "Login", "--to", "9", "--yes", status=2)
        answer = it.invoke("+393331234500")
        t.equal(it.ended(answer["workflowInvocationId"])["outcome"],
                "delivered", "the revision that came back is invoked")


@test
def a_rollback_carries_signature_templates_and_commit_over(t):
    it = t.use(Setting(t.folder()))
    publish = Publisher(it, over_http=True)
    it.key = publish.environment["FALLBACK_TOKEN"]
    flow = (it.root / "flows" / "login.yaml").read_text()
    old = {"op": "publish", "workflow_id": WORKFLOW_ID, "title": "Login",
           "yaml": flow + "# signed\n", "signature": "c2lnbmVk",
           "templates": (it.root / "templates" / "otp.yaml").read_text(),
           "expected_revision": 1}
    commit = "8c3f1e2a9d4b5c6e7f8091a2b3c4d5e6f7081920"
    answer = it.ask("POST", "/workflow/v1/publications",
                    {"changes": [old], "commit": commit})
    t.equal(answer.status, 200, answer)
    publish("push", "--yes", "--overwrite")
    publish("rollback", "Login", "--to", "2", "--yes")
    newest = it.ask(
        "GET", f"/workflow/v1/instances/{WORKFLOW_ID}/revisions/newest").json()
    t.equal(newest["revision"], 4)
    for name in "yaml", "templates", "signature":
        t.equal(newest[name], old[name], name)
    t.equal(newest["commit"], commit)


@test
def a_title_that_is_taken_stands_against_a_rollback(t):
    for it, publish in both_ways(t):
        change(it, "title: Login", "title: Sign-in")
        publish("push", "--yes")
        flow = it.root / "flows" / "login.yaml"
        (it.root / "flows" / "other.yaml").write_text(
            flow.read_text().replace(WORKFLOW_ID, OTHER_ID).replace(
                "title: Sign-in", "title: LOGIN"))
        publish("push", "--yes")
        refused = publish("rollback", "Sign-in", "--yes", status=4)
        t.contains(refused.stderr, "'Login' is taken")
        t.contains(refused.stderr, OTHER_ID)
        t.equal(len(publish.json("history", "Sign-in")["events"]), 2)


@test
def what_was_exported_pushes_back_as_unchanged(t):
    for it, publish in both_ways(t):
        out = it.folder / "out"
        publish("export", "--all", out)
        t.equal(sorted(str(p.relative_to(out)) for p in out.rglob("*.yaml")),
                ["flows/login.yaml", "templates/otp-sms.yaml",
                 "templates/otp.yaml"])
        for name in ("fallback.yaml", "providers/mock.yaml"):
            (out / name).parent.mkdir(exist_ok=True)
            (out / name).write_text((it.root / name).read_text())
        if not publish.words:
            publish.words = ["--store", f"sqlite:{it.root}/fallback.db"]
        pushed = publish("push", "--yes", "-C", out)
        t.contains(pushed.stdout, "unchanged, rev 1")
        publish("export", "--all", out)
        with (out / "flows" / "login.yaml").open("a") as flow:
            flow.write("# mine\n")
        publish("export", "--all", out, status=4)
        t.contains((out / "flows" / "login.yaml").read_text(), "# mine")


@test
def what_runs_goes_on_when_its_flow_is_unpublished(t):
    for it, publish in both_ways(t):
        it.provider.rule(path="/send/a", reports=[])
        invocation = it.invoke("+393331234500")["workflowInvocationId"]
        eventually(lambda: it.provider.ledger().sends(name="a"))
        publish("unpublish", "Login", "--yes", "--message", "too dear")
        refused = it.ask(
            "POST", f"/workflow/v1/instances/{WORKFLOW_ID}/invoke",
            {"recipient": "+393331234501", "data": {"code": "482913"}})
        t.equal(refused.status, 404, refused)
        told = it.ended(invocation)
        t.equal((told["outcome"], told["deliveredOn"]), ("delivered", 2))
        t.equal([s["name"] for s in it.provider.ledger().sends()], ["a", "b"])
        last = publish.json("history", "Login")["events"][0]
        t.equal((last["kind"], last["revision"], last["message"]),
                ("unpublished", 1, "too dear"))
        publish("push", "--yes")
        again = publish.json("list")["flows"][0]
        t.equal((again["workflow_id"], again["revision"]), (WORKFLOW_ID, 1))


@test
def deleting_needs_an_unpublished_flow_and_frees_the_title(t):
    for it, publish in both_ways(t):
        refused = publish("delete", "Login", "--yes", status=4)
        t.contains(refused.stderr, "published by ")
        publish("unpublish", "Login", "--yes")
        publish("delete", "Login", "--yes", "--message", "gone")
        t.equal(publish.json("list")["flows"], [])
        events = publish.json("history", WORKFLOW_ID)["events"]
        t.equal([(e["kind"], e["message"]) for e in events],
                [("deleted", "gone"), ("unpublished", None),
                 ("published", None)])
        change(it, WORKFLOW_ID, OTHER_ID)
        t.contains(publish("push", "--yes").stdout, "created")


@test
def what_fallback_yaml_no_longer_has_is_refused(t):
    for it, publish in both_ways(t):
        change(it, "brand: Acme", "brand: Acme2")
        publish("push", "--yes")
        config = it.root / "fallback.yaml"
        config.write_text(config.read_text().replace("[ACME]", "[OTHER]"))
        if publish.words:  # the runner reads it when it starts
            it.runner.stop()
            it.serve()
        refused = publish("rollback", "Login", "--yes", status=1)
        t.contains(refused.stderr, "ACME")
        t.equal(publish.json("list")["flows"][0]["revision"], 2)


main(globals(), seconds=120)
