#!/usr/bin/env bash
# Every figure of docs/performance.md in one call: the contestants, then the scenarios. Prints the tables, and leaves the figures as JSON
# in the folder given (default: .bench). Argument 2: rows of the largest whole sync.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
figures="${1:-$root/.bench}"
mkdir -p "$figures"
cd "$root"
bash bench/python/run.sh --rows 4000000 --rounds 3 \
  --contestants product,typescript,connector,dlt,dltsql,wire,duckdb --json "$figures/contestants.json"
npx node bench/scenarios.ts --rows "${2:-20000000}" --json "$figures/scenarios.json"
