import { describe, expect, it } from 'vitest';
import { assignGroups } from '../../src/landing/assign-groups.ts';
import { readMembers, saveMembers } from '../../src/landing/members.ts';
import { memberListPath, membersIndexPath } from '../../src/landing/paths.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const COHORT = 'demo-cohort';
const PERSONS = BigInt64Array.of(-9_223_372_036_854_775_000n, -1n, 9_007_199_254_740_993n);

async function stored(persons = PERSONS) {
  const store = memoryBlobStore();
  const before = await readMembers(store, COHORT);
  const saved = await saveMembers(store, COHORT, before, assignGroups(before.members, persons, 1).members);
  return { store, before, saved };
}

describe('members', () => {
  it('are nobody before the first assignment', async () => {
    expect(await readMembers(memoryBlobStore(), COHORT)).toEqual({
      members: { groups: [] },
      etag: undefined,
    });
  });

  it('come back as they were saved, ids of 64 bits exact and in shared memory for the workers', async () => {
    const { store, saved } = await stored();
    const read = await readMembers(store, COHORT);
    expect(read).toEqual(saved);
    expect([...(read.members.groups[0]?.persons ?? [])]).toEqual([...PERSONS]);
    expect(read.members.groups[0]?.persons.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('that did not change are not written', async () => {
    const { store, saved } = await stored();
    const etag = store.blobs.get(membersIndexPath(COHORT))?.etag;
    const { members } = assignGroups(saved.members, PERSONS, 2);
    expect(await saveMembers(store, COHORT, saved, members)).toBe(saved);
    expect(store.blobs.get(membersIndexPath(COHORT))?.etag).toBe(etag);
  });

  it('can be saved again and again upon what the last save gave', async () => {
    const { store, saved } = await stored();
    const more = assignGroups(saved.members, BigInt64Array.of(-1n, 5n), 2).members;
    const second = await saveMembers(store, COHORT, saved, more);
    const third = await saveMembers(
      store,
      COHORT,
      second,
      assignGroups(second.members, BigInt64Array.of(5n), 3).members,
    );
    expect((await readMembers(store, COHORT)).members).toEqual(third.members);
    expect(third.members.groups.map(({ group, persons }) => [group, persons.length])).toEqual([
      ['g1', 0],
      ['g2', 1],
    ]);
  });

  it("of two runs at once are the first one's; the other learns it", async () => {
    const { store, before, saved } = await stored();
    const concurrent = expect.objectContaining({ code: 'CONCURRENT_MEMBERS' });
    const other = assignGroups(before.members, BigInt64Array.of(7n), 1).members;
    await expect(saveMembers(store, COHORT, before, other)).rejects.toEqual(concurrent);
    await saveMembers(store, COHORT, saved, assignGroups(saved.members, BigInt64Array.of(8n), 2).members);
    const late = assignGroups(saved.members, BigInt64Array.of(9n), 2).members;
    await expect(saveMembers(store, COHORT, saved, late)).rejects.toEqual(concurrent);
    expect([...((await readMembers(store, COHORT)).members.groups[1]?.persons ?? [])]).toEqual([8n]);
  });

  const damages: readonly [string, (digest: string) => { path: string; content?: Uint8Array }][] = [
    ['an index that is no JSON', () => ({ path: membersIndexPath(COHORT), content: new Uint8Array([123]) })],
    ['a list that is missing', (digest) => ({ path: memberListPath(COHORT, digest) })],
    [
      'a list with another id',
      (digest) => ({ path: memberListPath(COHORT, digest), content: new Uint8Array(24) }),
    ],
    ['a list cut short', (digest) => ({ path: memberListPath(COHORT, digest), content: new Uint8Array(7) })],
  ];

  it.each(damages)('with %s are refused', async (_, damage) => {
    const { store, saved } = await stored();
    const { path, content } = damage(saved.members.groups[0]?.members ?? '');
    await (content === undefined ? store.delete(path) : store.put(path, content));
    await expect(readMembers(store, COHORT)).rejects.toMatchObject({ code: 'MEMBERS_BROKEN' });
  });

  it('of another cohort are refused', async () => {
    const { store } = await stored();
    const index = await store.read(membersIndexPath(COHORT));
    await store.put(membersIndexPath('other-cohort'), index?.content ?? expect.fail());
    await expect(readMembers(store, 'other-cohort')).rejects.toMatchObject({ code: 'MEMBERS_BROKEN' });
  });

  it('cannot be swapped by whoever read them before a purge, though the purge changed nobody', async () => {
    const store = memoryBlobStore();
    const before = await readMembers(store, COHORT);
    const { members } = assignGroups(before.members, BigInt64Array.of(1n), 1);
    const saved = await saveMembers(store, COHORT, before, members);
    expect(await saveMembers(store, COHORT, saved, saved.members, 1, true)).toMatchObject({ takenUp: 1 });
    const late = assignGroups(saved.members, BigInt64Array.of(1n, 9n), 2).members;
    await expect(saveMembers(store, COHORT, saved, late)).rejects.toMatchObject({
      code: 'CONCURRENT_MEMBERS',
    });
  });
});
