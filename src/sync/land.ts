import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { IntegrityError } from '../errors.ts';
import type { Instant } from '../instant.ts';
import { throwIfInterrupted } from '../interruption.ts';
import { commitTable } from '../landing/commit.ts';
import { discardFiles, listStrays } from '../landing/orphans.ts';
import { dataFilePath } from '../landing/paths.ts';
import type { Operation } from '../landing/table-change.ts';
import type { TableState } from '../landing/table-state.ts';
import type { Log } from '../log/events.ts';
import type { Column } from '../omop/column-type.ts';
import type { SliceTransfer, TablePlan, Unit } from '../plan/plan-table.ts';
import { isHistory, regionOf } from '../plan/scope.ts';
import { sameSlice } from '../plan/tiling.ts';
import { cellStart, NULL_CELL } from '../plan/week-grid.ts';
import { LOAD_COLUMN, PERSON_COLUMN, type Schemas } from '../source/statements/source-table.ts';
import type { Warehouse } from '../source/warehouse.ts';
import type { Staging } from '../staging/staging.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { BatchContract, TransferPool, WrittenFile } from '../transfer/transfer.ts';
import { commitsMade, coverageAfter, type Landed, landedBefore, nothingYet } from './resume.ts';
import type { SliceRequest } from './slice-files.ts';
import { streamSlice } from './stream-slice.ts';
import { unloadSlice } from './unload-slice.ts';

/** One cohort's table, to be brought to what its plan says. */
export interface LandRequest {
  readonly warehouse: Warehouse;
  readonly schemas: Schemas;
  readonly pool: TransferPool;
  readonly landing: BlobStore;
  readonly log: Log;
  readonly run: string;
  readonly plan: TablePlan;
  /** Delta version that the plan builds on; null before the first commit. */
  readonly base: number | null;
  /** The table as it stands: at `base`, or behind the commits of an earlier try. */
  readonly state: TableState | undefined;
  readonly columns: readonly Column[];
  readonly keyColumns: readonly string[];
  readonly timeZone: string;
  /** Where the warehouse writes the files; undefined where the rows are streamed. */
  readonly staging: Staging | undefined;
  /** Undefined when the plan moves no row. */
  readonly stage: string | undefined;
  /** The persons of each group key, ascending, in shared memory. */
  readonly persons: ReadonlyMap<string, SharedArrayBuffer>;
  readonly until: Instant;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
  /** Throws when the cohort's lease is lost: then another run may be writing. */
  readonly assertHeld: () => void;
}

/**
 * Carries out a plan, commit by commit. Stopped anywhere, the commits made so far stand: the same plan tried again goes on
 * behind them, and so does the next run with a plan of its own.
 * @throws IntegrityError PLAN_OUTDATED when the table is not where the plan, or an earlier try of it, left it
 */
export async function landTable(request: LandRequest): Promise<Landed> {
  const { landing, run, plan, base, state } = request;
  const made = commitsMade(run, plan, base, state);
  let landed = made === 0 ? nothingYet(state) : await landedBefore(landing, plan, base, made, state);
  const units = plan.units.slice(made);
  let strays = units.length === 0 ? [] : await listStrays(landing, plan, state);
  const seen = new Map<string, number>();
  for (const unit of units) {
    landed = await landUnit(request, unit, landed, seen);
    // Not before a commit of our own: until then a process that slept may still claim them.
    await discardFiles(landing, strays);
    strays = [];
  }
  return { ...landed, persons: [...seen.values()].reduce((sum, persons) => sum + persons, 0) };
}

/** Writes the files of one commit (any number of times), then claims the version (once). */
async function landUnit(
  request: LandRequest,
  unit: Unit,
  before: Landed,
  seen: Map<string, number>,
): Promise<Landed> {
  const { plan, landing, log } = request;
  const written: WrittenFile[] = [];
  let claiming = false;
  try {
    await moveSlices(request, unit, written, seen);
    request.assertHeld();
    throwIfInterrupted(request.signal);
    claiming = true;
    const committed = await commitTable(landing, plan, before.state, {
      operation: operationOf(request, unit),
      add: written,
      remove: replacedFiles(before.state, unit),
      coverage: coverageAfter(request.run, plan, unit),
      schema: request.columns,
    });
    const { state, checkpointFailure } = committed;
    if (checkpointFailure !== undefined) log(checkpointWarning(plan));
    log({ kind: 'table-committed', cohort: plan.cohort, table: plan.table, version: BigInt(state.version) });
    return {
      ...before,
      state,
      version: state.version,
      rows: before.rows + written.reduce((rows, file) => rows + file.rows, 0n),
      slices: before.slices + unit.transfers.length,
      files: before.files + written.length,
      bytes: before.bytes + written.reduce((bytes, file) => bytes + file.size, 0),
    };
  } catch (error) {
    // After a claim whose fate is unknown the files may be in the table: then they must stay.
    if (!claiming || error instanceof IntegrityError) await discardFiles(landing, written.map(pathOf));
    throw error;
  }
}

/** Moves a commit's slices, some at a time; after a failure those under way are waited for, so that all files are known. */
async function moveSlices(
  request: LandRequest,
  unit: Unit,
  written: WrittenFile[],
  seen: Map<string, number>,
): Promise<void> {
  const limit = pLimit(SLICES_AT_ONCE);
  let stopped = false;
  const moves = unit.transfers.map((transfer) =>
    limit(async () => {
      if (stopped) return;
      try {
        throwIfInterrupted(request.signal);
        const moved = await moveSlice(request, transfer);
        written.push(...moved.files);
        // A person is in one group at a time, and in many slices of it: the most of one slice is no overstatement.
        seen.set(transfer.group, Math.max(seen.get(transfer.group) ?? 0, moved.persons));
      } catch (error) {
        stopped = true;
        throw error;
      }
    }),
  );
  const failure = (await Promise.allSettled(moves)).find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** The pool of workers is the real bound; these only keep it busy while statements run. */
const SLICES_AT_ONCE = 4;

/** One slice from the stage to storage; nothing of it counts until the commit. */
async function moveSlice(
  request: LandRequest,
  transfer: SliceTransfer,
): Promise<{ readonly files: readonly WrittenFile[]; readonly persons: number }> {
  const { plan, stage, log } = request;
  if (transfer.expected.rows === 0n || stage === undefined) return { files: [], persons: 0 };
  const slice: SliceRequest = {
    ...request,
    signal: request.signal,
    address: plan,
    extract: {
      stage,
      table: plan.table,
      columns: request.columns,
      key: transfer.key,
      region: regionOf(transfer.slice),
      since: transfer.since,
    },
    contract: contractOf(request, transfer),
    expected: transfer.expected,
    newPath: () => dataFilePath(plan, transfer, randomUUID()),
  };
  const { staging } = request;
  const { files, tally } = await (staging === undefined ? streamSlice(slice) : unloadSlice(slice, staging));
  log({ kind: 'rows-moved', cohort: plan.cohort, table: plan.table, rows: tally.rows });
  return { files, persons: tally.persons };
}

function contractOf(request: LandRequest, transfer: SliceTransfer): BatchContract {
  const { slice } = transfer;
  const persons = request.persons.get(transfer.key);
  if (persons === undefined) throw new RangeError('a plan for a group without persons');
  const start = isHistory(slice) ? null : cellStart(slice.firstCell);
  const end = cellStart(slice.lastCell + 1);
  const nulls = slice.firstCell === NULL_CELL;
  return {
    columns: request.columns,
    personColumn: PERSON_COLUMN,
    fingerprintColumns: [...request.keyColumns, PERSON_COLUMN, LOAD_COLUMN],
    loadColumn: LOAD_COLUMN,
    persons,
    // The null cell's slice holds rows without load_dt and no others: an empty window says so.
    from: nulls
      ? 0n
      : transfer.since !== null && (start === null || transfer.since > start)
        ? transfer.since
        : start,
    until: nulls ? 0n : end < request.until ? end : request.until,
    nulls,
    timeZone: request.timeZone,
  };
}

/** All files of the slices that are replaced: their path says which slice they belong to. */
function replacedFiles(state: TableState | undefined, unit: Unit): readonly string[] {
  const replaced = unit.transfers.filter((transfer) => transfer.kind === 'replace');
  return [...(state?.files.values() ?? [])]
    .filter((file) =>
      replaced.some(
        (transfer) =>
          transfer.group === file.group && sameSlice(transfer.slice, { ...transfer.slice, ...file.slice }),
      ),
    )
    .map((file) => file.path);
}

function operationOf(request: LandRequest, unit: Unit): Operation {
  if (unit.transfers.length === 0) return 'COVER';
  if (unit.transfers.some((transfer) => transfer.kind === 'replace')) return 'REPAIR';
  const covered = new Set(
    request.state?.coverage.groups.filter((group) => group.through !== null).map((group) => group.group),
  );
  return unit.transfers.every((transfer) => covered.has(transfer.group)) ? 'INCREMENT' : 'BACKFILL';
}

function pathOf({ path }: WrittenFile): string {
  return path;
}

function checkpointWarning({ cohort, table }: TablePlan): Parameters<Log>[0] {
  return {
    kind: 'warning',
    code: 'CHECKPOINT_NOT_WRITTEN',
    message: `The checkpoint of ${table} of cohort ${cohort} was not written.`,
    remedy: 'Nothing is lost and reading is slower; check the storage if it comes back.',
  };
}
