import { CohortSyncError, EXIT } from '../errors.ts';
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

/** Failed before held: whoever reads only the exit code learns the worst. */
export function exitCodeOf(problems: ReadonlyMap<string, unknown>): number {
  const codes = [...problems.values()].map((error) =>
    error instanceof CohortSyncError ? error.exitCode : EXIT.failed,
  );
  return [EXIT.failed, EXIT.guard, EXIT.configuration].find((code) => codes.includes(code)) ?? EXIT.done;
}

export function verdict(exitCode: number): RunReport['verdict'] {
  return exitCode === EXIT.done ? 'done' : 'failed';
}
