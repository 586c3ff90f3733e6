#!/usr/bin/env python3
"""What others judge by: the runner takes what Twilio's own package from npm
signs, as a form and as JSON, and nothing else. It comes from npm, so this is
not for every run.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from client import Client  # noqa: E402
from providers import CASES, SECRET, TO, sent_by, setting_of  # noqa: E402
from tap import eventually, main, test  # noqa: E402

PACKAGE = "twilio@5.3.5"
SIGN = """\
const made = require("twilio/lib/webhooks/webhooks");
const [token, url, form, body] = JSON.parse(require("fs").readFileSync(0));
const whole = body === null ? url
    : url + "?bodySHA256=" + made.getExpectedBodyHash(body);
console.log(JSON.stringify([whole,
    made.getExpectedTwilioSignature(token, whole, form)]));
"""


def install(t) -> Path:
    if not shutil.which("npm"):
        t.skip("npm is missing")
    folder = t.folder()
    (folder / "package.json").write_text('{"private": true}')
    done = subprocess.run(
        ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund",
         "--loglevel=error", PACKAGE], cwd=folder, capture_output=True,
        text=True, timeout=300)
    t.equal(done.returncode, 0, f"npm install: {done.stderr}")
    return folder


def sign(folder: Path, url: str, form: dict, body: str | None) -> list[str]:
    """The whole address and its signature."""
    return json.loads(subprocess.run(
        ["node", "-e", SIGN], cwd=folder, text=True, check=True,
        env={**os.environ, "NODE_PATH": str(folder / "node_modules")},
        input=json.dumps([SECRET, url, form, body]),
        capture_output=True).stdout)


def post(it, url: str, signature: str, body: bytes, kind: str) -> int:
    parts = urlsplit(url)
    target = parts.path + ("?" + parts.query if parts.query else "")
    with Client(it.port) as client:
        return client.ask("POST", target, body, {
            "X-Twilio-Signature": signature, "Content-Type": kind}).status


@test
def what_twilios_package_signs_is_taken(t):
    folder = install(t)
    it = setting_of(t, CASES["twilio-sms"])
    invocation = it.invoke(TO)["workflowInvocationId"]
    send = sent_by(it, "twilio-sms")
    eventually(lambda: it.timeline(invocation)["channels"][1]["report"]
               == "accepted", 10)
    form = {"MessageSid": send["message_id"], "MessageStatus": "delivered",
            "To": TO, "From": "Acme & Söhne", "Empty": ""}
    kind = "application/x-www-form-urlencoded"
    url, signature = sign(folder, send["dlr_url"], form, None)
    other = urlencode(form | {"MessageStatus": "failed"}).encode()
    t.equal(post(it, url, signature, other, kind), 401, "another word")
    t.equal(post(it, url + "?a=b", signature, urlencode(form).encode(), kind),
            401, "another address")
    body = json.dumps({"MessageSid": send["message_id"]})
    whole, json_signature = sign(folder, send["dlr_url"], {}, body)
    for text, status in ((body + " ", 401), (body, 200)):
        t.equal(post(it, whole, json_signature, text.encode(),
                     "application/json"), status, "JSON")
    t.equal(it.timeline(invocation)["outcome"], "running")
    t.equal(post(it, url, signature, urlencode(form).encode(), kind), 200)
    t.equal(it.ended(invocation)["deliveredOn"], 2)


main(globals(), seconds=400)
