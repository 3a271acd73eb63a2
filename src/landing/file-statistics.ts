import { floorDivide, type Instant } from '../instant.ts';
import type { Column } from '../omop/column-type.ts';
import { LOAD_COLUMN } from '../omop/tables.ts';
import type { WrittenFile } from '../transfer/transfer.ts';

/**
 * A file's statistics as Delta's readers use them to skip files: the number of rows and the bounds of `load_dt`,
 * nothing else, because minima and maxima of other columns are patients' values.
 *
 * Statistics have milliseconds, `load_dt` has microseconds: the minimum is floored, the maximum is raised to the next
 * millisecond, or readers would skip rows in between. A `load_dt` without zone gets no bounds: what lies in the file is
 * local time, and the instants at hand are not.
 */
export function fileStatistics(file: WrittenFile, columns: readonly Column[]): string {
  const zoned = columns.some((column) => column.name === LOAD_COLUMN && column.type === 'timestamp');
  const minimum = zoned ? bound(file.loadMinimum, 0n) : undefined;
  const maximum = zoned ? bound(file.loadMaximum, 999n) : undefined;
  const bounds =
    minimum && maximum
      ? { minValues: { [LOAD_COLUMN]: minimum }, maxValues: { [LOAD_COLUMN]: maximum } }
      : {};
  return JSON.stringify({ numRecords: Number(file.rows), ...bounds });
}

/** Years that Delta's text form spells with four digits, in milliseconds. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

function bound(instant: Instant | null, raise: bigint): string | undefined {
  if (instant === null) return undefined;
  const milliseconds = Number(floorDivide(instant + raise, 1000n));
  return milliseconds < FIRST || milliseconds > LAST ? undefined : new Date(milliseconds).toISOString();
}
