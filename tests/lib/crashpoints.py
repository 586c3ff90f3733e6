"""The named crash points of the runner that is tested (runner/crash.h)."""
import re

from proc import find_program


def crash_points() -> list[str]:
    """The names that this build of the runner has; none in a release."""
    text = find_program("fallback-runner").read_bytes()
    return sorted({name.decode() for name in re.findall(
        rb"\0([a-z]+[.](?:after|before)_[a-z]+)\0", text)})
