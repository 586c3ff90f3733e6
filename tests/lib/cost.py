"""What a program takes: time of the clock and of the processor, memory.

    cost = measure("fallback-publish", "check", cwd=root)

$COST names the launcher (cost.c).
"""
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from proc import find_program, run


@dataclass(frozen=True)
class Cost:
    wall: float  # seconds
    cpu: float
    peak: float  # MB
    stdout: str
    stderr: str
    status: int


def measure(name: str | os.PathLike, *arguments: str | os.PathLike,
            cwd: str | os.PathLike | None = None,
            seconds: float = 300) -> Cost:
    with tempfile.TemporaryDirectory(prefix="fallback-test-") as folder:
        told = Path(folder) / "cost"
        done = run(os.environ["COST"], told, find_program(str(name)),
                   *arguments, cwd=cwd, seconds=seconds)
        wall, cpu, kilobytes = told.read_text().split()
    return Cost(float(wall), float(cpu), int(kilobytes) / 1024, done.stdout,
                done.stderr, done.status)
