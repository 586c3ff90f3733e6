#!/usr/bin/env python3
"""Importing templates from platforms that answer well, badly and not at all."""
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from listing import TOKEN, Listing, template  # noqa: E402
from proc import run  # noqa: E402
from tap import main, test  # noqa: E402

SECRET = {"FALLBACK_PLATFORM_SECRET": TOKEN}
FLOW = """fallback: 1
workflow_id: 01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69
title: Welcome
category: utility
channels:
  - {channel: whatsapp, from: "+390212345678", template: a, language: en, delay: 60s}
"""


class Desk:
    """A workspace without templates, and a platform."""

    def __init__(self, t):
        self.listing = t.use(Listing())
        self.root = t.folder() / "desk"
        run("fallback-publish", "init", self.root, status=0)
        for path in [*self.root.glob("templates/*"), *self.root.glob("flows/*")]:
            path.unlink()

    def do(self, *words, status=0, env=SECRET, **more):
        done = run("fallback-publish", "templates", *words, cwd=self.root,
                   env=env, status=status, **more)
        assert TOKEN not in done.stdout + done.stderr, "the secret was shown"
        return done

    def meta(self, *words, **more):
        return self.do("import", "--from", "meta", "--url", self.listing.url,
                       "--account", "waba1", *words, **more)

    def names(self):
        done = self.do("status", "--local", "--format", "json", status=None)
        return {one["name"]: one["status"]
                for one in json.loads(done.stdout)["templates"]}

    def files(self):
        return {path.name: path.read_bytes()
                for path in self.root.glob("templates/*")}


@test
def all_pages_are_read(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a"), template("b", "PAUSED")],
                          [template("c")], [template("d", "FLAGGED")]]
    t.contains(desk.meta().stdout, "4 new")
    t.equal(desk.names(), {"a": "approved", "b": "paused", "c": "approved",
                           "d": "flagged"})
    t.equal(len(desk.listing.asked), 3, "requests")
    path, headers = desk.listing.asked[0]
    t.contains(path, "rejected_reason")
    t.equal(headers["Authorization"], f"Bearer {TOKEN}")
    t.check("api-key" not in headers, "the token goes in one header")
    t.contains(desk.files()["meta.yaml"].decode(), "account: waba1")


@test
def what_a_whole_listing_lacks_is_marked(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a"), template("b")]]
    desk.meta()
    desk.listing.pages = [[template("b")]]
    t.contains(desk.meta("--dry-run").stdout, "1 marked as deleted")
    t.equal(desk.names()["a"], "approved")
    t.contains(desk.meta().stdout, "a (whatsapp, en): status approved -> deleted")
    t.equal(desk.names(), {"a": "deleted", "b": "approved"})
    desk.listing.pages = [[template("a"), template("b")]]
    t.contains(desk.meta().stdout, "status deleted -> approved")
    desk.listing.pages = [[]]
    t.contains(desk.meta().stdout, "2 not listed any more")
    t.equal(desk.names(), {"a": "approved", "b": "approved"})


@test
def another_accounts_templates_stay(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a")]]
    desk.meta()
    path = desk.root / "templates" / "meta.yaml"
    path.write_text(path.read_text().replace("waba1", "waba2"))
    desk.listing.pages = [[template("b")]]
    desk.meta()
    t.equal(desk.names(), {"a": "approved", "b": "approved"})


@test
def the_same_twice_changes_nothing(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a")]]
    desk.meta()
    before = desk.files()
    t.contains(desk.meta().stdout, "no file was changed")
    t.equal(desk.files(), before)


@test
def flows_are_named_and_status_ends_with_1(t):
    desk = Desk(t)
    (desk.root / "flows" / "welcome.yaml").write_text(FLOW)
    desk.listing.pages = [[template("a")]]
    desk.meta()
    t.contains(desk.do("status").stdout, "Welcome")
    run("fallback-publish", "push", "--yes", cwd=desk.root, status=0)
    desk.listing.pages = [[template("a", "PAUSED")]]
    said = desk.meta().stdout
    t.contains(said, "flows/welcome.yaml: 'Welcome', channel 1")
    (desk.root / "flows" / "welcome.yaml").unlink()
    t.contains(desk.do("status", status=1).stdout, "published: 'Welcome'")
    desk.do("status", "--local")


@test
def an_api_without_our_fields_is_asked_without_them(t):
    desk = Desk(t)
    desk.listing.knows_fields = False
    desk.listing.pages = [[template("a")], [template("b")]]
    t.contains(desk.meta().stdout, "2 new")
    t.check("fields" not in desk.listing.asked[1][0], "no fields")


@test
def wrong_answers_change_nothing_and_say_why(t):
    rows = [
        (401, {}, '{"error": {"message": "Invalid \\u001b[31mtoken"}}', 5,
         "HTTP 401: Invalid \\x1B[31mtoken"),
        (403, {}, "", 5, "HTTP 403"),
        (429, {"Retry-After": "30"}, "{}", 3, "to wait, s: 30"),
        (500, {}, "<html>", 3, "HTTP 500"),
        (302, {"Location": "http://127.0.0.1:9/"}, "", 3, "HTTP 302"),
        (200, {}, "<html>", 1, "is no JSON"),
        (200, {}, "[" * 100000, 1, "is no JSON"),
        (200, {}, "{}", 1, "no listing of templates"),
        (200, {}, '{"data": [{"name": 7}]}', 1, "/data/0/name"),
        (200, {}, '{"data": [], "error": {"message": "expired"}}', 1,
         "expired"),
    ]
    desk = Desk(t)
    desk.listing.pages = [[template("a")]]
    desk.meta()
    before = desk.files()
    for status, headers, body, exit_status, words in rows:
        with t.sub(words):
            desk.listing.answer = (status, headers, body)
            t.contains(desk.meta(status=exit_status).stderr, words)
            t.equal(desk.files(), before)


@test
def next_pages_stay_on_the_host_and_end(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a")], [template("b")]]
    elsewhere = t.use(Listing())
    rows = [
        (elsewhere.url + "/v23.0/waba1/message_templates?access_token=x",
         "is not of"),
        (desk.listing.url + "@127.0.0.1:9/x", "is not of"),
        (desk.listing.url.replace("http:", "https:") + "/x", "is not of"),
        ("/v23.0/waba1/message_templates?after=1", "is not of"),
        (desk.listing.url + "/a b", "characters"),
        (desk.listing.url + "/v23.0/waba1/message_templates?after=1",
         "in a circle"),
        (desk.listing.url + "/" + "x" * 9000, "is not of"),
    ]
    for url, words in rows:
        with t.sub(words + ": " + url[:80]):
            desk.listing.next = lambda page, url=url: url
            said = desk.meta(status=1).stderr
            t.contains(said, words)
            t.check("access_token" not in said, "no query is shown")
            t.equal(desk.files(), {})
    t.equal(elsewhere.asked, [], "requests elsewhere")


@test
def pages_without_end_are_given_up(t):
    desk = Desk(t)
    desk.listing.next = lambda page: (
        f"{desk.listing.url}/v23.0/waba1/message_templates"
        f"?after=0&n={len(desk.listing.asked)}")
    t.contains(desk.meta(status=1).stderr, "more than 200 pages")


@test
def secrets_come_from_files_and_the_environment_only(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a")]]
    t.contains(desk.meta(env={}, status=2).stderr, "--secret-file")
    secret = desk.root / "secret"
    secret.write_text(TOKEN + "\n")
    secret.chmod(0o644)
    t.contains(desk.meta("--secret-file", "secret", env={}, status=5).stderr,
               "secret")
    secret.chmod(0o600)
    desk.meta("--secret-file", "secret", env={})
    done = desk.do("import", "--from", "meta", "--account", "1", "--url",
                   "http://192.0.2.1", status=5)
    t.contains(done.stderr, "https://192.0.2.1")
    t.contains(desk.do("import", "--from", "meta", status=2).stderr,
               "--account")


@test
def a_channel_says_where_and_as_whom(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a")]]
    config = desk.root / "fallback.yaml"
    config.write_text(config.read_text().replace("channels:\n", f"""channels:
  meta:
    kind: whatsapp
    provider: sandbox
    senders: ["+390212345678"]
    settings: {{url: "{desk.listing.url}", waba_id: waba1, access_token: {{env: OUR_TOKEN}}}}
""", 1))
    desk.do("import", "--from", "meta", "--channel", "meta",
            env={"OUR_TOKEN": TOKEN})
    t.equal(desk.names(), {"a": "approved"})
    t.contains(desk.do("import", "--from", "meta", "--channel", "x",
                       status=2).stderr, "no channel 'x'")


@test
def kaleyra_is_asked_with_its_key(t):
    desk = Desk(t)
    words = ["import", "--from", "kaleyra", "--url", desk.listing.url,
             "--account", "HX1"]
    desk.listing.kaleyra = {"data": [
        {"name": "a", "language": "en", "category": "Utility",
         "status": "Approved", "body": "Hello."},
        {"name": "b", "language": "en", "status": "Submission Rejected"}]}
    said = desk.do(*words).stdout
    t.contains(said, "1 new, 1 left out")
    t.equal(desk.names(), {"a": "approved"})
    t.equal(desk.listing.asked[0][1]["api-key"], TOKEN)
    desk.listing.kaleyra = {"data": []}
    t.contains(desk.do(*words).stdout, "1 not listed any more")
    t.contains(desk.do(*words, env={"FALLBACK_PLATFORM_SECRET": "x"},
                       status=5).stderr, "bad key")
    desk.listing.kaleyra = {"data": [], "paging": {"next": "?"}}
    t.contains(desk.do(*words).stderr, "further pages ('paging')")
    desk.listing.kaleyra = {"rows": []}
    t.contains(desk.do(*words, status=1).stderr, "no listing of templates")


@test
def what_an_editor_saves_while_the_platform_is_asked_is_kept(t):
    desk = Desk(t)
    desk.listing.pages = [[template("a")]]
    desk.meta()
    path = desk.root / "templates" / "meta.yaml"
    desk.listing.pages = [[template("a", "PAUSED")]]

    def save_then_end(page):
        path.write_text(path.read_text() + "# saved by an editor\n")

    desk.listing.next = save_then_end
    desk.meta()
    t.contains(path.read_text(), "# saved by an editor")
    t.equal(desk.names(), {"a": "paused"})


@test
def a_folder_that_cannot_be_written_is_told(t):
    if os.geteuid() == 0:
        t.skip("root may write anywhere")
    desk = Desk(t)
    desk.listing.pages = [[template("a")]]
    (desk.root / "templates").chmod(0o555)
    t.later((desk.root / "templates").chmod, 0o755)
    desk.meta(status=6)


@test
def wrong_usage_is_told(t):
    desk = Desk(t)
    rows = [
        (["import"], "--from is"),
        (["import", "--from", "mta"], "not 'mta'"),
        (["import", "--from", "meta", "file"], "takes no file"),
        (["import", "--from", "csv"], "name one file"),
        (["import", "--from", "csv", "a", "b"], "name one file"),
        (["import", "--from", "csv", "-", "--into", "../x.yaml"], "--into"),
        (["import", "--from", "csv", "-", "--into", "templates/.x.yaml"],
         "--into"),
        (["import", "--from", "csv", "-", "--fetched", "now"], "--fetched"),
        (["import", "--from", "csv", "-", "--format", "xml"], "--format"),
    ]
    for words, expected in rows:
        with t.sub(" ".join(words)):
            t.contains(desk.do(*words, status=2).stderr, expected)
    t.contains(desk.do("import", "--from", "csv", "none.csv",
                       status=6).stderr, "none.csv")
    (desk.root / "templates").mkdir(exist_ok=True)
    (desk.root / "templates" / "x.yaml").write_text("fallback: 1\n")
    t.contains(desk.do("import", "--from", "csv", "-", status=1).stderr,
               "the templates folder has errors")


main(globals(), seconds=120)
