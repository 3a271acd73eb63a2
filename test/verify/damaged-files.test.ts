import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { CohortSyncError } from '../../src/errors.ts';
import { commitTable } from '../../src/landing/commit.ts';
import { consistentCut } from '../../src/landing/consistent-cut.ts';
import { dataFilePath } from '../../src/landing/paths.ts';
import { publishSnapshot, withdrawSnapshot } from '../../src/landing/snapshot.ts';
import { openOverrides } from '../../src/override/overrides.ts';
import { cellStart } from '../../src/plan/week-grid.ts';
import type { WrittenFile } from '../../src/transfer/transfer.ts';
import { createTransferPool } from '../../src/transfer/transfer-pool.ts';
import { fileContract } from '../../src/verify/file-contract.ts';
import { judgeLanding } from '../../src/verify/judge-landing.ts';
import { landedFile, lostFile, namingTable, storedSizes } from '../../src/verify/landed-file.ts';
import { lostFirst } from '../../src/verify/lost-first.ts';
import { verifyFiles } from '../../src/verify/verify-files.ts';
import { COLUMNS, coverageBy, PERSON_TABLE, week } from '../landing/landed-files.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';
import { inlineStream, sharedPersons } from '../transfer/arrow-fixture.ts';

const pool = createTransferPool({ workers: 1, rowGroupRows: 1000, fileBytes: 1 << 20 });
afterAll(() => pool.close());

/** Two files of a table, of which only the second is to be read again. */
async function landing() {
  const store = memoryBlobStore();
  const persons = sharedPersons([1n, 2n]);
  const files: WrittenFile[] = [];
  for (const cell of [2000, 2001]) {
    const rows = [1n, 2n].map((person) => [person, `P${person}`, cellStart(cell)]);
    const contract = fileContract({ table: 'person', schema: COLUMNS }, week(cell), persons, 'UTC');
    const path = dataFilePath(PERSON_TABLE, { group: 'g1', slice: week(cell) }, randomUUID());
    const openFile = () => ({ path, writer: store.openWrite(path) });
    files.push(...(await pool.encode(inlineStream(COLUMNS, [rows]), contract, openFile)).files);
  }
  const change = { operation: 'BACKFILL', add: files, remove: [], coverage: coverageBy(files) } as const;
  const { state } = await commitTable(store, PERSON_TABLE, undefined, { ...change, schema: COLUMNS });
  const [old, fresh] = [...state.files.values()];
  if (old === undefined || fresh === undefined) throw new Error('two files');
  const harm = async (path: string, damage: (content: Uint8Array) => Uint8Array) =>
    store.put(path, damage((await store.read(path))?.content ?? new Uint8Array()));
  const verify = async (now = persons) =>
    verifyFiles({
      landing: store,
      pool,
      state,
      timeZone: 'UTC',
      persons: new Map([['g1', now]]),
      files: [fresh],
      sizes: await storedSizes(store, state),
    });
  return { store, state, old, fresh, damage: harm, verify };
}

const DAMAGES: Readonly<Record<string, (content: Uint8Array) => Uint8Array>> = {
  'cut in half': (content) => content.subarray(0, content.length >> 1),
  'cut by one byte': (content) => content.subarray(0, content.length - 1),
  'cut to nothing': () => new Uint8Array(),
  'given bytes behind its end': (content) => Buffer.concat([content, Buffer.from('more')]),
};

describe('a landed file', () => {
  it.each(Object.entries(DAMAGES))(
    'that was %s is a damage that names table and slice',
    async (_, damage) => {
      const { old, fresh, damage: harm, verify } = await landing();
      expect(await verify()).toHaveLength(1);
      for (const path of [old.path, fresh.path]) {
        await harm(path, damage);
        await expect(verify()).rejects.toMatchObject({
          code: 'FILE_SIZE_DIFFERS',
          message: expect.stringMatching(/data files of person of cohort demo-cohort .*g1, loaded from/),
          remedy: expect.stringContaining('override --rebuild FINDING --cohort demo-cohort --table TABLE'),
        });
      }
      await expect(verify()).rejects.toMatchObject({ message: expect.stringMatching(/^2 data files/) });
    },
  );

  it('that is gone is named though it is not to be read again', async () => {
    const { store, old, verify } = await landing();
    await store.delete(old.path);
    await expect(verify()).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });

  it.each(Object.entries(DAMAGES))('that was %s gives no byte to whoever reads it', async (_, damage) => {
    const { store, state, old, damage: harm } = await landing();
    await harm(old.path, damage);
    await expect(landedFile(store, state, old).readRange(0, 4)).rejects.toMatchObject({
      code: 'FILE_SIZE_DIFFERS',
    });
  });

  it('that holds somebody who is approved no longer is told with its table and the way out', async () => {
    const { verify } = await landing();
    await expect(verify(sharedPersons([1n]))).rejects.toMatchObject({
      code: 'PERSON_NOT_APPROVED',
      message: expect.stringContaining('Files of person of cohort demo-cohort'),
      remedy: expect.stringContaining('Run sync, which takes them out'),
    });
  });

  it('whose answer broke off is no damage: the failure stays what it was', async () => {
    const broke = new CohortSyncError('The storage could not be reached.', {
      code: 'STORAGE_FAILED',
      remedy: 'Run again.',
    });
    const { store, state, old } = await landing();
    const cut = { ...store, readRange: () => Promise.reject(broke) };
    const read = landedFile(cut, state, old).readRange(0, 4).catch(namingTable(state));
    await expect(read).rejects.toBe(broke);
  });
});

describe('several tables that failed', () => {
  const of = (table: string, code: 'BLOB_MISSING' | 'FILE_SIZE_DIFFERS') =>
    (() => {
      try {
        return namingTable({ cohort: 'trial', table })(new CohortSyncError('lost', { code, remedy: 'none' }));
      } catch (error) {
        return error;
      }
    })();

  it('are all named by one error, what is lost first', () => {
    const broken = new CohortSyncError('not reached', { code: 'STORAGE_BUSY', remedy: 'Run again.' });
    const error = lostFirst([broken, of('death', 'FILE_SIZE_DIFFERS'), of('person', 'BLOB_MISSING')]);
    expect(error).toMatchObject({ code: 'FILE_SIZE_DIFFERS', name: 'IntegrityError' });
    const { message, remedy } = error as CohortSyncError;
    expect(message).toMatch(/death .*\(FILE_SIZE_DIFFERS\).* person .*\(BLOB_MISSING\).*\(STORAGE_BUSY\)/);
    // One way out for both, and the other one's.
    expect(remedy.match(/override --rebuild/g)).toHaveLength(1);
    expect(remedy).toMatch(/Run again\.$/);
  });

  it('are the first failure as it came where nothing is damaged', () => {
    const stopped = new CohortSyncError('stopped', { code: 'INTERRUPTED', remedy: 'Run again.' });
    expect(lostFirst([stopped, new Error('other')])).toBe(stopped);
  });
});

describe('a landing of which files are gone', () => {
  const judged = async (published: boolean) => {
    const { store, state } = await landing();
    const cut = consistentCut(state.cohort, [state]);
    const { snapshot } = await publishSnapshot(store, cut, 'run-1');
    if (!published) await withdrawSnapshot(store, state.cohort, snapshot.number, 'run-2');
    const policy = { manual: true };
    const answers = { landing: store, approvals: memoryBlobStore(), policy, run: 'run-3', dryRun: false };
    const opened = { cohort: undefined as never, snapshot, before: undefined, tables: ['person'] };
    const error = lostFile(state, 'BLOB_MISSING');
    const outcome = { landing: opened, table: 'person', error };
    return judgeLanding(openOverrides(answers), store, opened, [outcome]);
  };

  it('is a finding that an owner can answer by a rebuild', async () => {
    await expect(judged(true)).rejects.toMatchObject({
      code: 'BLOB_MISSING',
      findings: [{ override: 'rebuild', table: 'person' }],
    });
  });

  it('is none where a purge withdrew the snapshot while it was verified', async () => {
    await expect(judged(false)).rejects.toMatchObject({ code: 'SNAPSHOT_WITHDRAWN', findings: [] });
  });
});
