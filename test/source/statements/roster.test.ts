import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createRosterStatement,
  decodeRosterDigests,
  dropStatement,
  loadRosterStatement,
  publishRosterStatement,
  ROSTER_TABLE,
  rosterDigest,
  rosterDigestStatement,
} from '../../../src/source/statements/roster.ts';
import { PERSONS } from '../../plan/world-changes.ts';
import { SCHEMAS, type SourceFixture, startSource } from './source-fixture.ts';

const IDS = BigInt64Array.from(PERSONS).sort();
const LOADING = 'loading_by_a_run';

let source: SourceFixture;

beforeAll(async () => {
  source = await startSource();
  for (const table of [ROSTER_TABLE, LOADING])
    await source.warehouse.execute(createRosterStatement(SCHEMAS, table));
});

afterAll(() => source?.close());

const load = (key: string, ids: string, table = LOADING) =>
  source.warehouse.execute(loadRosterStatement(SCHEMAS, table, key, ids));

const digests = async (table: string, ...keys: string[]) =>
  decodeRosterDigests(await source.warehouse.query(rosterDigestStatement(SCHEMAS, table, keys)));

test('a list of ids that is loaded as text has the digest that the runner gives it, whatever the ids', async () => {
  await load('all', IDS.join(','));
  expect(await digests(LOADING, 'all')).toEqual(new Map([['all', rosterDigest(IDS)]]));
});

test('chunks add up to the list, in any order', async () => {
  await load('chunks', IDS.subarray(4).join(','));
  await load('chunks', IDS.subarray(0, 4).join(','));
  expect((await digests(LOADING, 'chunks')).get('chunks')).toEqual(rosterDigest(IDS));
});

test('a list of 50 thousand ids fits one statement', async () => {
  const many = BigInt64Array.from(
    { length: 50_000 },
    (_, index) => BigInt(index) * 7_000_000_000_001n - 2n ** 60n,
  );
  await load('many', many.join(','));
  expect((await digests(LOADING, 'many')).get('many')).toEqual(rosterDigest(many));
}, 120_000);

test('a digest tells an id that stands twice, one that is missing, one that was swapped, two that were shifted', async () => {
  const wanted = rosterDigest(BigInt64Array.of(10n, 20n, 30n));
  await load('twice', '10,20,30,30');
  await load('missing', '10,20');
  await load('swapped', '10,20,31');
  await load('shifted', '11,19,30');
  const found = await digests(LOADING, 'twice', 'missing', 'swapped', 'shifted');
  expect(found.get('twice')).toMatchObject({ persons: 4n, distinct: 3n });
  expect(found.get('missing')?.persons).toBe(2n);
  for (const key of ['swapped', 'shifted']) {
    expect(found.get(key)).toMatchObject({ persons: 3n, distinct: 3n });
    expect(found.get(key)?.hash).not.toEqual(wanted.hash);
  }
});

test('a key that nobody loaded has no digest, and keys are told apart by their whole text', async () => {
  await load('ab', '1');
  expect([...(await digests(LOADING, 'a', 'ab', 'abc')).keys()]).toEqual(['ab']);
});

test('a group is published by one insert, and only once, whoever else publishes it', async () => {
  const publish = () => source.warehouse.execute(publishRosterStatement(SCHEMAS, LOADING, 'all'));
  await publish();
  await publish();
  expect(await digests(ROSTER_TABLE, 'all', 'chunks')).toEqual(new Map([['all', rosterDigest(IDS)]]));
});

test('a loading table is dropped, and dropping what is gone is no failure', async () => {
  await source.warehouse.execute(dropStatement(SCHEMAS, LOADING));
  await source.warehouse.execute(dropStatement(SCHEMAS, LOADING));
  await expect(digests(LOADING, 'all')).rejects.toMatchObject({ code: 'SOURCE_TABLE_MISSING' });
});

test('text that is no id stops the load', async () => {
  await expect(load('hostile', '1,2); DROP TABLE x; --', ROSTER_TABLE)).rejects.toMatchObject({
    remedy: expect.any(String),
  });
  expect((await digests(ROSTER_TABLE, 'hostile')).size).toBe(0);
});

test('the digest of no persons is zero', () => {
  expect(rosterDigest(new BigInt64Array())).toEqual({ persons: 0n, distinct: 0n, hash: [0n, 0n] });
});
