import { vi } from 'vitest';
import type { ExternalLocation } from '../../src/local/external-location.ts';
import { type LocalWarehouse, startLocalWarehouse } from '../../src/local/local-warehouse.ts';
import type { MemoryBlobStore } from '../storage/memory-blob-store.ts';
import type { SourceAccess } from './source-access.ts';
import { FIRST_SUNDAY, selectOf } from './source-rows.ts';

/** The local warehouse behind the vendor's driver, for many histories one after the other: each has two schemas of its own. */
export interface WireSource {
  open(): Promise<SourceAccess>;
  close(): Promise<void>;
}

export async function startWireSource(unloads = false): Promise<WireSource> {
  let staging: MemoryBlobStore | undefined;
  const location: ExternalLocation = {
    url: 'abfss://staging@memory.dfs.core.windows.net',
    put: async (path, content) => staging?.put(path, content),
    clear: async (folder) => {
      for await (const { path } of staging?.list(folder) ?? []) await staging?.delete(path);
    },
  };
  const mount = (store: MemoryBlobStore): void => {
    staging = store;
  };
  // A few rows a file: a slice of a tiny table is several.
  const warehouse = await startLocalWarehouse({
    now: FIRST_SUNDAY,
    externalLocations: [location],
    unloadRows: 2,
  });
  let serial = 0;
  return {
    open: async () => {
      serial += 1;
      const names = { schema: `omop_${serial}`, sandbox: `sandbox_${serial}` };
      for (const name of Object.values(names)) await warehouse.run(`CREATE SCHEMA ${name}`);
      return { ...(await accessTo(warehouse, names)), ...(unloads ? { mount } : {}) };
    },
    close: () => warehouse.close(),
  };
}

async function accessTo(
  warehouse: LocalWarehouse,
  { schema, sandbox }: { schema: string; sandbox: string },
): Promise<SourceAccess> {
  const { host, port, httpPath, token, caFile } = warehouse.connection;
  // Under a history the module is stood in for; this is the one place that wants the driver itself.
  const { connectWarehouse } = await vi.importActual<typeof import('../../src/source/connection.ts')>(
    '../../src/source/connection.ts',
  );
  return {
    schema,
    sandbox,
    connect: () => connectWarehouse({ host, port, httpPath, schema, token, caFile, cloudFetch: true }),
    setNow: (now) => warehouse.setNow(now),
    replace: (table, rows) => warehouse.createTable(schema, table, selectOf(table, rows)),
    sandboxTraces: async (persons) => {
      // Physical tables, so that rows which only older versions hold count as well.
      const physical = async () => {
        const tables = await warehouse.duckdb(
          `SELECT table_name AS name FROM information_schema.columns
           WHERE column_name = 'person_id' AND table_schema = '_versions' AND table_name LIKE '${sandbox}.%'`,
        );
        return tables.map(({ name }) => `${name}`);
      };
      const found: string[] = [];
      for (const name of await physical()) {
        try {
          const [row] = await warehouse.duckdb(
            `SELECT count(*) AS n FROM _versions."${name}" WHERE person_id IN (${persons.join(', ')})`,
          );
          if (row?.n !== 0n) found.push(name);
        } catch (error) {
          // What a killed run had asked for before may be done only now, and take a table away.
          if ((await physical()).includes(name)) throw error;
        }
      }
      return found;
    },
    close: async () => {
      for (const each of [schema, sandbox]) {
        for (const { tableName } of await warehouse.run(`SHOW TABLES IN ${each}`)) {
          await warehouse.run(`DROP TABLE ${each}.\`${tableName}\``);
        }
      }
    },
  };
}
