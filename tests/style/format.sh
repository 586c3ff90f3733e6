#!/bin/sh
# All C is as clang-format 14 lays it out (others differ in details).
#	format.sh SOURCE_ROOT
set -u
. "$(dirname "$0")/../lib/tap.sh"
cd "$1" || exit 2

format=$(command -v clang-format-14) || skip 'clang-format-14 is missing'

changed()
{
	find share wizard publisher tests -name '*.[ch]' | sort |
		while read -r file; do
			"$format" --dry-run -Werror "$file" >/dev/null 2>&1 || echo "$file"
		done
}

rule 'clang-format -i has nothing to change' "$(changed)"
finish
