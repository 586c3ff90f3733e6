#!/bin/sh
# The manual names what there is: every command and option of a program, every
# key of a file format, read from the tables in the sources; and scdoc takes
# every page.
#	manual.sh SOURCE_ROOT
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

# shellcheck disable=SC2046
commands()
{
	missing "$1" $(sed -n 's/^    {"\([a-z-]*\)", "[^"]*".*/\1/p' "$2/main.c")
}

# shellcheck disable=SC2046
options()
{
	missing "$1" $(sed -n 's/^        {"\([a-z-]*\)", \(0\|.[a-zA-Z].\), OPTION_.*/--\1/p' \
		"$2"/cmd_*.c share/base/command.c | sort -u)
}

pages()
{
	for page in man/*.scd; do
		scdoc <"$page" 2>&1 >/dev/null | sed "s,^,$page: ,"
	done
}

rule 'fallback-flow(5) has every key' "$(keys fallback-flow.5 share/flow/flow.c)"
rule 'fallback-templates(5) has every key' \
	"$(keys fallback-templates.5 share/flow/template.c)"
rule 'fallback-workspace(5) has every key' \
	"$(keys fallback-workspace.5 share/flow/workspace.c)"
rule 'fallback-publish(1) has every command' \
	"$(commands fallback-publish.1 publisher/publish)"
rule 'fallback-publish(1) has every option' \
	"$(options fallback-publish.1 publisher/publish)"
command -v scdoc >/dev/null && rule 'scdoc takes every page' "$(pages)"
finish
