import { expect, it } from 'vitest';
import { approveManually } from '../../src/approval/approve.ts';
import { type CohortFile, parseCohortFile } from '../../src/cohort/cohort-file.ts';
import { toPersons } from '../../src/cohort/person-set.ts';
import { sealRoster } from '../../src/cohort/roster.ts';
import { runnerNow } from '../../src/instant.ts';
import { assignGroups } from '../../src/landing/assign-groups.ts';
import { readMembers, saveMembers } from '../../src/landing/members.ts';
import { listPersons } from '../../src/preview/list-persons.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const ID = 'heart-failure';
const persons = (...ids: bigint[]) => toPersons(BigInt64Array.from(ids));

function opened() {
  const stores = { approvals: memoryBlobStore(), rosters: memoryBlobStore(), landing: memoryBlobStore() };
  const propose = async (ids: readonly bigint[], status = 'active'): Promise<CohortFile> => {
    const content = Buffer.from(`person_id\n${ids.join('\n')}\n`);
    const sealed = await sealRoster(stores.rosters, ID, { content, file: 'a.csv' });
    const roster = `roster:\n  uri: ${sealed.uri}\n  sha256: ${sealed.sha256}\n  persons: ${sealed.persons}\n`;
    const text = cohortText().replace(/^roster:\n(?: .*\n)+/m, roster);
    return parseCohortFile(Buffer.from(text.replace('status: active', `status: ${status}`)), `${ID}.yml`);
  };
  const approve = async (file: CohortFile): Promise<void> => {
    const word = { by: 'A. Person', reason: 'a test', at: runnerNow() };
    const policy = { manual: true, require: [] };
    await approveManually({ approvals: stores.approvals, policy, file, ...word });
  };
  const listed = async (file: CohortFile, withdrawn = persons()) => {
    const found = await listPersons(stores, file, withdrawn, runnerNow());
    return 'code' in found ? found.code : [found.listed, [...found.list.persons]];
  };
  return { stores, propose, approve, listed };
}

it('a new cohort is its list less who withdrew', async () => {
  const { propose, listed } = opened();
  expect(await listed(await propose([1n, 2n, 3n]), persons(2n, 9n))).toEqual([3, [1n, 3n]]);
});

it('an amendment brings nobody back whose withdrawal is lost, and leaves out nobody who is new on the list', async () => {
  const { stores, propose, approve, listed } = opened();
  await approve(await propose([1n, 2n]));
  const before = await readMembers(stores.landing, ID);
  // A sync took the first list up while 2 was withdrawn; the list of withdrawals is gone now.
  const { members } = assignGroups(before.members, persons(1n), 1);
  await saveMembers(stores.landing, ID, before, members, 1);
  expect(await listed(await propose([1n, 2n, 3n]))).toEqual([3, [1n, 3n]]);
});

it('what has ended by the file, or by the chain, has no list', async () => {
  const { propose, approve, listed } = opened();
  expect(await listed(await propose([1n], 'suspended'))).toBe('COHORT_SUSPENDED');
  await approve(await propose([1n], 'revoked'));
  expect(await listed(await propose([1n, 2n]))).toBe('COHORT_REVOKED');
});
