import { CohortSyncError, EXIT } from '../errors.ts';
import { MOST_TEXT, type StoredProblem } from '../plan/stored-run.ts';
import type { Note, RunReport } from '../report/run-report.ts';

/** An error as a report names it; what is not ours says only that it happened. */
export function noteOf(error: unknown): Note {
  if (error instanceof CohortSyncError) {
    const { code, message, remedy, findings } = error;
    return { code, message, remedy, ...(findings.length === 0 ? {} : { findings }) };
  }
  return {
    code: 'INTERNAL',
    message: 'An unexpected error stopped this cohort.',
    remedy: 'Run again; if it comes back, report it with the diagnostics of this run.',
  };
}

/** An error as it is kept for the jobs that come after: what names many tables and slices is cut to what a plan holds. */
export function problemOf(error: unknown): StoredProblem {
  const { message, remedy, ...note } = noteOf(error);
  const exitCode = error instanceof CohortSyncError ? error.exitCode : EXIT.failed;
  return { note: { ...note, message: cut(message), remedy: cut(remedy) }, exitCode };
}

function cut(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1)}…`;
}

/** Failed before held: whoever reads only the exit code learns the worst. */
export function worst(exitCodes: readonly number[]): number {
  return [EXIT.failed, EXIT.guard, EXIT.configuration].find((code) => exitCodes.includes(code)) ?? EXIT.done;
}

export function exitCodeOf(problems: ReadonlyMap<string, unknown>): number {
  return worst([...problems.values()].map((error) => problemOf(error).exitCode));
}

export function verdict(exitCode: number): RunReport['verdict'] {
  return exitCode === EXIT.done ? 'done' : 'failed';
}
