#!/usr/bin/env python3
"""What is ready-made for CI does what it says: the hook in real repositories,
and the shell of every job against local stores.
"""
import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import clean_environment, find_program, run  # noqa: E402
from tap import main, test  # noqa: E402

CI = ROOT / "share" / "packaging" / "ci"
BROKEN = ("template: login_otp", "template: login_otq")


def shell(script: str, folder: Path, status: int | None = 0, **env: str) -> str:
    """Runs lines of sh; everything that they said."""
    programs = find_program("fallback-publish").parent
    done = subprocess.run(
        ["sh", "-e", "-c", script], cwd=folder, text=True, timeout=120,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=clean_environment(**{
            "PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder),
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@b.example", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@b.example"} | env))
    assert "AddressSanitizer" not in done.stdout, done.stdout
    assert status is None or done.returncode == status, (
        f"status {done.returncode}, not {status}: {script}\n{done.stdout}")
    return done.stdout


class Repository:
    """A repository with a workspace in `inside`, the hook, and one commit."""

    def __init__(self, t, inside: str = "."):
        self.top = t.folder() / "a repository"
        self.workspace = self.top / inside
        self.top.mkdir()
        run("fallback-publish", "init", self.workspace, status=0)
        self.flow = self.workspace / "flows" / "login-otp.yaml"
        self.sh("git init -q && git add . && git commit -q -m first")
        (self.top / ".git" / "hooks" / "pre-commit").symlink_to(CI / "pre-commit")

    def sh(self, script: str, status: int | None = 0, folder: str = ".",
           **env: str) -> str:
        return shell(script, self.top / folder, status, **env)

    def commits(self) -> int:
        return int(self.sh("git rev-list --count HEAD"))

    def replace(self, old: str, new: str) -> None:
        text = self.flow.read_text()
        assert old in text, old
        self.flow.write_text(text.replace(old, new))


@test
def the_hook_stops_a_commit_with_errors(t):
    it = Repository(t)
    it.replace(*BROKEN)
    said = it.sh("git commit -q -a -m broken", status=1)
    t.contains(said, "flows/login-otp.yaml:12:13: error[template-missing]")
    t.contains(said, "nothing was committed")
    t.equal(it.commits(), 1)
    it.replace(*reversed(BROKEN))
    it.replace("title: Login OTP", "title: Login by OTP")
    it.sh("git commit -q -a -m fine")
    it.replace(*BROKEN)
    it.sh("git commit -q -a --no-verify -m anyway")
    t.equal(it.commits(), 3)


@test
def the_hook_checks_what_is_staged(t):
    it = Repository(t)
    it.replace(*BROKEN)
    it.sh("git add .")
    it.replace(*reversed(BROKEN))  # mended in the working tree alone
    t.contains(it.sh("git commit -q -m broken", status=1), "template-missing")
    it.sh("git add .")
    it.replace(*BROKEN)  # broken in the working tree alone
    (it.workspace / "flows" / "new.yaml").write_text("not a flow")
    it.replace("title: Login OTP", "title: Other")
    (it.workspace / "README").write_text("news")
    it.sh("git add README && git commit -q -m readme")
    t.equal(it.commits(), 2)
    t.contains(it.flow.read_text(), BROKEN[1], "the working tree stays")


@test
def the_hook_looks_at_the_paths_of_a_partial_commit(t):
    it = Repository(t)
    it.replace(*BROKEN)
    (it.workspace / "README").write_text("news")
    it.sh("git add .")
    it.sh("git commit -q -m readme README")
    t.contains(it.sh("git commit -q -m all", status=1), "template-missing")


@test
def the_hook_works_from_folders_and_for_workspaces_in_them(t):
    it = Repository(t, "our flows/shop")
    (it.top / "other.txt").write_text("no workspace")
    it.replace(*BROKEN)
    it.sh("git add other.txt && git commit -q -m other")
    said = it.sh("git commit -q -a -m broken", status=1,
                 folder="our flows/shop/flows")
    t.contains(said, "our flows/shop:\nflows/login-otp.yaml:12:13: error")
    it.replace(*reversed(BROKEN))
    it.replace("title: Login OTP", "title: Login by OTP")
    it.sh("git commit -q -a -m fine", folder="our flows/shop/flows")
    t.equal(it.commits(), 3)
    it.sh("git worktree add -q ../second")
    second = it.top.parent / "second"
    flow = second / "our flows" / "shop" / "flows" / "login-otp.yaml"
    flow.write_text(flow.read_text().replace(*BROKEN))
    t.contains(shell("git commit -q -a -m broken", second, 1),
               "template-missing")


@test
def a_template_that_goes_stops_the_commit(t):
    it = Repository(t)
    t.contains(it.sh("git rm -q templates/otp.yaml && git commit -q -m gone",
                     status=1), "template-missing")


@test
def the_hook_can_be_strict_and_look_at_the_form(t):
    it = Repository(t)
    it.replace("  code: {pattern", "  extra: {}\n  code: {pattern")
    it.sh("git commit -q -a -m warned")
    it.sh("git config fallback.strict true")
    it.replace("  extra: {}", "  extra: {}  # still")
    t.contains(it.sh("git commit -q -a -m strict", status=1), "input-unused")
    it.sh("git config fallback.strict false; git config fallback.fmt true")
    it.replace("  extra: {}  # still", "  extra:    {}")
    t.contains(it.sh("git commit -q -a -m form", status=1), "canonical form")


@test
def the_hook_says_when_the_program_is_missing(t):
    it = Repository(t)
    it.replace("title: Login OTP", "title: Other")
    said = it.sh("git commit -q -a -m x", status=1,
                 FALLBACK_PUBLISH="/nowhere/fallback-publish")
    t.contains(said, "is not in PATH")


# --- the jobs ---

# What each platform gives its jobs.
VARIABLES = {"GITHUB_SHA": "0123abc", "GITHUB_ACTOR": "ada",
             "CI_COMMIT_SHA": "0123abc", "GITLAB_USER_LOGIN": "ada",
             "FALLBACK_PLATFORM_SECRET": "", "FALLBACK_TOKEN": ""}


def load(name: str) -> dict:
    return yaml.load((CI / name).read_text(), Loader=yaml.BaseLoader)


def github_jobs() -> dict[str, str]:
    return {name: "\n".join(step["run"].rstrip() for step in job["steps"]
                            if "run" in step)
            for name, job in load("github-actions.yml")["jobs"].items()}


def gitlab_jobs() -> dict[str, str]:
    return {name: "\n".join(job["script"])
            for name, job in load("gitlab-ci.yml").items() if "script" in job}


PLATFORMS = {"github": github_jobs, "gitlab": gitlab_jobs}


class Project:
    """A checkout, the stores of staging and production, and its jobs."""

    def __init__(self, t, jobs: dict[str, str]):
        self.jobs = jobs
        self.folder = t.folder() / "checkout"
        run("fallback-publish", "init", self.folder, status=0)
        config = self.folder / "fallback.yaml"
        text = "".join(line for line in
                       config.read_text().splitlines(keepends=True))
        text = text.partition("\nenvironments:")[0] + f"""
environments:
  staging: {{store: "sqlite:{t.folder()}/staging.db"}}
  production: {{store: "sqlite:{t.folder()}/production.db", production: true}}
"""
        config.write_text(text)
        shell("fallback-publish fmt; git init -q; git add .; "
              "git commit -q -m first", self.folder)
        self.summary = t.folder() / "summary"

    def job(self, name: str, status: int = 0) -> str:
        return shell(self.jobs[name], self.folder, status,
                     GITHUB_STEP_SUMMARY=str(self.summary), **VARIABLES)

    def published(self, environment: str) -> str:
        return run("fallback-publish", "list", "--env", environment,
                   cwd=self.folder, status=0).stdout

    def change(self, old: str, new: str) -> None:
        path = self.folder / "flows" / "login-otp.yaml"
        text = path.read_text()
        assert old in text, old
        path.write_text(text.replace(old, new))


@test
def the_jobs_bring_flows_to_staging_and_to_production(t):
    for platform, jobs in PLATFORMS.items():
        with t.sub(platform):
            it = Project(t, jobs())
            it.job("check")
            t.contains((it.folder / "flows.junit.xml").read_text(), "<testsuite")
            t.contains((it.folder / "flows.sarif").read_text(), '"runs"')
            it.job("plan")
            t.contains((it.folder / "plan.md").read_text(), "Login OTP")
            t.equal(it.published("staging"), "", "flows in staging")
            it.job("push")
            t.contains(it.published("staging"), "Login OTP")
            t.contains(it.published("staging"), "ada")
            t.equal(it.published("production"), "", "flows in production")
            it.job("plan-production")
            t.contains((it.folder / "production.md").read_text(), "Login OTP")
            it.job("production")
            t.contains(it.published("production"), "Login OTP")
            it.job("watch")


@test
def what_was_planned_is_pushed_or_nothing(t):
    for platform, jobs in PLATFORMS.items():
        with t.sub(platform):
            it = Project(t, jobs())
            it.job("plan-production")
            it.change("title: Login OTP", "title: Login by OTP")
            said = run("fallback-publish", "push", "--env", "production",
                       "--yes", cwd=it.folder, status=0)
            t.contains(said.stdout, "Login by OTP")
            it.job("production", status=4)


@test
def a_job_with_errors_fails_and_leaves_its_reports(t):
    for platform, jobs in PLATFORMS.items():
        with t.sub(platform):
            it = Project(t, jobs())
            it.change(*BROKEN)
            said = it.job("check", status=1)
            t.contains(said, "template-missing")
            if platform == "gitlab":
                t.contains((it.folder / "flows.junit.xml").read_text(),
                           "template-missing")
                t.contains((it.folder / "flows.sarif").read_text(),
                           "template-missing")
            it.job("push", status=1)


@test
def the_watch_fails_when_a_published_template_is_paused(t):
    for platform, jobs in PLATFORMS.items():
        with t.sub(platform):
            it = Project(t, jobs())
            it.job("plan-production")
            it.job("production")
            path = it.folder / "templates" / "otp.yaml"
            path.write_text(path.read_text().replace(
                "status: approved", "status: paused", 1))
            t.contains(it.job("watch", status=1), "is paused")


@test
def no_job_can_be_changed_by_what_a_proposal_says(t):
    """Texts of a proposal reach the shell as variables, never as its text."""
    for platform, jobs in PLATFORMS.items():
        for name, script in jobs().items():
            t.check("${{" not in script, f"{platform}: {name}")
    for name in ("github-actions.yml", "gitlab-ci.yml"):
        text = (CI / name).read_text()
        t.check("pull_request_target" not in text, name)


@test
def production_is_asked_for_by_hand(t):
    github = load("github-actions.yml")["jobs"]["production"]
    t.equal(github["environment"], "production")
    gitlab = load("gitlab-ci.yml")["production"]
    t.equal(gitlab["rules"][0]["when"], "manual")
    t.equal(gitlab["environment"]["name"], "production")


main(globals(), seconds=120)
