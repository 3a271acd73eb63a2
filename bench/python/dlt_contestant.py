"""
dlt in its fastest documented way: a resource that yields Arrow tables, here those of the official Databricks connector, to a
filesystem destination in Azure, as Parquet. Its own SQL source goes through SQLAlchemy's rows and is slower; the bench's
prepared warehouse cannot answer the questions it asks about tables first.
"""

import json
import os
import sys
import tempfile

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt
from databricks import sql
from dlt.destinations import filesystem


def run(task):
    warehouse = task["warehouse"]
    folder = tempfile.mkdtemp(prefix="bench-dlt-")

    # A resource that yields Arrow tables is dlt's documented fast way: https://dlthub.com/docs/dlt-ecosystem/verified-sources/arrow-pandas
    @dlt.resource(name="measurement")
    def measurement():
        connection = sql.connect(
            server_hostname=warehouse["host"],
            http_path=warehouse["httpPath"],
            access_token=warehouse["token"],
            _port=warehouse["port"],
            _tls_trusted_ca_file=warehouse["caFile"],
            use_cloud_fetch=task["cloudFetch"],
            enable_telemetry=False,
        )
        with connection, connection.cursor() as cursor:
            cursor.execute(task["query"])
            while True:
                table = cursor.fetchmany_arrow(100_000)
                if table.num_rows == 0:
                    break
                yield table

    parts = dict(part.split("=", 1) for part in task["storage"].rstrip(";").split(";"))
    destination = filesystem(
        bucket_url=f"az://{task['container']}",
        credentials={
            "azure_storage_account_name": parts["AccountName"],
            "azure_storage_account_key": parts["AccountKey"],
        },
        kwargs={"connection_string": task["storage"]},
    )
    pipeline = dlt.pipeline(
        pipeline_name=f"bench_{task['turn'].replace('-', '_')}",
        destination=destination,
        dataset_name="bench",
        pipelines_dir=folder,
    )
    pipeline.run(measurement(), loader_file_format="parquet")
    counts = pipeline.last_trace.last_normalize_info.row_counts
    return {"rows": counts["measurement"], "bytes": 0}


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(json.loads(sys.argv[1]))), flush=True)
