#!/usr/bin/env bash
# Installs what checks and runs workflows, beside the sources: actionlint and act from the Go module proxy, zizmor from
# PyPI. `tools.sh --install` does it once for each set of versions; without it the path of the programs is printed.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
tools="$root/.venv/workflows"
pins=(github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 github.com/nektos/act@v0.2.89 zizmor==1.32.0)

if [[ "${1:-}" == "--install" && "$(cat "$tools/pins" 2>/dev/null)" != "${pins[*]}" ]]; then
  rm -rf "$tools"
  python3 -m venv "$tools" >&2
  "$tools/bin/pip" install --quiet --disable-pip-version-check "${pins[2]}" >&2
  for program in "${pins[@]:0:2}"; do GOBIN="$tools/bin" GOFLAGS='' go install "$program" >&2; done
  # Last, so that an installation that broke off is made again.
  echo "${pins[*]}" >"$tools/pins"
fi
echo "$tools/bin"
