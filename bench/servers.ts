import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startAzurite } from '../src/local/azurite.ts';
import type { Task } from './contestant.ts';

/** Both servers, each in a process of its own. */
export interface Servers {
  readonly warehouse: Task['warehouse'];
  readonly storage: string;
  /** Makes an empty container and gives its name. */
  newContainer(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts a warehouse whose results are prepared, and a storage account in memory.
 * @param preparedRows rows that the warehouse holds; a query for more gets them again
 * @param batchRows rows of a batch or of a CloudFetch file
 */
export async function startServers(preparedRows: number, batchRows: number): Promise<Servers> {
  const program = fileURLToPath(new URL('warehouse-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, `${preparedRows}`, `${batchRows}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const azurite = await startAzurite();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  if (value === undefined) throw new Error('the warehouse ended before it was ready');
  let containers = 0;
  return {
    warehouse: JSON.parse(value) as Task['warehouse'],
    storage: azurite.connectionString,
    async newContainer() {
      const name = `bench-${containers++}`;
      await azurite.createContainer(name);
      return name;
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await Promise.all([ended, azurite.stop()]);
    },
  };
}
