import { CohortSyncError } from '../errors.ts';
import type { Overrides } from '../override/overrides.ts';
import { describeTable } from '../source/describe.ts';
import type { Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import { columnDrift, driftedColumns } from './column-drift.ts';
import { landedColumns, type ReadyCohort } from './ready-cohort.ts';
import { checkColumns, slotsOf, type TableWork, tableWork } from './tasks.ts';

export interface GatherRequest {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly cohorts: readonly ReadyCohort[];
  /** Where a `load_dt` without zone is read; undefined: such a `load_dt` is an error. */
  readonly timeZone: string | undefined;
  /** Names what an owner can answer. */
  readonly overrides: Pick<Overrides, 'find'>;
  /** Told of each cohort whose tables are not fit. */
  readonly hold: (cohort: string, error: unknown) => void;
  /** Whether a cohort was held before. */
  readonly isHeld: (cohort: string) => boolean;
}

/** Describes and pins every table that a cohort wants; a cohort whose table is not fit is held, the others go on. */
export async function gather(request: GatherRequest): Promise<readonly TableWork[]> {
  const wanted = [...new Set(request.cohorts.flatMap((cohort) => [...cohort.tables.keys()]))];
  const described = await Promise.all(
    wanted.map(async (table) => ({
      table,
      found: await describeTable(request.warehouse, request.schemas, table, request.timeZone ?? 'UTC'),
    })),
  );
  for (const { table, found } of described) {
    for (const cohort of request.cohorts) {
      if (!cohort.tables.has(table) || request.isHeld(cohort.cohort)) continue;
      try {
        if (found === undefined) throw tableMissing(table);
        checkColumns(found.source, request.timeZone);
        const landed = cohort.landed.get(table);
        const approved = cohort.tables.get(table) ?? [];
        const columns = landedColumns(approved, found.source.columns);
        const drifted = driftedColumns(landed, approved, columns);
        if (landed !== undefined && drifted.length > 0)
          throw await columnDrift(request.overrides, landed, drifted, columns);
      } catch (error) {
        request.hold(cohort.cohort, error);
      }
    }
  }
  const fit = request.cohorts.filter((cohort) => !request.isHeld(cohort.cohort));
  const slots = slotsOf(fit);
  return described.flatMap(({ found }) => {
    const work = found && tableWork(found, fit, slots);
    return work && work.tasks.length > 0 ? [work] : [];
  });
}

export function tableMissing(table: string): CohortSyncError {
  return new CohortSyncError(`The source has no table ${table}.`, {
    code: 'SOURCE_TABLE_MISSING',
    remedy: 'Check source.schema and the grants; or take the table out of the cohort file.',
  });
}
