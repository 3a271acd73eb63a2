import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RowStream } from '../../src/local/row-stream.ts';
import { copyBits, ValidityBuilder } from '../../src/local/validity.ts';

let instance: DuckDBInstance;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
});

afterAll(() => instance?.closeSync());

/** All values of the one column of a query, by way of Arrow batches of `capacity` rows. */
async function column(sql: string, capacity: number): Promise<unknown[]> {
  const connection = await instance.connect();
  const prepared = await connection.prepare(sql);
  const stream = await new RowStream(await prepared.stream(), connection, 'UTC').start();
  const values: unknown[] = [];
  for (;;) {
    const batch = await stream.next(capacity);
    if (batch === undefined) break;
    const table = tableFromIPC([stream.schema, batch.bytes]);
    expect(table.numRows).toBe(batch.rows);
    values.push(...(table.getChildAt(0) ?? []));
  }
  stream.close();
  return values;
}

describe('text', () => {
  const texts = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 40 }), { nil: null }), {
    maxLength: 60,
  });

  test('short, long, empty and null comes through unchanged, whatever the size of batches', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 70 }), async (values, capacity) => {
        // Arrow's text is UTF-8, and so is DuckDB's: lone surrogates have no place in either.
        const clean = values.map((value) => value?.toWellFormed().replaceAll('\0', '') ?? null);
        const literals = clean.map((value) =>
          value === null ? '(NULL)' : `('${value.replaceAll("'", "''")}')`,
        );
        const rows =
          literals.length === 0
            ? 'SELECT NULL::VARCHAR AS v WHERE false'
            : `SELECT v::VARCHAR AS v FROM (VALUES ${literals.join(', ')}) AS t(v)`;
        expect(await column(rows, capacity)).toEqual(clean);
      }),
      { numRuns: 60 },
    );
  });

  test('a dictionary-compressed column points to the same text again and again', async () => {
    const connection = await instance.connect();
    await connection.run(
      `CREATE OR REPLACE TABLE words AS SELECT CASE WHEN i % 11 = 0 THEN NULL ELSE 'a longer word number ' || (i * 7 % 13) END AS w FROM range(20000) AS n(i)`,
    );
    await connection.run('FORCE CHECKPOINT');
    connection.closeSync();
    const expected = Array.from({ length: 20_000 }, (_, i) =>
      i % 11 === 0 ? null : `a longer word number ${(i * 7) % 13}`,
    );
    expect(await column('SELECT w FROM words', 3000)).toEqual(expected);
  });

  test('chunks of odd sizes, as a filter leaves them, fit together', async () => {
    const sql = `SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE i END AS v FROM range(30000) AS n(i) WHERE hash(i) % 3 = 0`;
    const connection = await instance.connect();
    const expected = (await connection.runAndReadAll(sql)).getRows().map(([value]) => value);
    connection.closeSync();
    expect(expected.length).toBeGreaterThan(9000);
    expect(await column(sql, 777)).toEqual(expected);
  });
});

test('a sum beyond 64 bits is an error and not a number', async () => {
  await expect(column('SELECT 9223372036854775807::HUGEINT + 1 AS v', 10)).rejects.toThrow(
    /ARITHMETIC_OVERFLOW/,
  );
  expect(await column('SELECT (-9223372036854775808)::HUGEINT AS v UNION ALL SELECT NULL', 10)).toEqual([
    -9223372036854775808n,
    null,
  ]);
});

test('a type that Databricks does not have is refused', async () => {
  await expect(column('SELECT [1, 2] AS v', 10)).rejects.toThrow(/UNSUPPORTED_FEATURE/);
});

const bits = fc.array(fc.boolean(), { minLength: 1, maxLength: 90 });

function pack(values: readonly boolean[]): Uint8Array {
  const packed = new Uint8Array((values.length >> 3) + 9).fill(255);
  for (const [index, value] of values.entries()) {
    if (!value) packed[index >> 3] = (packed[index >> 3] ?? 0) & ~(1 << (index & 7));
  }
  return packed;
}

const bitAt = (packed: Uint8Array, index: number) => (((packed[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;

test('bits are copied from any place to any place, and counted', () => {
  fc.assert(
    fc.property(bits, fc.nat(40), fc.nat(40), (values, skip, at) => {
      const from = Math.min(skip, values.length - 1);
      const count = values.length - from;
      const target = new Uint8Array(30);
      const ones = copyBits(pack(values), from, count, target, at);
      const wanted = values.slice(from);
      expect(ones).toBe(wanted.filter(Boolean).length);
      for (let index = 0; index < 200; index += 1) {
        expect(bitAt(target, index)).toBe(index >= at && index < at + count && wanted[index - at] === true);
      }
    }),
  );
});

test('a null bitmap is that of its parts, with or without nulls', () => {
  const part = fc.record({ values: bits, plain: fc.boolean() });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const builder = new ValidityBuilder(600);
      const wanted: boolean[] = [];
      for (const { values, plain } of parts) {
        builder.append(plain ? undefined : pack(values), 0, values.length, wanted.length);
        wanted.push(...values.map((value) => plain || value));
      }
      const bitmap = builder.finish(wanted.length);
      const nulls = wanted.filter((value) => !value).length;
      expect(builder.nulls).toBe(nulls);
      if (nulls > 0) expect(wanted.map((_, index) => bitAt(bitmap as Uint8Array, index))).toEqual(wanted);
      else expect(bitmap).toBeUndefined();
    }),
  );
});
