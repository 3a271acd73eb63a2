import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../instant.ts';
import { digest, long } from '../landing/coverage-codec.ts';
import { type Column, type ColumnType, isColumnType } from '../omop/column-type.ts';
import type { Note, SourceReport } from '../report/run-report.ts';
import type { Mode, TablePlan } from './plan-table.ts';
import { type PlannedCohort, storedCohort, storedNote, storedSource } from './stored-run.ts';
import { packUnits, storedUnit, unpackUnits } from './stored-units.ts';

/** What one run decided to move, for jobs that share no memory. It names groups by their list's digest, never a person. */
export interface StoredPlan {
  readonly run: string;
  readonly startedAt: Instant;
  readonly dryRun: boolean;
  /** All cohorts were asked for. */
  readonly everyCohort: boolean;
  /** All tables were asked for: only then is a snapshot that cannot be made a failure. */
  readonly everyTable: boolean;
  /** Exclusive bound of `load_dt` (frontier + 1 µs), the same for all tables; null when the source was not asked. */
  readonly until: Instant | null;
  readonly sources: readonly SourceReport[];
  readonly warnings: readonly Note[];
  readonly cohorts: readonly PlannedCohort[];
  readonly tables: readonly PlannedTable[];
  /** Every stage that the run made, for whoever drops them. */
  readonly stages: readonly string[];
}

export interface PlannedTable {
  readonly plan: TablePlan;
  /** Delta version that the plan builds on; null before the first commit. */
  readonly base: number | null;
  /** The stage that rows are read from; null when no row moves. */
  readonly stage: string | null;
  /** From 1; null when there is nothing to commit. */
  readonly shard: number | null;
  /** The columns to land, in order. What is approved is asked again when they are read. */
  readonly columns: readonly Column[];
  readonly mode: Mode;
  /** Nothing of the table had landed before. */
  readonly firstLanding: boolean;
}

const name = z.string().min(1).max(200);
const columnType = z.custom<ColumnType>((value) => typeof value === 'string' && isColumnType(value));
const table = z.strictObject({
  cohort: name,
  table: name,
  revision: z.int().nonnegative(),
  base: z.int().nonnegative().nullable(),
  stage: name.nullable(),
  shard: z.int().positive().nullable(),
  columns: z.array(z.strictObject({ name, type: columnType })),
  mode: z.enum(['backfill', 'increment', 'repair', 'none']),
  firstLanding: z.boolean(),
  units: z.array(storedUnit),
});
const body = z.strictObject({
  run: name,
  startedAt: long,
  dryRun: z.boolean(),
  everyCohort: z.boolean(),
  everyTable: z.boolean(),
  until: long.nullable(),
  sources: z.array(storedSource),
  warnings: z.array(storedNote),
  cohorts: z.array(storedCohort),
  tables: z.array(table),
  stages: z.array(name),
});
/** The body is judged only once its digest holds. */
const envelope = z.strictObject({ format: z.literal(1), digest, plan: z.unknown() });

export interface EncodedPlan {
  readonly text: string;
  /** SHA-256 of the plan, which a job may be told by the one that prepared it. */
  readonly digest: string;
}

export function encodePlan({ tables, ...run }: StoredPlan): EncodedPlan {
  const plan = {
    ...run,
    tables: tables.map(({ plan: { units, ...identity }, ...rest }) => ({
      ...identity,
      ...rest,
      units: packUnits(units),
    })),
  };
  const inner = JSON.stringify(plan, (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : value,
  );
  const sum = sha256(inner);
  return { text: `{"format":1,"digest":"${sum}","plan":${inner}}`, digest: sum };
}

/**
 * The plan of one run as it was stored; undefined when the text is cut, changed, of another run or of another version:
 * then no row may move by it.
 */
export function decodePlan(text: string, run: string): StoredPlan | undefined {
  try {
    const { digest: said, plan } = envelope.parse(JSON.parse(text));
    if (sha256(JSON.stringify(plan)) !== said) return undefined;
    const stored = body.parse(plan);
    if (stored.run !== run) return undefined;
    const tables = stored.tables.map(({ cohort, table: of, revision, units, ...rest }) => ({
      plan: { cohort, table: of, revision, units: unpackUnits(units) },
      ...rest,
    }));
    return { ...stored, tables };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || error instanceof RangeError)
      return undefined;
    throw error;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
