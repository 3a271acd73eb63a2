import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from '../../src/storage/blob-store.ts';
import type { World } from '../story/world.ts';

/** A person whose id and values are found wherever they are, in any encoding that the product uses. */
export const CANARY = 7_777_777_777n;
const MARK = 'CANARY-VALUE';

/** Adds the canary to the tiny source: one row in `person`, and measurements in history and in the newest week. */
export async function plantCanary(world: World): Promise<void> {
  const early = "TIMESTAMP '2025-07-13 03:00:00'";
  const late = "TIMESTAMP '2026-01-04 03:00:00'";
  await world.warehouse.run(`INSERT INTO omop.person VALUES (${CANARY}, 8507, 1971, ${early})`);
  for (const [id, load] of [
    [900001, early],
    [900002, late],
    [900003, late],
  ] as const) {
    await world.warehouse.run(
      `INSERT INTO omop.measurement VALUES (${id}, ${CANARY}, 3004249, DATE '2020-01-01', 1.5, '${MARK}', 'secret', ${load})`,
    );
  }
}

/**
 * Where a person still is: blobs of landing and diagnostics (their bytes as text and as 64-bit integers, and Parquet
 * decoded), and tables of the sandbox with every version that the warehouse keeps.
 */
export async function tracesOf(world: World, person: bigint = CANARY): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, store] of [
    ['landing', world.stores.landing],
    ['diagnostics', world.stores.diagnostics],
  ] as const) {
    for await (const { path: blob } of store.list('')) {
      if (await holds(world, store, blob, person)) found.push(`${name}/${blob}`);
    }
  }
  // Physical tables, so that rows which only older versions hold count as well.
  const tables = await world.warehouse.duckdb(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE column_name = 'person_id' AND table_schema = '_versions' AND table_name LIKE 'sandbox.%'`,
  );
  for (const { name } of tables) {
    const rows = await world.warehouse.duckdb(
      `SELECT count(*) AS n FROM _versions."${name}" WHERE person_id = ${person}`,
    );
    if (rows[0]?.n !== 0n) found.push(`sandbox ${name}`);
  }
  return found;
}

async function holds(world: World, store: BlobStore, blob: string, person: bigint): Promise<boolean> {
  const content = Buffer.from((await store.read(blob))?.content ?? new Uint8Array());
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(person);
  if (content.includes(`${person}`) || content.includes(MARK) || content.includes(bytes)) return true;
  if (!blob.endsWith('.parquet') || blob.includes('/_delta_log/')) return false;
  const folder = await mkdtemp(path.join(world.directory, 'trace-'));
  try {
    const file = path.join(folder, 'file.parquet');
    await writeFile(file, content);
    const [row] = await world.warehouse.duckdb(
      `SELECT count(*) AS n FROM read_parquet('${file}') WHERE person_id = ${person}`,
    );
    return row?.n !== 0n;
  } finally {
    await rm(folder, { recursive: true });
  }
}
