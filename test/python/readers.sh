#!/usr/bin/env bash
# Reads a landed table with delta-rs or DuckDB: see readers.py for the arguments.
# `readers.sh --install` only makes the virtual environment, which the conformance tests look for.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
venv="$root/.venv/readers"
# DuckDB's Delta extension comes as a package only for DuckDB versions of its own number.
pins=(deltalake==1.6.6 duckdb==1.5.5 duckdb-extension-delta==1.5.5 polars==1.44.2 pyarrow==26.0.1)

if [[ "$(cat "$venv/pins" 2>/dev/null)" != "${pins[*]}" ]]; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}" >&2
  # Last, so that an installation that broke off is made again.
  echo "${pins[*]}" >"$venv/pins"
fi

if [[ "${1:-}" == "--install" ]]; then exit 0; fi
exec "$venv/bin/python" "$root/test/python/readers.py" "$@"
