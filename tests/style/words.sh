#!/bin/sh
# What the files in git hold beside code: no words of the place where they were
# written, no invisible change, nothing new at the top level.
#	words.sh SOURCE_ROOT
set -u
. "$(dirname "$0")/../lib/tap.sh"
cd "$1" || exit 2

# The checkout may belong to somebody else than the one who tests it.
ours()
{
	git -c safe.directory='*' "$@"
}
if [ ! -e .git ] || ! ours rev-parse --git-dir >/dev/null 2>&1; then
	skip 'not a git checkout'
fi

found()
{
	ours grep -nIP "$@" -- .
}

top='\.[^/]+|LICENSE|README\.md|CHANGELOG\.md|SECURITY\.md|CONTRIBUTING\.md'
top="$top|meson\\.build|meson_options\\.txt|wizard|publisher|share|tests|man"

rule 'no mark of a merge that was not finished' "$(found '^(<{7}|>{7}|\|{7})( |$)')"
rule 'no path of one machine' "$(found '(?<![\w.])/(w[o]rk|tmp/f[b])/|/h[o]me/\w')"
rule 'no word about how it was made' \
	"$(found -i '(?<![-\w])(?<!tls )(?<!smpp )(?<!tmux )s[e]ssions?\b|\bi[s]sue #?[0-9]+\b')"
rule 'no host of a package registry' \
	"$(found '(d[e]b|s[e]curity|ftp)\.debian\.org|registry\.n[p]mjs|p[y]pi\.org|proxy\.g[o]lang\.org')"
rule 'no white space at the end of a line' \
	"$(ours grep -nI '[[:space:]]$' -- . ':!tests/golden/*/out' ':!tests/fuzz/*/*')"
rule 'nothing new at the top level' \
	"$(ours ls-files | sed 's,/.*,,' | sort -u | grep -vxE "$top")"
finish
