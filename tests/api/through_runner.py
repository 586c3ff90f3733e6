#!/usr/bin/env python3
"""Publishing while a runner has the store: by the socket beside the file, and
by HTTP with a key. What was told is there when the runner was killed.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from proc import run  # noqa: E402
from setting import WORKFLOW_ID, Setting  # noqa: E402
from tap import main, test  # noqa: E402


def change_flow(it, delay):
    it.delays = (delay, delay)
    it.write()


@test
def commands_go_through_the_runner_that_has_the_file(t):
    it = t.use(Setting(t.folder()))
    change_flow(it, "3s")
    t.contains(it.publish("push", "--yes"), "-> 2")
    t.contains(it.publish("push", "--yes"), "unchanged, rev 2")
    t.check(it.runner.running(), "the runner goes on")
    answer = it.ask("GET", f"/workflow/v1/instances/{WORKFLOW_ID}")
    t.equal(answer.status, 200)
    t.equal(answer.json()["revision"], 2)
    it.runner.kill()
    t.contains(it.publish("push", "--yes"), "unchanged, rev 2")


@test
def a_flow_is_shown_by_id_and_title_through_the_runner(t):
    it = t.use(Setting(t.folder()))
    for name in (WORKFLOW_ID, "LOGIN"):
        t.contains(it.publish("show", name), WORKFLOW_ID)
    it.publish("unpublish", "Login", "--yes")
    t.contains(it.publish("list"), "unpublished")
    t.contains(it.publish("show", "Login"), "unpublished")


@test
def a_key_opens_as_much_as_its_scopes_say(t):
    it = t.use(Setting(t.folder()))
    change_flow(it, "3s")
    url = f"http://127.0.0.1:{it.port}"
    reader = it.fallback("key", "create", "--scope", "read").strip()
    writer = it.fallback("key", "create", "--scope", "read,publish").strip()

    def publish(command, key, status):
        return run("fallback-publish", *command, "--store", url, cwd=it.root,
                   env=it.environment | {"FALLBACK_TOKEN": key},
                   status=status)

    t.contains(publish(["list"], reader, 0).stdout, WORKFLOW_ID)
    refused = publish(["push", "--yes"], reader, 5)
    t.contains(refused.stderr, "403")
    t.contains(refused.stderr, "key create --scope read,publish")
    t.check(reader not in refused.stderr, "a key is never shown")
    t.contains(publish(["list"], "fbk_wrong", 5).stderr, "--token-file")
    t.contains(publish(["push", "--yes"], writer, 0).stdout, "-> 2")
    it.fallback("key", "revoke", writer.split("_")[1])
    publish(["list"], writer, 5)
    plain = run("fallback-publish", "list", "--store", "http://192.0.2.1",
                cwd=it.root, env=it.environment | {"FALLBACK_TOKEN": writer},
                status=5)
    t.contains(plain.stderr, "https://192.0.2.1")


@test
def what_the_runner_lacks_is_refused(t):
    it = t.use(Setting(t.folder()))
    flow = it.root / "flows" / "login.yaml"
    config = it.root / "fallback.yaml"
    config.write_text(config.read_text().replace("  b: {", "  c: {"))
    flow.write_text(flow.read_text().replace("channel: b", "channel: c"))
    refused = run("fallback-publish", "push", "--yes", cwd=it.root,
                  env=it.environment, status=1)
    t.contains(refused.stderr, "c")
    answer = it.ask("GET", f"/workflow/v1/instances/{WORKFLOW_ID}")
    t.equal(answer.json()["revision"], 1)


main(globals(), seconds=60)
