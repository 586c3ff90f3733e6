"""Texts that would drive a terminal, words that would break a frame, pastes
that never end: the wizard shows marks, and stays whole."""
import re
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))

from tap import main, test  # noqa: E402
from terminal import Line, Screen  # noqa: E402
from walk import Workspace  # noqa: E402

FAMILY = "\U0001F468\u200D\U0001F469\u200D\U0001F467"

# As YAML spells them: libyaml takes no such byte as it is.
HOSTILE = {
    "clipboard": r"a \e]52;c;aGVsbG8=\a b",
    "c1": r"a \x9b31m \x9d52;c;eA==\x9c b",
    "colours": r"a \e[31m\e[2J\e[H b",
    "device": r"a \eP$q\"p\e\\ \e[6n\eZ b",
    "bidi": r"a \u202Egnp.exe\u2066 \u200F b",
    "bell": r"a \a\b\b\b\v\f\r b",
    "word": "w" * 10000,
    "family": f"{FAMILY}{FAMILY} \u2764\uFE0F \U0001F44D\U0001F3FD e\u0301 b",
    "wide": "\u65e5\u672c\u8a9e" * 30,
    "marks": "a" + "\u0301" * 200 + " b",
}
# What an escape sequence of the screen itself may begin with.
HARMLESS = re.compile(r"\x1b[\[()=>78M]")
FORBIDDEN = re.compile("[\x00-\x07\x0b\x0c\x10-\x1a\x1c-\x1f\x7f-\x9f"
                       "\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def templates() -> str:
    rows = ["fallback: 1", "templates:"]
    for name, text in HOSTILE.items():
        quoted = f'"{text}"' if "\\" in text else f"'{text}'"
        rows += [f"- name: zz_{name}", "  kind: whatsapp", "  language: en",
                 "  category: authentication", "  status: approved",
                 f"  footer: {quoted}" if len(text) < 60 else "  footer: long",
                 f"  body: {quoted}"]
    return "\n".join(rows) + "\n"


def spoil(workspace: Workspace) -> None:
    folder = workspace.path / "templates"
    (folder / "hostile.yaml").write_text(templates())
    good = "fallback: 1\ntemplates: []\n"
    (folder / "zz-bytes.yaml").write_bytes(good.encode() + b"# \xff\xfe\x80\n")
    (folder / "zz-nul.yaml").write_bytes(good.encode() + b"# \x00\n")
    flow = workspace.path / "flows" / "login-otp.yaml"
    flow.write_text(flow.read_text().replace(
        "title: Login OTP", r'title: "Login \e]52;c;eA==\a\u202E OTP"'))
    other = flow.with_name("a\x1b[31m\u202eb.yaml")
    other.write_text("title: [\n")


def width(line: str) -> int:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    flat = sum(bool(unicodedata.combining(c)) for c in line)
    return len(line) + wide - flat


def broken(screen: Screen) -> list[str]:
    """Rows of the page whose wall is not where it belongs, or that are too
    long."""
    lines = screen.lines()
    walls = [line.find("\u2502") for line in lines[3:20]]
    at = [width(line[:wall]) for line, wall in zip(lines[3:20], walls)
          if wall >= 0]
    rows = [line for line in lines if width(line) > 80]
    return rows + [f"walls at {at}"] * (len(set(at)) > 1 or not at)


@test
def no_text_of_a_template_breaks_the_frame(t):
    with Workspace(t) as workspace:
        spoil(workspace)
        with workspace.wizard("flows/appointment.yaml") as screen:
            screen.wait_for("step 3 of 4, Preview")
            screen.keys("M-2")
            screen.wait_for("the chain")
            screen.keys("Enter")
            screen.wait_for("[Channel]")
            screen.keys("C-n")
            screen.wait_for("[Template]")
            for name in HOSTILE:
                screen.type(f"zz_{name}")
                screen.wait_for(re.compile(rf"^>.?zz_{name} ", re.M))
                screen.wait_for(f" zz_{name} (en)")
                t.equal(broken(screen), [], name)
                screen.keys("C-u")
                screen.wait_gone(f"[zz_{name}")


FRAME = "\x1b[?2026l"


def see(screen: Line, keys: str) -> None:
    """Types, and waits for the frame that follows."""
    screen.skip()
    screen.type(keys)
    screen.wait_for(FRAME)


@test
def nothing_of_it_reaches_the_terminal(t):
    with Workspace(t) as workspace:
        spoil(workspace)
        with Line("fallback-wizard", cwd=workspace.path) as screen:
            screen.wait_for("52;c;eA==")  # the title, as marks
            screen.type("/ppoint\n")
            screen.wait_for("0 errors")
            for keys in ("\x1b2", "\n", "\x0e"):
                see(screen, keys)
            for name in HOSTILE:
                see(screen, f"zz_{name}")
                see(screen, "\x15")
            see(screen, "zz_clip\n")
            see(screen, "\x16")
            see(screen, "\x1b")
            see(screen, "\x03")
            screen.type("\n")
            t.equal(screen.wait_exit(), 0)
            raw = screen.text()
        t.contains(raw, "\\x1B]52")
        t.contains(raw, "zz-bytes.yaml:3:3: error[yaml-not-utf8]")
        t.contains(raw, "zz-nul.yaml:3:3: error[yaml-nul]")
        t.equal(FORBIDDEN.findall(raw), [], "control characters")
        t.equal([raw[at.start():at.start() + 20]
                 for at in re.finditer("\x1b", raw)
                 if not HARMLESS.match(raw, at.start())], [], "sequences")
        t.check("\x1b[6n" not in raw, "nothing is asked of the terminal")


@test
def the_plain_prompts_show_marks_too(t):
    with Workspace(t) as workspace:
        spoil(workspace)
        with Line("fallback-wizard", "--plain", cwd=workspace.path) as screen:
            screen.wait_for("Title")
            for answer in ("Web", "", "1", "1", "1", "zz_clip", "!", "quit"):
                screen.type(answer + "\n")
            screen.wait_exit()
            raw = screen.text()
        t.contains(raw, "\\x1B]52;c;aGVsbG8=\\x07")
        t.equal(FORBIDDEN.findall(raw.replace("\r", "")), [])
        t.check("\x1b" not in raw, "no escape")


@test
def a_terminal_that_cannot_is_named(t):
    with Workspace(t) as workspace:
        for term, words in (
                ("dumb", "the terminal 'dumb' (TERM) cannot move its cursor"),
                ("no-such-term", "the terminal 'no-such-term' (TERM) is not "
                                 "known"),
                ("a\x1b]0;b\x07", "the terminal 'a\\x1B]0;b\\x07' (TERM)"),
                ("", "TERM is not set")):
            with Line("fallback-wizard", cwd=workspace.path,
                      term=term) as screen:
                screen.wait_for(f"Plain prompts: {words}")
                screen.wait_for("Title")
                screen.type("quit\n")
                t.equal(screen.wait_exit(), 0)
                t.check("\x1b" not in screen.text(), term)



@test
def a_paste_of_a_million_letters_is_data(t):
    text = ("line with \x03 \x1b[A \x1b]52;c;eA==\x07 q\n" * 40000)[:1_000_000]
    with Workspace(t) as workspace:
        for end in ("\x1b[201~", ""):  # without its end, silence ends it
            with Line("fallback-wizard", cwd=workspace.path) as screen:
                screen.wait_for("Enter open")
                screen.type("n")
                screen.wait_for("step 1 of 4")
                screen.write("\x1b[200~" + text + end)
                screen.wait_for("a field holds 4096 bytes", 60)
                screen.type("\x15Login web")
                screen.wait_for("Login web")
                screen.type("\n")
                screen.wait_for("draft saved")
                screen.type("\x03\n")
                t.equal(screen.wait_exit(), 0)
                raw = screen.text()
            t.check("\x1b]52" not in raw, "nothing of it drives the terminal")
            draft = workspace.drafts()[0]
            t.contains(draft.read_text(), "title: Login web\n")
            draft.unlink()


if __name__ == "__main__":
    main(globals(), seconds=120)
