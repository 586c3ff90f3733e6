"""Debian's Kannel on loopback: a real SMS gateway to send through.

    reason = missing()
    with Kannel(t.folder()) as kannel:
        ... GET kannel.sendsms_url ...
        kannel.messages()

bearerbox and smsbox (package kannel) with the fake SMS centre fakesmsc
(package kannel-extras), on ports that nobody else can take. A message with
dlr-mask=31 and a dlr-url has that URL called twice: status 8, then 1.
"""
import contextlib
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

from tap import eventually, reserved_port

FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
GOT = re.compile(r"Got message \d+: <(\S+) (\S+) (\S+) (.*)>")

CONFIG = """\
group = core
admin-port = {admin}
admin-password = {password}
admin-interface = 127.0.0.1
smsbox-port = {smsbox}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
port = {smsc}
host = 127.0.0.1
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = {username}
password = {password}

group = sms-service
keyword = default
text = unused
"""


def missing() -> str | None:
    """Why there can be no Kannel here: a reason to skip."""
    for name in ("bearerbox", "smsbox", FAKESMSC):
        if not _find(name):
            return f"{name} is not installed (packages kannel, kannel-extras)"
    return None


def _find(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")


@dataclass(frozen=True)
class Sms:
    """A message as the SMS centre got it: its text in UTF-8."""
    sender: str
    to: str
    form: str
    text: str


class Kannel:
    """The three processes; `with` starts and stops them."""

    username = "tester"
    password = "loopback"

    def __init__(self, folder: str | os.PathLike):
        self.folder = Path(folder)
        self._stack = contextlib.ExitStack()
        self.ports: dict[str, int] = {}
        self.pids: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['sendsms']}"

    @property
    def sendsms_url(self) -> str:
        return self.url + "/cgi-bin/sendsms"

    def __enter__(self) -> "Kannel":
        with contextlib.ExitStack() as self._stack:
            self._reserve_ports()
            config = self.folder / "kannel.conf"
            config.write_text(CONFIG.format(
                username=self.username, password=self.password, **self.ports))
            self._start("bearerbox", "bearerbox", config)
            eventually(self.status, 20, "bearerbox answers")
            self._start("fakesmsc", FAKESMSC, "-H", "127.0.0.1",
                        "-r", str(self.ports["smsc"]), "-m", "0",
                        "1 2 text never sent")
            self._start("smsbox", "smsbox", config)
            eventually(self._is_ready, 20, "smsbox and fakesmsc are online")
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_) -> None:
        self._stack.close()

    def _reserve_ports(self) -> None:
        for name in ("admin", "smsbox", "smsc", "sendsms"):
            holder = self._stack.enter_context(reserved_port())
            self.ports[name] = holder.getsockname()[1]

    def _start(self, name: str, program: str, *arguments) -> None:
        """All output goes to a file of its name; fakesmsc ends when its
        standard input does, so that stays open."""
        with open(self._log(name), "wb") as log:
            child = subprocess.Popen(
                [_find(program), *arguments], cwd=self.folder,
                stdin=subprocess.PIPE, stdout=log, stderr=log)
        self.pids.append(child.pid)
        self._stack.callback(self._stop, child)

    @staticmethod
    def _stop(child: subprocess.Popen) -> None:
        child.stdin.close()
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def status(self) -> str:
        """bearerbox's own status page."""
        url = (f"http://127.0.0.1:{self.ports['admin']}/status.txt"
               f"?password={self.password}")
        with urllib.request.urlopen(url, timeout=2) as page:
            return page.read().decode("utf-8", "replace")

    def _is_ready(self) -> bool:
        status = self.status()
        if not re.search(r"smsbox:.*on-line", status):
            return False
        if not re.search(r"FAKE:\d+ \(online", status):
            return False
        # Refused until smsbox listens; a request without a user is a 403.
        try:
            urllib.request.urlopen(self.sendsms_url, timeout=2)
        except urllib.error.HTTPError as answer:
            return answer.code == 403
        return False

    def messages(self) -> list[Sms]:
        """What the SMS centre printed up to now."""
        log = self._log("fakesmsc").read_text(errors="replace")
        return [Sms(*found[:3], _decode(*found[2:]))
                for found in GOT.findall(log)]

    def explain(self) -> str:
        return "\n".join(f"{path.name}: {path.read_text(errors='replace')}"
                         for path in sorted(self.folder.glob("*.log")))


def _decode(form: str, text: str) -> str:
    if form == "text":
        return text
    raw = unquote_plus(text, "latin-1").encode("latin-1")
    return raw.decode("utf-16-be" if form == "ucs-2" else "utf-8", "replace")
