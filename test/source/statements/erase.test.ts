import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  countStatement,
  decodeCount,
  decodeKeys,
  deleteKeysStatement,
  deletePersonsStatement,
  rosterKeysStatement,
} from '../../../src/source/statements/erase.ts';
import {
  createRosterStatement,
  decodeRosterDigests,
  loadRosterStatement,
  rosterDigest,
  rosterDigestStatement,
} from '../../../src/source/statements/roster.ts';
import { SCHEMAS, type SourceFixture, startSource } from './source-fixture.ts';

const TABLE = 'erased_from';
const HIGHEST = 2n ** 63n - 1n;
const LOWEST = -(2n ** 63n);

let source: SourceFixture;
beforeAll(async () => {
  source = await startSource();
  await source.warehouse.execute(createRosterStatement(SCHEMAS, TABLE));
  for (const key of ['one', 'one-more', 'two'])
    await source.warehouse.execute(
      loadRosterStatement(SCHEMAS, TABLE, key, [LOWEST, -1n, 1n, 11n, 12n, HIGHEST].join(',')),
    );
});
afterAll(() => source?.close());

test('persons are erased from a table by their whole ids, those at both ends of 64 bits among them', async () => {
  await source.warehouse.execute(
    deletePersonsStatement(SCHEMAS, TABLE, [LOWEST, 1n, HIGHEST, 99n].join(',')),
  );
  const left = decodeRosterDigests(
    await source.warehouse.query(rosterDigestStatement(SCHEMAS, TABLE, ['one', 'two'])),
  );
  expect(left.get('one')).toEqual(rosterDigest(BigInt64Array.of(-1n, 11n, 12n)));
  expect(left.get('two')).toEqual(rosterDigest(BigInt64Array.of(-1n, 11n, 12n)));
});

test('a thousand persons fit one statement', async () => {
  const many = Array.from({ length: 1000 }, (_, index) => BigInt(index) * 7_000_000_000_001n - 2n ** 60n);
  await source.warehouse.execute(loadRosterStatement(SCHEMAS, TABLE, 'many', many.join(',')));
  await source.warehouse.execute(deletePersonsStatement(SCHEMAS, TABLE, many.join(',')));
  expect(decodeCount(await source.warehouse.query(countStatement(SCHEMAS, TABLE)))).toBe(9n);
});

test('lists are erased by their whole keys', async () => {
  await source.warehouse.execute(deleteKeysStatement(SCHEMAS, TABLE, ['one', 'three']));
  const left = decodeKeys(await source.warehouse.query(rosterKeysStatement(SCHEMAS, TABLE)));
  expect([...left].sort()).toEqual(['one-more', 'two']);
});

test('a DELETE has no subquery: Delta Lake on Spark takes none', () => {
  for (const { sql } of [
    deleteKeysStatement(SCHEMAS, TABLE, ['one']),
    deletePersonsStatement(SCHEMAS, TABLE, '1'),
  ])
    expect(sql).not.toMatch(/SELECT/i);
});
