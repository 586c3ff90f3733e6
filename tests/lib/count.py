"""Counts the results in the log of `meson test`, each TAP line for one.

    count.py testlog.json STATUS -> "PASSED FAILED SKIPPED"

STATUS is the exit status of `meson test`: a run that ended badly has at least
one failure, whatever its log holds. What failing programs said in TAP goes to
stderr, since meson shows only what a program writes there itself.
"""
import json
import re
import sys

GOOD = ('OK', 'EXPECTEDFAIL', 'SKIP')
LINE = re.compile(r'^(not )?ok\b[^#\n]*(#\s*(?:skip|todo))?', re.I | re.M)
SHOWN = 200


def count_program(result, stdout):
    """The counts of one program: its TAP lines, or itself if it has none."""
    passed = failed = skipped = 0
    for bad, directive in LINE.findall(stdout):
        if directive:
            skipped += 1
        elif bad:
            failed += 1
        else:
            passed += 1
    if result not in GOOD:
        # A crash, a time-out or a broken plan is a failure that no line tells.
        return passed, max(failed, 1), skipped
    if passed + failed + skipped == 0:
        return (0, 0, 1) if result == 'SKIP' else (1, 0, 0)
    return passed, failed, skipped


def show(name, stdout):
    """What a program said beside the tests that passed."""
    lines = [line for line in stdout.splitlines()
             if line and not re.match(r'ok\b|\d+\.\.\d', line)]
    if lines:
        print(f'== {name} said:', *lines[:SHOWN], sep='\n', file=sys.stderr)
    if len(lines) > SHOWN:
        print(f'(and {len(lines) - SHOWN} lines more)', file=sys.stderr)


def count_log(path):
    total = [0, 0, 0]
    with open(path, encoding='utf-8') as log:
        for row in map(json.loads, log):
            counts = count_program(row['result'], row['stdout'] or '')
            total = [sum(pair) for pair in zip(total, counts)]
            if counts[1]:
                show(row['name'], row['stdout'] or '')
    return total


def main(path, status):
    try:
        passed, failed, skipped = count_log(path)
    except OSError:
        passed, failed, skipped = 0, 0, 0
    if status != '0' and not failed:
        failed = 1
    print(passed, failed, skipped)


main(*sys.argv[1:])
