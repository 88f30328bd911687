#!/bin/sh
# Fails if the committed assembly is not what its generator writes.
set -eu
cd "$(dirname "$0")/../engine/solver/shallowwater/avo"
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
${GO:-go} run . >"$fresh"
if ! cmp -s "$fresh" ../kernel_amd64.s; then
	echo "kernel_amd64.s does not match avo/main.go: run 'make asm' and commit" >&2
	exit 1
fi
if grep -qE '[XY](1[6-9]|[23][0-9])' ../kernel_amd64.s; then
	echo "kernel_amd64.s uses registers that only AVX-512 has" >&2
	exit 1
fi
echo "kernel_amd64.s matches its source"
