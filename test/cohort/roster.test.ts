import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPersons } from '../../src/cohort/person-set.ts';
import {
  checkRoster,
  checkRosterAddress,
  diffRosters,
  readRoster,
  sealRoster,
} from '../../src/cohort/roster.ts';
import { decodeRoster, encodeRoster, rosterDigest } from '../../src/cohort/roster-form.ts';
import { readWithdrawals } from '../../src/cohort/withdrawals.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const URL = 'https://memory.blob.core.windows.net/rosters';
const NONCE = '0123456789abcdef0123456789abcdef';
const list = (text: string) => ({ content: Buffer.from(text), file: 'ids.csv' });
const persons = (...ids: bigint[]) => toPersons(BigInt64Array.from(ids));

describe('the form of a roster', () => {
  it('is a header with a nonce, then the ids in numeric order, one a line', () => {
    const text = Buffer.from(encodeRoster(persons(10n, 9n, -2n), NONCE)).toString();
    expect(text).toBe(`cohort-sync roster 1 ${NONCE}\n-2\n9\n10\n`);
  });

  it('gives back the ids that went in, and has one spelling only', () => {
    const id = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        const set = persons(...ids);
        const content = encodeRoster(set, NONCE);
        const decoded = decodeRoster(content);
        expect(decoded).toEqual(set);
        expect(Buffer.from(encodeRoster(decoded ?? persons(), NONCE)).equals(content)).toBe(true);
      }),
    );
  });

  it('crosses the chunks that it is written in', () => {
    const many = toPersons(BigInt64Array.from({ length: 40_000 }, (_, index) => BigInt(index) * 3n));
    expect(decodeRoster(encodeRoster(many, NONCE))).toEqual(many);
  });

  it.each([
    ['no header', '1\n2\n'],
    ['a header without a nonce', 'cohort-sync roster 1\n1\n2\n'],
    ['another version', `cohort-sync roster 2 ${NONCE}\n1\n2\n`],
    ['ids out of order', `cohort-sync roster 1 ${NONCE}\n2\n1\n`],
    ['ids in the order of text', `cohort-sync roster 1 ${NONCE}\n10\n9\n`],
    ['an id twice', `cohort-sync roster 1 ${NONCE}\n1\n1\n`],
    ['CRLF', `cohort-sync roster 1 ${NONCE}\r\n1\r\n2\r\n`],
    ['no newline at the end', `cohort-sync roster 1 ${NONCE}\n1\n2`],
    ['an empty line', `cohort-sync roster 1 ${NONCE}\n1\n\n2\n`],
    ['leading zeros', `cohort-sync roster 1 ${NONCE}\n01\n2\n`],
    ['blanks', `cohort-sync roster 1 ${NONCE}\n1 \n2\n`],
    ['nothing', ''],
  ])('is not one with %s', (_what, text) => {
    expect(decodeRoster(Buffer.from(text))).toBeUndefined();
  });
});

describe('sealing', () => {
  it('stores the roster under its own digest and prints what the cohort file needs', async () => {
    const store = memoryBlobStore({ url: URL });
    const sealed = await sealRoster(store, 'heart-failure', list('person_id\n30\n4\n4\n-5\n'));
    expect(sealed).toEqual({
      uri: `${URL}/heart-failure/${sealed.sha256}`,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      persons: 3,
      duplicates: 1,
    });
    const roster = await readRoster(store, { id: 'heart-failure', roster: sealed });
    expect([...roster.persons]).toEqual([-5n, 4n, 30n]);
    expect([...store.blobs.keys()]).toEqual([`heart-failure/${sealed.sha256}`]);
  });

  it('gives the same list another digest each time, so that a digest says nothing of a small list', async () => {
    const store = memoryBlobStore({ url: URL });
    const first = await sealRoster(store, 'heart-failure', list('1\n2\n'));
    const second = await sealRoster(store, 'heart-failure', list('1\n2\n'));
    expect(second.sha256).not.toBe(first.sha256);
    expect(store.blobs.size).toBe(2);
  });

  it('stores nothing of a list that is wrong or empty', async () => {
    const store = memoryBlobStore({ url: URL });
    await expect(sealRoster(store, 'heart-failure', list('1\nx\n'))).rejects.toMatchObject({
      code: 'ID_LIST_INVALID',
    });
    await expect(sealRoster(store, 'heart-failure', list('person_id\n'))).rejects.toMatchObject({
      code: 'ROSTER_EMPTY',
    });
    await expect(sealRoster(store, '../x', list('1\n'))).rejects.toMatchObject({ code: 'COHORT_ID_INVALID' });
    expect(store.blobs.size).toBe(0);
  });
});

describe('reading a roster', () => {
  const stored = async () => {
    const store = memoryBlobStore({ url: URL });
    const roster = await sealRoster(store, 'heart-failure', list('1\n2\n3\n'));
    return { store, roster };
  };

  it.each([
    ['of another account', (uri: string) => uri.replace('memory', 'attacker')],
    ['of another cohort', (uri: string) => uri.replace('heart-failure', 'lung-cancer')],
    ['with a query', (uri: string) => `${uri}?sv=1`],
    ['with a detour', (uri: string) => uri.replace('heart-failure', 'x/../heart-failure')],
  ])('refuses an address %s before it asks the storage', async (_what, change) => {
    const { roster } = await stored();
    let asked = 0;
    const watching = memoryBlobStore({
      url: URL,
      before: () => {
        asked += 1;
      },
    });
    const cohort = { id: 'heart-failure', roster: { ...roster, uri: change(roster.uri) } };
    await expect(readRoster(watching, cohort)).rejects.toMatchObject({ code: 'ROSTER_ADDRESS', exitCode: 2 });
    expect(asked).toBe(0);
    expect(() => checkRosterAddress(URL, cohort)).toThrow(/foreign address/);
  });

  it('tells a missing roster, a wrong number and a changed one apart', async () => {
    const { store, roster } = await stored();
    const id = 'heart-failure';
    const other = 'b'.repeat(64);
    const missing = { id, roster: { ...roster, sha256: other, uri: `${URL}/${id}/${other}` } };
    await expect(readRoster(store, missing)).rejects.toMatchObject({ code: 'ROSTER_MISSING', exitCode: 2 });
    const miscounted = { id, roster: { ...roster, persons: 4 } };
    await expect(readRoster(store, miscounted)).rejects.toMatchObject({ code: 'ROSTER_COUNT', exitCode: 2 });
    await store.put(`${id}/${roster.sha256}`, encodeRoster(persons(1n, 2n, 4n), NONCE));
    await expect(readRoster(store, { id, roster })).rejects.toMatchObject({
      code: 'ROSTER_DIGEST',
      exitCode: 1,
    });
  });

  it('refuses a list that is pinned by its digest but not in the canonical form', async () => {
    const { store } = await stored();
    const content = Buffer.from('1\n2\n3\n');
    const sha256 = rosterDigest(content);
    await store.put(`heart-failure/${sha256}`, content);
    const cohort = {
      id: 'heart-failure',
      roster: { sha256, persons: 3, uri: `${URL}/heart-failure/${sha256}` },
    };
    await expect(readRoster(store, cohort)).rejects.toMatchObject({ code: 'ROSTER_FORM' });
  });

  it('shows a reviewer what a digest stands for, and how it differs, by numbers unless ids are asked for', async () => {
    const { store, roster } = await stored();
    const check = await checkRoster(store, { id: 'heart-failure', roster }, persons(2n, 99n));
    expect(check).toMatchObject({ persons: 3, withdrawn: 1, remaining: 2, sha256: roster.sha256 });
    const before = await readRoster(store, { id: 'heart-failure', roster });
    const after = { persons: persons(2n, 3n, 4n, 5n) };
    expect(diffRosters(before, after)).toEqual({ added: 2, removed: 1, kept: 2 });
    expect(diffRosters(before, after, { ids: true }).ids).toEqual({
      added: persons(4n, 5n),
      removed: persons(1n),
    });
  });
});

describe('withdrawals', () => {
  it('are all persons of all lists', async () => {
    const store = memoryBlobStore();
    await store.put('2026-11.csv', Buffer.from('person_id,on\r\n7,2026-11-01\r\n3,2026-11-02\r\n'));
    await store.put('by-mail.TXT', Buffer.from('7\n-1\n'));
    await store.put('older/2025.csv', Buffer.from('person_id\n'));
    const { persons: withdrawn, files } = await readWithdrawals(store);
    expect([...withdrawn]).toEqual([-1n, 3n, 7n]);
    expect(files).toBe(3);
  });

  it('may be none, but the container must be there', async () => {
    expect(await readWithdrawals(memoryBlobStore())).toEqual({ persons: persons(), files: 0 });
    const missing = memoryBlobStore({ missing: true });
    await expect(readWithdrawals(missing)).rejects.toMatchObject({ code: 'STORAGE_CONTAINER_MISSING' });
  });

  it('are never passed over: what is no list, or has a wrong line, is an error', async () => {
    const store = memoryBlobStore();
    await store.put('a.csv', Buffer.from('1\n2\nx\n'));
    await expect(readWithdrawals(store)).rejects.toMatchObject({
      code: 'ID_LIST_INVALID',
      mistakes: [{ file: 'a.csv', line: 3 }],
    });
    await store.put('a.csv', Buffer.from('1\n'));
    await store.put('b.xlsx', Buffer.from('PK'));
    await expect(readWithdrawals(store)).rejects.toMatchObject({ code: 'WITHDRAWALS_UNREADABLE' });
  });

  it('are not taken back by a list that arrives empty: a line of its head is the least', async () => {
    const store = memoryBlobStore();
    await store.put('a.csv', new Uint8Array());
    await expect(readWithdrawals(store)).rejects.toMatchObject({
      code: 'WITHDRAWALS_UNREADABLE',
      mistakes: [{ file: 'a.csv' }],
    });
    await store.put('a.csv', new TextEncoder().encode('person_id\n'));
    expect(await readWithdrawals(store)).toMatchObject({ files: 1 });
  });
});
