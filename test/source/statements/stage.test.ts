import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HASH_RANGE, personHash } from '../../../src/fingerprint/person-bucket.ts';
import { WEEK } from '../../../src/instant.ts';
import { cellOf, FIRST_CELL, NULL_CELL } from '../../../src/plan/week-grid.ts';
import { extractStatement, type Region } from '../../../src/source/statements/stage.ts';
import { COLUMNS, inRegion, type SourceRow } from '../../plan/source-oracle.ts';
import { asText, ROWS, SCHEMAS, type SourceFixture, SUNDAY, selected } from './source-fixture.ts';
import { ALL, BOTH, FEW, MANY, of, stage, startStaging, UNTIL, until } from './stage-fixture.ts';

let source: SourceFixture;
beforeAll(async () => {
  source = await startStaging();
});
afterAll(() => source?.close());

describe('a stage', () => {
  test('of whole groups holds all their rows up to the frontier, once each, those without load_dt as well', async () => {
    const rows = ROWS.filter(until(UNTIL)).filter(of(BOTH));
    expect(await stage(source, { whole: ['few', 'many'] })).toEqual(asText(rows));
    expect(rows.some(({ load }) => load === SUNDAY)).toBe(true);
    expect(rows.some(({ load }) => load === null)).toBe(true);
  });

  test('of fresh rows begins at the watermark, and no row without load_dt is fresh', async () => {
    const rows = ROWS.filter(until(UNTIL)).filter(of(FEW));
    const freshFrom = SUNDAY - WEEK;
    expect(await stage(source, { partial: ['few'], freshFrom })).toEqual(
      asText(rows.filter(({ load }) => load !== null && load >= freshFrom)),
    );
    expect(await stage(source, { partial: ['few'], freshFrom: freshFrom + 1n })).toEqual(
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
    expect(await stage(source, { partial: ['many'], regions: [region] })).toEqual(asText(rows));
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
    expect(await stage(source, { whole: ['few'], partial: ['many'], regions, freshFrom: SUNDAY })).toEqual(
      asText(ROWS.filter(until(UNTIL)).filter(of(BOTH)).filter(wanted)),
    );
  });

  test('of a group whose persons the source does not know is empty', async () => {
    expect(await stage(source, { whole: ['nobody in the source'] })).toEqual([]);
  });
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
    await stage(source, { whole: ['few', 'many'] });
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
    await stage(source, { whole: ['many'] });
    const region = { firstCell: cellOf(SUNDAY), lastCell: cellOf(SUNDAY), ...ALL };
    const rows = ROWS.filter(of(MANY)).filter(({ load }) => load !== null && load >= SUNDAY && load < UNTIL);
    expect(await extract('many', region, SUNDAY)).toEqual(asText(rows));
    expect(await extract('many', region, UNTIL)).toEqual([]);
  });
});
