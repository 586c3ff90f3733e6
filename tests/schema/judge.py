"""A judge of values by a schema: the keywords that ours use, and no others."""
import re

ANNOTATIONS = {"$schema", "$defs", "title", "description"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
         "null": type(None), "number": (int, float), "integer": int}


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def has_type(value, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def same(a, b) -> bool:
    return type(a) is type(b) and a == b


def list_of(value) -> list:
    return value if isinstance(value, list) else [value]


def limit(kind, size):
    """A rule for values of one kind; others pass."""
    return lambda value, wanted, _: (
        not isinstance(value, kind) or size(value, wanted))


def numeric(compare):
    return lambda value, wanted, _: not is_number(value) or compare(
        value, wanted)


RULES = {
    "type": lambda value, wanted, _: any(
        has_type(value, one) for one in list_of(wanted)),
    "enum": lambda value, wanted, _: any(same(value, one) for one in wanted),
    "anyOf": lambda value, wanted, judge: any(
        judge(value, one) for one in wanted),
    "not": lambda value, wanted, judge: not judge(value, wanted),
    "minimum": numeric(lambda value, wanted: value >= wanted),
    "maximum": numeric(lambda value, wanted: value <= wanted),
    "exclusiveMaximum": numeric(lambda value, wanted: value < wanted),
    "minLength": limit(str, lambda value, wanted: len(value) >= wanted),
    "maxLength": limit(str, lambda value, wanted: len(value) <= wanted),
    "pattern": limit(str, lambda value, wanted: re.search(wanted, value)),
    "minItems": limit(list, lambda value, wanted: len(value) >= wanted),
    "maxItems": limit(list, lambda value, wanted: len(value) <= wanted),
    "minProperties": limit(dict, lambda value, wanted: len(value) >= wanted),
    "maxProperties": limit(dict, lambda value, wanted: len(value) <= wanted),
    "required": limit(dict, lambda value, wanted: set(wanted) <= set(value)),
    "items": lambda value, wanted, judge: not isinstance(value, list) or all(
        judge(one, wanted) for one in value),
    "propertyNames": lambda value, wanted, judge: (
        not isinstance(value, dict)
        or all(judge(one, wanted) for one in value)),
}
OF_PROPERTIES = {"properties", "patternProperties", "additionalProperties"}


def properties_fit(schema: dict, value: dict, judge) -> bool:
    for key, one in value.items():
        rules = [schema["properties"][key]] if key in schema.get(
            "properties", {}) else []
        rules += [rule for pattern, rule in
                  schema.get("patternProperties", {}).items()
                  if re.search(pattern, key)]
        if not rules:
            rules = [schema.get("additionalProperties", True)]
        if not all(judge(one, rule) for rule in rules):
            return False
    return True


def fits(root: dict, value) -> bool:
    def judge(value, schema) -> bool:
        if isinstance(schema, bool):
            return schema
        for keyword, wanted in schema.items():
            if keyword in ANNOTATIONS or keyword in OF_PROPERTIES:
                continue
            if keyword == "$ref":
                name = wanted.removeprefix("#/$defs/")
                if not judge(value, root["$defs"][name]):
                    return False
            elif not RULES[keyword](value, wanted, judge):
                return False
        return not isinstance(value, dict) or properties_fit(
            schema, value, judge)

    return judge(value, root)
