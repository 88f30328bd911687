#!/bin/sh
# Makes sure that there is a Chromium for the browser tests.
set -eu
for candidate in "${SHAPAN_CHROMIUM:-}" chromium chromium-browser google-chrome; do
	if [ -n "$candidate" ] && command -v "$candidate" >/dev/null; then exit 0; fi
done
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
	echo "no Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk) or set SHAPAN_CHROMIUM" >&2
	exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
