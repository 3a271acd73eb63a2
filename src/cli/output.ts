import { CohortSyncError, ConfigurationError, EXIT } from '../errors.ts';
import type { RunEvent } from '../log/events.ts';

/** Where a command speaks: one JSON document on standard output with `--json`, people's words on the other stream. */
export interface Output {
  readonly json: boolean;
  /** The command's result: as JSON, or as the text that `render` makes of it. */
  result(value: unknown, render: () => string): void;
  /** A line for people, on standard error. */
  line(text: string): void;
  event(event: RunEvent): void;
}

/** JSON with bigints as numbers where a number holds them exactly, and as text where it does not. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, exactBigint, indent);
}

function exactBigint(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

export interface ProblemDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly mistakes?: readonly unknown[];
  };
}

/** An error as a command shows it. What we did not make ourselves keeps its text to itself: it may hold data. */
export function describeProblem(error: unknown): ProblemDocument['error'] {
  if (error instanceof ConfigurationError && error.mistakes.length > 0) {
    return { code: error.code, message: error.message, remedy: error.remedy, mistakes: error.mistakes };
  }
  if (error instanceof CohortSyncError) return { code: error.code, message: error.message, remedy: error.remedy };
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
