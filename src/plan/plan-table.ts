import type { Instant } from '../instant.ts';
import type { GroupCoverage, Slice, SurveyClaim } from '../landing/coverage.ts';
import { addCounts, type Count, NOTHING, type SliceCensus, sameCount } from './census.ts';
import type { PartialScope } from './scope.ts';
import { coverageOf, type GroupTask, type TableTask } from './table-task.ts';
import { sameSlice } from './tiling.ts';

/** One slice to move. `replace` removes what the slice holds and adds what it should hold, in one commit. */
export interface SliceTransfer {
  readonly group: string;
  readonly key: string;
  readonly kind: 'new' | 'append' | 'replace';
  /** The slice as it stands once this is committed. */
  readonly slice: Slice;
  /** An append takes only the rows from here on; null for all rows of the slice. */
  readonly since: Instant | null;
  /** What the warehouse says will arrive; the runner counts again. */
  readonly expected: Count;
}

/** What one Delta commit does, and what it may then say of itself. */
export interface Unit {
  readonly transfers: readonly SliceTransfer[];
  readonly groups: readonly GroupCoverage[];
  readonly survey: SurveyClaim | undefined;
}

export interface TablePlan {
  readonly cohort: string;
  readonly table: string;
  readonly revision: number;
  /** Commits in order; none when the landing equals the source already. */
  readonly units: readonly Unit[];
}

/** What was learned about one group: its slices (tiled up to the frontier), what the source holds for each, and what was looked at. */
export interface GroupFinding {
  readonly task: GroupTask;
  readonly slices: readonly Slice[];
  readonly census: readonly SliceCensus[];
  /** Undefined: the whole group was compared. */
  readonly scope: PartialScope | undefined;
}

/**
 * Compares what a landing covers with what the source holds, and gives the commits that make them equal. Pure. Backfills
 * go oldest slice first, each commit by itself, so that a rerun resumes; everything else shares the last commits; the
 * last one carries the watermark and the claim.
 *
 * @param claim undefined when nothing may be claimed of the source: the next run then compares everything
 * @param drifted the source is not what the landing claims to equal: even if nothing moves, the claim is due
 */
export function planTable(
  task: TableTask,
  findings: readonly GroupFinding[],
  until: Instant,
  claim: SurveyClaim | undefined,
  rowsPerCommit: number,
  drifted = false,
): TablePlan {
  const transfers = findings.flatMap((finding) => compareGroup(finding));
  const open = new Set(
    findings.filter((finding) => finding.scope === undefined).map((finding) => finding.task.group),
  );
  const ordered = [
    ...transfers.filter((transfer) => open.has(transfer.group)).sort(oldestFirst),
    ...transfers.filter((transfer) => !open.has(transfer.group)).sort(oldestFirst),
  ];
  const batches = pack(ordered, rowsPerCommit);
  // A claim that outlived a change would let two changes cancel each other in the totals, and be compared again by every run.
  const stale = drifted && claim !== undefined;
  if (batches.length === 0 && !stale && !isBehind(task, findings, until))
    return { ...identity(task), units: [] };
  if (batches.length === 0) batches.push([]);
  let groups = findings.map((finding) => before(task, finding));
  const units = batches.map((batch, index): Unit => {
    const last = index === batches.length - 1;
    groups = groups.map((group, position) =>
      after(group, batch, last ? seal(findings[position], until) : undefined),
    );
    const untouched = batch.every((transfer) => open.has(transfer.group));
    return { transfers: batch, groups, survey: last ? claim : untouched ? task.coverage?.survey : undefined };
  });
  return { ...identity(task), units };
}

function identity(task: TableTask): Pick<TablePlan, 'cohort' | 'table' | 'revision'> {
  return { cohort: task.cohort, table: task.table, revision: task.revision };
}

function compareGroup(finding: GroupFinding): readonly SliceTransfer[] {
  return finding.slices.flatMap((slice, index) => {
    const census = finding.census[index];
    if (census === undefined) return [];
    const transfer = compareSlice(slice, census, finding.scope);
    return transfer === undefined ? [] : [{ group: finding.task.group, key: finding.task.key, ...transfer }];
  });
}

function compareSlice(
  slice: Slice,
  { old, fresh }: SliceCensus,
  scope: PartialScope | undefined,
): Omit<SliceTransfer, 'group' | 'key'> | undefined {
  const compared = scope === undefined || scope.slices.some((candidate) => sameSlice(candidate, slice));
  if (compared && !sameCount(slice, old)) {
    const expected = addCounts(old, fresh);
    // A run that was cut short has landed this slice ahead of the watermark: it already is what it should be.
    if (sameCount(slice, expected)) return undefined;
    return {
      kind: slice.rows === 0n ? 'new' : 'replace',
      slice: { ...slice, ...expected },
      since: null,
      expected,
    };
  }
  if (fresh.rows === 0n) return undefined;
  const kind = slice.rows === 0n ? 'new' : 'append';
  return {
    kind,
    slice: { ...slice, ...addCounts(slice, fresh) },
    since: scope?.through ?? null,
    expected: fresh,
  };
}

/** True when nothing moves, and yet the landing must say something new: a watermark, a member list, a claim. */
function isBehind(task: TableTask, findings: readonly GroupFinding[], until: Instant): boolean {
  if (task.coverage?.survey === undefined || task.coverage.revision !== task.revision) return true;
  if (task.coverage.groups.length !== findings.length) return true;
  return findings.some((finding) => {
    const covered = coverageOf(task, finding.task);
    return covered?.through !== until || covered.members !== finding.task.key;
  });
}

/** A group as it stands before the first commit: its slices tiled, none of the new ones filled, nothing vouched for. */
function before(task: TableTask, finding: GroupFinding): GroupCoverage {
  const covered = coverageOf(task, finding.task);
  return {
    group: finding.task.group,
    members: finding.scope === undefined ? finding.task.key : (covered?.members ?? finding.task.key),
    through: finding.scope === undefined ? null : (covered?.through ?? null),
    slices: finding.slices,
  };
}

function after(
  group: GroupCoverage,
  batch: readonly SliceTransfer[],
  sealed: Partial<GroupCoverage> | undefined,
): GroupCoverage {
  const moved = batch.filter((transfer) => transfer.group === group.group).map((transfer) => transfer.slice);
  const slices = group.slices.map((slice) => moved.find((candidate) => sameSlice(candidate, slice)) ?? slice);
  return { ...group, slices, ...sealed };
}

function seal(finding: GroupFinding | undefined, until: Instant): Partial<GroupCoverage> | undefined {
  return finding === undefined ? undefined : { members: finding.task.key, through: until };
}

function oldestFirst(a: SliceTransfer, b: SliceTransfer): number {
  return a.slice.firstCell - b.slice.firstCell || a.slice.bucket - b.slice.bucket;
}

/** Fills commits up to about `rowsPerCommit` rows; a slice is never split. */
function pack(transfers: readonly SliceTransfer[], rowsPerCommit: number): SliceTransfer[][] {
  const batches: SliceTransfer[][] = [];
  let rows = 0n;
  for (const transfer of transfers) {
    const last = batches.at(-1);
    if (last === undefined || rows + transfer.expected.rows > BigInt(rowsPerCommit)) {
      batches.push([transfer]);
      rows = transfer.expected.rows;
    } else {
      last.push(transfer);
      rows += transfer.expected.rows;
    }
  }
  return batches;
}

/** What a plan amounts to, for people and for `plan` and `--dry-run`. */
export type Mode = 'backfill' | 'increment' | 'repair' | 'none';

export function modeOf(task: TableTask, plan: TablePlan): Mode {
  if (plan.units.length === 0) return 'none';
  const transfers = plan.units.flatMap((unit) => unit.transfers);
  if (transfers.some((transfer) => transfer.kind === 'replace')) return 'repair';
  const groups = task.groups.some((group) => (coverageOf(task, group)?.through ?? null) === null);
  return groups ? 'backfill' : 'increment';
}

export function rowsOf(plan: TablePlan): bigint {
  return plan.units
    .flatMap((unit) => unit.transfers)
    .reduce((total, transfer) => total + transfer.expected.rows, NOTHING.rows);
}

/** Slices that a plan moves. */
export function slicesOf(plan: TablePlan): number {
  return plan.units.reduce((count, unit) => count + unit.transfers.length, 0);
}
