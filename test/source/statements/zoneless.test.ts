import { afterAll, beforeAll, expect, test } from 'vitest';
import { HASH_RANGE } from '../../../src/fingerprint/person-bucket.ts';
import { DAY, HOUR, type Instant } from '../../../src/instant.ts';
import { type Cell, cellOf, cellStart } from '../../../src/plan/week-grid.ts';
import {
  createRosterStatement,
  loadRosterStatement,
  ROSTER_TABLE,
} from '../../../src/source/statements/roster.ts';
import { loadMicrosSql, type SourceTable } from '../../../src/source/statements/source-table.ts';
import {
  decodeCensus,
  extractStatement,
  type StageRequest,
  sourceCensusStatement,
  stageStatement,
} from '../../../src/source/statements/stage.ts';
import {
  decodeSurvey,
  decodeTotals,
  surveyStatement,
  totalsStatement,
} from '../../../src/source/statements/survey.ts';
import type { Statement } from '../../../src/source/warehouse.ts';
import { ascending, KEY_COLUMNS, transferSum } from '../../plan/source-oracle.ts';
import { instant, SCHEMAS, type SourceFixture, startSource } from './source-fixture.ts';

/** Wall-clock times without a zone, and the instants that they are in Amsterdam: as Spark takes them. */
const TIMES: readonly (readonly [string, string])[] = [
  ['1955-06-01T00:00:00', '1955-05-31T23:00:00Z'],
  ['2025-03-30T01:59:59.999999', '2025-03-30T00:59:59.999999Z'],
  ['2025-03-30T02:30:00', '2025-03-30T01:30:00Z'],
  ['2025-03-30T03:00:00', '2025-03-30T01:00:00Z'],
  ['2025-07-02T01:59:59.999999', '2025-07-01T23:59:59.999999Z'],
  ['2025-07-02T02:00:00', '2025-07-02T00:00:00Z'],
  ['2025-10-26T01:59:59.999999', '2025-10-25T23:59:59.999999Z'],
  ['2025-10-26T03:00:00', '2025-10-26T02:00:00Z'],
  ['2026-01-04T03:00:00.000001', '2026-01-04T02:00:00.000001Z'],
  ['2026-01-04T03:00:00.000002', '2026-01-04T02:00:00.000002Z'],
];
const ROWS = [
  ...TIMES.map(([, utc], key) => ({
    key: BigInt(key),
    person: 5n,
    load: instant(utc) as Instant | null,
    value: 0n,
  })),
  { key: 99n, person: 5n, load: null, value: 0n },
];
const LAST = instant('2026-01-04T02:00:00.000002Z');

const TABLE: SourceTable = {
  table: 'measurement',
  columns: [
    { name: 'measurement_id', type: 'long' },
    { name: 'person_id', type: 'long' },
    { name: 'load_dt', type: 'timestamp_ntz' },
  ],
  version: null,
  timeZone: 'Europe/Amsterdam',
};

let source: SourceFixture;

beforeAll(async () => {
  source = await startSource();
  const lines = TIMES.map(([wall], key) => `(${key}, TIMESTAMP '${wall.replace('T', ' ')}')`);
  await source.local.createTable(
    'omop',
    'measurement',
    `SELECT k::BIGINT AS measurement_id, 5::BIGINT AS person_id, t::TIMESTAMP AS load_dt FROM (VALUES ${lines.join(', ')}, (99, NULL)) v(k, t)`,
  );
  await source.warehouse.execute(createRosterStatement(SCHEMAS, ROSTER_TABLE));
  await source.warehouse.execute(loadRosterStatement(SCHEMAS, ROSTER_TABLE, 'group', '5'));
});

afterAll(() => source?.close());

const keysOf = async (statement: Statement): Promise<readonly bigint[]> =>
  (await source.warehouse.query(statement)).map((row) => row.measurement_id as bigint).sort(ascending);

const keys = (wanted: (load: Instant) => boolean, nulls = false): readonly bigint[] =>
  ROWS.filter(({ load }) => (load === null ? nulls : wanted(load))).map(({ key }) => key);

async function stage(request: Partial<StageRequest>): Promise<readonly bigint[]> {
  const whole = { stage: 'stage', columns: TABLE.columns, until: LAST + 1n, whole: [], partial: ['group'] };
  await source.warehouse.execute(
    stageStatement(SCHEMAS, TABLE, { ...whole, freshFrom: null, regions: [], ...request }),
  );
  return keysOf({ label: 'look', sql: 'SELECT measurement_id FROM main.sandbox.stage' });
}

const region = (firstCell: Cell, lastCell = firstCell) => ({
  firstCell,
  lastCell,
  firstHash: 0,
  lastHash: HASH_RANGE - 1,
});

test('the latest load_dt without a zone is told as the instant it is in the zone of the source', async () => {
  const [row] = await source.warehouse.query(totalsStatement(SCHEMAS, TABLE));
  expect(row && decodeTotals(row)).toMatchObject({ rows: BigInt(ROWS.length), lastLoad: LAST });
});

test('a census takes each time without a zone for the same instant as the runner', async () => {
  const slots = [{ slot: 0, key: 'group', since: LAST, width: HASH_RANGE }];
  const request = { label: 'compare', columnSets: [TABLE.columns], keyColumns: KEY_COLUMNS, slots };
  const rows = decodeCensus(
    await source.warehouse.query(sourceCensusStatement(SCHEMAS, TABLE, LAST + 1n, request)),
    1,
  );
  const found = new Map(rows.map(({ cell, fresh, transfer }) => [`${cell} ${fresh}`, transfer]));
  const groups = Map.groupBy(
    ROWS,
    ({ load }) => `${load === null ? -2_000_000 : cellOf(load)} ${load === LAST}`,
  );
  expect(found).toEqual(new Map([...groups].map(([place, group]) => [place, transferSum(group)])));
});

test.each(TIMES)('a survey from %s on begins at the instant itself', async (_, utc) => {
  const from = instant(utc);
  const bounds = async (since: Instant) => {
    const request = { columns: TABLE.columns, from: since, settle: HOUR, cuts: [] };
    const bursts = decodeSurvey(await source.warehouse.query(surveyStatement(SCHEMAS, TABLE, request)));
    return bursts.reduce((sum, { rows }) => sum + rows, 0n);
  };
  const after = (since: Instant) => BigInt(keys((load) => load >= since, true).length);
  expect([await bounds(from), await bounds(from + 1n)]).toEqual([after(from), after(from + 1n)]);
});

test('a time of the hour that comes twice is the first of its two instants', async () => {
  const sql = `SELECT ${loadMicrosSql(TABLE, 's')} AS us FROM (SELECT TIMESTAMP_NTZ '2025-10-26 02:30:00' AS load_dt) s`;
  const [row] = await source.warehouse.query({ label: 'look', sql });
  expect(row?.us).toBe(instant('2025-10-26T00:30:00Z'));
});

test('the bounds that let files be skipped cut nothing that belongs, also where the clocks are changed', async () => {
  for (const [, utc] of TIMES) {
    const bound = instant(utc);
    expect(await stage({ freshFrom: bound })).toEqual(keys((load) => load >= bound));
    expect(await stage({ whole: ['group'], partial: [], until: bound })).toEqual(
      keys((load) => load < bound, true),
    );
    const cell = cellOf(bound);
    expect(await stage({ regions: [region(cell)] })).toEqual(keys((load) => cellOf(load) === cell));
    expect(await stage({ regions: [region(cell + 1, cell + 60)] })).toEqual(
      keys((load) => load >= cellStart(cell + 1) && load < cellStart(cell + 61)),
    );
  }
  expect(await stage({ freshFrom: LAST - DAY })).toHaveLength(2);
});

test('an append takes the rows from the watermark on', async () => {
  await stage({ freshFrom: LAST - 1n });
  const extract = {
    stage: 'stage',
    table: 'measurement',
    columns: TABLE.columns,
    key: 'group',
    region: region(cellOf(LAST)),
  };
  expect(await keysOf(extractStatement(SCHEMAS, { ...extract, since: LAST }))).toEqual(
    keys((load) => load === LAST),
  );
});
