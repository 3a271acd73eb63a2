"""Compares landed Delta tables, as readers that are not ours see them, with what their source holds, as multisets of rows.

On standard input: {"connectionString", "container"} or {"folder"}, where the landing or a copy of it is, and "tables":
[{"table", "expected", "version"?}], where `table` is a path in it and `expected` a Parquet file with the rows, columns
and types that should be found.
On standard output: a list of {"table", "version", "rows", "columns", "readers"}, where `readers` has, for each way of
reading, the rows that only the landing has and those that only the source has. No row values.

The readers: delta-rs alone (its log, its Parquet reader, DataFusion); pyarrow, Polars and DuckDB by the log as delta-rs
reads it; and over a folder DuckDB's own Delta extension, which reads the log by the Delta kernel.
"""

import argparse
import json
import os
import struct
import sys
from collections import Counter
from importlib.resources import files

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as parquet
from deltalake import DeltaTable, QueryBuilder

from readers import read_duckdb, settings

# Its package brings the file and puts it nowhere; by its name alone DuckDB would look for it on the network.
DELTA_EXTENSION = files("duckdb_extension_delta") / f"extensions/v{duckdb.__version__}/delta.duckdb_extension"


class Landed:
    """One version of a landed table, and where it lies."""

    def __init__(self, request: dict, entry: dict):
        self.folder, self.name, self.version = request.get("folder"), entry["table"], entry.get("version")
        self.connection_string, self.container = request.get("connectionString"), request.get("container")
        self.options = {} if self.folder else settings(self.connection_string)
        self.address = f"{self.folder}/{self.name}" if self.folder else f"az://{self.container}/{self.name}"
        self.delta = DeltaTable(self.address, version=self.version, storage_options=self.options)
        self.version = self.delta.version()

    def by_datafusion(self) -> pa.Table:
        return pa.table(QueryBuilder().register("landed", self.delta).execute("SELECT * FROM landed").read_all())

    def by_pyarrow(self) -> pa.Table:
        return self.delta.to_pyarrow_table()

    def by_polars(self) -> pa.Table:
        return polars.read_delta(self.address, version=self.version, storage_options=self.options).to_arrow()

    def by_duckdb(self) -> pa.Table:
        place = argparse.Namespace(
            local=self.folder, table=self.name, connection_string=self.connection_string, container=self.container
        )
        rows = read_duckdb(place, self.delta, [field.name for field in self.delta.schema().fields])
        # DuckDB reads no empty list of files; what it would have to say then is that there are no rows.
        return pa.schema(self.delta.schema().to_arrow()).empty_table() if rows is None else rows

    def by_duckdb_extension(self) -> pa.Table:
        database = duckdb.connect()
        database.execute(f"LOAD '{DELTA_EXTENSION}'; SET TimeZone = 'UTC'")
        return database.execute("SELECT * FROM delta_scan(?, version = ?)", [self.address, self.version]).to_arrow_table()

    def readers(self) -> dict:
        everywhere = {
            "datafusion": self.by_datafusion,
            "pyarrow": self.by_pyarrow,
            "polars": self.by_polars,
            "duckdb": self.by_duckdb,
        }
        return everywhere | ({"duckdb delta": self.by_duckdb_extension} if self.folder else {})


def plain(kind: pa.DataType) -> pa.DataType:
    """The one of Arrow's several text types that all readers' are cast to; other types must agree as they are."""
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return pa.string() if text else kind


def in_order(rows: pa.Table) -> pa.Table:
    """The same multiset, always in the same order."""
    rows = rows.cast(pa.schema([pa.field(field.name, plain(field.type)) for field in rows.schema]))
    return rows.sort_by([(name, "ascending") for name in rows.column_names]).combine_chunks()


def difference(reader: str, landed: pa.Table, expected: pa.Table) -> dict[str, int]:
    landed, expected = in_order(landed), in_order(expected)
    if landed.schema != expected.schema:
        raise SystemExit(f"schemas differ by {reader}: {landed.schema.to_string()} is not {expected.schema.to_string()}")
    if landed.equals(expected):
        # Arrow holds -0.0 and 0.0 to be equal, and nothing else that is not.
        return {"surplus": 0, "missing": 0}
    landed_rows, expected_rows = (Counter(zip(*(values(c) for c in t.columns))) for t in (landed, expected))
    return {"surplus": (landed_rows - expected_rows).total(), "missing": (expected_rows - landed_rows).total()}


def values(column: pa.ChunkedArray) -> list:
    """What Python can count: a floating number by its bits, so that a NaN is equal to a NaN and -0.0 is not 0.0."""
    if not pa.types.is_floating(column.type):
        return column.to_pylist()
    return [None if each is None else "NaN" if each != each else struct.pack("<d", each) for each in column.to_pylist()]


def compare(request: dict, entry: dict) -> dict:
    landed = Landed(request, entry)
    expected = parquet.read_table(entry["expected"])
    return {
        "table": entry["table"],
        "version": landed.version,
        "rows": expected.num_rows,
        "columns": [field.name for field in landed.delta.schema().fields],
        "readers": {name: difference(name, read(), expected) for name, read in landed.readers().items()},
    }


if __name__ == "__main__":
    order = json.load(sys.stdin)
    json.dump([compare(order, entry) for entry in order["tables"]], sys.stdout)
    print()
    sys.stdout.flush()
    # As in readers.py: the interpreter is not taken down under threads that still run.
    os._exit(0)
