"""The wizard line by line: on a pseudo-terminal, through a pipe, without
either; and the same bytes from all fronts."""
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lib"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from proc import clean_environment, find_program
from tap import main, test
from terminal import Line
from walk import WORKSPACE_ID, Workspace, make_by_keys

# All that is printed where the answers come through a pipe; UPDATE=1 writes it.
TRANSCRIPT = Path(__file__).with_name("plain.txt")

# What is answered, and what stands before it.
TALK = [
    ("Title (unique", "Login web"),
    ("Purpose", "One-time code"),
    ("Category: 1 authentication, 2 utility, 3 marketing.", "auth"),
    ("Callback: 1 nobody, 2 crm.", ""),
    ("Send on: 1 whatsapp, 2 sms.", "1"),
    ('type "why". Number or a part of the name', "why"),
    ("otp_old (en) cannot be used: paused: quality.", None),
    ("Template: ", "login en"),
    ("1 (body)", "{{code}}"),
    ("code: pattern", "[0-9]{6}"),
    ("code: at most", ""),
    ("code: default, code: masked. Asked for?", ""),
    ("Delay (how long", "60s"),
    ("Success is, Move on when", "no"),
    ("Add another channel? yes or no", "yes"),
    ("Send on:", "sms"),
    ("From: only ACME, taken.\nTemplate: ", "otp"),
    ("GSM-7, 41 of 160, 1 part", None),
    ("code (body)", "{{code}}"),
    ("brand (body)", "Acme"),
    ("code: pattern", ""),
    ("code: at most", ""),
    ("Asked for?", ""),
    ("GSM-7, 38 of 160, 1 part", None),
    ("Delay", "soon"),
    ("Error: 'soon' is not a time", None),
    ('Delay, now "soon"', "120s"),
    ("Asked for?", ""),
    ("Add another channel? yes or no", "no"),
    ("Never later", "n"),
    ("0 errors", None),
    ("Save as flows/login-web.yaml?", "yes"),
]


def answers() -> list[str]:
    return [answer for _, answer in TALK if answer is not None]


def run_piped(workspace: Workspace, text: str, *arguments: str
              ) -> subprocess.CompletedProcess:
    return subprocess.run(
        [find_program("fallback-wizard"), "--plain", *arguments],
        cwd=workspace.path, input=text, env=clean_environment(),
        capture_output=True, text=True, timeout=60)


def line(workspace: Workspace, *arguments: str, **options) -> Line:
    return Line("fallback-wizard", *arguments, cwd=workspace.path, **options)


def play(screen: Line) -> None:
    for wanted, answer in TALK:
        screen.wait_for(wanted)
        if answer is not None:
            screen.wait_for(": ")
            screen.type(answer + "\n")


@test
def keys_lines_and_a_pipe_make_the_same_bytes(t):
    with Workspace(t) as workspace:
        make_by_keys(workspace)
        by_keys = workspace.flow.read_bytes()
        workspace.flow.unlink()
        with line(workspace, "--plain", "--workflow-id",
                  WORKSPACE_ID) as screen:
            play(screen)
            screen.wait_for("To publish: fallback-publish push")
            t.equal(screen.wait_exit(), 0)
            t.check("\x1b" not in screen.text(), "no control at all")
        t.equal(workspace.flow.read_bytes(), by_keys, "by lines")
        workspace.flow.unlink()
        piped = run_piped(
            workspace, "\n".join(answers()) + "\n",
            "--workflow-id", WORKSPACE_ID)
        t.equal(piped.returncode, 0, piped.stdout)
        t.equal(workspace.flow.read_bytes(), by_keys, "through a pipe")
        t.check("\nTitle (unique in the workspace and in the store; 3 to 80 "
                "characters): Login web\nPurpose" in piped.stdout,
                f"a transcript: {piped.stdout}")
        t.equal(workspace.drafts(), [], "drafts")
        lines = re.sub(" +$", "", piped.stdout, flags=re.M)
        if os.environ.get("UPDATE"):
            TRANSCRIPT.write_text(lines)
        t.equal(lines, TRANSCRIPT.read_text(), "the transcript")


@test
def back_help_answers_and_undo(t):
    with Workspace(t) as workspace, line(workspace, "--plain") as screen:
        screen.wait_for("Title")
        screen.type("?\n")
        screen.wait_for("At any question")
        screen.type("\n")
        screen.wait_for("Error: Title is missing.")
        screen.type("-\n")
        screen.wait_for("Error: ")
        screen.type("Login OTP\n")
        screen.wait_for("Error: the title 'Login OTP'")
        screen.wait_for("Type ? for help or < to go back.")
        screen.type("Login web\n")
        screen.wait_for("Purpose")
        screen.type("<\n")
        screen.wait_for('Title (')
        screen.wait_for('now "Login web"')
        screen.type("Login two\n")
        screen.wait_for("Purpose")
        screen.type("undo\n")
        screen.wait_for("Undone: Title: Login two -> Login web.")
        screen.wait_for('now "Login web"')
        screen.type("redo\n")
        screen.wait_for("Done again: Title: Login web -> Login two.")
        screen.type(".\n")
        screen.wait_for("Purpose")
        screen.type("!\n")
        screen.wait_for("Title: Login two.")
        screen.type("quit\n")
        screen.wait_for("--plain --resume")
        t.equal(screen.wait_exit(), 0)
        draft, = workspace.drafts()
        t.check("title: Login two\n" in draft.read_text(), draft.read_text())


@test
def the_end_of_input_keeps_the_draft(t):
    with Workspace(t) as workspace:
        done = run_piped(workspace, "Login web\n")
        t.equal(done.returncode, 1, done.stdout)
        draft, = workspace.drafts()
        t.check("title: Login web\n" in draft.read_text(), "kept")
        rest = run_piped(workspace, "\nquit\n", "--resume", draft.stem)
        t.equal(rest.returncode, 0, rest.stderr)
        t.check('Title (unique in the workspace and in the store; 3 to 80 '
                'characters), now "Login web"' in rest.stdout, rest.stdout)


@test
def a_killed_wizard_lost_no_answer(t):
    with Workspace(t) as workspace, line(workspace, "--plain") as screen:
        screen.wait_for("Title")
        screen.type("Login web\n")
        screen.wait_for("Purpose")
        os.kill(screen.pid, signal.SIGKILL)
        screen.wait_exit()
        draft, = workspace.drafts()
        t.check("title: Login web\n" in draft.read_text(), "kept")


@test
def errors_are_mended_from_the_preview(t):
    with Workspace(t) as workspace:
        flow = workspace.path / "flows" / "login-otp.yaml"
        flow.write_text(flow.read_text().replace("delay: 60s", "delay: 1s"))
        done = run_piped(workspace, "1\n30s\nno\n<\n<\n", "Login OTP")
        t.check("Error 1: " in done.stdout, done.stdout)
        t.check('Delay (' in done.stdout, done.stdout)
        draft, = workspace.drafts()
        t.check("delay: 30s\n" in draft.read_text(), draft.read_text())


@test
def what_others_changed_is_asked_about(t):
    with Workspace(t) as workspace, line(
            workspace, "--plain", "Login OTP") as screen:
        flow = workspace.path / "flows" / "login-otp.yaml"
        screen.wait_for("Save as")
        screen.type("<\n")
        screen.wait_for("Never later")
        screen.type("yes\n")
        screen.wait_for("Never later (")
        screen.type("4m\n")
        screen.wait_for("Only from")
        flow.write_text(flow.read_text().replace("One-time", "Single-use"))
        for _ in range(7):
            screen.type("\n")
        screen.wait_for("Save as")
        screen.type("yes\n")
        screen.wait_for("1 keep mine")
        screen.type("3\n")
        screen.wait_for("-description: Single-use code at sign-in")
        screen.wait_for("1 keep mine")
        screen.type("5\n")
        screen.wait_for("It was: One-time code at sign-in.")
        screen.type("\n")
        screen.wait_for("1 mine, 4m; 2 theirs, (none)")
        screen.type("1\n")
        screen.wait_for("Merged; undo brings mine back.")
        screen.wait_for("Save as")
        flow.write_text(flow.read_text().replace("Single-use", "Another"))
        screen.type("yes\n")
        screen.wait_for("1 keep mine")
        screen.type("2\n")
        screen.wait_for("Taken; undo brings mine back.")
        screen.wait_for("Save as")
        screen.type("yes\n")
        t.equal(screen.wait_exit(), 0)
        t.check("not_after" not in flow.read_text(), "theirs")


@test
def a_flow_in_work_elsewhere_is_left_or_taken_over(t):
    with Workspace(t) as workspace, \
            workspace.wizard("Login OTP") as first:
        first.wait_for("step 3 of 4, Preview")
        done = run_piped(workspace, "2\n", "Login OTP")
        t.equal(done.returncode, 4, "a pipe takes nothing over")
        with line(workspace, "--plain", "Login OTP") as second:
            second.wait_for(f"process {first.pid}: it still runs.")
            second.type("x\n")
            second.type("\n")
            t.equal(second.wait_exit(), 4)
        with line(workspace, "--plain", "Login OTP") as third:
            third.wait_for("1 leave it, 2 take it over")
            third.type("2\n")
            third.wait_for("Save as")
            first.keys("Down")
            first.wait_for("Taken over")
            first.keys("t")
            first.wait_for("taken over: the other wizard")
            third.type("<\n")
            third.wait_for("Never later")
            third.type("yes\n")
            third.wait_for("Never later (")
            third.type("4m\n")
            third.wait_for("another wizard has taken this flow over")
            t.equal(third.wait_exit(), 4)


@test
def who_cannot_have_a_screen_is_asked_line_by_line(t):
    with Workspace(t) as workspace:
        with line(workspace, term="dumb") as screen:
            screen.wait_for("Plain prompts: the terminal 'dumb'")
            screen.wait_for("Title")
        with line(workspace, env={"ACCESSIBLE": "1"}) as screen:
            screen.wait_for("New flow. 4 steps.")
        with line(workspace, env={"ACCESSIBLE": "0"}) as screen:
            screen.wait_for("\x1b")
        done = workspace.run("fallback-wizard")
        t.equal(done.returncode, 2)
        t.check("missing: title: What is the flow called?" in done.stderr,
                done.stderr)
        t.check("--answers" in done.stderr, done.stderr)


@test
def too_small_a_window_goes_on_in_lines(t):
    with Workspace(t) as workspace, line(
            workspace, columns=30, rows=8) as screen:
        screen.wait_for("p  go on with plain prompts")
        screen.type("p")
        screen.wait_for("New flow. 4 steps.")
        screen.wait_for("Title")


if __name__ == "__main__":
    main(globals(), seconds=120)
