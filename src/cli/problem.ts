import { CohortSyncError, ConfigurationError, EXIT, type FindingName } from '../errors.ts';

export interface ProblemDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly mistakes?: readonly unknown[];
    readonly findings?: readonly FindingName[];
  };
}

/** An error as a command shows it. What we did not make ourselves keeps its text to itself: it may hold data. */
export function describeProblem(error: unknown): ProblemDocument['error'] {
  if (error instanceof ConfigurationError && error.mistakes.length > 0) {
    return { code: error.code, message: error.message, remedy: error.remedy, mistakes: error.mistakes };
  }
  if (error instanceof CohortSyncError) {
    const { code, message, remedy, findings } = error;
    return { code, message, remedy, ...(findings.length === 0 ? {} : { findings }) };
  }
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: 'INTERNAL',
    message: `An unexpected ${kind} stopped the command.`,
    remedy: 'Run again with COHORT_SYNC_DEBUG=1 inside the network to see the stack, and report it.',
  };
}

export function exitCodeOf(error: unknown): number {
  return error instanceof CohortSyncError ? error.exitCode : EXIT.failed;
}
