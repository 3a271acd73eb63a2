import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import { approveOverrides } from '../../src/override/approve-overrides.ts';
import { parseOverrideFile, readOverrideFiles } from '../../src/override/override-file.ts';
import { readOverride } from '../../src/override/override-record.ts';
import { memoryBlobStore } from '../storage/memory-blob-store.ts';
import { at } from '../story/world.ts';

const FINDING = 'ab'.repeat(32);
const yaml = (text: string) => Buffer.from(text);
const rules = (text: string, file = `${FINDING}.yml`): readonly string[] => {
  try {
    parseOverrideFile(yaml(text), file);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes.map(({ rule }) => rule);
    throw error;
  }
};
const GOOD = `finding: ${FINDING}\nkind: accept\ntable: measurement\nreason: a second laboratory joined\n`;

describe('an override file', () => {
  it('says which finding it answers, how and why', () => {
    expect(parseOverrideFile(yaml(GOOD), `${FINDING}.yml`).override).toEqual({
      finding: FINDING,
      kind: 'accept',
      cohort: null,
      table: 'measurement',
      reason: 'a second laboratory joined',
    });
  });

  it.each([
    ['another name', GOOD, 'other.yml'],
    ['an unknown key', `${GOOD}force: true\n`],
    ['an unknown kind', GOOD.replace('accept', 'ignore')],
    ['a short digest', GOOD.replace(FINDING, 'abcd')],
    ['a reason of two lines', GOOD.replace('a second', '"a\\nsecond').replace('joined', 'joined"')],
    ['a table that is none', GOOD.replace('measurement', 'patients')],
    ['a rebuild of nothing in particular', GOOD.replace('accept', 'rebuild')],
  ])('is refused with %s', (_what, text, file?: string) => {
    expect(rules(text, file).length).toBeGreaterThan(0);
  });

  it('is no link, and a directory that is not there holds none', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'overrides-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    await writeFile(path.join(directory, 'elsewhere.txt'), GOOD);
    await symlink(path.join(directory, 'elsewhere.txt'), path.join(directory, `${FINDING}.yml`));
    const [file] = await readOverrideFiles(directory);
    expect(file).toHaveProperty('error.code', 'OVERRIDE_INVALID');
    expect(await readOverrideFiles(path.join(directory, 'none'))).toEqual([]);
  });
});

describe('overrides at the tip', () => {
  const proof = {
    kind: 'pull-request',
    number: 7,
    merge: 'c'.repeat(40),
    head: 'd'.repeat(40),
    author: 1,
    approvers: [2],
    policy: 'e'.repeat(64),
    file: { blob: 'f'.repeat(40), sha256: '0'.repeat(64) },
  } as const;
  const NOW = at('2026-01-12T07:00:00Z');

  it('are proven once each, recorded with their proof, and one refusal stops no other', async () => {
    const store = memoryBlobStore();
    const good = parseOverrideFile(yaml(GOOD), `${FINDING}.yml`);
    const other = 'cd'.repeat(32);
    const denied = parseOverrideFile(yaml(GOOD.replace(FINDING, other)), `${other}.yml`);
    let asked = 0;
    const prove = async ({ override }: typeof good) => {
      asked += 1;
      if (override.finding === other) throw new Error('denied');
      return proof;
    };
    const first = await approveOverrides(store, [denied, good], prove, NOW);
    expect(first.map(({ state }) => state)).toEqual(['refused', 'approved']);
    expect(await readOverride(store, FINDING)).toMatchObject({ kind: 'accept', proof, at: NOW });
    expect(await readOverride(store, other)).toBeUndefined();
    const second = await approveOverrides(store, [good], prove, NOW);
    expect([second[0]?.state, asked]).toEqual(['unchanged', 2]);
  });

  it('cannot be widened by a later file of the same finding', async () => {
    const store = memoryBlobStore();
    const prove = async () => proof;
    await approveOverrides(store, [parseOverrideFile(yaml(GOOD), `${FINDING}.yml`)], prove, NOW);
    const wider = parseOverrideFile(yaml(GOOD.replace('accept', 'heal')), `${FINDING}.yml`);
    const [outcome] = await approveOverrides(store, [wider], prove, NOW);
    expect(outcome).toMatchObject({ state: 'refused', error: { code: 'OVERRIDE_CONFLICT' } });
  });

  it('that somebody changed in storage are not believed', async () => {
    const store = memoryBlobStore();
    await approveOverrides(store, [parseOverrideFile(yaml(GOOD), `${FINDING}.yml`)], async () => proof, NOW);
    const record = `_overrides/${FINDING}.json`;
    const text = Buffer.from((await store.read(record))?.content ?? []).toString();
    await store.put(record, Buffer.from(text.replace('"reason"', '"extra": 1, "reason"')));
    await expect(readOverride(store, FINDING)).rejects.toMatchObject({ code: 'OVERRIDE_BROKEN' });
  });
});
