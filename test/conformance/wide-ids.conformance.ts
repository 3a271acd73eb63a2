import { afterAll, beforeAll, expect, it } from 'vitest';
import { columnsByTable } from '../story/data-sets.ts';
import { openWideIds } from '../story/wide-ids.ts';
import type { World } from '../story/world.ts';
import { differing, exportScopes, readByOthers } from './other-readers.ts';
import { describeReaders } from './readers-required.ts';

describeReaders('ids of all 64 bits, read by others', () => {
  let world: World;

  beforeAll(async () => {
    world = await openWideIds();
  });
  afterAll(() => world?.close());

  it('are those of the source', async () => {
    const persons = 'SELECT person_id FROM omop.person';
    const ids = (await world.warehouse.duckdb(persons)).map((row) => row.person_id as bigint);
    await world.addCohort('every-person', ids);
    expect((await world.sync()).exitCode).toBe(0);
    const scopes = { 'every-person': { persons, columns: await columnsByTable(world, {}) } };
    const found = await readByOthers(world, await exportScopes(world, scopes));
    expect(differing(found)).toEqual([]);
    expect(found.every(({ rows }) => rows > 0)).toBe(true);
  });
});
