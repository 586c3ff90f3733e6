#!/bin/sh
# Builds a fuzz target with clang and lets it run from its corpus. What it
# finds is left in the folder for more of the corpus.
#	fuzz.sh SOURCE_ROOT TARGET SECONDS
set -u
. "$(dirname "$0")/../lib/tap.sh"
root=$1 target=$2 seconds=$3

command -v clang >/dev/null || skip 'clang is not here'
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
libraries=$(pkg-config --cflags --libs yaml-0.1 libutf8proc gnutls) || skip 'no libraries'
# shellcheck disable=SC2086 # a list of words
clang -g -O1 -std=gnu17 -D_GNU_SOURCE -DFALLBACK_VERSION='"0"' \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	-I"$root/share/base" -I"$root/share/flow" -o "$scratch/fuzz" \
	"$root/tests/fuzz/${target}_fuzz.c" "$root"/share/flow/*.c "$root"/share/base/*.c \
	$libraries >"$scratch/build" 2>&1 || {
	rule 'the target is built' "$(cat "$scratch/build")"
	finish
}
mkdir "$scratch/found"
found=$(cd "$scratch" && ./fuzz -max_total_time="$seconds" -max_len=600 -timeout=20 \
	-print_final_stats=1 -only_ascii=0 found "$root/tests/fuzz/$target" 2>&1) && found=
rule "$target withstands $seconds seconds of chance" "$(printf '%s' "$found" | tail -n 40)"
for crash in "$scratch"/crash-* "$scratch"/timeout-*; do
	[ ! -e "$crash" ] || sed 's/^/# /' "$crash"
done
finish
