"""Reads the local warehouse with the official Python connector, by every way it has, and compares."""

import datetime
import decimal
import json
import sys

from databricks import sql

ROWS = 100_000
EPOCH = datetime.datetime(1970, 1, 1)


def expected(i):
    """Row i of omop.kinds, as connector.ts makes it."""
    at = EPOCH + datetime.timedelta(microseconds=-9000000000000001 + i * 100000000000)
    return (
        i,
        None if i % 3 == 0 else i - 9223372036854775000,
        -i,
        i % 100,
        None if i % 7 == 0 else i % 2 == 0,
        i / 8,
        decimal.Decimal(i) - decimal.Decimal("0.125"),
        decimal.Decimal(-i),
        None if i % 5 == 0 else f"a text beyond twelve bytes, 雪, {i}",
        datetime.date(1800, 1, 1) + datetime.timedelta(days=i),
        at.replace(tzinfo=datetime.timezone.utc),
        at,
    )


def connect(connection, **options):
    return sql.connect(
        server_hostname=connection["host"],
        http_path=connection["httpPath"],
        access_token=connection["token"],
        _port=connection["port"],
        _tls_trusted_ca_file=connection["caFile"],
        enable_telemetry=False,
        **options,
    )


def check(name, condition):
    print(("ok      " if condition else "FAILED  ") + name)
    if not condition:
        check.failed += 1


check.failed = 0


def read(cursor, how, cloud_fetch):
    cursor.execute("SELECT * FROM main.omop.kinds")
    queue = type(cursor.active_result_set.results).__name__
    check(f"the result is read by {queue}", ("Cloud" in queue) == cloud_fetch)
    if how == "rows":
        return [tuple(row) for row in cursor.fetchall()]
    table = cursor.fetchall_arrow()
    columns = [table.column(index).to_pylist() for index in range(table.num_columns)]
    return list(zip(*columns))


def same(found):
    wanted = [expected(i) for i in range(ROWS)]
    if len(found) != ROWS:
        print(f"        {len(found)} rows")
        return False
    for got, want in zip(found, wanted):
        if [normal(value) for value in got] != [normal(value) for value in want]:
            print(f"        {got}\n        {want}")
            return False
    return True


def normal(value):
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return ("instant", value.astimezone(datetime.timezone.utc).replace(tzinfo=None))
    return value


def main():
    connection = json.loads(sys.argv[1])
    for cloud_fetch in (False, True):
        for lz4 in (False, True):
            with connect(connection, use_cloud_fetch=cloud_fetch, enable_query_result_lz4_compression=lz4) as client:
                with client.cursor() as cursor:
                    for how in ("rows", "arrow"):
                        name = f"{how}, {'CloudFetch' if cloud_fetch else 'inline'}, {'lz4' if lz4 else 'plain'}"
                        check(name, same(read(cursor, how, cloud_fetch)))
    with connect(connection, schema="omop") as client, client.cursor() as cursor:
        cursor.execute("SELECT count(*) AS n FROM kinds WHERE id < :limit AND person_id IS NOT NULL", {"limit": 10})
        check("named parameters, and the session's schema", [tuple(row) for row in cursor.fetchall()] == [(6,)])
        cursor.execute("SELECT ? AS a, ? AS b", [1, "x"])
        check("positional parameters", [tuple(row) for row in cursor.fetchall()] == [(1, "x")])
        cursor.execute("CREATE OR REPLACE TABLE sandbox.t AS SELECT id FROM kinds WHERE id < 3")
        cursor.execute("INSERT INTO sandbox.t VALUES (77)")
        cursor.execute("SELECT id FROM sandbox.t ORDER BY id")
        check("tables made and written", [row.id for row in cursor.fetchall()] == [0, 1, 2, 77])
        cursor.execute("SELECT id FROM sandbox.t VERSION AS OF 0")
        check("a version", len(cursor.fetchall()) == 3)
        cursor.execute("SELECT 1 AS a WHERE false")
        check("no rows", cursor.fetchall() == [] and cursor.description[0][0] == "a")
        for statement, state in (("SELECT * FROM nowhere.t", "42P01"), ("SELECT 1/0", "22012")):
            try:
                cursor.execute(statement)
                cursor.fetchall()
                check(f"{statement} fails", False)
            except sql.exc.Error as error:
                check(f"{statement} fails with {state}", state in str(error))
    try:
        connect({**connection, "token": "wrong"}, _retry_stop_after_attempts_count=1).close()
        check("a wrong token is refused", False)
    except sql.exc.Error:
        check("a wrong token is refused", True)
    sys.exit(1 if check.failed > 0 else 0)


main()
