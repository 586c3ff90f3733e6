#!/usr/bin/env python3
"""Access tokens of callbacks, judged by the ledgers of their endpoint and of
the receiver: how often they are fetched, when anew, what stands where one
could not be had.
"""
import json
import sys
from pathlib import Path
from urllib.parse import parse_qs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from issuer import Issuer  # noqa: E402
from proc import run  # noqa: E402
from setting import Setting  # noqa: E402
from tap import eventually, main, test  # noqa: E402

CLIENT = "crm client:é"  # both are encoded before they are joined
PASSWORD = "s3cr%t+w:rd/&="


class Tokens(Setting):
    """A profile whose tokens come from `issuer`."""

    def __init__(self, folder: Path, more: str = "", url: str = ""):
        self.issuer = Issuer(Path(folder) / "issuer.ledger")
        self.more_token, self.token_url = more, url
        super().__init__(folder, environment={"TEST_CLIENT": PASSWORD})

    def __enter__(self):
        self.issuer.__enter__()
        self.issuer.client(CLIENT, PASSWORD)
        return super().__enter__()

    def __exit__(self, *_):
        try:
            super().__exit__()
        finally:
            self.issuer.__exit__(None, None, None)

    def write(self):
        url = self.token_url or self.issuer.url("/oauth/token")
        self.profile = (
            "secret: {env: TEST_CALLBACK_SECRET}, "
            f'token: {{url: "{url}", client_id: "{CLIENT}", '
            f"client_secret: {{env: TEST_CLIENT}}{self.more_token}}}")
        super().write()

    def told(self, last: int, count: int) -> list[dict]:
        """The callbacks, once that many came, after one more invocation."""
        self.ended(self.invoke(f"+39333123{last:02}11")
                   ["workflowInvocationId"])
        return eventually(lambda: len(self.receiver.callbacks()) >= count
                          and self.receiver.callbacks(), 10)

    def waiting(self) -> list[dict]:
        return [one for one in json.loads(self.fallback(
            "callbacks", "list", "--format", "json", "--state", "waiting"))
            ["callbacks"] if one.get("last")]

    def failed(self, last: int) -> dict:
        """The callback of one more invocation, after its first try."""
        self.ended(self.invoke(f"+39333123{last:02}11")
                   ["workflowInvocationId"])
        return eventually(self.waiting, 10)[0]

    def hides(self, t) -> None:
        """No secret and no token is where people look."""
        said = (self.fallback("callbacks", "list", "--format", "json",
                              "--state", "waiting")
                + self.fallback("callbacks", "list"))
        self.runner.stop()
        for secret in (PASSWORD, "token-1", "Basic "):
            t.check(secret not in said + self.runner.stderr.text(), secret)


def bearer(callback: dict) -> list[str]:
    return [value for key, value in callback["headers"]
            if key.lower() == "authorization"]


@test
def a_token_is_fetched_once_for_many(t):
    it = t.use(Tokens(t.folder(), more=', scope: "hooks.write a&b"'))
    it.issuer.next(1, "accept", answer_after_ms=300)
    for i in range(8):
        it.invoke(f"+39333123{i:02}11")
    calls = eventually(lambda: len(it.receiver.callbacks()) >= 8
                       and it.receiver.callbacks(), 15)
    for one in calls:
        t.equal(bearer(one), ["Bearer token-1"])
        t.check(one["verified"], "it is signed as well")
    fetches = it.issuer.fetches()
    t.equal([(one["right"], one["path"]) for one in fetches],
            [(True, "/oauth/token")])
    t.equal(parse_qs(fetches[0]["body"]),
            {"grant_type": ["client_credentials"],
             "scope": ["hooks.write a&b"]})
    it.told(50, 9)
    t.equal(len(it.issuer.fetches()), 1, "it is kept")
    it.hides(t)


@test
def a_token_that_ends_is_fetched_anew(t):
    it = t.use(Tokens(t.folder()))
    for i, good_for in enumerate((0, "0", 3600, 3600)):
        it.issuer.good_for(good_for)
        calls = it.told(i, i + 1)
        t.equal(bearer(calls[i]), [f"Bearer token-{min(i + 1, 3)}"])
    t.equal(len(it.issuer.fetches()), 3)


@test
def a_401_fetches_one_more_inside_the_same_try(t):
    it = t.use(Tokens(t.folder()))
    it.receiver.next(1, 401)
    calls = it.told(1, 2)
    t.equal([bearer(one) for one in calls],
            [["Bearer token-1"], ["Bearer token-2"]])
    t.equal(calls[0]["webhook_id"], calls[1]["webhook_id"])
    t.equal(len(it.issuer.fetches()), 2)
    t.equal(it.waiting(), [], "that was one try, and it was a good one")


@test
def a_receiver_that_goes_on_to_refuse_is_asked_twice(t):
    it = t.use(Tokens(t.folder()))
    it.receiver.next(2, 401, retry_after=600)
    one = it.failed(1)
    t.equal((one["tries"], one["last"]), (1, "answered 401"))
    t.equal((len(it.receiver.callbacks()), len(it.issuer.fetches())), (2, 2))


@test
def without_a_token_nothing_is_sent_and_the_reason_is_said(t):
    it = t.use(Tokens(t.folder()))
    for i, (mode, behaviour, why) in enumerate((
            ("status", {"status": 503}, "its endpoint answered 503"),
            ("status", {"status": 302, "location": it.receiver.url("/x")},
             "its endpoint answered 302"),
            ("status", {"status": 201, "when": "after"},
             "its endpoint answered 201"),
            ("not_json", {}, "holds no access_token"),
            ("huge", {"bytes": 1 << 20}, "holds no access_token"),
            ("accept", {"body": '{"access_token": "a b"}'},
             "holds no access_token"),
            ("accept", {"body": '{"access_token": "a\\r\\nX-B: c"}'},
             "holds no access_token"),
            ("accept", {"body": '{"access_token": "a", "token_type": "mac"}'},
             "token_type that is not Bearer"),
            ("accept_then_close", {}, "its endpoint:"))):
        it.issuer.default(mode, **behaviour)
        seen = {one["webhook_id"] for one in it.waiting()}
        it.ended(it.invoke(f"+39333123{i:02}11")["workflowInvocationId"])
        last = eventually(lambda: [one for one in it.waiting()
                                   if one["webhook_id"] not in seen],
                          10)[0]["last"]
        t.check(last.startswith("no access token: "), last)
        t.contains(last, why)
    t.equal(it.receiver.callbacks(), [])


@test
def an_endpoint_that_is_down_is_asked_again_by_the_schedule(t):
    it = t.use(Tokens(t.folder()))
    it.issuer.listening(False)
    one = it.failed(1)
    t.contains(one["last"], "no access token: its endpoint: ")
    t.equal(it.receiver.callbacks(), [])
    it.issuer.listening(True)
    call = eventually(it.receiver.callbacks, 20)[0]
    t.equal((call["webhook_id"], bearer(call)),
            (one["webhook_id"], ["Bearer token-1"]))


@test
def a_client_that_is_not_known_is_told_so_without_its_secret(t):
    it = t.use(Tokens(t.folder()))
    it.issuer.client(CLIENT, "another")
    t.equal(it.failed(1)["last"],
            "no access token: its endpoint answered 401: invalid_client")
    t.equal(it.receiver.callbacks(), [])
    it.hides(t)


@test
def what_an_endpoint_says_is_not_repeated(t):
    it = t.use(Tokens(t.folder()))
    it.issuer.next(1, "status", status=400)  # {"error": "as ordered"}
    t.equal(it.failed(1)["last"],
            "no access token: its endpoint answered 400")


@test
def a_private_address_gets_no_secret(t):
    it = t.use(Tokens(t.folder(), url="https://[::1]:1/token"))
    t.contains(it.failed(1)["last"],
               "no access token: its endpoint: the address is refused")
    t.equal(it.receiver.callbacks(), [])


@test
def a_secret_that_is_not_set_is_named(t):
    it = t.use(Tokens(t.folder()))
    it.runner.stop()
    del it.environment["TEST_CLIENT"]
    it.serve()
    one = it.failed(1)
    t.contains(one["last"], "no access token: ")
    t.contains(one["last"], "TEST_CLIENT")
    t.equal(it.issuer.fetches(), [])


@test
def a_fetch_that_hangs_does_not_hold_up_the_end(t):
    it = t.use(Tokens(t.folder()))
    it.issuer.next(1, "accept_then_hang")
    it.ended(it.invoke("+393331230111")["workflowInvocationId"])
    eventually(it.issuer.fetches, 10)
    it.runner.stop()
    it.serve()
    t.equal(bearer(eventually(it.receiver.callbacks, 20)[0]),
            ["Bearer token-2"], "the first one nobody heard")


@test
def the_check_looks_at_it(t):
    it = t.use(Tokens(t.folder()))
    file = it.root / "fallback.yaml"
    good = file.read_text()
    address = it.issuer.url("/oauth/token")
    for old, new, why in (
            (address, "http://auth.example/token", "could be read on its way"),
            (address, "auth.example/token", "is not an address of the web"),
            ("{env: TEST_CLIENT}", "word", "secret"),
            ("token: {", "basic: {username: a, password: {env: B}}, token: {",
             "both make the header 'Authorization'")):
        t.check(old in good, old)
        file.write_text(good.replace(old, new))
        out = run("fallback-publish", "check", cwd=it.root,
                  env=it.environment)
        t.equal(out.status, 1, new)
        t.contains(out.stdout, why)
    file.write_text(good)


if __name__ == "__main__":
    main(globals(), seconds=90)
