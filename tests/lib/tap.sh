# shellcheck shell=sh
# For tests in sh: one line of TAP for each rule.
number=0 failed=0

# rule NAME FOUND: passes when what was found against it is empty
rule()
{
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
		return
	fi
	failed=1
	echo "not ok $number - $1"
	printf '%s\n' "$2" | sed 's/^/# /'
}

finish()
{
	echo "1..$number"
	exit $failed
}

skip()
{
	echo "1..0 # SKIP $1"
	exit 0
}
