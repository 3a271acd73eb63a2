import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChain, recordPath } from '../../src/approval/approval-chain.ts';
import { approvedHead, requireApproved } from '../../src/approval/approval-state.ts';
import {
  type ApprovalRequest,
  approveManually,
  policyDigest,
  recordReduction,
} from '../../src/approval/approve.ts';
import { reducesOnly, resolve } from '../../src/approval/reduction.ts';
import { approvedTables } from '../../src/cohort/approved-columns.ts';
import { type CohortFile, parseCohortFile } from '../../src/cohort/cohort-file.ts';
import { DAY, type Instant, parseInstant } from '../../src/instant.ts';
import { cohortText } from '../cohort/cohort-text.ts';
import { type MemoryBlobStore, memoryBlobStore } from '../storage/memory-blob-store.ts';

const NOW = parseInstant('2026-11-22T12:00:00Z') as Instant;
const ID = 'heart-failure';
const policy = { manual: true, require: [{ team: 'org/data', minimum: 1 }] };

const fileOf = (text: string): CohortFile => parseCohortFile(Buffer.from(text), `${ID}.yml`);
const file = fileOf(cohortText());
const amended = fileOf(cohortText('# amended\n').replace('persons: 3', 'persons: 4'));
const suspended = fileOf(cohortText().replace('active', 'suspended'));
const revoked = fileOf(cohortText().replace('active', 'revoked'));
const earlier = fileOf(cohortText().replace('2027-12-31', '2027-06-30'));

const request = (approvals: MemoryBlobStore, of: CohortFile): ApprovalRequest => ({
  approvals,
  policy,
  file: of,
  by: 'A. Reviewer',
  reason: 'ethics vote 12/26',
  at: NOW,
});

async function chainOf(...files: CohortFile[]): Promise<MemoryBlobStore> {
  const store = memoryBlobStore();
  for (const each of files) await approveManually(request(store, each));
  return store;
}

const stateOf = async (store: MemoryBlobStore, of: CohortFile, now = NOW) =>
  approvedHead(await readChain(store, ID), of, now);

describe('a manual approval', () => {
  it('is refused unless the configuration allows it', async () => {
    const store = memoryBlobStore();
    const refused = approveManually({ ...request(store, file), policy: { ...policy, manual: false } });
    await expect(refused).rejects.toMatchObject({ code: 'MANUAL_APPROVAL_REFUSED', exitCode: 2 });
    expect(store.blobs.size).toBe(0);
  });

  it('keeps what was approved, by whom and why, with all defaults resolved', async () => {
    const store = await chainOf(file);
    expect([...store.blobs.keys()]).toEqual([`${ID}/000001.json`]);
    const [approval] = await readChain(store, ID);
    expect(approval).toMatchObject({
      cohort: ID,
      sequence: 1,
      predecessor: null,
      kind: 'manual',
      by: 'A. Reviewer',
      reason: 'ethics vote 12/26',
      at: NOW,
      file: { name: `${ID}.yml`, ...file.content },
      status: 'active',
      expires: file.cohort.expires,
      roster: { sha256: 'a'.repeat(64), persons: 3 },
      tables: approvedTables(file.cohort),
      policy: policyDigest(policy),
    });
    expect(approval?.tables).toHaveLength(9);
  });

  it('writes nothing when the head approves this content already', async () => {
    const store = await chainOf(file);
    const again = await approveManually(request(store, file));
    expect(again).toMatchObject({ created: false, approval: { sequence: 1 } });
    expect(store.blobs.size).toBe(1);
  });

  it('names the digest of the record before', async () => {
    const [first, second] = await readChain(await chainOf(file, amended), ID);
    expect(second).toMatchObject({ sequence: 2, predecessor: first?.digest });
  });

  it('needs a name and a reason of one line', async () => {
    const store = memoryBlobStore();
    for (const change of [
      { by: '' },
      { by: ' ' },
      { reason: 'a\nb' },
      { reason: 'a\u202eb' },
      { reason: '' },
    ]) {
      await expect(approveManually({ ...request(store, file), ...change })).rejects.toMatchObject({
        code: 'APPROVAL_INPUT',
      });
    }
    expect(store.blobs.size).toBe(0);
  });

  it('loses to another that is recorded in the same moment', async () => {
    const store = memoryBlobStore();
    const results = await Promise.allSettled(
      [file, amended].map((of) => approveManually(request(store, of))),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'APPROVAL_CONFLICT' },
    });
    expect(await readChain(store, ID)).toHaveLength(1);
  });

  it('never brings a revoked id back', async () => {
    const store = await chainOf(file, revoked);
    await expect(approveManually(request(store, file))).rejects.toMatchObject({ code: 'COHORT_REVOKED' });
    expect((await stateOf(store, file)).state).toBe('revoked');
  });
});

describe('a chain', () => {
  const tamper = (store: MemoryBlobStore, sequence: number, change: (text: string) => string) => {
    const path = recordPath(ID, sequence);
    return store.put(path, Buffer.from(change(Buffer.from(store.blobs.get(path)?.content ?? []).toString())));
  };

  it('is empty where nothing was approved', async () => {
    expect(await readChain(memoryBlobStore(), ID)).toEqual([]);
  });

  it.each([
    [
      'a record that was changed',
      (store: MemoryBlobStore) => tamper(store, 1, (text) => text.replace('A. Rev', 'B. Rev')),
    ],
    ['a record that is missing', (store: MemoryBlobStore) => store.delete(recordPath(ID, 1))],
    [
      'a record of another cohort',
      (store: MemoryBlobStore) => tamper(store, 3, (text) => text.replace(`"${ID}"`, '"lung"')),
    ],
    [
      'a record out of its place',
      (store: MemoryBlobStore) => tamper(store, 3, (text) => text.replace('"sequence": 3', '"sequence": 4')),
    ],
    [
      'a record without its predecessor',
      (store: MemoryBlobStore) =>
        tamper(store, 3, (text) => text.replace(/"predecessor": "[0-9a-f]+"/, '"predecessor": null')),
    ],
    [
      'a record that holds more',
      (store: MemoryBlobStore) => tamper(store, 3, (text) => text.replace('{', '{ "x": 1,')),
    ],
    ['a record that is no JSON', (store: MemoryBlobStore) => tamper(store, 3, () => 'x')],
    [
      'a record of another version',
      (store: MemoryBlobStore) => tamper(store, 3, (text) => text.replace('"version": 1', '"version": 2')),
    ],
    [
      'something else beside it',
      (store: MemoryBlobStore) => store.put(`${ID}/000002.json.bak`, Buffer.from('x')),
    ],
    ['a gap', async (store: MemoryBlobStore) => store.put(recordPath(ID, 5), Buffer.from('x'))],
  ])('is broken by %s', async (_what, harm) => {
    const store = await chainOf(file, amended, suspended);
    expect(await readChain(store, ID)).toHaveLength(3);
    await harm(store);
    await expect(readChain(store, ID)).rejects.toMatchObject({
      code: 'APPROVAL_CHAIN_BROKEN',
      name: 'IntegrityError',
    });
    await expect(approveManually(request(store, file))).rejects.toMatchObject({
      code: 'APPROVAL_CHAIN_BROKEN',
    });
  });
});

describe('the state of a cohort', () => {
  it('is approved for the head content alone', async () => {
    const store = await chainOf(file, amended);
    expect(await stateOf(store, amended)).toMatchObject({ state: 'approved', approval: { sequence: 2 } });
    expect(await stateOf(store, file)).toMatchObject({ state: 'superseded', error: { code: 'SUPERSEDED' } });
    const other = fileOf(cohortText('# nobody saw this\n'));
    expect(await stateOf(store, other)).toMatchObject({
      state: 'pending',
      error: { code: 'APPROVAL_PENDING' },
    });
    const none = await stateOf(memoryBlobStore(), file);
    expect(none).toMatchObject({ state: 'unapproved', error: { code: 'UNAPPROVED' } });
    expect(() => requireApproved(none)).toThrow(expect.objectContaining({ code: 'UNAPPROVED' }));
    expect(requireApproved(await stateOf(store, amended)).sequence).toBe(2);
  });

  it('is approved again for an old content that was approved again', async () => {
    const store = await chainOf(file, amended, file);
    expect(await stateOf(store, file)).toMatchObject({ state: 'approved', approval: { sequence: 3 } });
    expect((await stateOf(store, amended)).state).toBe('superseded');
  });

  it('stops at once on suspension and revocation, which nobody need approve', async () => {
    const store = await chainOf(file);
    expect(await stateOf(store, suspended)).toMatchObject({
      state: 'suspended',
      error: { code: 'COHORT_SUSPENDED' },
    });
    expect(await stateOf(store, revoked)).toMatchObject({
      state: 'revoked',
      error: { code: 'COHORT_REVOKED' },
    });
    expect((await stateOf(memoryBlobStore(), suspended)).state).toBe('suspended');
  });

  it('ends with the last day, to the microsecond', async () => {
    const store = await chainOf(file);
    const end = parseInstant('2028-01-01T00:00:00Z') as Instant;
    expect((await stateOf(store, file, end - 1n)).state).toBe('approved');
    expect(await stateOf(store, file, end)).toMatchObject({
      state: 'expired',
      error: { code: 'COHORT_EXPIRED' },
    });
  });

  it('takes an earlier last day without an approval, and no later one', async () => {
    const store = await chainOf(file);
    expect(await stateOf(store, earlier)).toMatchObject({
      state: 'approved',
      approval: { sequence: 1, expires: earlier.cohort.expires },
    });
    expect((await stateOf(store, earlier, earlier.cohort.expires)).state).toBe('expired');
    expect((await stateOf(store, fileOf(cohortText().replace('2027-12-31', '2028-01-01')))).state).toBe(
      'pending',
    );
  });
});

describe('a reduction', () => {
  it('is recorded without proof, and supersedes what was approved before', async () => {
    const store = await chainOf(file);
    const closed = { ...request(store, suspended), policy: { ...policy, manual: false } };
    expect(await recordReduction(closed)).toMatchObject({
      created: true,
      approval: { kind: 'reduction', sequence: 2 },
    });
    expect((await stateOf(store, suspended)).state).toBe('suspended');
    expect((await stateOf(store, file)).state).toBe('superseded');
  });

  it('is refused where anything but a reduction is recorded', async () => {
    const store = await chainOf(file);
    await expect(recordReduction(request(store, amended))).rejects.toMatchObject({ code: 'NOT_A_REDUCTION' });
    await expect(recordReduction(request(memoryBlobStore(), suspended))).rejects.toMatchObject({
      code: 'NOT_A_REDUCTION',
    });
    expect(store.blobs.size).toBe(1);
  });

  const base = resolve(file.cohort);
  const text = cohortText();
  it.each([
    ['suspended', text.replace('active', 'suspended'), true],
    ['revoked', text.replace('active', 'revoked'), true],
    ['an earlier expiry', text.replace('2027', '2026'), true],
    ['fewer tables', `${text}tables: [person, death]\n`, true],
    ['a column excluded', `${text}columns: { exclude: { death: [death_datetime] } }\n`, true],
    ['suspended and fewer tables', `${text.replace('active', 'suspended')}tables: [person]\n`, true],
    ['nothing', `${text}# a comment\n`, false],
    ['a later expiry', text.replace('2027', '2028'), false],
    ['suspended with a later expiry', text.replace('active', 'suspended').replace('2027', '2028'), false],
    ['a further table', `${text}tables: [person, note]\n`, false],
    ['a column included', `${text}columns: { include: { death: [x] } }\n`, false],
    ['another roster', text.replaceAll('a'.repeat(64), 'b'.repeat(64)), false],
    ['another consumer', text.replace('Cardiology', 'Marketing').replace('active', 'suspended'), false],
  ])('is it with %s: %s', (_what, after, expected) => {
    expect(reducesOnly(base, resolve(fileOf(after).cohort))).toBe(expected);
  });

  it('is it with fewer persons, where the caller saw both rosters', () => {
    const after = resolve(fileOf(text.replaceAll('a'.repeat(64), 'b'.repeat(64))).cohort);
    expect(reducesOnly(base, after, true)).toBe(true);
  });

  it('is never one in both directions', () => {
    const resolution = fc
      .record({
        status: fc.constantFrom('active' as const, 'suspended' as const, 'revoked' as const),
        days: fc.integer({ min: 0, max: 2 }),
        tables: fc.subarray(base.tables.slice(0, 3), { minLength: 1 }),
        width: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ status, days, tables, width }) => ({
        ...base,
        status,
        expires: NOW + BigInt(days) * DAY,
        tables: tables.map(({ table, columns }) => ({ table, columns: columns.slice(0, width) })),
      }));
    fc.assert(
      fc.property(resolution, resolution, resolution, (a, b, c) => {
        if (reducesOnly(a, b)) {
          expect(reducesOnly(b, a)).toBe(false);
          if (reducesOnly(b, c)) expect(reducesOnly(a, c)).toBe(true);
        }
      }),
    );
  });
});
