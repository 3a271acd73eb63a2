#!/usr/bin/env bash
# Installs the engines that the conformance tests need, then runs the tests; arguments go to Vitest.
# Needs Java 17 or newer and Python 3 with venv, and says so where they are not there.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
missing=()

java_major() { java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1; }

if ! command -v java >/dev/null; then
  missing+=("Java 17 or newer, for Apache Spark: there is no java on the path (Debian: openjdk-17-jre-headless)")
elif major="$(java_major)" && ((${major:-0} < 17)); then
  missing+=("Java 17 or newer, for Apache Spark: this is Java ${major:-of no version that it tells}")
fi
if ! command -v python3 >/dev/null; then
  missing+=("Python 3, for Spark and the readers: there is no python3 on the path (Debian: python3-venv)")
elif ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  missing+=("Python 3.10 or newer with venv, for Spark and the readers (Debian: python3-venv)")
fi
if ((${#missing[@]} > 0)); then
  echo "The conformance tests were not run. Missing on this machine:" >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 2
fi

bash "$root/test/python/readers.sh" --install
bash "$root/src/local/spark/install.sh"
cd "$root"
exec npx vitest run --config vitest.conformance.config.ts "$@"
