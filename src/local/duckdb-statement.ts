import type { Engine } from './engine.ts';
import { execute } from './execute.ts';
import type { BoundParameter } from './parameters.ts';
import type { RowStream } from './row-stream.ts';
import type { SessionState } from './session-state.ts';
import type { ResultStream, RunningStatement, WireBatch } from './sql-engine.ts';
import { SqlError, toSqlError } from './sql-error.ts';
import { type StatementRun, startRun } from './statement-run.ts';

/** A client's statement on DuckDB, on a connection of its own. */
export class DuckDbStatement implements RunningStatement {
  readonly #run: StatementRun;
  readonly #leave: () => void;
  #isCanceled = false;

  private constructor(run: StatementRun, leave: () => void) {
    this.#run = run;
    this.#leave = leave;
  }

  static async begin(
    engine: Engine,
    session: SessionState,
    sql: string,
    parameters: readonly BoundParameter[],
  ): Promise<DuckDbStatement> {
    const leave = engine.enter();
    try {
      const connection = await engine.connect(session.timeZone);
      return new DuckDbStatement(
        startRun(engine, session, connection, sql, parameters, engine.rewrite),
        leave,
      );
    } catch (error) {
      leave();
      throw error;
    }
  }

  get reads(): readonly string[] {
    return this.#run.context.reads;
  }

  get written(): readonly string[] {
    return this.#run.written;
  }

  async execute(): Promise<ResultStream | undefined> {
    try {
      if (this.#isCanceled) throw new SqlError('OPERATION_CANCELED', 'The statement was canceled.');
      const rows = await execute(this.#run);
      if (rows !== undefined) return new Held(rows, this.#leave);
      this.#free();
      return undefined;
    } catch (error) {
      this.#free();
      throw toSqlError(error);
    }
  }

  cancel(): void {
    this.#isCanceled = true;
    this.#run.connection.interrupt();
  }

  #free(): void {
    this.#run.connection.closeSync();
    this.#leave();
  }
}

/** The rows, with the tables behind them kept until they are closed. */
class Held implements ResultStream {
  readonly #rows: RowStream;
  readonly #leave: () => void;

  constructor(rows: RowStream, leave: () => void) {
    this.#rows = rows;
    this.#leave = leave;
  }

  get columns() {
    return this.#rows.columns;
  }

  get schema(): Uint8Array {
    return this.#rows.schema;
  }

  get isExhausted(): boolean {
    return this.#rows.isExhausted;
  }

  next(capacity: number): Promise<WireBatch | undefined> {
    return this.#rows.next(capacity);
  }

  close(): void {
    this.#rows.close();
    this.#leave();
  }
}
