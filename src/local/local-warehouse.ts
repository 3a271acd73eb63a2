import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../instant.ts';
import { displayName } from './catalog.ts';
import { replaceTable } from './catalog-writes.ts';
import { makeCertificate } from './certificate.ts';
import { answerControl, type Controlled } from './control.ts';
import { decodedRows } from './decoded-rows.ts';
import { Engine } from './engine.ts';
import { performStatement } from './execute.ts';
import type { ExternalLocation } from './external-location.ts';
import { RESULT_PREFIX, startServer } from './https-server.ts';
import type { ResultLimits } from './operation.ts';
import { ResultFiles } from './result-files.ts';
import { appendSelect } from './row-writes.ts';
import { LOCAL_USER, type SessionState } from './session-state.ts';
import type { SqlEngine } from './sql-engine.ts';
import { toSqlError } from './sql-error.ts';
import type { OpenRecord, StatementRecord } from './statement-log.ts';
import { prepare, type StatementRun, startRun } from './statement-run.ts';
import { ThriftService } from './thrift-service.ts';

export type { StatementRecord } from './statement-log.ts';

export interface LocalWarehouseOptions {
  /** What executes the SQL: DuckDB, which is embedded, or Spark, which `src/local/spark/install.sh` installs. */
  readonly engine?: 'duckdb' | 'spark';
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Sets the clock, which then stands still; absent: real time. Spark's clock cannot be set. */
  readonly now?: Instant;
  /** Where DuckDB's file lies; by default a temporary folder that is removed on close. It must not hold a warehouse yet. */
  readonly directory?: string;
  readonly token?: string;
  /** The name of the one catalog. */
  readonly catalog?: string;
  /** A warehouse that lies: gets the DuckDB SQL that is about to run for a client's statement, and the statement. */
  readonly rewrite?: (sql: string, databricksSql: string) => string;
  /** Is called, and awaited, before each client statement runs, with its Databricks SQL. */
  readonly onStatement?: (sql: string) => Promise<void> | void;
  readonly cloudFetch?: {
    readonly linkSeconds?: number;
    readonly fileRows?: number;
    readonly minimumRows?: number;
    /** The port that links name, where something stands in front of the server; absent: its own. */
    readonly port?: number;
  };
  /** Rows of an inline batch. */
  readonly batchRows?: number;
  /** Where statements may write files to. */
  readonly externalLocations?: readonly ExternalLocation[];
  /** Rows of a file that is unloaded. */
  readonly unloadRows?: number;
}

export interface LocalWarehouse extends LocalAccess {
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly httpPath: string;
    readonly token: string;
    /** PEM of the authority that the server's certificate is signed by. */
    readonly caFile: string;
  };
  /** Every client statement, in order of arrival. */
  readonly statements: readonly StatementRecord[];
  now(): Instant;
  setNow(now: Instant): void;
  /** What a restart of the warehouse does: all connections break, all sessions and results are gone, the tables stay. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The ways into the warehouse that no client has. */
export interface LocalAccess {
  /** Runs Databricks SQL directly, versioned like a client's, not logged. See `decodedRows` for the values' types. */
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Makes a table from a DuckDB SELECT: version 0, or the next version where there is one already. */
  createTable(schema: string, table: string, duckdbSelect: string): Promise<void>;
  /** Appends the rows of a DuckDB SELECT, matched by column name, as the next version. */
  appendTable(schema: string, table: string, duckdbSelect: string): Promise<void>;
  /** Runs DuckDB SQL as it is. The newest versions of the tables are there as views, `omop.person`. */
  duckdb(sql: string): Promise<readonly Record<string, unknown>[]>;
}

const SCHEMAS = ['default', 'omop', 'sandbox'];

/** Starts a warehouse that any Databricks SQL client can connect to, over HTTPS on the loopback interface. */
export async function startLocalWarehouse(options: LocalWarehouseOptions = {}): Promise<LocalWarehouse> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'local-warehouse-')));
  await mkdir(directory, { recursive: true });
  const certificate = await makeCertificate(directory);
  const { engine, access, setNow, close } = await startEngine(directory, options);
  const token = options.token ?? `local-${randomBytes(16).toString('hex')}`;
  const httpPath = `/sql/1.0/warehouses/${randomBytes(8).toString('hex')}`;
  const statements: OpenRecord[] = [];
  const files = new ResultFiles(directory, options.cloudFetch?.linkSeconds ?? 900);
  let port = 0;
  const service = new ThriftService({
    engine,
    files,
    limits: limitsOf(options),
    log: statements,
    onStatement: options.onStatement,
    linkAddress: (secret) => `https://localhost:${options.cloudFetch?.port ?? port}${RESULT_PREFIX}${secret}`,
  });
  const local = {
    ...access,
    statements,
    now: () => engine.now(),
    setNow,
  };
  const control = (method: string, path: string, body: string) =>
    answerControl(local satisfies Controlled, method, path, body);
  const started = await startServer({
    certificate,
    port: options.port ?? 0,
    token,
    httpPath,
    service,
    files,
    control,
  });
  port = started.port;
  return {
    ...local,
    connection: { host: 'localhost', port, httpPath, token, caFile: certificate.caFile },
    restart: async () => {
      started.server.closeAllConnections();
      await service.close();
    },
    close: async () => {
      started.server.closeAllConnections();
      await new Promise((resolve) => started.server.close(resolve));
      await service.close();
      await close();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

function limitsOf(options: LocalWarehouseOptions): ResultLimits {
  const { fileRows = 131_072, minimumRows = 10_000 } = options.cloudFetch ?? {};
  return { batchRows: options.batchRows ?? 65_536, fileRows, minimumRows };
}

interface StartedEngine {
  readonly engine: SqlEngine;
  readonly access: LocalAccess;
  readonly setNow: (now: Instant) => void;
  readonly close: () => Promise<void>;
}

async function startEngine(directory: string, options: LocalWarehouseOptions): Promise<StartedEngine> {
  if (options.engine === 'spark') {
    if (options.now !== undefined || options.rewrite !== undefined) throw notOnSpark();
    const { SparkEngine } = await import('./spark/spark-engine.ts');
    const { sparkAccess } = await import('./spark/spark-access.ts');
    const engine = await SparkEngine.start(directory, options.externalLocations ?? []);
    const setNow = (): never => {
      throw notOnSpark();
    };
    return { engine, access: await sparkAccess(engine, directory), setNow, close: () => engine.close() };
  }
  const engine = await Engine.start({
    directory,
    catalog: options.catalog ?? 'main',
    schemas: SCHEMAS,
    now: options.now,
    rewrite: options.rewrite,
    externalLocations: options.externalLocations ?? [],
    unloadRows: options.unloadRows ?? 500_000,
  });
  const setNow = (now: Instant): void => {
    engine.clock = now;
  };
  return { engine, access: duckdbAccess(engine), setNow, close: async () => engine.close() };
}

function notOnSpark(): RangeError {
  return new RangeError("Spark's clock cannot be set, and its SQL cannot be rewritten");
}

function duckdbAccess(engine: Engine): LocalAccess {
  const within = async <T>(sql: string, work: (run: StatementRun) => Promise<T>): Promise<T> => {
    const session: SessionState = { schema: 'omop', timeZone: 'UTC', user: LOCAL_USER };
    const connection = await engine.connect(session.timeZone);
    const leave = engine.enter();
    try {
      return await work(startRun(engine, session, connection, sql));
    } catch (error) {
      throw toSqlError(error);
    } finally {
      connection.closeSync();
      leave();
    }
  };
  const nameOf = (schema: string, table: string) => engine.catalog.qualify([schema, table], 'omop');
  return {
    run: (sql) =>
      within(sql, async (run) => {
        const select = await performStatement(run);
        return select === undefined ? [] : await decodedRows(await (await prepare(run, select)).run());
      }),
    createTable: (schema, table, select) => {
      const name = nameOf(schema, table);
      return within(displayName(name), (run) => replaceTable(run, name, select));
    },
    appendTable: (schema, table, select) => {
      const name = nameOf(schema, table);
      return within(displayName(name), (run) => appendSelect(run, name, select));
    },
    duckdb: (sql) => within(sql, async (run) => await decodedRows(await run.connection.run(sql))),
  };
}
