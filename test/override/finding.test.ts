import { describe, expect, it } from 'vitest';
import { type Finding, nameFinding } from '../../src/override/finding.ts';
import { guardFinding } from '../../src/override/guard-finding.ts';
import type { GuardFinding } from '../../src/plan/guards.ts';
import type { SourceState } from '../../src/plan/source-state.ts';
import { cellOf } from '../../src/plan/week-grid.ts';
import { at } from '../story/world.ts';

const KEY = new Uint8Array(32).fill(7);
const THROUGH = at('2026-01-04T03:00:00Z');
const UNTIL = at('2026-01-11T03:00:00.000001Z');
const GUARD: GuardFinding = {
  code: 'GROWTH_IMPLAUSIBLE',
  table: 'measurement',
  stop: true,
  message: '',
  remedy: '',
};

function state(rows: bigint, changes: Partial<SourceState> = {}): SourceState {
  const load = at('2026-01-11T03:00:00Z');
  return {
    source: { table: 'measurement', version: 3n, columns: [] } as unknown as SourceState['source'],
    columns: 'c',
    totals: { rows, lastLoad: load, now: at('2026-01-12T06:00:00Z') },
    from: at('2025-12-03T00:00:00Z'),
    bursts: [{ cell: cellOf(load), rows: 10n, change: 77n, first: load, last: load }],
    ...changes,
  };
}

const known = (total: bigint) => ({
  through: THROUGH,
  claim: { version: 2n, total, columns: 'c', firstCell: 0, cells: [] },
});

const digest = (finding: Finding, use = 0, key = KEY): string => nameFinding(key, finding, use).digest;
const seen = (source: SourceState, total = 100n): Finding => guardFinding(GUARD, source, UNTIL, known(total));

describe('the public name of a finding', () => {
  it('is the same for the same state, whenever it is seen and however far back the survey reached', () => {
    const later = state(110n, {
      totals: { ...state(110n).totals, now: at('2026-01-13T06:00:00Z') },
      from: at('2025-06-04T00:00:00Z'),
      bursts: [
        { cell: cellOf(at('2025-06-08T03:00:00Z')), rows: 4n, change: 5n, first: 1n, last: 2n },
        ...state(110n).bursts,
      ],
    });
    expect(digest(seen(later))).toBe(digest(seen(state(110n))));
  });

  it('does not change where a burst is cut by the watermark of another landing', () => {
    const [burst] = state(110n).bursts;
    if (burst === undefined) throw new Error('no burst');
    const cut = state(110n, {
      bursts: [
        { ...burst, rows: 4n, change: 70n },
        { ...burst, rows: 6n, change: 7n },
      ],
    });
    expect(digest(seen(cut))).toBe(digest(seen(state(110n))));
  });

  it.each([
    ['one row more', seen(state(111n))],
    [
      'another value somewhere in the new week',
      seen(state(110n, { bursts: [{ ...burstOf(), change: 78n }] })),
    ],
    ['another known total', seen(state(110n), 101n)],
    ['another guard', { ...seen(state(110n)), code: 'TABLE_RESTAMPED' }],
    ['another table', { ...seen(state(110n)), table: 'person' }],
    ['another kind of answer', { ...seen(state(110n)), override: 'heal' as const }],
  ])('differs for %s', (_what, other) => {
    expect(digest(other)).not.toBe(digest(seen(state(110n))));
  });

  it('differs once it was answered, so that an answer is valid once', () => {
    expect(digest(seen(state(110n)), 1)).not.toBe(digest(seen(state(110n))));
  });

  it('cannot be found by trying counts: without the landing’s key the same state has another name', () => {
    expect(digest(seen(state(110n)), 0, new Uint8Array(32))).not.toBe(digest(seen(state(110n))));
    expect(() => nameFinding(new Uint8Array(31), seen(state(110n)), 0)).toThrow(RangeError);
  });
});

function burstOf(): SourceState['bursts'][number] {
  const [burst] = state(110n).bursts;
  if (burst === undefined) throw new Error('no burst');
  return burst;
}
