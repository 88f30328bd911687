#!/bin/sh
# Fails if the committed viewer/dist is not what its source builds.
set -eu
cd "$(dirname "$0")/../viewer"
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
npm run --silent build -- --outDir "$fresh" --emptyOutDir >/dev/null
if ! diff -r "$fresh" dist; then
	echo "viewer/dist does not match its source: run 'make viewer-build' and commit" >&2
	exit 1
fi
echo "viewer/dist matches its source"
