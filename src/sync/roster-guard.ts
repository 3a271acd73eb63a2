import pLimit from 'p-limit';
import type { Log } from '../log/events.ts';
import type { ReadyCohort } from './ready-cohort.ts';
import { checkRosters, ensureRosters, type RosterGroup, type RosterLoad } from './sandbox-roster.ts';

export interface RosterGuardRequest extends RosterLoad {
  readonly cohorts: readonly ReadyCohort[];
  readonly log: Log;
}

/** Loads the rosters that are missing, once and one after another, and checks those that are about to be read or were just read. */
export function rosterGuard(request: RosterGuardRequest): (keys: readonly string[]) => Promise<void> {
  const groups = new Map<string, RosterGroup>();
  for (const cohort of request.cohorts) for (const group of cohort.groups) groups.set(group.key, group);
  const serial = pLimit(1);
  const ensured = new Set<string>();
  return (keys) =>
    serial(async () => {
      const wanted = [...new Set(keys)].flatMap((key) => groups.get(key) ?? []);
      const fresh = wanted.filter((group) => !ensured.has(group.key));
      if (fresh.length > 0 || wanted.length === 0) {
        const loaded = await ensureRosters(request, fresh);
        for (const group of fresh) ensured.add(group.key);
        announceRosters(request, loaded);
      }
      await checkRosters(request.warehouse, request.schemas, wanted);
    });
}

function announceRosters(request: RosterGuardRequest, loaded: readonly RosterGroup[]): void {
  const keys = new Set(loaded.map((group) => group.key));
  for (const cohort of request.cohorts) {
    const persons = cohort.groups
      .filter((group) => keys.has(group.key))
      .reduce((sum, group) => sum + group.persons.length, 0);
    if (persons > 0) request.log({ kind: 'roster-loaded', cohort: cohort.cohort, persons });
  }
}
