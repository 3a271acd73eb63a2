import { DAY, floorDivide, type Instant } from '../instant.ts';
import type { BatchColumn } from './batch-column.ts';

/** A column of instants: width 2, microseconds UTC. */
export type InstantColumn = BatchColumn & { readonly kind: 'words'; readonly width: 2 };

/**
 * `load_dt` as instants. With a zone of its own (`timestamp`), or read in UTC, it is the column itself; otherwise each
 * wall-clock time is read in the zone as Spark's `to_utc_timestamp` does. Few distinct times stand for many rows.
 */
export function loadInstants(column: BatchColumn, timeZone: string): InstantColumn {
  if (column.kind !== 'words' || column.width === 4) throw new RangeError(`${column.name} holds no time`);
  const zoned = column.type === 'timestamp' || timeZone === 'UTC';
  if (column.width === 2 && zoned) return { ...column, width: 2 };
  const micros = new BigInt64Array(column.rows);
  const source =
    column.width === 2
      ? new BigInt64Array(column.words.buffer, column.words.byteOffset, column.rows)
      : BigInt64Array.from(column.words.subarray(0, column.rows), (day) => BigInt(day) * DAY);
  const known = new Map<bigint, bigint>();
  for (let row = 0; row < column.rows; row++) {
    if (column.validity !== null && !(((column.validity[row >> 3] as number) >> (row & 7)) & 1)) continue;
    const local = source[row] as bigint;
    let instant = known.get(local);
    if (instant === undefined) {
      instant = zoned ? local : instantOfLocal(local, timeZone);
      if (known.size < 100_000) known.set(local, instant);
    }
    micros[row] = instant;
  }
  return { ...column, width: 2, words: new Int32Array(micros.buffer) };
}

/**
 * The instant of a wall-clock time (microseconds as if UTC) in a zone: of two (clocks set back) the earlier one, of none
 * (clocks set forward) the one that the offset before the gap gives, as java.time's `atZone` and thus Spark do it.
 */
export function instantOfLocal(local: bigint, timeZone: string): Instant {
  const before = offsetAt(local - DAY, timeZone);
  if (offsetAt(local - before, timeZone) === before) return local - before;
  const after = offsetAt(local + DAY, timeZone);
  return offsetAt(local - after, timeZone) === after ? local - after : local - before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone's offset at an instant, in microseconds east of UTC. */
function offsetAt(instant: Instant, timeZone: string): bigint {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const second = Number(floorDivide(instant, 1_000_000n));
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(second * 1000)) part[type] = value;
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
  const wall = new Date(0);
  wall.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
  wall.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second), 0);
  return BigInt(wall.getTime() / 1000 - second) * 1_000_000n;
}
