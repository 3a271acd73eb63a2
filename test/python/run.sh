#!/usr/bin/env bash
# Checks the local warehouse against a second official client: the Python connector must read what the driver reads,
# inline and by CloudFetch, as rows and as Arrow. Needs Python 3 with venv; not part of npm test.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
venv="$root/.venv/connector"
pins=('databricks-sql-connector[pyarrow]==4.9.0' pyarrow==26.0.1)

if [[ "$(cat "$venv/pins" 2>/dev/null)" != "${pins[*]}" ]]; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}" >&2
  # Last, so that an installation that broke off is made again.
  echo "${pins[*]}" >"$venv/pins"
fi

if [[ "${1:-}" == "--install" ]]; then exit 0; fi
cd "$root"
exec npx node test/python/connector.ts "$venv/bin/python" test/python/connector.py
