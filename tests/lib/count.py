"""Counts the results in the log of `meson test`, each TAP line for one.

    count.py testlog.json STATUS -> "PASSED FAILED SKIPPED"

STATUS is the exit status of `meson test`: a run that ended badly has at least
one failure, whatever its log holds.
"""
import json
import re
import sys

GOOD = ('OK', 'EXPECTEDFAIL')
LINE = re.compile(r'^(not )?ok\b[^#\n]*(#\s*(?:skip|todo))?', re.I | re.M)


def count_program(result, stdout):
    """The counts of one program: its TAP lines, or itself if it has none."""
    passed = failed = skipped = 0
    for bad, directive in LINE.findall(stdout or ''):
        if directive:
            skipped += 1
        elif bad:
            failed += 1
        else:
            passed += 1
    if result == 'SKIP':
        return 0, failed, max(skipped, 1)
    if result in GOOD:
        return max(passed, 1) if not skipped else passed, failed, skipped
    # A crash, a time-out or a broken plan is a failure that no line tells.
    return passed, max(failed, 1), skipped


def count_log(path):
    with open(path, encoding='utf-8') as log:
        rows = [json.loads(line) for line in log]
    counts = [count_program(row['result'], row['stdout']) for row in rows]
    return [sum(column) for column in zip((0, 0, 0), *counts)]


def main(path, status):
    try:
        passed, failed, skipped = count_log(path)
    except OSError:
        passed, failed, skipped = 0, 0, 0
    if status != '0' and not failed:
        failed = 1
    print(passed, failed, skipped)


main(*sys.argv[1:])
