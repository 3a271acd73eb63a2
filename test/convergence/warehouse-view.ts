import type { ArrowBatch, Statement, Warehouse } from '../../src/source/warehouse.ts';
import { currentProcess, type RunningProcess } from './running-process.ts';

/** Stands in for `src/source/connection.ts` under a history: the session is that of the history's own warehouse. */
export async function connectWarehouse(): Promise<Warehouse> {
  const process = currentProcess();
  await process.touch('warehouse connect', 'before');
  return faulty(await process.outside.connect(), process);
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
  [/^(erase |empty sandbox|purge deletion|let history|keep history)/, 'erase'],
  [/^count /, 'count'],
  [/^survey /, 'survey'],
  [/^check sandbox roster/, 'check roster'],
  [/roster/, 'load roster'],
  [/^stage /, 'stage'],
  [/^measure /, 'measure'],
  [/^compare history/, 'compare history'],
  [/^(compare|verify) /, 'compare'],
  [/^extract /, 'extract'],
  [/^unload /, 'unload'],
  [/^drop /, 'drop'],
];

/** Which step of a run a statement belongs to. */
function stepOf(label: string): string {
  return STEPS.find(([pattern]) => pattern.test(label))?.[1] ?? label;
}
