import { GuardError } from '../errors.ts';
import { type GuardFinding, type GuardLimits, judge, type KnownTable } from '../plan/guards.ts';
import { throughsOf } from '../plan/table-task.ts';
import type { Observation } from './observe.ts';
import type { TableWork } from './tasks.ts';

/**
 * Judges every source table of a run, all patients together. What only deserves a look is returned.
 * @throws GuardError when a person must look before any row of any cohort moves
 */
export function judgeSource(
  works: readonly TableWork[],
  observation: Observation,
  limits: GuardLimits,
): readonly GuardFinding[] {
  const findings = works.flatMap((work) => {
    const state = observation.tables.get(work.source.table);
    return state === undefined ? [] : judge(state, observation.until, newestClaim(work), limits);
  });
  const stops = findings.filter((finding) => finding.stop);
  if (stops.length > 0) throw stopped(stops);
  return findings;
}

/** What any landing knew last of a source table, all patients together. */
function newestClaim(work: TableWork): KnownTable | undefined {
  const known = work.tasks.flatMap((task): KnownTable[] => {
    const claim = task.coverage?.survey;
    const [through] = [...throughsOf(task)].sort((a, b) => (a > b ? -1 : 1));
    return claim === undefined || through === undefined ? [] : [{ claim, through }];
  });
  return known.reduce<KnownTable | undefined>(
    (a, b) => (a === undefined || b.through > a.through ? b : a),
    undefined,
  );
}

function stopped(findings: readonly GuardFinding[]): GuardError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return new GuardError(`${first?.message ?? ''}${more} No row was moved.`, {
    code: first?.code ?? 'GUARD',
    remedy: first?.remedy ?? '',
  });
}
