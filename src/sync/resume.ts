import { IntegrityError } from '../errors.ts';
import type { Coverage } from '../landing/coverage.ts';
import { encodeCoverage } from '../landing/coverage-codec.ts';
import { openTable } from '../landing/delta-log.ts';
import type { TableState } from '../landing/table-state.ts';
import type { TablePlan, Unit } from '../plan/plan-table.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/** What a plan has moved so far. */
export interface Landed {
  /** The table as it then stands; undefined where another job moved it. */
  readonly state: TableState | undefined;
  /** Delta version; null where nothing has landed yet. */
  readonly version: number | null;
  readonly rows: bigint;
  readonly slices: number;
  readonly files: number;
  readonly bytes: number;
  /** At least so many distinct persons stand behind the rows: of each group, the most that one slice moved. */
  readonly persons: number;
}

export function nothingYet(state: TableState | undefined): Landed {
  return { state, version: state?.version ?? null, rows: 0n, slices: 0, files: 0, bytes: 0, persons: 0 };
}

/** What the coverage says once a unit of a plan is committed. */
export function coverageAfter(run: string, plan: TablePlan, unit: Unit): Coverage {
  const { groups, survey } = unit;
  return { run, revision: plan.revision, groups, ...(survey === undefined ? {} : { survey }) };
}

/**
 * How many commits of a plan a table has already: some, when the job that made them died and is tried again. They are
 * told by what they say, not by their number alone: anybody else's commit stops the plan.
 * @throws IntegrityError PLAN_OUTDATED
 */
export function commitsMade(
  run: string,
  plan: TablePlan,
  base: number | null,
  state: TableState | undefined,
): number {
  const made = (state?.version ?? -1) - (base ?? -1);
  if (made === 0) return 0;
  const unit = plan.units[made - 1];
  if (unit === undefined || state === undefined) throw planOutdated(plan.cohort);
  const expected = JSON.stringify(encodeCoverage(coverageAfter(run, plan, unit)));
  if (JSON.stringify(encodeCoverage(state.coverage)) !== expected) throw planOutdated(plan.cohort);
  return made;
}

/** What the commits that are made already have moved, as the log tells it. */
export async function landedBefore(
  landing: BlobStore,
  plan: TablePlan,
  base: number | null,
  made: number,
  state: TableState | undefined,
): Promise<Landed> {
  const transfers = plan.units.slice(0, made).flatMap((unit) => unit.transfers);
  const before = base === null ? undefined : await openTable(landing, plan, base);
  const known = before === undefined || before.foreign ? undefined : before.files;
  const files = [...(state?.files.values() ?? [])].filter((file) => !known?.has(file.path));
  return {
    state,
    version: state?.version ?? null,
    rows: transfers.reduce((rows, { expected }) => rows + expected.rows, 0n),
    slices: transfers.length,
    files: files.length,
    bytes: files.reduce((bytes, { size }) => bytes + size, 0),
    persons: 0,
  };
}

/** Approval, persons or landing of the cohort are not what the run planned upon. */
export function planOutdated(cohort: string): IntegrityError {
  return new IntegrityError(`Cohort ${cohort} is not what it was when the run was planned.`, {
    code: 'PLAN_OUTDATED',
    remedy: 'What was committed stands; start a new run: it plans upon what is there now.',
  });
}
