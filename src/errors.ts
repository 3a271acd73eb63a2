/**
 * The two families of errors. Every error has a stable code and a one-line remedy, keeps its cause, and is
 * made where the remote failure is translated. `message` may name files, lines, tables and cohorts; it never
 * holds a row value, a person id, or text that came from data or from a server.
 */

/** Process exit codes of every command. */
export const EXIT = { done: 0, failed: 1, configuration: 2, guard: 3, unverified: 4 } as const;

export interface ErrorDetails {
  /** Stable, upper snake case, documented in docs/errors.md. */
  readonly code: string;
  /** One line: what the reader does now. */
  readonly remedy: string;
  readonly cause?: unknown;
  /** What an owner can answer with an override. */
  readonly findings?: readonly FindingName[];
}

/** How an override answers a finding: move on once, land a table anew, compare all history, erase a landing. */
export type OverrideKind = 'accept' | 'rebuild' | 'heal' | 'erase';

/** A finding as anyone may see it: what it is about, and a digest that tells nothing of what was seen (`nameFinding`). */
export interface FindingName {
  readonly code: string;
  /** The one kind of override that answers it. */
  readonly override: OverrideKind;
  readonly cohort: string | null;
  readonly table: string | null;
  readonly digest: string;
}

/** The base of all errors that this product raises on purpose. */
export class CohortSyncError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly findings: readonly FindingName[];
  readonly exitCode: number = EXIT.failed;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.remedy = details.remedy;
    this.findings = details.findings ?? [];
  }
}

/** One mistake in a file that a person wrote; line and column count from 1. */
export interface Mistake {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The rule that is broken, never the offending text. */
  readonly rule: string;
}

/** You can fix your file or input. */
export class ConfigurationError extends CohortSyncError {
  override readonly exitCode = EXIT.configuration;
  readonly mistakes: readonly Mistake[];

  constructor(message: string, details: ErrorDetails & { readonly mistakes?: readonly Mistake[] }) {
    super(message, details);
    this.mistakes = details.mistakes ?? [];
  }
}

/** A guard judged the source implausible: no row moved, a person must look. */
export class GuardError extends CohortSyncError {
  override readonly exitCode = EXIT.guard;
}

/** What arrived, or what lies in storage, is not what was approved or vouched for. Nothing of it was committed. */
export class IntegrityError extends CohortSyncError {}

/** A remote system refused, failed, or could not be reached. */
export class RemoteError extends CohortSyncError {}

/**
 * Nobody knows whether it is so: what would tell could not be asked, or did not answer whole. No denial: the same question
 * may be answered tomorrow, with nothing changed by anybody.
 */
export class UnverifiedError extends CohortSyncError {
  override readonly exitCode = EXIT.unverified;
}
