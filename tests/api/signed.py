#!/usr/bin/env python3
"""A runner that serves signed flows only: what it takes, what it serves when
its store was altered, and how keys are changed. Signatures are openssl(1)'s.
"""
import base64
import hashlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from proc import run  # noqa: E402
from setting import FLOW, TEMPLATES, WORKFLOW_ID, Setting  # noqa: E402
from shop import Shop  # noqa: E402
from tap import main, test  # noqa: E402

INSTANCE = f"/workflow/v1/instances/{WORKFLOW_ID}"


def openssl(*words, data=b""):
    return subprocess.run(["openssl", *map(str, words)], input=data,
                          capture_output=True, check=True).stdout


def flow_yaml(delay="2s"):
    return FLOW.format(
        workflow_id=WORKFLOW_ID, first="a", first_from='"+390212345678"',
        first_template="otp", first_params='{"1": "{{code}}"}', second="b",
        more="", category="authentication", delay_a=delay, delay_b=delay)


def digest(yaml, templates=TEMPLATES):
    both = b"".join(f"{len(text.encode())}:{text},".encode()
                    for text in (yaml, templates))
    return hashlib.sha256(both).hexdigest()


class Signed(Setting):
    """Two keys; the runner knows those of `known`."""

    def __init__(self, folder):
        super().__init__(folder)
        self.keys = self.root / "keys"
        self.keys.mkdir(parents=True)
        for name in ("one", "two"):
            secret = self.keys / f"{name}.pem"
            openssl("genpkey", "-algorithm", "ed25519", "-out", secret)
            secret.chmod(0o600)
            openssl("pkey", "-in", secret, "-pubout", "-out",
                    self.keys / f"{name}.pub")

    def know(self, *known):
        """Starts the runner again, with these keys; none: unsigned flows."""
        self.runner.stop()
        config = self.root / "fallback.yaml"
        lines = [line for line in config.read_text().splitlines()
                 if not line.startswith("signatures:")]
        if known:
            files = ", ".join(f"{{file: keys/{name}.pub}}" for name in known)
            lines.append(f"signatures: {{required: true, keys: [{files}]}}")
        config.write_text("\n".join(lines) + "\n")
        self.serve()
        self.key = self.fallback(
            "key", "create", "--scope", "read,publish,invoke").strip()

    def sign(self, name, yaml):
        statement = (f"fallback revision 1\nworkflow_id: {WORKFLOW_ID}\n"
                     f"sha256: {digest(yaml)}\n").encode()
        message = self.folder / "statement"
        message.write_bytes(statement)
        return base64.b64encode(openssl(
            "pkeyutl", "-sign", "-rawin", "-inkey",
            self.keys / f"{name}.pem", "-in", message)).decode()

    def put(self, yaml, expected, signature=None):
        body = {"title": "Login", "yaml": yaml, "templates": TEMPLATES,
                "expected_revision": expected}
        if signature:
            body["signature"] = signature
        return self.ask("PUT", INSTANCE, body)

    def alter(self, sql, *values):
        """Somebody writes to the file while the runner is down."""
        self.runner.stop()
        with sqlite3.connect(self.root / "fallback.db") as store:
            store.execute(sql, values)
        store.close()
        self.serve()

    def instance(self):
        return self.ask("GET", INSTANCE).json()


if not shutil.which("openssl"):
    print("1..0 # SKIP openssl(1) is not here")
    sys.exit(0)


@test
def only_what_a_known_key_signed_is_taken(t):
    it = t.use(Signed(t.folder()))
    it.know("one")
    yaml = flow_yaml("3s")
    altered = flow_yaml("4s")
    cases = (
        ("signature-missing", it.put(yaml, 1)),
        ("signature-wrong", it.put(yaml, 1, it.sign("two", yaml))),
        ("signature-wrong", it.put(altered, 1, it.sign("one", yaml))),
        ("signature-wrong", it.put(yaml, 1, "nonsense")),
    )
    for code, answer in cases:
        t.equal((answer.status, answer.json()["code"]), (422, code))
        t.equal([one["code"] for one in answer.json()["findings"]], [code])
    newest = it.ask("GET", f"{INSTANCE}/revisions/newest").json()
    t.equal(newest["revision"], 1, "nothing was changed")
    taken = it.put(yaml, 1, it.sign("one", yaml))
    t.equal(taken.status, 200)
    told = it.instance()
    t.equal((told["revision"], told["active"]), (2, digest(yaml)))
    t.equal(t.use(Client(it.port)).ask("GET", "/readyz").status, 200)


@test
def push_signs_what_the_runner_takes(t):
    it = t.use(Signed(t.folder()))
    it.know("one")

    def push(*words, status):
        return run("fallback-publish", *words, cwd=it.root,
                   env=it.environment, status=status)

    t.contains(push("plan", status=0).stdout, "1 unchanged")
    t.contains(push("push", "--yes", "--sign", "keys/one.pem",
                    status=0).stdout, "updated, rev 1 -> 2",
               "what was not signed")
    t.contains(push("push", "--yes", "--sign", "keys/one.pem",
                    status=0).stdout, "unchanged, rev 2")
    told = it.instance()
    t.equal((told["revision"], told["active"]), (2, told["sha256"]))
    (it.root / "flows" / "login.yaml").write_text(flow_yaml("3s"))
    t.contains(push("plan", status=0).stdout, "rev 2 -> 3",
               "a plan needs no key")
    for words in ([], ["--sign", "keys/two.pem"]):
        refused = push("push", "--yes", *words, status=1)
        t.contains(refused.stderr, "error[signature-")
    t.contains(push("push", "--yes", "--sign", "keys/one.pem",
                    status=0).stdout, "rev 2 -> 3")
    push("push", "--yes", "--sign", "keys/none.pem", status=6)


@test
def an_altered_revision_is_not_served_and_the_last_good_one_is(t):
    it = t.use(Signed(t.folder()))
    it.know("one")
    good, newer = flow_yaml("3s"), flow_yaml("4s")
    t.equal(it.put(good, 1, it.sign("one", good)).status, 200)
    t.equal(it.put(newer, 2, it.sign("one", newer)).status, 200)
    t.equal(it.instance()["active"], digest(newer))
    it.alter("UPDATE revisions SET yaml = replace(yaml, '4s', '5s')"
             " WHERE revision = 3")
    told = it.instance()
    t.equal((told["revision"], told["active"]), (3, digest(good)))
    t.equal(t.use(Client(it.port)).ask("GET", "/readyz").status, 200)
    listed = it.ask("GET", "/workflow/v1/instances").json()["instances"]
    t.equal(listed[0]["active"], digest(good))
    words = "an older revision is served"
    t.contains(it.publish("list"), words)
    t.contains(it.publish("show", WORKFLOW_ID), words)
    it.runner.stderr.find(f"revision 3 of flow {WORKFLOW_ID} is not served: "
                          "signature-wrong", 10)
    known = it.timeline(it.invoke("+393331234500")["workflowInvocationId"])
    t.equal(known["revision"], 2)


@test
def where_nothing_is_signed_nothing_is_served(t):
    it = t.use(Signed(t.folder()))
    it.know("one")
    told = it.instance()
    t.equal((told["revision"], told["active"]), (1, ""))
    t.contains(it.publish("show", WORKFLOW_ID), "nothing of it is served")
    body = {"recipient": "+393331234500", "data": {"code": "482913"}}
    refused = it.ask("POST", f"{INSTANCE}/invoke", body)
    t.equal((refused.status, refused.json()["code"]), (503, "flow-unusable"))
    yaml = it.instance()["yaml"]
    templates = it.instance()["templates"]
    t.check(templates, "the templates are told")
    t.equal(it.put(yaml, 1, it.sign("one", yaml)).status, 200)
    t.equal(it.ask("POST", f"{INSTANCE}/invoke", body).status, 202)


@test
def keys_are_changed_by_having_both_for_a_while(t):
    it = t.use(Signed(t.folder()))
    it.know("one")
    yaml = flow_yaml("3s")
    t.equal(it.put(yaml, 1, it.sign("one", yaml)).status, 200)
    it.know("one", "two")
    t.equal(it.instance()["active"], digest(yaml))
    again = it.put(yaml, 2, it.sign("two", yaml))
    t.equal((again.status, again.json()["changes"][0]["revision"]), (200, 3))
    it.know("two")
    t.equal(it.instance()["active"], digest(yaml))
    it.know("one")
    told = it.instance()
    t.equal((told["revision"], told["active"]), (3, digest(yaml)))


@test
def push_signs_and_signs_anew(t):
    it = t.use(Signed(t.folder()))
    it.know("one")

    def push(*words, status=0):
        return run("fallback-publish", "push", "--yes", *words, cwd=it.root,
                   env=it.environment, status=status)

    it.delays = ("3s", "3s")
    (it.root / "flows" / "login.yaml").write_text(flow_yaml("3s"))
    unsigned = push(status=1)
    t.contains(unsigned.stderr, "signature-missing")
    t.contains(unsigned.stderr, "--sign")
    t.contains(push("--dry-run").stdout, "Login")
    wrong = push("--sign", "keys/two.pem", status=1)
    t.contains(wrong.stderr, "signature-wrong")
    t.contains(push("--sign", "keys/one.pem").stdout, "rev 1 -> 2")
    t.contains(push("--sign", "keys/one.pem").stdout, "unchanged")
    t.equal(it.instance()["active"], it.instance()["sha256"])
    it.know("two")
    t.equal(it.instance()["active"], "")
    t.contains(push(status=1).stderr, "for want of a signature")
    t.contains(push("--sign", "keys/two.pem").stdout, "rev 2 -> 3")
    t.equal(it.instance()["active"], it.instance()["sha256"])
    (it.keys / "one.pub").chmod(0o600)
    for key, status, words in (("keys/one.pub", 2, "no private Ed25519 key"),
                               ("keys/none.pem", 6, "keys/none.pem")):
        t.contains(push("--sign", key, status=status).stderr, words)
    (it.keys / "one.pem").chmod(0o644)
    open_key = push("--sign", "keys/one.pem", status=5)
    t.contains(open_key.stderr, "chmod 600")


@test
def a_runner_without_its_keys_does_not_begin(t):
    it = t.use(Setting(t.folder()))
    it.runner.stop()
    config = it.root / "fallback.yaml"
    was = config.read_text()
    for line, status, words in (
            ("signatures: {required: true}", 1, "no key may sign"),
            ("signatures: {required: true, keys: [{file: keys/no.pub}]}", 6,
             "keys/no.pub"),
            ("signatures: {required: true, keys: [{file: fallback.yaml}]}", 2,
             "no public Ed25519 key")):
        config.write_text(was + line + "\n")
        ended = run("fallback-runner", "serve", "--listen", "127.0.0.1:0",
                    cwd=it.root, env=it.environment, status=status)
        t.contains(ended.stderr, words)


@test
def a_plan_that_leaves_a_flow_alone_is_held_to_it(t):
    it = Shop(t.folder() / "ada")
    secret = it.root.parent / "one.pem"
    openssl("genpkey", "-algorithm", "ed25519", "-out", secret)
    secret.chmod(0o600)
    it.push()
    it.publish("plan", "--out", "plan.json")
    held = it.push("--plan", "plan.json", "--sign", str(secret)).stdout
    t.equal(held.count("unchanged, rev 1"), 2, held)
    t.equal(it.push("--sign", str(secret)).stdout.count("rev 1 -> 2"), 2)


main(globals(), seconds=60)
