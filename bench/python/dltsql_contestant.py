"""
dlt as its documentation recommends for a database: its own SQL source, through the Databricks dialect of SQLAlchemy, in chunks, with
the pyarrow backend (https://dlthub.com/docs/dlt-ecosystem/verified-sources/sql_database/configuration). The table's columns are
given as SQLAlchemy metadata, which the source takes in the place of reflecting them: the bench's prepared warehouse answers only the
query. That leaves out a few statements about the catalogue, and no row.
"""

import json
import os
import sys
import tempfile

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt
import sqlalchemy as sa
from dlt.destinations import filesystem
from dlt.sources.sql_database import sql_table

CHUNK_ROWS = 50_000

TYPES = {
    "long": sa.BigInteger,
    "integer": sa.Integer,
    "date": sa.Date,
    "timestamp": sa.TIMESTAMP,
    "string": sa.String,
    "double": sa.Double,
}


def run(task):
    warehouse = task["warehouse"]
    engine = sa.create_engine(
        f"databricks://token:{warehouse['token']}@{warehouse['host']}?http_path={warehouse['httpPath']}&catalog=main&schema=omop",
        connect_args={
            "_port": warehouse["port"],
            "_tls_trusted_ca_file": warehouse["caFile"],
            "use_cloud_fetch": task["cloudFetch"],
            "enable_telemetry": False,
        },
    )
    metadata = sa.MetaData()
    columns = [sa.Column(column["name"], TYPES[column["type"]]()) for column in task["columns"]]
    sa.Table("measurement", metadata, *columns)
    source = sql_table(
        credentials=engine,
        table="measurement",
        metadata=metadata,
        backend="pyarrow",
        chunk_size=CHUNK_ROWS,
        query_adapter_callback=lambda query, table: sa.text(task["query"]),
    )
    parts = dict(part.split("=", 1) for part in task["storage"].rstrip(";").split(";"))
    pipeline = dlt.pipeline(
        pipeline_name=f"bench_{task['turn'].replace('-', '_')}",
        destination=filesystem(
            bucket_url=f"az://{task['container']}",
            credentials={
                "azure_storage_account_name": parts["AccountName"],
                "azure_storage_account_key": parts["AccountKey"],
            },
            kwargs={"connection_string": task["storage"]},
        ),
        dataset_name="bench",
        pipelines_dir=tempfile.mkdtemp(prefix="bench-dlt-"),
    )
    pipeline.run(source, loader_file_format="parquet")
    return {"rows": pipeline.last_trace.last_normalize_info.row_counts["measurement"], "bytes": 0}


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(json.loads(sys.argv[1]))), flush=True)
