import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { sourceColumnType } from '../../../src/omop/source-type.ts';
import type { World } from '../../story/world.ts';
import { mirrorLanding } from '../mirror.ts';
import { differing, exportScopes, readByOthers } from '../other-readers.ts';
import { openSparkWorld, type SharedSpark } from './shared-spark.ts';
import { readBySpark } from './spark-reader.ts';

/** What a source type lands as, with values at its edges; the table of docs/engines.md. */
const LANDED: readonly (readonly [type: string, landed: string, values: readonly string[]])[] = [
  ['TINYINT', 'byte', ['CAST(-128 AS TINYINT)', 'CAST(127 AS TINYINT)']],
  ['SMALLINT', 'short', ['CAST(-32768 AS SMALLINT)', 'CAST(32767 AS SMALLINT)']],
  ['INT', 'integer', ['-2147483648', '2147483647']],
  ['BIGINT', 'long', ['-9223372036854775808', '9223372036854775807']],
  ['FLOAT', 'float', ["CAST('NaN' AS FLOAT)", "CAST('-Infinity' AS FLOAT)", 'CAST(1.17549435E-38 AS FLOAT)']],
  ['DOUBLE', 'double', ["CAST('NaN' AS DOUBLE)", "CAST('Infinity' AS DOUBLE)", 'CAST(4.9E-324 AS DOUBLE)']],
  ['BOOLEAN', 'boolean', ['true', 'false']],
  ['STRING', 'string', ["''", "'a line\\nand a \\\\'", "'雪, 𝒳 and é'"]],
  ['VARCHAR(20)', 'string', ["''", "'twenty characters at'"]],
  ['CHAR(5)', 'string', ["'ab'", "'abcde'"]],
  ['DATE', 'date', ["DATE '1582-10-15'", "DATE '9999-12-31'", "DATE '1969-12-31'"]],
  [
    'TIMESTAMP',
    'timestamp',
    ["TIMESTAMP '1899-12-31 23:59:59.999999 UTC'", "TIMESTAMP '2262-04-12 00:00:00.000001 UTC'"],
  ],
  [
    'TIMESTAMP_NTZ',
    'timestamp_ntz',
    ["TIMESTAMP_NTZ '2026-03-29 02:30:00.000001'", "TIMESTAMP_NTZ '1969-12-31 23:59:59.999999'"],
  ],
  ['DECIMAL(9,3)', 'decimal(9,3)', ['CAST(-999999.999 AS DECIMAL(9,3))', 'CAST(0.001 AS DECIMAL(9,3))']],
  ['DECIMAL(18,0)', 'decimal(18,0)', ['CAST(-999999999999999999 AS DECIMAL(18,0))']],
  [
    'DECIMAL(38,10)',
    'decimal(38,10)',
    [
      'CAST(9999999999999999999999999999.9999999999 AS DECIMAL(38,10))',
      'CAST(-0.0000000001 AS DECIMAL(38,10))',
    ],
  ],
];

/** Types that no landing can hold; `stored` where Delta itself takes a column of it. */
const REFUSED: readonly (readonly [type: string, stored: boolean])[] = [
  ['BINARY', true],
  ['ARRAY<INT>', true],
  ['MAP<STRING, INT>', true],
  ['STRUCT<a: INT>', true],
  ['VARIANT', true],
  ['STRING COLLATE UTF8_LCASE', false],
  ['INTERVAL DAY TO SECOND', false],
  ['INTERVAL YEAR TO MONTH', false],
  ['VOID', false],
];

const name = (type: string): string => `t_${type.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`;

export function types(spark: () => SharedSpark): void {
  describe('the types of a source', () => {
    test.each(LANDED)('%s is described as what lands as %s', async (type, landed) => {
      // A bare VARCHAR or CHAR is no type of an expression, only of a column.
      const [row] = /CHAR/.test(type) ? [{ data_type: type.toLowerCase() }] : await described(spark(), type);
      expect(sourceColumnType(String(row?.data_type))).toBe(landed);
    });

    test.each(REFUSED)('%s is described as what is refused', async (type) => {
      const [row] = await described(spark(), type);
      expect(sourceColumnType(String(row?.data_type))).toBeUndefined();
    });

    describe('in one table', () => {
      let world: World;
      const held = LANDED.map(([type]) => name(type));
      const stored = REFUSED.filter(([, isStored]) => isStored).map(([type]) => type);

      beforeAll(async () => {
        world = await openSparkWorld(spark());
        const { run } = world.warehouse;
        await run(
          "CREATE TABLE omop.person USING DELTA AS SELECT id AS person_id, TIMESTAMP '2026-01-04 03:00:00 UTC' AS load_dt FROM range(4)",
        );
        const columns = [...LANDED.map(([type]) => type), ...stored].map((type) => `${name(type)} ${type}`);
        await run(
          `CREATE TABLE omop.measurement (measurement_id BIGINT, person_id BIGINT, load_dt TIMESTAMP, ${columns.join(', ')}) USING DELTA`,
        );
        for (const row of [0, 1, 2, 3]) {
          // The last row is null in all of them.
          const values = LANDED.map(([, , edges]) =>
            row === 3 ? 'NULL' : (edges[row % edges.length] ?? 'NULL'),
          );
          await run(`INSERT INTO omop.measurement (measurement_id, person_id, load_dt, ${held.join(', ')})
            VALUES (${row}, ${row}, TIMESTAMP '2026-01-04 03:00:00 UTC', ${values.join(', ')})`);
        }
        const asked = [...held, ...stored.map(name)];
        await world.addCohort('types', [0, 1, 2, 3], {
          tables: ['person', 'measurement'],
          extra: `columns:\n  include:\n    measurement: [${asked.join(', ')}]\n`,
        });
        const { report, exitCode } = await world.sync();
        expect(report.cohorts.map(({ state, problem }) => [state, problem])).toEqual([['synced', null]]);
        expect(exitCode).toBe(0);
      });
      afterAll(() => world?.close());

      it('land as Delta columns of the types told, and without those that are refused', async () => {
        const folder = await mirrorLanding(world);
        const rows = await world.warehouse.run(
          `DESCRIBE TABLE delta.\`${folder}/cohorts/types/measurement\``,
        );
        const landed = Object.fromEntries(
          rows.map((row) => [row.col_name, sourceColumnType(String(row.data_type))]),
        );
        expect(landed).toEqual({
          measurement_id: 'long',
          person_id: 'long',
          load_dt: 'timestamp',
          ...Object.fromEntries(LANDED.map(([type, kind]) => [name(type), kind])),
        });
      });

      it('are read alike by every reader, at the edges of their values and where they are null', async () => {
        const columns = { measurement: ['measurement_id', 'person_id', 'load_dt', ...held] };
        // As Spark's SQL sees the rows: of a CHAR it is Spark that adds the blanks, in its files they may be missing.
        await world.warehouse.run(
          `CREATE TABLE omop.seen USING PARQUET AS SELECT /*+ COALESCE(1) */ ${columns.measurement.join(', ')} FROM omop.measurement`,
        );
        const [seen] = await exportScopes(world, {
          types: { persons: '0, 1, 2, 3', columns: { seen: columns.measurement } },
        });
        const expected = seen === undefined ? [] : [{ ...seen, table: 'measurement' }];
        const folder = await mirrorLanding(world);
        expect(await readBySpark(spark(), folder, expected)).toEqual([]);
        const found = await readByOthers(world, expected, folder);
        expect(Object.keys(found[0]?.readers ?? {})).toEqual([
          'datafusion',
          'pyarrow',
          'polars',
          'duckdb',
          'duckdb delta',
        ]);
        expect(differing(found)).toEqual([]);
        expect(found[0]?.rows).toBe(4);
      });
    });
  });
}

function described({ warehouse }: SharedSpark, type: string) {
  return warehouse.run(`DESCRIBE QUERY SELECT CAST(NULL AS ${type}) AS value`);
}
