#!/bin/sh
# Runs every fuzz target for the given time, one after another.
set -eu
time=${1:-10s}
grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' "$file" | while read -r target; do
		echo "fuzz $target in $(dirname "$file")"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "./$(dirname "$file")" >/tmp/shapan-fuzz.log 2>&1 || { cat /tmp/shapan-fuzz.log; exit 1; }
	done || exit 1
done
