import { describe, expect, it } from 'vitest';
import { type Instant, parseInstant } from '../../src/instant.ts';
import { fileStatistics } from '../../src/landing/file-statistics.ts';
import type { ColumnType } from '../../src/omop/column-type.ts';
import { claimedFile, week } from './landed-files.ts';

function statistics(loaded: readonly (Instant | null)[], type: ColumnType = 'timestamp'): unknown {
  const file = claimedFile(
    week(0),
    loaded.map((at) => ({ person: 1n, source: null, loaded: at })),
  );
  return JSON.parse(fileStatistics(file, [{ name: 'load_dt', type }]));
}

const at = (text: string): Instant => parseInstant(text) ?? expect.fail('not an instant');

describe('statistics of a file', () => {
  it('floor the least load_dt and raise the greatest to the next millisecond', () => {
    expect(statistics([at('2026-01-04T03:00:00.000001Z'), at('2026-01-04T03:00:00.999001Z')])).toEqual({
      numRecords: 2,
      minValues: { load_dt: '2026-01-04T03:00:00.000Z' },
      maxValues: { load_dt: '2026-01-04T03:00:01.000Z' },
    });
  });

  it('raise nothing that is a whole millisecond, and floor downward before 1970', () => {
    expect(statistics([at('1969-12-31T23:59:59.998999Z'), at('1969-12-31T23:59:59.999Z')])).toEqual({
      numRecords: 2,
      minValues: { load_dt: '1969-12-31T23:59:59.998Z' },
      maxValues: { load_dt: '1969-12-31T23:59:59.999Z' },
    });
  });

  it('have no bounds where there is no load_dt, where it has no zone, and beyond the years of four digits', () => {
    expect(statistics([null, null])).toEqual({ numRecords: 2 });
    expect(statistics([at('2026-01-04T03:00:00Z')], 'timestamp_ntz')).toEqual({ numRecords: 1 });
    expect(statistics([at('9999-12-31T23:59:59.999999Z')])).toEqual({ numRecords: 1 });
  });
});
