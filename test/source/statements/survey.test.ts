import { afterAll, beforeAll, expect, test } from 'vitest';
import { floorDivide, HOUR, WEEK } from '../../../src/instant.ts';
import { NULL_CELL } from '../../../src/plan/week-grid.ts';
import {
  decodeSurvey,
  decodeTotals,
  type SurveyedBurst,
  surveyStatement,
  totalsStatement,
} from '../../../src/source/statements/survey.ts';
import { ascending, COLUMNS, rowCell, type SourceRow } from '../../plan/source-oracle.ts';
import {
  asText,
  changes,
  fill,
  instant,
  NOW,
  ROWS,
  SCHEMAS,
  type SourceFixture,
  SUNDAY,
  sourceTable,
  startSource,
} from './source-fixture.ts';

let source: SourceFixture;
let hashes: ReadonlyMap<string, bigint>;

beforeAll(async () => {
  source = await startSource();
  await fill(source, 'measurement', ROWS);
  await fill(source, 'death', []);
  hashes = await changes(source, sourceTable('measurement'));
});

afterAll(() => source?.close());

const SETTLE = 6n * HOUR;

async function survey(from: bigint, cuts: readonly bigint[] = [], table = 'measurement') {
  const statement = surveyStatement(SCHEMAS, sourceTable(table), {
    columns: COLUMNS,
    from,
    settle: SETTLE,
    cuts,
  });
  return decodeSurvey(await source.warehouse.query(statement));
}

async function totals(table: string) {
  const [row] = await source.warehouse.query(totalsStatement(SCHEMAS, sourceTable(table)));
  return row && decodeTotals(row);
}

test('the totals are all rows, the latest load_dt to the microsecond, and the warehouse’s clock', async () => {
  const lastLoad = instant('2205-06-07T08:09:10.111213Z');
  expect(await totals('measurement')).toEqual({ rows: BigInt(ROWS.length), lastLoad, now: NOW });
});

test('the totals of a table without rows have no load_dt', async () => {
  expect(await totals('death')).toEqual({ rows: 0n, lastLoad: null, now: NOW });
  expect(await survey(0n, [], 'death')).toEqual([]);
});

/** What a survey must say, row by row: see its docstring. */
function expected(from: bigint, cuts: readonly bigint[]): readonly SurveyedBurst[] {
  const rows = ROWS.filter(({ load }) => load === null || load >= from);
  const groups = Map.groupBy(rows, ({ load }) =>
    load === null
      ? 'null'
      : `${floorDivide(load, SETTLE)} ${cuts.filter((cut) => load >= cut).length} ${rowCell({ load } as SourceRow)}`,
  );
  return [...groups.values()].map((group) => {
    const loads = group.flatMap(({ load }) => (load === null ? [] : [load])).sort(ascending);
    return {
      cell: rowCell(group[0] as SourceRow),
      rows: BigInt(group.length),
      change: asText(group).reduce((sum, text) => sum + (hashes.get(text) ?? 0n), 0n),
      first: loads[0] ?? null,
      last: loads.at(-1) ?? null,
    };
  });
}

const byPlace = (a: SurveyedBurst, b: SurveyedBurst) =>
  ascending(a.first ?? 0n, b.first ?? 0n) || a.cell - b.cell;

test.each([
  ['from the year 1 on', instant('0001-01-01T00:00:00Z'), []],
  ['before 1970', instant('1969-12-31T00:00:00Z'), [0n]],
  ['of recent weeks', SUNDAY - 3n * WEEK, []],
  ['cut at watermarks', SUNDAY - 3n * WEEK, [SUNDAY - WEEK + 1n, SUNDAY, SUNDAY + 1n]],
])(
  'a survey %s counts and fingerprints each burst of each cell, and the rows without load_dt',
  async (_, from, cuts) => {
    const found = [...(await survey(from, cuts))].sort(byPlace);
    expect(found).toEqual([...expected(from, cuts)].sort(byPlace));
    expect(found.filter(({ cell }) => cell === NULL_CELL)).toHaveLength(1);
  },
);

test('no burst crosses a watermark, not by a microsecond', async () => {
  const bursts = await survey(SUNDAY, [SUNDAY + 1n]);
  expect(bursts.filter(({ first }) => first === SUNDAY)).toMatchObject([{ last: SUNDAY, rows: 5n }]);
  expect(bursts.filter(({ first }) => first === SUNDAY + 1n)).toMatchObject([
    { last: SUNDAY + 1n, rows: 5n },
  ]);
});

test('a survey takes as many watermarks as a run may have', async () => {
  const cuts = Array.from({ length: 250 }, (_, index) => SUNDAY - BigInt(index) * HOUR);
  const found = await survey(SUNDAY - WEEK, cuts);
  expect(found.reduce((sum, { rows }) => sum + rows, 0n)).toBe(
    BigInt(ROWS.filter(({ load }) => load === null || load >= SUNDAY - WEEK).length),
  );
});

test('a pinned survey sees the version it is pinned to, whatever was loaded since', async () => {
  await fill(source, 'specimen', ROWS.slice(0, 10));
  await fill(source, 'specimen', ROWS.slice(0, 3));
  const rows = async (version: bigint | null) => {
    const pinnedTable = sourceTable('specimen', version);
    const [row] = await source.warehouse.query(totalsStatement(SCHEMAS, pinnedTable));
    return row && decodeTotals(row).rows;
  };
  expect(await rows(0n)).toBe(10n);
  expect(await rows(1n)).toBe(3n);
  expect(await rows(null)).toBe(3n);
});

test('the change fingerprint of a cell changes with a value, and with a null that moves to another column', async () => {
  const select = (a: string, b: string) =>
    `SELECT 1::BIGINT AS measurement_id, 2::BIGINT AS person_id, make_timestamptz(${SUNDAY}) AS load_dt, ${a}::BIGINT AS value_as_number, ${b}::BIGINT AS other`;
  const columns = [...COLUMNS, { name: 'other', type: 'long' as const }];
  const found = new Set<bigint>();
  for (const [a, b] of [
    ['1', 'NULL'],
    ['NULL', '1'],
    ['NULL', 'NULL'],
    ['1', '1'],
    ['2', '1'],
  ] as const) {
    await source.local.createTable('omop', 'note', select(a, b));
    const table = { ...sourceTable('note'), columns };
    const statement = surveyStatement(SCHEMAS, table, { columns, from: SUNDAY, settle: SETTLE, cuts: [] });
    for (const { change } of decodeSurvey(await source.warehouse.query(statement))) found.add(change);
  }
  expect(found.size).toBe(5);
});
