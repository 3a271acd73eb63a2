import { expect, test } from 'vitest';
import type { Slice } from '../../src/landing/coverage.ts';
import type { TableState } from '../../src/landing/table-state.ts';
import { planTable } from '../../src/plan/plan-table.ts';
import { commitsMade, coverageAfter } from '../../src/sync/resume.ts';

const KEY = 'a'.repeat(64);
const NOTHING = { rows: 0n, transfer: [0n, 0n] as const, change: 0n };

/** A backfill of three weeks, each a commit of its own. */
function backfill() {
  const task = { group: 'g1', key: KEY, slot: 0 };
  const slices = [2000, 2001, 2002].map(
    (cell): Slice => ({ firstCell: cell, lastCell: cell, bucket: 0, buckets: 1, ...NOTHING }),
  );
  const census = slices.map(() => ({
    old: { rows: 9n, transfer: [3n, 2n] as const, change: 7n },
    fresh: NOTHING,
  }));
  const claim = { version: 1n, total: 27n, columns: 'c', firstCell: 2000, cells: [] };
  const table = { cohort: 'demo', table: 'measurement', revision: 3, columns: [], columnSet: 0 };
  const whole = { ...table, coverage: undefined, groups: [task] };
  return planTable(whole, [{ task, slices, census, scope: undefined }], 1n, claim, 9);
}

/** The table behind so many commits of the plan, above a version. */
function stateAfter(run: string, commits: number, base: number | null): TableState {
  const plan = backfill();
  const unit = plan.units[commits - 1];
  if (unit === undefined) throw new RangeError('the plan has fewer commits');
  const files = new Map();
  const version = (base ?? -1) + commits;
  const state: Partial<TableState> = { version, files, coverage: coverageAfter(run, plan, unit) };
  return state as TableState;
}

test('a plan that has not begun has made no commit, whether the table is new or not', () => {
  expect(commitsMade('r1', backfill(), null, undefined)).toBe(0);
  expect(commitsMade('r1', backfill(), 2, stateAfter('r0', 3, null))).toBe(0);
});

test('a plan that died goes on behind its own commits', () => {
  expect(commitsMade('r1', backfill(), null, stateAfter('r1', 2, null))).toBe(2);
  expect(commitsMade('r1', backfill(), 4, stateAfter('r1', 3, 4))).toBe(3);
});

test('a commit of another run, too many commits, or a table that went back stop the plan', () => {
  const outdated = expect.objectContaining({ code: 'PLAN_OUTDATED' });
  expect(() => commitsMade('r1', backfill(), null, stateAfter('r2', 2, null))).toThrow(outdated);
  expect(() => commitsMade('r1', backfill(), 4, { ...stateAfter('r1', 3, 4), version: 8 })).toThrow(outdated);
  expect(() => commitsMade('r1', backfill(), 4, stateAfter('r1', 1, null))).toThrow(outdated);
});
