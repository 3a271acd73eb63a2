import { afterAll, describe, expect, it } from 'vitest';
import { openTable } from '../../src/landing/delta-log.ts';
import { personDigest } from '../../src/landing/person-list.ts';
import { requireOurs } from '../../src/landing/table-state.ts';
import { cellStart } from '../../src/plan/week-grid.ts';
import { readMemberLists } from '../../src/purge/departed.ts';
import { openJournal } from '../../src/purge/journal.ts';
import type { CohortPurgeRequest } from '../../src/purge/purge-cohort.ts';
import { purgeTables } from '../../src/purge/purge-tables.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import { type Landing, landPeriods, landPersons, list } from '../landing/small-landing.ts';

const pool = createTransferPool({ workers: 1, rowGroupRows: 1000, fileBytes: 1 << 20 });
afterAll(() => pool.close());

/** Person 1 may stay. */
async function purge({ store, state: { cohort } }: Landing, tables: readonly string[]) {
  const approvals = [['person', 'observation_period'], tables];
  const request = {
    stores: { landing: store },
    pool,
    run: 'run-2',
    cohort,
    scope: 'persons',
    chain: approvals.map((names, index) => ({
      sequence: index + 1,
      tables: names.map((table) => ({ table, columns: [] })),
    })),
    configuration: { source: {} },
    log: () => undefined,
  } as unknown as CohortPurgeRequest;
  const start = { format: 1, cohort, scope: 'persons', startedAt: '', persons: 1 } as const;
  const nothing = { runs: [], authority: [], unapproved: [], tables: [], entries: [] };
  const journal = await openJournal(store, { ...start, ...nothing }, () => undefined);
  const persons = list([1n]);
  const members = { groups: [{ group: 'g1', members: personDigest(persons), persons }] };
  const lists = await readMemberLists(store, cohort);
  return purgeTables(request, journal, { members, lists, assertHeld: () => undefined });
}

const rowsOf = async ({ store, state: { cohort } }: Landing, table: string) => {
  const state = requireOurs((await openTable(store, { cohort, table })) ?? expect.fail('no table'));
  return [...state.files.values()].reduce((rows, file) => rows + file.rows, 0n);
};

describe('the tables of a purge', () => {
  it('are rid of persons where they are whole, though files of another are lost', async () => {
    const landed = await landPersons(pool, [1n, 2n], cellStart(2002));
    await landPeriods(pool, landed, [1n, 2n]);
    for (const path of landed.state.files.keys()) await landed.store.put(path, new Uint8Array());
    const { damaged } = await purge(landed, ['person', 'observation_period']);
    expect(damaged).toMatchObject([{ code: 'FILE_SIZE_DIFFERS' }]);
    expect(await rowsOf(landed, 'observation_period')).toBe(1n);
    expect(await rowsOf(landed, 'person')).toBe(4n);
  });

  it('go as a whole where they are approved no longer, damaged or not, before a sync has come by', async () => {
    const landed = await landPersons(pool, [1n, 2n], cellStart(2002));
    await landPeriods(pool, landed, [1n, 2n]);
    for (const path of landed.state.files.keys()) await landed.store.delete(path);
    const { damaged } = await purge(landed, ['observation_period']);
    expect(damaged).toEqual([]);
    expect(await rowsOf(landed, 'person')).toBe(0n);
    expect(await rowsOf(landed, 'observation_period')).toBe(1n);
  });
});
