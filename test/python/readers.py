"""Reads a landed Delta table with readers that are not ours, and writes what they see as one Parquet file.

  readers.py --connection-string CS --container landing --table cohorts/x/person --out FILE.parquet
  readers.py --local DIR            --table cohorts/x/person --out FILE.parquet

--reader deltalake (default): delta-rs reads log and files.
--reader duckdb: DuckDB reads the files that the log names, as delta-rs understands the log.
--version N: as of that version.

On standard output: one JSON document {"reader", "version", "rows", "files", "columns"}; no row values.
"""

import argparse
import json
import os
import sys
import tempfile
import urllib.parse

import duckdb
import pyarrow.parquet as parquet
from deltalake import DeltaTable


def settings(connection_string: str) -> dict[str, str]:
    """The connection string of an account or an emulator as the options of delta-rs."""
    parts = dict(part.split("=", 1) for part in connection_string.split(";") if part)
    options = {"azure_storage_account_name": parts["AccountName"], "azure_storage_account_key": parts["AccountKey"]}
    endpoint = parts.get("BlobEndpoint")
    if endpoint:
        options["azure_storage_endpoint"] = endpoint.rstrip("/")
        options["azure_allow_http"] = str(endpoint.startswith("http:")).lower()
    return options


def open_table(args: argparse.Namespace) -> DeltaTable:
    if args.local:
        return DeltaTable(os.path.join(args.local, args.table), version=args.version)
    options = settings(args.connection_string)
    return DeltaTable(f"az://{args.container}/{args.table}", version=args.version, storage_options=options)


def live_paths(table: DeltaTable) -> list[str]:
    return sorted(urllib.parse.unquote(path) for path in table.get_add_actions(flatten=True).column("path").to_pylist())


def fetch(args: argparse.Namespace, table: DeltaTable, folder: str) -> list[str]:
    """The live files, copied as they are through the file system of pyarrow that delta-rs offers."""
    if args.local:
        return [os.path.join(args.local, args.table, path) for path in live_paths(table)]
    from deltalake.fs import DeltaStorageHandler

    options = settings(args.connection_string)
    store = DeltaStorageHandler(f"az://{args.container}/{args.table}", options=options)
    copies = []
    for number, path in enumerate(live_paths(table)):
        copy = os.path.join(folder, f"{number}.parquet")
        with open(copy, "wb") as file:
            file.write(store.open_input_file(path).read())
        copies.append(copy)
    return copies


def read_duckdb(args: argparse.Namespace, table: DeltaTable, names: list[str]):
    with tempfile.TemporaryDirectory() as folder:
        files = fetch(args, table, folder)
        database = duckdb.connect()
        database.execute("SET TimeZone = 'UTC'")
        if not files:
            return None
        source = "read_parquet(?, union_by_name = true, hive_partitioning = false)"
        described = database.execute(f"DESCRIBE SELECT * FROM {source}", [files]).fetchall()
        present = {row[0] for row in described}
        quoted = {name: '"' + name.replace('"', '""') + '"' for name in names}
        columns = ", ".join(quote if name in present else f"NULL AS {quote}" for name, quote in quoted.items())
        return database.execute(f"SELECT {columns} FROM {source}", [files]).to_arrow_table()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--connection-string", default=os.environ.get("AZURE_STORAGE_CONNECTION_STRING"))
    parser.add_argument("--container", default="landing")
    parser.add_argument("--local", help="a folder that holds a copy of the container instead")
    parser.add_argument("--table", required=True)
    parser.add_argument("--version", type=int)
    parser.add_argument("--reader", choices=["deltalake", "duckdb"], default="deltalake")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()

    table = open_table(args)
    names = [field.name for field in table.schema().fields]
    rows = read_duckdb(args, table, names) if args.reader == "duckdb" else None
    if rows is None:
        rows = table.to_pyarrow_table()
    parquet.write_table(rows, args.out)
    summary = {
        "reader": args.reader,
        "version": table.version(),
        "rows": rows.num_rows,
        "files": len(live_paths(table)),
        "columns": {field.name: field.type.type for field in table.schema().fields},
    }
    json.dump(summary, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # The interpreter is not taken down: a thread of pyarrow that still asks for its lock then would end the process
    # by std::terminate, seldom and after everything was written.
    os._exit(code)
