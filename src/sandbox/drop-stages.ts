import type { Log } from '../log/events.ts';
import { dropStatement } from '../source/statements/roster.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';

/** A stage that cannot be dropped is told, and no more: what failed before that is what counts. */
export async function dropStages(
  { run, warehouse, schemas, log }: DropRequest,
  stages: readonly string[],
): Promise<void> {
  const dropped = await Promise.allSettled(
    stages.map((stage) => warehouse.execute(dropStatement(schemas, stage))),
  );
  if (dropped.every((outcome) => outcome.status === 'fulfilled')) return;
  log({
    kind: 'warning',
    code: 'STAGE_NOT_DROPPED',
    message: `A stage of run ${run} was left in the sandbox.`,
    remedy: 'Nothing is to be done: the next sync drops what dead runs left.',
  });
}

export interface DropRequest {
  readonly run: string;
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly log: Log;
}
