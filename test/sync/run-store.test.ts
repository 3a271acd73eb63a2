import { expect, it } from 'vitest';
import { DAY, runnerNow } from '../../src/instant.ts';
import { runPath } from '../../src/landing/paths.ts';
import { holdRun } from '../../src/sandbox/run-hold.ts';
import { forgetDeadRuns } from '../../src/sync/run-store.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const DEAD = '20260105t060000_0123abcd';
const ALIVE = '20260105t070000_0123abcd';
const AWAITED = '20260105t080000_0123abcd';

it('the plans of dead runs are forgotten, those of a run that is alive, awaited or young are not', async () => {
  const [landing, diagnostics] = [memoryBlobStore(), memoryBlobStore()];
  for (const run of [DEAD, ALIVE, AWAITED])
    for (const name of ['plan.json', 'shard-1.json'])
      await landing.put(runPath(run, name), Buffer.from('{}'));
  await landing.put('_cohort-sync/runs/somebody-elses.json', Buffer.from('{}'));
  await holdRun(diagnostics, ALIVE);
  await (await holdRun(diagnostics, AWAITED)).leave();
  diagnostics.breakLease(`leases/${AWAITED}`);
  const left = (): ReadonlySet<string> =>
    new Set([...landing.blobs.keys()].map((path) => path.split('/')[2] ?? ''));

  const now = runnerNow();
  expect(await forgetDeadRuns({ landing, diagnostics }, now)).toBe(0);
  // Later than any job of the third run may come, and while the second still works.
  expect(await forgetDeadRuns({ landing, diagnostics }, now + DAY + 60_000_000n)).toBe(2);
  expect(left()).toEqual(new Set([ALIVE, 'somebody-elses.json']));
});

it('a run that holds nothing, since no cohort of it may be read, keeps its plan for a day', async () => {
  const [landing, diagnostics] = [memoryBlobStore(), memoryBlobStore()];
  await landing.put(runPath(DEAD, 'plan.json'), Buffer.from('{}'));
  expect(await forgetDeadRuns({ landing, diagnostics }, runnerNow() + DAY / 2n)).toBe(0);
  expect([...landing.blobs.keys()]).toEqual([runPath(DEAD, 'plan.json')]);
  expect([...diagnostics.blobs.keys()]).toEqual([]);
});
