import { describe, expect, it } from 'vitest';
import type { ApprovalChain } from '../../src/approval/approval-chain.ts';
import { toPersons } from '../../src/cohort/person-set.ts';
import { encodeRoster, rosterDigest } from '../../src/cohort/roster-form.ts';
import { assignGroups } from '../../src/landing/assign-groups.ts';
import { readMembers, saveMembers } from '../../src/landing/members.ts';
import { openOverrides } from '../../src/override/overrides.ts';
import { doubtOf, takenBack } from '../../src/sync/taken-back.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const COHORT = 'trial';
const persons = (...ids: bigint[]) => toPersons(BigInt64Array.from(ids));

/**
 * A cohort through its revisions: what each one's roster is, and at which of them a sync took the roster up, with whom withdrawn.
 */
async function history(
  rosters: readonly (readonly bigint[])[],
  takeUps: readonly { readonly revision: number; readonly withdrawn: readonly bigint[] }[],
) {
  const store = memoryBlobStore();
  const digests = await Promise.all(
    rosters.map(async (ids, index) => {
      const content = encodeRoster(persons(...ids), `${index}`.padStart(32, '0'));
      await store.put(`${COHORT}/${rosterDigest(content)}`, content);
      return rosterDigest(content);
    }),
  );
  for (const { revision, withdrawn } of takeUps) {
    const before = await readMembers(store, COHORT);
    const stay = (rosters[revision - 1] ?? []).filter((id) => !withdrawn.includes(id));
    const { members } = assignGroups(before.members, persons(...stay), revision);
    await saveMembers(store, COHORT, before, members, revision);
  }
  const chain = digests.map((sha256) => ({ roster: { sha256, persons: 1 } })) as unknown as ApprovalChain;
  const back = async (...approved: bigint[]) => {
    const stored = await readMembers(store, COHORT);
    const asked = { cohort: COHORT, chain, stored, approved: persons(...approved) };
    return [...(await takenBack(store, asked))];
  };
  const erase = (revision: number) => store.delete(`${COHORT}/${digests[revision - 1]}`);
  return { store, back, erase };
}

describe('a withdrawal whose list is gone', () => {
  it('brings nobody back under the revision under which they withdrew', async () => {
    const { back } = await history([[1n, 2n, 3n]], [{ revision: 1, withdrawn: [2n] }]);
    expect(await back(1n, 3n)).toEqual([]);
    expect(await back(1n, 2n, 3n)).toEqual([2n]);
  });

  it('brings nobody back by an amendment that adds others', async () => {
    const rosters = [
      [1n, 2n],
      [1n, 2n, 3n],
    ];
    const { back } = await history(rosters, [{ revision: 1, withdrawn: [2n] }]);
    expect(await back(1n, 2n, 3n)).toEqual([2n]);
  });

  it('brings nobody back of a cohort of which everybody withdrew', async () => {
    const { back } = await history([[1n]], [{ revision: 1, withdrawn: [1n] }]);
    expect(await back(1n)).toEqual([1n]);
  });
});

describe('who comes back by an approval, or comes for the first time', () => {
  it('is nobody in doubt: the first sync, and an amendment', async () => {
    const first = await history([[1n, 2n]], []);
    expect(await first.back(1n, 2n)).toEqual([]);
    const rosters = [[1n], [1n, 2n]];
    const amended = await history(rosters, [{ revision: 1, withdrawn: [] }]);
    expect(await amended.back(1n, 2n)).toEqual([]);
  });

  it('is nobody in doubt: taken off the roster by one revision and put on it by the next', async () => {
    const rosters = [[1n, 2n], [1n], [1n, 2n]];
    const between = await history(rosters, [
      { revision: 1, withdrawn: [] },
      { revision: 2, withdrawn: [] },
    ]);
    expect(await between.back(1n, 2n)).toEqual([]);
    const without = await history(rosters, [{ revision: 1, withdrawn: [2n] }]);
    expect(await without.back(1n, 2n)).toEqual([]);
  });

  it('cannot be told where a purge erased the roster that was taken up', async () => {
    const { back, erase } = await history(
      [
        [1n, 2n],
        [1n, 2n, 3n],
      ],
      [{ revision: 1, withdrawn: [2n] }],
    );
    await erase(1);
    expect(await back(1n, 2n, 3n)).toEqual([]);
  });

  it('cannot be told where a purge died between the rosters: the one that lacked the person may be the one that is gone', async () => {
    const rosters = [[1n, 2n], [1n], [1n, 2n]];
    const { back, erase } = await history(rosters, [{ revision: 1, withdrawn: [2n] }]);
    await erase(2);
    expect(await back(1n, 2n)).toEqual([]);
  });

  it('is nobody in doubt in a landing that was purged as a whole, and is approved anew', async () => {
    const { store, back } = await history([[1n, 2n]], [{ revision: 1, withdrawn: [] }]);
    const before = await readMembers(store, COHORT);
    const { members } = assignGroups(before.members, persons(), 1);
    await saveMembers(store, COHORT, before, members, null);
    expect(await back(1n, 2n)).toEqual([]);
  });
});

it('is doubted under a finding that hangs on revision and persons, until an owner accepts it', async () => {
  const landing = memoryBlobStore();
  const policy = { manual: true };
  const overrides = openOverrides({
    landing,
    approvals: memoryBlobStore(),
    policy,
    run: 'run-1',
    dryRun: false,
  });
  const doubt = async (revision: number, ...ids: bigint[]) => {
    const found = await doubtOf(overrides, COHORT, revision, persons(...ids));
    return 'doubt' in found ? found.doubt : expect.fail('accepted by nobody');
  };
  const error = await doubt(1, 2n);
  expect([error.code, error.exitCode]).toEqual(['WITHDRAWAL_TAKEN_BACK', 3]);
  expect(error.findings).toMatchObject([{ override: 'accept', cohort: COHORT, table: null }]);
  expect((await doubt(1, 2n)).findings).toEqual(error.findings);
  const digests = [error, await doubt(2, 2n), await doubt(1, 3n)].map(({ findings }) => findings[0]?.digest);
  expect(new Set(digests).size).toBe(3);
});
