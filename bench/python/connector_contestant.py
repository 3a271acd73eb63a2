"""The official connector as its documentation shows for large results: fetchmany_arrow, pyarrow's own Parquet writer, blobs by the SDK."""

import io
import json
import sys

import pyarrow.parquet as parquet
from azure.storage.blob import BlobServiceClient
from databricks import sql

FETCH_ROWS = 262_144
FILE_BYTES = 128 << 20


def run(task):
    warehouse = task["warehouse"]
    service = BlobServiceClient.from_connection_string(task["storage"])
    container = service.get_container_client(task["container"])
    rows = size = files = 0
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
        writer = buffer = None
        while True:
            table = cursor.fetchmany_arrow(FETCH_ROWS)
            if table.num_rows == 0:
                break
            if writer is None:
                buffer = io.BytesIO()
                writer = parquet.ParquetWriter(buffer, table.schema, compression="zstd")
            writer.write_table(table)
            rows += table.num_rows
            if buffer.tell() >= FILE_BYTES:
                size += upload(container, task, files, writer, buffer)
                files, writer = files + 1, None
        if writer is not None:
            size += upload(container, task, files, writer, buffer)
    return {"rows": rows, "bytes": size}


def upload(container, task, number, writer, buffer):
    writer.close()
    content = buffer.getvalue()
    container.upload_blob(f"connector-{task['turn']}/{number}.parquet", content, max_concurrency=4)
    return len(content)


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(json.loads(sys.argv[1]))), flush=True)
