#!/usr/bin/env python3
"""The schemas of share/schema say what the readers' tables of keys say: the
same keys, the same words of choices, the same sentences; and no schema has a
key that its reader does not know.
"""
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from tap import main, test  # noqa: E402

FLOW = ROOT / "share" / "flow"

# Each table of keys, by source file: the schema and what of it ("": the root).
TABLES = {
    "flow.c": ("flow", {
        "flow_keys": "", "flow_channel_keys": "channel",
        "flow_input_keys": "input", "window_keys": "send_window",
        "budget_keys": "budget", "media_keys": "media"}),
    "template.c": ("templates", {
        "file_keys": "", "template_keys": "template", "header_keys": "header",
        "template_button_keys": "button", "source_keys": "source", "dlt_keys": "dlt"}),
    "workspace.c": ("workspace", {
        "workspace_keys": "", "channel_keys": "channel",
        "breaker_keys": "breaker",
        "signatures_keys": "signatures", "signer_keys": "signer",
        "environment_keys": "environment"}),
    "callback_profile.c": ("workspace", {
        "callback_keys": "callback_profile",
        "callback_basic_keys": "callback_basic"}),
    "provider.c": ("provider", {
        "provider_keys": "", "ability_keys": "abilities",
        "setting_keys": "setting"}),
}
# Drafts and answers files alone hold it.
LEFT_OUT = {("flow", "", "wizard")}
# What a reader of a value is in a schema.
REFERENCES = {"keys_time": "duration", "keys_number": "number",
              "keys_flag": "flag", "keys_price": "price",
              "keys_secret": "secret"}


@dataclass
class Row:
    name: str
    reader: str
    required: bool
    words: str  # name of the list of words, or ""
    help: str


def rows(text: str) -> list[Row]:
    found = []
    for row in re.findall(r'^    \{("(?:.|\n)*?)\},$', text, re.M):
        name, reader = re.match(r'"(\w+)",\s+(\w+)', row).groups()
        words = re.search(r"\.detail\s*=\s*(\w+_words)", row)
        told = re.search(r'\.help\s*=\s*((?:"[^"]*"\s*)+)', row).group(1)
        found.append(Row(
            name, reader, ".required = true" in " ".join(row.split()),
            words.group(1) if words else "",
            "".join(re.findall(r'"([^"]*)"', told))))
    return found


def tables(source: str) -> dict[str, list[Row]]:
    text = (FLOW / source).read_text()
    return {name: rows(body) for name, body in re.findall(
        r"^(?:static )?const struct keys_row (\w+)\[\] = \{\n((?:.|\n)*?)^\};",
        text, re.M)}


def word_lists() -> dict[str, list[str]]:
    text = "\n".join(path.read_text() for path in FLOW.glob("*.c"))
    return {name: re.findall(r'"(\w+)"', body) for name, body in re.findall(
        r"const char \*const (\w+_words)\[\] = \{([^}]*)\}", text)}


def schema(name: str) -> dict:
    return json.loads(
        (ROOT / "share" / "schema" / f"{name}.schema.json").read_text())


def part(whole: dict, name: str) -> dict:
    return whole["$defs"][name] if name else whole


def differences(row: Row, value: dict, words: dict[str, list[str]]) -> list:
    """What of a key's schema is not as its row has it."""
    faults = []
    if value.get("description") != row.help:
        faults.append(f"description: {row.help}")
    if row.reader == "keys_choice" and value.get("enum") != words[row.words]:
        faults.append(f"enum: {words[row.words]}")
    wanted = ("format" if row.name == "fallback"
              else REFERENCES.get(row.reader))
    if wanted and value.get("$ref") != f"#/$defs/{wanted}":
        faults.append(f"$ref: {wanted}")
    if row.reader == "keys_list" and "array" not in value.get("type", []):
        faults.append("type: array")
    return faults


def faults_of(source: str) -> list[str]:
    name, parts = TABLES[source]
    whole, words = schema(name), word_lists()
    faults = []
    for table, found in tables(source).items():
        if table not in parts:
            faults.append(f"{source}: nothing is known of {table}")
            continue
        own = part(whole, parts[table])
        known = [row for row in found
                 if (name, parts[table], row.name) not in LEFT_OUT]
        if list(own["properties"]) != [row.name for row in known]:
            faults.append(f"{name}/{parts[table]}: the keys are "
                          f"{[row.name for row in known]}")
        if own.get("additionalProperties") is not False:
            faults.append(f"{name}/{parts[table]}: takes any key")
        for row in known:
            if row.required and row.name not in own.get("required", []):
                faults.append(f"{name}: {row.name} is required")
            faults += [
                f"{name}/{parts[table]}/{row.name}: {fault}" for fault in
                differences(row, own["properties"].get(row.name, {}), words)]
    return faults


@test
def the_schemas_are_those_of_the_tables(t):
    for source, (_, parts) in TABLES.items():
        with t.sub(source):
            found = tables(source)
            t.equal(sorted(found), sorted(parts), "tables that were found")
            t.check(all(found.values()), "each has rows")
            t.equal(faults_of(source), [], "differences")


@test
def each_schema_names_itself_and_its_draft(t):
    paths = sorted((ROOT / "share" / "schema").glob("*.schema.json"))
    t.equal([path.name for path in paths],
            sorted({f"{name}.schema.json" for name, _ in TABLES.values()}),
            "schemas")
    for path in paths:
        own = json.loads(path.read_text())
        t.equal(own["$schema"], "https://json-schema.org/draft/2020-12/schema",
                path.name)
        t.check(own["title"] and own["description"], path.name)


if __name__ == "__main__":
    main(globals(), seconds=60)
