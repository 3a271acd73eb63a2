import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HASH_RANGE, personHash } from '../../../src/fingerprint/person-bucket.ts';
import { WEEK } from '../../../src/instant.ts';
import type { Cell } from '../../../src/plan/week-grid.ts';
import {
  type CensusRequest,
  type CensusRow,
  type CensusSlot,
  decodeCensus,
  decodeMeasure,
  measureStatement,
  sourceCensusStatement,
  stageCensusStatement,
} from '../../../src/source/statements/stage.ts';
import {
  COLUMNS,
  COLUMNS_WITHOUT_VALUE,
  KEY_COLUMNS,
  rowCell,
  type SourceRow,
  transferSum,
} from '../../plan/source-oracle.ts';
import {
  asText,
  changes,
  instant,
  ROWS,
  SCHEMAS,
  type SourceFixture,
  SUNDAY,
  sourceTable,
} from './source-fixture.ts';
import { GROUPS, of, stage, startStaging, UNTIL, until } from './stage-fixture.ts';

let hashes: ReadonlyMap<string, bigint>;

let source: SourceFixture;
beforeAll(async () => {
  source = await startStaging();
  hashes = await changes(source, sourceTable('measurement', 0n));
});
afterAll(() => source?.close());

/** What a census must say of these rows, row by row: see the docstrings of CensusRow and CensusSlot. */
function counted(rows: readonly SourceRow[], { slot, key, since, width }: CensusSlot): readonly CensusRow[] {
  const own = rows.filter(of(GROUPS.get(key) ?? new Set()));
  const isFresh = ({ load }: SourceRow) => load !== null && load >= since;
  const bucketOf = ({ person }: SourceRow) => Math.floor(personHash(person) / width);
  const groups = Map.groupBy(own, (row) => [rowCell(row), bucketOf(row), isFresh(row)].join());
  return [...groups.values()].map((group) => {
    const first = group[0] as SourceRow;
    const change = asText(group).reduce((sum, text) => sum + (hashes.get(text) ?? 0n), 0n);
    const [cell, bucket, fresh] = [rowCell(first), bucketOf(first), isFresh(first)];
    return {
      slot,
      cell,
      bucket,
      fresh,
      rows: BigInt(group.length),
      transfer: transferSum(group),
      changes: [change],
    };
  });
}

const inOrder = (rows: readonly CensusRow[]) =>
  rows.toSorted(
    (a, b) => a.slot - b.slot || a.cell - b.cell || a.bucket - b.bucket || Number(a.fresh) - Number(b.fresh),
  );

const SLOTS: readonly CensusSlot[] = [
  { slot: 0, key: 'few', since: SUNDAY, width: HASH_RANGE },
  { slot: 1, key: 'many', since: UNTIL, width: 1 },
  { slot: 2, key: 'many', since: SUNDAY - 3n * WEEK + 1n, width: HASH_RANGE / 4 },
  { slot: 3, key: 'nobody in the source', since: UNTIL, width: 2 },
];

const request: CensusRequest = {
  label: 'compare',
  columnSets: [COLUMNS],
  keyColumns: KEY_COLUMNS,
  slots: SLOTS,
};

describe('a census', () => {
  const expected = (bound: bigint) =>
    inOrder(SLOTS.flatMap((slot) => counted(ROWS.filter(until(bound)), slot)));

  test('of a stage counts and fingerprints each group by cell and bucket, old and fresh rows apart', async () => {
    await stage(source, { whole: ['few', 'many'] });
    const rows = await source.warehouse.query(stageCensusStatement(SCHEMAS, 'stage', request));
    expect(inOrder(decodeCensus(rows, 1))).toEqual(expected(UNTIL));
  });

  test.each([UNTIL, SUNDAY, 0n, instant('2300-01-01T00:00:00Z')])(
    'of the pinned source below %i is the same, without a stage',
    async (bound) => {
      const statement = sourceCensusStatement(SCHEMAS, sourceTable('measurement', 0n), bound, request);
      expect(inOrder(decodeCensus(await source.warehouse.query(statement), 1))).toEqual(expected(bound));
    },
  );

  test('sums a fingerprint of its own for each list of columns', async () => {
    const both = { ...request, slots: SLOTS.slice(0, 1), columnSets: [COLUMNS, COLUMNS_WITHOUT_VALUE] };
    const changesNow = async () => {
      await stage(source, { whole: ['few'] });
      const rows = decodeCensus(
        await source.warehouse.query(stageCensusStatement(SCHEMAS, 'stage', both)),
        2,
      );
      return [0, 1].map((set) => rows.reduce((sum, row) => sum + (row.changes[set] ?? 0n), 0n));
    };
    const before = await changesNow();
    await source.warehouse.execute({
      label: 'change a value',
      sql: 'UPDATE main.sandbox.stage SET value_as_number = value_as_number + 1',
    });
    const rows = decodeCensus(await source.warehouse.query(stageCensusStatement(SCHEMAS, 'stage', both)), 2);
    const after = [0, 1].map((set) => rows.reduce((sum, row) => sum + (row.changes[set] ?? 0n), 0n));
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });

  test('of hundreds of groups is one statement', async () => {
    await stage(source, { whole: ['few'] });
    const slots = Array.from({ length: 400 }, (_, slot) => ({
      slot,
      key: 'few',
      since: UNTIL,
      width: HASH_RANGE,
    }));
    const rows = decodeCensus(
      await source.warehouse.query(stageCensusStatement(SCHEMAS, 'stage', { ...request, slots })),
      1,
    );
    expect(new Set(rows.map(({ slot }) => slot)).size).toBe(400);
  });
});

test('a stage is measured by group and cell', async () => {
  await stage(source, { whole: ['few', 'many'] });
  const measured = decodeMeasure(
    await source.warehouse.query(measureStatement(SCHEMAS, 'stage', SLOTS.slice(0, 2))),
  );
  const expected = SLOTS.slice(0, 2).flatMap(({ slot, key }) => {
    const own = ROWS.filter(until(UNTIL)).filter(of(GROUPS.get(key) ?? new Set()));
    return [...Map.groupBy(own, rowCell)].map(([cell, rows]) => ({ slot, cell, rows: BigInt(rows.length) }));
  });
  const order = (rows: readonly { slot: number; cell: Cell; rows: bigint }[]) =>
    rows.toSorted((a, b) => a.slot - b.slot || a.cell - b.cell);
  expect(order(measured)).toEqual(order(expected));
});
