"""Another time for a program under test: libfaketime, of Debian's faketime."""
from pathlib import Path

from tap import Skip


def other_time(seconds: int, monotonic: bool = False) -> dict[str, str]:
    """The environment in which the wall clock is off by so much; with
    `monotonic` the clock that only counts is, too."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if not library:
        raise Skip("faketime is not here")
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{seconds:+}s",
            "FAKETIME_DONT_FAKE_MONOTONIC": "0" if monotonic else "1",
            "ASAN_OPTIONS": "verify_asan_link_order=0"}
