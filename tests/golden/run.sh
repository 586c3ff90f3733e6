#!/bin/sh
# Golden cases: folders with `cmd` (a few lines of sh), the files it needs, and
# `out`: what it prints on stdout and stderr, and its exit status. A case runs
# in a copy of its folder. Where output holds what changes (a time, an id), the
# sed script `filter` of the case makes it the same.
#	FALLBACK_BIN=FOLDER [UPDATE=1] run.sh [CASE...]
# UPDATE=1 writes what came out into `out`; git diff is the review.
set -u
. "$(dirname "$0")/../lib/tap.sh"
cases=$(cd "$(dirname "$0")" && pwd -P)

[ -x "${FALLBACK_BIN:?}/fallback-publish" ] || skip 'run meson install first'
if [ $# = 0 ]; then
	set -- "$cases"/*/cmd
	[ -e "$1" ] || { echo 'Bail out! there is no case' && exit 1; }
fi
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

# run CASE: prints what the case prints; nothing of the caller's surroundings
# reaches it but where the programs are and what sanitizers shall do
run()
(
	rm -rf "${scratch:?}/work" "${scratch:?}/home"
	mkdir "$scratch/home"
	cp -R "$cases/$1" "$scratch/work" && cd "$scratch/work" || return
	rm -f cmd out filter
	env -i PATH="$FALLBACK_BIN:/usr/bin:/bin" HOME="$scratch/home" \
		LC_ALL=C.UTF-8 TZ=UTC TERM=dumb EXAMPLES="$FALLBACK_BIN/../share/fallback/examples" \
		LIB="$cases/../lib" PYTHONDONTWRITEBYTECODE=1 \
		ASAN_OPTIONS="${ASAN_OPTIONS-}" UBSAN_OPTIONS="${UBSAN_OPTIONS-}" \
		timeout 60 sh -c "$(cat "$cases/$1/cmd")" cmd </dev/null 2>&1
	echo "exit $?"
)

# filtered CASE: what is compared
filtered()
{
	if [ -e "$cases/$1/filter" ]; then
		run "$1" | sed -E -f "$cases/$1/filter"
	else
		run "$1"
	fi
}

for case; do
	case=${case%/cmd}
	case=${case##*/}
	out=$cases/$case/out
	filtered "$case" >"$scratch/out"
	if [ -n "${UPDATE-}" ] && ! cmp -s "$out" "$scratch/out"; then
		echo "# $case: new out"
		cp "$scratch/out" "$out"
	fi
	rule "$case" "$(diff -u --label expected "$out" --label got "$scratch/out" 2>&1)"
done
finish
