#!/bin/sh
# clang-tidy 14 finds nothing in the C that a build compiles (.clang-tidy says
# what it looks for); as many files at once as there are processors.
#	tidy.sh SOURCE_ROOT BUILD_ROOT
set -u
. "$(dirname "$0")/../lib/tap.sh"

command -v clang-tidy-14 >/dev/null || skip 'clang-tidy-14 is missing'
cd "$2" || exit 2
files=$(sed -n 's/^ *"file": "\(.*\)",*$/\1/p' compile_commands.json | sort -u)
[ -n "$files" ] || { echo 'Bail out! compile_commands.json names no file' && exit 1; }

# Its hints on what else there was to say go to stderr: they are no findings.
found=$(printf '%s\n' "$files" | xargs -P "$(nproc)" -n 1 \
	clang-tidy-14 -p . --quiet 2>/dev/null) || [ -n "$found" ] ||
	found='clang-tidy-14 failed and said nothing'
rule 'clang-tidy has nothing to say' "$found"
finish
