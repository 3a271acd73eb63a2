"""Compares landed Delta tables, read by delta-rs, with what their source holds, as multisets of whole rows.

On standard input: {"connectionString", "container", "tables": [{"table", "expected", "version"?}]}, where `table` is a
path in the container and `expected` a Parquet file with the rows, columns and types that should be found.
On standard output: a list of {"table", "version", "rows", "columns", "readers"}, where `readers` has, for each way of
reading, the rows that only the landing has and those that only the source has. No row values.

Two readers: delta-rs alone (its log, its Parquet reader, DataFusion), and delta-rs's log with pyarrow's Parquet reader.
"""

import json
import os
import sys
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as parquet
from deltalake import DeltaTable, QueryBuilder

from readers import settings


def by_datafusion(table: DeltaTable) -> pa.Table:
    return pa.table(QueryBuilder().register("landed", table).execute("SELECT * FROM landed").read_all())


def by_pyarrow(table: DeltaTable) -> pa.Table:
    return table.to_pyarrow_table()


READERS = {"datafusion": by_datafusion, "pyarrow": by_pyarrow}


def plain(kind: pa.DataType) -> pa.DataType:
    """The one of Arrow's several text types that all readers' are cast to; other types must agree as they are."""
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return pa.string() if text else kind


def in_order(rows: pa.Table) -> pa.Table:
    """The same multiset, always in the same order."""
    rows = rows.cast(pa.schema([pa.field(field.name, plain(field.type)) for field in rows.schema]))
    return rows.sort_by([(name, "ascending") for name in rows.column_names]).combine_chunks()


def difference(landed: pa.Table, expected: pa.Table) -> dict[str, int]:
    landed, expected = in_order(landed), in_order(expected)
    if landed.schema != expected.schema:
        raise SystemExit(f"schemas differ: {landed.schema.to_string()} is not {expected.schema.to_string()}")
    if landed.equals(expected):
        return {"surplus": 0, "missing": 0}
    landed_rows, expected_rows = (Counter(zip(*(c.to_pylist() for c in t.columns))) for t in (landed, expected))
    # What Arrow holds to be different although Python does not (a NaN, say) counts as one of each.
    surplus, missing = (landed_rows - expected_rows).total(), (expected_rows - landed_rows).total()
    return {"surplus": surplus, "missing": missing} if surplus + missing > 0 else {"surplus": 1, "missing": 1}


def compare(request: dict, entry: dict) -> dict:
    address = f"az://{request['container']}/{entry['table']}"
    options = settings(request["connectionString"])
    table = DeltaTable(address, version=entry.get("version"), storage_options=options)
    expected = parquet.read_table(entry["expected"])
    return {
        "table": entry["table"],
        "version": table.version(),
        "rows": expected.num_rows,
        "columns": [field.name for field in table.schema().fields],
        "readers": {name: difference(read(table), expected) for name, read in READERS.items()},
    }


if __name__ == "__main__":
    order = json.load(sys.stdin)
    json.dump([compare(order, entry) for entry in order["tables"]], sys.stdout)
    print()
    sys.stdout.flush()
    # As in readers.py: the interpreter is not taken down under threads that still run.
    os._exit(0)
