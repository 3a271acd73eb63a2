import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseInstant } from '../../src/instant.ts';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import { loadFolder } from '../../src/local/omop-folder.ts';
import { generateOmop, loadNextSunday } from '../../src/local/omop-generator.ts';
import { sourceColumnType } from '../../src/omop/source-type.ts';
import { DEFAULT_TABLES } from '../../src/omop/tables.ts';

const SUNDAY = parseInstant('2026-01-04T03:00:00Z') ?? 0n;

let warehouse: LocalWarehouse;
beforeAll(async () => {
  warehouse = await startLocalWarehouse({ now: SUNDAY + 86_400_000_000n });
});
afterAll(() => warehouse.close());

test('the local warehouse takes generated data, a version per Sunday, in types that can be landed', async () => {
  const generation = { persons: 400, seed: 7, weeks: 3, lastSunday: SUNDAY };
  const rows = await generateOmop(warehouse, generation);
  for (const table of DEFAULT_TABLES) {
    expect(await warehouse.run(`SELECT COUNT(*) AS n FROM omop.${table}`)).toEqual([{ n: rows[table] }]);
    for (const column of await warehouse.run(`DESCRIBE TABLE omop.${table}`)) {
      expect(sourceColumnType(String(column.data_type)), `${table}.${column.col_name}`).toBeDefined();
    }
  }
  const [before] = await warehouse.run('DESCRIBE HISTORY omop.visit_occurrence LIMIT 1');
  const load = await loadNextSunday(warehouse, generation, 1);
  const [after] = await warehouse.run('DESCRIBE HISTORY omop.visit_occurrence LIMIT 1');
  expect(BigInt(String(after?.version))).toBe(BigInt(String(before?.version)) + 1n);
  expect(
    await warehouse.run(
      `SELECT COUNT(*) AS n, MIN(unix_micros(load_dt)) >= ${load.sunday} AS fresh FROM omop.visit_occurrence WHERE unix_micros(load_dt) >= ${load.sunday}`,
    ),
  ).toEqual([{ n: load.rows.visit_occurrence, fresh: true }]);
});

test('the local warehouse takes a folder, and its clock gives the Sunday of the stamp', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'omop-warehouse-'));
  try {
    await writeFile(path.join(directory, 'PERSON.csv'), 'Person_ID ,flag\r\n-9223372036854775000,1\r\n7,2');
    expect(await loadFolder(warehouse, directory)).toMatchObject({ person: 2n, specimen: 0n });
    expect(
      await warehouse.run('SELECT person_id, flag, unix_micros(load_dt) AS at FROM omop.person ORDER BY 1'),
    ).toEqual([
      { person_id: -9223372036854775000n, flag: 1n, at: SUNDAY },
      { person_id: 7n, flag: 2n, at: SUNDAY },
    ]);
    await writeFile(path.join(directory, 'PERSON.csv'), 'person_id\nabc\n');
    await expect(loadFolder(warehouse, directory)).rejects.toMatchObject({ code: 'OMOP_FILE_UNREADABLE' });
  } finally {
    await rm(directory, { recursive: true });
  }
});
