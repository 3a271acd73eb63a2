import { GuardError } from '../errors.ts';
import type { Log } from '../log/events.ts';
import { guardFinding } from '../override/guard-finding.ts';
import type { Answered, Overrides } from '../override/overrides.ts';
import { type GuardFinding, type GuardLimits, judge, type KnownTable } from '../plan/guards.ts';
import { throughsOf } from '../plan/table-task.ts';
import type { Observation } from './observe.ts';
import type { TableWork } from './tasks.ts';

/**
 * Judges every source table of a run, all patients together. What only deserves a look is returned, and so is what an
 * owner has accepted; an override is used up only when nothing else stops the run.
 * @throws GuardError when a person must look before any row of any cohort moves
 */
export async function judgeSource(
  works: readonly TableWork[],
  observation: Observation,
  limits: GuardLimits,
  overrides: Overrides,
  log: Log,
): Promise<readonly GuardFinding[]> {
  const judged = works.flatMap((work) => {
    const state = observation.tables.get(work.source.table);
    if (state === undefined) return [];
    const known = newestClaim(work);
    return judge(state, observation.until, known, limits).map((finding) => ({
      finding,
      seen: guardFinding(finding, state, observation.until, known),
    }));
  });
  const stops = judged.filter(({ finding }) => finding.stop);
  const answers = await overrides.find(stops.map(({ seen }) => seen));
  for (const { name, override } of answers) {
    if (name !== undefined) log({ kind: 'finding', ...name, answered: override !== undefined });
  }
  if (answers.some(({ override }) => override === undefined)) {
    throw stopped(
      stops.map(({ finding }) => finding),
      answers,
    );
  }
  for (const { override } of answers) if (override !== undefined) await overrides.use(override);
  return judged.map(({ finding }) => finding);
}

/** What any landing knew last of a source table, all patients together. */
function newestClaim(work: TableWork): KnownTable | undefined {
  const known = work.tasks.flatMap((task): KnownTable[] => {
    const coverage = task.known ?? task.coverage;
    const claim = coverage?.survey;
    const [through] = [...throughsOf({ coverage })].sort((a, b) => (a > b ? -1 : 1));
    return claim === undefined || through === undefined ? [] : [{ claim, through }];
  });
  return known.reduce<KnownTable | undefined>(
    (a, b) => (a === undefined || b.through > a.through ? b : a),
    undefined,
  );
}

function stopped(findings: readonly GuardFinding[], answers: readonly Answered[]): GuardError {
  const first = findings.find((_finding, index) => answers[index]?.override === undefined);
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return new GuardError(`${first?.message ?? ''}${more} No row was moved.`, {
    code: first?.code ?? 'GUARD',
    remedy: first?.remedy ?? '',
    findings: answers.flatMap(({ name, override }) => (name && override === undefined ? [name] : [])),
  });
}
