import { CohortSyncError, ConfigurationError, EXIT, UnverifiedError } from '../errors.ts';

/**
 * `approved`, `reduced`: recorded now; `unchanged`: the head approves it already; `inactive`: suspended, revoked or expired,
 * which nobody need approve; `denied`: known not to be approved; `unverified`: not known; `invalid`: the file has mistakes.
 */
export type ApproveState =
  | 'approved'
  | 'reduced'
  | 'unchanged'
  | 'inactive'
  | 'denied'
  | 'unverified'
  | 'invalid';

export interface ApproveOutcome {
  readonly about: 'policy' | 'cohort' | 'override';
  /** A cohort's id, or the name of its file where that is none; an override's finding; null for the policy. */
  readonly name: string | null;
  readonly state: ApproveState;
  /** Of `denied`, `unverified` and `invalid`. */
  readonly error: unknown;
}

export interface ApproveReport {
  /** The tip of the default branch that was judged. */
  readonly commit: string;
  readonly outcomes: readonly ApproveOutcome[];
  /** Why the working copy is not known to be that of the tip: what it says may be over. */
  readonly elsewhere: CohortSyncError | undefined;
  readonly exitCode: number;
}

/** A denial is the worst: somebody tried, or forgot. What could not be verified may be well the next time. */
export function exitCodeOf(outcomes: readonly ApproveOutcome[]): number {
  const states = new Set(outcomes.map(({ state }) => state));
  if (states.has('denied')) return EXIT.failed;
  if (states.has('invalid')) return EXIT.configuration;
  return states.has('unverified') ? EXIT.unverified : EXIT.done;
}

/** @throws what is no error of ours */
export function stateOf(error: unknown): ApproveState {
  if (error instanceof UnverifiedError) return 'unverified';
  // A cohort that is revoked for ever is denied, whoever could mend its file.
  if (error instanceof ConfigurationError && error.code !== 'COHORT_REVOKED') return 'invalid';
  if (error instanceof CohortSyncError) return 'denied';
  throw error;
}
