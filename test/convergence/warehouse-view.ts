import type { Engine } from '../../src/local/engine.ts';
import type { ResultStream } from '../../src/local/sql-engine.ts';
import { SqlError } from '../../src/local/sql-error.ts';
import { readControlRows } from '../../src/source/control-rows.ts';
import { statementFailed } from '../../src/source/source-error.ts';
import type { ArrowBatch, ArrowStream, Statement, Warehouse } from '../../src/source/warehouse.ts';
import { currentProcess, type RunningProcess } from './running-process.ts';

/** Stands in for `src/source/connection.ts` under a history: the session is that of the history's own warehouse. */
export async function connectWarehouse(): Promise<Warehouse> {
  const process = currentProcess();
  await process.touch('warehouse connect', 'before');
  return faulty(await process.outside.connect(), process);
}

/** A session of the local warehouse's engine without the wire: the product's SQL is translated and run as for any client. */
export async function engineWarehouse(engine: Engine, schema: string): Promise<Warehouse> {
  const session = await engine.newSession({ schema }, {});
  const begin = async ({ label, sql, parameters = {} }: Statement): Promise<ResultStream | undefined> => {
    const bound = Object.entries(parameters).map(([name, value]) => ({
      name,
      type: typeof value === 'bigint' ? 'BIGINT' : 'STRING',
      value: String(value),
    }));
    try {
      return await (await engine.begin(session, sql, bound)).execute();
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw statementFailed(label, { sqlState: error.sqlState, errorMessage: error.message });
    }
  };
  const stream = async (statement: Statement): Promise<ArrowStream> => {
    const rows = await begin(statement);
    if (rows === undefined) throw new RangeError(`no rows to ${statement.label}`);
    return { schema: rows.schema, batches: batchesOf(rows), close: async () => rows.close() };
  };
  return {
    query: async (statement) => {
      const rows = await stream(statement);
      try {
        return await readControlRows(statement.label, rows);
      } finally {
        await rows.close();
      }
    },
    execute: async (statement) => (await begin(statement))?.close(),
    stream,
    close: async () => undefined,
  };
}

/** Few, so that a slice of a tiny table comes in several. */
const BATCH_ROWS = 16;

async function* batchesOf(rows: ResultStream): AsyncIterable<ArrowBatch> {
  while (!rows.isExhausted) {
    const batch = await rows.next(BATCH_ROWS);
    if (batch === undefined || batch.rows === 0) return;
    yield { bytes: new Uint8Array(batch.bytes), compression: 'none', rows: batch.rows };
  }
}

/** The warehouse as one process sees it. */
function faulty(warehouse: Warehouse, process: RunningProcess): Warehouse {
  const through = async <T>({ label }: Statement, effect: () => Promise<T>): Promise<T> => {
    const point = `warehouse ${stepOf(label)}`;
    await process.touch(point, 'before');
    const result = await effect();
    await process.touch(point, 'after');
    return result;
  };
  return {
    query: (statement) => through(statement, () => warehouse.query(statement)),
    execute: (statement) => through(statement, () => warehouse.execute(statement)),
    stream: (statement) =>
      through(statement, async () => {
        const stream = await warehouse.stream(statement);
        return { ...stream, batches: faultyBatches(stream.batches, process) };
      }),
    close: () => warehouse.close(),
  };
}

async function* faultyBatches(
  batches: AsyncIterable<ArrowBatch>,
  process: RunningProcess,
): AsyncIterable<ArrowBatch> {
  for await (const batch of batches) {
    await process.touch('warehouse batch', 'before');
    yield batch;
    await process.touch('warehouse batch', 'after');
  }
}

const STEPS: readonly (readonly [RegExp, string])[] = [
  [/^(describe|pin)/, 'describe'],
  [/^(count sandbox|list sandbox)/, 'list sandbox'],
  [/^count /, 'count'],
  [/^survey /, 'survey'],
  [/^check sandbox roster/, 'check roster'],
  [/roster/, 'load roster'],
  [/^(purge deletion|let history|erase history|keep history|empty sandbox|erase persons)/, 'erase'],
  [/^stage /, 'stage'],
  [/^measure /, 'measure'],
  [/^compare history/, 'compare history'],
  [/^compare /, 'compare'],
  [/^extract /, 'extract'],
  [/^drop /, 'drop'],
];

/** Which step of a run a statement belongs to. */
function stepOf(label: string): string {
  return STEPS.find(([pattern]) => pattern.test(label))?.[1] ?? label;
}
