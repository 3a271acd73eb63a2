import { cohortsInWords } from './figure-words.ts';
import { isRed, type PublicCohort, type PublicReport } from './public-report.ts';

/** How a run ended, in one line; the sign says it to who only glances. */
export function verdict(report: PublicReport): {
  readonly sign: '✅' | '❌' | '🔍' | '🕓';
  readonly words: string;
} {
  const all = report.cohorts.length;
  const stopped = report.cohorts.filter(isStopped).length;
  const through = report.through === null ? '' : ` through ${report.through}`;
  if (report.problem !== null) return { sign: '❌', words: 'The run stopped' };
  if (stopped > 0) {
    const rest = all - stopped;
    const others = rest === 0 ? '' : `, the other${rest === 1 ? '' : 's'} done${through}`;
    return { sign: '❌', words: `${stopped} of ${cohortsInWords(all)} held back${others}` };
  }
  if (report.week?.state === 'missing')
    return { sign: '❌', words: `The load of Sunday ${report.week.sunday} has not come` };
  if (isRed(report)) return { sign: '❌', words: 'Failed' };
  if (report.dryRun) return { sign: '🔍', words: `Dry run: ${cohortsInWords(all)} looked at, nothing moved` };
  const active = report.cohorts.filter(({ state }) => state === 'current').length;
  if (report.week?.state === 'not-yet') {
    const { sunday } = report.week;
    const words = `The load of Sunday ${sunday} is not there yet; ${cohortsInWords(active)} current${through}`;
    return { sign: '🕓', words };
  }
  if (active === 0) return { sign: '✅', words: 'Nothing to do: no active cohort' };
  return { sign: '✅', words: `${cohortsInWords(active)} current${through}` };
}

export function isStopped({ state }: PublicCohort): boolean {
  return state === 'held' || state === 'failed';
}
