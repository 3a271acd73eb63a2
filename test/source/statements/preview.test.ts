import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodePersonsCount, personsCountStatement } from '../../../src/source/statements/preview.ts';
import { ROSTER_TABLE } from '../../../src/source/statements/roster.ts';
import { ascending, type SourceRow } from '../../plan/source-oracle.ts';
import { ROWS, SCHEMAS, type SourceFixture, sourceTable } from './source-fixture.ts';
import { GROUPS, of, startStaging } from './stage-fixture.ts';

let source: SourceFixture;
beforeAll(async () => {
  source = await startStaging();
});
afterAll(() => source?.close());

const counted = async (version: bigint | null) => {
  const statement = personsCountStatement(SCHEMAS, sourceTable('measurement', version), ROSTER_TABLE);
  return decodePersonsCount(await source.warehouse.query(statement));
};

/** The same by hand; nothing for a list without a row. */
function expected(rows: readonly SourceRow[]) {
  const lists = [...GROUPS].map(([key, persons]) => [key, rows.filter(of(persons))] as const);
  return new Map(
    lists
      .filter(([, own]) => own.length > 0)
      .map(([key, own]) => {
        const loads = own.flatMap(({ load }) => load ?? []).sort(ascending);
        return [
          key,
          {
            rows: BigInt(own.length),
            persons: BigInt(new Set(own.map(({ person }) => person)).size),
            firstLoad: loads[0] ?? null,
            lastLoad: loads.at(-1) ?? null,
            withoutLoad: BigInt(own.length - loads.length),
          },
        ];
      }),
  );
}

test('every list of a roster table is counted by itself, persons of several and rows without load_dt too', async () => {
  const counts = await counted(0n);
  expect(counts.size).toBeGreaterThan(1);
  expect(counts).toEqual(expected(ROWS));
});

test('without a pinned version the newest is counted, and a list without a row is absent', async () => {
  expect(await counted(null)).toEqual(expected(ROWS.slice(0, 1)));
});
