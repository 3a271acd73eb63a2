import { expect, test } from 'vitest';
import { parseInstant } from '../../src/instant.ts';
import type { Column } from '../../src/omop/column-type.ts';
import { columnsOf } from '../../src/transfer/batch-column.ts';
import { instantOfLocal, loadInstants } from '../../src/transfer/load-instant.ts';
import { arrowBatch } from './arrow-fixture.ts';

/** A wall-clock time as the microseconds it would be in UTC. */
const wall = (text: string) => parseInstant(`${text}Z`) as bigint;

test.each([
  ['in winter', '2026-01-04T03:00:00.000001', 'Europe/Amsterdam', '2026-01-04T02:00:00.000001Z'],
  ['in summer', '2025-07-06T03:00:00', 'Europe/Amsterdam', '2025-07-06T01:00:00Z'],
  ['in the hour that is skipped', '2025-03-30T02:30:00', 'Europe/Amsterdam', '2025-03-30T01:30:00Z'],
  ['in the hour that comes twice', '2025-10-26T02:30:00', 'Europe/Amsterdam', '2025-10-26T00:30:00Z'],
  [
    'just before the clocks are set back',
    '2025-10-26T01:59:59.999999',
    'Europe/Amsterdam',
    '2025-10-25T23:59:59.999999Z',
  ],
  ['west of Greenwich', '2025-11-02T01:30:00', 'America/New_York', '2025-11-02T05:30:00Z'],
  ['at half an hour', '2026-01-04T03:00:00', 'Asia/Kolkata', '2026-01-03T21:30:00Z'],
  ['before 1970', '1955-06-01T00:00:00', 'Europe/London', '1955-05-31T23:00:00Z'],
])('a time without a zone, %s, is the instant that Spark takes it for', (_, local, zone, instant) => {
  expect(instantOfLocal(wall(local), zone)).toBe(parseInstant(instant));
});

const LOCAL: readonly Column[] = [{ name: 'load_dt', type: 'timestamp_ntz' }];

test('a column without zones becomes instants, nulls staying null', () => {
  const batch = arrowBatch(LOCAL, [[wall('2026-01-04T03:00:00')], [null], [wall('2026-01-04T03:00:00')]]);
  const [column] = columnsOf(batch, LOCAL);
  const load = loadInstants(column as never, 'Europe/Amsterdam');
  const instants = new BigInt64Array(load.words.buffer, load.words.byteOffset, 3);
  expect([instants[0], instants[2]]).toEqual(Array(2).fill(parseInstant('2026-01-04T02:00:00Z')));
  expect(load.validity).toBe(column?.validity);
});

test('a column with zones is taken as it is, whatever the zone of the source', () => {
  const columns: readonly Column[] = [{ name: 'load_dt', type: 'timestamp' }];
  const [column] = columnsOf(arrowBatch(columns, [[1n]]), columns);
  expect(loadInstants(column as never, 'Europe/Amsterdam')).toEqual(column);
});

test('a bare date is its midnight', () => {
  const columns: readonly Column[] = [{ name: 'load_dt', type: 'date' }];
  const [column] = columnsOf(arrowBatch(columns, [[-1n]]), columns);
  const load = loadInstants(column as never, 'UTC');
  expect(new BigInt64Array(load.words.buffer)[0]).toBe(-86_400_000_000n);
});
