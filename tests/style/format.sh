#!/bin/sh
# All C is as clang-format 14 lays it out (others differ in details).
#	format.sh SOURCE_ROOT
set -u
. "$(dirname "$0")/../lib/tap.sh"
cd "$1" || exit 2

format=$(command -v clang-format-14) || skip 'clang-format-14 is missing'
files=$(find share wizard publisher tests -name '*.[ch]')
# shellcheck disable=SC2086 # a list of names without spaces
rule 'clang-format has nothing to change' "$($format --dry-run -Werror $files 2>&1)"
finish
