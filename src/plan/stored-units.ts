import { z } from 'zod';
import type { GroupCoverage } from '../landing/coverage.ts';
import { count, digest, fingerprint, group, long, slice, survey } from '../landing/coverage-codec.ts';
import type { Unit } from './plan-table.ts';

/**
 * The units of one (cohort, table) as a plan stores them. Each unit's coverage lists every slice, so that a backfill of n
 * commits would be stored in n² slices: a group is stored whole once, then by the slices that changed.
 */
const transfer = z.strictObject({
  group: group.shape.group,
  key: digest,
  kind: z.enum(['new', 'append', 'replace']),
  slice,
  since: long.nullable(),
  expected: z.strictObject({ rows: count, transfer: fingerprint, change: long }),
});

const changedGroup = z.strictObject({
  group: group.shape.group,
  members: digest,
  through: long.nullable(),
  /** Position among the slices of the unit before, and the slice that now stands there. */
  changed: z.array(z.tuple([z.int().nonnegative(), slice])),
});

export const storedUnit = z.strictObject({
  transfers: z.array(transfer),
  groups: z.array(z.union([group, changedGroup])),
  survey: survey.optional(),
});
export type StoredUnit = z.infer<typeof storedUnit>;

export function packUnits(units: readonly Unit[]): readonly unknown[] {
  return units.map((unit, index) => {
    const before = units[index - 1]?.groups ?? [];
    return { ...unit, groups: unit.groups.map((each) => packGroup(each, before)) };
  });
}

function packGroup(now: GroupCoverage, before: readonly GroupCoverage[]): unknown {
  const known = before.find((each) => each.group === now.group);
  if (known === undefined || known.slices.length !== now.slices.length) return now;
  const { slices, ...rest } = now;
  // By identity: planTable keeps the object of a slice that a commit does not touch.
  const changed = slices.flatMap((each, index) => (each === known.slices[index] ? [] : [[index, each]]));
  return { ...rest, changed };
}

/** @throws RangeError when a group is said to have changed that no unit before it lists whole */
export function unpackUnits(stored: readonly StoredUnit[]): readonly Unit[] {
  const units: Unit[] = [];
  for (const { transfers, groups, survey: claim } of stored) {
    const before = units.at(-1)?.groups ?? [];
    units.push({ transfers, groups: groups.map((each) => unpackGroup(each, before)), survey: claim });
  }
  return units;
}

function unpackGroup(stored: StoredUnit['groups'][number], before: readonly GroupCoverage[]): GroupCoverage {
  if ('slices' in stored) return stored;
  const { changed, ...rest } = stored;
  const known = before.find((each) => each.group === stored.group);
  if (known === undefined) throw new RangeError('a group that changed before it was listed');
  const slices = [...known.slices];
  for (const [index, each] of changed) {
    if (index >= slices.length) throw new RangeError('a slice that the group does not have');
    slices[index] = each;
  }
  return { ...rest, slices };
}
