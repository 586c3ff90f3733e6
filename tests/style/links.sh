#!/bin/sh
# What the installed programs are linked with: curses in the wizard alone, and
# nothing there that talks to a store or a network.
#	FALLBACK_BIN=FOLDER links.sh
set -u
. "$(dirname "$0")/../lib/tap.sh"

[ -x "$FALLBACK_BIN/fallback-wizard" ] || skip 'run meson install first'

# linked PROGRAM PATTERN: those of its libraries that match
linked()
{
	readelf -d "$FALLBACK_BIN/$1" | grep NEEDED | grep -E "$2"
}

rule 'the wizard has no store, no HTTP' \
	"$(linked fallback-wizard 'lib(curl|microhttpd|sqlite3|pq)')"
rule 'the publisher has no curses, no server' \
	"$(linked fallback-publish 'lib(ncurses|tinfo|microhttpd)')"
rule 'the runner has no curses' "$(linked fallback-runner 'lib(ncurses|tinfo)')"
finish
