import { HASH_RANGE } from '../../../src/fingerprint/person-bucket.ts';
import type { LocalWarehouseOptions } from '../../../src/local/local-warehouse.ts';
import {
  createRosterStatement,
  loadRosterStatement,
  ROSTER_TABLE,
} from '../../../src/source/statements/roster.ts';
import { type StageRequest, stageStatement } from '../../../src/source/statements/stage.ts';
import { COLUMNS, type SourceRow } from '../../plan/source-oracle.ts';
import { PERSONS } from '../../plan/world-changes.ts';
import {
  fill,
  ROWS,
  SCHEMAS,
  type SourceFixture,
  SUNDAY,
  selected,
  sourceTable,
  startSource,
} from './source-fixture.ts';

export const FEW = new Set(PERSONS.slice(0, 4));
export const MANY = new Set(PERSONS.slice(2, 8));
export const BOTH = new Set([...FEW, ...MANY]);
export const GROUPS = new Map([
  ['few', FEW],
  ['many', MANY],
  ['nobody in the source', new Set([777n])],
]);

export const UNTIL = SUNDAY + 1n;
export const ALL = { firstHash: 0, lastHash: HASH_RANGE - 1 };

/** A source whose `measurement` holds ROWS in version 0, and a roster of GROUPS. */
export async function startStaging(options: LocalWarehouseOptions = {}): Promise<SourceFixture> {
  const source = await startSource(options);
  await fill(source, 'measurement', ROWS);
  // A second version that nothing pinned to the first may see.
  await fill(source, 'measurement', ROWS.slice(0, 1));
  await source.warehouse.execute(createRosterStatement(SCHEMAS, ROSTER_TABLE));
  for (const [key, persons] of GROUPS) {
    await source.warehouse.execute(loadRosterStatement(SCHEMAS, ROSTER_TABLE, key, [...persons].join(',')));
  }
  return source;
}

/** Makes a stage of version 0, and gives the rows in it. */
export async function stage(
  source: SourceFixture,
  request: Partial<StageRequest>,
): Promise<readonly string[]> {
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

export const until = (instant: bigint) => (row: SourceRow) => row.load === null || row.load < instant;
export const of = (persons: ReadonlySet<bigint>) => (row: SourceRow) => persons.has(row.person);
