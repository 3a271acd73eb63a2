import { expect, it } from 'vitest';
import { runnerNow } from '../../src/instant.ts';
import { assignGroups } from '../../src/landing/assign-groups.ts';
import { saveMembers } from '../../src/landing/members.ts';
import { holdRun } from '../../src/sandbox/run-hold.ts';
import { loadingTable, sweepSandbox } from '../../src/sandbox/sweep.ts';
import { dropStatement, ROSTER_TABLE } from '../../src/source/statements/roster.ts';
import { ensureRosters, loadRosterTable } from '../../src/sync/sandbox-roster.ts';
import { arrayWarehouse } from '../convergence/array-warehouse.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const RUN = '20260105t060000_0123abcd';
const [APPROVED, GONE] = [7n, 9n];

/** A roster that holds a group of an index, and one that no index names. */
async function withStray() {
  const source = arrayWarehouse(true);
  const [landing, diagnostics] = [memoryBlobStore(), memoryBlobStore()];
  const { members } = assignGroups({ groups: [] }, persons(APPROVED), 1);
  await saveMembers(landing, 'heart', { members: { groups: [] }, etag: undefined }, members, 1);
  const warehouse = await source.connect();
  const schemas = { catalog: undefined, schema: source.schema, sandbox: source.sandbox };
  const groups = [
    ...members.groups.map(({ members: key, persons }) => ({ key, persons })),
    { key: 'f'.repeat(64), persons: persons(GONE) },
  ];
  await loadRosterTable(warehouse, schemas, ROSTER_TABLE, groups);
  const request = { warehouse, schemas, landing, diagnostics, run: RUN, dryRun: false, now: runnerNow() };
  return { source, request, groups };
}

function persons(...ids: bigint[]): BigInt64Array<SharedArrayBuffer> {
  const list = new BigInt64Array(new SharedArrayBuffer(8 * ids.length));
  list.set(ids);
  return list;
}

it('erases what a run published that died while it loaded rosters, with its history, and nothing that an index names', async () => {
  const { source, request, groups } = await withStray();
  await loadRosterTable(request.warehouse, request.schemas, loadingTable(RUN), groups);
  const hold = await holdRun(request.diagnostics, RUN);
  await sweepSandbox(request);
  expect(await source.sandboxTraces([GONE])).toHaveLength(2);

  await hold.end();
  await sweepSandbox(request);
  expect(await source.sandboxTraces([GONE])).toEqual([]);
  expect(await source.sandboxTraces([APPROVED])).toEqual([ROSTER_TABLE]);
});

it('asks for no rosters where no dead run was loading any', async () => {
  const { source, request } = await withStray();
  await sweepSandbox(request);
  expect(await source.sandboxTraces([GONE])).toEqual([ROSTER_TABLE]);
});

it('takes back what it published behind a purge, and what it publishes without one stays', async () => {
  const { source, request, groups } = await withStray();
  await request.warehouse.execute(dropStatement(request.schemas, ROSTER_TABLE));
  await ensureRosters(request, groups.slice(0, 1));
  expect(await source.sandboxTraces([APPROVED])).toEqual([ROSTER_TABLE]);
  // The index names the second no more: it was swapped while this run slept.
  await expect(ensureRosters(request, groups)).rejects.toMatchObject({ code: 'SANDBOX_ROSTER_MISMATCH' });
  expect(await source.sandboxTraces([GONE])).toEqual([]);
  expect(await source.sandboxTraces([APPROVED])).toEqual([ROSTER_TABLE]);
});
