"""YAML as editors and other programs read it: by the core schema of YAML 1.2,
so that a schema for JSON can judge it.
"""
import re

import yaml


class Loader(yaml.SafeLoader):
    """Plain scalars are null, booleans, numbers or text; nothing else."""

    yaml_implicit_resolvers: dict = {}


RULES = [
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
     "-+.0123456789"),
]
for name, pattern, first in RULES:
    Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{name}", re.compile(f"^(?:{pattern})$"),
        list(first) + ([""] if name == "null" else []))
Loader.add_constructor(
    "tag:yaml.org,2002:int",
    lambda loader, node: int(loader.construct_scalar(node)))


def load(text: str):
    return yaml.load(text, Loader=Loader)
