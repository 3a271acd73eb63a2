import { expect, test, vi } from 'vitest';
import { WEEK } from '../../src/instant.ts';
import { arrayWarehouse } from './array-warehouse.ts';
import { openHistoryWorld, settledClock } from './history-world.ts';
import { startSourceEngine } from './local-engine.ts';
import { startProcess } from './running-process.ts';
import { PERSONS, type SourceRow } from './source-rows.ts';

vi.mock('../../src/storage/azure-blob-store.ts', () => import('./storage-view.ts'));
vi.mock('../../src/storage/retention.ts', () => import('./storage-view.ts'));
vi.mock('../../src/source/connection.ts', () => import('./warehouse-view.ts'));
vi.mock('../../src/transfer/worker-threads.ts', () => import('./workers-view.ts'));

test('measure', async () => {
  const engine = process.env.REAL
    ? await startSourceEngine()
    : { open: async () => arrayWarehouse(true), close: async () => undefined };
  for (let n = 0; n < 6; n++) {
    const t0 = performance.now();
    const world = await openHistoryWorld(await engine.open(0n));
    const rows: SourceRow[] = Array.from({ length: 40 }, (_, i) => ({
      key: BigInt(i),
      person: PERSONS[i % 8] as bigint,
      load: world.sunday - BigInt(i % 5) * WEEK,
      value: BigInt(i % 4),
    }));
    world.rows = { person: rows.slice(0, 8), measurement: rows, death: rows.slice(3, 5) };
    await world.push();
    world.setClock(settledClock(world.sunday));
    const t1 = performance.now();
    for (const id of ['cohort-a', 'cohort-b']) {
      const cohort = {
        id,
        revisions: [
          { roster: new Set<bigint>(), tables: new Set<never>() },
          {
            roster: new Set(PERSONS.slice(0, 3)),
            tables: new Set(['person', 'measurement', 'death'] as const),
          },
        ],
        status: 'active' as const,
        erased: new Set<bigint>(),
      };
      world.cohorts.push(cohort);
      await world.approve(cohort);
    }
    const outside = world.outside(() => undefined);
    const t2 = performance.now();
    const done = await world.sync(startProcess({ operation: 'sync', outside }));
    expect(
      done.exitCode,
      JSON.stringify(done.report.cohorts, (_k, v) => (typeof v === 'bigint' ? `${v}` : v)),
    ).toBe(0);
    const t3 = performance.now();
    const again = await world.sync(startProcess({ operation: 'sync', outside }));
    expect(again.exitCode).toBe(0);
    const t4 = performance.now();
    const v = await world.verify(startProcess({ operation: 'verify', outside }), true);
    expect(v.report.verdict).toBe('verified');
    const t5 = performance.now();
    await world.withdraw(PERSONS[0] as bigint);
    const p = await world.purge(startProcess({ operation: 'purge', outside }));
    expect(
      p.exitCode,
      JSON.stringify(p.report, (_k, v) => (typeof v === 'bigint' ? `${v}` : v)),
    ).toBe(0);
    const t6 = performance.now();
    console.log(await world.reader.lines('cohort-a', 'death'));
    await world.close();
    console.log(
      'open',
      t1 - t0,
      'approve',
      t2 - t1,
      'backfill',
      t3 - t2,
      'again',
      t4 - t3,
      'verify',
      t5 - t4,
      'purge',
      t6 - t5,
      'close',
      performance.now() - t6,
    );
  }
  await engine.close();
});
