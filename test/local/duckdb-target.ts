import { DuckDBInstance } from '@duckdb/node-api';
import { type Instant, parseInstant } from '../../src/instant.ts';
import type { OmopTarget } from '../../src/local/omop-target.ts';

export interface DuckdbTarget extends OmopTarget {
  /** Column `value` of the first row: bigint for integers, text for the rest. */
  value(sql: string): Promise<unknown>;
  close(): void;
}

/**
 * A DuckDB without versions, and with a session time zone far from UTC: what is loaded must not depend on it.
 * Rows come back with bigint for every integer and DuckDB's text for all else.
 */
export async function openDuckdbTarget(now = '2026-01-07T12:00:00Z'): Promise<DuckdbTarget> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'America/New_York'; CREATE SCHEMA omop`);
  const duckdb: OmopTarget['duckdb'] = async (sql) => {
    const reader = await connection.runAndReadAll(sql);
    return reader
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  };
  const named = (schema: string, table: string) => `"${schema}"."${table}"`;
  return {
    duckdb,
    run: duckdb,
    now: (): Instant => parseInstant(now) ?? 0n,
    createTable: async (schema, table, select) => {
      await connection.run(`CREATE OR REPLACE TABLE ${named(schema, table)} AS ${select}`);
    },
    appendTable: async (schema, table, select) => {
      await connection.run(`INSERT INTO ${named(schema, table)} BY NAME ${select}`);
    },
    value: async (sql) => (await duckdb(sql))[0]?.value,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (value === null || typeof value === 'bigint' || typeof value === 'boolean') return value;
  return String(value);
}
