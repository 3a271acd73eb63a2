import { openTable } from '../../src/landing/delta-log.ts';
import { requireOurs } from '../../src/landing/table-state.ts';
import { measurementPersons, measurementSelect } from '../measurement-rows.ts';
import { type WholeWorld, withWholeWorld } from '../whole-world.ts';

const COHORT = 'whole';
const MEASUREMENT = { cohort: COHORT, table: 'measurement' };

/** The last load of the history, and a Monday after it. */
const LAST_LOAD = "TIMESTAMPTZ '2026-01-04 03:00:00+00'";
export const MONDAY = `${BigInt(Date.parse('2026-01-05T06:00:00Z')) * 1000n}`;

/** `measurement` as it grew: 98 % of its rows long ago, the rest in eight weeks; and its persons. */
export async function fillSource({ tell }: Pick<WholeWorld, 'tell'>, rows: number): Promise<void> {
  const weeks = 'CASE WHEN hash(measurement_id) % 400 < 8 THEN hash(measurement_id) % 400 ELSE 60 END';
  const loaded = (age: string) => `${LAST_LOAD} - to_days((7 * (${age}))::INTEGER)`;
  await tell({
    do: 'create',
    table: 'measurement',
    select: `SELECT * REPLACE (${loaded(weeks)} AS load_dt) FROM (${measurementSelect(rows)})`,
  });
  await tell({
    do: 'create',
    table: 'person',
    select: `SELECT DISTINCT person_id, 8507::BIGINT AS gender_concept_id, 1950::INTEGER AS year_of_birth,
      ${loaded('60')} AS load_dt FROM omop.measurement`,
  });
}

/**
 * A whole backfill by the command line, staging at the warehouse included; then one person is withdrawn and purged. Memory and
 * processor time are those of the command alone: the warehouse is a process of its own.
 */
export async function wholeSync(rows: number) {
  return withWholeWorld(async (world) => {
    await fillSource(world, rows);
    await world.tell({ do: 'clock', now: MONDAY });
    const persons = measurementPersons(rows);
    await world.addCohort({ id: COHORT, title: 'Whole', persons, tables: ['person', 'measurement'] });
    const sync = await world.run('sync');
    const before = await files(world);
    const again = await world.run('sync');
    const leaving = persons[persons.length >> 1] ?? 0n;
    await world.stores.withdrawals.put('one.csv', Buffer.from(`person_id\n${leaving}\n`));
    const purge = await world.run('purge');
    const after = await files(world);
    const total = [...before.values()].reduce((sum, size) => sum + size, 0);
    const rewritten = [...before].reduce((sum, [path, size]) => sum + (after.has(path) ? 0 : size), 0);
    return {
      rows,
      persons: persons.length,
      sync: told(sync),
      nothingToDo: told(again),
      processorPerMillion: (sync.processor / rows) * 1e6,
      files: before.size,
      removal: { ...told(purge), bytesRewritten: rewritten, shareRewritten: rewritten / total },
    };
  });
}

export function told({ seconds, processor, memory }: Awaited<ReturnType<WholeWorld['run']>>) {
  return { seconds, processor, peakMiB: memory / 2 ** 20 };
}

/** Sizes of the live files of `measurement`. */
async function files({ stores }: WholeWorld): Promise<ReadonlyMap<string, number>> {
  const table = await openTable(stores.landing, MEASUREMENT);
  if (table === undefined) throw new Error('nothing has landed');
  return new Map([...requireOurs(table).files.values()].map(({ path, size }) => [path, size]));
}
