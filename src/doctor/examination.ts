import { CohortSyncError } from '../errors.ts';

export type Area = 'machine' | 'source' | 'sandbox' | 'storage' | 'cohorts';

/** One line of the examination. Nothing in it is secret, a row value or a person's id. */
export interface Check {
  readonly area: Area;
  readonly subject: string;
  /** `skipped`: what it rests on failed. `warning`: it works, and should be otherwise. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
  /** Of a warning or a failure. */
  readonly code: string | null;
  readonly remedy: string | null;
}

/** What a check that did not fail found, and what the checks that rest on it go on with. */
export interface Found<T> {
  readonly value: T;
  readonly message: string;
  readonly warning?: { readonly code: string; readonly remedy: string };
  /** There was nothing to check. */
  readonly skipped?: true;
}

/** Runs checks one after the other and goes on after a failure. */
export interface Examination {
  readonly checks: readonly Check[];
  /** Undefined when the check failed: what rests on it is then skipped. */
  check<T>(area: Area, subject: string, run: () => Promise<Found<T>>): Promise<T | undefined>;
  skip(area: Area, subject: string, why: string): void;
}

/** @param announce is told each check as soon as it is done */
export function examination(announce: (check: Check) => void): Examination {
  const checks: Check[] = [];
  const record = (check: Check): void => {
    checks.push(check);
    announce(check);
  };
  return {
    checks,
    async check(area, subject, run) {
      try {
        const { value, message, warning, skipped } = await run();
        const outcome = skipped ? 'skipped' : warning === undefined ? 'ok' : 'warning';
        record({
          area,
          subject,
          outcome,
          message,
          code: warning?.code ?? null,
          remedy: warning?.remedy ?? null,
        });
        return value;
      } catch (error) {
        record({ area, subject, outcome: 'failed', ...problemOf(error) });
        return undefined;
      }
    },
    skip(area, subject, message) {
      record({ area, subject, outcome: 'skipped', message, code: null, remedy: null });
    },
  };
}

/** An error that is not ours keeps its text to itself. */
function problemOf(error: unknown): Pick<Check, 'message' | 'code' | 'remedy'> {
  if (error instanceof CohortSyncError) {
    return { message: error.message, code: error.code, remedy: error.remedy };
  }
  return {
    message: 'An unexpected error ended this check.',
    code: 'INTERNAL',
    remedy: 'Run again; if it comes back, report it.',
  };
}
