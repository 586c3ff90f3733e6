#!/bin/sh
# What no C of ours holds: functions that hide errors or overrun, and files
# and functions that nobody can overlook.
#	banned.sh SOURCE_ROOT
set -u
. "$(dirname "$0")/../lib/tap.sh"
cd "$1" || exit 2

ours=$(find share wizard publisher -name '*.[ch]' | sort)
all="$ours $(find tests -name '*.[ch]' | sort)"
[ -n "$ours" ] || { echo 'Bail out! there is no code' && exit 1; }

# say FILE:LINE:TEXT for a pattern outside of comment lines
# shellcheck disable=SC2086 # lists of names without spaces
code()
{
	grep -nE "$1" $all | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)'
}

# longer MOST FILE...: files with more lines
longer()
{
	most=$1
	shift
	[ $# = 0 ] || awk -v most="$most" 'FNR > most && !(FILENAME in said) {
		print FILENAME " has more than " most " lines"; said[FILENAME] = 1 }' "$@"
}

# A function opens and closes with a brace in the first column.
# shellcheck disable=SC2086
long_functions()
{
	awk '/^\{/ { start = FNR }
	/^\}/ && start {
		if (FNR - start + 1 > 60)
			print FILENAME ":" start ": a function of " FNR - start + 1 " lines"
		start = 0
	}' $ours
}

headers=$(find share wizard publisher tests -name '*.h' | sort)

rule 'no function that overruns, hides errors or is not reentrant' \
	"$(code '(^|[^_[:alnum:]])(v?sprintf|st[rp]cpy|strn?cat|strncpy|strtok|gets|ato[ilf]|atoll|localtime|gmtime|ctime|asctime|alloca|tmpnam|mktemp)[[:space:]]*\(')"
rule 'no goto' "$(code '(^|[^_[:alnum:]])goto[[:space:]]')"
rule 'typedef names functions only' "$(code '^[[:space:]]*typedef (struct|enum|union)[^(]*$')"
rule 'no unfinished business' \
	"$(grep -rnEw --include='*.[ch]' --include='*.py' --include='*.sh' --include=meson.build \
		'T[O]DO|F[I]XME|X[X]X' share wizard publisher tests)"
# shellcheck disable=SC2086
rule 'every header has #pragma once' "$(grep -L '^#pragma once$' $headers)"
# shellcheck disable=SC2086
rule 'files of at most 500 lines' "$(longer 500 $ours)"
# shellcheck disable=SC2086
rule 'headers of at most 250 lines' "$(longer 250 $headers)"
rule 'functions of at most 60 lines' "$(long_functions)"
finish
