"""Full-screen and line-by-line programs at a terminal."""
import os
import shutil
import signal
import subprocess

from selftest_tools import failing, script
from tap import eventually, test
from terminal import Line, Screen, missing


def screen_of(t, text: str, **options) -> Screen:
    if missing():
        t.skip(missing())
    return t.use(Screen(script(t, text), **options))


@test
def a_screen_shows_what_the_program_draws(t):
    screen = screen_of(t, "printf '\\033[2J\\033[3;5H\\033[1mGrüße €'\n"
                       "exec sleep 60\n", columns=40, rows=10)
    screen.wait_for("Grüße €")
    t.equal(screen.lines()[2], "    Grüße €", "third line")
    t.equal(len(screen.lines()), 10, "lines")
    t.equal(screen.cursor(), (11, 2), "cursor")
    t.contains(screen.text(colours=True), "\033[1mGrüße", "bold text")
    t.equal(screen.exit_status(), None, "exit status")
    failing(t, lambda: screen.wait_for("Ende", 0.1), "never shows", "Grüße")
    failing(t, lambda: screen.wait_gone("Grüße", 0.1), "no longer shows")


@test
def keys_and_text_reach_the_program(t):
    screen = screen_of(t, "stty -echo; echo ready\n"
                       "while read -r x; do echo \"got <$x>\" | cat -v; done\n"
                       "echo over; exit 7\n")
    screen.wait_for("ready")
    screen.type("Enter")
    screen.type(" ;-l #{x} €")
    screen.keys("Enter")
    screen.wait_for("got <Enter ;-l #{x} M-bM-^BM-,>")
    screen.keys("Up", "x", "Enter")
    screen.wait_for("got <^[[Ax>")
    screen.paste("a;b\n")
    screen.wait_for("got <a;b>")
    screen.keys("C-d")
    screen.wait_for("over")
    t.equal(screen.wait_exit(), 7, "exit status")
    t.contains(screen.text(), "over", "the last screen")


@test
def the_window_has_the_size_that_was_asked_for(t):
    screen = screen_of(t, "trap 'stty size' WINCH; stty size\n"
                       "while :; do read -r x; done\n", columns=100, rows=30)
    screen.wait_for("30 100")
    screen.resize(60, 20)
    screen.wait_for("20 60")
    t.equal(screen.size(), (60, 20), "size")


@test
def a_screen_leaves_nothing_behind(t):
    if missing():
        t.skip(missing())
    path = script(t, "echo $TMUX_TMPDIR; exec sleep 60\n")
    with Screen(path) as screen:
        folder = screen.wait_for("fallback-tmux-").split()[0]
        server = int(screen.ask("#{pid}"))
        pid = screen.pid
    t.check(not os.path.exists(folder), "the folder is gone")
    for number in (pid, server):
        eventually(lambda: not os.path.exists(f"/proc/{number}"), 5,
                   f"process {number} ends")


@test
def a_screen_notices_signals_and_sanitizers(t):
    if missing():
        t.skip(missing())
    with Screen(script(t, "kill -9 $$\n")) as screen:
        t.equal(screen.wait_exit(), -signal.SIGKILL, "exit status")
    flaws = {"LeakSanitizer": "return !calloc(7, 7);",
             "runtime error": "argc += 0x7fffffff; return argc == 0;"}
    for report, body in flaws.items():
        with t.sub(report):
            failing(t, lambda: watch(flawed_program(t, body)), report)


def watch(program: str) -> None:
    with Screen(program) as screen:
        screen.wait_exit()


def flawed_program(t, body: str) -> str:
    if not shutil.which("cc"):
        t.skip("no compiler")
    source = t.folder() / "flawed.c"
    source.write_text("#include <stdlib.h>\n"
                      f"int main(int argc, char **argv) {{ {body} }}\n")
    program = source.with_suffix("")
    done = subprocess.run(["cc", "-fsanitize=address,undefined", "-o",
                           program, source], capture_output=True)
    if done.returncode:
        t.skip("no compiler with sanitizers")
    return str(program)


@test
def a_line_program_is_talked_to(t):
    line = t.use(Line(script(
        t, "test -t 0 && test -t 1 && stty size\n"
        "printf 'Title? '; read -r x; printf 'From? '; read -r y\n"
        "echo \"<$x|$y>\"; exit 4\n"), columns=70, rows=20))
    t.contains(line.wait_for("Title? "), "20 70\n", "size")
    line.type("Grüße\n")
    t.equal(line.wait_for("From? "), "Grüße\nFrom? ", "echo and question")
    failing(t, lambda: line.wait_for("Title? ", 0.1), "printed no 'Title? '")
    line.type("ACME\n")
    line.wait_for("<Grüße|ACME>\n")
    t.equal(line.wait_exit(), 4, "exit status")
    t.contains(line.text(), "Title? Grüße\nFrom? ACME\n", "all output")


@test
def the_end_of_input_and_ctrl_c_can_be_typed(t):
    with Line(script(t, "cat; echo over; exec sleep 60\n")) as line:
        line.type("x\n")
        line.wait_for("x\nx\n")
        line.type("\x04")
        line.wait_for("over")
        line.type("\x03")
        t.equal(line.wait_exit(), -signal.SIGINT, "exit status")


@test
def a_line_program_that_reports_a_flaw_fails_the_test(t):
    def flawed():
        with Line(script(t, "echo 'a.c:1: runtime error: overflow'\n"
                            "exec sleep 60\n")) as line:
            line.wait_for("overflow")

    failing(t, flawed, "runtime error: overflow")
    with Line(script(t, "echo gone\n")) as line:
        failing(t, lambda: line.wait_for("here", 30), "printed no", "gone")
