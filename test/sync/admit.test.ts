import { beforeEach, expect, it } from 'vitest';
import { approveManually } from '../../src/approval/approve.ts';
import { type CohortFile, parseCohortFile } from '../../src/cohort/cohort-file.ts';
import { sealRoster } from '../../src/cohort/roster.ts';
import { runnerNow } from '../../src/instant.ts';
import { leaseCohort, runLeaseId } from '../../src/landing/lease.ts';
import { commitPath } from '../../src/landing/paths.ts';
import { openOverrides } from '../../src/override/overrides.ts';
import { type Admission, admitCohorts } from '../../src/sync/admit.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const RUN = '20260105t060000_0123abcd';
const OTHER = '20260105t070000_0123abcd';
const policy = { url: 'https://memory.blob.core.windows.net/approvals', manual: true, require: [] };

/** Two approved cohorts, of which the second one's landing holds a commit that this product cannot have made. */
function opened() {
  const containers = ['landing', 'rosters', 'withdrawals', 'approvals', 'diagnostics'] as const;
  const stores = Object.fromEntries(containers.map((name) => [name, memoryBlobStore()])) as Record<
    (typeof containers)[number],
    ReturnType<typeof memoryBlobStore>
  >;
  const files: CohortFile[] = [];
  const add = async (id: string): Promise<void> => {
    const content = Buffer.from('person_id\n1\n2\n');
    const { uri, sha256, persons } = await sealRoster(stores.rosters, id, { content, file: 'a.csv' });
    const text = cohortText().replace(/^id: .*$/m, `id: ${id}`);
    const roster = `roster:\n  uri: ${uri}\n  sha256: ${sha256}\n  persons: ${persons}\n`;
    const file = parseCohortFile(Buffer.from(text.replace(/^roster:\n(?: .*\n)+/m, roster)), `${id}.yml`);
    const word = { by: 'A. Person', reason: 'a test', at: runnerNow() };
    await approveManually({ approvals: stores.approvals, policy, file, ...word });
    files.push(file);
  };
  const foreign = { commitInfo: { operation: 'OPTIMIZE', timestamp: 1 } };
  const spoil = (cohort: string) =>
    stores.landing.put(
      commitPath({ cohort, table: 'person' }, 0),
      Buffer.from(`${JSON.stringify(foreign)}\n`),
    );
  const admit = (run: string, given: { joins?: boolean; among?: readonly CohortFile[] } = {}) =>
    admitCohorts({
      stores,
      configuration: { content: { blob: '0'.repeat(40), sha256: '0'.repeat(64) }, approvals: policy },
      files: given.among ?? files,
      withdrawn: new BigInt64Array(),
      now: runnerNow(),
      dryRun: false,
      run,
      joins: given.joins ?? false,
      overrides: openOverrides({ ...stores, policy, run, dryRun: false }),
    });
  return { stores, files, add, spoil, admit };
}

let world: ReturnType<typeof opened>;
beforeEach(async () => {
  world = opened();
  await world.add('first-cohort');
  await world.add('second-cohort');
});

/** Which of both cohorts another run could take now. */
async function free(): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const { id } of world.files) {
    const lease = await leaseCohort(world.stores.landing, id).catch(() => undefined);
    if (lease !== undefined) taken.push(id);
    await lease?.release();
  }
  return taken;
}

const ids = ({ ready, held }: Admission) => [ready.map(({ cohort }) => cohort), [...held.keys()]];

it('a cohort that is held after its lease was taken is free at once, and the others stay taken', async () => {
  await world.spoil('second-cohort');
  const admission = await world.admit(RUN);
  expect(ids(admission)).toEqual([['first-cohort'], ['second-cohort']]);
  expect(admission.held.get('second-cohort')).toMatchObject({ code: 'FOREIGN_COMMIT' });
  expect(await free()).toEqual(['second-cohort']);
  await admission.release();
  expect(await free()).toEqual(['first-cohort', 'second-cohort']);
});

it('what goes on in other jobs stays taken, what the plan holds is free', async () => {
  const admission = await world.admit(RUN);
  await admission.leave(['first-cohort']);
  expect(await free()).toEqual(['second-cohort']);
});

it('a job that joins, and cannot admit a cohort, leaves it to the other jobs of the run', async () => {
  await (await world.admit(RUN)).leave(['first-cohort', 'second-cohort']);
  await world.spoil('second-cohort');
  const joined = await world.admit(RUN, { joins: true });
  expect(ids(joined)).toEqual([['first-cohort'], ['second-cohort']]);
  await joined.leave(['first-cohort', 'second-cohort']);
  expect(await free()).toEqual([]);
});

it('the last job lets go of what it could not even ask for, and of no other run', async () => {
  await (await world.admit(RUN)).leave(['first-cohort', 'second-cohort']);
  const [first] = world.files;
  const last = await world.admit(RUN, { joins: true, among: first === undefined ? [] : [first] });
  await last.release(['first-cohort', 'second-cohort']);
  expect(await free()).toEqual(['first-cohort', 'second-cohort']);

  const others = await leaseCohort(world.stores.landing, 'second-cohort', runLeaseId(OTHER));
  await last.release(['first-cohort', 'second-cohort']);
  expect(await free()).toEqual(['first-cohort']);
  expect(others.held).toBe(true);
});
