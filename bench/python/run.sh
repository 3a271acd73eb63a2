#!/usr/bin/env bash
# The bench with the contestants that need Python: made on the first call, from PyPI. Arguments as of `npm run bench`.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
venv="$root/.venv/bench"
pins=(
  'databricks-sql-connector[pyarrow]==4.9.0' pyarrow==26.0.1 azure-storage-blob==12.31.1
  'dlt[databricks,filesystem,az]==1.31.0' databricks-sqlalchemy==2.0.10
)

if [[ "$(cat "$venv/pins" 2>/dev/null)" != "${pins[*]}" ]]; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}" >&2
  # Last, so that an installation that broke off is made again.
  echo "${pins[*]}" >"$venv/pins"
fi

if [[ "${1:-}" == "--install" ]]; then exit 0; fi
cd "$root"
exec npx node bench/bench.ts --contestants product,connector,dlt,dltsql,wire "$@"
