import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Instant, runnerNow } from '../../instant.ts';
import type { ExternalLocation } from '../external-location.ts';
import type { BoundParameter } from '../parameters.ts';
import { LOCAL_USER, type SessionState } from '../session-state.ts';
import type { RunningStatement, SqlEngine } from '../sql-engine.ts';
import { SparkBridge } from './spark-bridge.ts';
import { SparkStatement } from './spark-statement.ts';
import { SparkUnload, unloadsTo } from './spark-unload.ts';

interface SparkSession extends SessionState {
  /** The bridge's name of it. */
  readonly name: string;
}

/** Apache Spark with Delta Lake. Its clock is the machine's, and its sessions start in a zone that is not UTC. */
export class SparkEngine implements SqlEngine {
  readonly bridge: SparkBridge;
  /** How many statements have ended that may have changed a table. */
  changes = 0;
  readonly #results: string;
  readonly #locations: readonly ExternalLocation[];

  private constructor(bridge: SparkBridge, results: string, locations: readonly ExternalLocation[]) {
    this.bridge = bridge;
    this.#results = results;
    this.#locations = locations;
  }

  /** @throws ConfigurationError `NO_SPARK` */
  static async start(directory: string, locations: readonly ExternalLocation[]): Promise<SparkEngine> {
    const results = join(directory, 'spark-results');
    await mkdir(results, { recursive: true });
    return new SparkEngine(await SparkBridge.start(directory), results, locations);
  }

  now(): Instant {
    return runnerNow();
  }

  async newSession(
    wanted: { readonly schema?: string | null | undefined },
    settings: Readonly<Record<string, string>>,
  ): Promise<SparkSession> {
    const schema = wanted.schema ?? 'default';
    const timeZone = settings.timezone ?? settings['spark.sql.session.timeZone'] ?? null;
    const { session } = await this.bridge.ask('session', { schema: wanted.schema ?? null, timeZone });
    return { schema, timeZone: timeZone ?? '', user: LOCAL_USER, name: String(session) };
  }

  async begin(
    session: SessionState,
    sql: string,
    parameters: readonly BoundParameter[],
    batchRows: number,
  ): Promise<RunningStatement> {
    const request = { session: (session as SparkSession).name, parameters, batchRows };
    const onChange = () => {
      this.changes += 1;
    };
    const directory = this.#results;
    const statement = (text: string): RunningStatement =>
      new SparkStatement(this.bridge, { ...request, sql: text, directory, onChange });
    if (unloadsTo(sql) === undefined) return statement(sql);
    return new SparkUnload(sql, directory, this.#locations, statement);
  }

  close(): Promise<void> {
    return this.bridge.close();
  }
}
