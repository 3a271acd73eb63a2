import { describe, expect, it, test } from 'vitest';
import { runnerNow } from '../../src/instant.ts';
import { holdRun } from '../../src/sandbox/run-hold.ts';
import { discardStaged, listStaged, stagedFile } from '../../src/staging/staged-files.ts';
import { ownerOf, stagingFolder } from '../../src/staging/staging.ts';
import { sweepStaging } from '../../src/staging/sweep-staging.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';

const RUN = '20260105t060000_0123abcd';
const OTHER = '20260105t060000_0123abce';
const UUID = '01234567-89ab-4def-8123-456789abcdef';
const ADDRESS = { cohort: 'trial', table: 'measurement' };
const FOLDER = `${RUN}/trial/measurement/${UUID}/`;

function storeWith(...paths: readonly string[]) {
  const store = memoryBlobStore();
  return Promise.all(paths.map((path) => store.put(path, Buffer.from('x')))).then(() => store);
}

describe('the folder of a try', () => {
  test('says whose it is, and holds nothing but plain names', () => {
    expect(stagingFolder(RUN, ADDRESS, UUID)).toBe(FOLDER);
    expect(ownerOf(`${FOLDER}part-00000.parquet`)).toEqual({ run: RUN, cohort: 'trial' });
    for (const [run, cohort] of [
      ['../x', 'trial'],
      [RUN, '../x'],
      ["a'b", 'trial'],
    ] as const)
      expect(() => stagingFolder(run, { cohort, table: 'measurement' }, UUID)).toThrow();
    expect(ownerOf(`doctor/${UUID}/part-00000.parquet`)).toBeUndefined();
    expect(ownerOf(RUN)).toBeUndefined();
  });
});

describe('what was unloaded', () => {
  const DATA = [
    'part-00000-0a1b2c3d-0000-4000-8000-000000000000-c000.zstd.parquet',
    'part-00001-tid-6843535434343-0a1b2c3d-0000-4000-8000-000000000000-17-1-c000.snappy.parquet',
  ];

  it('is the data files alone, beside the markers of Spark and of Databricks', async () => {
    const markers = ['_SUCCESS', '_started_6843535434343', '_committed_6843535434343'];
    const store = await storeWith(...[...DATA, ...markers].map((name) => FOLDER + name), `${OTHER}/x`);
    const listed = await listStaged(store, FOLDER);
    expect(listed.map(({ path }) => path)).toEqual(DATA.map((name) => FOLDER + name));
  });

  it.each([
    'evil.parquet',
    'part-00000.csv',
    '_SUCCESS.parquet',
    '_metadata',
    'deeper/part-00000-x.parquet',
    'part-0-x.parquet',
  ])('is refused whole where %s lies beside it', async (name) => {
    const store = await storeWith(`${FOLDER}${DATA[0]}`, FOLDER + name);
    await expect(listStaged(store, FOLDER)).rejects.toMatchObject({ code: 'UNLOAD_FOREIGN_FILE' });
  });

  it('is missed where the warehouse wrote somewhere else', async () => {
    const store = await storeWith(`${FOLDER}_SUCCESS`);
    await expect(listStaged(store, FOLDER)).rejects.toMatchObject({ code: 'UNLOAD_ELSEWHERE' });
  });

  it('is read as the version that was listed, or not at all', async () => {
    const store = await storeWith(`${FOLDER}${DATA[0]}`);
    const [listed] = await listStaged(store, FOLDER);
    if (listed === undefined) throw new Error('nothing listed');
    const file = stagedFile(store, listed);
    expect(Buffer.from(await file.readRange(0, 1)).toString()).toBe('x');
    await store.put(listed.path, Buffer.from('y'));
    await expect(file.readRange(0, 1)).rejects.toMatchObject({ code: 'BLOB_CHANGED' });
  });

  it('goes by its folder, and nothing of another one does', async () => {
    const store = await storeWith(`${FOLDER}a`, `${FOLDER}b`, `${RUN}/trial/person/${UUID}/a`);
    await discardStaged(store, FOLDER);
    expect([...store.blobs.keys()]).toEqual([`${RUN}/trial/person/${UUID}/a`]);
  });
});

describe('the sweep', () => {
  it('deletes what dead runs left; that of a run that is alive stays, and what is nobody’s', async () => {
    const staging = await storeWith(`${FOLDER}a`, `${OTHER}/trial/person/${UUID}/b`, 'doctor/x/c', 'stray');
    const diagnostics = memoryBlobStore();
    const hold = await holdRun(diagnostics, OTHER);
    expect(await sweepStaging({ staging, diagnostics }, runnerNow())).toBe(1);
    expect([...staging.blobs.keys()].sort()).toEqual([
      `${OTHER}/trial/person/${UUID}/b`,
      'doctor/x/c',
      'stray',
    ]);
    await hold.end();
    expect(await sweepStaging({ staging, diagnostics }, runnerNow())).toBe(1);
    expect([...staging.blobs.keys()].sort()).toEqual(['doctor/x/c', 'stray']);
  });
});
