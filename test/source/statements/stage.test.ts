import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HASH_RANGE, personHash } from '../../../src/fingerprint/person-bucket.ts';
import { WEEK } from '../../../src/instant.ts';
import { type Cell, cellOf, FIRST_CELL, NULL_CELL } from '../../../src/plan/week-grid.ts';
import {
  createRosterStatement,
  loadRosterStatement,
  ROSTER_TABLE,
} from '../../../src/source/statements/roster.ts';
import {
  type CensusRequest,
  type CensusRow,
  type CensusSlot,
  decodeCensus,
  decodeMeasure,
  extractStatement,
  measureStatement,
  type Region,
  type StageRequest,
  sourceCensusStatement,
  stageCensusStatement,
  stageStatement,
} from '../../../src/source/statements/stage.ts';
import {
  COLUMNS,
  COLUMNS_WITHOUT_VALUE,
  inRegion,
  KEY_COLUMNS,
  rowCell,
  type SourceRow,
  transferSum,
} from '../../plan/source-oracle.ts';
import { PERSONS } from '../../plan/world-changes.ts';
import {
  asText,
  changes,
  fill,
  instant,
  ROWS,
  SCHEMAS,
  type SourceFixture,
  SUNDAY,
  selected,
  sourceTable,
  startSource,
} from './source-fixture.ts';

const FEW = new Set(PERSONS.slice(0, 4));
const MANY = new Set(PERSONS.slice(2, 8));
const BOTH = new Set([...FEW, ...MANY]);
const GROUPS = new Map([
  ['few', FEW],
  ['many', MANY],
  ['nobody in the source', new Set([777n])],
]);

let source: SourceFixture;
let hashes: ReadonlyMap<string, bigint>;

beforeAll(async () => {
  source = await startSource();
  await fill(source, 'measurement', ROWS);
  // A second version that nothing pinned to the first may see.
  await fill(source, 'measurement', ROWS.slice(0, 1));
  hashes = await changes(source, sourceTable('measurement', 0n));
  await source.warehouse.execute(createRosterStatement(SCHEMAS, ROSTER_TABLE));
  for (const [key, persons] of GROUPS) {
    await source.warehouse.execute(loadRosterStatement(SCHEMAS, ROSTER_TABLE, key, [...persons].join(',')));
  }
});

afterAll(() => source?.close());

const UNTIL = SUNDAY + 1n;
const ALL = { firstHash: 0, lastHash: HASH_RANGE - 1 };

async function stage(request: Partial<StageRequest>): Promise<readonly string[]> {
  const statement = stageStatement(SCHEMAS, sourceTable('measurement', 0n), {
    stage: 'stage',
    columns: COLUMNS,
    until: UNTIL,
    whole: [],
    partial: [],
    freshFrom: null,
    regions: [],
    ...request,
  });
  await source.warehouse.execute(statement);
  return selected(source, { label: 'look', sql: 'SELECT * FROM main.sandbox.stage' });
}

const until = (instant: bigint) => (row: SourceRow) => row.load === null || row.load < instant;
const of = (persons: ReadonlySet<bigint>) => (row: SourceRow) => persons.has(row.person);

describe('a stage', () => {
  test('of whole groups holds all their rows up to the frontier, once each, those without load_dt as well', async () => {
    const rows = ROWS.filter(until(UNTIL)).filter(of(BOTH));
    expect(await stage({ whole: ['few', 'many'] })).toEqual(asText(rows));
    expect(rows.some(({ load }) => load === SUNDAY)).toBe(true);
    expect(rows.some(({ load }) => load === null)).toBe(true);
  });

  test('of fresh rows begins at the watermark, and no row without load_dt is fresh', async () => {
    const rows = ROWS.filter(until(UNTIL)).filter(of(FEW));
    const freshFrom = SUNDAY - WEEK;
    expect(await stage({ partial: ['few'], freshFrom })).toEqual(
      asText(rows.filter(({ load }) => load !== null && load >= freshFrom)),
    );
    expect(await stage({ partial: ['few'], freshFrom: freshFrom + 1n })).toEqual(
      asText(rows.filter(({ load }) => load !== null && load > freshFrom)),
    );
  });

  const week = cellOf(SUNDAY);
  test.each<[string, Region]>([
    ['a week', { firstCell: week, lastCell: week, ...ALL }],
    ['the week before', { firstCell: week - 1, lastCell: week - 1, ...ALL }],
    ['all of history', { firstCell: FIRST_CELL, lastCell: week - 2, ...ALL }],
    ['weeks before 1970', { firstCell: -2, lastCell: -1, ...ALL }],
    [
      'half of the persons',
      { firstCell: FIRST_CELL, lastCell: week, firstHash: 0, lastHash: HASH_RANGE / 2 - 1 },
    ],
    [
      'one hash',
      { firstCell: FIRST_CELL, lastCell: week, firstHash: personHash(3n), lastHash: personHash(3n) },
    ],
    ['rows without load_dt', { firstCell: NULL_CELL, lastCell: NULL_CELL, ...ALL }],
    [
      'some persons’ rows without load_dt',
      {
        firstCell: NULL_CELL,
        lastCell: NULL_CELL,
        firstHash: personHash(3n) - 1,
        lastHash: personHash(3n) + 1,
      },
    ],
  ])('of a region holds exactly %s of the group', async (_, region) => {
    const rows = ROWS.filter(until(UNTIL))
      .filter(of(MANY))
      .filter((row) => inRegion(row, region));
    expect(await stage({ partial: ['many'], regions: [region] })).toEqual(asText(rows));
    expect(rows.length).toBeGreaterThan(0);
  });

  test('of sixty regions, a watermark and whole groups beside partial ones holds what any of them asks for', async () => {
    const regions = Array.from({ length: 60 }, (_, index) => ({
      firstCell: week - index,
      lastCell: week - index,
      firstHash: 0,
      lastHash: 1023,
    }));
    const wanted = (row: SourceRow) =>
      FEW.has(row.person) || regions.some((region) => inRegion(row, region)) || (row.load ?? 0n) >= SUNDAY;
    expect(await stage({ whole: ['few'], partial: ['many'], regions, freshFrom: SUNDAY })).toEqual(
      asText(ROWS.filter(until(UNTIL)).filter(of(BOTH)).filter(wanted)),
    );
  });

  test('of a group whose persons the source does not know is empty', async () => {
    expect(await stage({ whole: ['nobody in the source'] })).toEqual([]);
  });
});

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
    await stage({ whole: ['few', 'many'] });
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
      await stage({ whole: ['few'] });
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
    await stage({ whole: ['few'] });
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
  await stage({ whole: ['few', 'many'] });
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

describe('an extract', () => {
  const extract = (key: string, region: Region, since: bigint | null = null) =>
    selected(
      source,
      extractStatement(SCHEMAS, {
        stage: 'stage',
        table: 'measurement',
        columns: COLUMNS,
        key,
        region,
        since,
      }),
    );

  test('of the slices of a group takes each of its rows once, and no row of anyone else', async () => {
    await stage({ whole: ['few', 'many'] });
    const week = cellOf(SUNDAY);
    const regions = [
      { firstCell: NULL_CELL, lastCell: NULL_CELL, ...ALL },
      { firstCell: FIRST_CELL, lastCell: week - 1, firstHash: 0, lastHash: 2047 },
      { firstCell: FIRST_CELL, lastCell: week - 1, firstHash: 2048, lastHash: 4095 },
      { firstCell: week, lastCell: week, ...ALL },
    ];
    const taken: string[] = [];
    for (const region of regions) {
      const rows = ROWS.filter(until(UNTIL))
        .filter(of(FEW))
        .filter((row) => inRegion(row, region));
      const found = await extract('few', region);
      expect(found).toEqual(asText(rows));
      taken.push(...found);
    }
    expect(taken.sort()).toEqual(asText(ROWS.filter(until(UNTIL)).filter(of(FEW))));
  });

  test('of an append takes the rows from the watermark on', async () => {
    await stage({ whole: ['many'] });
    const region = { firstCell: cellOf(SUNDAY), lastCell: cellOf(SUNDAY), ...ALL };
    const rows = ROWS.filter(of(MANY)).filter(({ load }) => load !== null && load >= SUNDAY && load < UNTIL);
    expect(await extract('many', region, SUNDAY)).toEqual(asText(rows));
    expect(await extract('many', region, UNTIL)).toEqual([]);
  });
});
