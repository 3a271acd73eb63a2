import { CohortSyncError, GuardError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import type { Column } from '../omop/column-type.ts';
import { frontier } from '../plan/frontier.ts';
import type { SourceState } from '../plan/source-state.ts';
import { cellOf, cellStart } from '../plan/week-grid.ts';
import { columnsDigest, type Schemas, type SourceTable } from '../source/statements/source-table.ts';
import {
  decodeSurvey,
  decodeTotals,
  surveyStatement,
  type TableTotals,
  totalsStatement,
} from '../source/statements/survey.ts';
import type { Warehouse } from '../source/warehouse.ts';

/** The source as one run sees it: every table pinned and surveyed, one frontier for all. */
export interface Observation {
  readonly tables: ReadonlyMap<string, SourceState>;
  /** Exclusive end of what this run takes: frontier + 1 µs. */
  readonly until: Instant;
}

export interface ObservationRequest {
  /** Each table with the columns whose changes matter: the approved ones of all cohorts. */
  readonly sources: readonly { readonly source: SourceTable; readonly columns: readonly Column[] }[];
  /** Watermarks of all landings; the survey begins early enough to see behind each. */
  readonly throughs: readonly Instant[];
  readonly settle: bigint;
  readonly recheck: bigint;
}

/** Two statements a table, without any roster: its totals, and its recent cells. */
export async function observe(
  warehouse: Warehouse,
  schemas: Schemas,
  request: ObservationRequest,
): Promise<Observation> {
  const totals = await Promise.all(
    request.sources.map(({ source }) => countTable(warehouse, schemas, source)),
  );
  const cuts = [...new Set(request.throughs)];
  if (cuts.length > MOST_WATERMARKS) throw tooManyWatermarks();
  const from = surveyStart(totals, cuts, request.recheck);
  const states = await Promise.all(
    request.sources.map(async ({ source, columns }, index): Promise<SourceState> => {
      const survey = surveyStatement(schemas, source, { columns, from, settle: request.settle, cuts });
      const bursts = decodeSurvey(await warehouse.query(survey));
      return { source, columns: columnsDigest(columns), totals: totals[index] as TableTotals, from, bursts };
    }),
  );
  const until = latest([...cuts, settledUntil(states, request.settle)]);
  if (until === undefined) throw notSettled();
  return { tables: new Map(states.map((state) => [state.source.table, state])), until };
}

/**
 * Surveys a table once more as it is below `until`: where it cannot be read by version, what was staged after the first
 * survey need not be what was surveyed.
 */
export async function surveyAgain(
  warehouse: Warehouse,
  schemas: Schemas,
  state: SourceState,
  columns: readonly Column[],
  settle: bigint,
  until: Instant,
): Promise<SourceState> {
  const request = { columns, from: state.from, settle, cuts: [until] };
  const totals = await countTable(warehouse, schemas, state.source);
  const bursts = decodeSurvey(await warehouse.query(surveyStatement(schemas, state.source, request)));
  return { ...state, totals, bursts };
}

async function countTable(warehouse: Warehouse, schemas: Schemas, source: SourceTable): Promise<TableTotals> {
  return decodeTotals(only(await warehouse.query(totalsStatement(schemas, source))));
}

/**
 * The survey begins `recheck` before the newest row of any table, a further week earlier because that row may be unsettled,
 * and never behind a watermark: what is new to the slowest landing must be counted, too.
 */
function surveyStart(totals: readonly TableTotals[], throughs: readonly Instant[], recheck: bigint): Instant {
  const now = totals.map((total) => total.now).reduce((a, b) => (a < b ? a : b));
  const newest =
    latest(
      totals.map((total) => (total.lastLoad !== null && total.lastLoad <= now ? total.lastLoad : undefined)),
    ) ?? now;
  const earliest = [newest, ...throughs].reduce((a, b) => (a < b ? a : b));
  return cellStart(cellOf(earliest - recheck) - 1);
}

/** The recent cells begin here: `recheck` back from the frontier, never from the clock. */
export function recentFrom(until: Instant, recheck: bigint): number {
  return cellOf(until - 1n - recheck);
}

function settledUntil(states: readonly SourceState[], settle: bigint): Instant | undefined {
  const bursts = states.flatMap((state) =>
    state.bursts.flatMap(({ first, last }) => (first === null || last === null ? [] : [{ first, last }])),
  );
  const now = states.map((state) => state.totals.now).reduce((a, b) => (a < b ? a : b));
  return frontier(
    bursts.filter((burst) => burst.first <= now),
    now,
    settle,
  );
}

function latest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
}

function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) {
    throw new CohortSyncError('The warehouse answered an aggregate with no row.', {
      code: 'SOURCE_ANSWER_UNEXPECTED',
      remedy: 'Run doctor; check the warehouse version.',
    });
  }
  return row;
}

/** Each watermark is a bound parameter of the survey; the limit is 256 a statement. */
const MOST_WATERMARKS = 250;

function tooManyWatermarks(): CohortSyncError {
  return new CohortSyncError(`The landings stand at more than ${MOST_WATERMARKS} different watermarks.`, {
    code: 'TOO_MANY_WATERMARKS',
    remedy: 'Sync the cohorts in smaller sets first (--cohort), until they share a watermark.',
  });
}

function notSettled(): GuardError {
  return new GuardError(
    'No load of the source has settled yet: rows are still arriving, or there are none.',
    {
      code: 'SOURCE_NOT_SETTLED',
      remedy: 'Run again once the load has been quiet for limits.settle.',
    },
  );
}
