"""The example workspace in a folder, its store, and a git repository: what
people and CI jobs do with fallback-publish, without a runner.
"""
import json
import subprocess
from pathlib import Path

from proc import clean_environment, run

FLOW = "flows/login-otp.yaml"
FLOW_ID = "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a69"
OTHER = "flows/appointment.yaml"
OTHER_ID = "01929f5c-9a40-7b52-8c1f-64d0a7e35b11"


class Shop:
    """`store` is that of another shop, so that both push to the same."""

    def __init__(self, root: Path, author: str = "ada", store: str = ""):
        self.root = Path(root)
        self.author = author
        self.store = store or f"sqlite:{self.root}/fallback.db"
        if not self.root.exists():
            run("fallback-publish", "init", self.root, status=0)

    def publish(self, *words: str, status: int = 0,
                env: dict[str, str] | None = None):
        return run("fallback-publish", *words, cwd=self.root, status=status,
                   env={"FALLBACK_STORE": self.store,
                        "FALLBACK_AUTHOR": self.author} | (env or {}))

    def push(self, *words: str, status: int = 0):
        return self.publish("push", "--yes", *words, status=status)

    def plan(self, *words: str, status: int = 0) -> dict:
        """The plan's JSON, its flows by Workflow ID."""
        told = json.loads(self.publish(
            "plan", "--format", "json", *words, status=status).stdout)
        return told | {"flows": {f["workflow_id"]: f for f in told["flows"]}}

    def flow(self, *words: str, status: int = 0) -> dict:
        return self.plan(*words, status=status)["flows"][FLOW_ID]

    def stored(self) -> dict:
        """The flow that the tests change, as the store has it."""
        return json.loads(self.publish(
            "show", "Login OTP", "--format", "json").stdout)["flow"]

    def edit(self, old: str, new: str, file: str = FLOW) -> None:
        path = self.root / file
        text = path.read_text()
        assert old in text, (old, text)
        path.write_text(text.replace(old, new))

    def delay(self, seconds: int) -> None:
        """Another last delay."""
        path = self.root / FLOW
        head, _, _ = path.read_text().rpartition("delay: ")
        path.write_text(f"{head}delay: {seconds}s\n")

    def git(self, *words: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=ada", "-c", "user.email=ada@example.org",
             "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always",
             *words], cwd=cwd or self.root, env=clean_environment(),
            capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        """All files; the first time it makes the repository."""
        if not (self.root / ".git").exists():
            self.git("init", "-q", ".")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def clone(self, root: Path, *options: str, author: str) -> "Shop":
        """Another clone, which pushes to the same store."""
        self.git("clone", "-q", *options, f"file://{self.root}", str(root),
                 cwd=root.parent)
        return Shop(root, author, self.store)
