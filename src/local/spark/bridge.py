"""Runs SQL on Apache Spark with Delta Lake for the local warehouse: one JSON request a line on standard input, one JSON
answer a line on file descriptor 3. Results are Arrow, written to a file each: the schema message, then the record batches.

Spark gets the SQL as the client sent it; parameters are bound by Spark. The time zone of new sessions is one that is not
UTC on purpose: a client that needs UTC has to say so.
"""

import json
import os
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, MapType, StructType

DIRECTORY, PACKAGE = sys.argv[1], sys.argv[2]
SERVER_ZONE = "America/New_York"

SETTINGS = {
    "spark.jars.packages": PACKAGE,
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.warehouse.dir": os.path.join(DIRECTORY, "warehouse"),
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": SERVER_ZONE,
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A laptop's sizes: the default of 200 partitions would make each small statement 200 tasks.
    "spark.sql.shuffle.partitions": "2",
    "spark.databricks.delta.snapshotPartitions": "1",
    # A VACUUM lists its folders in as many tasks as this says: 10,000 where nobody says anything.
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
    # Tables of a few thousand rows, and no statement twice: to compile a plan takes longer than to interpret it.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Nothing to adapt in such plans, and nobody reads their descriptions; both are made anew for each statement.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.maxPlanStringLength": "1000",
    "spark.sql.debug.maxToStringFields": "2",
    "spark.sql.subexpressionElimination.enabled": "false",
    # Short lives: a compiler that optimises for hours, and a collector with threads, cost more than they give. The first
    # compiler alone has room for half of what Spark and Delta come to, and would throw code away to compile it again.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "2g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.local.dir": os.path.join(DIRECTORY, "scratch"),
    "spark.log.structuredLogging.enabled": "false",
}

answers = os.fdopen(3, "w", buffering=1)
answering = threading.Lock()


def answer(message):
    with answering:
        answers.write(json.dumps(message) + "\n")


def start():
    builder = SparkSession.builder.master("local[2]").appName("local-warehouse")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    for schema in ("omop", "sandbox"):
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    return spark


class Bridge:
    def __init__(self, spark):
        self.spark = spark
        self.sessions = {}
        self.serial = 0

    def session(self, request):
        session = self.spark.newSession()
        session.conf.set("spark.sql.session.timeZone", request.get("timeZone") or SERVER_ZONE)
        if request.get("schema"):
            session.sql(f"USE SCHEMA `{request['schema'].replace('`', '``')}`")
        self.serial += 1
        name = str(self.serial)
        self.sessions[name] = session
        return {"session": name}

    def execute(self, request):
        session = self.sessions[request["session"]]
        context = session.sparkContext
        context.setJobGroup(request["group"], "statement", interruptOnCancel=True)
        parameters = {each["name"]: literal(each) for each in request["parameters"]}
        frame = session.sql(request["sql"], args=parameters) if parameters else session.sql(request["sql"])
        if not frame.columns:
            return {}
        table = as_text_where_nested(frame).toArrow()
        zone = session.conf.get("spark.sql.session.timeZone")
        table = table.cast(pa.schema([in_zone(field, zone) for field in table.schema]))
        batches = [batch for batch in table.to_batches(max_chunksize=request["batchRows"]) if batch.num_rows > 0]
        spans = []
        with open(request["file"], "wb") as file:
            schema = table.schema.serialize()
            file.write(schema)
            for batch in batches:
                content = batch.serialize()
                spans.append([file.tell(), content.size, batch.num_rows])
                file.write(content)
        columns = [[field.name, field.dataType.simpleString()] for field in frame.schema.fields]
        return {"columns": columns, "schemaBytes": schema.size, "batches": spans}

    def cancel(self, request):
        self.spark.sparkContext.cancelJobGroup(request["group"])
        return {}

    def files(self, request):
        """The data files of each Delta table of a schema, at its newest version, and the text of each view."""
        schema = request["schema"]
        tables = {}
        for row in self.spark.sql(f"SHOW TABLES IN `{schema}`").collect():
            # Each session remembers the files of what is not Delta, and others write to it.
            self.spark.catalog.refreshTable(f"`{schema}`.`{row.tableName}`")
            frame = self.spark.table(f"`{schema}`.`{row.tableName}`")
            fields = [[field.name, field.dataType.simpleString()] for field in frame.schema.fields]
            tables[row.tableName] = {"files": [path_of(uri) for uri in frame.inputFiles()], "columns": fields}
        return {"tables": tables}


def as_text_where_nested(frame):
    """Structs, arrays and maps as JSON, which is how Databricks sends them to a client that does not ask for more."""
    nested = (StructType, ArrayType, MapType)
    columns = [(F.col("`" + field.name.replace("`", "``") + "`"), field) for field in frame.schema.fields]
    if not any(isinstance(field.dataType, nested) for _, field in columns):
        return frame
    return frame.select(
        [F.to_json(column).alias(field.name) if isinstance(field.dataType, nested) else column for column, field in columns]
    )


def path_of(uri):
    from urllib.parse import unquote, urlparse

    return unquote(urlparse(uri).path)


def in_zone(field, zone):
    """Databricks sends instants in the session's zone; Spark's own Arrow says UTC whatever the session's is."""
    if pa.types.is_timestamp(field.type) and field.type.tz is not None:
        return field.with_type(pa.timestamp("us", tz=zone))
    return field


INTEGERS = {"BIGINT": "L", "LONG": "L", "INT": "", "INTEGER": "", "SMALLINT": "S", "TINYINT": "Y"}


def literal(parameter):
    kind, value = (parameter.get("type") or "VOID").upper(), parameter.get("value")
    if value is None or kind == "VOID":
        return F.lit(None)
    if kind == "STRING":
        return F.lit(value)
    # Spark binds literals only, no casts; the suffix says the type.
    if kind in INTEGERS and re.fullmatch(r"[+-]?\d+", value):
        return F.expr(f"{int(value)}{INTEGERS[kind]}")
    raise Refused("INVALID_PARAMETER_VALUE", "22023", f"'{value}' is not a value of type {kind}.")


class Refused(Exception):
    def __init__(self, condition, state, message):
        super().__init__(message)
        self.condition, self.state = condition, state


def plain(message):
    """Condition and state stand around the message already; the protocol's front puts them there itself."""
    return re.sub(r"^\[[A-Z0-9_.]+\] | SQLSTATE: \w{5}(?s:.*)$", "", message)


def failure(error):
    if isinstance(error, Refused):
        return {"condition": error.condition, "sqlState": error.state, "message": str(error)}
    if isinstance(error, PySparkException):
        condition, state = error.getCondition(), error.getSqlState()
        if state is not None:
            return {"condition": condition or "", "sqlState": state, "message": plain(str(error))}
    if isinstance(error, Py4JJavaError):
        # What Delta throws where another writer was first has a condition and a state, too; PySpark does not know its classes.
        thrown = error.java_exception
        try:
            condition, state = thrown.getCondition(), thrown.getSqlState()
        except Py4JError:
            condition, state = None, None
        if state is not None:
            return {"condition": condition or "", "sqlState": state, "message": plain(thrown.getMessage())}
    if "cancelled" in str(error):
        return {"condition": "OPERATION_CANCELED", "sqlState": "HY008", "message": "The statement was canceled."}
    return {"condition": "INTERNAL_ERROR", "sqlState": "XX000", "message": str(error)}


def serve(bridge):
    def handle(request):
        try:
            answer({"id": request["id"], **getattr(bridge, request["op"])(request)})
        except BaseException as error:  # whatever it is, the client's statement must hear of it
            answer({"id": request["id"], "error": failure(error)})

    with ThreadPoolExecutor(max_workers=16) as pool:
        for line in sys.stdin:
            pool.submit(handle, json.loads(line))


if __name__ == "__main__":
    bridge = Bridge(start())
    answer({"id": 0})
    serve(bridge)
