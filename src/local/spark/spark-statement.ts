import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { BoundParameter } from '../parameters.ts';
import { positionalName } from '../parameters.ts';
import type { ResultStream, RunningStatement } from '../sql-engine.ts';
import type { SparkBridge } from './spark-bridge.ts';
import { type SparkResult, SparkRows } from './spark-rows.ts';

export interface SparkRequest {
  /** The bridge's name of the session. */
  readonly session: string;
  readonly sql: string;
  readonly parameters: readonly BoundParameter[];
  readonly batchRows: number;
  /** Where results are written. */
  readonly directory: string;
  /** Told when a statement ended that may have changed a table, whether it succeeded or not. */
  readonly onChange: () => void;
}

/** A statement on Spark, which gets the SQL as the client sent it. */
export class SparkStatement implements RunningStatement {
  readonly reads: readonly string[];
  readonly written: readonly string[];
  readonly #bridge: SparkBridge;
  readonly #request: SparkRequest;
  readonly #group = randomUUID();

  constructor(bridge: SparkBridge, request: SparkRequest) {
    this.#bridge = bridge;
    this.#request = request;
    this.reads = named(request.sql, READS);
    this.written = named(request.sql, WRITES);
  }

  async execute(): Promise<ResultStream | undefined> {
    const { session, sql, parameters, batchRows, directory, onChange } = this.#request;
    const file = join(directory, `${this.#group}.arrow`);
    const bound = parameters.map(({ name, type, value }, index) => ({
      name: name ?? positionalName(index),
      type,
      value,
    }));
    const request = { session, sql, parameters: bound, batchRows, file, group: this.#group };
    const answer = await this.#bridge
      .ask('execute', request)
      .finally(() => READ_ONLY.test(sql) || onChange());
    return answer.batches === undefined ? undefined : new SparkRows(answer as unknown as SparkResult, file);
  }

  cancel(): void {
    void this.#bridge.ask('cancel', { group: this.#group }).catch(() => undefined);
  }
}

const READ_ONLY = /^\s*(?:SELECT|DESCRIBE|SHOW|SET)\b/i;
const NAME = '((?:`[^`]+`|\\w+)(?:\\.(?:`[^`]+`|\\w+))*)';
const READS = new RegExp(`\\b(?:FROM|JOIN)\\s+${NAME}`, 'gi');
const WRITES = new RegExp(
  `\\b(?:INTO|UPDATE|DELETE FROM|TABLE(?:\\s+IF\\s+(?:NOT\\s+)?EXISTS)?)\\s+${NAME}`,
  'gi',
);

/** Tables by the text of the statement: schema and table, as the log of the other engine has them. */
function named(sql: string, pattern: RegExp): readonly string[] {
  return [...sql.matchAll(pattern)]
    .map((match) => (match[1] ?? '').replaceAll('`', '').toLowerCase().split('.').slice(-2).join('.'))
    .filter((name) => name.includes('.'));
}
