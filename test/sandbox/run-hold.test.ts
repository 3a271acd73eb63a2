import { expect, it } from 'vitest';
import { DAY, runnerNow } from '../../src/instant.ts';
import { holdRun, ifOver } from '../../src/sandbox/run-hold.ts';
import { runOfTable } from '../../src/sandbox/sweep.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';

const RUN = '20260105t060000_0123abcd';
const HOLD = `leases/${RUN}`;

/** Whether another run finds this one to be over, and clears away after it. */
async function cleared(store: MemoryBlobStore, now = runnerNow()): Promise<boolean> {
  let done = false;
  const over = await ifOver(store, RUN, now, async () => {
    done = true;
  });
  expect(over).toBe(done);
  return done;
}

it('is never cleared away after while it is alive, and is once it ended or was killed', async () => {
  const store = memoryBlobStore();
  const hold = await holdRun(store, RUN);
  expect(await cleared(store)).toBe(false);
  await hold.end();
  expect([...store.blobs.keys()]).toEqual([]);
  expect(await cleared(store)).toBe(true);

  await holdRun(store, RUN);
  store.breakLease(HOLD);
  expect(await cleared(store)).toBe(true);
  expect([...store.blobs.keys()]).toEqual([]);
});

it('is alive between two of its jobs, for a day', async () => {
  const store = memoryBlobStore();
  const prepare = await holdRun(store, RUN);
  await prepare.leave();
  store.breakLease(HOLD);
  expect(await cleared(store)).toBe(false);
  const [first, second] = [await holdRun(store, RUN), await holdRun(store, RUN)];
  await first.leave();
  expect(await cleared(store)).toBe(false);
  await second.end();
  expect(await cleared(store)).toBe(true);

  await (await holdRun(store, RUN)).leave();
  store.breakLease(HOLD);
  expect(await cleared(store, runnerNow() + DAY + 1n)).toBe(true);
});

it('cannot begin again while another run clears away after it', async () => {
  const store = memoryBlobStore();
  await ifOver(store, RUN, runnerNow(), async () => {
    await expect(holdRun(store, RUN)).rejects.toMatchObject({ code: 'RUN_OVER' });
  });
});

it('keeps its hold on nobody when clearing away fails, so that the next run tries again', async () => {
  const store = memoryBlobStore();
  const failing = ifOver(store, RUN, runnerNow(), () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await cleared(store)).toBe(true);
});

it('knows its tables in the sandbox by their names, and leaves everybody else alone', () => {
  for (const table of [
    'stage_RUN_person',
    'loading_RUN',
    'verify_RUN',
    'preview_RUN',
    'stage_verify_RUN_person',
  ])
    expect(runOfTable(`cohort_sync_${table.replace('RUN', RUN)}`)).toBe(RUN);
  for (const table of ['cohort_sync_roster', 'cohort_sync_doctor_0123456789ab', `mine_${RUN}`])
    expect(runOfTable(table)).toBeUndefined();
});
