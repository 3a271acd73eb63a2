import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Instant, parseInstant, SECOND, WEEK } from '../../src/instant.ts';
import { cellOf, cellSql, cellStart, FIRST_CELL, NULL_CELL } from '../../src/plan/week-grid.ts';

const instant = (text: string): Instant => parseInstant(text) as Instant;

test('a cell begins on Wednesday at 00:00 UTC and not a microsecond before', () => {
  const wednesday = instant('2026-01-07T00:00:00Z');
  expect(new Date(Number(wednesday / 1000n)).getUTCDay()).toBe(3);
  expect(cellOf(wednesday)).toBe(cellOf(wednesday - 1n) + 1);
  expect(cellStart(cellOf(wednesday))).toBe(wednesday);
});

test('a Sunday load that runs into Monday and Tuesday is one cell', () => {
  const cells = ['2026-01-04T03:00:00Z', '2026-01-05T02:00:00Z', '2026-01-06T23:59:59.999999Z'].map((text) =>
    cellOf(instant(text)),
  );
  expect(new Set(cells).size).toBe(1);
});

test('the grid goes on before 1970 without a cell of two weeks', () => {
  expect(cellOf(instant('1970-01-07T00:00:00Z'))).toBe(0);
  expect(cellOf(instant('1970-01-06T23:59:59.999999Z'))).toBe(-1);
  expect(cellOf(instant('1969-12-31T00:00:00Z'))).toBe(-1);
  expect(cellOf(instant('1969-12-30T23:59:59.999999Z'))).toBe(-2);
});

test('every instant of the years 1 to 9999 lies behind the first cell, in the week of its cell', () => {
  fc.assert(
    fc.property(anyInstant, (load) => {
      const cell = cellOf(load);
      expect(cellStart(cell) <= load && load < cellStart(cell) + WEEK).toBe(true);
      expect(cell).toBeGreaterThan(FIRST_CELL);
    }),
    { seed: 3 },
  );
  expect(NULL_CELL).toBeLessThan(FIRST_CELL);
});

test('SQL numbers the cells as the runner does', async () => {
  const loads = [
    ...fc.sample(anyInstant, { numRuns: 2000, seed: 5 }),
    ...fc.sample(fc.integer({ min: -200, max: 200 }), { numRuns: 200, seed: 7 }).flatMap((cell) => {
      const start = cellStart(cell);
      return [start - 1n, start, start + 1n];
    }),
  ];
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // DuckDB spells Spark's truncating DIV as //.
  const sql = cellSql('us').replace('DIV', '//');
  const list = loads.map((load) => `(${load}::BIGINT)`).join(', ');
  const result = await connection.runAndReadAll(`SELECT ${sql} FROM (VALUES ${list}) t(us)`);
  expect(result.getRows().map(([cell]) => Number(cell))).toEqual(loads.map(cellOf));
  connection.closeSync();
  instance.closeSync();
});

const anyInstant = fc.bigInt({
  min: instant('0001-01-01T00:00:00Z'),
  max: instant('9999-12-31T23:59:59Z') + SECOND - 1n,
});
