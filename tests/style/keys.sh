#!/bin/sh
# The manual has every key of the file formats, read from the tables of their
# readers.
#	keys.sh SOURCE_ROOT
set -u
. "$(dirname "$0")/../lib/tap.sh"
cd "$1" || exit 2

# missing PAGE WORD...: the words that the page never sets in bold
missing()
{
	page=man/$1.scd
	shift
	[ $# -gt 0 ] || echo 'the tables have no row: has their form changed?'
	for word; do
		grep -qF -e "*$word*" "$page" || echo "$page: nothing about $word"
	done
}

# shellcheck disable=SC2046 # words without spaces
keys()
{
	missing "$1" $(sed -n 's/^    {"\([a-z_]*\)", \(keys\|read\)_.*/\1/p' "$2" | sort -u)
}

rule 'fallback-flow(5) has every key' "$(keys fallback-flow.5 share/flow/flow.c)"
rule 'fallback-templates(5) has every key' \
	"$(keys fallback-templates.5 share/flow/template.c)"
rule 'fallback-workspace(5) has every key' \
	"$(keys fallback-workspace.5 share/flow/workspace.c
	keys fallback-workspace.5 share/flow/callback_profile.c)"
finish
