#!/bin/sh
# Fails if the committed assembly is not what its generator writes.
set -eu
cd "$(dirname "$0")/../engine/solver/shallowwater/avo"
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
for kind in avx2 avx512; do
	file=../kernel_${kind}_amd64.s
	if [ $kind = avx2 ]; then ${GO:-go} run . >"$fresh"; else ${GO:-go} run . -avx512 >"$fresh"; fi
	if ! cmp -s "$fresh" "$file"; then
		echo "$file does not match avo/main.go: run 'make asm' and commit" >&2
		exit 1
	fi
done
if grep -qE '[XYZ](1[6-9]|[23][0-9])' ../kernel_avx2_amd64.s; then
	echo "kernel_avx2_amd64.s uses registers that only AVX-512 has" >&2
	exit 1
fi
echo "the assembly matches its source"
