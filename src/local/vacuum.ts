import {
  displayName,
  latestGeneration,
  latestVersion,
  physicalName,
  quoteName,
  type TableName,
  TO_COLUMN,
} from './catalog.ts';
import { writable } from './row-writes.ts';
import type { StatementRun } from './statement-run.ts';

/**
 * VACUUM: what only older versions hold is gone, and they cannot be read any more. Delta keeps it for a week unless the
 * table's own property says at once; any other time is longer than a warehouse of this kind lives.
 */
export async function vacuum(run: StatementRun, name: TableName): Promise<undefined> {
  run.written.push(displayName(name));
  await run.engine.locked(name, async () => {
    const table = writable(run, name);
    if (table.retention !== 'interval 0 hours') return;
    const newest = latestGeneration(table);
    const version = latestVersion(table);
    await run.connection.run(
      `DELETE FROM ${physicalName(newest)} WHERE ${quoteName(TO_COLUMN)} <= ${version}`,
    );
    await run.engine.retire(
      table.generations.filter((each) => each !== newest).map(({ physical }) => physical),
    );
    run.engine.catalog.set({ ...table, generations: [{ ...newest, firstVersion: version }] });
  });
  return undefined;
}

export async function setRetention(
  run: StatementRun,
  name: TableName,
  interval: string | undefined,
): Promise<undefined> {
  await run.engine.locked(name, async () => {
    const { retention: _, ...table } = writable(run, name);
    run.engine.catalog.set(interval === undefined ? table : { ...table, retention: interval });
  });
  return undefined;
}
