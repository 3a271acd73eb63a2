#!/usr/bin/env bash
# A browser for the tests of the page: the one that is there, or Debian's Chromium where it can be installed. Where neither
# is possible the tests say loudly that they are skipped; that is no reason to fail here.
set -euo pipefail
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name"; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && command -v chromium && exit 0
fi
echo 'No Chromium here, and none can be installed: the page will not be looked at in a browser.' >&2
