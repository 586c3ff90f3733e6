#!/usr/bin/env python3
"""What others judge by: the npm package of Standard Webhooks verifies our
callbacks, also while a key is changed. It comes from npm, so this is not for
every run.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from callbacks import OLD, told  # noqa: E402
from setting import SECRET, Setting  # noqa: E402
from tap import main, test  # noqa: E402

PACKAGE = "standardwebhooks@1.0.0"
VERIFY = """\
const { Webhook } = require("standardwebhooks");
const [secret, headers, body] = JSON.parse(require("fs").readFileSync(0));
try {
    new Webhook(secret).verify(body, headers);
    console.log("taken");
} catch (error) {
    console.log(error.message);
}
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


def verdict(folder: Path, secret: str, one: dict, body: str) -> str:
    headers = {name.lower(): value for name, value in one["headers"]}
    return subprocess.run(
        ["node", "-e", VERIFY], cwd=folder, text=True, check=True,
        env={**os.environ, "NODE_PATH": str(folder / "node_modules")},
        input=json.dumps([secret, headers, body]),
        capture_output=True).stdout.strip()


@test
def the_package_of_standard_webhooks_takes_them(t):
    folder = install(t)
    it = t.use(Setting(
        t.folder(), environment={"TEST_OLD": OLD},
        profile="secret: [{env: TEST_CALLBACK_SECRET}, {env: TEST_OLD}]"))
    one = told(it)[0]
    for secret in (SECRET, OLD):
        t.equal(verdict(folder, secret, one, one["body"]), "taken")
        t.check(verdict(folder, secret, one, one["body"] + " ") != "taken",
                "another body is not taken")
    other = "whsec_" + "QUJD" * 8
    t.check(verdict(folder, other, one, one["body"]) != "taken",
            "with another secret it is not taken")


main(globals(), seconds=400)
