import { beforeAll, describe, expect, it, test } from 'vitest';
import { changeSql } from '../../../src/source/statements/source-table.ts';
import { connectDriver, rowsOf } from '../../local/client.ts';
import { EXPRESSIONS, FAILURES, PAIRS } from '../../local/dialect.ts';
import { emptySchema, type SharedSpark } from './shared-spark.ts';

/** What Spark says of an expression where the stand-in on DuckDB says something else, or refuses. */
const OTHER_VALUES: Readonly<Record<string, unknown>> = {
  // The stand-in refuses what it does not imitate.
  'floor(-1.5)': -2n,
  // Two literals side by side, joined; a quote in a literal is escaped by a backslash.
  "'it''s' || \"dq\"": 'itsdq',
};
/** Facts of the machine, not of the dialect. */
const OF_THE_MACHINE = ['unix_micros(current_timestamp())', 'current_user()'];
const OTHER_STATES: Readonly<Record<string, string>> = {
  // One catalog without further names, where Databricks has many.
  'SELECT * FROM other.omop.pairs': '42K05',
  "SET TIME ZONE 'Nowhere/City'": '22022',
};

/** The SQL that the stand-in on DuckDB imitates, asked of Spark: where both lists agree the stand-in is right. */
export function dialect(spark: () => SharedSpark): void {
  describe('the dialect that the local warehouse imitates, on Apache Spark', () => {
    beforeAll(async () => {
      for (const schema of ['omop', 'sandbox']) await emptySchema(spark().warehouse, schema);
      await spark().warehouse.run('USE SCHEMA omop');
      for (const sql of PAIRS) await spark().warehouse.run(sql);
    });

    test.each(EXPRESSIONS.filter(([expression]) => !OF_THE_MACHINE.includes(expression)))(
      '%s',
      async (expression, expected) => {
        const [row] = await spark().warehouse.run(`SELECT ${expression} AS value`);
        expect(row?.value).toEqual(OTHER_VALUES[expression] ?? expected);
      },
    );

    test.each(FAILURES)('%s', async (sql, sqlState) => {
      await expect(spark().warehouse.run(sql)).rejects.toMatchObject({
        sqlState: OTHER_STATES[sql] ?? sqlState,
      });
    });

    it('sums change fingerprints beyond BIGINT, where a sum as BIGINT fails in ANSI mode', async () => {
      const { run } = spark().warehouse;
      const change = changeSql([{ name: 'id', type: 'long' }], 's');
      await run(
        `CREATE TABLE sandbox.positive AS SELECT change FROM (SELECT ${change} AS change FROM range(4000) s) WHERE change > 0`,
      );
      const [row] = await run('SELECT sum(change) AS total FROM sandbox.positive');
      expect(row?.total).toBeGreaterThan(2n ** 63n);
      const asBigint = run('SELECT sum(CAST(change AS BIGINT)) AS total FROM sandbox.positive');
      await expect(asBigint).rejects.toMatchObject({ sqlState: '22003' });
    });

    it('begins sessions in a zone that is not UTC, so that the product has to say that it means UTC', async () => {
      const { session, close } = await connectDriver(spark().warehouse);
      expect(await rowsOf(session, 'SELECT current_timezone() AS zone')).toEqual([
        { zone: 'America/New_York' },
      ]);
      await close();
    });
  });
}
