import type { Instant } from '../instant.ts';
import type { Slice } from '../landing/coverage.ts';
import type { Region } from '../source/statements/stage.ts';
import { type Drift, driftSince, rowsBetween, type SourceState } from './source-state.ts';
import { coverageOf, type GroupTask, isOpen, type TableTask, throughsOf } from './table-task.ts';
import { bucketHashes } from './tiling.ts';
import { FIRST_CELL, NULL_CELL } from './week-grid.ts';

/**
 * What a run has to look at for one group of one table.
 * - `whole`: its history is not known to have landed; all of it is staged and compared, slice by slice.
 * - `history`: something changed before the survey began; a census of the source tells which slices.
 * - `partial`: the slices given, and the rows from `freshFrom` on.
 */
export type Scope =
  | { readonly kind: 'whole' }
  | { readonly kind: 'history'; readonly through: Instant; readonly slices: readonly Slice[] }
  | PartialScope;

export interface PartialScope {
  readonly kind: 'partial';
  readonly through: Instant;
  /** Slices whose rows may differ from what has landed. */
  readonly slices: readonly Slice[];
  /** Null when the source has no row at all behind the watermark. */
  readonly freshFrom: Instant | null;
}

/** @param full compare all history, whatever the survey shows: finds values that changed long ago */
export function scopeOf(
  task: TableTask,
  group: GroupTask,
  state: SourceState,
  until: Instant,
  full = false,
): Scope {
  const covered = coverageOf(task, group);
  if (covered === undefined || covered.through === null || isOpen(task, group)) return { kind: 'whole' };
  const { through, slices } = covered;
  const claim = task.coverage?.survey;
  if (claim === undefined || full) return historyOrWhole(state, through, slices);
  const drift = driftSince(claim, through, state);
  if (drift.history) return historyOrWhole(state, through, slices);
  return {
    kind: 'partial',
    through,
    slices: touched(slices, drift),
    freshFrom: rowsBetween(state, through, until) > 0n ? through : null,
  };
}

/** Whether the source changed, below the watermark, since the landing last said what it equals; for whichever patients. */
export function hasDrifted(task: TableTask, state: SourceState): boolean {
  const claim = task.coverage?.survey;
  if (claim === undefined) return false;
  return throughsOf(task).some((through) => {
    const { cells, history } = driftSince(claim, through, state);
    return history || cells.length > 0;
  });
}

/** A table that cannot be read by version is never compared in one statement and staged in another. */
function historyOrWhole(state: SourceState, through: Instant, slices: readonly Slice[]): Scope {
  return state.source.version === null ? { kind: 'whole' } : { kind: 'history', through, slices };
}

function touched(slices: readonly Slice[], drift: Drift): readonly Slice[] {
  return slices.filter((slice) =>
    drift.cells.some((cell) => slice.firstCell <= cell && cell <= slice.lastCell),
  );
}

export function needsStage(scope: Scope): boolean {
  return scope.kind !== 'partial' || scope.slices.length > 0 || scope.freshFrom !== null;
}

/** The regions of slices, at most `MOST_REGIONS`: beyond that one that holds them all, which costs warehouse time and nothing else. */
export function regionsOf(slices: readonly Slice[]): readonly Region[] {
  const regions = new Map<string, Region>();
  for (const slice of slices) {
    const region = regionOf(slice);
    regions.set(Object.values(region).join(':'), region);
  }
  if (regions.size <= MOST_REGIONS) return [...regions.values()];
  const dated = slices.filter((slice) => slice.firstCell !== NULL_CELL);
  const nulls: Region = { firstCell: NULL_CELL, lastCell: NULL_CELL, ...ALL_HASHES };
  if (dated.length === 0) return [nulls];
  const bounding: Region = {
    firstCell: Math.min(...dated.map((slice) => slice.firstCell)),
    lastCell: Math.max(...dated.map((slice) => slice.lastCell)),
    ...ALL_HASHES,
  };
  return dated.length < slices.length ? [bounding, nulls] : [bounding];
}

export function regionOf(slice: Slice): Region {
  return { firstCell: slice.firstCell, lastCell: slice.lastCell, ...bucketHashes(slice) };
}

const ALL_HASHES = bucketHashes({ bucket: 0, buckets: 1 });

/** Two parameters each, within the limit of 256 a statement. */
const MOST_REGIONS = 60;

/** True for the open start of history, which no file's statistics can prune. */
export function isHistory(slice: Pick<Slice, 'firstCell'>): boolean {
  return slice.firstCell === FIRST_CELL;
}
