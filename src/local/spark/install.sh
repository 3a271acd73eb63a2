#!/usr/bin/env bash
# Makes the virtual environment that `warehouse --engine spark` runs in, and fetches Delta Lake's jars. Needs Java 17 and
# Python 3 with venv; takes 500 MB. Prints nothing where all is there already.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
venv="$root/.venv/spark"
pins=(pyspark==4.0.1 pyarrow==21.0.0 pandas==2.3.3)
# Of the same patch version as Spark: 4.0.0 lacks methods that REORG and OPTIMIZE call in Spark 4.0.1.
delta=io.delta:delta-spark_2.13:4.0.1

command -v java >/dev/null || { echo "Spark needs Java 17 or newer: no java on the path." >&2; exit 2; }
command -v python3 >/dev/null || { echo "Spark needs Python 3 with venv: no python3 on the path." >&2; exit 2; }

if [[ "$(cat "$venv/pins" 2>/dev/null)" != "${pins[*]} $delta" ]]; then
  rm -rf "$venv"
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}" >&2
  log="$(mktemp)"
  trap 'rm -f "$log"' EXIT
  # Spark fetches the jars when it first starts with the package named.
  "$venv/bin/python" - "$delta" >"$log" 2>&1 <<'PYTHON' || { tail -20 "$log" >&2; exit 1; }
import sys
from pyspark.sql import SparkSession
SparkSession.builder.master("local[1]").config("spark.jars.packages", sys.argv[1]).config("spark.ui.enabled", "false").getOrCreate().stop()
PYTHON
  echo "$delta" >"$venv/delta"
  # Last, so that an installation that broke off is made again.
  echo "${pins[*]} $delta" >"$venv/pins"
fi
