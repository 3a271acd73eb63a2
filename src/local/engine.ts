import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Instant, runnerNow } from '../instant.ts';
import { Catalog, displayName, quoteName, quoteText, type TableName, VERSIONS_SCHEMA } from './catalog.ts';
import { DuckDbStatement } from './duckdb-statement.ts';
import type { ExternalLocation } from './external-location.ts';
import type { BoundParameter } from './parameters.ts';
import { newSession, type SessionState } from './session-state.ts';
import { MACRO_STATEMENTS } from './spark-macros.ts';
import type { RunningStatement, SqlEngine } from './sql-engine.ts';

export interface EngineOptions {
  readonly directory: string;
  readonly catalog: string;
  readonly schemas: readonly string[];
  readonly now: Instant | undefined;
  readonly rewrite: ((sql: string, databricksSql: string) => string) | undefined;
  readonly externalLocations: readonly ExternalLocation[];
  /** Rows of a file that is unloaded. */
  readonly unloadRows: number;
}

/** DuckDB with the catalog over it: what all sessions of one warehouse share. */
export class Engine implements SqlEngine {
  readonly catalog: Catalog;
  readonly rewrite: (sql: string, databricksSql: string) => string;
  readonly externalLocations: readonly ExternalLocation[];
  readonly unloadRows: number;
  /** A clock that stands still once it is set. */
  clock: Instant | undefined;
  readonly #instance: DuckDBInstance;
  readonly #locks = new Map<string, Promise<unknown>>();
  #serial = 0;
  #active = 0;
  #retired: string[] = [];

  private constructor(instance: DuckDBInstance, options: EngineOptions) {
    this.#instance = instance;
    this.catalog = new Catalog(options.catalog);
    this.clock = options.now;
    this.rewrite = options.rewrite ?? ((sql) => sql);
    this.externalLocations = options.externalLocations;
    this.unloadRows = options.unloadRows;
  }

  static async start(options: EngineOptions): Promise<Engine> {
    const instance = await DuckDBInstance.create(join(options.directory, 'warehouse.duckdb'), {
      default_null_order: 'nulls_first_on_asc_last_on_desc',
      temp_directory: join(options.directory, 'spill'),
      autoload_known_extensions: 'false',
      autoinstall_known_extensions: 'false',
    });
    const engine = new Engine(instance, options);
    const connection = await engine.connect('UTC');
    for (const statement of [...MACRO_STATEMENTS, `CREATE SCHEMA ${quoteName(VERSIONS_SCHEMA)}`]) {
      await connection.run(statement);
    }
    connection.closeSync();
    for (const schema of options.schemas) await engine.createSchema(schema);
    return engine;
  }

  now(): Instant {
    return this.clock ?? runnerNow();
  }

  async newSession(
    wanted: Parameters<typeof newSession>[1],
    settings: Readonly<Record<string, string>>,
  ): Promise<SessionState> {
    return newSession(this.catalog, wanted, settings);
  }

  begin(
    session: SessionState,
    sql: string,
    parameters: readonly BoundParameter[],
  ): Promise<RunningStatement> {
    return DuckDbStatement.begin(this, session, sql, parameters);
  }

  async connect(timeZone: string): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    await connection.run(`SET TimeZone = ${quoteText(timeZone)}`);
    return connection;
  }

  /** Runs DuckDB SQL for its effect, on a connection of its own. */
  async run(sql: string): Promise<void> {
    const connection = await this.connect('UTC');
    try {
      await connection.run(sql);
    } finally {
      connection.closeSync();
    }
  }

  async createSchema(schema: string): Promise<void> {
    await this.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema.toLowerCase())}`);
    this.catalog.createSchema(schema);
  }

  /** A name for a new physical table. */
  nextPhysical(name: TableName): string {
    this.#serial += 1;
    return `${displayName(name)}#${this.#serial}`;
  }

  /** One writer a table at a time; readers go by versions and never wait. */
  async locked<T>(name: TableName, work: () => Promise<T>): Promise<T> {
    const key = displayName(name);
    const turn = (this.#locks.get(key) ?? Promise.resolve()).then(work, work);
    this.#locks.set(
      key,
      turn.catch(() => undefined),
    );
    return await turn;
  }

  /** Counts a statement in; the function returned counts it out, once. */
  enter(): () => void {
    this.#active += 1;
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      this.#active -= 1;
      void this.#dropRetired();
    };
  }

  /** Drops physical tables as soon as no statement runs that may have resolved them. */
  async retire(physical: readonly string[]): Promise<void> {
    this.#retired.push(...physical);
    await this.#dropRetired();
  }

  async #dropRetired(): Promise<void> {
    if (this.#active > 0 || this.#retired.length === 0) return;
    const tables = this.#retired;
    this.#retired = [];
    for (const table of tables) {
      await this.run(`DROP TABLE IF EXISTS ${quoteName(VERSIONS_SCHEMA)}.${quoteName(table)}`).catch(
        () => undefined,
      );
    }
  }

  close(): void {
    this.#instance.closeSync();
  }
}
