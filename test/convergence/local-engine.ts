import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Instant } from '../../src/instant.ts';
import { replaceTable } from '../../src/local/catalog-writes.ts';
import { Engine } from '../../src/local/engine.ts';
import { LOCAL_USER } from '../../src/local/session-state.ts';
import { startRun } from '../../src/local/statement-run.ts';
import type { Warehouse } from '../../src/source/warehouse.ts';
import { type SourceRow, selectOf, type Table } from './source-rows.ts';
import { engineWarehouse } from './warehouse-view.ts';

/** The local warehouse's engine, for many histories one after the other: each has its two schemas, and leaves them empty. */
export interface SourceEngine {
  /** Makes the schemas of the next history. */
  open(now: Instant): Promise<SourceSchemas>;
  close(): Promise<void>;
}

export interface SourceSchemas {
  readonly schema: string;
  readonly sandbox: string;
  connect(): Promise<Warehouse>;
  setNow(now: Instant): void;
  /** The next version of a table. */
  replace(table: Table, rows: readonly SourceRow[]): Promise<void>;
  /** Tables of the sandbox in which these persons are, in any version that is kept. */
  sandboxTraces(persons: readonly bigint[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function startSourceEngine(): Promise<SourceEngine> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cohort-sync-histories-'));
  const engine = await Engine.start({
    directory,
    catalog: 'main',
    schemas: ['default'],
    now: undefined,
    rewrite: undefined,
  });
  let serial = 0;
  return {
    open: async (now) => {
      serial += 1;
      const names = { schema: `omop_${serial}`, sandbox: `sandbox_${serial}` };
      for (const name of Object.values(names)) await engine.createSchema(name);
      engine.clock = now;
      return openSchemas(engine, names);
    },
    close: async () => {
      engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function openSchemas(engine: Engine, names: { schema: string; sandbox: string }): SourceSchemas {
  const { schema, sandbox } = names;
  return {
    ...names,
    connect: () => engineWarehouse(engine, schema),
    setNow: (now) => {
      engine.clock = now;
    },
    replace: async (table, rows) => {
      const session = { schema, timeZone: 'UTC', user: LOCAL_USER };
      const connection = await engine.connect('UTC');
      const leave = engine.enter();
      try {
        const run = startRun(engine, session, connection, table);
        await replaceTable(run, engine.catalog.qualify([schema, table], schema), selectOf(table, rows));
      } finally {
        connection.closeSync();
        leave();
      }
    },
    sandboxTraces: async (persons) => {
      const connection = await engine.connect('UTC');
      try {
        const physical = await connection.runAndReadAll(
          `SELECT table_name FROM information_schema.columns WHERE column_name = 'person_id' AND table_schema = '_versions' AND table_name LIKE '${sandbox}.%'`,
        );
        const found: string[] = [];
        for (const [name] of physical.getRowsJS()) {
          const rows = await connection.runAndReadAll(
            `SELECT 1 FROM _versions."${name}" WHERE person_id IN (${persons.join(', ')}) LIMIT 1`,
          );
          if (rows.currentRowCount > 0) found.push(String(name));
        }
        return found;
      } finally {
        connection.closeSync();
      }
    },
    close: async () => {
      const warehouse = await engineWarehouse(engine, schema);
      for (const each of [schema, sandbox]) {
        for (const { name } of engine.catalog.entries(each)) {
          await warehouse.execute({ label: 'drop', sql: `DROP TABLE ${each}.\`${name}\`` });
        }
      }
    },
  };
}
