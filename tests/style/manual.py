#!/usr/bin/env python3
"""The manual says what there is: every command and option of the programs,
every field of providers; and its example is right.
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from proc import find_program, run  # noqa: E402
from tap import main, test  # noqa: E402

PROGRAMS = ("fallback-publish", "fallback-runner", "fallback-wizard")


def page(name: str) -> str:
    """A page's source, without the escapes of scdoc."""
    return (ROOT / "man" / f"{name}.scd").read_text().replace("\\_", "_")


def source(folder: str, pattern: str) -> list[str]:
    """What a pattern finds in the C of a folder."""
    return [found for path in sorted((ROOT / folder).glob("*.c"))
            for found in re.findall(pattern, path.read_text(), re.M)]


def options(help_text: str) -> list[str]:
    return re.findall(r"^ +(?:-\w, )?(--[\w-]+)", help_text, re.M)


def commands(help_text: str) -> list[str]:
    return re.findall(r"^  ([a-z][\w-]*) +\S", help_text, re.M)


def installed(t, program: str) -> None:
    try:
        find_program(program)
    except AssertionError as missing:
        t.skip(str(missing))
    if not (ROOT / "man" / f"{program}.1.scd").exists():
        t.skip(f"{program} has no page")


def lacking(told: str, what: list[str]) -> list[str]:
    return [one for one in what
            if not re.search(rf"\*(?:\w+\* \[?\*)?{re.escape(one)}\b", told)]


@test
def every_page_can_be_formatted(t):
    if not shutil.which("scdoc"):
        t.skip("scdoc is missing")
    pages = sorted((ROOT / "man").glob("*.scd"))
    t.check(pages, "there are pages")
    for path in pages:
        done = subprocess.run(["scdoc"], stdin=path.open(),
                              capture_output=True, text=True)
        t.equal((done.returncode, done.stderr), (0, ""), path.name)


def helps(program: str) -> dict[str, str]:
    """What `--help` says, of the program ("") and of each command."""
    general = run(program, "--help", status=0).stdout
    found = {"": general}
    names = commands(general) if " COMMAND" in general else []
    for name in names:
        words = name.split()
        found[name] = run(program, *words, "--help", status=0).stdout
        if f" {name} COMMAND" in found[name]:
            names += [f"{name} {inner}" for inner in commands(found[name])]
    return found


@test
def every_command_and_option_is_in_its_page(t):
    for program in PROGRAMS:
        with t.sub(program):
            installed(t, program)
            told = page(f"{program}.1")
            for name, help_text in helps(program).items():
                t.equal(lacking(told, [name] if name else []), [], "commands")
                t.equal(lacking(told, options(help_text)), [],
                        f"options of '{name}'")


@test
def the_words_of_the_sibling_are_its_commands(t):
    for folder, sibling in (("publish", "fallback-runner"),
                            ("runner", "fallback-publish")):
        installed(t, sibling)
        text = (ROOT / "publisher" / folder / "main.c").read_text()
        words = re.search(r"\.sibling_words = ((?:\"[^\"]*\"\s*)+)", text)
        told = set("".join(re.findall('"([^"]*)"', words[1])).split())
        t.check(told, "there are words")
        t.equal(sorted(told - set(commands(
            run(sibling, "--help", status=0).stdout))), [], sibling)


@test
def every_option_of_a_page_is_one_of_its_program(t):
    for program in PROGRAMS:
        with t.sub(program):
            installed(t, program)
            known = set(options("\n".join(helps(program).values())))
            t.check("--help" in known, "options are found")
            told = set(re.findall(r"^\t?(?:\*-\w\*, )?\*(--[\w-]+)\*",
                                  page(f"{program}.1"), re.M))
            t.check(told, "the page has options")
            t.equal(sorted(told - known), [], "options that are not there")


@test
def every_field_of_providers_is_in_their_page(t):
    fields = source("publisher/runner", r'^    \{"([a-z._]+)", get_\w+')
    t.check(len(fields) > 20, f"fields are found: {len(fields)}")
    told = page("fallback-provider.5")
    t.equal([one for one in fields if "{" + one not in told], [], "fields")


@test
def the_example_of_a_provider_is_right(t):
    installed(t, "fallback-runner")
    example = page("fallback-provider.5").split("```\n")[-2]
    file = t.folder() / "acme-sms.yaml"
    file.write_text(example)
    t.equal(run("fallback-runner", "provider", "check", file,
                status=0).stdout, "acme-sms is right: 5 examples played\n")


main(globals(), seconds=60)
