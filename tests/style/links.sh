#!/bin/sh
# What the installed programs are linked with: curses in the wizard alone, and
# nothing there that talks to a store or a network.
#	FALLBACK_BIN=FOLDER links.sh
set -u
. "$(dirname "$0")/../lib/tap.sh"

# links NAME PROGRAM PATTERN: none of the program's libraries matches
links()
{
	program=$FALLBACK_BIN/$2
	if [ ! -x "$program" ]; then
		number=$((number + 1))
		echo "ok $number - $1 # SKIP $2 is not installed"
		return
	fi
	rule "$1" "$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
		grep -E "$3")"
}

links 'the wizard has no store and no HTTP' \
	fallback-wizard '^lib(curl|microhttpd|sqlite3|pq)'
links 'the publisher has no curses and no server' \
	fallback-publish '^lib(ncurses|tinfo|microhttpd)'
links 'the runner has no curses' fallback-runner '^lib(ncurses|tinfo)'
finish
